//! The contents of a record as facts that people can read. Commitments stay commitments.

mod case;
mod correction;
mod counter;
mod discount;
mod entry;
mod erasure;
mod goods;
mod money;
mod proposal;
mod statement;

use std::borrow::Cow;

use serde::de::DeserializeOwned;
use xiaonuan_domain::account::{Charge, Held};
use xiaonuan_domain::calendar::{Day, PeriodLength};
use xiaonuan_domain::code::Code;
use xiaonuan_domain::command::money::OpeningItem;
use xiaonuan_domain::command::{Keeper, Reduction};
use xiaonuan_domain::commitment::Commitment;
use xiaonuan_domain::document::{
    CommunityChangedDocument, CommunityDocument, DisbursementDocument, DonationDocument, ExpiryDocument, FundDocument,
    MerchantDocument, PaymentDocument, RedemptionDocument, ResidentDocument, SettlementDocument,
};
use xiaonuan_domain::eligibility::EligibleFor;
use xiaonuan_domain::entropy::SubjectId;
use xiaonuan_domain::goods::{LossCause, ValueBasis};
use xiaonuan_domain::kind::{DisbursementKind, DiscountState, DonationMethod, DonorKind, MerchantCategory, UsesScope};
use xiaonuan_domain::money::Money;
use xiaonuan_domain::percent::Percent;
use xiaonuan_domain::record::{RecordKind, Seq};
use xiaonuan_persistence::error::StoreError;
use xiaonuan_persistence::scan::StoredRecord;

use super::{NamedFund, Reading, SaidText};
use crate::report::Choice;

/// A field of a record's document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact {
    /// The field's name, as columns of reports and files have it.
    pub name: Cow<'static, str>,
    /// The value.
    pub value: FactValue,
}

/// The value of a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FactValue {
    /// Words of the register.
    Text(String),
    /// A code.
    Code(Code),
    /// An amount.
    Amount(Money),
    /// A percentage.
    Percent(Percent),
    /// A number of times.
    Count(u32),
    /// A day.
    Day(Day),
    /// Yes or no.
    Flag(bool),
    /// A fund.
    Fund(NamedFund),
    /// A merchant or discount, by code and name.
    Named(String, String),
    /// A resident's code, while it is known.
    Resident(Option<Code>),
    /// Another record.
    Record(Seq),
    /// A personal value that lies elsewhere: the commitment to it.
    Committed(Commitment),
    /// Words that lie elsewhere; nothing where they were erased.
    Said(Option<SaidText>),
    /// A category of merchants.
    Category(MerchantCategory),
    /// A kind of donor.
    Donor(DonorKind),
    /// What a record records.
    Kind(RecordKind),
    /// How a donation came.
    Method(DonationMethod),
    /// Where money lies.
    Held(Held),
    /// What a cost is of.
    Charge(Charge),
    /// What an opening balance is of.
    Opening(OpeningItem),
    /// How help is given.
    Help(DisbursementKind),
    /// Whom uses count for.
    Scope(UsesScope),
    /// In periods how long uses count.
    Length(PeriodLength),
    /// What a discount takes off.
    Reduction(Reduction),
    /// Who may use a discount.
    Eligible(EligibleFor),
    /// Where a discount stands.
    State(DiscountState),
    /// One of a few.
    Choice(Choice),
    /// What a value rests on.
    Basis(ValueBasis),
    /// Why goods were taken off the stock.
    Loss(LossCause),
}

use FactValue as V;

impl Reading {
    /// The fields of a record, in the order in which people ask for them.
    pub(super) fn facts(&self, record: &StoredRecord) -> Result<Vec<Fact>, StoreError> {
        let unreadable = || StoreError::unreadable(format!("record {}", record.seq), "its kind is unknown");
        let kind = record.kind.parse().map_err(|_| unreadable())?;
        let pairs = match kind {
            RecordKind::CommunityRegistered => community(&read(record)?),
            RecordKind::CommunityChanged => community_changed(&read(record)?),
            RecordKind::FundRegistered | RecordKind::FundChanged => fund(&read(record)?),
            RecordKind::MerchantRegistered | RecordKind::MerchantChanged => merchant(&read(record)?),
            RecordKind::DiscountRegistered | RecordKind::DiscountChanged => self.discount(&read(record)?),
            RecordKind::ResidentRegistered | RecordKind::ResidentChanged => self.resident(&read(record)?),
            RecordKind::ResidentErased => self.erasure(&read(record)?),
            RecordKind::Donation => self.donation(&read(record)?),
            RecordKind::DisbursementApproved => self.disbursement(&read(record)?),
            RecordKind::DisbursementPaid => self.payment(&read(record)?),
            RecordKind::Redemption => self.redemption(&read(record)?),
            RecordKind::VoucherExpiry => self.expiry(&read(record)?),
            RecordKind::Settlement => self.settlement(&read(record)?),
            RecordKind::CashWithdrawn | RecordKind::CashDeposited | RecordKind::Interest => {
                self.fund_money(&read(record)?)
            }
            RecordKind::Charge => self.charge(&read(record)?),
            RecordKind::DonationReturned => self.donation_return(&read(record)?),
            RecordKind::Transfer => self.transfer(&read(record)?),
            RecordKind::MonthClosed | RecordKind::YearClosed => money::closed(&read(record)?),
            RecordKind::NetAssetsReclassified => money::reclassified(&read(record)?),
            RecordKind::MonthReopened | RecordKind::YearReopened => money::reopened(&read(record)?),
            RecordKind::OpeningBalance => self.opening(&read(record)?),
            RecordKind::OpeningVoucher => self.opening_voucher(&read(record)?),
            RecordKind::Reversal => self.reversal(&read(record)?),
            RecordKind::StatementDrafted => self.statement_drawn_up(&read(record)?),
            RecordKind::StatementSent
            | RecordKind::StatementConfirmed
            | RecordKind::StatementDisputed
            | RecordKind::StatementApproved => self.statement_step(&read(record)?),
            RecordKind::StatementPaid => self.statement_paid(&read(record)?),
            RecordKind::SettlementPrepared => self.prepared(&read(record)?),
            RecordKind::SettlementApproved | RecordKind::SettlementApprovedInPart => self.approval(&read(record)?),
            RecordKind::DisbursementApplied
            | RecordKind::DisbursementVisited
            | RecordKind::DisbursementPrepared
            | RecordKind::DisbursementReviewed
            | RecordKind::DisbursementApprovedInPart
            | RecordKind::DisbursementSigned
            | RecordKind::DisbursementRejected
            | RecordKind::DisbursementCancelled
            | RecordKind::DisbursementPosted
            | RecordKind::DisbursementObjected
            | RecordKind::DisbursementAnswered => self.case_step(&read(record)?),
            RecordKind::ItemRegistered => goods::item(&read(record)?),
            RecordKind::GoodsDonated => self.goods_donation(&read(record)?),
            RecordKind::StockWrittenOff | RecordKind::StockFound => self.stock(&read(record)?),
            RecordKind::Proposed => proposal::proposed(&read(record)?),
            RecordKind::ProposalApproved | RecordKind::ProposalRejected | RecordKind::ProposalWithdrawn => {
                proposal::decided(&read(record)?)
            }
            _ => self.entry(&read(record)?),
        };
        let mut pairs: Facts = pairs;
        pairs.extend(dated_on(&record.document).map(|day| ("dated_on", V::Day(day))));
        Ok(pairs
            .into_iter()
            .map(|(name, value)| Fact {
                name: name.into(),
                value,
            })
            .collect())
    }

    /// The resident whom a document concerns, if it names one that is known.
    pub(super) fn resident_of(&self, document: &str) -> Option<Code> {
        let document: serde_json::Value = serde_json::from_str(document).ok()?;
        let subject = document.get("resident").or_else(|| document.get("subject"))?;
        let subject: SubjectId = serde_json::from_value(subject.clone()).ok()?;
        self.resident_code(subject).cloned()
    }

    fn of_fund(&self, code: &Code) -> FactValue {
        self.fund_of(code.as_str())
            .map_or_else(|| V::Code(code.clone()), V::Fund)
    }

    fn of_merchant(&self, code: &Code) -> FactValue {
        V::Named(code.to_string(), self.merchant_name(code.as_str()))
    }

    fn of_resident(&self, subject: SubjectId) -> FactValue {
        V::Resident(self.resident_code(subject).cloned())
    }

    fn resident(&self, document: &ResidentDocument) -> Facts {
        vec![
            ("resident", self.of_resident(document.subject)),
            ("identity", V::Committed(document.identity.clone())),
            ("eligibility", V::Committed(document.eligibility.clone())),
        ]
    }

    fn donation(&self, document: &DonationDocument) -> Facts {
        let mut facts = vec![
            ("fund", self.of_fund(&document.fund)),
            ("amount", V::Amount(document.amount)),
            ("method", V::Method(document.method)),
        ];
        facts.extend(document.held.map(|held| ("held", V::Held(held))));
        facts.push(("donor_kind", V::Donor(document.donor_kind)));
        facts.push(("donor", V::Committed(document.donor.clone())));
        facts.extend(document.replaces.map(|seq| ("replaces", V::Record(seq))));
        facts.extend(document.given_on.map(|day| ("given_on", V::Day(day))));
        facts.extend(document.receipt.clone().map(|receipt| ("receipt", V::Code(receipt))));
        facts
    }

    fn disbursement(&self, document: &DisbursementDocument) -> Facts {
        let mut facts = vec![
            ("fund", self.of_fund(&document.fund)),
            ("resident", self.of_resident(document.resident)),
            ("help", V::Help(document.kind)),
            ("amount", V::Amount(document.amount)),
        ];
        facts.extend(goods::parts(&document.goods));
        facts.extend(
            document
                .merchant
                .as_ref()
                .map(|code| ("merchant", self.of_merchant(code))),
        );
        facts.extend(document.expires_on.map(|day| ("expires_on", V::Day(day))));
        facts.push(("particulars", V::Committed(document.particulars.clone())));
        facts.extend(case::of_approval(document));
        facts
    }

    fn payment(&self, document: &PaymentDocument) -> Facts {
        let mut facts = vec![
            ("fund", self.of_fund(&document.fund)),
            ("resident", self.of_resident(document.resident)),
            ("help", V::Help(document.kind)),
            ("amount", V::Amount(document.amount)),
        ];
        facts.extend(goods::parts(&document.goods));
        facts.extend(
            document
                .merchant
                .as_ref()
                .map(|code| ("merchant", self.of_merchant(code))),
        );
        facts.extend(document.from.map(|from| ("held", V::Held(from))));
        facts.push(("approved", V::Record(document.approved)));
        facts.extend(case::of_payment(document));
        facts
    }

    fn redemption(&self, document: &RedemptionDocument) -> Facts {
        let mut facts = vec![
            ("merchant", self.of_merchant(&document.merchant)),
            ("resident", self.of_resident(document.resident)),
            ("bill", V::Amount(document.bill)),
        ];
        let branch = document.branch.as_ref();
        facts.extend(branch.map(|branch| ("branch", V::Code(branch.clone()))));
        facts.extend(self.at_counter(document));
        if let Some(given) = &document.discount {
            facts.push(("discount_code", V::Code(given.code.clone())));
            facts.extend(given.version.map(|version| ("version", V::Count(version))));
            facts.push(("discount", V::Amount(given.amount)));
            facts.push(("fund_part", V::Amount(given.fund_part)));
            facts.push(("merchant_part", V::Amount(given.merchant_part)));
            facts.extend(given.fund.as_ref().map(|fund| ("fund", self.of_fund(fund))));
        }
        for spent in &document.vouchers {
            facts.push(("grant", V::Code(spent.grant.clone())));
            facts.push(("voucher", V::Amount(spent.amount)));
        }
        facts.push(("due_from_resident", V::Amount(document.due_from_resident)));
        facts
    }

    fn expiry(&self, document: &ExpiryDocument) -> Facts {
        let mut facts = vec![
            ("fund", self.of_fund(&document.fund)),
            ("resident", self.of_resident(document.resident)),
            ("grant", V::Code(document.grant.clone())),
            ("granted", V::Record(document.granted)),
            ("amount", V::Amount(document.amount)),
        ];
        facts.extend(document.cause.map(|seq| ("cause", V::Record(seq))));
        facts
    }

    fn settlement(&self, document: &SettlementDocument) -> Facts {
        let mut facts = vec![
            ("merchant", self.of_merchant(&document.merchant)),
            ("amount", V::Amount(document.amount)),
        ];
        for share in &document.shares {
            facts.push(("fund", self.of_fund(&share.fund)));
            facts.push(("share", V::Amount(share.amount)));
        }
        for offset in &document.offsets {
            facts.push(("fund", self.of_fund(&offset.fund)));
            facts.push(("offset", V::Amount(offset.amount)));
        }
        facts.extend(document.from.map(|from| ("held", V::Held(from))));
        facts.extend(document.approved.map(|seq| ("approved", V::Record(seq))));
        facts.extend(committed("officer", document.officer.as_ref()));
        facts
    }
}

type Facts = Vec<(&'static str, FactValue)>;

fn committed(name: &'static str, value: Option<&Commitment>) -> Option<(&'static str, FactValue)> {
    Some((name, V::Committed(value?.clone())))
}

fn read<T: DeserializeOwned>(record: &StoredRecord) -> Result<T, StoreError> {
    serde_json::from_str(&record.document)
        .map_err(|error| StoreError::unreadable(format!("record {}", record.seq), error))
}

/// The true day of what was dated into a closed period.
fn dated_on(document: &str) -> Option<Day> {
    let document: serde_json::Value = serde_json::from_str(document).ok()?;
    document.get("dated_on")?.as_str()?.parse().ok()
}

fn community(document: &CommunityDocument) -> Facts {
    let mut facts = vec![
        ("code", V::Code(document.code.clone())),
        ("name", V::Text(document.name.clone())),
        ("district", V::Text(document.district.clone())),
        ("timezone", V::Text(document.timezone.name().to_owned())),
    ];
    facts.extend(document.host.as_ref().map(|host| ("host", V::Text(host.clone()))));
    facts
}

fn community_changed(document: &CommunityChangedDocument) -> Facts {
    let details = &document.details;
    let mut facts = vec![
        ("code", V::Code(document.code.clone())),
        ("name", V::Text(details.name.clone())),
        ("district", V::Text(details.district.clone())),
    ];
    if let Keeper::HostCharity(host) = &details.keeper {
        facts.push(("host", V::Text(host.clone())));
    }
    facts.extend(entry::settings(details.settings.as_ref()));
    facts
}

fn fund(document: &FundDocument) -> Facts {
    let details = &document.details;
    let mut facts = vec![
        ("code", V::Code(document.fund.clone())),
        ("name", V::Text(details.name.clone())),
        ("restricted", V::Flag(details.restricted)),
        ("purpose", V::Text(details.purpose.clone())),
    ];
    facts.extend(
        details
            .purposes
            .iter()
            .map(|purpose| ("purposes", V::Text(purpose.clone()))),
    );
    let agreement = details.agreement.as_ref();
    facts.extend(agreement.map(|agreement| ("agreement", V::Text(agreement.clone()))));
    facts.extend(details.to.map(|day| ("to", V::Day(day))));
    facts
}

fn merchant(document: &MerchantDocument) -> Facts {
    let mut facts = vec![
        ("code", V::Code(document.merchant.clone())),
        ("name", V::Text(document.name.clone())),
        ("uscc", V::Text(document.uscc.as_str().to_owned())),
        ("category", V::Category(document.category)),
        ("joined_on", V::Day(document.joined_on)),
    ];
    facts.extend(document.left_on.map(|day| ("left_on", V::Day(day))));
    facts.extend(document.by_list.then_some(("by_list", V::Flag(true))));
    facts.push(("contact", V::Committed(document.contact.clone())));
    facts
}
