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
