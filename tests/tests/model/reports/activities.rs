//! Income and expenses, fund by fund and of all, without what closings of years moved.

use std::collections::BTreeMap;

use super::{Row, View};
use crate::calendar::{DAY, Day, first_of_year};
use crate::model::Model;
use crate::money::yuan;
use crate::paper::Change;

const CLOSINGS: [&str; 3] = ["year_closed", "year_reopened", "net_assets_reclassified"];

/// A line, and what it comes to of unrestricted and restricted money.
type Line = (&'static str, [i64; 2]);

impl Model {
    /// What changed on an account of a fund from a day on, but for closings of years: debits less credits.
    fn moved(&self, view: View, from: Day, account: &str) -> i64 {
        let counts = |change: &Change| {
            change.seq <= view.seq
                && from * DAY <= change.at
                && change.at <= view.at
                && !CLOSINGS.contains(&self.record(change.seq).kind)
        };
        let turnover = self.paper.turnover(account, counts);
        turnover.debit - turnover.credit
    }

    fn lines_of(&self, view: View, from: Day, fund: &str) -> Vec<(&'static str, i64)> {
        let change = |account: &str| self.moved(view, from, &format!("general/{fund}/{account}"));
        let budget = |account: &str| self.moved(view, from, &format!("budget/{fund}/{account}"));
        let left = |view: View| {
            self.sum(view, &format!("budget/{fund}/available")) + self.sum(view, &format!("budget/{fund}/encumbered"))
        };
        let (donation, other) = (-change("donation"), -change("other-income"));
        let (programme, cost) = (change("programme"), change("cost"));
        let transfer = -budget("authorised/transfer") - budget("authorised/opening");
        let (income, expense) = (donation + other, programme + cost);
        vec![
            (
                "opening",
                left(View {
                    at: from * DAY - 1,
                    ..view
                }),
            ),
            ("donation", donation),
            ("other_income", other),
            ("income", income),
            ("cash", change("programme/cash")),
            ("voucher", change("programme/voucher")),
            ("bill", change("programme/bill")),
            ("discount", change("programme/discount")),
            ("cost", cost),
            ("expense", expense),
            ("transfer", transfer),
            ("change", income - expense + transfer),
            ("closing", left(view)),
        ]
    }

    pub(super) fn fund_statement(&self, view: View, from: Day) -> Vec<Row> {
        let mut rows = Vec::new();
        let year = first_of_year(view.at.div_euclid(DAY));
        for fund in self.registers.funds.keys() {
            let so_far = self.lines_of(view, year, fund);
            for ((line, amount), (_, so_far)) in self.lines_of(view, from, fund).into_iter().zip(so_far) {
                let is_rare = matches!(line, "other_income" | "cost" | "transfer");
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
            "other_income",
            "income",
            "cash",
            "voucher",
            "bill",
            "discount",
            "cost",
            "expense",
        ];
        let mut sums: BTreeMap<&str, [i64; 2]> = BTreeMap::new();
        for (fund, row) in &self.registers.funds {
            let own = usize::from(row.restricted);
            let lines: BTreeMap<&str, i64> = self.lines_of(view, from, fund).into_iter().collect();
            for name in names {
                let place = if matches!(name, "donation" | "other_income" | "income") {
                    own
                } else {
                    0
                };
                sums.entry(name).or_default()[place] += lines[name];
            }
            let freed = if row.restricted { lines["expense"] } else { 0 };
            let moved = ["unrestricted", "restricted"]
                .map(|sort| -self.moved(view, from, &format!("general/{fund}/net-assets/{sort}")));
            let mut net = moved;
            net[own] += lines["income"] - lines["expense"];
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
        self.activities_from(view, from)
            .into_iter()
            .zip(so_far)
            .map(row)
            .collect()
    }
}
