//! Why a report cannot be given.

use thiserror::Error;
use xiaonuan_persistence::error::StoreError;

use super::{Expected, Parameter};
use crate::messages::{Language, Messages};

/// A report could not be given.
#[derive(Debug, Error)]
pub enum ReportError {
    /// There is none such in these books.
    #[error("{}", self.message(Language::English))]
    NotFound {
        /// What was looked for: a community, fund, merchant or account.
        what: Parameter,
        /// By which code.
        code: String,
    },
    /// A parameter is not what it should be.
    #[error("{}", self.message(Language::English))]
    Invalid {
        /// Which.
        parameter: Parameter,
        /// What was written.
        value: String,
        /// What would be right.
        expected: Expected,
    },
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl ReportError {
    /// What is wrong and what would be right, for people. A failure of the database says only that.
    #[must_use]
    pub fn message(&self, language: Language) -> String {
        let messages = Messages::of(language);
        match self {
            ReportError::NotFound { what, code } => {
                messages.text_with(&format!("report-no-{what}"), &[("code", code.as_str())])
            }
            ReportError::Invalid {
                parameter,
                value,
                expected,
            } => {
                let expected = messages.text(expected.message_id());
                let arguments = [
                    ("parameter", parameter.as_str()),
                    ("expected", &expected),
                    ("value", value),
                ];
                let id = if value.is_empty() {
                    "report-missing"
                } else {
                    "report-invalid"
                };
                messages.text_with(id, &arguments[..if value.is_empty() { 2 } else { 3 }])
            }
            ReportError::Store(_) => messages.text("report-failed"),
        }
    }
}
