//! Income and expenses, fund by fund and of all, without what closings of years moved.

use std::collections::BTreeMap;

use super::{Row, View};
use crate::calendar::{DAY, Day, first_of_year};
use crate::model::Model;
use crate::money::yuan;
use crate::paper::Change;

const CLOSINGS: [&str; 3] = ["year_closed", "year_reopened", "net_assets_reclassified"];
const OPENINGS: [&str; 2] = ["opening_balance", "opening_voucher"];

/// Lines of goods, which are left out where nothing stands on them.
const OF_GOODS: [&str; 4] = ["donation_in_kind", "goods", "stock_loss", "closing_goods"];

/// A line, and what it comes to of unrestricted and restricted money.
type Line = (&'static str, [i64; 2]);

impl Model {
    /// What changed on an account of a fund from a day on, but for closings of years and opening balances: debits less
    /// credits.
    fn moved(&self, view: View, from: Day, account: &str) -> i64 {
        self.changed(view, from, account, |seq| {
            !CLOSINGS.contains(&self.record(seq).kind) && !self.opens_from(from, seq)
        })
    }

    /// What opening balances from a day on brought to an account, less what was taken back of them.
    pub(super) fn begun(&self, view: View, from: Day, account: &str) -> i64 {
        self.changed(view, from, account, |seq| self.opens_from(from, seq))
    }

    /// What a fund owns, unrestricted and restricted, with what the books began with since. The result of open years is
    /// of the fund's own sort; what that cannot bear is spent of the other.
    pub(super) fn owned(&self, at: View, begun: Option<(View, Day)>, fund: &str) -> [i64; 2] {
        let general = |name: &str| {
            let account = format!("general/{fund}/{name}");
            self.sum(at, &account) + begun.map_or(0, |(view, from)| self.begun(view, from, &account))
        };
        let income = -general("donation") - general("donation-in-kind") - general("other-income");
        let own = usize::from(self.registers_at(at.seq).funds[fund].restricted);
        let mut owned = [-general("net-assets/unrestricted"), -general("net-assets/restricted")];
        owned[own] += income - general("programme") - general("cost") - general("stock-loss");
        if owned[own] < 0 {
            owned[1 - own] += owned[own];
            owned[own] = 0;
        }
        owned
    }

    /// Whether a record is an opening balance, or takes one back that is not before a day.
    fn opens_from(&self, from: Day, seq: i64) -> bool {
        let record = self.record(seq);
        match record.reverses.map(|original| self.record(original)) {
            Some(original) if record.kind == "reversal" => {
                OPENINGS.contains(&original.kind) && from * DAY <= original.at
            }
            _ => OPENINGS.contains(&record.kind),
        }
    }

    fn changed(&self, view: View, from: Day, account: &str, of: impl Fn(i64) -> bool) -> i64 {
        let counts = |change: &Change| {
            change.seq <= view.seq && from * DAY <= change.at && change.at <= view.at && of(change.seq)
        };
        let turnover = self.paper.turnover(account, counts);
        turnover.debit - turnover.credit
    }

    fn lines_of(&self, view: View, from: Day, fund: &str) -> Vec<(&'static str, i64)> {
        let change = |account: &str| self.moved(view, from, &format!("general/{fund}/{account}"));
        let budget = |account: &str| self.moved(view, from, &format!("budget/{fund}/{account}"));
        let left = |view: View| {
            let parts = ["available", "encumbered", "goods-available", "goods-encumbered"];
            let sums = parts.map(|part| self.sum(view, &format!("budget/{fund}/{part}")));
            sums.iter().sum::<i64>()
        };
        let (donation, other) = (-change("donation"), -change("other-income"));
        let (in_kind, loss) = (-change("donation-in-kind"), change("stock-loss"));
        let (programme, cost) = (change("programme"), change("cost"));
        // What was taken back of earlier opening balances stands beside transfers.
        let transfer = -budget("authorised/transfer") - budget("authorised/opening");
        let begun = |account: &str| self.begun(view, from, &format!("budget/{fund}/{account}"));
        let (income, expense) = (donation + in_kind + other, programme + cost + loss);
        let goods =
            ["goods-available", "goods-encumbered"].map(|part| self.sum(view, &format!("budget/{fund}/{part}")));
        vec![
            (
                "opening",
                left(View {
                    at: from * DAY - 1,
                    ..view
                }) + begun("available")
                    + begun("encumbered"),
            ),
            ("donation", donation),
            ("donation_in_kind", in_kind),
            ("other_income", other),
            ("income", income),
            ("cash", change("programme/cash")),
            ("voucher", change("programme/voucher")),
            ("bill", change("programme/bill")),
            ("goods", change("programme/goods")),
            ("discount", change("programme/discount")),
            ("cost", cost),
            ("stock_loss", loss),
            ("expense", expense),
            ("transfer", transfer),
            ("change", income - expense + transfer),
            ("closing", left(view)),
            ("closing_goods", goods.iter().sum()),
        ]
    }

    pub(super) fn fund_statement(&self, view: View, from: Day) -> Vec<Row> {
        let mut rows = Vec::new();
        let year = first_of_year(view.at.div_euclid(DAY));
        for fund in self.funds_by_registration(view.seq) {
            let so_far = self.lines_of(view, year, fund);
            for ((line, amount), (_, so_far)) in self.lines_of(view, from, fund).into_iter().zip(so_far) {
                let is_rare = matches!(line, "other_income" | "cost" | "transfer") || OF_GOODS.contains(&line);
                if !is_rare || amount != 0 || so_far != 0 {
                    rows.push(Row::from([
                        ("fund", fund.clone()),
                        ("line", line.to_owned()),
                        ("amount", yuan(amount)),
                        ("year_to_date", yuan(so_far)),
                    ]));
                }
            }
        }
        rows
    }

    /// Lines of unrestricted and restricted money. Income is of the fund's sort; expenses are unrestricted.
    fn activities_from(&self, view: View, from: Day) -> Vec<Line> {
        let names = [
            "donation",
            "donation_in_kind",
            "other_income",
            "income",
            "cash",
            "voucher",
            "bill",
            "goods",
            "discount",
            "cost",
            "stock_loss",
            "expense",
        ];
        let mut sums: BTreeMap<&str, [i64; 2]> = BTreeMap::new();
        for (fund, row) in &self.registers_at(view.seq).funds {
            let own = usize::from(row.restricted);
            let lines: BTreeMap<&str, i64> = self.lines_of(view, from, fund).into_iter().collect();
            for name in names {
                let place = if matches!(name, "donation" | "donation_in_kind" | "other_income" | "income") {
                    own
                } else {
                    0
                };
                sums.entry(name).or_default()[place] += lines[name];
            }
            let moved = ["unrestricted", "restricted"]
                .map(|sort| -self.moved(view, from, &format!("general/{fund}/net-assets/{sort}")));
            let before = View {
                at: from * DAY - 1,
                ..view
            };
            let (had, has) = (
                self.owned(before, Some((view, from)), fund),
                self.owned(view, None, fund),
            );
            let net = [has[0] - had[0], has[1] - had[1]];
            let came = if row.restricted { lines["income"] } else { 0 };
            let freed = came + moved[1] - net[1];
            for place in [0, 1] {
                sums.entry("reclassified").or_default()[place] += [freed, -freed][place];
                sums.entry("transfer").or_default()[place] += moved[place];
                sums.entry("net_assets").or_default()[place] += net[place];
            }
        }
        let lines = names.into_iter().chain(["reclassified", "transfer", "net_assets"]);
        lines.map(|line| (line, sums[line])).collect()
    }

    pub(super) fn activities(&self, view: View, from: Day) -> Vec<Row> {
        let year = first_of_year(view.at.div_euclid(DAY));
        let so_far = self.activities_from(view, year);
        let row = |((line, [free, bound]), (_, [year_free, year_bound])): (Line, Line)| {
            Row::from([
                ("line", line.to_owned()),
                ("unrestricted", yuan(free)),
                ("restricted", yuan(bound)),
                ("total", yuan(free + bound)),
                ("year_unrestricted", yuan(year_free)),
                ("year_restricted", yuan(year_bound)),
                ("year_total", yuan(year_free + year_bound)),
            ])
        };
        let both = self.activities_from(view, from).into_iter().zip(so_far);
        let stands = |((line, of), (_, so_far)): &(Line, Line)| {
            !OF_GOODS.contains(line) || of.iter().chain(so_far).any(|sort| *sort != 0)
        };
        both.filter(stands).map(row).collect()
    }
}
