//! Faults that pass.

use super::*;

#[test]
fn what_passes_is_told_as_such_and_when_to_ask_again() {
    for (error, code) in [
        (StoreError::Busy, "busy"),
        (StoreError::Lengthy, "too_large"),
        (StoreError::Stopped, "stopping"),
        (StoreError::Silent, "unavailable"),
    ] {
        let fault = Fault::from(error);
        assert_eq!((fault.status().as_u16(), fault.code()), (503, code));
        assert!(fault.retry_after().is_some(), "{code}");
    }
}
