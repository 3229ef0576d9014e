//! The community, its funds, its shops and what they offer.

use jiff::civil::{Date, date};
use xiaonuan_domain::calendar::PeriodLength;
use xiaonuan_domain::command::{DiscountTerms, Reduction, UsesLimit};
use xiaonuan_domain::kind::UsesScope;

use super::dice::Dice;
use super::identity::Registry;
use super::table::{self, Table};
use super::yuan;

/// Code, name, district, time zone.
pub(super) const COMMUNITY: [&str; 4] = ["yunshan", "云杉社区", "霁川市北岸区", "Asia/Shanghai"];

/// The funds' positions in [`FUNDS`].
pub(super) const NUANLIN: usize = 0;
pub(super) const HEATING: usize = 1;
pub(super) const GENERAL: usize = 2;

/// Code, name, what for, bound by its donors, purposes.
#[rustfmt::skip]
pub(super) const FUNDS: [[&str; 5]; 3] = [
    ["nuanlin", "暖邻基金", "帮助本社区遇到困难的邻里", "yes", "生活补助;临时救助;节日慰问;医疗补助;助学补助"],
    ["heating", "冬暖专项基金", "补助冬季供热费", "yes", "供热补助"],
    ["general", "社区公益金", "不限定用途，支持邻里互助和社区活动", "no", ""],
];

/// A shop of the alliance.
pub(super) struct Shop {
    pub(super) code: &'static str,
    pub(super) name: &'static str,
    pub(super) category: &'static str,
    contact: &'static str,
    pub(super) joined_on: Date,
    pub(super) left_on: Option<Date>,
    /// When customers come, in minutes after midnight.
    pub(super) hours: &'static [(i64, i64)],
    /// An ordinary bill, from and to, in steps of so much, in fen.
    pub(super) bills: (i64, i64, i64),
    /// How often people come here on an ordinary day, and at the fair.
    pub(super) draw: (i64, i64),
}

const START: Date = date(2025, 10, 20);
const ALL_DAY: &[(i64, i64)] = &[(8 * 60, 20 * 60 + 30)];
const MEALS: &[(i64, i64)] = &[(11 * 60, 13 * 60 + 30), (17 * 60, 19 * 60 + 40)];
const NOODLES: &[(i64, i64)] = &[(6 * 60 + 30, 9 * 60), (11 * 60, 13 * 60 + 30), (17 * 60, 19 * 60)];
const OFFICE: &[(i64, i64)] = &[(8 * 60 + 30, 11 * 60 + 30), (13 * 60 + 30, 17 * 60)];

#[rustfmt::skip]
pub(super) const SHOPS: [Shop; 12] = [
    Shop { code: "M01", name: "恒煦热力", category: "heating", contact: "卢经理", joined_on: START, left_on: None, hours: OFFICE, bills: (yuan(260), yuan(520), yuan(1)), draw: (0, 0) },
    Shop { code: "M02", name: "云杉物业", category: "property", contact: "邵主管", joined_on: START, left_on: None, hours: OFFICE, bills: (yuan(68), yuan(156), yuan(1)), draw: (0, 0) },
    Shop { code: "M03", name: "满禾超市", category: "supermarket", contact: "丁店长", joined_on: START, left_on: None, hours: ALL_DAY, bills: (yuan(14), yuan(168), 10), draw: (30, 34) },
    Shop { code: "M04", name: "小筐生鲜", category: "supermarket", contact: "叶店长", joined_on: START, left_on: None, hours: ALL_DAY, bills: (yuan(9), yuan(86), 10), draw: (20, 22) },
    Shop { code: "M05", name: "老周饺子馆", category: "restaurant", contact: "周师傅", joined_on: START, left_on: None, hours: MEALS, bills: (yuan(14), yuan(88), yuan(1)), draw: (15, 16) },
    Shop { code: "M06", name: "一碗山面馆", category: "restaurant", contact: "贺老板", joined_on: START, left_on: None, hours: NOODLES, bills: (yuan(10), yuan(46), 50), draw: (12, 12) },
    Shop { code: "M07", name: "杏圃药房", category: "pharmacy", contact: "钟药师", joined_on: START, left_on: None, hours: ALL_DAY, bills: (yuan(12), yuan(196), 10), draw: (15, 4) },
    Shop { code: "M08", name: "启桐课堂", category: "education", contact: "文老师", joined_on: START, left_on: None, hours: OFFICE, bills: (yuan(320), yuan(880), yuan(10)), draw: (0, 0) },
    Shop { code: "M09", name: "颐岸照护中心", category: "care_home", contact: "夏院长", joined_on: START, left_on: None, hours: OFFICE, bills: (yuan(30), yuan(60), yuan(5)), draw: (4, 2) },
    Shop { code: "M10", name: "阿勇理发店", category: "other", contact: "龙师傅", joined_on: START, left_on: None, hours: &[(9 * 60, 19 * 60)], bills: (yuan(15), yuan(35), yuan(5)), draw: (6, 5) },
    Shop { code: "M11", name: "巧手家电维修", category: "other", contact: "石师傅", joined_on: date(2026, 1, 12), left_on: None, hours: &[(9 * 60, 18 * 60)], bills: (yuan(40), yuan(220), yuan(5)), draw: (4, 9) },
    Shop { code: "M12", name: "白鸥洗衣", category: "other", contact: "汤老板", joined_on: START, left_on: Some(date(2026, 2, 28)), hours: &[(8 * 60 + 30, 19 * 60)], bills: (yuan(15), yuan(98), yuan(1)), draw: (5, 0) },
];

/// The cells of a discount's row.
pub(super) type OfferCells = [String; 17];

/// A discount of a shop.
pub(super) struct Offer {
    pub(super) cells: OfferCells,
    /// Whose, and which fund bears a share, by position.
    pub(super) shop: usize,
    pub(super) fund: Option<usize>,
    pub(super) terms: DiscountTerms,
}

/// What each household may have once a month, by position in [`OFFERS`]: heating, property, lessons.
pub(super) const MONTHLY: [usize; 4] = [0, 1, 2, 9];
/// What is offered at the fair only.
pub(super) const AT_THE_FAIR: [usize; 2] = [14, 15];

#[rustfmt::skip]
const OFFERS: [&str; 16] = [
    "D01,M01,低保特困家庭供热费减半,冬季热费优惠,percent,50,,180.00,dibao;tekun,1,household,month,heating,60,,2025-11-01,2026-12-31",
    "D02,M01,困难家庭供热费八五折,邻里热费优惠,percent,15,,80.00,dibao_marginal;hardship;disabled;elderly_alone,1,household,month,heating,50,,2025-11-01,2026-12-31",
    "D03,M02,重点家庭物业费八折,物业费邻里价,percent,20,,40.00,dibao;tekun;elderly_alone;disabled:1-2,1,household,month,,0,,2025-11-01,2026-12-31",
    "D04,M03,帮扶对象购物九折,邻里价,percent,10,30.00,15.00,dibao;dibao_marginal;tekun;hardship;disabled;elderly_alone,2,resident,week,nuanlin,40,,2025-11-01,2026-12-31",
    "D05,M03,全体居民满六十减五,邻里卡满减,amount_off,5.00,60.00,,all,1,resident,week,,0,1500.00,2025-11-01,2026-12-31",
    "D06,M04,全体居民九五折,邻里价,percent,5,20.00,6.00,all,1,resident,day,,0,,2025-11-01,2026-12-31",
    "D07,M05,老人和重残居民午晚餐减六元,邻里套餐,amount_off,6.00,15.00,,elderly_alone;tekun;disabled:1-2,1,resident,day,nuanlin,50,,2025-11-01,2026-12-31",
    "D08,M06,全体居民九折,邻里价,percent,10,,5.00,all,1,resident,day,,0,,2025-11-01,2026-12-31",
    "D09,M07,帮扶对象购药八五折,健康优惠,percent,15,20.00,40.00,dibao;tekun;hardship;disabled;elderly_alone,3,resident,month,nuanlin,50,,2025-11-01,2026-12-31",
    "D10,M08,低保和困难家庭学费七折,成长优惠,percent,30,,200.00,dibao;dibao_marginal;hardship,1,household,month,general,40,6000.00,2025-11-01,2026-12-31",
    "D11,M09,老人和重残居民日间照料,日间照料体验,waiver,,,50.00,elderly_alone;tekun;disabled:1-2,1,resident,month,general,50,,2025-11-15,2026-12-31",
    "D12,M10,帮扶对象理发减十元,邻里理发,amount_off,10.00,,,dibao;tekun;disabled;elderly_alone,1,resident,month,,0,,2025-11-01,2026-12-31",
    "D13,M11,全体居民维修八折,上门维修邻里价,percent,20,,50.00,all,1,household,month,,0,,2026-01-12,2026-12-31",
    "D14,M12,全体居民洗衣九折,冬衣清洗优惠,percent,10,20.00,,all,2,resident,month,,0,,2025-11-01,2026-02-28",
    "D15,M03,邻里节全体八八折,邻里节特惠,percent,12,25.00,30.00,all,1,resident,day,general,30,,2026-03-14,2026-03-15",
    "D16,M05,邻里节全体减五元,邻里节特惠,amount_off,5.00,25.00,,all,1,resident,day,general,30,,2026-03-14,2026-03-15",
];

/// The shops' offers.
pub(super) fn offers() -> Vec<Offer> {
    let shop_of = |code: &str| SHOPS.iter().position(|shop| shop.code == code);
    let fund_of = |code: &str| FUNDS.iter().position(|fund| fund[0] == code);
    let rows = OFFERS.iter().map(|row| {
        let mut cells = row.split(',').map(str::to_owned);
        let cells: OfferCells = std::array::from_fn(|_| cells.next().expect("17 cells"));
        Offer {
            shop: shop_of(&cells[1]).expect("a shop of the alliance"),
            fund: fund_of(&cells[12]),
            terms: terms(&cells).expect("terms that can be read"),
            cells,
        }
    });
    rows.collect()
}

/// The terms that a row says.
pub(super) fn terms(cells: &OfferCells) -> Option<DiscountTerms> {
    let [
        _,
        _,
        title,
        public_title,
        kind,
        value,
        min_spend,
        cap,
        eligible,
        uses,
        scope,
        period,
        _,
        share,
        budget,
        from,
        to,
    ] = cells;
    let amount = |cell: &str| cell.parse().ok();
    let reduction = match kind.as_str() {
        "percent" => Reduction::Percent(value.parse().ok()?),
        "amount_off" => Reduction::AmountOff(amount(value)?),
        _ => Reduction::Waiver,
    };
    let period = PERIODS.iter().find(|(code, _)| code == period);
    let limit = |&(_, period): &(&str, PeriodLength)| {
        let (most, scope) = (uses.parse().ok()?, scope.parse::<UsesScope>().ok()?);
        Some(UsesLimit { most, scope, period })
    };
    Some(DiscountTerms {
        title: title.clone(),
        public_title: public_title.clone(),
        reduction,
        min_spend: amount(min_spend),
        cap_per_bill: amount(cap),
        eligible: eligible.parse().ok()?,
        uses: period.and_then(limit),
        fund_share: share.parse().ok()?,
        budget: amount(budget),
        valid_from: from.parse().ok()?,
        valid_to: to.parse().ok()?,
    })
}

const PERIODS: [(&str, PeriodLength); 5] = [
    ("day", PeriodLength::Day),
    ("week", PeriodLength::Week),
    ("month", PeriodLength::Month),
    ("year", PeriodLength::Year),
    ("total", PeriodLength::Total),
];

/// Funds and shops as files; credit codes are drawn here.
pub(super) fn tables(dice: &mut Dice, registry: &mut Registry) -> [Table; 2] {
    let mut funds = Table::new(table::FUNDS);
    for fund in &FUNDS {
        funds.row(fund);
    }
    let mut shops = Table::new(table::MERCHANTS);
    for shop in &SHOPS {
        let uscc = registry.uscc(dice, shop.category == "care_home");
        let left_on = shop.left_on.map_or_else(String::new, |day| day.to_string());
        let (phone, joined_on) = (registry.phone(), shop.joined_on.to_string());
        shops.row(&[
            shop.code,
            shop.name,
            &uscc,
            shop.category,
            shop.contact,
            &phone,
            &joined_on,
            &left_on,
        ]);
    }
    [funds, shops]
}

/// Offers as a file.
pub(super) fn offers_table<'a>(offers: impl IntoIterator<Item = &'a OfferCells>) -> Table {
    let mut table = Table::new(table::DISCOUNTS);
    for cells in offers {
        table.row(&cells.each_ref().map(String::as_str));
    }
    table
}
