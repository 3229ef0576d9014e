//! Donations of money.

use super::draft::Contents;
use super::{Circumstances, Donated, Ledger};
use crate::account::{Account, Given, Held, Side, Source};
use crate::calendar::{Day, Instant};
use crate::code::Code;
use crate::command::Donation;
use crate::commitment::PrivateValue;
use crate::document::{DonationDocument, DonorValue};
use crate::kind::{DonationMethod, DonorKind};
use crate::record::{RecordKind, Seq};
use crate::refusal::{Refusal, RefusalCode};
use crate::register::Register;
use crate::register::entry::EntryDetails;

impl Ledger {
    /// Rules, in order: `named_beneficiary`, `invalid_amount`, `unknown_fund`, `fund_ended`, `not_in_cash`; of a registered donor
    /// `unknown_donor`, `donor_ended`; `receipt_used`.
    pub(super) fn donate(&mut self, donation: &Donation, circumstances: &mut Circumstances<'_>) -> Result<(), Refusal> {
        let at = self.registers.community.zone.start_of(donation.date);
        self.receive(donation, at, None, circumstances)?;
        Ok(())
    }

    /// Books a donation at a moment: its own day, or that of the correction by which it is entered again.
    pub(super) fn receive(
        &mut self,
        donation: &Donation,
        at: Instant,
        replaces: Option<Seq>,
        circumstances: &mut Circumstances<'_>,
    ) -> Result<Seq, Refusal> {
        for_everyone(&donation.beneficiary)?;
        if !donation.amount.is_positive() {
            return Err(Refusal::new(RefusalCode::InvalidAmount).with("column", "amount"));
        }
        let fund = self.open_fund(&donation.fund, donation.date)?;
        if donation.held == Held::Hand && donation.method != DonationMethod::Cash {
            return Err(RefusalCode::NotInCash.into());
        }
        let said = (donation.donor.as_str(), donation.donor_kind);
        let (donor, donor_kind) = self.donor_of(donation.registered.as_ref(), said, donation.date)?;
        self.check_receipt(donation.receipt.as_ref(), replaces)?;
        let mut draft = self.draft(at);
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
                donor,
                code: donation.registered.clone(),
            },
            circumstances.entropy,
        );
        let document = DonationDocument {
            fund: self.registers.funds.get(fund).code.clone(),
            amount,
            method: donation.method,
            held: (donation.held != Held::Bank).then_some(donation.held),
            donor_kind,
            donor: donor.commitment(),
            replaces,
            given_on: replaces.map(|_| donation.date),
            receipt: donation.receipt.clone(),
        };
        let reference = donation.reference.clone();
        let contents = Contents {
            kind: RecordKind::Donation,
            reference,
            document: &document,
            private: vec![donor],
        };
        let seq = self.seal(draft, contents, circumstances)?;
        let given = Given { seq, amount };
        let donated = Donated {
            fund,
            at: self.booked(at),
            given,
            donor: donation.registered.clone(),
            reversed_by: None,
        };
        self.donations.insert(donation.reference.clone(), donated);
        self.books.open(Account::Returned(given));
        Ok(seq)
    }

    /// Who gives: as the register has them, or as given. Rules, in order: `unknown_donor`, `donor_ended`.
    pub(super) fn donor_of(
        &self,
        registered: Option<&Code>,
        (name, kind): (&str, DonorKind),
        date: Day,
    ) -> Result<(String, DonorKind), Refusal> {
        let Some(code) = registered else {
            return Ok((name.to_owned(), kind));
        };
        let details = self.entry(Register::Donor, code.as_str())?;
        match details {
            EntryDetails::Donor(donor) if details.holds_on(date) => Ok((donor.name.clone(), donor.kind.kind())),
            _ => Err(Refusal::new(RefusalCode::DonorEnded).with("day", date)),
        }
    }
}

/// Refuses a gift that is meant for one named person: the fund would only pass it on 受托代理, it is none of its income.
pub(super) fn for_everyone(beneficiary: &str) -> Result<(), Refusal> {
    if beneficiary.trim().is_empty() {
        Ok(())
    } else {
        Err(RefusalCode::NamedBeneficiary.into())
    }
}
