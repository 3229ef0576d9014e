//! Changes of registers.

use std::sync::Arc;

use super::draft::{Contents, Draft};
use super::{Circumstances, Head, Ledger, NewRow};
use crate::books::Books;
use crate::calendar::Day;
use crate::code::Code;
use crate::command::{
    DiscountTerms, FundDetails, MerchantDetails, OpenCommunity, Reduction, RegisterDiscount, RegisterFund,
    RegisterMerchant, RegisterResident, ResidentDetails,
};
use crate::commitment::PrivateValue;
use crate::document::{
    CommunityDocument, ContactValue, DiscountDocument, FundDocument, IdentityValue, MerchantDocument, ResidentDocument,
};
use crate::entropy::{SubjectId, random_uuid};
use crate::id_number::IdNumber;
use crate::record::RecordKind;
use crate::refusal::{Refusal, RefusalCode};
use crate::register::{
    Community, Discount, DiscountNo, Fund, FundNo, Merchant, MerchantNo, Registers, Resident, ResidentNo, Versions,
};
use crate::uscc::Uscc;

/// Opens the books of a community: a ledger whose first record says whose it is.
#[must_use]
pub fn open_community(command: &OpenCommunity, circumstances: &mut Circumstances<'_>) -> Ledger {
    let community = Community {
        id: random_uuid(circumstances.entropy),
        code: command.code.clone(),
        name: command.name.clone(),
        district: command.district.clone(),
        zone: command.zone.clone(),
        keeper: command.keeper.clone(),
        settings: None,
        changed: 1,
    };
    let document = CommunityDocument {
        code: community.code.clone(),
        name: community.name.clone(),
        district: community.district.clone(),
        timezone: community.zone.clone(),
        host: community.keeper.host().map(str::to_owned),
    };
    let reference = community.code.clone();
    let mut ledger = Ledger::new(Head::EMPTY, Arc::new(Registers::new(community)), Books::new(None));
    let contents = Contents {
        kind: RecordKind::CommunityRegistered,
        reference,
        document: &document,
        private: Vec::new(),
    };
    let record = ledger.record(Draft::new(circumstances.now), contents, circumstances);
    ledger.push(record);
    ledger
}

impl FundDetails {
    /// Whether donors bound it and it is not said by which agreement.
    pub(super) fn lacks_agreement(&self) -> bool {
        let named = self.agreement.as_deref().is_some_and(|name| !name.trim().is_empty());
        self.restricted && !named
    }
}

impl Ledger {
    /// Rules, in order: `duplicate_code`, `agreement_required`, `record_too_long`.
    pub(super) fn register_fund(
        &mut self,
        command: &RegisterFund,
        circumstances: &mut Circumstances<'_>,
    ) -> Result<(), Refusal> {
        unused(self.registers.funds.by_code(&command.fund).is_some())?;
        if command.by_office && command.details.lacks_agreement() {
            return Err(Refusal::new(RefusalCode::AgreementRequired).with("column", "agreement"));
        }
        let (code, details) = (command.fund.clone(), command.details.clone());
        let document = FundDocument {
            fund: code.clone(),
            details: details.clone(),
        };
        let contents = Contents {
            kind: RecordKind::FundRegistered,
            reference: code.clone(),
            document: &document,
            private: Vec::new(),
        };
        let since = self.seal(Draft::new(circumstances.now), contents, circumstances)?;
        let number = Arc::make_mut(&mut self.registers).funds.push(
            code.clone(),
            Fund {
                code,
                since,
                changed: since,
                details,
            },
        );
        self.rows.push(NewRow::Fund(number));
        Ok(())
    }

    /// Rules, in order: `duplicate_code`, `invalid_uscc`, `record_too_long`.
    pub(super) fn register_merchant(
        &mut self,
        command: &RegisterMerchant,
        circumstances: &mut Circumstances<'_>,
    ) -> Result<(), Refusal> {
        unused(self.registers.merchants.by_code(&command.merchant).is_some())?;
        let uscc: Uscc = command
            .uscc
            .parse()
            .map_err(|_| Refusal::new(RefusalCode::InvalidUscc))?;
        let details = MerchantDetails {
            name: command.name.clone(),
            uscc,
            category: command.category,
            contact: command.contact.clone(),
            phone: command.phone.clone(),
            joined_on: command.joined_on,
            left_on: command.left_on,
            by_list: false,
        };
        let contact = ContactValue {
            contact: details.contact.clone(),
            phone: details.phone.clone(),
        };
        let contact = PrivateValue::seal("contact", &contact, circumstances.entropy);
        let code = command.merchant.clone();
        let document = MerchantDocument {
            merchant: code.clone(),
            name: details.name.clone(),
            uscc: details.uscc.clone(),
            category: details.category,
            joined_on: details.joined_on,
            left_on: details.left_on,
            contact: contact.commitment(),
            by_list: details.by_list,
        };
        let contents = Contents {
            kind: RecordKind::MerchantRegistered,
            reference: code.clone(),
            document: &document,
            private: vec![contact],
        };
        let since = self.seal(Draft::new(circumstances.now), contents, circumstances)?;
        let number = Arc::make_mut(&mut self.registers).merchants.push(
            code.clone(),
            Merchant {
                code,
                since,
                changed: since,
                details,
            },
        );
        self.rows.push(NewRow::Merchant(number));
        Ok(())
    }

    /// Rules, in order: `duplicate_code`, `invalid_amount`, `unknown_merchant`, `fund_required`, `unknown_fund`,
    /// `unknown_category`, `category_not_valid`, `record_too_long`.
    pub(super) fn register_discount(
        &mut self,
        command: &RegisterDiscount,
        circumstances: &mut Circumstances<'_>,
    ) -> Result<(), Refusal> {
        unused(self.registers.discounts.by_code(&command.discount).is_some())?;
        command.terms.check()?;
        let merchant = self.merchant(&command.merchant)?;
        let fund = match command.fund.as_str() {
            "" if !command.terms.fund_share.is_zero() => return Err(RefusalCode::FundRequired.into()),
            "" => None,
            code => Some(self.fund(code)?),
        };
        self.check_eligible(&command.terms.eligible)?;
        let (code, terms) = (command.discount.clone(), command.terms.clone());
        let document = DiscountDocument {
            discount: code.clone(),
            merchant: self.registers.merchants.get(merchant).code.clone(),
            fund: fund.map(|number| self.registers.funds.get(number).code.clone()),
            state: command.state,
            version: None,
            from: None,
            terms: terms.clone(),
        };
        let contents = Contents {
            kind: RecordKind::DiscountRegistered,
            reference: code.clone(),
            document: &document,
            private: Vec::new(),
        };
        let since = self.seal(Draft::new(circumstances.now), contents, circumstances)?;
        let discount = Discount {
            code: code.clone(),
            since,
            changed: since,
            merchant,
            fund,
            state: command.state,
            terms,
            versions: Versions::default(),
        };
        let number = Arc::make_mut(&mut self.registers).discounts.push(code, discount);
        self.rows.push(NewRow::Discount(number));
        Ok(())
    }

    /// Rules, in order: `duplicate_code`, `invalid_id_number`, `contact_required`, `duplicate_resident`, `unknown_category`,
    /// `category_not_valid`, `household_ended`.
    pub(super) fn register_resident(
        &mut self,
        command: &RegisterResident,
        circumstances: &mut Circumstances<'_>,
    ) -> Result<(), Refusal> {
        unused(self.registers.residents.by_code(&command.resident).is_some())?;
        let id_number = self.check_identity(command.id_number.as_deref(), &command.phone, None)?;
        self.check_eligibility(&[], &command.eligibility)?;
        self.check_household(&command.household, circumstances.now)?;
        let subject = SubjectId::random(circumstances.entropy);
        let household = match command.household.as_str() {
            "" => None,
            code => Some(
                self.registers
                    .household(code)
                    .unwrap_or_else(|| SubjectId::random(circumstances.entropy)),
            ),
        };
        let details = ResidentDetails {
            household: command.household.clone(),
            name: command.name.clone(),
            id_number,
            phone: command.phone.clone(),
            building: command.building.clone(),
            eligibility: command.eligibility.clone(),
            to: None,
            restricted: false,
        };
        let identity = details.identity(&command.resident);
        let identity = PrivateValue::seal("identity", &identity, circumstances.entropy);
        let eligibility = PrivateValue::seal("eligibility", &details.eligibility, circumstances.entropy);
        let document = ResidentDocument {
            subject,
            household,
            identity: identity.commitment(),
            eligibility: eligibility.commitment(),
        };
        let contents = Contents {
            kind: RecordKind::ResidentRegistered,
            reference: subject.to_string().parse().expect("32 hexadecimal digits are a code"),
            document: &document,
            private: vec![identity, eligibility],
        };
        let since = self.seal(Draft::new(circumstances.now), contents, circumstances)?;
        let resident = Resident {
            code: command.resident.clone(),
            since,
            changed: since,
            subject,
            household,
            details,
        };
        let number = Arc::make_mut(&mut self.registers).add_resident(resident);
        self.rows.push(NewRow::Resident(number));
        Ok(())
    }

    /// An identity number that nobody else has; nothing for a plain resident, of whom a telephone is enough. Rules, in
    /// order: `invalid_id_number`, `contact_required`, `duplicate_resident`.
    pub(super) fn check_identity(
        &self,
        id_number: Option<&str>,
        phone: &str,
        of: Option<ResidentNo>,
    ) -> Result<Option<IdNumber>, Refusal> {
        let Some(id_number) = id_number else {
            return match phone.trim() {
                "" => Err(Refusal::new(RefusalCode::ContactRequired).with("column", "phone")),
                _ => Ok(None),
            };
        };
        let id_number: IdNumber = id_number
            .parse()
            .map_err(|_| Refusal::new(RefusalCode::InvalidIdNumber))?;
        match self.registers.holder_of(&id_number) {
            Some(holder) if Some(holder) != of => Err(RefusalCode::DuplicateResident.into()),
            _ => Ok(Some(id_number)),
        }
    }

    pub(super) fn fund(&self, code: &str) -> Result<FundNo, Refusal> {
        let found = parsed(code).and_then(|code| self.registers.funds.by_code(&code).map(|(number, _)| number));
        found.ok_or_else(|| Refusal::new(RefusalCode::UnknownFund).naming("fund", code))
    }

    /// A fund by its code that may still take something new on a day. Rules, in order: `unknown_fund`, `fund_ended`.
    pub(super) fn open_fund(&self, code: &str, day: Day) -> Result<FundNo, Refusal> {
        let number = self.fund(code)?;
        self.check_fund(number, day)?;
        Ok(number)
    }

    /// Rules: `fund_ended`.
    pub(super) fn check_fund(&self, number: FundNo, day: Day) -> Result<(), Refusal> {
        let row = self.registers.funds.get(number);
        if row.has_ended_on(day) {
            return Err(Refusal::new(RefusalCode::FundEnded)
                .with("fund", &row.code)
                .with("day", day));
        }
        Ok(())
    }

    pub(super) fn merchant(&self, code: &str) -> Result<MerchantNo, Refusal> {
        let found = parsed(code).and_then(|code| self.registers.merchants.by_code(&code).map(|(number, _)| number));
        found.ok_or_else(|| Refusal::new(RefusalCode::UnknownMerchant).naming("merchant", code))
    }

    pub(super) fn resident(&self, code: &str) -> Result<ResidentNo, Refusal> {
        let found = parsed(code).and_then(|code| self.registers.residents.by_code(&code));
        let found = found.filter(|(_, row)| !row.is_erased()).map(|(number, _)| number);
        found.ok_or_else(|| Refusal::new(RefusalCode::UnknownResident).naming("resident", code))
    }

    /// A merchant's own discount.
    pub(super) fn discount_of(&self, merchant: MerchantNo, code: &str) -> Result<DiscountNo, Refusal> {
        let found = parsed(code).and_then(|code| {
            self.registers
                .discounts
                .by_code(&code)
                .filter(|(_, row)| row.merchant == merchant)
                .map(|(number, _)| number)
        });
        found.ok_or_else(|| Refusal::new(RefusalCode::UnknownDiscount).naming("discount", code))
    }
}

fn parsed(code: &str) -> Option<Code> {
    code.parse().ok()
}

pub(super) fn unused(taken: bool) -> Result<(), Refusal> {
    if taken {
        Err(RefusalCode::DuplicateCode.into())
    } else {
        Ok(())
    }
}

impl ResidentDetails {
    /// The value to which the register's record commits.
    #[must_use]
    pub fn identity(&self, resident: &Code) -> IdentityValue {
        IdentityValue {
            resident: resident.clone(),
            household: self.household.clone(),
            name: self.name.clone(),
            id_number: self.id_number.as_ref().map(|number| number.reveal().to_owned()),
            phone: self.phone.clone(),
            building: self.building.clone(),
            to: self.to,
            restricted: self.restricted,
        }
    }
}

impl DiscountTerms {
    /// Terms give, and never take: what is taken off is above zero, limits and budget are not below it.
    pub(super) fn check(&self) -> Result<(), Refusal> {
        let off = match self.reduction {
            Reduction::AmountOff(amount) => Some(("amount_off", amount.is_positive())),
            Reduction::Percent(_) | Reduction::Waiver => None,
        };
        let limits = [
            ("min_spend", self.min_spend),
            ("cap_per_bill", self.cap_per_bill),
            ("budget", self.budget),
        ];
        let limits = limits
            .into_iter()
            .filter_map(|(column, limit)| limit.map(|limit| (column, !limit.is_negative())));
        match off.into_iter().chain(limits).find(|(_, is_right)| !is_right) {
            Some((column, _)) => Err(Refusal::new(RefusalCode::InvalidAmount).with("column", column)),
            None => Ok(()),
        }
    }
}
