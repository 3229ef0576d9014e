//! Samples to fill templates with: plain ones, and ones whose every text is hostile.

use axum::http::Uri;
use xiaonuan_app::messages::Language;
use xiaonuan_app::report::ReportName;
use xiaonuan_app::view::{
    AccountFilter, AccountName, AsAsked, Fact, FactValue, Figure, FundCard, JournalPage, JournalRow, ListedAccount,
    MerchantOwed, NamedFund, NamedMerchant, Overview, PostingRow, RecordView, SaidText, Statement, StatementLine,
};
use xiaonuan_domain::account::{AccountKind, Book, Side};
use xiaonuan_domain::calendar::{Instant, Zone};
use xiaonuan_domain::money::Sum;
use xiaonuan_domain::record::RecordKind;

use crate::display::{Display, Size, Theme};
use crate::link::Links;
use crate::open::Visit;
use crate::page::{
    AccessLine, AccessLogPage, AccountsPage, Books, CommunitiesPage, CommunityRow, Frame, JournalPageView,
    OverviewPage, Place, RecordPage, ReportChoosePage, ReportsPage, StatementPage, Way,
};
use crate::report::{ReportForm, ReportQuery};
use crate::words::Words;

/// What to fill with: in which language, with which text wherever someone could have typed one, how many rows.
#[derive(Clone, Copy)]
pub(super) struct Sample<'a> {
    pub(super) language: Language,
    pub(super) text: &'a str,
    pub(super) rows: usize,
}

impl Sample<'_> {
    fn words(&self) -> Words {
        Words::of(self.language)
    }

    fn links(&self) -> Links {
        let asked = AsAsked {
            at: Some("2026-03-31".parse().expect("a day")),
            recorded: None,
        };
        Links::of("qingzhu".parse().expect("a code"), asked)
    }

    fn zone(&self) -> Zone {
        "Asia/Shanghai".parse().expect("a zone")
    }

    fn instant(&self) -> Instant {
        "2026-03-12T10:15:00+08:00".parse().expect("an instant")
    }

    fn frame(&self) -> Frame {
        let books = Books {
            community: self.text.to_owned(),
            deposited: false,
            links: self.links(),
            at: "2026-03-31".to_owned(),
            number: 120,
            is_past: true,
            as_of: "2026-03-31".to_owned(),
            as_of_is_day: true,
            as_recorded: self.text.to_owned(),
            path: "/c/qingzhu".to_owned(),
            rest: vec![("kind".to_owned(), self.text.to_owned())],
        };
        Frame {
            books: Some(books),
            community: Some(self.text.to_owned()),
            ways: (0..self.rows.min(Place::ALL.len()))
                .map(|nth| Way {
                    label: Place::ALL[nth].label(self.words()),
                    address: Place::ALL[nth].address(&self.links()),
                    is_here: nth == 0,
                })
                .collect(),
            ..self.bare("/c/qingzhu?as_of=2026-03-31")
        }
    }

    /// The frame of a page of no community, at an address.
    pub(super) fn bare(&self, address: &'static str) -> Frame {
        Frame::bare(&self.visit(address))
    }

    /// A visit to an address.
    pub(super) fn visit(&self, address: &'static str) -> Visit {
        Visit {
            is_signed_in: self.rows > 0,
            display: Display {
                size: if self.rows > 1 { Size::Large } else { Size::Normal },
                theme: if self.rows > 1 { Theme::Dark } else { Theme::System },
            },
            ..Visit::of_nobody(self.words(), Uri::from_static(address))
        }
    }

    fn fund(&self) -> NamedFund {
        NamedFund {
            code: "xiaonuan".parse().expect("a code"),
            name: self.text.to_owned(),
            restricted: true,
        }
    }

    fn name(&self, kind: AccountKind) -> AccountName {
        AccountName {
            kind,
            deposited: false,
            fund: Some(self.fund()),
            party: Some(self.text.to_owned()),
        }
    }

    fn many<T>(&self, one: impl Fn() -> T) -> Vec<T> {
        (0..self.rows).map(|_| one()).collect()
    }

    pub(super) fn communities(&self) -> CommunitiesPage {
        let community = || CommunityRow {
            code: "qingzhu".to_owned(),
            name: self.text.to_owned(),
            district: self.text.to_owned(),
            roles: (0..self.rows.min(3)).map(|_| self.text.to_owned()).collect(),
            ways: (1..self.rows.min(4))
                .map(|_| (self.text.to_owned(), "/c/qingzhu".to_owned()))
                .collect(),
            wants_second_factor: self.rows > 2,
        };
        CommunitiesPage {
            frame: self.bare("/"),
            communities: self.many(community),
            runs_the_installation: self.rows == 1,
            wants_second_factor: self.language == Language::Chinese,
            is_counter: self.rows > 2,
        }
    }

    fn card(&self) -> FundCard {
        let figure = |kind, account| Figure {
            kind,
            amount: Sum::from_fen(-123_456),
            account,
        };
        FundCard {
            fund: Some(self.fund()),
            available: figure(AccountKind::Available, Some(3)),
            encumbered: figure(AccountKind::Encumbered, Some(4)),
            vouchers: figure(AccountKind::Voucher, None),
            payable: figure(AccountKind::Payable, None),
            bank: figure(AccountKind::Bank, Some(5)),
            donated: figure(AccountKind::DonationIncome, Some(6)),
            disbursed: figure(AccountKind::SpentHelp, Some(7)),
            discounts: figure(AccountKind::SpentDiscount, Some(8)),
            expired: figure(AccountKind::SpentExpired, Some(9)),
            other: figure(AccountKind::AuthorisedOther, None),
            receivable: figure(AccountKind::Receivable, None),
        }
    }

    pub(super) fn overview(&self) -> OverviewPage {
        let owed = || MerchantOwed {
            code: "M01".parse().expect("a code"),
            name: self.text.to_owned(),
            owed: self.card().payable,
            settled: self.card().vouchers,
        };
        let overview = Overview {
            funds: self.many(|| self.card()),
            total: self.card(),
            owed: self.many(owed),
        };
        OverviewPage {
            frame: self.frame(),
            overview,
        }
    }

    pub(super) fn accounts(&self) -> AccountsPage {
        let account = || ListedAccount {
            number: 3,
            name: self.name(AccountKind::Payable),
            balance: -5,
        };
        let filter = AccountFilter {
            kind: Some(AccountKind::Payable),
            ..AccountFilter::default()
        };
        AccountsPage {
            frame: self.frame(),
            accounts: self.many(account),
            filter,
            funds: self.many(|| self.fund()),
        }
    }

    pub(super) fn statement(&self) -> StatementPage {
        let line = |reverses, reversed_by, amount| StatementLine {
            day: "2026-03-12".to_owned(),
            seq: 7,
            kind: RecordKind::Redemption,
            reference: self.text.to_owned(),
            resident: Some("R0001".parse().expect("a code")),
            contra: vec![self.name(AccountKind::Bank)],
            side: Side::Credit,
            amount,
            balance: -1200,
            reverses,
            reversed_by,
        };
        let lines = self.many(|| [line(None, Some(8), 1200), line(Some(7), None, -1200)]);
        let statement = Statement {
            number: 3,
            name: self.name(AccountKind::Payable),
            opening: 0,
            is_first: true,
            lines: lines.into_iter().flatten().collect(),
            debit: 0,
            credit: 0,
            closing: 0,
            next: None,
        };
        StatementPage {
            frame: self.frame(),
            statement,
            from: Some(self.text.to_owned()),
            to: None,
            pinned: self.links(),
        }
    }

    fn row(&self) -> JournalRow {
        JournalRow {
            seq: 7,
            kind: RecordKind::Redemption,
            reference: self.text.to_owned(),
            called: self.text.to_owned(),
            resident: Some("R0001".parse().expect("a code")),
            occurred_at: self.instant(),
            recorded_at: self.instant(),
            day: "2026-03-12".to_owned(),
            moved: Some(Sum::from_fen(-1200)),
            late: true,
            reverses: Some(5),
            reversed_by: Some(9),
        }
    }

    pub(super) fn journal(&self) -> JournalPageView {
        let journal = JournalPage {
            rows: self.many(|| self.row()),
            older: Some(5),
            newer: None,
        };
        JournalPageView {
            frame: self.frame(),
            journal,
            zone: self.zone(),
            pinned: self.links(),
            accesses: Some("/c/qingzhu/access-log".to_owned()),
        }
    }

    pub(super) fn access_log(&self) -> AccessLogPage {
        let entry = || AccessLine {
            at: "2026-03-12 09:30:00".to_owned(),
            who: self.text.to_owned(),
            what: self.text.to_owned(),
            subject: Some(self.text.to_owned()),
            reason: Some(self.text.to_owned()),
        };
        AccessLogPage {
            frame: self.frame(),
            entries: self.many(entry),
            newest: None,
            older: Some("/c/qingzhu/access-log?before=7".to_owned()),
        }
    }

    pub(super) fn record(&self) -> RecordPage {
        let posting = || PostingRow {
            account: 3,
            name: self.name(AccountKind::Payable),
            side: Side::Credit,
            amount: -1200,
        };
        let fact = |value| Fact {
            name: "name".into(),
            value,
        };
        let record = RecordView {
            row: self.row(),
            actor: self.text.to_owned(),
            facts: vec![
                fact(FactValue::Text(self.text.to_owned())),
                fact(FactValue::Named(self.text.to_owned(), self.text.to_owned())),
                fact(FactValue::Fund(self.fund())),
                fact(FactValue::Resident(None)),
                fact(FactValue::Record(3)),
                fact(FactValue::Said(Some(SaidText::Several(vec![self.text.to_owned()])))),
                fact(FactValue::Said(None)),
            ],
            said: Vec::new(),
            books: self.many(|| (Book::General, vec![posting()])),
            leaf_hash: "ab".repeat(32),
            previous: None,
            next: Some(8),
        };
        RecordPage {
            frame: self.frame(),
            record,
            zone: self.zone(),
        }
    }

    pub(super) fn reports(&self) -> ReportsPage {
        let query = ReportQuery {
            from: Some("2026-05-01".to_owned()),
            ..ReportQuery::default()
        };
        ReportsPage {
            frame: self.frame(),
            query,
            takes_away: true,
        }
    }

    pub(super) fn report_choose(&self) -> ReportChoosePage {
        ReportChoosePage {
            frame: self.frame(),
            form: ReportForm {
                report: ReportName::Statement,
                title: self.text.to_owned(),
                query: ReportQuery::default(),
                funds: self.many(|| self.fund()),
                merchants: self.many(|| NamedMerchant {
                    code: "M01".parse().expect("a code"),
                    name: self.text.to_owned(),
                }),
                path: "/c/qingzhu/reports/statement".to_owned(),
                files: Vec::new(),
            },
        }
    }
}
