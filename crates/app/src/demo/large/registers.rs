//! The registers of a big folder.

use jiff::civil::date;
use xiaonuan_domain::eligibility::{Category, Eligibility};
use xiaonuan_domain::kind::MerchantCategory;

use crate::demo::alliance::{self, FUNDS, Offer, OfferCells};
use crate::demo::days::day;
use crate::demo::dice::Dice;
use crate::demo::identity::Registry;
use crate::demo::names;
use crate::demo::people::Neighbourhood;
use crate::demo::table::{self, Table};

/// How much there is of everything.
pub(super) struct Sizes {
    pub(super) claims: u32,
    households: usize,
    merchants: usize,
    offers: usize,
    pub(super) donations: usize,
    /// Disbursements other than vouchers.
    pub(super) payments: usize,
}

impl Sizes {
    /// In proportion to the claims, and never so little that nothing works.
    pub(super) fn of(claims: u32) -> Self {
        let count = usize::try_from(claims).expect("32 bits fit");
        let merchants = (count / 1_666).max(6);
        Sizes {
            claims,
            households: (count / 44).max(30),
            merchants,
            offers: merchants * 2 / 3,
            donations: (count / 100).max(12),
            payments: (count / 50).max(10),
        }
    }
}

/// Who and what there is.
pub(super) struct Registers {
    pub(super) neighbourhood: Neighbourhood,
    /// Residents who are given vouchers, by position.
    pub(super) holders: Vec<usize>,
    pub(super) shops: Vec<String>,
    pub(super) offers: Vec<Offer>,
    merchants: Table,
}

/// Kind, value, least bill, cap, for whom, uses, counted for whom, in which period, the fund's share.
#[rustfmt::skip]
const TEMPLATES: [[&str; 9]; 8] = [
    ["percent", "10", "", "30.00", "dibao;dibao_marginal;hardship;disabled;elderly_alone", "4", "resident", "week", "50"],
    ["amount_off", "6.00", "20.00", "", "all", "2", "resident", "day", "30"],
    ["percent", "22.5", "30.00", "60.00", "dibao;hardship;disabled", "8", "household", "month", "66.67"],
    ["percent", "5", "", "", "all", "", "", "", "33.3"],
    ["waiver", "", "", "15.00", "elderly_alone;disabled:1-2", "6", "resident", "month", "100"],
    ["amount_off", "12.00", "60.00", "", "dibao;dibao_marginal;hardship", "40", "resident", "year", "40"],
    ["percent", "15", "25.00", "45.00", "all", "3", "household", "week", "20"],
    ["percent", "12", "", "20.00", "disabled;elderly_alone;dibao", "90", "household", "total", "75"],
];
const WORDS: [&str; 20] = [
    "青禾", "白鹭", "松果", "晴川", "拾光", "南枝", "春晓", "丰谷", "小满", "云起", "闲庭", "听雨", "百味", "四季",
    "和光", "明窗", "远山", "竹影", "星河", "悦来",
];
const CATEGORIES: [Category; 5] = [
    Category::Dibao,
    Category::DibaoMarginal,
    Category::Hardship,
    Category::Disabled,
    Category::ElderlyAlone,
];

impl Registers {
    pub(super) fn draw(dice: &mut Dice, sizes: &Sizes) -> Self {
        let mut registry = Registry::default();
        let mut neighbourhood = Neighbourhood::settle(dice, &mut registry, sizes.households);
        let mut holders = Vec::new();
        for (at, resident) in neighbourhood.residents.iter_mut().enumerate() {
            if !dice.chance(70) {
                continue;
            }
            let category = *dice.pick(&CATEGORIES);
            let grade = u8::try_from(dice.between(1, 4)).ok();
            resident.eligibility.push(Eligibility {
                category,
                grade: grade.filter(|_| category == Category::Disabled),
                from: day(date(2025, 1, 1)),
                to: day(date(2025, 12, 31)),
                evidence: None,
                source: None,
                review_on: None,
            });
            if dice.chance(57) {
                holders.push(at);
            }
        }
        let shops: Vec<String> = (1..=sizes.merchants).map(|number| format!("M{number:03}")).collect();
        Registers {
            neighbourhood,
            holders,
            offers: (0..sizes.offers).map(|at| offer(at, &shops)).collect(),
            merchants: merchants(dice, &mut registry, &shops),
            shops,
        }
    }

    /// The registers as files.
    pub(super) fn files(&self) -> [(&'static str, String); 5] {
        let mut community = Table::new(table::COMMUNITY);
        community.row(&["large", "长卷社区", "霁川市北岸区", "Asia/Shanghai"]);
        let mut funds = Table::new(table::FUNDS);
        for (fund, purpose) in FUNDS.iter().zip(super::PURPOSES) {
            let [code, name, what_for, restricted, _] = fund;
            funds.row(&[code, name, what_for, restricted, purpose]);
        }
        let offers = alliance::offers_table(self.offers.iter().map(|offer| &offer.cells));
        [
            ("community.csv", community.into_text()),
            ("funds.csv", funds.into_text()),
            ("merchants.csv", self.merchants.clone().into_text()),
            ("discounts.csv", offers.into_text()),
            ("residents.csv", self.neighbourhood.table().into_text()),
        ]
    }
}

fn offer(at: usize, shops: &[String]) -> Offer {
    let fund = at % FUNDS.len();
    let [kind, value, min_spend, cap, eligible, uses, scope, period, share] = TEMPLATES[at % TEMPLATES.len()];
    let number = at + 1;
    let code = format!("D{number:03}");
    let title = format!("优惠{number:03}");
    let public_title = format!("邻里价{number:03}");
    let cells: OfferCells = [
        &code,
        &shops[at],
        &title,
        &public_title,
        kind,
        value,
        min_spend,
        cap,
        eligible,
        uses,
        scope,
        period,
        FUNDS[fund][0],
        share,
        "",
        "2025-01-01",
        "2025-12-31",
    ]
    .map(str::to_owned);
    Offer {
        shop: at,
        fund: Some(fund),
        terms: alliance::terms(&cells).expect("terms that can be read"),
        cells,
    }
}

fn merchants(dice: &mut Dice, registry: &mut Registry, shops: &[String]) -> Table {
    let mut table = Table::new(table::MERCHANTS);
    for (at, code) in shops.iter().enumerate() {
        let category = MerchantCategory::ALL[at % MerchantCategory::ALL.len()];
        let sort = match category {
            MerchantCategory::Heating => "热力",
            MerchantCategory::Property => "物业",
            MerchantCategory::Supermarket => "超市",
            MerchantCategory::Restaurant => "饭店",
            MerchantCategory::Pharmacy => "药房",
            MerchantCategory::Education => "课堂",
            MerchantCategory::CareHome => "照护中心",
            MerchantCategory::Other => "便民店",
        };
        let name = format!("{}{sort}{}", WORDS[at % WORDS.len()], at + 1);
        let uscc = registry.uscc(dice, category == MerchantCategory::CareHome);
        let contact = format!("{}经理", names::surname(dice));
        let phone = registry.phone();
        table.row(&[
            code,
            &name,
            &uscc,
            category.as_str(),
            &contact,
            &phone,
            "2024-12-01",
            "",
        ]);
    }
    table
}
