//! The laws that a journal obeys after each of its records, checked from what is stored and nothing else.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use xiaonuan_domain::account::Side;
use xiaonuan_domain::record::{RecordKind, read_postings};

use crate::books::Books;

/// Balances by address.
type Balances = BTreeMap<String, i64>;

/// Side, amount and the balance after it.
type Row = (i64, i64, i64);

impl Books {
    /// Checks the whole journal: numbers, hashes, zero sums, the funds' equations after each record, and that every
    /// stored running balance is the fold of the postings before it.
    ///
    /// # Panics
    /// When a law is broken; the message names the record.
    pub async fn obey_the_laws(&self) {
        let registers = self
            .process
            .database()
            .registers(self.community)
            .await
            .expect("registers");
        let mut balances = Balances::new();
        let mut expected: HashMap<i64, Vec<Row>> = HashMap::new();
        let (mut recorded_at, mut high_water) = (i64::MIN, i64::MIN);
        let records = self.records().await;
        for (number, record) in (1..).zip(&records) {
            let name = format!("record {} ({})", record.seq, record.kind);
            assert_eq!(record.seq, number, "numbers have no gap");
            let hash = record.leaf(registers.community.id).hash().expect("a leaf");
            assert_eq!(record.leaf_hash, hash, "{name}: hash");
            assert!(
                record.recorded_at().micros() >= recorded_at,
                "{name}: recording times never fall"
            );
            recorded_at = record.recorded_at().micros();
            let postings = read_postings(&record.postings).expect("postings");
            let expected_late = (!postings.is_empty()).then(|| i64::from(record.occurred_at().micros() < high_water));
            assert_eq!(record.late, expected_late, "{name}: late");
            if !postings.is_empty() {
                high_water = high_water.max(record.occurred_at().micros());
            }
            sums_to_zero(&name, &postings);
            let rows = expected.entry(record.seq).or_default();
            for (address, side, amount) in postings {
                let balance = balances.entry(address).or_default();
                *balance += side.signed(amount);
                rows.push((side.signed(1), amount, *balance));
            }
            funds_are_whole(&name, &balances);
        }
        self.rows_are_the_fold(expected).await;
    }

    /// Each account's rows carry the sum so far, and each record has the rows that it says.
    async fn rows_are_the_fold(&self, mut expected: HashMap<i64, Vec<Row>>) {
        let mut rows: HashMap<i64, Vec<Row>> = HashMap::new();
        let mut folded: HashMap<i64, i64> = HashMap::new();
        for row in self.postings().await {
            let balance = folded.entry(row.account).or_default();
            *balance += row.side * row.amount;
            assert_eq!(row.balance, *balance, "account {} at record {}", row.account, row.seq);
            rows.entry(row.seq)
                .or_default()
                .push((row.side, row.amount, row.balance));
        }
        expected.retain(|_, rows| !rows.is_empty());
        for rows in rows.values_mut().chain(expected.values_mut()) {
            rows.sort_unstable();
        }
        assert_eq!(rows, expected, "rows are what the records say");
    }

    /// The kinds of the records after a number, with their references.
    ///
    /// # Panics
    /// When the journal holds an unknown kind.
    pub async fn kinds_after(&self, seq: i64) -> Vec<(RecordKind, String)> {
        let records = self.records().await.into_iter().filter(|record| record.seq > seq);
        records
            .map(|record| (record.kind.parse().expect("a kind"), record.reference))
            .collect()
    }
}

/// Every record sums to zero in each balanced book, per fund where the book is a fund's.
fn sums_to_zero(name: &str, postings: &[(String, Side, i64)]) {
    let mut sums: BTreeMap<String, i64> = BTreeMap::new();
    for (address, side, amount) in postings {
        let mut parts = address.split('/');
        let (book, second) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
        let of = match book {
            "general" | "budget" | "stock" => format!("{book}/{second}"),
            "usage" => continue,
            _ => book.to_owned(),
        };
        *sums.entry(of).or_default() += side.signed(*amount);
    }
    assert!(sums.values().all(|sum| *sum == 0), "{name}: {sums:?}");
}

/// Per fund, with cash in hand as bank: bank + receivable = available + encumbered + vouchers + owed;
/// inventory = goods; available + encumbered + goods = net assets + income − expenses.
fn funds_are_whole(name: &str, balances: &Balances) {
    let funds: BTreeSet<&str> = balances
        .keys()
        .filter_map(|address| address.strip_prefix("general/")?.split('/').next())
        .collect();
    for fund in funds {
        let sum = |book: &str, kind: &str| -> i64 {
            let (exact, below) = (format!("{book}/{fund}/{kind}"), format!("{book}/{fund}/{kind}/"));
            let of_kind = balances
                .iter()
                .filter(|(address, _)| **address == exact || address.starts_with(&below));
            of_kind.map(|(_, balance)| balance).sum()
        };
        let promised = sum("budget", "available") + sum("budget", "encumbered");
        let (vouchers, owed) = (-sum("general", "voucher"), -sum("general", "payable"));
        assert_eq!(
            sum("general", "bank") + sum("general", "cash") + sum("general", "receivable"),
            promised + vouchers + owed,
            "{name}: money of {fund}"
        );
        let owned = [
            "net-assets",
            "donation",
            "donation-in-kind",
            "other-income",
            "programme",
            "cost",
            "stock-loss",
        ];
        let owned = owned.map(|kind| -sum("general", kind));
        let goods = sum("budget", "goods-available") + sum("budget", "goods-encumbered");
        assert_eq!(sum("general", "inventory"), goods, "{name}: goods of {fund}");
        assert_eq!(
            promised + goods,
            owned.iter().sum::<i64>(),
            "{name}: what {fund} may still promise"
        );
        for (address, balance) in balances
            .iter()
            .filter(|(address, _)| address.contains(&format!("/{fund}/")))
        {
            let kind = address.split('/').nth(2).unwrap_or_default();
            let within = match kind {
                "bank" | "cash" | "receivable" | "available" | "encumbered" | "inventory" => *balance >= 0,
                "goods-available" | "goods-encumbered" | "stock" | "reserved" => *balance >= 0,
                "payable" | "voucher" => *balance <= 0,
                _ => true,
            };
            assert!(within, "{name}: {address} is {balance}");
        }
    }
}
