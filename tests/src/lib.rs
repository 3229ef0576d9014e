//! End-to-end and conformance tests over the real binary, router and both databases.
