//! The tables of a folder: their names and columns, in English and in Chinese.

use crate::import::vocabulary::Vocabulary;
use xiaonuan_domain::text::{LONGEST_NAME, LONGEST_PROSE};

/// One table: a CSV file, or a sheet of a workbook. In the order in which tables are shown and registers are decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Table {
    /// The community 社区; one row.
    Community,
    /// Funds 基金.
    Funds,
    /// Merchants 商户.
    Merchants,
    /// Discounts 优惠.
    Discounts,
    /// Residents 居民.
    Residents,
    /// Opening balances 期初.
    Opening,
    /// Donations 捐赠.
    Donations,
    /// Disbursements 帮扶.
    Disbursements,
    /// Claims 核销.
    Claims,
    /// Settlements 结算.
    Settlements,
}

/// A column by its names, and what its cells may say in Chinese.
#[derive(Clone, Copy, Debug)]
pub struct Column {
    /// The English name.
    pub name: &'static str,
    /// The Chinese name.
    pub chinese: &'static str,
    /// The codes that its cells choose from.
    pub vocabulary: Vocabulary,
    /// The most characters that its cells may have, where nothing else limits them.
    pub longest: Option<usize>,
    /// Whether it came after files were imported without it.
    pub added: bool,
}

/// The most characters of a name.
const NAME: usize = LONGEST_NAME;
/// The most characters of a free text.
const PROSE: usize = LONGEST_PROSE;
/// The most characters of a list.
const LIST: usize = 4_000;

impl Table {
    /// All tables.
    pub const ALL: [Table; 10] = [
        Table::Community,
        Table::Funds,
        Table::Merchants,
        Table::Discounts,
        Table::Residents,
        Table::Opening,
        Table::Donations,
        Table::Disbursements,
        Table::Claims,
        Table::Settlements,
    ];

    /// The English name without the file's ending, also a sheet's name: `claims`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Table::Community => "community",
            Table::Funds => "funds",
            Table::Merchants => "merchants",
            Table::Discounts => "discounts",
            Table::Residents => "residents",
            Table::Opening => "opening",
            Table::Donations => "donations",
            Table::Disbursements => "disbursements",
            Table::Claims => "claims",
            Table::Settlements => "settlements",
        }
    }

    /// The Chinese name without the file's ending, also a sheet's name: `核销`.
    #[must_use]
    pub const fn chinese(self) -> &'static str {
        match self {
            Table::Community => "社区",
            Table::Funds => "基金",
            Table::Merchants => "商户",
            Table::Discounts => "优惠",
            Table::Residents => "居民",
            Table::Opening => "期初",
            Table::Donations => "捐赠",
            Table::Disbursements => "帮扶",
            Table::Claims => "核销",
            Table::Settlements => "结算",
        }
    }

    /// The name by which outcomes call the table, whatever it was read from: `claims.csv`.
    #[must_use]
    pub const fn file_name(self) -> &'static str {
        match self {
            Table::Community => "community.csv",
            Table::Funds => "funds.csv",
            Table::Merchants => "merchants.csv",
            Table::Discounts => "discounts.csv",
            Table::Residents => "residents.csv",
            Table::Opening => "opening.csv",
            Table::Donations => "donations.csv",
            Table::Disbursements => "disbursements.csv",
            Table::Claims => "claims.csv",
            Table::Settlements => "settlements.csv",
        }
    }

    /// The table of a name in either language; Latin letters may be of either case.
    #[must_use]
    pub fn named(name: &str) -> Option<Table> {
        Table::ALL
            .into_iter()
            .find(|table| table.name().eq_ignore_ascii_case(name) || table.chinese() == name)
    }

    /// Whether its rows are decided before all events, in file order.
    #[must_use]
    pub const fn is_register(self) -> bool {
        matches!(
            self,
            Table::Community | Table::Funds | Table::Merchants | Table::Discounts | Table::Residents
        )
    }

    /// The place among tables at one instant: registers, opening balances, donations, disbursements, settlements, claims.
    #[must_use]
    pub const fn rank(self) -> u8 {
        match self {
            Table::Community => 0,
            Table::Funds => 1,
            Table::Merchants => 2,
            Table::Discounts => 3,
            Table::Residents => 4,
            Table::Opening => 5,
            Table::Donations => 6,
            Table::Disbursements => 7,
            Table::Settlements => 8,
            Table::Claims => 9,
        }
    }

    /// The columns. Their order is part of the hash of a row's cells and never changes; new ones stand at the end, as
    /// added. The first is the row's own code or reference.
    #[must_use]
    pub const fn columns(self) -> &'static [Column] {
        match self {
            Table::Community => COMMUNITY,
            Table::Funds => FUNDS,
            Table::Merchants => MERCHANTS,
            Table::Discounts => DISCOUNTS,
            Table::Residents => RESIDENTS,
            Table::Opening => OPENING,
            Table::Donations => DONATIONS,
            Table::Disbursements => DISBURSEMENTS,
            Table::Claims => CLAIMS,
            Table::Settlements => SETTLEMENTS,
        }
    }

    /// The column that holds the row's own code or reference.
    #[must_use]
    pub const fn key(self) -> &'static str {
        self.columns()[0].name
    }

    /// The column that says when an event was; registers have none.
    #[must_use]
    pub const fn when(self) -> Option<&'static str> {
        match self {
            Table::Claims => Some("time"),
            Table::Opening | Table::Donations | Table::Disbursements | Table::Settlements => Some("date"),
            _ => None,
        }
    }

    /// The place of a column, by its name in either language.
    #[must_use]
    pub fn column(self, name: &str) -> Option<usize> {
        self.columns()
            .iter()
            .position(|column| column.name == name || column.chinese == name)
    }
}

const fn text(name: &'static str, chinese: &'static str) -> Column {
    choice(name, chinese, Vocabulary::Anything)
}

const fn choice(name: &'static str, chinese: &'static str, vocabulary: Vocabulary) -> Column {
    Column {
        name,
        chinese,
        vocabulary,
        longest: if vocabulary.is_list() { Some(LIST) } else { None },
        added: false,
    }
}

/// A column that files may lack because they are older than it. It stands behind all that are not.
const fn added(column: Column) -> Column {
    Column { added: true, ..column }
}

/// A text that is kept as it is, and so has an end.
const fn kept(name: &'static str, chinese: &'static str, longest: usize) -> Column {
    Column {
        name,
        chinese,
        vocabulary: Vocabulary::Anything,
        longest: Some(longest),
        added: false,
    }
}

const COMMUNITY: &[Column] = &[
    text("community", "社区编号"),
    kept("name", "名称", NAME),
    kept("district", "所属区", NAME),
    text("timezone", "时区"),
];

const FUNDS: &[Column] = &[
    text("fund", "基金编号"),
    kept("name", "名称", NAME),
    kept("purpose", "用途", PROSE),
    choice("restricted", "限定性", Vocabulary::YesNo),
    kept("purposes", "可用用途", LIST),
    added(kept("agreement", "协议", NAME)),
];

const MERCHANTS: &[Column] = &[
    text("merchant", "商户编号"),
    kept("name", "名称", NAME),
    text("uscc", "统一社会信用代码"),
    choice("category", "类别", Vocabulary::MerchantCategory),
    kept("contact", "联系人", NAME),
    kept("phone", "电话", NAME),
    text("joined_on", "加入日期"),
    text("left_on", "退出日期"),
];

const DISCOUNTS: &[Column] = &[
    text("discount", "优惠编号"),
    text("merchant", "商户编号"),
    kept("title", "优惠名称", NAME),
    kept("public_title", "对外名称", NAME),
    choice("kind", "优惠方式", Vocabulary::DiscountKind),
    text("value", "优惠值"),
    text("min_spend", "最低消费"),
    text("cap_per_bill", "单笔上限"),
    choice("eligible", "适用对象", Vocabulary::EligibleFor),
    text("uses", "次数上限"),
    choice("uses_scope", "计次对象", Vocabulary::UsesScope),
    choice("uses_period", "计次周期", Vocabulary::PeriodLength),
    text("fund", "基金编号"),
    text("fund_share", "基金承担比例"),
    text("budget", "优惠预算"),
    text("valid_from", "生效日期"),
    text("valid_to", "截止日期"),
];

const RESIDENTS: &[Column] = &[
    text("resident", "居民编号"),
    kept("household", "家庭编号", NAME),
    kept("name", "姓名", NAME),
    text("id_number", "身份证号"),
    kept("phone", "电话", NAME),
    kept("building", "楼栋", NAME),
    choice("eligibility", "资格", Vocabulary::Eligibility),
];

const OPENING: &[Column] = &[
    text("ref", "单号"),
    text("date", "日期"),
    text("fund", "基金编号"),
    choice("item", "期初项目", Vocabulary::OpeningItem),
    text("amount", "金额"),
    text("merchant", "商户编号"),
    text("resident", "居民编号"),
    text("expires_on", "券到期日"),
    added(text("goods", "物资编号")),
    added(kept("goods_name", "物资名称", NAME)),
    added(kept("unit", "单位", NAME)),
    added(text("quantity", "数量")),
];

const DONATIONS: &[Column] = &[
    text("ref", "单号"),
    text("date", "日期"),
    kept("donor", "捐赠人", NAME),
    choice("donor_kind", "捐赠人类型", Vocabulary::DonorKind),
    text("fund", "基金编号"),
    text("amount", "金额"),
    choice("method", "方式", Vocabulary::DonationMethod),
];

const DISBURSEMENTS: &[Column] = &[
    text("ref", "单号"),
    text("date", "日期"),
    text("fund", "基金编号"),
    text("resident", "居民编号"),
    choice("kind", "发放方式", Vocabulary::DisbursementKind),
    text("amount", "金额"),
    text("merchant", "商户编号"),
    kept("purpose", "用途", PROSE),
    kept("prepared_by", "经办人", NAME),
    kept("approved_by", "审批人", NAME),
    text("expires_on", "券到期日"),
];

const CLAIMS: &[Column] = &[
    text("ref", "单号"),
    text("time", "时间"),
    text("merchant", "商户编号"),
    text("resident", "居民编号"),
    text("discount", "优惠编号"),
    text("bill_amount", "账单金额"),
    text("voucher_amount", "用券金额"),
];

const SETTLEMENTS: &[Column] = &[
    text("ref", "单号"),
    text("date", "日期"),
    text("merchant", "商户编号"),
    text("amount", "金额"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_in_either_language() {
        for table in Table::ALL {
            assert_eq!(Table::named(table.name()), Some(table));
            assert_eq!(Table::named(table.chinese()), Some(table));
            assert_eq!(table.file_name(), format!("{}.csv", table.name()));
            for (at, column) in table.columns().iter().enumerate() {
                assert_eq!(table.column(column.name), Some(at), "{table:?} {}", column.name);
                assert_eq!(table.column(column.chinese), Some(at), "{table:?} {}", column.chinese);
            }
        }
        assert_eq!(Table::named("Claims"), Some(Table::Claims));
        assert_eq!(Table::named("说明"), None);
        assert_eq!(Table::Residents.column("名称"), None);
        assert_eq!(Table::Disbursements.column("优惠方式"), None);
    }
}
