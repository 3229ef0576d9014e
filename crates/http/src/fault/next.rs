//! What may be done next, where a refusal tells it. The domain says which records may follow; whoever asks here is told the
//! addresses under which they are asked for.

use xiaonuan_domain::record::RecordKind;
use xiaonuan_domain::refusal::Refusal;

/// The refusal with addresses for kinds of records.
pub(super) fn as_addresses_have_it(mut refusal: Refusal) -> Refusal {
    if let Some(next) = refusal.facts.get_mut("next") {
        let addresses: Vec<&str> = next.split(", ").map(address).collect();
        *next = addresses.join(", ");
    }
    refusal
}

/// Steps of help are called in addresses as they are everywhere.
fn address(next: &str) -> &str {
    match next.parse() {
        Ok(RecordKind::StatementDrafted) => "statements",
        Ok(RecordKind::StatementSent) => "statement-sendings",
        Ok(RecordKind::StatementConfirmed) => "statement-confirmations",
        Ok(RecordKind::StatementDisputed) => "statement-disputes",
        Ok(RecordKind::StatementApproved) => "statement-approvals",
        Ok(RecordKind::SettlementPrepared) => "settlement-preparations",
        _ => next,
    }
}

#[cfg(test)]
mod tests {
    use xiaonuan_domain::refusal::RefusalCode;

    use super::*;

    fn told(next: &str) -> String {
        let refusal = Refusal::new(RefusalCode::WrongState).with("next", next);
        as_addresses_have_it(refusal).facts["next"].clone()
    }

    #[test]
    fn what_may_follow_is_told_by_addresses_that_there_are() {
        assert_eq!(told("prepare, review, approve"), "prepare, review, approve");
        assert_eq!(
            told("statement_confirmed, statement_disputed"),
            "statement-confirmations, statement-disputes"
        );
        let paths = crate::api::openapi().paths.paths;
        let kinds = "statement_drafted, statement_sent, statement_confirmed, statement_disputed, statement_approved, \
                     settlement_prepared";
        for address in told(kinds).split(", ") {
            assert!(
                paths.contains_key(&format!("/api/v1/communities/{{community}}/{address}")),
                "{address}"
            );
        }
    }
}
