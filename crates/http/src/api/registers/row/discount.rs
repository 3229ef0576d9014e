//! A discount, with the versions of its terms.

use serde::Serialize;
use utoipa::ToSchema;
use xiaonuan_domain::access::Right;
use xiaonuan_domain::calendar::Day;
use xiaonuan_domain::code::Code;
use xiaonuan_domain::kind::DiscountState;
use xiaonuan_domain::record::Seq;
use xiaonuan_domain::register::{Discount, DiscountNo, Register, Registers, Shelf};

use super::Shown;
use crate::access::Principal;
use crate::api::ask::Terms;

/// A discount in its register.
#[derive(Serialize, ToSchema)]
pub(crate) struct DiscountRow {
    /// The code.
    #[schema(example = "D01")]
    code: String,
    /// Whose it is.
    merchant: String,
    /// The fund that bears a share; not told to shops.
    fund: Option<String>,
    /// Where it stands.
    #[schema(example = "approved")]
    state: &'static str,
    /// The number of the last version of its terms.
    version: u32,
    /// The first day of that version; none of the first one.
    from: Option<String>,
    /// The last version of its terms.
    terms: Terms,
    /// The versions before that, from the first.
    earlier: Vec<VersionRow>,
    /// The record that registered it.
    since: i64,
    /// The record of its last change, which is its ETag.
    changed: i64,
}

/// A version of a discount's terms that another followed.
#[derive(Serialize, ToSchema)]
pub(crate) struct VersionRow {
    /// Its number.
    version: u32,
    /// Its first day; none of the first one.
    from: Option<String>,
    /// Its terms.
    terms: Terms,
}

impl Shown for DiscountRow {
    const REGISTER: Register = Register::Discount;
    const STATES: &'static [&'static str] = &["draft", "offered", "approved", "suspended", "ended"];
    const HAS_OWNERS: bool = true;
    type No = DiscountNo;
    type Of = Discount;

    fn shelf(registers: &Registers) -> &Shelf<DiscountNo, Discount> {
        &registers.discounts
    }

    fn code(row: &Discount) -> &Code {
        &row.code
    }

    fn records(row: &Discount) -> (Seq, Seq) {
        (row.since, row.changed)
    }

    fn words(row: &Discount) -> Vec<&str> {
        vec![row.code.as_str(), &row.terms.title, &row.terms.public_title]
    }

    fn owners(registers: &Registers, row: &Discount) -> Vec<String> {
        vec![registers.merchants.get(row.merchant).code.to_string()]
    }

    fn is_within(registers: &Registers, row: &Discount, to: &Principal) -> bool {
        let merchant = &registers.merchants.get(row.merchant).code;
        to.reach(Right::ReadRegisters).covers_merchant(merchant.as_str())
    }

    fn state(row: &Discount, _: Day) -> &'static str {
        DiscountState::as_str(row.state)
    }

    /// A shop knows the offer by the name that everybody hears, and neither who may use it nor which fund pays for them.
    fn shown_to(self, to: &Principal) -> Self {
        if to.reach(Right::ReadRegisters).everything {
            return self;
        }
        let earlier = self.earlier.into_iter().map(|of| VersionRow {
            terms: of.terms.seen_by_a_shop(),
            ..of
        });
        DiscountRow {
            terms: self.terms.seen_by_a_shop(),
            earlier: earlier.collect(),
            fund: None,
            ..self
        }
    }

    fn whole(registers: &Registers, row: &Discount) -> Self {
        let earlier = (1..).zip(&row.versions.earlier);
        let earlier = earlier.map(|(version, of)| VersionRow {
            version,
            from: of.from.map(|day| day.to_string()),
            terms: (&of.terms).into(),
        });
        DiscountRow {
            code: row.code.to_string(),
            merchant: registers.merchants.get(row.merchant).code.to_string(),
            fund: row.fund.map(|fund| registers.funds.get(fund).code.to_string()),
            state: row.state.as_str(),
            version: row.versions.last(),
            from: row.versions.from.map(|day| day.to_string()),
            terms: (&row.terms).into(),
            earlier: earlier.collect(),
            since: row.since,
            changed: row.changed,
        }
    }
}
