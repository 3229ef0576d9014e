//! Goods that come into a fund's stock or leave it otherwise than as help: given in kind, written off, found.

use std::collections::HashMap;

use super::donation::for_everyone;
use super::draft::{Contents, Draft};
use super::stock::{Parcel, accounts, check_lines, unknown, worth};
use super::{Circumstances, Ledger};
use crate::account::{Account, GoodsSource, GoodsUse, Side};
use crate::calendar::Instant;
use crate::code::Code;
use crate::command::{GoodsDonation, GoodsEvent, GoodsGiven, ItemCount, StockFound, StockWriteOff};
use crate::commitment::PrivateValue;
use crate::document::{
    DonorValue, EvidenceOfValue, GoodsDonationDocument, GoodsPart, GoodsReceived, ItemDocument, StockDocument,
    StockValue,
};
use crate::goods::{Item, LossCause, is_worth};
use crate::kind::DonorKind;
use crate::money::Money;
use crate::record::{RecordKind, Seq};
use crate::refusal::{Refusal, RefusalCode};
use crate::register::FundNo;

/// Items by their codes.
pub type Items = HashMap<Code, ItemDocument>;

impl GoodsEvent {
    /// The kind of its record.
    #[must_use]
    pub const fn record_kind(&self) -> RecordKind {
        match self {
            GoodsEvent::Donate(_) => RecordKind::GoodsDonated,
            GoodsEvent::WriteOff(_) => RecordKind::StockWrittenOff,
            GoodsEvent::Find(_) => RecordKind::StockFound,
        }
    }
}

/// A donation in kind that is in order.
struct Given<'a> {
    asked: &'a GoodsDonation,
    donor: (String, DonorKind),
    fund: FundNo,
    amount: Money,
    /// The record in whose stead it is entered.
    replaces: Option<Seq>,
}

/// What a writing-off or a find says, and who answers for it.
struct Counted<'a> {
    kind: RecordKind,
    reference: &'a Code,
    fund: FundNo,
    goods: Vec<GoodsPart>,
    cause: Option<LossCause>,
    reason: &'a str,
    prepared_by: &'a str,
    approved_by: &'a str,
}

impl Ledger {
    /// Decides an event of the stock.
    pub(super) fn move_goods(
        &mut self,
        event: &GoodsEvent,
        circumstances: &mut Circumstances<'_>,
    ) -> Result<(), Refusal> {
        match event {
            GoodsEvent::Donate(it) => {
                let at = self.registers.community.zone.start_of(it.date);
                self.receive_goods(it, at, None, circumstances)?;
                Ok(())
            }
            GoodsEvent::WriteOff(it) => self.write_off(it, circumstances),
            GoodsEvent::Find(it) => self.find_goods(it, circumstances),
        }
    }

    /// Rules, in order: `named_beneficiary`, `unknown_fund`, `fund_ended`; of a registered donor `unknown_donor`, `donor_ended`;
    /// `receipt_used`, `goods_required`, `item_repeated`; then for each item `invalid_amount`, `evidence_required`, `unknown_item` for a new one without name or unit, `item_conflict`.
    /// A new item makes a record of its own before the donation's. It is booked at a moment: its own day, or that of the
    /// correction by which it is entered again.
    pub(super) fn receive_goods(
        &mut self,
        asked: &GoodsDonation,
        at: Instant,
        replaces: Option<Seq>,
        circumstances: &mut Circumstances<'_>,
    ) -> Result<Seq, Refusal> {
        for_everyone(&asked.beneficiary)?;
        let fund = self.open_fund(&asked.fund, asked.date)?;
        let said = (asked.donor.as_str(), asked.donor_kind);
        let donor = self.donor_of(asked.registered.as_ref(), said, asked.date)?;
        self.check_receipt(asked.receipt.as_ref(), replaces)?;
        check_lines(asked.goods.iter().map(|line| (&line.item, line.quantity)))?;
        let mut new = Vec::new();
        for line in &asked.goods {
            check_value(&line.item, line.quantity, line.value)?;
            if line.evidence.trim().is_empty() {
                return Err(Refusal::new(RefusalCode::EvidenceRequired).with("item", &line.item));
            }
            new.extend(self.new_item(&line.item, &line.name, &line.unit)?);
        }
        let mut draft = self.draft(at);
        let mut amount = Money::ZERO;
        for line in &asked.goods {
            let parcel = Parcel {
                item: Item::from(&line.item),
                pieces: line.quantity.into(),
                worth: line.value,
            };
            self.take_in(&mut draft, fund, parcel)?;
            amount = amount.plus(line.value)?;
        }
        let authorised = Account::GoodsAuthorised(fund, GoodsSource::Donation);
        self.post(&mut draft, authorised, Side::Credit, amount)?;
        self.post(&mut draft, Account::DonationInKind(fund), Side::Credit, amount)?;
        self.check_stock(&draft)?;
        for item in &new {
            self.register_item(item, circumstances)?;
        }
        let given = Given {
            asked,
            donor,
            fund,
            amount,
            replaces,
        };
        let seq = self.seal_donation(draft, given, circumstances)?;
        let new = new.into_iter().map(|item| (item.item.clone(), item));
        self.items.extend(new);
        Ok(seq)
    }

    fn seal_donation(
        &mut self,
        draft: Draft,
        given: Given<'_>,
        circumstances: &mut Circumstances<'_>,
    ) -> Result<Seq, Refusal> {
        let Given { asked, fund, .. } = given;
        let (donor, donor_kind) = given.donor;
        let donor = DonorValue {
            donor,
            code: asked.registered.clone(),
        };
        let donor = PrivateValue::seal("donor", &donor, circumstances.entropy);
        let evidence = asked.goods.iter().map(|line| EvidenceOfValue {
            item: line.item.clone(),
            evidence: line.evidence.trim().to_owned(),
        });
        let values: Vec<EvidenceOfValue> = evidence.collect();
        let values = PrivateValue::seal("values", &values, circumstances.entropy);
        let received = |line: &GoodsGiven| GoodsReceived {
            item: line.item.clone(),
            quantity: line.quantity,
            value: line.value,
            basis: line.basis,
        };
        let document = GoodsDonationDocument {
            fund: self.registers.funds.get(fund).code.clone(),
            amount: given.amount,
            goods: asked.goods.iter().map(received).collect(),
            donor_kind,
            donor: donor.commitment(),
            receipt: asked.receipt.clone(),
            values: values.commitment(),
            replaces: given.replaces,
            given_on: given.replaces.map(|_| asked.date),
        };
        let contents = Contents {
            kind: RecordKind::GoodsDonated,
            reference: asked.reference.clone(),
            document: &document,
            private: vec![donor, values],
        };
        self.seal(draft, contents, circumstances)
    }

    /// The item as it is to be registered, if it is not yet.
    pub(super) fn new_item(&self, item: &Code, name: &str, unit: &str) -> Result<Option<ItemDocument>, Refusal> {
        let (name, unit) = (name.trim(), unit.trim());
        match self.items.get(item) {
            Some(known) => {
                let same = |said: &str, known: &str| said.is_empty() || said == known;
                if same(name, &known.name) && same(unit, &known.unit) {
                    return Ok(None);
                }
                let conflict = Refusal::new(RefusalCode::ItemConflict).with("item", item);
                Err(conflict.with("name", &known.name).with("unit", &known.unit))
            }
            None if name.is_empty() || unit.is_empty() => Err(unknown(item)),
            None => Ok(Some(ItemDocument {
                item: item.clone(),
                name: name.to_owned(),
                unit: unit.to_owned(),
            })),
        }
    }

    pub(super) fn register_item(
        &mut self,
        item: &ItemDocument,
        circumstances: &mut Circumstances<'_>,
    ) -> Result<(), Refusal> {
        let contents = Contents {
            kind: RecordKind::ItemRegistered,
            reference: item.item.clone(),
            document: item,
            private: Vec::new(),
        };
        self.seal(Draft::new(circumstances.now), contents, circumstances)?;
        Ok(())
    }

    /// Rules, in order: `reason_required`, `officer_required`, `self_approval`, `unknown_fund`, `goods_required`,
    /// `item_repeated`, `unknown_item`, `stock_insufficient`, `stock_moved_since`.
    fn write_off(&mut self, asked: &StockWriteOff, circumstances: &mut Circumstances<'_>) -> Result<(), Refusal> {
        self.check_officers(&asked.reason, (&asked.prepared_by, &asked.approved_by), asked.date)?;
        let fund = self.fund(&asked.fund)?;
        self.check_counts(&asked.goods)?;
        let mut draft = self.draft_of(asked.date);
        let goods = self.valued(fund, &asked.goods, draft.at())?;
        for part in &goods {
            self.take_out(&mut draft, fund, part.into())?;
        }
        let amount = worth(&goods)?;
        self.post(
            &mut draft,
            Account::GoodsSpent(fund, GoodsUse::Loss),
            Side::Debit,
            amount,
        )?;
        self.post(&mut draft, Account::StockLoss(fund), Side::Debit, amount)?;
        let counted = Counted {
            kind: RecordKind::StockWrittenOff,
            reference: &asked.reference,
            fund,
            goods,
            cause: Some(asked.cause),
            reason: &asked.reason,
            prepared_by: &asked.prepared_by,
            approved_by: &asked.approved_by,
        };
        self.seal_counted(draft, counted, circumstances)
    }

    /// Rules, in order: `reason_required`, `officer_required`, `self_approval`, `unknown_fund`, `goods_required`,
    /// `item_repeated`, `unknown_item`, `invalid_amount`.
    fn find_goods(&mut self, asked: &StockFound, circumstances: &mut Circumstances<'_>) -> Result<(), Refusal> {
        self.check_officers(&asked.reason, (&asked.prepared_by, &asked.approved_by), asked.date)?;
        let fund = self.fund(&asked.fund)?;
        let count = |line: &crate::command::ItemFound| ItemCount {
            item: line.item.clone(),
            quantity: line.quantity,
        };
        let counts: Vec<ItemCount> = asked.goods.iter().map(count).collect();
        self.check_counts(&counts)?;
        let mut goods = Vec::new();
        for line in &asked.goods {
            check_value(&line.item, line.quantity, line.value)?;
            goods.push(GoodsPart {
                item: line.item.clone(),
                quantity: line.quantity,
                value: Some(line.value),
            });
        }
        let mut draft = self.draft_of(asked.date);
        for part in &goods {
            self.take_in(&mut draft, fund, part.into())?;
        }
        let amount = worth(&goods)?;
        let authorised = Account::GoodsAuthorised(fund, GoodsSource::Found);
        self.post(&mut draft, authorised, Side::Credit, amount)?;
        self.post(&mut draft, Account::OtherIncome(fund), Side::Credit, amount)?;
        let counted = Counted {
            kind: RecordKind::StockFound,
            reference: &asked.reference,
            fund,
            goods,
            cause: None,
            reason: &asked.reason,
            prepared_by: &asked.prepared_by,
            approved_by: &asked.approved_by,
        };
        self.seal_counted(draft, counted, circumstances)
    }

    fn seal_counted(
        &mut self,
        draft: Draft,
        counted: Counted<'_>,
        circumstances: &mut Circumstances<'_>,
    ) -> Result<(), Refusal> {
        self.check_stock(&draft)?;
        let particulars = StockValue {
            reason: counted.reason.trim().to_owned(),
            prepared_by: counted.prepared_by.trim().to_owned(),
            approved_by: counted.approved_by.trim().to_owned(),
        };
        let particulars = PrivateValue::seal("particulars", &particulars, circumstances.entropy);
        let document = StockDocument {
            fund: self.registers.funds.get(counted.fund).code.clone(),
            amount: worth(&counted.goods)?,
            goods: counted.goods,
            cause: counted.cause,
            particulars: particulars.commitment(),
        };
        let contents = Contents {
            kind: counted.kind,
            reference: counted.reference.clone(),
            document: &document,
            private: vec![particulars],
        };
        self.seal(draft, contents, circumstances)?;
        Ok(())
    }

    /// What a donation in kind may post to.
    pub(super) fn accounts_of_goods_given(&self, asked: &GoodsDonation) -> Vec<Account> {
        let Ok(fund) = self.fund(&asked.fund) else {
            return Vec::new();
        };
        let items = asked.goods.iter().map(|line| Item::from(&line.item));
        items
            .flat_map(|item| accounts(fund, item))
            .chain(income(fund))
            .collect()
    }

    /// What an event of the stock may post to.
    pub(super) fn goods_accounts(&self, event: &GoodsEvent) -> Vec<Account> {
        let Ok(fund) = self.fund(event.fund()) else {
            return Vec::new();
        };
        let items = event.items().into_iter();
        let mut touched: Vec<Account> = items.flat_map(|item| accounts(fund, Item::from(item))).collect();
        touched.extend(match event {
            GoodsEvent::Donate(_) => income(fund),
            GoodsEvent::WriteOff(_) => [Account::GoodsSpent(fund, GoodsUse::Loss), Account::StockLoss(fund)],
            GoodsEvent::Find(_) => [
                Account::GoodsAuthorised(fund, GoodsSource::Found),
                Account::OtherIncome(fund),
            ],
        });
        touched
    }
}

/// Where goods that are given come from.
const fn income(fund: FundNo) -> [Account; 2] {
    [
        Account::GoodsAuthorised(fund, GoodsSource::Donation),
        Account::DonationInKind(fund),
    ]
}

/// Refuses goods that are worth less than a fen each.
pub(super) fn check_value(item: &Code, quantity: u32, value: Money) -> Result<(), Refusal> {
    if is_worth(quantity.into(), value.fen().into()) {
        Ok(())
    } else {
        let refusal = Refusal::new(RefusalCode::InvalidAmount).with("column", "worth");
        Err(refusal.with("item", item))
    }
}
