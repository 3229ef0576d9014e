//! What was confirmed at a shop: by days, branch and staff, page by page, and what all of it comes to.

use std::collections::BTreeMap;

use xiaonuan_domain::calendar::Day;
use xiaonuan_domain::code::Code;
use xiaonuan_domain::document::RedemptionDocument;
use xiaonuan_domain::entropy::SubjectId;
use xiaonuan_domain::money::Sum;
use xiaonuan_domain::record::Seq;
use xiaonuan_domain::register::entry::EntryDetails;
use xiaonuan_domain::register::{Register, Registers};
use xiaonuan_persistence::error::StoreError;
use xiaonuan_persistence::redemptions::{AtShop, DaySums, Order, StoredRedemption};

use crate::counter::Used;
use crate::desk::receipt;
use crate::view::{Reading, ViewError};

/// How many are read at once.
pub(super) const AT_ONCE: u32 = 1_000;

/// Which redemptions at a shop.
#[derive(Clone, Debug)]
pub struct ShopAsked {
    /// The shop.
    pub merchant: Code,
    /// The first day.
    pub from: Day,
    /// The last day.
    pub to: Day,
    /// Those of one of its branches.
    pub branch: Option<Code>,
    /// Those that one of its staff confirmed.
    pub staff: Option<Code>,
}

/// What redemptions come to. Those that were taken back are not in it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ShopSums {
    /// How many.
    pub times: i64,
    /// The bills.
    pub bill: Sum,
    /// What discounts took off.
    pub off: Sum,
    /// What vouchers paid.
    pub voucher: Sum,
    /// What the customers paid 应收.
    pub due: Sum,
    /// What funds came to owe the shop: their share of the discounts, and what vouchers paid.
    pub owed: Sum,
}

/// One redemption.
#[derive(Clone, Debug)]
pub struct ShopLine {
    /// What it came to.
    pub used: Used,
    /// What funds came to owe the shop by it.
    pub owed: Sum,
    /// Who confirmed it at a device, by their code.
    pub staff: Option<String>,
}

/// Some redemptions, the last one first, and what all that are asked for come to.
#[derive(Clone, Debug, Default)]
pub struct ShopPage {
    /// Those of this page.
    pub lines: Vec<ShopLine>,
    /// Before which record the next page begins, if there is one.
    pub next: Option<Seq>,
    /// All of them.
    pub sums: ShopSums,
    /// The same by day.
    pub by_day: BTreeMap<Day, ShopSums>,
    /// How many customers they are of. A shop has each of them before it, and is told nothing by their number that its own
    /// list does not say; so it is told however small it is. It is of all that was used there, never of one sort of offer.
    pub customers: i64,
}

impl ShopSums {
    /// These and others together.
    pub fn join(&mut self, other: ShopSums) {
        self.times += other.times;
        self.bill += other.bill;
        self.off += other.off;
        self.voucher += other.voucher;
        self.due += other.due;
        self.owed += other.owed;
    }
}

impl From<DaySums> for ShopSums {
    fn from(told: DaySums) -> Self {
        // A bill is what discounts take off it, what vouchers pay of it, and what is left.
        let voucher = told.bill - told.off - told.due;
        ShopSums {
            times: told.times,
            bill: told.bill,
            off: told.off,
            voucher,
            due: told.due,
            owed: told.fund_part + voucher,
        }
    }
}

/// What funds come to owe the shop by a redemption.
pub(super) fn owed(said: &RedemptionDocument) -> Sum {
    let share = said.discount.as_ref().map_or(Sum::ZERO, |given| given.fund_part.into());
    share + said.voucher()
}

impl ShopLine {
    pub(super) fn of(registers: &Registers, found: &StoredRedemption) -> Result<Self, StoreError> {
        let said = receipt::said(&found.record)?;
        let owed = owed(&said);
        let used = Used::told(registers, found, said);
        Ok(ShopLine {
            owed,
            staff: used.staff_code(registers),
            used,
        })
    }
}

impl Reading {
    /// A page of the redemptions at a shop before a record, and what all that are asked for come to.
    ///
    /// # Errors
    /// [`ViewError::Missing`] when branch or staff are not the shop's; [`ViewError::Store`] when the database fails.
    pub async fn shop_redemptions(
        &self,
        asked: &ShopAsked,
        before: Option<Seq>,
        most: u32,
    ) -> Result<ShopPage, ViewError> {
        let at = self.at_shop(asked).await?;
        let mut page = self.shop_sums(&at).await?;
        let order = Order::Before(before.unwrap_or(Seq::MAX));
        let found = self.database.redemptions_at(self.community, &at, order, most + 1);
        let found = found.await?;
        let more = found.len() > most as usize;
        for one in found.iter().take(most as usize) {
            page.lines.push(ShopLine::of(&self.registers, one)?);
        }
        page.next = page.lines.last().filter(|_| more).map(|last| last.used.seq);
        Ok(page)
    }

    /// What all redemptions that are asked for come to.
    pub(super) async fn shop_sums(&self, at: &AtShop) -> Result<ShopPage, ViewError> {
        let mut page = ShopPage {
            customers: self.database.customers_at(self.community, at).await?,
            ..ShopPage::default()
        };
        for told in self.database.sums_at(self.community, at).await? {
            let day = told.day.parse().map_err(|error| StoreError::unreadable("day", error))?;
            let sums = ShopSums::from(told);
            page.sums.join(sums);
            page.by_day.insert(day, sums);
        }
        Ok(page)
    }

    pub(super) async fn at_shop(&self, asked: &ShopAsked) -> Result<AtShop, ViewError> {
        if let Some(branch) = &asked.branch {
            match self.registers.entry(Register::Branch, branch.as_str()) {
                Some(EntryDetails::Branch(known)) if known.merchant == asked.merchant => {}
                _ => return Err(ViewError::Missing),
            }
        }
        let staff = asked.staff.as_ref().map(|staff| self.staff_of(&asked.merchant, staff));
        // What is of an earlier day lies before this record, or is late and told by its day.
        let before = self.zone().start_of(asked.from).just_before();
        let earlier = self.database.view(self.community, before, self.as_of.number).await?;
        Ok(AtShop {
            merchant: asked.merchant.clone(),
            from: asked.from,
            to: asked.to,
            branch: asked.branch.clone(),
            staff: staff.transpose()?,
            after: earlier.settled(),
            until: self.as_of.number,
        })
    }

    fn staff_of(&self, merchant: &Code, staff: &Code) -> Result<SubjectId, ViewError> {
        let (_, row) = self
            .registers
            .entries(Register::Staff)
            .by_code(staff)
            .ok_or(ViewError::Missing)?;
        match &row.details {
            EntryDetails::Staff(known) if known.merchant == *merchant => row.subject.ok_or(ViewError::Missing),
            _ => Err(ViewError::Missing),
        }
    }
}
