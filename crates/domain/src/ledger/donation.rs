//! Donations of money.

use super::draft::Contents;
use super::{Circumstances, Donated, Ledger};
use crate::account::{Account, Given, Held, Side, Source};
use crate::command::Donation;
use crate::commitment::PrivateValue;
use crate::document::{DonationDocument, DonorValue};
use crate::kind::DonationMethod;
use crate::record::RecordKind;
use crate::refusal::{Refusal, RefusalCode};

impl Ledger {
    /// Rules, in order: `invalid_amount`, `unknown_fund`, `not_in_cash`.
    pub(super) fn donate(&mut self, donation: &Donation, circumstances: &mut Circumstances<'_>) -> Result<(), Refusal> {
        if !donation.amount.is_positive() {
            return Err(Refusal::new(RefusalCode::InvalidAmount).with("column", "amount"));
        }
        let fund = self.fund(&donation.fund)?;
        if donation.held == Held::Hand && donation.method != DonationMethod::Cash {
            return Err(RefusalCode::NotInCash.into());
        }
        let at = self.start_of(donation.date);
        let mut draft = self.draft_of(donation.date);
        let amount = donation.amount;
        self.post(&mut draft, donation.held.account(fund), Side::Debit, amount)?;
        self.post(&mut draft, Account::DonationIncome(fund), Side::Credit, amount)?;
        self.post(&mut draft, Account::Available(fund), Side::Debit, amount)?;
        self.post(
            &mut draft,
            Account::Authorised(fund, Source::Donation),
            Side::Credit,
            amount,
        )?;

        let donor = PrivateValue::seal(
            "donor",
            &DonorValue {
                donor: donation.donor.clone(),
            },
            circumstances.entropy,
        );
        let document = DonationDocument {
            fund: self.registers.funds.get(fund).code.clone(),
            amount,
            method: donation.method,
            held: (donation.held != Held::Bank).then_some(donation.held),
            donor_kind: donation.donor_kind,
            donor: donor.commitment(),
        };
        let reference = donation.reference.clone();
        let seq = self.seal(
            draft,
            Contents {
                kind: RecordKind::Donation,
                reference,
                document: &document,
                private: vec![donor],
            },
            circumstances,
        )?;
        let given = Given { seq, amount };
        self.donations
            .insert(donation.reference.clone(), Donated { fund, at, given });
        self.books.open(Account::Returned(given));
        Ok(())
    }
}
