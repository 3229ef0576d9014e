//! Which columns are sealed: rotation of keys goes through this list, and nothing may be sealed that is not on it.

/// A sealed column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sealed {
    /// The table.
    pub table: &'static str,
    /// The columns of its primary key, in order. A value's context is the table and these, joined by `/`.
    pub key: &'static [KeyColumn],
    /// The column. It may hold NULL, for nothing.
    pub column: &'static str,
    /// Which rows have it sealed, if not all.
    pub only: Option<&'static str>,
}

/// A column of a primary key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyColumn {
    /// Of whole numbers.
    Int(&'static str),
    /// Of texts.
    Text(&'static str),
}

use KeyColumn::{Int, Text};

/// All sealed columns. A test compares them with what a database holds.
pub const SEALED: &[Sealed] = &[
    Sealed::of("resident", &[Int("community"), Int("resident")], "sealed"),
    Sealed::of("merchant", &[Int("community"), Int("merchant")], "sealed"),
    Sealed::of("entry", &[Int("community"), Text("register"), Int("number")], "sealed"),
    Sealed::of(
        "private_value",
        &[Int("community"), Int("seq"), Text("field")],
        "sealed",
    ),
    Sealed::of("outcome", &[Int("community"), Text("scope"), Text("key")], "told"),
    Sealed {
        table: "sealing",
        key: &[Text("name")],
        column: "value",
        only: Some("name = 'check'"),
    },
];

impl Sealed {
    const fn of(table: &'static str, key: &'static [KeyColumn], column: &'static str) -> Self {
        Sealed {
            table,
            key,
            column,
            only: None,
        }
    }
}

impl KeyColumn {
    /// Its name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Int(name) | Text(name) => name,
        }
    }
}
