//! Sequences of operations that follow from a number. What is asked is chosen by what the model holds, so that most of it
//! is right and some of it just beyond a bound.

mod counter;
mod dice;
mod goods;
mod help;
mod look;
mod money;
mod office;
mod register;

pub(crate) use self::dice::Dice;
use crate::calendar::{At, DAY, Day, MINUTE, day_of};
use crate::model::{Answer, Found, Model};
use crate::operation::{Asked, Looked, Operation};

/// What is done next.
#[derive(Clone, Debug)]
pub(crate) enum Step {
    Ask(Box<Asked>, Answer),
    Look(Box<Looked>, Found),
    /// The process is another one from here on.
    Restart,
}

/// A sequence of steps with the answers that they must get.
pub(crate) struct Sequence {
    pub(crate) seed: u64,
    pub(crate) steps: Vec<Step>,
    pub(crate) model: Model,
}

/// Whoever makes up a sequence.
struct Author {
    dice: Dice,
    model: Model,
    count: u32,
    asked: Vec<Asked>,
    /// Whether the clock is ours. Where it is not, nothing depends on a moment close to now.
    moves: bool,
}

const PEOPLE: [&str; 5] = ["甲", "乙", "丙", "丁", "戊"];

/// How many gifts come first, so that there is something to give.
const GIFTS: usize = 6;

type Kind = fn(&mut Author) -> Operation;

/// How often what is asked.
const KINDS: [(u32, Kind); 27] = [
    (10, Author::gift),
    (11, Author::help),
    (26, Author::claim),
    (8, Author::settlement),
    (9, Author::reversal),
    (3, Author::correction),
    (5, Author::moved),
    (2, Author::charge),
    (3, Author::give_back),
    (3, Author::transfer),
    (5, Author::opening),
    (5, Author::closing),
    (2, Author::reopening),
    (5, Author::statement),
    (13, Author::statement_step),
    (3, Author::preparation),
    (5, Author::settlement_approval),
    (8, Author::settlement_payment),
    (5, Author::new_case),
    (26, Author::case_step),
    (4, Author::discount_change),
    (3, Author::row_change),
    (6, Author::gift_in_kind),
    (6, Author::stock_count),
    (8, Author::registration),
    (8, Author::entry_change),
    (2, Author::community_change),
];

impl Sequence {
    /// The sequence of a number, of so many steps. The clock begins at a moment, and stands still where it is not ours.
    pub(crate) fn of(seed: u64, length: usize, now: At, moves: bool) -> Self {
        let mut author = Author {
            dice: Dice::of(seed),
            model: Model::new(now),
            count: 0,
            asked: Vec::new(),
            moves,
        };
        let mut steps = Vec::new();
        while steps.len() < length {
            if author.dice.chance(4) {
                steps.push(Step::Restart);
            }
            if moves && author.dice.chance(25) {
                let (days, minutes) = (author.dice.below(6), author.dice.below(600));
                author.model.now += days * DAY + minutes * MINUTE;
            }
            if steps.len() > GIFTS && author.dice.chance(12) {
                let now = author.model.now;
                let looked = Looked {
                    now,
                    look: author.look(),
                };
                let found = author.model.look(&looked);
                steps.push(Step::Look(Box::new(looked), found));
            }
            let asked = author.next(steps.len());
            let answer = author.model.tell(&asked);
            author.asked.push(asked.clone());
            steps.push(Step::Ask(Box::new(asked), answer));
        }
        Sequence {
            seed,
            steps,
            model: author.model,
        }
    }

    /// The same operations told to a new model, of which some were left out.
    pub(crate) fn retold(seed: u64, now: At, steps: &[Step]) -> Self {
        let mut model = Model::new(now);
        let retell = |step: &Step| match step {
            Step::Ask(asked, _) => Step::Ask(asked.clone(), model.tell(asked)),
            Step::Look(looked, _) => Step::Look(looked.clone(), model.look(looked)),
            Step::Restart => Step::Restart,
        };
        let steps = steps.iter().map(retell).collect();
        Sequence { seed, steps, model }
    }
}

impl Author {
    fn next(&mut self, place: usize) -> Asked {
        let now = self.model.now;
        if place < GIFTS {
            self.count += 1;
            return Asked {
                now,
                key: format!("K{}", self.count),
                operation: self.first_gift(place),
            };
        }
        if !self.asked.is_empty() && self.dice.chance(6) {
            let before = self.dice.pick(&self.asked).clone();
            let other = if self.dice.chance(30) {
                altered(&before.operation)
            } else {
                None
            };
            return Asked {
                now,
                operation: other.unwrap_or(before.operation),
                ..before
            };
        }
        let all: u32 = KINDS.iter().map(|(weight, _)| weight).sum();
        let mut drawn = u32::try_from(self.dice.below(i64::from(all))).expect("a few");
        let kind = KINDS.iter().find(|(weight, _)| {
            let found = drawn < *weight;
            drawn = drawn.saturating_sub(*weight);
            found
        });
        let (_, kind) = kind.expect("one of all");
        let operation = kind(self);
        self.count += 1;
        Asked {
            now,
            key: format!("K{}", self.count),
            operation,
        }
    }

    /// A new reference, or now and then one that was used before.
    fn reference(&mut self, prefix: &str, used: Vec<String>) -> String {
        if !used.is_empty() && self.dice.chance(5) {
            return self.dice.pick(&used).clone();
        }
        format!("{prefix}{}", self.count + 1)
    }

    /// The references of records of a kind.
    fn references(&self, kind: &str) -> Vec<String> {
        let records = self.model.records.iter();
        records
            .filter(|record| record.kind == kind)
            .filter_map(|record| record.reference.clone())
            .collect()
    }

    fn today(&self) -> Day {
        day_of(self.model.now)
    }

    /// A day on which something happened: mostly of late, sometimes long ago, seldom to come.
    fn day(&mut self) -> Day {
        let today = self.today();
        let days = match self.dice.below(20) {
            0 => today + if self.moves { 1 } else { 30 },
            1..=5 => today - self.dice.below(60),
            6 | 7 => {
                let seq = 1 + self.dice.below(self.model.seq());
                self.model.record(seq).true_day.min(today)
            }
            _ => today - self.dice.below(4),
        };
        if self.moves || days > today {
            days
        } else {
            days.min(today - 1)
        }
    }

    /// An amount, often just at what is left somewhere or one more.
    fn fen(&mut self, left: i64) -> i64 {
        match self.dice.below(12) {
            0 => left,
            1 => left + 1,
            2 => left / 2,
            3 if self.dice.chance(30) => 0,
            4 if self.dice.chance(30) => -100,
            _ => 1 + self.dice.below(4_000),
        }
    }

    /// One of those that were there from the beginning, one that came since, or seldom none.
    fn one_of(&mut self, usual: &[&'static str], nobody: &'static str, all: Vec<String>) -> String {
        let since: Vec<String> = all.into_iter().filter(|code| !usual.contains(&code.as_str())).collect();
        match self.dice.below(100) {
            0 | 1 => nobody.to_owned(),
            2..=15 if !since.is_empty() => self.dice.pick(&since).clone(),
            _ => self.dice.word(usual).to_owned(),
        }
    }

    fn fund(&mut self) -> String {
        let all = self.model.registers.funds.keys().cloned().collect();
        self.one_of(&["F1", "F1", "F2", "U1", "U2", "O1"], "F9", all)
    }

    fn merchant(&mut self) -> String {
        let all = self.model.registers.merchants.keys().cloned().collect();
        self.one_of(&["M01", "M01", "M02", "M03"], "M09", all)
    }

    fn resident(&mut self) -> String {
        let all = self.model.registers.residents.keys().cloned().collect();
        self.one_of(&["R01", "R01", "R02", "R03", "R04", "R05", "R06"], "R09", all)
    }

    fn person(&mut self) -> &'static str {
        self.dice.word(&PEOPLE)
    }

    fn available(&self, fund: &str) -> i64 {
        self.model.paper.balance(&format!("budget/{fund}/available"))
    }
}

/// The same with another amount.
fn altered(operation: &Operation) -> Option<Operation> {
    let mut other = operation.clone();
    match &mut other {
        Operation::Donate(gift) => gift.fen += 1,
        // What goods are worth is not said.
        Operation::Help(help) if help.terms.kind == "goods" => return None,
        Operation::Help(help) => help.terms.fen += 1,
        Operation::Claim(claim) => claim.bill += 1,
        Operation::Move(_, money) | Operation::Charge(_, money) => money.fen += 1,
        Operation::Transfer(transfer) => transfer.fen += 1,
        Operation::GiveGoods(gift) => gift.goods[0].fen += 1,
        Operation::Settle(settlement) => settlement.fen = Some(settlement.fen.unwrap_or(0) + 1),
        _ => return None,
    }
    Some(other)
}
