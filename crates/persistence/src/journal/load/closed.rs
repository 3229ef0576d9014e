//! What the closing of a year posted, so that reopening takes it back; and when the books begin, for the first closing.

use sea_orm::{ConnectionTrait, FromQueryResult, Statement};
use xiaonuan_domain::calendar::Instant;
use xiaonuan_domain::command::Command;
use xiaonuan_domain::command::closing::Closing;
use xiaonuan_domain::ledger::PostingsRead;
use xiaonuan_domain::record::{RecordKind, Seq, read_postings};
use xiaonuan_domain::register::{Registers, Span};

use crate::error::StoreError;
use crate::registers::CommunityNo;

#[derive(FromQueryResult)]
struct PostingsRow {
    seq: i64,
    postings: String,
}

/// Reads the postings of the last closing, and of the reclassification right before it, if a year is to be reopened.
pub(super) async fn postings(
    on: &impl ConnectionTrait,
    CommunityNo(community): CommunityNo,
    registers: &Registers,
    commands: &[&Command],
) -> Result<Vec<(Seq, PostingsRead)>, StoreError> {
    let reopens = |command: &&Command| match command {
        Command::Close(closing) => matches!(closing.as_ref(), Closing::Reopen(it) if it.span == Span::Year),
        _ => false,
    };
    let Some(last) = registers.closings.last().filter(|last| last.span == Span::Year) else {
        return Ok(Vec::new());
    };
    if !commands.iter().any(reopens) {
        return Ok(Vec::new());
    }
    let sql = "SELECT seq, postings FROM record WHERE community = $1 \
               AND (seq = $2 OR (seq = $2 - 1 AND kind = $3)) ORDER BY seq";
    let kind = RecordKind::NetAssetsReclassified.as_str().into();
    let values: [sea_orm::Value; 3] = [community.into(), last.since.into(), kind];
    let statement = Statement::from_sql_and_values(on.get_database_backend(), sql, values);
    let rows = PostingsRow::find_by_statement(statement).all(on).await?;
    let read = |row: PostingsRow| {
        let postings = read_postings(&row.postings);
        let unreadable = |error| StoreError::unreadable(format!("postings of record {}", row.seq), error);
        Ok((row.seq, postings.map_err(unreadable)?))
    };
    rows.into_iter().map(read).collect()
}

#[derive(FromQueryResult)]
struct EarliestRow {
    occurred_at: i64,
}

/// The earliest business time of a record with postings, if a period may be closed and none is yet.
pub(super) async fn earliest(
    on: &impl ConnectionTrait,
    CommunityNo(community): CommunityNo,
    registers: &Registers,
    commands: &[&Command],
) -> Result<Option<Instant>, StoreError> {
    let closes = |command: &&Command| matches!(command, Command::Close(_));
    if registers.closings.last().is_some() || !commands.iter().any(closes) {
        return Ok(None);
    }
    // A record has postings exactly if it is known whether it is late. Each of the two is the first entry of an index.
    let mut earliest = None;
    for late in [0, 1] {
        let sql = format!(
            "SELECT occurred_at FROM record WHERE community = $1 AND late = {late} ORDER BY occurred_at, seq LIMIT 1"
        );
        let statement = Statement::from_sql_and_values(on.get_database_backend(), sql, [community.into()]);
        let row = EarliestRow::find_by_statement(statement).one(on).await?;
        let at = row.map(|row| Instant::from_micros(row.occurred_at));
        earliest = earliest.into_iter().chain(at).min();
    }
    Ok(earliest)
}
