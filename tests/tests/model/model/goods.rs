//! A fund's goods: pieces, and what they are worth at the weighted average.

use super::{Given, Model, No, Told};
use crate::calendar::{At, DAY};
use crate::money::yuan;
use crate::operation::{GoodsGift, Parcel, StockCount};

/// Whether so many pieces can be worth so much: at least a fen each, nothing without pieces.
fn is_worth(pieces: i64, fen: i64) -> bool {
    if pieces == 0 {
        fen == 0
    } else {
        pieces > 0 && fen >= pieces
    }
}

/// Refuses nothing at all, and an item that stands twice.
fn check_lines<'a>(items: impl Iterator<Item = &'a String>) -> Told {
    let mut seen = Vec::new();
    for item in items {
        if seen.contains(&item) {
            return Err("item_repeated".into());
        }
        seen.push(item);
    }
    if seen.is_empty() {
        return Err("goods_required".into());
    }
    Ok(())
}

impl Model {
    /// Items that are named, each once, and known.
    pub(super) fn check_items(&self, items: &[&String]) -> Told {
        check_lines(items.iter().copied())?;
        if items.iter().all(|item| self.registers.items.contains_key(*item)) {
            Ok(())
        } else {
            Err("unknown_item".into())
        }
    }

    /// What pieces that are not promised are worth at a moment; whoever takes all takes all the value.
    pub(super) fn valued(&self, fund: &str, goods: &[(String, i64)], at: At) -> Vec<Parcel> {
        let one = |(item, pieces): &(String, i64)| {
            let there = self
                .paper
                .balance_at(&format!("stock/{fund}/stock/{item}"), at, i64::MAX);
            let worth = self
                .paper
                .balance_at(&format!("budget/{fund}/goods-available/{item}"), at, i64::MAX);
            let share = if *pieces >= there {
                worth
            } else {
                (2 * pieces * worth + there) / (2 * there)
            };
            Parcel {
                item: item.clone(),
                pieces: *pieces,
                fen: share,
            }
        };
        goods.iter().map(one).collect()
    }

    fn take_in(&mut self, fund: &str, goods: &[Parcel]) -> Told {
        for Parcel { item, pieces, fen } in goods {
            self.debit(&format!("stock/{fund}/stock/{item}"), *pieces)?;
            self.credit(&format!("stock/{fund}/moved/{item}"), *pieces)?;
            self.debit(&format!("budget/{fund}/goods-available/{item}"), *fen)?;
            self.debit(&format!("general/{fund}/inventory/{item}"), *fen)?;
        }
        Ok(())
    }

    /// Promises pieces, or gives the promise up.
    pub(super) fn reserve(&mut self, fund: &str, goods: &[Parcel], is_given_up: bool) -> Told {
        let parts = |item: &str| {
            [
                (
                    format!("stock/{fund}/stock/{item}"),
                    format!("stock/{fund}/reserved/{item}"),
                ),
                (
                    format!("budget/{fund}/goods-available/{item}"),
                    format!("budget/{fund}/goods-encumbered/{item}"),
                ),
            ]
        };
        for Parcel { item, pieces, fen } in goods {
            for ((free, promised), units) in parts(item).into_iter().zip([*pieces, *fen]) {
                let (from, to) = if is_given_up {
                    (promised, free)
                } else {
                    (free, promised)
                };
                self.credit(&from, units)?;
                self.debit(&to, units)?;
            }
        }
        self.check_stock()
    }

    /// Gives promised pieces out, or takes that back with a sign below zero.
    pub(super) fn hand_out(&mut self, fund: &str, goods: &[Parcel], sign: i64) -> Told {
        for Parcel { item, pieces, fen } in goods {
            self.credit(&format!("stock/{fund}/reserved/{item}"), sign * pieces)?;
            self.debit(&format!("stock/{fund}/moved/{item}"), sign * pieces)?;
            self.credit(&format!("budget/{fund}/goods-encumbered/{item}"), sign * fen)?;
            self.credit(&format!("general/{fund}/inventory/{item}"), sign * fen)?;
        }
        let worth: i64 = goods.iter().map(|parcel| parcel.fen).sum();
        self.debit(&format!("general/{fund}/programme/goods"), sign * worth)?;
        self.debit(&format!("budget/{fund}/goods-spent/help"), sign * worth)?;
        self.check_stock()
    }

    /// Refuses what would leave pieces without value or value without pieces, in the order of recording or at any
    /// business time from the last record's on.
    pub(super) fn check_stock(&self) -> Told {
        let record = self.record(self.seq());
        for (account, ..) in &record.lines {
            let parts: Vec<&str> = account.split('/').collect();
            let worth = match parts[..] {
                ["stock", fund, "stock", item] => format!("budget/{fund}/goods-available/{item}"),
                ["stock", fund, "reserved", item] => format!("budget/{fund}/goods-encumbered/{item}"),
                _ => continue,
            };
            let wrong = |late| No {
                code: "stock_moved_since".to_owned(),
                late,
            };
            if !is_worth(self.paper.balance(account), self.paper.balance(&worth)) {
                return Err(wrong(false));
            }
            let mut times = self.paper.times(account);
            times.extend(self.paper.times(&worth));
            let later = times.into_iter().filter(|time| *time > record.at);
            let then = |account: &str, at: At| self.paper.balance_at(account, at, i64::MAX);
            if !later
                .chain([record.at])
                .all(|at| is_worth(then(account, at), then(&worth, at)))
            {
                return Err(wrong(true));
            }
        }
        Ok(())
    }

    pub(super) fn give_goods(&mut self, asked: &GoodsGift) -> Told<i64> {
        self.fund(&asked.fund)?;
        self.check_donor(asked.donor.as_deref(), asked.day)?;
        check_lines(asked.goods.iter().map(|parcel| &parcel.item))?;
        let mut new = Vec::new();
        for parcel in &asked.goods {
            if !is_worth(parcel.pieces, parcel.fen) {
                return Err("invalid_amount".into());
            }
            match (self.registers.items.get(&parcel.item), asked.unit) {
                (None, None) => return Err("unknown_item".into()),
                (None, Some(unit)) => new.push((parcel.item.clone(), unit)),
                (Some(known), Some(unit)) if *known != unit => return Err("item_conflict".into()),
                _ => {}
            }
        }
        for (item, unit) in new {
            self.write_now("item_registered", Some(&item));
            self.registers.items.insert(item, unit);
        }
        let seq = self.write("goods_donated", Some(&asked.reference), asked.day * DAY);
        let fund = &asked.fund;
        self.take_in(fund, &asked.goods)?;
        let worth: i64 = asked.goods.iter().map(|parcel| parcel.fen).sum();
        self.credit(&format!("budget/{fund}/goods-authorised/donation"), worth)?;
        self.credit(&format!("general/{fund}/donation-in-kind"), worth)?;
        self.check_stock()?;
        self.say("/amount", yuan(worth));
        let given = Given {
            fund: fund.clone(),
            fen: worth,
            is_organisation: self.is_organisation(asked.donor.as_deref()),
            donor: asked.donor.clone(),
        };
        self.given.insert(seq, given);
        Ok(seq)
    }

    fn check_count(&self, asked: &StockCount) -> Told {
        if self.is_one_person(asked.prepared_by, asked.approved_by, asked.day) {
            return Err("self_approval".into());
        }
        self.fund(&asked.fund)?;
        let items: Vec<&String> = asked.goods.iter().map(|parcel| &parcel.item).collect();
        self.check_items(&items)
    }

    pub(super) fn write_off(&mut self, asked: &StockCount) -> Told<i64> {
        self.check_count(asked)?;
        let fund = &asked.fund;
        let counts: Vec<(String, i64)> = asked.goods.iter().map(|of| (of.item.clone(), of.pieces)).collect();
        let goods = self.valued(fund, &counts, self.booked(asked.day * DAY));
        let seq = self.write("stock_written_off", Some(&asked.reference), asked.day * DAY);
        for Parcel { item, pieces, fen } in &goods {
            self.credit(&format!("stock/{fund}/stock/{item}"), *pieces)?;
            self.debit(&format!("stock/{fund}/moved/{item}"), *pieces)?;
            self.credit(&format!("budget/{fund}/goods-available/{item}"), *fen)?;
            self.credit(&format!("general/{fund}/inventory/{item}"), *fen)?;
        }
        let worth: i64 = goods.iter().map(|parcel| parcel.fen).sum();
        self.debit(&format!("budget/{fund}/goods-spent/loss"), worth)?;
        self.debit(&format!("general/{fund}/stock-loss"), worth)?;
        self.check_stock()?;
        self.say("/amount", yuan(worth));
        for (place, parcel) in goods.iter().enumerate() {
            self.say(&format!("/goods/{place}/value"), yuan(parcel.fen));
        }
        Ok(seq)
    }

    pub(super) fn find_goods(&mut self, asked: &StockCount) -> Told<i64> {
        self.check_count(asked)?;
        if asked.goods.iter().any(|parcel| !is_worth(parcel.pieces, parcel.fen)) {
            return Err("invalid_amount".into());
        }
        let fund = &asked.fund;
        let seq = self.write("stock_found", Some(&asked.reference), asked.day * DAY);
        self.take_in(fund, &asked.goods)?;
        let worth: i64 = asked.goods.iter().map(|parcel| parcel.fen).sum();
        self.credit(&format!("budget/{fund}/goods-authorised/found"), worth)?;
        self.credit(&format!("general/{fund}/other-income"), worth)?;
        self.check_stock()?;
        self.say("/amount", yuan(worth));
        Ok(seq)
    }
}
