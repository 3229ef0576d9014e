//! Transfers between funds. Restricted money stays where its donors put it.

use super::draft::Contents;
use super::{Circumstances, Ledger};
use crate::account::{Account, Restriction, Side, Source};
use crate::command::money::Transfer;
use crate::commitment::PrivateValue;
use crate::document::ReasonValue;
use crate::document::money::TransferDocument;
use crate::record::RecordKind;
use crate::refusal::{Refusal, RefusalCode};
use crate::register::FundNo;

impl Ledger {
    /// Rules, in order: `unknown_fund`, `same_fund`, `restricted_fund`, `fund_ended`, `fund_insufficient`, `bank_insufficient`.
    pub(super) fn transfer(&mut self, asked: &Transfer, circumstances: &mut Circumstances<'_>) -> Result<(), Refusal> {
        let (from, to) = (self.fund(&asked.from)?, self.fund(&asked.to)?);
        if from == to {
            return Err(RefusalCode::SameFund.into());
        }
        for fund in [from, to] {
            let fund = self.registers.funds.get(fund);
            if fund.details.restricted {
                return Err(Refusal::new(RefusalCode::RestrictedFund).with("fund", &fund.code));
            }
        }
        self.check_fund(to, asked.date)?;
        let mut draft = self.draft_of(asked.date);
        self.post_each(&mut draft, &postings(from, Side::Credit, Side::Debit), asked.amount)?;
        self.post_each(&mut draft, &postings(to, Side::Debit, Side::Credit), asked.amount)?;
        let reason = PrivateValue::seal(
            "reason",
            &ReasonValue {
                reason: asked.reason.clone(),
            },
            circumstances.entropy,
        );
        let document = TransferDocument {
            from: self.registers.funds.get(from).code.clone(),
            to: self.registers.funds.get(to).code.clone(),
            amount: asked.amount,
            reason: reason.commitment(),
        };
        let contents = Contents {
            kind: RecordKind::Transfer,
            reference: asked.reference.clone(),
            document: &document,
            private: vec![reason],
        };
        self.seal(draft, contents, circumstances)?;
        Ok(())
    }

    /// What a transfer may post to.
    pub(super) fn transfer_accounts(&self, asked: &Transfer) -> Vec<Account> {
        let funds = [&asked.from, &asked.to]
            .into_iter()
            .filter_map(|code| self.fund(code).ok());
        funds
            .flat_map(|fund| postings(fund, Side::Credit, Side::Debit))
            .map(|(account, _)| account)
            .collect()
    }
}

/// One fund's side of a transfer: money and what may be promised on one side, net assets and the source on the other.
const fn postings(fund: FundNo, money: Side, source: Side) -> [(Account, Side); 4] {
    [
        (Account::Available(fund), money),
        (Account::Authorised(fund, Source::Transfer), source),
        (Account::Bank(fund), money),
        (Account::NetAssets(fund, Restriction::Unrestricted), source),
    ]
}
