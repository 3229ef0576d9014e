//! Which entries are decided together.

use std::collections::HashSet;

use xiaonuan_domain::command::Command;

use super::Entry;

/// Splits entries where changes of registers and events meet: what an event may touch is loaded before its batch is
/// decided, and so must know the registers that the batch before it made. Splits also where a key comes again, which
/// is then answered as before. What builds on records of its own stands alone: they are loaded for it, and a
/// correction may set off an expiry that happens after it.
pub(super) fn runs(entries: &[Entry]) -> Vec<&[Entry]> {
    let of_register = |entry: &Entry| entry.ask.as_ref().is_ok_and(Command::is_of_a_register);
    let alone = |entry: &Entry| entry.ask.as_ref().is_ok_and(Command::stands_alone);
    let mut runs = Vec::new();
    let mut start = 0;
    let mut seen = HashSet::new();
    for (at, entry) in entries.iter().enumerate() {
        let key = entry.key().map(|key| (key.scope, key.key.as_str()));
        let again = key.is_some_and(|key| !seen.insert(key));
        let meets = |before: &Entry| of_register(entry) != of_register(before) || alone(entry) || alone(before);
        if again || (at > start && meets(&entries[at - 1])) {
            runs.push(&entries[start..at]);
            start = at;
            seen.clear();
            seen.extend(key);
        }
    }
    runs.push(&entries[start..]);
    runs
}
