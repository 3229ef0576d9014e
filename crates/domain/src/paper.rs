//! Papers that count once: the receipt that a donor got, a shop's own receipt, a merchant's invoice.

use serde::Deserialize;

use crate::code::Code;
use crate::record::RecordKind;

/// A paper by its number, as far as numbers tell papers apart.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Paper {
    /// The receipt that a donor got 公益事业捐赠票据: one number in the whole community, for money and goods.
    Receipt(Code),
    /// A shop's own receipt 小票: its number is that of the merchant, and of the branch where one is named.
    ShopReceipt {
        /// The merchant.
        merchant: Code,
        /// The branch.
        branch: Option<Code>,
        /// The number.
        number: Code,
    },
    /// A merchant's invoice 发票.
    Invoice {
        /// The merchant.
        merchant: Code,
        /// The number.
        number: String,
    },
}

/// What documents say of papers.
#[derive(Deserialize)]
struct Said {
    merchant: Option<Code>,
    branch: Option<Code>,
    receipt: Option<Code>,
    invoice: Option<String>,
}

impl Paper {
    /// The paper that a record of this kind names in its document, if it names one. A document that names none is not
    /// read as a whole: most redemptions name none.
    #[must_use]
    pub fn of(kind: RecordKind, document: &str) -> Option<Paper> {
        let read = |field: &str| -> Option<Said> {
            let named = document.contains(field).then_some(document)?;
            serde_json::from_str(named).ok()
        };
        match kind {
            RecordKind::Donation | RecordKind::GoodsDonated => read("\"receipt\":\"")?.receipt.map(Paper::Receipt),
            RecordKind::Redemption => {
                let said = read("\"receipt\":\"")?;
                Some(Paper::ShopReceipt {
                    merchant: said.merchant?,
                    branch: said.branch,
                    number: said.receipt?,
                })
            }
            RecordKind::StatementConfirmed => {
                let said = read("\"invoice\":\"")?;
                Some(Paper::Invoice {
                    merchant: said.merchant?,
                    number: said.invoice?,
                })
            }
            _ => None,
        }
    }

    /// Whose number it is, if it is a merchant's.
    #[must_use]
    pub fn merchant(&self) -> Option<&Code> {
        match self {
            Paper::Receipt(_) => None,
            Paper::ShopReceipt { merchant, .. } | Paper::Invoice { merchant, .. } => Some(merchant),
        }
    }

    /// The number.
    #[must_use]
    pub fn number(&self) -> &str {
        match self {
            Paper::Receipt(number) | Paper::ShopReceipt { number, .. } => number.as_str(),
            Paper::Invoice { number, .. } => number,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn papers_are_those_that_documents_name() {
        let code = |text: &str| text.parse::<Code>().expect("a code");
        let shop = |branch: Option<&str>| Paper::ShopReceipt {
            merchant: code("M01"),
            branch: branch.map(code),
            number: code("POS-17"),
        };
        let cases = [
            (
                RecordKind::Donation,
                r#"{"receipt":"PJ1"}"#,
                Some(Paper::Receipt(code("PJ1"))),
            ),
            (
                RecordKind::GoodsDonated,
                r#"{"receipt":"PJ1"}"#,
                Some(Paper::Receipt(code("PJ1"))),
            ),
            (RecordKind::GoodsDonated, r#"{"receipt":null}"#, None),
            (
                RecordKind::Redemption,
                r#"{"merchant":"M01","receipt":"POS-17"}"#,
                Some(shop(None)),
            ),
            (
                RecordKind::Redemption,
                r#"{"branch":"B1","merchant":"M01","receipt":"POS-17"}"#,
                Some(shop(Some("B1"))),
            ),
            (RecordKind::Redemption, r#"{"merchant":"M01"}"#, None),
            (
                RecordKind::StatementConfirmed,
                r#"{"invoice":"发票 1","merchant":"M01"}"#,
                Some(Paper::Invoice {
                    merchant: code("M01"),
                    number: "发票 1".to_owned(),
                }),
            ),
            (RecordKind::StatementSent, r#"{"merchant":"M01"}"#, None),
            (RecordKind::Interest, r#"{"receipt":"PJ1"}"#, None),
        ];
        for (kind, document, expected) in cases {
            assert_eq!(Paper::of(kind, document), expected, "{kind} {document}");
        }
    }
}
