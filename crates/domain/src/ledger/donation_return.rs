//! Donations given back, as a whole or in part: never more in total than was given, nor than the fund has available.

use super::draft::Contents;
use super::{Circumstances, Ledger};
use crate::account::{Account, Given, Side, Source};
use crate::calendar::Instant;
use crate::code::Code;
use crate::command::money::DonationReturn;
use crate::commitment::PrivateValue;
use crate::document::ReasonValue;
use crate::document::money::DonationReturnDocument;
use crate::record::{RecordKind, Seq};
use crate::refusal::{Refusal, RefusalCode};
use crate::register::FundNo;

/// A donation on record that may be given back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Donated {
    /// The fund that received it.
    pub fund: FundNo,
    /// When it was received.
    pub at: Instant,
    /// Its record and amount.
    pub given: Given,
    /// Under which code who gave it is registered, if they are.
    pub donor: Option<Code>,
    /// The record that took it back.
    pub reversed_by: Option<Seq>,
}

impl Ledger {
    /// Rules, in order: `unknown_donation`, `already_reversed`, `before_donation`, `exceeds_donation`, `fund_insufficient`,
    /// `bank_insufficient` or `cash_insufficient`.
    pub(super) fn give_back(
        &mut self,
        asked: &DonationReturn,
        circumstances: &mut Circumstances<'_>,
    ) -> Result<(), Refusal> {
        let (donation, donated) = self.donated(&asked.donation)?;
        let Donated { fund, given, .. } = donated;
        if let Some(by) = donated.reversed_by {
            return Err(Refusal::new(RefusalCode::AlreadyReversed).with("by", by));
        }
        let at = self.start_of(asked.date);
        if at < donated.at {
            let day = self.registers.community.zone.day_of(donated.at);
            return Err(Refusal::new(RefusalCode::BeforeDonation).with("day", day));
        }
        let mut draft = self.draft_of(asked.date);
        let postings = [
            (Account::Returned(given), Side::Debit),
            (Account::Returns, Side::Credit),
            (Account::Available(fund), Side::Credit),
            (Account::Authorised(fund, Source::Donation), Side::Debit),
            (asked.from.account(fund), Side::Credit),
            (Account::DonationIncome(fund), Side::Debit),
        ];
        self.post_each(&mut draft, &postings, asked.amount)?;
        let reason = PrivateValue::seal(
            "reason",
            &ReasonValue {
                reason: asked.reason.clone(),
            },
            circumstances.entropy,
        );
        let document = DonationReturnDocument {
            fund: self.registers.funds.get(fund).code.clone(),
            donation,
            donated: given.seq,
            amount: asked.amount,
            from: asked.from,
            reason: reason.commitment(),
        };
        let contents = Contents {
            kind: RecordKind::DonationReturned,
            reference: asked.reference.clone(),
            document: &document,
            private: vec![reason],
        };
        self.seal(draft, contents, circumstances)?;
        Ok(())
    }

    /// A donation by its reference.
    fn donated(&self, reference: &str) -> Result<(Code, Donated), Refusal> {
        let found = reference.parse::<Code>().ok().and_then(|code| {
            let donated = self.donations.get(&code)?.clone();
            Some((code, donated))
        });
        found.ok_or_else(|| Refusal::new(RefusalCode::UnknownDonation).naming("donation", reference))
    }

    /// What a return may post to. A donation of the same batch touches its fund's accounts and opens its own.
    pub(super) fn return_accounts(&self, asked: &DonationReturn) -> Vec<Account> {
        let mut accounts = vec![Account::Returns];
        if let Ok((_, Donated { fund, given, .. })) = self.donated(&asked.donation) {
            accounts.extend([
                Account::Returned(given),
                Account::Available(fund),
                Account::Authorised(fund, Source::Donation),
                asked.from.account(fund),
                Account::DonationIncome(fund),
            ]);
        }
        accounts
    }
}
