//! The stock, item by item: there is value exactly where there are pieces, in order of recording and of business time.

use std::collections::{BTreeMap, HashMap};

use xiaonuan_domain::account::AccountKind;
use xiaonuan_domain::address::{Address, Of};
use xiaonuan_domain::calendar::Instant;
use xiaonuan_domain::goods::is_worth;
use xiaonuan_domain::record::Seq;

use super::{Findings, Law};

/// What a fund has of an item, each figure debits less credits.
#[derive(Clone, Copy, Debug, Default)]
struct Held {
    stock: i64,
    reserved: i64,
    moved: i64,
    available: i64,
    encumbered: i64,
    inventory: i64,
}

impl Held {
    fn change(&mut self, kind: AccountKind, by: i64) {
        let figure = match kind {
            AccountKind::Stock => &mut self.stock,
            AccountKind::Reserved => &mut self.reserved,
            AccountKind::Moved => &mut self.moved,
            AccountKind::GoodsAvailable => &mut self.available,
            AccountKind::GoodsEncumbered => &mut self.encumbered,
            AccountKind::Inventory => &mut self.inventory,
            _ => return,
        };
        // Wrapping: a record that was tampered with must not stop the check.
        *figure = figure.wrapping_add(by);
    }

    fn holds(&self) -> bool {
        let wide = i128::from;
        is_worth(wide(self.stock), wide(self.available))
            && is_worth(wide(self.reserved), wide(self.encumbered))
            && wide(self.stock) + wide(self.reserved) == -wide(self.moved)
            && wide(self.available) + wide(self.encumbered) == wide(self.inventory)
    }
}

/// A fund and an item, as addresses name them.
type Key = (String, String);

/// The stock as it is followed through the journal.
#[derive(Debug, Default)]
pub(super) struct Stock {
    held: HashMap<Key, Held>,
    changes: HashMap<Key, BTreeMap<Instant, Vec<(AccountKind, i64)>>>,
    /// The parts of the record that is being read.
    touched: Vec<Key>,
}

impl Stock {
    /// Takes a posting.
    pub(super) fn add(&mut self, address: &str, at: Instant, change: i64) {
        let Ok(Address {
            kind,
            fund: Some(fund),
            of: Of::Item(item),
        }) = Address::read(address)
        else {
            return;
        };
        let key = (fund.to_owned(), item.to_owned());
        self.held.entry(key.clone()).or_default().change(kind, change);
        let changes = self.changes.entry(key.clone()).or_default();
        changes.entry(at).or_default().push((kind, change));
        if !self.touched.contains(&key) {
            self.touched.push(key);
        }
    }

    /// Looks at what a record left.
    pub(super) fn after(&mut self, seq: Seq, findings: &mut Findings) {
        for key in self.touched.drain(..) {
            let held = self.held[&key];
            findings.expect(Law::Stock, held.holds(), || {
                let (fund, item) = &key;
                format!("item {item} of fund {fund} after record {seq}: {held:?}")
            });
        }
    }

    /// Looks at every business instant at which anything moved.
    pub(super) fn finish(&self, findings: &mut Findings) {
        for ((fund, item), changes) in &self.changes {
            let mut held = Held::default();
            for (at, changes) in changes {
                for (kind, change) in changes {
                    held.change(*kind, *change);
                }
                findings.expect(Law::Stock, held.holds(), || {
                    format!("item {item} of fund {fund} at {at}: {held:?}")
                });
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(micros: i64) -> Instant {
        Instant::from_micros(micros)
    }

    /// Bags and what they are worth that come in, or go with negative figures.
    fn moved(stock: &mut Stock, moment: i64, pieces: i64, worth: i64) {
        for (address, change) in [
            ("stock/nuan/stock/RICE10", pieces),
            ("stock/nuan/moved/RICE10", -pieces),
            ("budget/nuan/goods-available/RICE10", worth),
            ("general/nuan/inventory/RICE10", worth),
        ] {
            stock.add(address, at(moment), change);
        }
    }

    fn broken(stock: &mut Stock) -> bool {
        let mut findings = Findings::new();
        stock.after(1, &mut findings);
        !findings.is_sound()
    }

    #[test]
    fn value_without_pieces_and_pieces_without_value_are_found() {
        for (pieces, worth) in [(10, 0), (0, 100), (10, 9), (-1, 100)] {
            let mut stock = Stock::default();
            moved(&mut stock, 1, pieces, worth);
            assert!(broken(&mut stock), "{pieces} pieces worth {worth}");
        }
        let mut stock = Stock::default();
        moved(&mut stock, 1, 10, 100);
        assert!(!broken(&mut stock));
        moved(&mut stock, 2, -10, -100);
        assert!(!broken(&mut stock));
        moved(&mut stock, 3, 2, 10);
        stock.add("general/nuan/inventory/RICE10", at(3), 1);
        assert!(broken(&mut stock), "inventory is more than what may be promised and is");
        let mut stock = Stock::default();
        moved(&mut stock, 1, 10, 100);
        stock.add("stock/nuan/reserved/RICE10", at(1), 1);
        assert!(broken(&mut stock), "promised pieces are worth nothing");
    }

    #[test]
    fn what_holds_in_order_of_recording_may_not_hold_in_time() {
        let mut stock = Stock::default();
        moved(&mut stock, 5, 10, 90);
        assert!(!broken(&mut stock));
        moved(&mut stock, 9, 10, 10);
        assert!(!broken(&mut stock));
        // Recorded last, but of the time between: ten bags at the average of all of them.
        moved(&mut stock, 7, -10, -50);
        assert!(!broken(&mut stock));
        let mut findings = Findings::new();
        stock.finish(&mut findings);
        assert!(!findings.is_sound());
    }
}
