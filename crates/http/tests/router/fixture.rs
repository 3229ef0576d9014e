//! A small community with invented people and companies, in a database of its own.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use tempfile::TempDir;
use xiaonuan_app::service::Service;
use xiaonuan_app::{Keys, keys};
use xiaonuan_domain::account::Held;
use xiaonuan_domain::calendar::Instant;
use xiaonuan_domain::command::{
    Claim, Command, Disbursement, DiscountTerms, Donation, FundDetails, OpenCommunity, Reduction, RegisterDiscount,
    RegisterFund, RegisterMerchant, RegisterResident, Settlement,
};
use xiaonuan_domain::eligibility::{Eligibility, EligibleFor};
use xiaonuan_domain::entropy::Entropy;
use xiaonuan_domain::id_number::check_digit;
use xiaonuan_domain::kind::{DisbursementKind, DonationMethod, DonorKind, MerchantCategory};
use xiaonuan_domain::money::Money;
use xiaonuan_domain::refusal::RefusalCode;
use xiaonuan_domain::uscc::check_character;
use xiaonuan_persistence::connect::Database;
use xiaonuan_persistence::journal::{Clock, Entry};
use xiaonuan_persistence::outcome::{Binding, ContentHash, Key, Outcome};

/// The moment at which everything is recorded.
struct Frozen;

impl Clock for Frozen {
    fn now(&self) -> Instant {
        "2026-07-01T09:00:00+08:00".parse().expect("an instant")
    }
}

/// Bytes that count up.
struct Counted(AtomicU64);

impl Entropy for Counted {
    fn draw(&mut self) -> [u8; 16] {
        let number = self.0.fetch_add(1, Ordering::Relaxed);
        let mut bytes = [0; 16];
        bytes[..8].copy_from_slice(&number.wrapping_mul(0x9e37_79b9_7f4a_7c15).to_be_bytes());
        bytes[8..].copy_from_slice(&number.to_be_bytes());
        bytes
    }
}

fn keys() -> Keys {
    let text = keys::fresh(&mut Counted(AtomicU64::new(0)));
    Keys::read(&text, Box::new(Counted(AtomicU64::new(1 << 32)))).expect("these are keys")
}

/// A service on a database in a folder that goes with it.
pub(crate) struct World {
    pub(crate) service: Service,
    _folder: TempDir,
}

impl World {
    /// An empty installation.
    pub(crate) async fn empty() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("books.db");
        let database = Database::open(&format!("sqlite://{}", file.display()), &keys())
            .await
            .expect("a database");
        database.migrate().await.expect("a schema");
        let entropy = Box::new(Counted(AtomicU64::new(1)));
        World {
            service: Service::new(database, Arc::new(Frozen), entropy),
            _folder: folder,
        }
    }

    /// One community with half a year of books.
    pub(crate) async fn qingzhu() -> Self {
        let world = World::empty().await;
        world.open("qingzhu", "青竹社区").await;
        world.append("qingzhu", registers()).await;
        world.append("qingzhu", events()).await;
        world
    }

    /// Opens a community's books.
    pub(crate) async fn open(&self, code: &str, name: &str) {
        let command = OpenCommunity {
            code: code.parse().expect("a code"),
            name: name.to_owned(),
            district: "示范区".to_owned(),
            zone: "Asia/Shanghai".parse().expect("a zone"),
            keeper: Default::default(),
        };
        let key = Key {
            scope: "community",
            key: code.to_owned(),
            content: ContentHash::default(),
            conflict: RefusalCode::DuplicateCode,
            binding: Binding::Accepted,
        };
        self.service
            .journal()
            .open(&"import".into(), &command, &key, None)
            .await
            .expect("open books");
    }

    /// Records commands, all of which must be accepted.
    pub(crate) async fn append(&self, community: &str, commands: Vec<Command>) {
        let number = self.service.database().community(community).await.expect("a database");
        let actor = xiaonuan_domain::access::Actor::operator("import");
        let entry = |command: Command| Entry::by_reference(&actor, command);
        let entries: Vec<Entry> = commands.into_iter().map(entry).collect();
        let number = number.expect("a community");
        let answers = self.service.journal().append(number, &entries).await.expect("records");
        for (entry, answer) in entries.iter().zip(answers) {
            assert!(
                matches!(answer.outcome, Outcome::Accepted(_)),
                "{entry:?}: {:?}",
                answer.outcome
            );
        }
    }
}

fn parsed<T: std::str::FromStr<Err: std::fmt::Debug>>(text: &str) -> T {
    text.parse().expect("a value of the fixture")
}

fn registers() -> Vec<Command> {
    vec![
        fund("xiaonuan", "小暖基金", true),
        fund("gongyi", "社区公益金", false),
        merchant("M01", "暖阳热力", MerchantCategory::Heating),
        merchant("M02", "邻家超市", MerchantCategory::Supermarket),
        merchant("M03", "康民药店", MerchantCategory::Pharmacy),
        discount("D01", "M02", "日用品九折", "xiaonuan", "10", "50"),
        discount("D02", "M03", "药品八五折", "gongyi", "15", "100"),
        resident("R0001", "220199195001010011"),
        resident("R0002", "220199196203050022"),
        resident("R0003", "220199198811230033"),
    ]
}

fn events() -> Vec<Command> {
    vec![
        donation("DON0001", "2026-01-05", "xiaonuan", 10_000_000),
        donation("DON0002", "2026-01-20", "gongyi", 2_000_000),
        disbursement(
            "DIS0001",
            "2026-02-03",
            "xiaonuan",
            "R0001",
            DisbursementKind::Cash,
            80_000,
            "",
        ),
        disbursement(
            "DIS0002",
            "2026-02-10",
            "xiaonuan",
            "R0002",
            DisbursementKind::Voucher,
            30_000,
            "",
        ),
        disbursement(
            "DIS0003",
            "2026-03-01",
            "gongyi",
            "R0003",
            DisbursementKind::BillPayment,
            126_050,
            "M01",
        ),
        claim(
            "CLM0001",
            "2026-03-12T10:15:00+08:00",
            "M02",
            "R0002",
            "D01",
            18_640,
            12_000,
        ),
        claim("CLM0002", "2026-04-02T17:40:00+08:00", "M03", "R0001", "D02", 8_400, 0),
        settlement("SET0001", "2026-04-30", "M02", 10_000),
        donation("DON0003", "2026-05-18", "xiaonuan", 500_000),
        claim("CLM0003", "2026-06-08T09:05:00+08:00", "M02", "R0003", "D01", 5_990, 0),
        donation("DON0004", "2026-02-28", "xiaonuan", 250_000),
    ]
}

fn fund(code: &str, name: &str, restricted: bool) -> Command {
    let details = FundDetails {
        name: name.to_owned(),
        purpose: "帮助有困难的邻居".to_owned(),
        restricted,
        purposes: Vec::new(),
        agreement: None,
        to: None,
    };
    Command::RegisterFund(RegisterFund {
        fund: parsed(code),
        details,
        by_office: false,
    })
}

fn merchant(code: &str, name: &str, category: MerchantCategory) -> Command {
    let body = format!("91220101MA0000{code}");
    let check = check_character(&body).expect("17 characters of the alphabet");
    Command::RegisterMerchant(RegisterMerchant {
        merchant: parsed(code),
        name: name.to_owned(),
        uscc: format!("{body}{check}"),
        category,
        contact: "联系人甲".to_owned(),
        phone: "13900000000".to_owned(),
        joined_on: parsed("2025-12-01"),
        left_on: None,
    })
}

fn discount(code: &str, merchant: &str, title: &str, fund: &str, percent: &str, share: &str) -> Command {
    let terms = DiscountTerms {
        title: title.to_owned(),
        public_title: title.to_owned(),
        reduction: Reduction::Percent(parsed(percent)),
        min_spend: None,
        cap_per_bill: Some(Money::from_fen(5_000)),
        eligible: EligibleFor::All,
        uses: None,
        fund_share: parsed(share),
        budget: Some(Money::from_fen(800_000)),
        valid_from: parsed("2026-01-01"),
        valid_to: parsed("2026-12-31"),
    };
    Command::RegisterDiscount(RegisterDiscount {
        discount: parsed(code),
        merchant: merchant.to_owned(),
        fund: fund.to_owned(),
        state: xiaonuan_domain::kind::DiscountState::Approved,
        terms,
    })
}

fn resident(code: &str, digits: &str) -> Command {
    let body = &digits[..17];
    let check = check_digit(body).expect("17 digits");
    let eligibility: Eligibility = parsed("dibao@2026-01-01..2026-12-31");
    Command::RegisterResident(Box::new(RegisterResident {
        resident: parsed(code),
        household: String::new(),
        name: "居民姓名不可见".to_owned(),
        id_number: Some(format!("{body}{check}")),
        phone: "13800000000".to_owned(),
        building: "3-2-501".to_owned(),
        eligibility: vec![eligibility],
    }))
}

/// A donation by someone whose name must not be seen.
pub(crate) fn donation(reference: &str, date: &str, fund: &str, fen: i64) -> Command {
    Command::Donate(Donation {
        reference: parsed(reference),
        date: parsed(date),
        donor: "捐赠人不可见".to_owned(),
        registered: None,
        donor_kind: DonorKind::Person,
        fund: fund.to_owned(),
        amount: Money::from_fen(fen),
        method: DonationMethod::Bank,
        held: Held::Bank,
        receipt: None,
        beneficiary: String::new(),
    })
}

fn disbursement(
    reference: &str,
    date: &str,
    fund: &str,
    resident: &str,
    kind: DisbursementKind,
    fen: i64,
    merchant: &str,
) -> Command {
    let voucher = kind == DisbursementKind::Voucher;
    Command::Disburse(Disbursement {
        reference: parsed(reference),
        date: parsed(date),
        fund: fund.to_owned(),
        resident: resident.to_owned(),
        kind,
        amount: Money::from_fen(fen),
        goods: Vec::new(),
        merchant: merchant.to_owned(),
        purpose: "取暖".to_owned(),
        prepared_by: "经办不可见".to_owned(),
        approved_by: "审批不可见".to_owned(),
        expires_on: voucher.then(|| parsed("2026-05-31")),
        from: Held::Bank,
        at_once: None,
    })
}

fn claim(
    reference: &str,
    at: &str,
    merchant: &str,
    resident: &str,
    discount: &str,
    bill: i64,
    voucher: i64,
) -> Command {
    Command::Redeem(Claim {
        reference: parsed(reference),
        at: parsed(at),
        merchant: merchant.to_owned(),
        resident: resident.to_owned(),
        discount: discount.to_owned(),
        bill: Money::from_fen(bill),
        voucher: Money::from_fen(voucher),
        receipt: None,
        branch: None,
        card: None,
        customer: None,
        counter: None,
    })
}

fn settlement(reference: &str, date: &str, merchant: &str, fen: i64) -> Command {
    Command::Settle(Settlement {
        reference: parsed(reference),
        date: parsed(date),
        merchant: merchant.to_owned(),
        amount: Some(Money::from_fen(fen)),
        at_once: false,
        from: Held::Bank,
    })
}
