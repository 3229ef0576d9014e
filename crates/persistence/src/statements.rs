//! The records that a merchant's statement lists.

use sea_orm::{ConnectionTrait, FromQueryResult, Statement, Value};
use xiaonuan_domain::calendar::Instant;
use xiaonuan_domain::code::Code;
use xiaonuan_domain::document::StatementDocument;
use xiaonuan_domain::ledger::{Listing, StatementLine, Step, part_references};
use xiaonuan_domain::record::{RecordKind, Seq};

use crate::bulk::field;
use crate::connect::Database;
use crate::error::StoreError;
use crate::journal::load::steps::{OF_STATEMENT, StepRow, drawn_up_for, paid, step, steps};
use crate::registers::CommunityNo;

#[derive(FromQueryResult)]
struct LineRow {
    seq: i64,
    leaf_hash: Vec<u8>,
    owed: i64,
}

#[derive(FromQueryResult)]
struct NumberRow {
    number: i64,
}

#[derive(FromQueryResult)]
struct NamedRow {
    number: i64,
    kind: String,
    reference: String,
}

/// The first record in order at or after a moment: whatever happened then was recorded with it or after it, in order or
/// late.
const FIRST_FROM: &str = "SELECT seq AS number FROM record WHERE community = $1 AND late = 0 AND occurred_at >= $2 \
                          ORDER BY occurred_at, seq LIMIT 1";

/// Postings in order are a range of numbers, late ones a range of business times; neither grows with the journal.
fn lines() -> String {
    let postings = |range: &str| {
        format!(
            "SELECT p.community, p.seq, a.kind, p.side, p.amount FROM account a \
             CROSS JOIN posting p WHERE p.community = a.community AND p.account = a.account \
             AND a.community = $1 AND a.kind <> 'uses' AND a.kind IN ('payable', 'receivable', 'borne-merchant') \
             AND a.merchant = $2 AND {range}"
        )
    };
    format!(
        "SELECT r.seq, r.leaf_hash, \
         CAST(sum(CASE WHEN m.kind = 'borne-merchant' THEN 0 ELSE -m.side * m.amount END) AS BIGINT) AS owed \
         FROM ({} UNION ALL {}) m JOIN record r ON r.community = m.community AND r.seq = m.seq \
         LEFT JOIN record o ON o.community = r.community AND o.seq = r.reverses \
         WHERE r.seq <= $3 AND r.occurred_at < $4 \
         AND (r.seq > $5 OR r.occurred_at >= $6) AND coalesce(o.kind, r.kind) <> 'settlement' \
         GROUP BY r.seq, r.leaf_hash ORDER BY r.seq",
        postings("p.late_at IS NULL AND p.seq > $7 AND p.seq <= $8"),
        postings("p.late_at IS NOT NULL AND p.late_at < $4 AND p.seq > $7"),
    )
}

/// The records of a merchant that a listing names, up to a record, in the order of their numbers: what it gave, what came
/// to be owed, and what took these back; not what was paid.
pub(crate) async fn listed(
    on: &impl ConnectionTrait,
    CommunityNo(community): CommunityNo,
    listing: Listing,
    until: Seq,
) -> Result<Vec<StatementLine>, StoreError> {
    let (after, end) = listing.after.unwrap_or((0, Instant::MIN));
    let number = async |sql: &str, values: [i64; 2]| {
        let statement = Statement::from_sql_and_values(on.get_database_backend(), sql, values.map(Value::from));
        let row = NumberRow::find_by_statement(statement).one(on).await?;
        Ok::<_, StoreError>(row.map(|row| row.number))
    };
    // What the statement before knew of is left out, but for what happened after its month: the first of that is in
    // order.
    let first_of_later = match listing.after {
        Some((_, end)) => number(FIRST_FROM, [community, end.micros()]).await?,
        None => None,
    };
    let known = first_of_later.map_or(after, |first| after.min(first - 1));
    let beyond = number(FIRST_FROM, [community, listing.before.micros()]).await?;
    let settled = beyond.map_or(until, |first| until.min(first - 1));
    let values = [
        community,
        i64::from(listing.merchant.0),
        until,
        listing.before.micros(),
        after,
        end.micros(),
        known,
        settled,
    ];
    let statement = Statement::from_sql_and_values(on.get_database_backend(), lines(), values.map(Into::into));
    let rows = LineRow::find_by_statement(statement).all(on).await?;
    let line = |row: LineRow| {
        let unreadable = |_| StoreError::unreadable(format!("record {}", row.seq), "hash");
        Ok(StatementLine {
            seq: row.seq,
            leaf_hash: row.leaf_hash.clone().try_into().map_err(unreadable)?,
            owed: row.owed,
        })
    };
    rows.into_iter().map(line).collect()
}

impl Database {
    /// Statements that were drawn up after a record, in order, those of a merchant or of all; at most so many.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails or a row cannot be read.
    pub async fn statements_drawn_up(
        &self,
        community: CommunityNo,
        merchant: Option<&Code>,
        after: Seq,
        most: u32,
    ) -> Result<Vec<Step>, StoreError> {
        let backend = self.reader.get_database_backend();
        let mut values: Vec<Value> = vec![community.0.into(), after.into()];
        let only = match merchant {
            Some(merchant) => {
                values.push(merchant.as_str().into());
                format!("AND {} = $3", field(backend, "r.document", "merchant"))
            }
            // They happen when they are recorded: this is the order of their numbers too.
            None => "AND r.kind <> 'redemption' AND (r.occurred_at, r.seq) > \
                     (coalesce((SELECT l.occurred_at FROM record l WHERE l.community = $1 AND l.seq = $2), 0), $2)"
                .to_owned(),
        };
        let order = if merchant.is_some() {
            "r.seq"
        } else {
            "r.occurred_at, r.seq"
        };
        let which = format!("r.kind = 'statement_drafted' AND r.seq > $2 {only} ORDER BY {order} LIMIT {most}");
        let statement = Statement::from_sql_and_values(backend, steps(&which), values);
        let rows = StepRow::find_by_statement(statement).all(&self.reader).await?;
        rows.into_iter().map(|row| step(&self.keys, community, row)).collect()
    }

    /// All that tells where a statement stands: its steps, whether it was paid, and the merchant's next one, which may
    /// stand in its stead; besides, the one that it goes on from. Nothing if there is none.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails or a row cannot be read.
    pub async fn statement_steps(&self, community: CommunityNo, reference: &Code) -> Result<Vec<Step>, StoreError> {
        let backend = self.reader.get_database_backend();
        let read = async |which: &str, values: Vec<Value>| {
            let values = std::iter::once(community.0.into()).chain(values);
            let statement = Statement::from_sql_and_values(backend, steps(which), values);
            let rows = StepRow::find_by_statement(statement).all(&self.reader).await?;
            let read = |row| step(&self.keys, community, row);
            rows.into_iter().map(read).collect::<Result<Vec<_>, StoreError>>()
        };
        let mut all = read(OF_STATEMENT, vec![reference.as_str().into()]).await?;
        let drawn_up = all.iter().find(|step| step.kind == RecordKind::StatementDrafted);
        let Some((seq, document)) = drawn_up.and_then(|step| Some((step.seq, step.read::<StatementDocument>()?)))
        else {
            return Ok(Vec::new());
        };
        all.extend(read(&paid(backend), vec![reference.as_str().into()]).await?);
        let next = drawn_up_for(backend, "AND r.seq > $3", "ASC");
        all.extend(read(&next, vec![document.merchant.as_str().into(), seq.into()]).await?);
        if let Some(before) = &document.after {
            all.extend(read(OF_STATEMENT, vec![before.as_str().into()]).await?);
        }
        Ok(all)
    }

    /// The records of settlements that were prepared for a statement after it was drawn up: prepared, approved and paid.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn settlement_steps(
        &self,
        CommunityNo(community): CommunityNo,
        statement: &Code,
        drawn_up: Seq,
    ) -> Result<Vec<Seq>, StoreError> {
        let backend = self.reader.get_database_backend();
        let sql = format!(
            "SELECT s.seq AS number, s.kind, s.reference FROM record r JOIN record s ON s.community = r.community \
             AND s.reference = r.reference AND s.kind IN ('settlement_prepared', 'settlement_approved', 'settlement') \
             WHERE r.community = $1 AND r.kind = 'settlement_prepared' AND r.kind <> 'redemption' \
             AND {} = $2 AND r.seq > $3 ORDER BY s.seq",
            field(backend, "r.document", "statement")
        );
        let values = [community.into(), statement.as_str().into(), drawn_up.into()];
        let statement = Statement::from_sql_and_values(backend, sql, values);
        let rows = NamedRow::find_by_statement(statement).all(&self.reader).await?;
        let mut numbers: Vec<Seq> = rows.iter().map(|row| row.number).collect();
        for row in rows {
            if row.kind == RecordKind::SettlementPrepared.as_str() {
                let unreadable = |error| StoreError::unreadable(format!("reference of record {}", row.number), error);
                let settlement = row.reference.parse().map_err(unreadable)?;
                numbers.extend(self.parts_of(community, &settlement).await?);
            }
        }
        numbers.sort_unstable();
        Ok(numbers)
    }

    /// The approvals in part of a settlement.
    async fn parts_of(&self, community: i64, settlement: &Code) -> Result<Vec<Seq>, StoreError> {
        let sql = "SELECT r.seq AS number FROM record r WHERE r.community = $1 AND r.kind = 'settlement_approved_in_part' \
                   AND r.reference IN ($2, $3, $4, $5)";
        let references = part_references(settlement);
        let references = references.iter().map(|reference| reference.as_str().into());
        let values = std::iter::once(community.into()).chain(references);
        let statement = Statement::from_sql_and_values(self.reader.get_database_backend(), sql, values);
        let rows = NumberRow::find_by_statement(statement).all(&self.reader).await?;
        Ok(rows.into_iter().map(|row| row.number).collect())
    }

    /// The records that a statement lists, given the last record that it knew of.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails or a row cannot be read.
    pub async fn statement_lines(
        &self,
        community: CommunityNo,
        listing: Listing,
        until: Seq,
    ) -> Result<Vec<StatementLine>, StoreError> {
        listed(&self.reader, community, listing, until).await
    }
}
