//! Tables as text.

/// The columns of each file, in the order in which rows give their cells.
pub(super) const COMMUNITY: &str = "community,name,district,timezone";
pub(super) const FUNDS: &str = "fund,name,purpose,restricted,purposes";
pub(super) const MERCHANTS: &str = "merchant,name,uscc,category,contact,phone,joined_on,left_on";
pub(super) const DISCOUNTS: &str = "discount,merchant,title,public_title,kind,value,min_spend,cap_per_bill,eligible,\
uses,uses_scope,uses_period,fund,fund_share,budget,valid_from,valid_to";
pub(super) const RESIDENTS: &str = "resident,household,name,id_number,phone,building,eligibility";
pub(super) const DONATIONS: &str = "ref,date,donor,donor_kind,fund,amount,method";
pub(super) const DISBURSEMENTS: &str =
    "ref,date,fund,resident,kind,amount,merchant,purpose,prepared_by,approved_by,expires_on";
pub(super) const CLAIMS: &str = "ref,time,merchant,resident,discount,bill_amount,voucher_amount";
pub(super) const SETTLEMENTS: &str = "ref,date,merchant,amount";

/// A table under way.
#[derive(Clone)]
pub(super) struct Table(String);

impl Table {
    pub(super) fn new(columns: &str) -> Self {
        Table(format!("{columns}\n"))
    }

    /// Adds a row.
    pub(super) fn row(&mut self, cells: &[&str]) {
        self.0.push_str(&line(cells));
    }

    pub(super) fn into_text(self) -> String {
        self.0
    }
}

/// A row as text. Cells are words and numbers made here: none needs quotes.
pub(super) fn line(cells: &[&str]) -> String {
    debug_assert!(
        !cells.iter().any(|cell| cell.contains([',', '"', '\n'])),
        "a cell needs quotes: {cells:?}"
    );
    let mut text = cells.join(",");
    text.push('\n');
    text
}
