//! What cells may say in Chinese: each code in its own column only.

use std::borrow::Cow;

/// The codes that a column's cells choose from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Vocabulary {
    /// Anything; nothing is translated.
    Anything,
    /// 是, 否.
    YesNo,
    /// What a merchant does.
    MerchantCategory,
    /// How a discount reduces a bill.
    DiscountKind,
    /// Whom a limit on uses counts.
    UsesScope,
    /// In which periods uses are counted.
    PeriodLength,
    /// What an opening balance is of.
    OpeningItem,
    /// Who gives.
    DonorKind,
    /// How a donation came.
    DonationMethod,
    /// How help is given.
    DisbursementKind,
    /// A list of categories with grades and days.
    Eligibility,
    /// A list of categories with grades, or everyone.
    EligibleFor,
}

impl Vocabulary {
    /// The choices as (Chinese, code), in the order in which they are shown.
    #[must_use]
    pub const fn choices(self) -> &'static [(&'static str, &'static str)] {
        match self {
            Vocabulary::Anything => &[],
            Vocabulary::YesNo => &[("是", "yes"), ("否", "no")],
            Vocabulary::MerchantCategory => &[
                ("供热", "heating"),
                ("物业", "property"),
                ("超市", "supermarket"),
                ("饭店", "restaurant"),
                ("药店", "pharmacy"),
                ("教育", "education"),
                ("养老", "care_home"),
                ("其他", "other"),
            ],
            Vocabulary::DiscountKind => &[("折扣", "percent"), ("立减", "amount_off"), ("全免", "waiver")],
            Vocabulary::UsesScope => &[("居民", "resident"), ("家庭", "household")],
            Vocabulary::PeriodLength => &[
                ("日", "day"),
                ("周", "week"),
                ("月", "month"),
                ("年", "year"),
                ("总计", "total"),
            ],
            Vocabulary::OpeningItem => &[
                ("银行存款", "bank"),
                ("现金", "cash"),
                ("应付商户", "payable"),
                ("商户应退", "receivable"),
                ("实物", "goods"),
                ("代金券", "voucher"),
                ("限定性净资产", "restricted"),
                ("非限定性净资产", "unrestricted"),
            ],
            Vocabulary::DonorKind => &[("个人", "person"), ("单位", "organisation")],
            Vocabulary::DonationMethod => &[("银行转账", "bank"), ("现金", "cash"), ("线上", "online")],
            Vocabulary::DisbursementKind => &[("现金", "cash"), ("代金券", "voucher"), ("代付", "bill_payment")],
            Vocabulary::Eligibility => &CATEGORIES,
            Vocabulary::EligibleFor => &ALL_AND_CATEGORIES,
        }
    }

    /// Whether a cell holds a list of choices rather than one.
    #[must_use]
    pub const fn is_list(self) -> bool {
        matches!(self, Vocabulary::Eligibility | Vocabulary::EligibleFor)
    }

    /// A trimmed cell with its Chinese codes as their English.
    pub(crate) fn translate(self, cell: Cow<'_, str>) -> Cow<'_, str> {
        if cell.is_ascii() || self == Vocabulary::Anything {
            return cell;
        }
        if !self.is_list() {
            return self.code(&cell).map_or(cell, Cow::Borrowed);
        }
        let plain = cell.replace('；', ";").replace('：', ":");
        let mut text = String::with_capacity(plain.len());
        for (at, piece) in plain.split(';').enumerate() {
            if at > 0 {
                text.push(';');
            }
            let (what, rest) = piece.split_at(piece.find([':', '@']).unwrap_or(piece.len()));
            text.push_str(self.code(what).unwrap_or(what));
            text.push_str(rest);
        }
        Cow::Owned(text)
    }

    fn code(self, chinese: &str) -> Option<&'static str> {
        let mut choices = self.choices().iter();
        choices.find(|choice| choice.0 == chinese).map(|choice| choice.1)
    }
}

const CATEGORIES: [(&str, &str); 6] = [
    ("低保", "dibao"),
    ("低保边缘", "dibao_marginal"),
    ("特困", "tekun"),
    ("困难家庭", "hardship"),
    ("残疾", "disabled"),
    ("孤寡老人", "elderly_alone"),
];

const ALL_AND_CATEGORIES: [(&str, &str); 7] = {
    let [first, second, third, fourth, fifth, sixth] = CATEGORIES;
    [("不限", "all"), first, second, third, fourth, fifth, sixth]
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chinese_codes_are_translated_in_their_own_column_only() {
        let cases = [
            (Vocabulary::YesNo, "是", "yes"),
            (Vocabulary::YesNo, "现金", "现金"),
            (Vocabulary::YesNo, "Yes", "Yes"),
            (Vocabulary::DonationMethod, "现金", "cash"),
            (Vocabulary::DonationMethod, "代付", "代付"),
            (Vocabulary::DisbursementKind, "代付", "bill_payment"),
            (Vocabulary::UsesScope, "居民", "resident"),
            (Vocabulary::Anything, "居民", "居民"),
            (Vocabulary::EligibleFor, "不限", "all"),
            (Vocabulary::Eligibility, "不限", "不限"),
            (
                Vocabulary::EligibleFor,
                "低保；残疾：1-2;特困",
                "dibao;disabled:1-2;tekun",
            ),
            (
                Vocabulary::Eligibility,
                "残疾：3@2026-01-01..2026-12-31；低保边缘@2026-01-01..2026-02-01",
                "disabled:3@2026-01-01..2026-12-31;dibao_marginal@2026-01-01..2026-02-01",
            ),
            (Vocabulary::Eligibility, "低保户@x", "低保户@x"),
            (Vocabulary::Eligibility, "x@低保", "x@低保"),
        ];
        for (vocabulary, cell, expected) in cases {
            assert_eq!(vocabulary.translate(cell.into()), expected, "{vocabulary:?} {cell}");
        }
    }
}
