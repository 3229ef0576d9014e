//! The rules of the books as one would follow them on paper.
//!
//! Written from the rules alone, and shares no code with what it judges.

use crate::paper::{Limit, Paper};

/// Minutes since the first day's midnight.
pub(crate) type Minute = i64;

pub(crate) const DAY: Minute = 24 * 60;

/// Something that happened. Funds, merchants and residents are counted from 1.
#[derive(Clone, Debug)]
pub(crate) enum Event {
    Donation {
        day: i64,
        fund: u8,
        fen: i64,
    },
    Cash {
        day: i64,
        fund: u8,
        fen: i64,
    },
    Voucher {
        day: i64,
        fund: u8,
        resident: u8,
        fen: i64,
        days: i64,
    },
    Bill {
        day: i64,
        fund: u8,
        merchant: u8,
        fen: i64,
    },
    Claim {
        at: Minute,
        offer: Option<u8>,
        merchant: u8,
        resident: u8,
        bill: i64,
        voucher: i64,
    },
    Settlement {
        day: i64,
        merchant: u8,
        fen: Option<i64>,
    },
    DueUntil {
        day: i64,
    },
}

/// What the two discounts of the neighbourhood give. The n-th is the n-th merchant's.
pub(crate) const PERCENT: i64 = 30;
pub(crate) const SHARE_OF_F1: i64 = 50;
pub(crate) const BUDGET: i64 = 800;
pub(crate) const OFF: i64 = 300;
pub(crate) const USES: i64 = 2;

/// A refusal's code and whether it is late.
pub(crate) type No = (&'static str, bool);

#[derive(Clone, Debug)]
struct Grant {
    number: i64,
    reference: String,
    fund: u8,
    resident: u8,
    given: Minute,
    ends: Minute,
}

/// The books on paper.
#[derive(Clone, Debug)]
pub(crate) struct Model {
    paper: Paper,
    grants: Vec<Grant>,
    seq: i64,
}

impl Model {
    /// Empty books after so many registrations.
    pub(crate) fn after(seq: i64) -> Self {
        Model {
            paper: Paper::default(),
            grants: Vec::new(),
            seq,
        }
    }

    /// What an event does; the number of its last record.
    pub(crate) fn tell(&mut self, reference: &str, event: &Event) -> Result<i64, No> {
        self.expire(event.at());
        let before = self.clone();
        let done = match *event {
            Event::Donation { day, fund, fen } => self.donate(day * DAY, fund, fen),
            Event::Cash { day, fund, fen } => self.help(day * DAY, fund, fen, "cash", &format!("general/F{fund}/bank")),
            Event::Bill {
                day,
                fund,
                merchant,
                fen,
            } => self.help(
                day * DAY,
                fund,
                fen,
                "bill",
                &format!("general/F{fund}/payable/M{merchant}"),
            ),
            Event::Voucher {
                day,
                fund,
                resident,
                fen,
                days,
            } => {
                let account = format!("general/F{fund}/voucher/{reference}");
                let number = self.seq + 2;
                let (given, ends) = (day * DAY, (day + days + 1) * DAY);
                let reference = reference.to_owned();
                self.grants.push(Grant {
                    number,
                    reference,
                    fund,
                    resident,
                    given,
                    ends,
                });
                self.help(given, fund, fen, "voucher", &account)
            }
            Event::Claim {
                at,
                offer,
                merchant,
                resident,
                bill,
                voucher,
            } => self.claim(at, offer, merchant, resident, bill, voucher),
            Event::Settlement { day, merchant, fen } => self.settle(day * DAY, merchant, fen),
            Event::DueUntil { .. } => Ok(()),
        };
        match done {
            Ok(()) => Ok(self.seq),
            Err(no) => {
                *self = before;
                Err(no)
            }
        }
    }

    fn donate(&mut self, at: Minute, fund: u8, fen: i64) -> Result<(), No> {
        self.seq += 1;
        self.post(at, &format!("general/F{fund}/bank"), fen)?;
        self.post(at, &format!("general/F{fund}/donation"), -fen)?;
        self.post(at, &format!("budget/F{fund}/available"), fen)?;
        self.post(at, &format!("budget/F{fund}/authorised/donation"), -fen)
    }

    fn help(&mut self, at: Minute, fund: u8, fen: i64, activity: &str, given: &str) -> Result<(), No> {
        self.seq += 1;
        self.post(at, &format!("budget/F{fund}/available"), -fen)?;
        self.post(at, &format!("budget/F{fund}/encumbered"), fen)?;
        self.seq += 1;
        self.post(at, &format!("general/F{fund}/programme/{activity}"), fen)?;
        self.post(at, given, -fen)?;
        self.post(at, &format!("budget/F{fund}/encumbered"), -fen)?;
        self.post(at, &format!("budget/F{fund}/spent/help"), fen)
    }

    fn claim(
        &mut self,
        at: Minute,
        offer: Option<u8>,
        merchant: u8,
        resident: u8,
        bill: i64,
        voucher: i64,
    ) -> Result<(), No> {
        if offer.is_some_and(|offer| offer != merchant) {
            return Err(("unknown_discount", false));
        }
        if offer.is_none() && voucher == 0 {
            return Err(("nothing_claimed", false));
        }
        self.seq += 1;
        let mut due = bill;
        if let Some(offer) = offer {
            let off = if offer == 1 {
                (bill * PERCENT + 50) / 100
            } else {
                OFF.min(bill)
            };
            let by_fund = if offer == 1 { (off * SHARE_OF_F1 + 50) / 100 } else { 0 };
            if offer == 2 {
                // Days are counted from a Thursday; weeks begin on Mondays.
                let week = (at.div_euclid(DAY) + 3).div_euclid(7);
                self.post(at, &format!("usage/D2/R{resident}/{week}"), 1)?;
            }
            self.post(at, &format!("memo/discount/D{offer}"), off)?;
            self.post(at, &format!("memo/borne-merchant/M{merchant}"), by_fund - off)?;
            if by_fund > 0 {
                self.post(at, "budget/F1/available", -by_fund)?;
                self.post(at, "budget/F1/spent/discount", by_fund)?;
                self.post(at, "memo/borne-fund/F1", -by_fund)?;
                self.post(at, "general/F1/programme/discount", by_fund)?;
                self.post(at, &format!("general/F1/payable/M{merchant}"), -by_fund)?;
            }
            due -= off;
        }
        if voucher > due {
            return Err(("voucher_exceeds_due", false));
        }
        self.spend(at, merchant, resident, voucher)
    }

    fn spend(&mut self, at: Minute, merchant: u8, resident: u8, voucher: i64) -> Result<(), No> {
        let mut mine: Vec<Grant> = self
            .grants
            .iter()
            .filter(|grant| grant.resident == resident)
            .cloned()
            .collect();
        mine.sort_by_key(|grant| (grant.ends, grant.given, grant.number));
        let (mut wanted, mut recorded) = (voucher, 0);
        for grant in mine {
            let account = format!("general/F{}/voucher/{}", grant.fund, grant.reference);
            let room = self.paper.room(&account, Limit::Ceiling(0), at);
            recorded += room.recorded.max(0);
            let part = wanted.min(room.lasting.max(0));
            if part > 0 {
                self.post(at, &account, part)?;
                self.post(at, &format!("general/F{}/payable/M{merchant}", grant.fund), -part)?;
                wanted -= part;
            }
        }
        if wanted > 0 {
            Err(("voucher_insufficient", recorded >= voucher))
        } else {
            Ok(())
        }
    }

    fn settle(&mut self, at: Minute, merchant: u8, fen: Option<i64>) -> Result<(), No> {
        let owed = [1, 2].map(|fund| {
            self.paper
                .room(&format!("general/F{fund}/payable/M{merchant}"), Limit::Ceiling(0), at)
        });
        let lasting: i64 = owed.iter().map(|room| room.lasting.max(0)).sum();
        let recorded: i64 = owed.iter().map(|room| room.recorded.max(0)).sum();
        let fen = match fen {
            Some(fen) if fen > lasting => return Err(("exceeds_payable", fen <= recorded)),
            None if lasting == 0 => return Err(("nothing_payable", recorded > 0)),
            given => given.unwrap_or(lasting),
        };
        self.seq += 1;
        let mut left = fen;
        for (fund, room) in (1..).zip(owed) {
            let part = left.min(room.lasting.max(0));
            if part > 0 {
                self.post(at, &format!("general/F{fund}/payable/M{merchant}"), part)?;
                self.post(at, &format!("general/F{fund}/bank"), -part)?;
                left -= part;
            }
        }
        self.post(at, &format!("memo/settled/M{merchant}"), fen)?;
        self.post(at, "memo/settlements", -fen)
    }

    /// Money of vouchers that have ended goes back, in the order in which they ended.
    fn expire(&mut self, until: Minute) {
        let mut ended: Vec<Grant> = self
            .grants
            .iter()
            .filter(|grant| grant.ends <= until)
            .cloned()
            .collect();
        ended.sort_by_key(|grant| (grant.ends, grant.number));
        for Grant {
            fund, ends, reference, ..
        } in ended
        {
            let account = format!("general/F{fund}/voucher/{reference}");
            let left = -self.paper.recorded(&account);
            if left > 0 {
                self.seq += 1;
                for (account, fen) in [
                    (account, left),
                    (format!("general/F{fund}/programme/voucher"), -left),
                    (format!("budget/F{fund}/available"), left),
                    (format!("budget/F{fund}/spent/expired"), -left),
                ] {
                    self.post(ends, &account, fen).expect("what is left can go back");
                }
            }
        }
    }

    fn post(&mut self, at: Minute, account: &str, fen: i64) -> Result<(), No> {
        self.paper.post(self.seq, at, account, fen)
    }

    /// Every change that was made.
    pub(crate) fn paper(&self) -> &Paper {
        &self.paper
    }

    /// The number of the last record.
    pub(crate) fn seq(&self) -> i64 {
        self.seq
    }
}

impl Event {
    /// When it happened.
    pub(crate) fn at(&self) -> Minute {
        match *self {
            Event::Donation { day, .. }
            | Event::Cash { day, .. }
            | Event::Voucher { day, .. }
            | Event::Bill { day, .. }
            | Event::Settlement { day, .. }
            | Event::DueUntil { day } => day * DAY,
            Event::Claim { at, .. } => at,
        }
    }
}
