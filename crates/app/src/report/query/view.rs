//! The books as a report sees them: up to a business time and a record, and of whom.

use std::collections::HashMap;
use std::sync::Arc;

use xiaonuan_domain::account::{AccountKind, Side};
use xiaonuan_domain::calendar::{Day, Instant, Zone};
use xiaonuan_domain::code::Code;
use xiaonuan_domain::record::{RecordKind, Seq};
use xiaonuan_domain::register::{Fund, FundNo, MerchantNo, Register, Registers};
use xiaonuan_persistence::balances::AsOf;
use xiaonuan_persistence::connect::Database;
use xiaonuan_persistence::error::StoreError;
use xiaonuan_persistence::events::Event;
use xiaonuan_persistence::registers::CommunityNo;

use super::period::Period;
use crate::report::{Cell, Choice, Expected, Heading, Parameter, ReportError, Request, Wording};
use crate::view::Reading;
use crate::walk::Events;

/// One view of one community's books, and what was asked of it. Registers are those of the view's last record.
pub(super) struct View {
    pub(super) request: Request,
    pub(super) database: Database,
    pub(super) community: CommunityNo,
    pub(super) registers: Arc<Registers>,
    pub(super) as_of: AsOf,
    /// Of this fund only.
    pub(super) fund: Option<FundNo>,
    /// Of this merchant only.
    pub(super) merchant: Option<MerchantNo>,
}

impl View {
    /// What is asked of books that are open.
    pub(super) fn of(reading: Reading, request: Request) -> Result<Self, ReportError> {
        let not_found = |what, code: &str| ReportError::NotFound {
            what,
            code: code.to_owned(),
        };
        let Reading {
            database,
            community,
            registers,
            as_of,
            asked,
            is_beyond,
        } = reading;
        if as_of.number == 0 || is_beyond {
            return Err(ReportError::Invalid {
                parameter: Parameter::AsRecorded,
                value: asked.recorded.map(|recorded| recorded.to_string()).unwrap_or_default(),
                expected: Expected::SomethingOnRecord,
            });
        }
        let code = |text: &str| text.parse::<Code>().ok();
        let fund = request.fund.as_deref().map(|text| {
            let found = code(text).and_then(|code| registers.funds.by_code(&code));
            found
                .map(|(number, _)| number)
                .ok_or_else(|| not_found(Parameter::Fund, text))
        });
        let fund = fund.transpose()?;
        let merchant = request.merchant.as_deref().map(|text| {
            let found = code(text).and_then(|code| registers.merchants.by_code(&code));
            found
                .map(|(number, _)| number)
                .ok_or_else(|| not_found(Parameter::Merchant, text))
        });
        let merchant = merchant.transpose()?;
        if let Some(branch) = &request.branch
            && registers.entry(Register::Branch, branch).is_none()
        {
            return Err(not_found(Parameter::Branch, branch));
        }
        Ok(View {
            request,
            database,
            community,
            registers,
            as_of,
            fund,
            merchant,
        })
    }

    /// The funds that were asked for, in the order of registration.
    pub(super) fn funds(&self) -> impl Iterator<Item = (FundNo, &Fund)> {
        let only = self.fund;
        self.registers
            .funds
            .iter()
            .filter(move |(number, _)| only.is_none_or(|only| only == *number))
    }

    /// The code of the fund that was asked for.
    pub(super) fn fund_code(&self) -> Option<&Code> {
        self.fund.map(|fund| &self.registers.funds.get(fund).code)
    }

    /// The code of the merchant that was asked for.
    pub(super) fn merchant_code(&self) -> Option<&Code> {
        self.merchant
            .map(|merchant| &self.registers.merchants.get(merchant).code)
    }

    pub(super) fn zone(&self) -> &Zone {
        &self.registers.community.zone
    }

    /// The community's day of the view's business time.
    pub(super) fn day(&self) -> Day {
        self.zone().day_of(self.as_of.at)
    }

    /// The books at another business time, never later than this view's, as recorded at the same number.
    pub(super) async fn at(&self, at: Instant) -> Result<AsOf, StoreError> {
        self.database
            .view(self.community, at.min(self.as_of.at), self.as_of.number)
            .await
    }

    /// The community's day on which accounts of some sorts last grew, of the fund and merchant that were asked for.
    pub(super) async fn last_grown(&self, kinds: &[AccountKind]) -> Result<Option<Day>, StoreError> {
        self.last_posted(kinds, AccountKind::normal_side).await
    }

    /// The last day on which accounts of some kinds were paid down.
    pub(super) async fn last_paid_down(&self, kinds: &[AccountKind]) -> Result<Option<Day>, StoreError> {
        self.last_posted(kinds, |kind| match kind.normal_side() {
            Side::Debit => Side::Credit,
            Side::Credit => Side::Debit,
        })
        .await
    }

    async fn last_posted(
        &self,
        kinds: &[AccountKind],
        side: impl Fn(AccountKind) -> Side,
    ) -> Result<Option<Day>, StoreError> {
        let accounts = self.database.balances(self.community, self.as_of, kinds).await?;
        let mut last = None;
        for account in accounts {
            if self.fund.is_none_or(|only| account.fund == Some(only))
                && self.merchant.is_none_or(|only| account.merchant == Some(only))
            {
                let side = side(account.kind);
                let grown = self
                    .database
                    .last_posted(self.community, account.number, side, self.as_of)
                    .await?;
                last = last.max(grown);
            }
        }
        Ok(last.map(|at| self.zone().day_of(at)))
    }

    /// The records of some kinds within a period, in the order of business time.
    pub(super) fn events(&self, period: &Period, kinds: &'static [RecordKind]) -> Events {
        Events::new(
            self.database.clone(),
            self.community,
            period.before,
            period.closing,
            kinds,
        )
    }

    /// Which records reversed which of these.
    pub(super) async fn reversals(&self, of: &[Event]) -> Result<HashMap<Seq, Seq>, StoreError> {
        let of = of.iter().map(|event| event.seq).collect();
        let found = self.database.reversals(self.community, of, self.as_of).await?;
        Ok(found.into_iter().collect())
    }

    /// The records that these take back, by the number of what takes them back.
    pub(super) async fn originals(&self, of: &[Event]) -> Result<HashMap<Seq, Event>, StoreError> {
        let reversals: HashMap<Seq, Seq> = of
            .iter()
            .filter_map(|event| Some((event.reverses?, event.seq)))
            .collect();
        if reversals.is_empty() {
            return Ok(HashMap::new());
        }
        let numbers = reversals.keys().copied().collect();
        let originals = self.database.events_numbered(self.community, numbers).await?;
        let by_reversal = originals
            .into_iter()
            .map(|original| (reversals[&original.seq], original));
        Ok(by_reversal.collect())
    }

    /// What stands above the report, with what it was asked with.
    pub(super) fn heading(&self, period: Option<&Period>) -> Heading {
        let community = &self.registers.community;
        let mut heading = Heading::new(
            self.request.report,
            community.code.clone(),
            community.name.clone(),
            self.zone().display(self.as_of.at),
            self.as_of.number,
        );
        heading.host = community.keeper.host().map(str::to_owned);
        heading
            .notes
            .extend(heading.host.is_some().then_some(Wording::ManagementAccounts.into()));
        heading.period = period.and_then(|period| period.shown);
        let fund = self
            .fund
            .map(|fund| ("fund", Cell::Code(self.registers.funds.get(fund).code.clone())));
        let merchant = self.merchant.map(|merchant| {
            let code = self.registers.merchants.get(merchant).code.clone();
            ("merchant", Cell::Code(code))
        });
        if heading.period.is_none() {
            heading
                .filters
                .extend(self.request.from.map(|day| ("from", Cell::Day(day))));
            heading
                .filters
                .extend(self.request.to.map(|day| ("to", Cell::Day(day))));
        }
        heading.filters.extend(fund);
        heading.filters.extend(merchant);
        let branch = self.request.branch.as_ref();
        heading
            .filters
            .extend(branch.map(|branch| ("branch", Cell::Text(branch.clone()))));
        let state = self.request.state.map(Choice::State);
        heading
            .filters
            .extend(state.map(|state| ("state", Cell::Choice(state))));
        heading
    }
}
