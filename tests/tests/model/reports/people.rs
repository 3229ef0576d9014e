//! Who was helped, who gave, and with whom the community dealt.

use std::collections::{BTreeMap, BTreeSet};

use super::{Expected, Row, View};
use crate::calendar::{At, DAY, Day, day_of, text};
use crate::model::{KeptCase, Model};
use crate::money::yuan;
use crate::registers::{Entry, Registers, seeded};

/// One time that someone was helped, or that this was taken back.
struct Helped {
    day: Day,
    resident: String,
    kind: &'static str,
    fen: i64,
    /// 1, or −1 where it was taken back.
    times: i64,
    /// Whether the person counts: not where help of an earlier period is taken back.
    counts: bool,
}

/// How often someone was helped; whoever was never helped after all does not count.
#[derive(Default)]
struct Heads(BTreeMap<String, i64>);

impl Heads {
    fn add(&mut self, who: &str, helped: &Helped) {
        if helped.counts {
            *self.0.entry(who.to_owned()).or_default() += helped.times;
        }
    }

    fn count(&self) -> String {
        self.0.values().filter(|times| **times > 0).count().to_string()
    }
}

const KINDS: [&str; 5] = ["cash", "voucher", "bill_payment", "goods", "discount"];

#[derive(Default)]
struct Tally {
    people: Heads,
    households: Heads,
    times: i64,
    sums: [i64; 5],
}

impl Tally {
    fn add(&mut self, helped: &Helped, household: &str) {
        self.people.add(&helped.resident, helped);
        self.households.add(household, helped);
        self.times += helped.times;
        let place = KINDS
            .iter()
            .position(|kind| *kind == helped.kind)
            .expect("a kind of help");
        self.sums[place] += helped.times * helped.fen;
    }

    fn row(&self, category: &str) -> Row {
        let mut row = Row::from([
            ("category", category.to_owned()),
            ("people", self.people.count()),
            ("households", self.households.count()),
            ("times", self.times.to_string()),
            ("total", yuan(self.sums.iter().sum())),
        ]);
        row.extend(KINDS.into_iter().zip(self.sums).map(|(kind, sum)| (kind, yuan(sum))));
        row
    }
}

impl Model {
    pub(super) fn people(&self, view: View, from: Day) -> Vec<Expected> {
        let to = view.at.div_euclid(DAY);
        let of_period = [
            ("beneficiaries", self.beneficiaries(view, from), false),
            ("discount-use", self.discount_use(view, from), true),
            ("donor-totals", self.donor_totals(view, from), false),
            ("related-parties", self.related_parties(view, from), false),
        ];
        let all = of_period.map(|(report, rows, in_order)| Expected {
            period: Some((from, to)),
            in_order,
            ..Expected::of(report, rows)
        });
        all.into()
    }

    /// The records of a period by business time.
    fn of_period(&self, view: View, from: Day) -> impl Iterator<Item = i64> + '_ {
        (1..=self.seq().min(view.seq)).filter(move |seq| {
            let at: At = self.record(*seq).at;
            from * DAY <= at && at <= view.at
        })
    }

    /// What a record posted to accounts of a sort, debits less credits.
    fn posted(&self, seq: i64, part: &str) -> i64 {
        let lines = self.record(seq).lines.iter();
        let lines = lines.filter(|(account, ..)| account.contains(part));
        lines
            .map(|(_, is_debit, fen)| if *is_debit { *fen } else { -*fen })
            .sum()
    }

    /// All help of a period: payments and discounts, and what took them back.
    fn all_help(&self, view: View, from: Day) -> Vec<Helped> {
        let mut all = Vec::new();
        for seq in self.of_period(view, from) {
            let original = self.record(seq).reverses;
            let given = original.unwrap_or(seq);
            let (resident, kind, fen) = match self.record(given).kind {
                "disbursement_paid" => {
                    let terms = &self.helped[&given];
                    (&terms.resident, terms.kind, self.posted(given, "/programme/"))
                }
                "redemption" => {
                    let redeemed = &self.redeemed[&given];
                    if redeemed.claim.discount.is_none() {
                        continue;
                    }
                    (&redeemed.claim.resident, "discount", redeemed.discount)
                }
                _ => continue,
            };
            all.push(Helped {
                day: day_of(self.record(given).at),
                resident: resident.clone(),
                kind,
                fen,
                times: if original.is_some() { -1 } else { 1 },
                counts: self.record(given).at >= from * DAY,
            });
        }
        all
    }

    fn beneficiaries(&self, view: View, from: Day) -> Vec<Row> {
        let residents = &self.registers_at(view.seq).residents;
        let mut tallies: BTreeMap<&str, Tally> = BTreeMap::new();
        for (category, _) in seeded() {
            tallies.insert(category, Tally::default());
        }
        for helped in self.all_help(view, from) {
            let resident = &residents[&helped.resident];
            let household = resident.household.unwrap_or(&helped.resident);
            let held = resident.held.iter().filter(|held| held.holds_on(helped.day));
            let mut held: BTreeSet<&str> = held.map(|held| held.category).collect();
            if held.is_empty() {
                held.insert("none");
            }
            for category in held {
                tallies.entry(category).or_default().add(&helped, household);
            }
        }
        tallies.iter().map(|(category, tally)| tally.row(category)).collect()
    }

    fn discount_use(&self, view: View, from: Day) -> Vec<Row> {
        let mut rows = Vec::new();
        for (code, discount) in &self.registers_at(view.seq).discounts {
            let (mut times, mut residents, mut sums) = (0, Heads::default(), [0; 4]);
            for seq in self.of_period(view, from) {
                let original = self.record(seq).reverses;
                let given = original.unwrap_or(seq);
                let Some(redeemed) = self.redeemed.get(&given) else {
                    continue;
                };
                if redeemed.claim.discount.as_ref() != Some(code) {
                    continue;
                }
                let helped = Helped {
                    day: 0,
                    resident: redeemed.claim.resident.clone(),
                    kind: "discount",
                    fen: redeemed.discount,
                    times: if original.is_some() { -1 } else { 1 },
                    counts: self.record(given).at >= from * DAY,
                };
                times += helped.times;
                residents.add(&helped.resident, &helped);
                let by_merchant = redeemed.discount - redeemed.fund_part;
                let amounts = [redeemed.claim.bill, redeemed.discount, redeemed.fund_part, by_merchant];
                for (sum, amount) in sums.iter_mut().zip(amounts) {
                    *sum += helped.times * amount;
                }
            }
            let terms = discount.last();
            let given = self.sum(view, &format!("memo/discount/{code}"));
            let budget = |budget: i64| (yuan(budget), yuan(budget - given));
            let none = || ("null".to_owned(), "null".to_owned());
            let (budget, budget_left) = terms.budget.map_or_else(none, budget);
            rows.push(Row::from([
                ("discount_code", code.clone()),
                ("merchant", discount.merchant.clone()),
                ("uses", times.to_string()),
                ("residents", residents.count()),
                ("bill", yuan(sums[0])),
                ("discount", yuan(sums[1])),
                ("fund_part", yuan(sums[2])),
                ("merchant_part", yuan(sums[3])),
                ("budget", budget),
                ("budget_left", budget_left),
                ("valid_from", text(terms.from)),
                ("valid_to", text(terms.to)),
            ]));
        }
        rows
    }

    /// The donation that a record is of or gives back, and how much it adds.
    fn donated(&self, view: View, seq: i64) -> Option<(i64, i64)> {
        let record = self.record(seq);
        if self.reversed_by(view, seq) != "null" {
            return None;
        }
        match record.kind {
            "donation" | "goods_donated" => Some((seq, self.given[&seq].fen)),
            "donation_returned" => {
                let lines = record.lines.iter();
                let mut returned = lines.filter_map(|(account, _, fen)| {
                    let donated: i64 = account.strip_prefix("memo/returned/")?.parse().ok()?;
                    Some((donated, -fen))
                });
                returned.next()
            }
            _ => None,
        }
    }

    fn donor_totals(&self, view: View, from: Day) -> Vec<Row> {
        let registers = self.registers_at(view.seq);
        let mut totals: BTreeMap<(String, String, bool), (i64, i64)> = BTreeMap::new();
        for seq in self.of_period(view, from) {
            let Some((donation, fen)) = self.donated(view, seq) else {
                continue;
            };
            let given = &self.given[&donation];
            let (code, name) = match &given.donor {
                None => ("null".to_owned(), "某热心居民".to_owned()),
                Some(code) => (code.clone(), donor_name(registers, code)),
            };
            let total = totals.entry((code, name, given.is_organisation)).or_default();
            *total = (total.0 + 1, total.1 + fen);
        }
        let row = |((code, name, is_organisation), (times, fen)): ((String, String, bool), (i64, i64))| {
            let kind = if is_organisation { "organisation" } else { "person" };
            Row::from([
                ("donor_code", code),
                ("donor", name),
                ("donor_kind", kind.to_owned()),
                ("times", times.to_string()),
                ("amount", yuan(fen)),
            ])
        };
        totals.into_iter().map(row).collect()
    }

    /// With whom a record deals, how, and how much.
    fn dealings(&self, view: View, seq: i64) -> Vec<(String, &'static str, i64)> {
        let record = self.record(seq);
        if self.reversed_by(view, seq) != "null" {
            return Vec::new();
        }
        match record.kind {
            "settlement" => {
                let lines = record.lines.iter();
                let paid = lines.filter_map(|(account, _, fen)| {
                    let merchant = account.strip_prefix("memo/settled/")?;
                    Some((format!("merchant:{merchant}"), "settlement", *fen))
                });
                paid.collect()
            }
            "disbursement_paid" => {
                let (terms, fen) = (&self.helped[&seq], self.posted(seq, "/programme/"));
                let mut dealings = vec![(format!("resident:{}", terms.resident), "help", fen)];
                if terms.kind == "bill_payment" {
                    dealings.push((format!("merchant:{}", terms.merchant), "bill", fen));
                }
                dealings
            }
            _ => {
                let donated = self.donated(view, seq);
                let donor = donated.and_then(|(donation, fen)| Some((self.given[&donation].donor.clone()?, fen)));
                donor
                    .map(|(donor, fen)| (format!("donor:{donor}"), "donation", fen))
                    .into_iter()
                    .collect()
            }
        }
    }

    fn related_parties(&self, view: View, from: Day) -> Vec<Row> {
        let registers = self.registers_at(view.seq);
        let mut tallies: BTreeMap<(String, &str), (i64, i64)> = BTreeMap::new();
        for seq in self.of_period(view, from) {
            let day = day_of(self.record(seq).at);
            for (party, dealing, fen) in self.dealings(view, seq) {
                let is_linked = registers.entries.values().any(|row| match &row.entry {
                    Entry::Link { one, other, .. } => row.entry.holds_on(day) && (*one == party || *other == party),
                    _ => false,
                });
                if is_linked {
                    let tally = tallies.entry((party, dealing)).or_default();
                    *tally = (tally.0 + 1, tally.1 + fen);
                }
            }
        }
        let row = |((party, dealing), (times, fen)): ((String, &str), (i64, i64))| {
            let (register, code) = party.split_once(':').expect("a register and a code");
            Row::from([
                ("party", register.to_owned()),
                ("code", code.to_owned()),
                ("dealing", dealing.to_owned()),
                ("times", times.to_string()),
                ("amount", yuan(fen)),
            ])
        };
        tallies.into_iter().map(row).collect()
    }

    /// Papers that help which was paid first must still make up for.
    pub(super) fn open_paper_list(&self, view: View) -> Vec<Row> {
        let settings = self.registers.community.settings.as_ref();
        let rows = |(reference, case): (&String, &KeptCase)| -> Vec<Row> {
            let (Some(paid), Some(papers_by)) = (case.paid, case.papers_by) else {
                return Vec::new();
            };
            let papers = self.open_papers(case, settings).into_iter();
            let row = |paper: &str| {
                Row::from([
                    ("ref", reference.clone()),
                    ("fund", case.terms.fund.clone()),
                    ("resident", case.terms.resident.clone()),
                    ("amount", yuan(case.worth())),
                    ("paid_on", text(day_of(self.record(paid).at))),
                    ("paper", paper.to_owned()),
                    ("papers_by", text(papers_by)),
                    ("days_left", (papers_by - day_of(view.at)).to_string()),
                ])
            };
            papers.map(row).collect()
        };
        self.cases.iter().flat_map(rows).collect()
    }
}

fn donor_name(registers: &Registers, code: &str) -> String {
    match registers.entry("donor", code) {
        Some(Entry::Donor { name, .. }) => format!("捐赠人{code}之{name}"),
        _ => String::new(),
    }
}
