//! Whatever comes in whatever order, late facts and corrections included: every law holds after every record, and every
//! bound in the order of recording and at every business instant.

use std::collections::{BTreeMap, HashMap, HashSet};

use proptest::prelude::*;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};
use xiaonuan_domain::account::{Account, Book, Held};
use xiaonuan_domain::calendar::{Day, Instant, PeriodLength};
use xiaonuan_domain::code::Code;
use xiaonuan_domain::command::{
    Claim, Command, Correction, Disbursement, DiscountTerms, Donation, Entered, FundDetails, OpenCommunity, Reduction,
    RegisterDiscount, RegisterFund, RegisterMerchant, RegisterResident, Reversal, Settlement, Target, UsesLimit,
};
use xiaonuan_domain::eligibility::{Eligibility, EligibleFor};
use xiaonuan_domain::entropy::Entropy;
use xiaonuan_domain::kind::{DisbursementKind, DonationMethod, DonorKind, MerchantCategory, UsesScope};
use xiaonuan_domain::ledger::{Circumstances, Ledger, open_community};
use xiaonuan_domain::money::Money;
use xiaonuan_domain::record::{Record, RecordKind};
use xiaonuan_domain::register::FundNo;
use xiaonuan_domain::{id_number, uscc};

#[path = "histories/cases.rs"]
mod cases;
#[path = "histories/goods.rs"]
mod goods;
#[path = "histories/laws.rs"]
mod laws;
#[path = "histories/posting.rs"]
mod posting;

struct Seeded(ChaCha8Rng);

impl Entropy for Seeded {
    fn draw(&mut self) -> [u8; 16] {
        let mut bytes = [0; 16];
        self.0.fill_bytes(&mut bytes);
        bytes
    }
}

fn code(text: &str) -> Code {
    text.parse().expect("a code")
}

fn day(number: u8) -> Day {
    let (month, day) = (number / 28 + 1, number % 28 + 1);
    format!("2026-{month:02}-{day:02}").parse().expect("a day")
}

/// Books in memory, of which everything is loaded.
struct Books {
    ledger: Ledger,
    entropy: Seeded,
    records: Vec<Record>,
}

impl Books {
    fn of_a_neighbourhood() -> Self {
        let mut entropy = Seeded(ChaCha8Rng::seed_from_u64(7));
        let community = OpenCommunity {
            code: code("qingzhu"),
            name: "青竹社区".to_owned(),
            district: "示范区".to_owned(),
            zone: "Asia/Shanghai".parse().expect("a zone"),
            keeper: Default::default(),
        };
        let mut circumstances = Circumstances {
            now: now(),
            actor: &"test".into(),
            entropy: &mut entropy,
        };
        let mut ledger = open_community(&community, &mut circumstances);
        ledger.books.reach_back_to(Instant::MIN);
        let mut books = Books {
            ledger,
            entropy,
            records: Vec::new(),
        };
        for command in registers() {
            books.enter(&command).expect("it registers");
        }
        books
    }

    /// Decides as under the lock, with everything that it touches loaded.
    fn enter(&mut self, command: &Command) -> Result<i64, xiaonuan_domain::refusal::Refusal> {
        for account in self.ledger.touched([command].into_iter()) {
            if !self.ledger.books.holds(&account) {
                self.ledger.books.open(account);
            }
        }
        let mut circumstances = Circumstances {
            now: now(),
            actor: &"test".into(),
            entropy: &mut self.entropy,
        };
        let answer = self.ledger.enter(command, &mut circumstances);
        let written = self.ledger.take_written().records;
        self.ledger.remember(&written);
        for record in written {
            self.ledger.taken.insert((record.kind, record.reference.clone()));
            self.records.push(record);
        }
        answer
    }
}

fn now() -> Instant {
    "2026-12-31T12:00:00+08:00".parse().expect("an instant")
}

fn registers() -> Vec<Command> {
    let mut commands = Vec::new();
    for fund in ["F1", "F2"] {
        let details = FundDetails {
            name: fund.to_owned(),
            purpose: "帮扶居民".to_owned(),
            restricted: true,
            purposes: Vec::new(),
            agreement: None,
            to: None,
        };
        commands.push(Command::RegisterFund(RegisterFund {
            fund: code(fund),
            details,
            by_office: false,
        }));
    }
    for number in 1..=2 {
        let body = format!("91220199{number:08}X");
        let check = uscc::check_character(&body).expect("17 characters");
        commands.push(Command::RegisterMerchant(RegisterMerchant {
            merchant: code(&format!("M{number}")),
            name: format!("M{number}"),
            uscc: format!("{body}{check}"),
            category: MerchantCategory::Supermarket,
            contact: String::new(),
            phone: String::new(),
            joined_on: "2025-01-01".parse().expect("a day"),
            left_on: None,
        }));
        let uses = UsesLimit {
            most: 3,
            scope: UsesScope::Resident,
            period: PeriodLength::Month,
        };
        commands.push(Command::RegisterDiscount(RegisterDiscount {
            discount: code(&format!("D{number}")),
            merchant: format!("M{number}"),
            fund: format!("F{number}"),
            state: xiaonuan_domain::kind::DiscountState::Approved,
            terms: DiscountTerms {
                title: String::new(),
                public_title: String::new(),
                reduction: Reduction::Percent("20".parse().expect("a percentage")),
                min_spend: None,
                cap_per_bill: None,
                eligible: EligibleFor::All,
                uses: Some(uses),
                fund_share: "50".parse().expect("a percentage"),
                budget: Some(Money::from_fen(9000)),
                valid_from: "2025-01-01".parse().expect("a day"),
                valid_to: "2026-12-31".parse().expect("a day"),
            },
        }));
        let body = format!("22019919500101{number:03}");
        let check = id_number::check_digit(&body).expect("17 digits");
        commands.push(Command::RegisterResident(Box::new(RegisterResident {
            resident: code(&format!("R{number}")),
            household: String::new(),
            name: String::new(),
            id_number: Some(format!("{body}{check}")),
            phone: String::new(),
            building: String::new(),
            eligibility: Eligibility::parse_list("dibao@2025-01-01..2026-12-31").expect("an eligibility"),
        })));
    }
    commands
}

/// What is asked: a kind of event, a day, which fund, merchant and resident, how much, and what it refers to.
type Asked = (u8, u8, u8, u16, u8);

fn command(books: &Books, number: usize, (what, on, who, amount, of): Asked) -> Command {
    let reference = code(&format!("E{number}"));
    let (one, other) = (who % 2 + 1, who / 2 % 2 + 1);
    let (fund, merchant, resident) = (format!("F{one}"), format!("M{other}"), format!("R{one}"));
    let (date, money) = (day(on), Money::from_fen(i64::from(amount) + 1));
    // One of the records of a kind, perhaps one that is taken back already, from its own day to three weeks later.
    let earlier = |kind| {
        let of_kind: Vec<&Record> = books.records.iter().filter(|record| record.kind == kind).collect();
        let found = of_kind.get(usize::from(of) % of_kind.len().max(1));
        found.map_or((Target::Number(1), date), |record| {
            let mut later = record.effective_on;
            for _ in 0..on % 22 {
                later = later.next().expect("a next day");
            }
            (Target::Number(record.seq), later)
        })
    };
    let donation = |date| Donation {
        reference: reference.clone(),
        date,
        donor: String::new(),
        registered: None,
        donor_kind: DonorKind::Person,
        fund: fund.clone(),
        amount: money,
        method: DonationMethod::Bank,
        held: Held::Bank,
        receipt: None,
        beneficiary: String::new(),
    };
    let reversal = |kind| {
        let (of, date) = earlier(kind);
        Reversal {
            reference: reference.clone(),
            of,
            date,
            reason: "录入有误".to_owned(),
            counter: None,
        }
    };
    match what {
        0 | 1 => Command::Donate(donation(date)),
        2..=4 => {
            let kind = [
                DisbursementKind::Cash,
                DisbursementKind::Voucher,
                DisbursementKind::BillPayment,
            ][usize::from(what - 2)];
            Command::Disburse(Disbursement {
                reference,
                date,
                fund,
                resident,
                kind,
                amount: Money::from_fen(i64::from(amount % 2000) + 1),
                goods: Vec::new(),
                merchant,
                purpose: String::new(),
                prepared_by: "甲".to_owned(),
                approved_by: "乙".to_owned(),
                expires_on: Some(day(on.saturating_add(of % 40).min(150))),
                from: Held::Bank,
                at_once: None,
            })
        }
        5..=8 => {
            let at = format!("{date}T{:02}:00:00+08:00", of % 24)
                .parse()
                .expect("an instant");
            let voucher = Money::from_fen(if what < 7 { i64::from(amount % 700) } else { 0 });
            Command::Redeem(Claim {
                reference,
                at,
                discount: if what == 5 { String::new() } else { format!("D{other}") },
                merchant,
                resident,
                bill: Money::from_fen(i64::from(amount % 3000) + 1000),
                voucher,
                receipt: None,
                branch: None,
                card: None,
                customer: None,
                counter: None,
            })
        }
        9 => Command::Settle(Settlement {
            reference,
            date,
            merchant,
            amount: None,
            at_once: false,
            from: Held::Bank,
        }),
        10 => {
            let kinds = [
                RecordKind::Donation,
                RecordKind::DisbursementPaid,
                RecordKind::DisbursementPaid,
            ];
            Command::Reverse(reversal(kinds[usize::from(amount % 3)]))
        }
        11 | 12 => Command::Reverse(reversal(RecordKind::Redemption)),
        13 => Command::Reverse(reversal(RecordKind::Settlement)),
        16..=25 => cases::step(books, date, (what - 16, on, who, amount, of)),
        26..=33 => goods::event(reference.clone(), date, reversal, (what - 26, on, who, amount, of)),
        14 => Command::ExpireDue("2026-05-01T00:00:00+08:00".parse().expect("an instant")),
        _ => Command::Correct(Box::new(Correction {
            reversal: reversal(RecordKind::Donation),
            entered: Entered::Donation(donation(day(on / 2))),
        })),
    }
}

fn check(books: &Books) -> Result<(), TestCaseError> {
    let registers = &books.ledger.registers;
    let mut balances: HashMap<Account, i64> = HashMap::new();
    let mut in_time: HashMap<Account, BTreeMap<Instant, i64>> = HashMap::new();
    let (mut keys, mut reversed) = (HashSet::new(), HashSet::new());
    for record in &books.records {
        prop_assert!(
            keys.insert((record.kind, record.reference.clone())),
            "{:?}",
            record.reference
        );
        prop_assert!(record.reverses.is_none_or(|seq| reversed.insert(seq)));
        let mut sums: BTreeMap<(Book, Option<FundNo>), i64> = BTreeMap::new();
        for posting in &record.postings {
            let change = posting.side.signed(posting.amount);
            let balance = balances.entry(posting.account).or_default();
            *balance += change;
            prop_assert_eq!(posting.balance, *balance);
            prop_assert!(
                laws::within(posting.account.bound(registers), *balance),
                "{:?}",
                posting
            );
            let times = in_time.entry(posting.account).or_default();
            *times.entry(record.occurred_at).or_default() += change;
            let book = posting.account.kind().book();
            match book {
                Book::General | Book::Budget | Book::Stock => {
                    *sums.entry((book, posting.account.fund())).or_default() += change
                }
                Book::Memo => *sums.entry((book, None)).or_default() += change,
                Book::Usage => {}
            }
        }
        prop_assert!(sums.values().all(|sum| *sum == 0), "{:?}", record);
        prop_assert!(laws::hold(&balances), "after record {}", record.seq);
        prop_assert!(goods::fit(&balances), "after record {}", record.seq);
    }
    for (account, times) in &in_time {
        let mut balance = 0;
        for (at, change) in times {
            balance += change;
            prop_assert!(
                laws::within(account.bound(registers), balance),
                "{account:?} is {balance} at {at}"
            );
        }
    }
    prop_assert!(goods::fit_in_time(&in_time));
    let ended = |at: Instant| at <= books.ledger.head.expired_through;
    for voucher in books.ledger.vouchers.iter().filter(|voucher| ended(voucher.expires_at)) {
        let account = Account::Voucher(voucher.fund, voucher.number);
        prop_assert_eq!(balances.get(&account).copied().unwrap_or(0), 0, "{:?}", voucher);
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]
    #[test]
    fn late_facts_and_corrections_keep_every_law_and_bound(
        asked in prop::collection::vec((0u8..34, 0u8..120, 0u8..4, 0u16..6000, any::<u8>()), 1..120)
    ) {
        let mut books = Books::of_a_neighbourhood();
        for (number, who) in [(1000, 0), (1001, 1)] {
            let gift = command(&books, number, (0, 0, who, 60_000, 0));
            books.enter(&gift).expect("a gift");
        }
        for (number, asked) in asked.into_iter().enumerate() {
            let before = books.records.len();
            let command = command(&books, number, asked);
            let accepted = books.enter(&command).is_ok();
            let made = &books.records[before..];
            prop_assert!(accepted || made.iter().all(|record| record.kind == RecordKind::VoucherExpiry));
        }
        check(&books)?;
        cases::check(&books)?;
        let reversals = books.records.iter().filter(|record| record.kind == RecordKind::Reversal);
        for reversal in reversals {
            let original = books.records.iter().find(|record| Some(record.seq) == reversal.reverses).expect("it is on record");
            prop_assert!(reversal.occurred_at >= original.occurred_at && reversal.seq > original.seq);
        }
    }
}
