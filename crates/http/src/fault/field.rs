//! Fields that are not what they should be.

use xiaonuan_domain::user::PasswordFault;

use crate::words::{Words, t};

/// A field that is not what it should be. Never holds what was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct FieldFault {
    /// The field.
    pub(crate) field: String,
    /// What is wrong with it.
    pub(crate) code: FieldCode,
    /// What it may be, where that is a list.
    pub(crate) choices: Vec<String>,
    /// From and to which number it, or how many there are of it, may go.
    pub(crate) range: Option<(i64, i64)>,
}

impl FieldFault {
    pub(crate) fn new(field: impl Into<String>, code: FieldCode) -> Self {
        FieldFault {
            field: field.into(),
            code,
            choices: Vec::new(),
            range: None,
        }
    }

    /// What is not among what these books have.
    pub(crate) fn absent(field: impl Into<String>) -> Self {
        FieldFault::new(field, FieldCode::Absent)
    }

    /// A field that is none of its choices.
    pub(crate) fn of_choices<'a>(field: impl Into<String>, choices: impl IntoIterator<Item = &'a str>) -> Self {
        FieldFault {
            choices: choices.into_iter().map(str::to_owned).collect(),
            ..FieldFault::new(field, FieldCode::Choice)
        }
    }

    /// What would be right.
    pub(crate) fn message(&self, words: Words) -> String {
        match (self.code, self.range) {
            (FieldCode::Number, Some((least, most))) => t!(words, "field-fault-range", least = least, most = most),
            (FieldCode::Count, Some((least, most))) => t!(words, "field-fault-count-of", least = least, most = most),
            (FieldCode::Absent, _) => t!(words, "field-fault-not-listed-of", place = listed_at(&self.field)),
            (code, _) if self.choices.is_empty() => code.message(words),
            (FieldCode::Required, _) => t!(words, "field-fault-required-of", choices = self.choices.join("; ")),
            _ => t!(words, "field-fault-choice-of", choices = self.choices.join(", ")),
        }
    }
}

/// Where what a field names is listed.
fn listed_at(field: &str) -> &'static str {
    match field {
        "account" => "accounts",
        "fund" => "registers/funds",
        "merchant" => "registers/merchants",
        "branch" => "registers/branches",
        _ => "openapi.json",
    }
}

/// Declares what can be wrong with a field: its stable code, and the message that says what would be right.
macro_rules! field_codes {
    ($(#[doc = $doc:literal] $code:ident = $text:literal, $message:tt;)+) => {
        /// What can be wrong with a field.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(crate) enum FieldCode {
            $(#[doc = $doc] $code,)+
        }

        impl FieldCode {
            pub(super) const ALL: &[FieldCode] = &[$(FieldCode::$code),+];

            /// The stable code.
            pub(crate) const fn as_str(self) -> &'static str {
                match self {
                    $(FieldCode::$code => $text,)+
                }
            }

            /// What would be right.
            pub(crate) fn message(self, words: Words) -> String {
                match self {
                    $(FieldCode::$code => t!(words, $message),)+
                }
            }
        }
    };
}

field_codes! {
    /// Not a day.
    Day = "invalid_date", "field-fault-day";
    /// Not a day, moment or record number.
    Moment = "invalid_moment", "field-fault-moment";
    /// Not one of the choices.
    Choice = "invalid_kind", "field-fault-choice";
    /// Not a code.
    Code = "invalid_code", "field-fault-code";
    /// Not a number, or out of range.
    Number = "invalid_number", "field-fault-number";
    /// The last day lies before the first.
    Order = "invalid_order", "field-fault-order";
    /// The report cannot do without it.
    Required = "required", "field-fault-required";
    /// The report has no such field.
    Unasked = "not_asked_for", "field-fault-unasked";
    /// Not readable at all.
    Form = "invalid_form", "field-fault-form";
    /// Not what a page before gave as its next.
    Cursor = "invalid_cursor", "field-fault-cursor";
    /// Nothing of that name is there.
    Absent = "not_listed", "field-fault-not-listed";
    /// Not a record, by its number or by its kind and reference.
    Target = "invalid_target", "field-fault-target";
    /// Not a month.
    Month = "invalid_month", "field-fault-month";
    /// Not a grade of the category.
    Grade = "invalid_grade", "field-fault-grade";
    /// None, or too many.
    Count = "invalid_count", "field-fault-count";
    /// Text with spaces around it or invisible characters in it.
    Text = "invalid_text", "field-fault-text";
    /// Not an amount.
    Amount = "invalid_amount", "field-fault-amount";
    /// Not a moment.
    Time = "invalid_time", "field-fault-time";
    /// Not a percentage.
    Percent = "invalid_percent", "field-fault-percent";
    /// A parameter without a value.
    Empty = "empty", "field-fault-empty";
    /// Empty, or too long.
    Length = "invalid_length", "field-fault-length";
    /// Not a PIN, or one that others would try first.
    Pin = "invalid_pin", "field-fault-pin";
    /// Not a time zone.
    Zone = "invalid_zone", "field-fault-zone";
    /// Not the identifier of an account.
    User = "invalid_user", "field-fault-user";
    /// Not of the type that stands in the document.
    Type = "invalid_type", "field-fault-type";
    /// There is no such field.
    Unknown = "unknown_field", "field-fault-unknown";
    /// The field is there twice.
    Twice = "duplicate_field", "field-fault-twice";
    /// Not an eligibility, or not a rule of who is eligible.
    Eligibility = "invalid_eligibility", "field-fault-eligibility";
    /// Not a category of eligibility.
    Category = "invalid_category", "field-fault-category";
    /// Masked, and not as it was shown.
    Masked = "masked", "field-fault-masked";
    /// Not the password of whoever is signed in.
    PasswordWrong = "password_wrong", "field-fault-password-wrong";
    /// A password with fewer than 8 characters.
    PasswordShort = "password_too_short", "field-fault-password-short";
    /// A password with more than 128 characters.
    PasswordLong = "password_too_long", "field-fault-password-long";
    /// A password that others would try first.
    PasswordCommon = "password_common", "field-fault-password-common";
    /// Not a name to sign in with.
    Login = "invalid_login", "field-fault-login";
    /// A name to sign in with that somebody has.
    Taken = "taken", "field-fault-taken";
    /// It cannot be changed.
    Fixed = "fixed", "field-fault-fixed";
}

impl FieldCode {
    /// What is wrong with a password.
    pub(crate) const fn of_password(fault: PasswordFault) -> Self {
        match fault {
            PasswordFault::TooShort => FieldCode::PasswordShort,
            PasswordFault::TooLong => FieldCode::PasswordLong,
            PasswordFault::Common => FieldCode::PasswordCommon,
        }
    }

    pub(crate) fn of(code: &str) -> Self {
        let found = FieldCode::ALL.iter().find(|known| known.as_str() == code);
        found.copied().unwrap_or(FieldCode::Form)
    }
}
