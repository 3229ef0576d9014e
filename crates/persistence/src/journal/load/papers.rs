//! Papers that a batch names and that are in use.

use sea_orm::{ConnectionTrait, DatabaseBackend, FromQueryResult, Statement};
use xiaonuan_domain::command::Command;
use xiaonuan_domain::ledger::Ledger;
use xiaonuan_domain::paper::Paper;

use crate::bulk::{field, text_keys};
use crate::error::StoreError;
use crate::registers::CommunityNo;

#[derive(FromQueryResult)]
struct PaperRow {
    seq: i64,
    kind: String,
    document: String,
}

/// Puts the papers in use that the commands name into the ledger: one look-up for receipts and one for invoices, none
/// where nothing is named.
pub(super) async fn load(
    on: &impl ConnectionTrait,
    community: CommunityNo,
    ledger: &mut Ledger,
    commands: &[&Command],
) -> Result<(), StoreError> {
    let named = commands.iter().filter_map(|command| ledger.paper_of(command));
    let (invoices, receipts): (Vec<Paper>, Vec<Paper>) =
        named.partition(|paper| matches!(paper, Paper::Invoice { .. }));
    let backend = on.get_database_backend();
    let merchant = format!("coalesce({}, '')", field(backend, "r.document", "merchant"));
    let receipt = field(backend, "r.document", "receipt");
    let invoice = field(backend, "r.document", "invoice");
    // The conditions and keys are those of the indexes `record_receipt` and `record_invoice`, word for word.
    let names_one = match backend {
        DatabaseBackend::Postgres => "strpos(r.document, '\"receipt\":\"') > 0",
        _ => "instr(r.document, '\"receipt\":\"') > 0",
    };
    let receipts_of = format!("r.kind IN ('donation', 'goods_donated', 'redemption') AND {names_one}");
    let lookups = [
        (receipts, receipts_of, format!("({merchant} || '/' || {receipt})")),
        (
            invoices,
            "r.kind = 'statement_confirmed'".to_owned(),
            format!("({merchant} || '/' || {invoice})"),
        ),
    ];
    for (papers, of, key) in lookups {
        if papers.is_empty() {
            continue;
        }
        for row in find(on, community, &papers, (&of, &key)).await? {
            let kind = row.kind.parse();
            let kind = kind.map_err(|_| StoreError::unreadable(format!("record {}", row.seq), "kind"))?;
            if let Some(paper) = Paper::of(kind, &row.document) {
                ledger.papers.insert(paper, row.seq);
            }
        }
    }
    Ok(())
}

/// The records that stand and name papers of these numbers, the first one first.
async fn find(
    on: &impl ConnectionTrait,
    CommunityNo(community): CommunityNo,
    papers: &[Paper],
    (of, key): (&str, &str),
) -> Result<Vec<PaperRow>, StoreError> {
    let backend = on.get_database_backend();
    let mut numbers: Vec<String> = papers.iter().map(number).collect();
    numbers.sort_unstable();
    numbers.dedup();
    let keys = text_keys(backend, 2, numbers);
    let found = keys.rows_where(("record", "r"), &format!("r.community = $1 AND {of}"), key);
    let sql = format!(
        "SELECT r.seq, r.kind, r.document FROM {} WHERE {} \
         AND NOT EXISTS (SELECT 1 FROM record b WHERE b.community = r.community AND b.reverses = r.seq) \
         ORDER BY r.seq",
        found.from, found.condition
    );
    let statement = Statement::from_sql_and_values(backend, sql, [community.into(), keys.value]);
    Ok(PaperRow::find_by_statement(statement).all(on).await?)
}

fn number(paper: &Paper) -> String {
    let merchant = paper.merchant().map_or("", |merchant| merchant.as_str());
    format!("{merchant}/{}", paper.number())
}
