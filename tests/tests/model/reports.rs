//! What reports must show, counted from paper.

mod activities;
mod ledgers;
mod people;

use std::collections::BTreeMap;

use crate::calendar::{At, DAY, Day, first_of_year, month, text};
use crate::model::{CaseState, Model};
use crate::money::yuan;

/// As of a business time, by what was on record.
#[derive(Clone, Copy, Debug)]
pub(crate) struct View {
    pub(crate) at: At,
    pub(crate) seq: i64,
}

/// A row: columns and what stands in them.
pub(crate) type Row = BTreeMap<&'static str, String>;

/// Rows as they must stand, of the columns that the model counts.
pub(crate) struct Expected {
    pub(crate) report: &'static str,
    pub(crate) period: Option<(Day, Day)>,
    pub(crate) rows: Vec<Row>,
    /// Whether the order of rows is part of what is promised.
    pub(crate) in_order: bool,
    /// Whether only entries are looked at, not the sums between them.
    pub(crate) only_entries: bool,
}

impl Expected {
    fn of(report: &'static str, rows: Vec<Row>) -> Self {
        Expected {
            report,
            period: None,
            rows,
            in_order: true,
            only_entries: false,
        }
    }
}

impl Model {
    fn sum(&self, view: View, account: &str) -> i64 {
        self.paper.balance_at(account, view.at, view.seq)
    }

    /// Every report of a view. Those of where work stands are of all that is on record only.
    pub(crate) fn reports(&self, view: View, from: Day) -> Vec<Expected> {
        let to = view.at.div_euclid(DAY);
        let mut all = vec![
            Expected::of("funds", self.funds(view)),
            Expected::of("merchants", self.merchants(view)),
            Expected::of("vouchers", self.vouchers(view)),
            Expected::of("receivables", self.receivables(view)),
            Expected::of("balance-sheet", self.balance_sheet(view)),
        ];
        let of_period = [
            ("redemptions", self.redemptions(view, from)),
            ("donors", self.donors(view, from)),
            ("fund-statement", self.fund_statement(view, from)),
            ("activities", self.activities(view, from)),
        ];
        all.extend(of_period.map(|(report, rows)| Expected {
            period: Some((from, to)),
            ..Expected::of(report, rows)
        }));
        all.extend(self.ledgers(view, from));
        all.extend(self.people(view, from));
        if view.seq == self.seq() && view.at >= self.now {
            all.push(Expected {
                in_order: false,
                ..Expected::of("encumbrances", self.encumbrances())
            });
            all.push(Expected {
                in_order: false,
                ..Expected::of("statements", self.statement_list())
            });
            all.push(Expected {
                in_order: false,
                ..Expected::of("open-papers", self.open_paper_list(view))
            });
        }
        all
    }

    fn funds(&self, view: View) -> Vec<Row> {
        let row = |fund: &String| {
            let general = |name: &str| self.sum(view, &format!("general/{fund}/{name}"));
            let budget = |name: &str| self.sum(view, &format!("budget/{fund}/{name}"));
            let other = -budget("authorised/opening") - budget("authorised/transfer") - budget("authorised/other");
            Row::from([
                ("fund", fund.clone()),
                ("donated", yuan(-budget("authorised/donation"))),
                ("disbursed", yuan(budget("spent/help"))),
                ("discounts", yuan(budget("spent/discount"))),
                ("expired", yuan(-budget("spent/expired"))),
                ("encumbered", yuan(budget("encumbered"))),
                ("available", yuan(budget("available"))),
                ("bank", yuan(general("bank") + general("cash"))),
                ("voucher_outstanding", yuan(-general("voucher"))),
                ("merchant_payable", yuan(-general("payable"))),
                ("other", yuan(other - budget("spent/cost"))),
            ])
        };
        self.funds_by_registration(view.seq).into_iter().map(row).collect()
    }

    fn merchants(&self, view: View) -> Vec<Row> {
        let row = |merchant: &String| {
            let funds = self.registers_at(view.seq).funds.keys();
            let owed = funds.map(|fund| self.sum(view, &format!("general/{fund}/payable/{merchant}")));
            Row::from([
                ("merchant", merchant.clone()),
                ("payable", yuan(-owed.sum::<i64>())),
                ("settled", yuan(self.sum(view, &format!("memo/settled/{merchant}")))),
                (
                    "discount_borne",
                    yuan(-self.sum(view, &format!("memo/borne-merchant/{merchant}"))),
                ),
            ])
        };
        self.merchants_by_registration(view.seq).into_iter().map(row).collect()
    }

    fn vouchers(&self, view: View) -> Vec<Row> {
        let mut left: BTreeMap<&str, i64> = BTreeMap::new();
        let known = self
            .grants
            .iter()
            .filter(|grant| grant.seq <= view.seq && grant.given <= view.at);
        for grant in known {
            let account = format!("general/{}/voucher/{}", grant.fund, grant.reference);
            *left.entry(&grant.resident).or_default() -= self.sum(view, &account);
        }
        let row =
            |(resident, left): (&str, i64)| Row::from([("resident", resident.to_owned()), ("balance", yuan(left))]);
        left.into_iter().map(row).collect()
    }

    fn receivables(&self, view: View) -> Vec<Row> {
        let mut rows = Vec::new();
        for fund in self.funds_by_registration(view.seq) {
            for merchant in self.merchants_by_registration(view.seq) {
                let receivable = self.sum(view, &format!("general/{fund}/receivable/{merchant}"));
                let payable = -self.sum(view, &format!("general/{fund}/payable/{merchant}"));
                if receivable != 0 {
                    rows.push(Row::from([
                        ("fund", fund.clone()),
                        ("merchant", merchant.clone()),
                        ("receivable", yuan(receivable)),
                        ("payable", yuan(payable)),
                    ]));
                }
            }
        }
        rows
    }

    fn balance_sheet(&self, view: View) -> Vec<Row> {
        let new_year = View {
            at: first_of_year(view.at.div_euclid(DAY)) * DAY - 1,
            ..view
        };
        let begun = (new_year.at + 1).div_euclid(DAY);
        let lines = |at: View, begun: Option<Day>| -> Vec<(&'static str, i64)> {
            let mut sums = [0; 8];
            for fund in self.registers_at(view.seq).funds.keys() {
                let general = |name: &str| {
                    let account = format!("general/{fund}/{name}");
                    self.sum(at, &account) + begun.map_or(0, |from| self.begun(view, from, &account))
                };
                let own = self.owned(at, begun.map(|from| (view, from)), fund);
                let of_fund = [
                    general("cash"),
                    general("bank"),
                    general("receivable"),
                    general("inventory"),
                    -general("payable"),
                    -general("voucher"),
                    own[0],
                    own[1],
                ];
                for (sum, part) in sums.iter_mut().zip(of_fund) {
                    *sum += part;
                }
            }
            let [cash, bank, receivable, inventory, payable, voucher, free, bound] = sums;
            vec![
                ("cash", cash),
                ("bank", bank),
                ("receivable", receivable),
                ("inventory", inventory),
                ("assets", cash + bank + receivable + inventory),
                ("payable", payable),
                ("voucher", voucher),
                ("liabilities", payable + voucher),
                ("unrestricted", free),
                ("restricted", bound),
                ("net_assets", free + bound),
                ("liabilities_and_net_assets", payable + voucher + free + bound),
            ]
        };
        let opening = lines(new_year, Some(begun)).into_iter();
        let row = |((line, opening), (_, closing)): ((&'static str, i64), (&str, i64))| {
            Row::from([
                ("line", line.to_owned()),
                ("opening", yuan(opening)),
                ("closing", yuan(closing)),
            ])
        };
        let both = opening.zip(lines(view, None));
        let stands =
            both.filter(|((line, opening), (_, closing))| *line != "inventory" || (*opening, *closing) != (0, 0));
        stands.map(row).collect()
    }

    /// Records of a kind that happened from a day on, by business time.
    fn listed(&self, view: View, from: Day, kind: &str) -> Vec<i64> {
        let known = (1..=self.seq().min(view.seq)).filter(|seq| {
            let record = self.record(*seq);
            record.kind == kind && from * DAY <= record.at && record.at <= view.at
        });
        let mut listed: Vec<i64> = known.collect();
        listed.sort_by_key(|seq| (self.record(*seq).at, *seq));
        listed
    }

    /// The record that took one back, as far as the view knows.
    fn reversed_by(&self, view: View, seq: i64) -> String {
        let by = self.record(seq).reversed_by;
        let by = by.filter(|by| *by <= view.seq && self.record(*by).at <= view.at);
        by.map_or("null".to_owned(), |by| by.to_string())
    }

    fn redemptions(&self, view: View, from: Day) -> Vec<Row> {
        let row = |seq: i64| {
            let redeemed = &self.redeemed[&seq];
            let claim = &redeemed.claim;
            Row::from([
                ("ref", claim.reference.clone()),
                ("merchant", claim.merchant.clone()),
                ("resident", claim.resident.clone()),
                (
                    "discount_code",
                    claim.discount.clone().unwrap_or_else(|| "null".to_owned()),
                ),
                ("bill", yuan(claim.bill)),
                ("discount", yuan(redeemed.discount)),
                ("fund_part", yuan(redeemed.fund_part)),
                ("merchant_part", yuan(redeemed.discount - redeemed.fund_part)),
                ("voucher", yuan(claim.voucher)),
                (
                    "due_from_resident",
                    yuan(claim.bill - redeemed.discount - claim.voucher),
                ),
                ("seq", seq.to_string()),
                ("reversed_by", self.reversed_by(view, seq)),
            ])
        };
        self.listed(view, from, "redemption").into_iter().map(row).collect()
    }

    fn donors(&self, view: View, from: Day) -> Vec<Row> {
        let row = |seq: i64| {
            let record = self.record(seq);
            let given = &self.given[&seq];
            Row::from([
                ("ref", record.reference.clone().unwrap_or_default()),
                ("fund", given.fund.clone()),
                ("amount", yuan(given.fen)),
                ("seq", seq.to_string()),
                ("reversed_by", self.reversed_by(view, seq)),
            ])
        };
        let mut listed = self.listed(view, from, "donation");
        listed.extend(self.listed(view, from, "goods_donated"));
        listed.sort_by_key(|seq| (self.record(*seq).at, *seq));
        listed.into_iter().map(row).collect()
    }

    fn encumbrances(&self) -> Vec<Row> {
        let standing = self.cases.iter().filter(|(_, case)| case.state.is_promised());
        let row = |(reference, case): (&String, &crate::model::KeptCase)| {
            let approved = case.approved.as_ref().expect("it is approved");
            Row::from([
                ("ref", reference.clone()),
                ("fund", case.terms.fund.clone()),
                ("resident", case.terms.resident.clone()),
                ("amount", yuan(case.worth())),
                ("approved_on", text(self.record(approved.seq).at.div_euclid(DAY))),
                (
                    "state",
                    match case.state {
                        CaseState::Posted => "posted",
                        CaseState::Objected => "objected",
                        _ => "approved",
                    }
                    .to_owned(),
                ),
                ("seq", approved.seq.to_string()),
            ])
        };
        standing.map(row).collect()
    }

    fn statement_list(&self) -> Vec<Row> {
        let row = |drawn: &crate::model::Drawn| {
            Row::from([
                ("ref", drawn.reference.clone()),
                ("merchant", drawn.merchant.clone()),
                ("month", month(drawn.month)),
                ("state", self.state_of(drawn).to_owned()),
                ("lines", drawn.lines.len().to_string()),
                ("owed", yuan(drawn.owed)),
                ("seq", drawn.seq.to_string()),
            ])
        };
        self.statements.iter().map(row).collect()
    }
}
