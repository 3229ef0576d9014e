//! Changes of register rows: each states the whole new state, says what it was based on, and loses against a newer one.

use std::sync::Arc;

use serde::Serialize;

use super::draft::{Contents, Draft};
use super::{ARCHIVE_YEARS, ChangedRow, Circumstances, Ledger, NewRow};
use crate::calendar::Day;
use crate::command::{
    Change, CommunityDetails, DiscountChange, FundDetails, MerchantDetails, MerchantState, NewState, ResidentDetails,
    ResidentState,
};
use crate::commitment::PrivateValue;
use crate::document::{
    CommunityChangedDocument, ContactValue, DiscountDocument, FundDocument, MerchantDocument, ResidentDocument,
};
use crate::eligibility::Eligibility;
use crate::entropy::SubjectId;
use crate::kind::DiscountState;
use crate::record::Seq;
use crate::refusal::{Refusal, RefusalCode};
use crate::register::{Discount, DiscountNo, Registers};

impl Ledger {
    /// Rules of all changes, in order: whether there is such a row, `changed_meanwhile`, those of the register,
    /// `nothing_changed`, `record_too_long`.
    pub(super) fn change(&mut self, asked: &Change, circumstances: &mut Circumstances<'_>) -> Result<(), Refusal> {
        match &asked.to {
            NewState::Community(details) => self.change_community(asked, details, circumstances),
            NewState::Fund(details) => self.change_fund(asked, details, circumstances),
            NewState::Merchant(state) => self.change_merchant(asked, state, circumstances),
            NewState::Discount(change) => self.change_discount(asked, change, circumstances),
            NewState::Resident(state) => self.change_resident(asked, state, circumstances),
            NewState::Entry(details) => self.change_entry(asked, details, circumstances),
        }
    }

    /// Rules, in order: `invalid_amount` of settings that would limit to less than nothing, `invalid_band`; `invalid_number` of
    /// fewer years in the archive than the law asks for.
    fn change_community(
        &mut self,
        asked: &Change,
        details: &CommunityDetails,
        circumstances: &mut Circumstances<'_>,
    ) -> Result<(), Refusal> {
        let row = &self.registers.community;
        up_to_date(asked, row.changed)?;
        let limit = details.settings.as_ref().and_then(|settings| settings.minutes_above);
        if limit.is_some_and(|limit| limit.is_negative()) {
            return Err(Refusal::new(RefusalCode::InvalidAmount).with("column", "minutes_above"));
        }
        let years = details.settings.as_ref().and_then(|settings| settings.archive_years);
        if years.is_some_and(|years| years < ARCHIVE_YEARS) {
            return Err(Refusal::new(RefusalCode::InvalidNumber)
                .with("column", "archive_years")
                .with("least", ARCHIVE_YEARS));
        }
        if let Some(settings) = &details.settings {
            settings.help_bands.check("help_bands")?;
            settings.settlement_bands.check("settlement_bands")?;
        }
        differs(row.details() != *details)?;
        let document = CommunityChangedDocument {
            code: row.code.clone(),
            timezone: row.zone.clone(),
            details: details.clone(),
        };
        let seq = self.seal_change((asked, 1), &document, Vec::new(), circumstances)?;
        let row = &mut self.registers_mut().community;
        row.name.clone_from(&details.name);
        row.district.clone_from(&details.district);
        row.keeper.clone_from(&details.keeper);
        row.settings.clone_from(&details.settings);
        row.changed = seq;
        Ok(())
    }

    /// Rules, in order: `restriction_fixed`, `agreement_required`.
    fn change_fund(
        &mut self,
        asked: &Change,
        details: &FundDetails,
        circumstances: &mut Circumstances<'_>,
    ) -> Result<(), Refusal> {
        let number = self.fund(asked.row.as_str())?;
        let row = self.registers.funds.get(number);
        up_to_date(asked, row.changed)?;
        if details.restricted != row.details.restricted && self.funded.contains(&number) {
            return Err(RefusalCode::RestrictionFixed.into());
        }
        // Old books may lack one. They need not find it for another change.
        if details.lacks_agreement() && !row.details.lacks_agreement() {
            return Err(Refusal::new(RefusalCode::AgreementRequired).with("column", "agreement"));
        }
        differs(row.details != *details)?;
        let document = FundDocument {
            fund: row.code.clone(),
            details: details.clone(),
        };
        let seq = self.seal_change((asked, number.0), &document, Vec::new(), circumstances)?;
        let row = self.registers_mut().funds.get_mut(number);
        row.details = details.clone();
        row.changed = seq;
        Ok(())
    }

    /// Rules: `invalid_date` for a last day before the first.
    fn change_merchant(
        &mut self,
        asked: &Change,
        state: &MerchantState,
        circumstances: &mut Circumstances<'_>,
    ) -> Result<(), Refusal> {
        let number = self.merchant(asked.row.as_str())?;
        let row = self.registers.merchants.get(number);
        up_to_date(asked, row.changed)?;
        if state.left_on.is_some_and(|left| left < row.details.joined_on) {
            return Err(Refusal::new(RefusalCode::InvalidDate)
                .with("column", "left_on")
                .with("expected", "not-before-first"));
        }
        let details = MerchantDetails {
            name: state.name.clone(),
            uscc: row.details.uscc.clone(),
            category: state.category,
            contact: state.contact.clone(),
            phone: state.phone.clone(),
            joined_on: row.details.joined_on,
            left_on: state.left_on,
            by_list: state.by_list.unwrap_or(row.details.by_list),
        };
        differs(row.details != details)?;
        let contact = ContactValue {
            contact: details.contact.clone(),
            phone: details.phone.clone(),
        };
        let contact = PrivateValue::seal("contact", &contact, circumstances.entropy);
        let document = MerchantDocument {
            merchant: row.code.clone(),
            name: details.name.clone(),
            uscc: details.uscc.clone(),
            category: details.category,
            joined_on: details.joined_on,
            left_on: details.left_on,
            contact: contact.commitment(),
            by_list: details.by_list,
        };
        let seq = self.seal_change((asked, number.0), &document, vec![contact], circumstances)?;
        let row = self.registers_mut().merchants.get_mut(number);
        row.details = details;
        row.changed = seq;
        Ok(())
    }

    /// Rules, in order: `invalid_amount` of other terms than the present ones, `state_not_allowed`, `terms_backdated`,
    /// `fund_required`, `unknown_category`, `category_not_valid`.
    fn change_discount(
        &mut self,
        asked: &Change,
        change: &DiscountChange,
        circumstances: &mut Circumstances<'_>,
    ) -> Result<(), Refusal> {
        let (number, row) = self.discount(asked)?;
        up_to_date(asked, row.changed)?;
        // Terms that stand as they are do not keep a discount from being suspended or ended.
        if change.terms != row.terms {
            change.terms.check()?;
        }
        if !row.state.may_become(change.state) {
            let refusal = Refusal::new(RefusalCode::StateNotAllowed);
            let next = DiscountState::ALL.iter().filter(|next| **next != row.state);
            let next: Vec<&str> = next
                .filter(|next| row.state.may_become(**next))
                .map(|next| next.as_str())
                .collect();
            let refusal = refusal.with("now", row.state).with("asked", change.state);
            return Err(match next.is_empty() {
                true => refusal,
                false => refusal.with("next", next.join(", ")),
            });
        }
        let mut versions = row.versions.clone();
        if change.terms != row.terms || change.from.is_some_and(|from| Some(from) != versions.from) {
            let today = self.registers.community.zone.day_of(circumstances.now);
            let from = change.from.unwrap_or(today);
            if from < today && !row.state.is_before_approval() {
                return Err(Refusal::new(RefusalCode::TermsBackdated).with("today", today));
            }
            versions = versions.followed(row.terms.clone(), from);
        }
        if row.fund.is_none() && !change.terms.fund_share.is_zero() {
            return Err(RefusalCode::FundRequired.into());
        }
        if change.terms.eligible != row.terms.eligible {
            self.check_eligible(&change.terms.eligible)?;
        }
        differs(versions != row.versions || change.state != row.state)?;
        let document = DiscountDocument {
            discount: row.code.clone(),
            merchant: self.registers.merchants.get(row.merchant).code.clone(),
            fund: row.fund.map(|fund| self.registers.funds.get(fund).code.clone()),
            state: change.state,
            version: Some(versions.last()).filter(|last| *last > 1),
            from: versions.from,
            terms: change.terms.clone(),
        };
        let seq = self.seal_change((asked, number.0), &document, Vec::new(), circumstances)?;
        let row = self.registers_mut().discounts.get_mut(number);
        row.state = change.state;
        row.terms = change.terms.clone();
        row.versions = versions;
        row.changed = seq;
        Ok(())
    }

    fn discount(&self, asked: &Change) -> Result<(DiscountNo, &Discount), Refusal> {
        let found = self.registers.discounts.by_code(&asked.row);
        found.ok_or_else(|| Refusal::new(RefusalCode::UnknownDiscount).naming("discount", asked.row.as_str()))
    }

    /// Rules: `invalid_id_number`, `contact_required`, `duplicate_resident`, `eligibility_fixed`, `unknown_category`, `category_not_valid`,
    /// `household_ended` of a household that they did not belong to.
    fn change_resident(
        &mut self,
        asked: &Change,
        state: &ResidentState,
        circumstances: &mut Circumstances<'_>,
    ) -> Result<(), Refusal> {
        let number = self.resident(asked.row.as_str())?;
        let row = self.registers.residents.get(number);
        up_to_date(asked, row.changed)?;
        let id_number = self.check_identity(state.id_number.as_deref(), &state.phone, Some(number))?;
        let today = self.registers.community.zone.day_of(circumstances.now);
        if !keeps_begun(&row.details.eligibility, &state.eligibility, today) {
            return Err(Refusal::new(RefusalCode::EligibilityFixed).with("today", today));
        }
        self.check_eligibility(&row.details.eligibility, &state.eligibility)?;
        if state.household != row.details.household {
            self.check_household(&state.household, circumstances.now)?;
        }
        let details = ResidentDetails {
            household: state.household.clone(),
            name: state.name.clone(),
            id_number,
            phone: state.phone.clone(),
            building: state.building.clone(),
            eligibility: state.eligibility.clone(),
            to: state.to,
            restricted: state.restricted,
        };
        differs(row.details != details)?;
        let (code, subject) = (row.code.clone(), row.subject);
        let household = match state.household.as_str() {
            "" => None,
            same if same == row.details.household => row.household,
            other => {
                let known = self.registers.household(other);
                Some(known.unwrap_or_else(|| SubjectId::random(circumstances.entropy)))
            }
        };
        let identity = PrivateValue::seal("identity", &details.identity(&code), circumstances.entropy);
        let eligibility = PrivateValue::seal("eligibility", &details.eligibility, circumstances.entropy);
        let document = ResidentDocument {
            subject,
            household,
            identity: identity.commitment(),
            eligibility: eligibility.commitment(),
        };
        let private = vec![identity, eligibility];
        let seq = self.seal_change((asked, number.0), &document, private, circumstances)?;
        let registers = self.registers_mut();
        registers.change_resident(number, details, household);
        registers.residents.get_mut(number).changed = seq;
        Ok(())
    }

    pub(super) fn registers_mut(&mut self) -> &mut Registers {
        Arc::make_mut(&mut self.registers)
    }

    /// Records a change of a row.
    pub(super) fn seal_change<D: Serialize>(
        &mut self,
        (asked, number): (&Change, u32),
        document: &D,
        private: Vec<PrivateValue>,
        circumstances: &mut Circumstances<'_>,
    ) -> Result<Seq, Refusal> {
        let contents = Contents {
            kind: asked.kind(),
            reference: asked.reference(),
            document,
            private,
        };
        let seq = self.seal(Draft::new(circumstances.now), contents, circumstances)?;
        let register = asked.register();
        self.rows.push(NewRow::Changed(ChangedRow { register, number, seq }));
        Ok(seq)
    }
}

/// Whoever asks must have seen the row's last change.
pub(super) fn up_to_date(asked: &Change, changed: Seq) -> Result<(), Refusal> {
    if asked.based_on == changed {
        return Ok(());
    }
    Err(Refusal::new(RefusalCode::ChangedMeanwhile).with("changed", changed))
}

pub(super) fn differs(differs: bool) -> Result<(), Refusal> {
    if differs {
        Ok(())
    } else {
        Err(RefusalCode::NothingChanged.into())
    }
}

/// Whether everything that has begun is still there, and ends today at the earliest or as it did: something may have
/// been given under it on any day until now. What is yet to begin may change freely.
fn keeps_begun(before: &[Eligibility], after: &[Eligibility], today: Day) -> bool {
    let mut rest: Vec<&Eligibility> = after.iter().collect();
    // The longest first, so that each finds one that is long enough if there is any.
    rest.sort_by_key(|held| std::cmp::Reverse(held.to));
    let mut begun: Vec<&Eligibility> = before.iter().filter(|held| held.from <= today).collect();
    begun.sort_by_key(|held| std::cmp::Reverse(held.to));
    begun.into_iter().all(|held| {
        let same =
            |other: &&Eligibility| (other.category, other.grade, other.from) == (held.category, held.grade, held.from);
        let found = rest.iter().position(same);
        found.is_some_and(|place| rest.remove(place).to >= held.to.min(today))
    })
}
