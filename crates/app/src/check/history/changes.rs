//! Which records made and changed each row, and the versions of terms that came of it.

use std::collections::HashMap;

use xiaonuan_domain::command::DiscountTerms;
use xiaonuan_domain::document::DiscountDocument;
use xiaonuan_domain::ledger::ChangedRow;
use xiaonuan_domain::record::Seq;
use xiaonuan_domain::register::entry::{ENTRIES, seeded};
use xiaonuan_domain::register::{Register, Registers, Versions};

use super::super::{Findings, Law};

/// What the records said so far of rows.
#[derive(Default)]
pub(super) struct Changes {
    first: HashMap<(Register, u32), Seq>,
    last: HashMap<(Register, u32), Seq>,
    changes: Vec<ChangedRow>,
    versions: HashMap<u32, (DiscountTerms, Versions)>,
}

impl Changes {
    /// Before the first record: every community has some rows from the beginning.
    pub(super) fn beginning() -> Self {
        let mut changes = Changes::default();
        for register in ENTRIES {
            for (number, row) in (1..).zip(seeded(register)) {
                changes.registered(register, number, row.since);
            }
        }
        changes
    }

    /// A record made a row.
    pub(super) fn registered(&mut self, register: Register, number: u32, seq: Seq) {
        self.first.insert((register, number), seq);
        self.last.insert((register, number), seq);
    }

    /// A record changed a row.
    pub(super) fn changed(&mut self, register: Register, number: u32, seq: Seq) {
        self.last.insert((register, number), seq);
        self.changes.push(ChangedRow { register, number, seq });
    }

    /// The versions of a discount's terms up to a record of it; nothing if it does not follow the one before.
    pub(super) fn version(&mut self, number: u32, document: &DiscountDocument) -> Option<&Versions> {
        let wanted = document.version.unwrap_or(1);
        let known = self
            .versions
            .entry(number)
            .or_insert_with(|| (document.terms.clone(), Versions::default()));
        let (terms, versions) = known;
        if wanted == versions.last() + 1 {
            *versions = versions.followed(terms.clone(), document.from?);
        }
        *terms = document.terms.clone();
        (wanted == versions.last() && document.from == versions.from).then_some(&*versions)
    }

    /// Compares the record that each row names as its first and last, and the list of changes. A row may have been
    /// changed since by a record that is not looked at: then that is on the list.
    pub(super) fn finish(&self, registers: &Registers, head: Seq, stored: &[ChangedRow], findings: &mut Findings) {
        let (stored, later) = stored.split_at(stored.partition_point(|change| change.seq <= head));
        let mut rows = vec![(Register::Community, 1, 1, registers.community.changed)];
        let all = registers.funds.iter();
        rows.extend(all.map(|(number, row)| (Register::Fund, number.0, row.since, row.changed)));
        let all = registers.merchants.iter();
        rows.extend(all.map(|(number, row)| (Register::Merchant, number.0, row.since, row.changed)));
        let all = registers.discounts.iter();
        rows.extend(all.map(|(number, row)| (Register::Discount, number.0, row.since, row.changed)));
        let all = registers.residents.iter();
        rows.extend(all.map(|(number, row)| (Register::Resident, number.0, row.since, row.changed)));
        for register in ENTRIES {
            let all = registers.entries(register).iter();
            rows.extend(all.map(|(number, row)| (register, number.0, row.since, row.changed)));
        }
        for (register, number, since, changed) in rows {
            let key = (register, number);
            let is_last = self.last.get(&key) == Some(&changed);
            let is_later = later.contains(&ChangedRow {
                register,
                number,
                seq: changed,
            });
            let same = self.first.get(&key) == Some(&since) && (is_last || is_later);
            findings.expect(Law::Registers, same, || {
                format!("{register} {number} does not name the records that made and changed it")
            });
        }
        // One record may change several rows, in no order.
        let in_order = |changes: &[ChangedRow]| {
            let mut changes = changes.to_vec();
            changes.sort_by_key(|change| (change.seq, *change));
            changes
        };
        findings.expect(Law::Registers, in_order(stored) == in_order(&self.changes), || {
            "the list of changes is not that of the records".to_owned()
        });
    }
}
