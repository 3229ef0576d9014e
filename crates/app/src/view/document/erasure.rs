//! That a resident was erased, as facts.

use xiaonuan_domain::document::ErasureDocument;

use super::{FactValue as V, Facts, Reading};

impl Reading {
    pub(super) fn erasure(&self, document: &ErasureDocument) -> Facts {
        vec![
            ("resident", self.of_resident(document.subject)),
            ("erased_records", V::Count(counted(document.records.len()))),
            ("erased_rows", V::Count(counted(document.rows.len()))),
        ]
    }
}

/// How many of something a record lists: fewer than its leaf has bytes.
fn counted(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
