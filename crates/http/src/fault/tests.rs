//! Faults that pass.

use super::*;

#[test]
fn what_passes_is_told_as_such_and_when_to_ask_again() {
    for (error, code) in [
        (StoreError::Busy, "busy"),
        (StoreError::Stopped, "stopping"),
        (StoreError::Silent, "unavailable"),
    ] {
        let fault = Fault::from(error);
        assert_eq!((fault.status().as_u16(), fault.code()), (503, code));
        assert!(fault.retry_after().is_some(), "{code}");
    }
    let lengthy = Fault::from(StoreError::Lengthy);
    assert_eq!((lengthy.status().as_u16(), lengthy.code()), (413, "too_large"));
    assert_eq!(lengthy.retry_after(), None, "the same again would take as long");
}

/// All faults, each named by the one before it: a new one has no place until it is put here.
fn after(fault: Option<&Fault>) -> Option<Fault> {
    Some(match fault {
        None => Fault::NotFound,
        Some(Fault::NotFound) => Fault::Unlisted(FieldFault::absent("fund")),
        Some(Fault::Unlisted(_)) => Fault::Invalid(Vec::new()),
        Some(Fault::Invalid(_)) => Fault::MethodNotAllowed,
        Some(Fault::MethodNotAllowed) => Fault::TooLarge,
        Some(Fault::TooLarge) => Fault::SecondFactorNeeded,
        Some(Fault::SecondFactorNeeded) => Fault::NotAllowed,
        Some(Fault::NotAllowed) => Fault::WrongHost,
        Some(Fault::WrongHost) => Fault::Unavailable,
        Some(Fault::Unavailable) => Fault::Away,
        Some(Fault::Away) => Fault::Busy,
        Some(Fault::Busy) => Fault::Stopping,
        Some(Fault::Stopping) => Fault::BadRequest,
        Some(Fault::BadRequest) => Fault::NotJson,
        Some(Fault::NotJson) => Fault::WrongMediaType,
        Some(Fault::WrongMediaType) => Fault::KeyRequired,
        Some(Fault::KeyRequired) => Fault::InvalidKey,
        Some(Fault::InvalidKey) => Fault::ConditionRequired,
        Some(Fault::ConditionRequired) => Fault::InvalidCondition,
        Some(Fault::InvalidCondition) => Fault::SignInNeeded,
        Some(Fault::SignInNeeded) => Fault::SignInRefused,
        Some(Fault::SignInRefused) => Fault::WrongCode,
        Some(Fault::WrongCode) => Fault::TokenRefused,
        Some(Fault::TokenRefused) => Fault::TooManyTries(60),
        Some(Fault::TooManyTries(_)) => Fault::TooManyRequests(1),
        Some(Fault::TooManyRequests(_)) => Fault::Over,
        Some(Fault::Over) => Fault::CrossSite,
        Some(Fault::CrossSite) => Fault::NoCounter,
        Some(Fault::NoCounter) => Fault::PinRequired,
        Some(Fault::PinRequired) => Fault::Internal(None),
        Some(Fault::Internal(_)) => return None,
        // Those have a page of their own.
        Some(Fault::Refused(_)) => return None,
    })
}

/// What the rows of a section's table begin with.
fn listed<'a>(page: &'a str, heading: &str) -> Vec<&'a str> {
    let (_, section) = page.split_once(&format!("\n{heading}\n")).expect("a section");
    let lines = section.lines().take_while(|line| !line.starts_with('#'));
    lines
        .filter_map(|line| line.strip_prefix("| `")?.split('`').next())
        .collect()
}

#[test]
fn every_code_of_a_problem_stands_in_the_document() {
    let page = include_str!("../../../../docs/api.md");
    let mut codes = Vec::new();
    let mut fault = after(None);
    while let Some(it) = fault {
        codes.push(format!("{} {}", it.code(), it.status().as_u16()));
        fault = after(Some(&it));
    }
    codes.dedup();
    let rows = listed(page, "### Codes of requests");
    let status = |code: &str| {
        let row = page.lines().find(|line| line.starts_with(&format!("| `{code}` | ")));
        row.and_then(|row| row.split(" | ").nth(1))
            .unwrap_or_default()
            .to_owned()
    };
    let told: Vec<String> = rows.iter().map(|code| format!("{code} {}", status(code))).collect();
    assert_eq!(told, codes);
    let fields: Vec<&str> = FieldCode::ALL.iter().map(|code| code.as_str()).collect();
    assert_eq!(listed(page, "### Codes of fields"), fields);
}
