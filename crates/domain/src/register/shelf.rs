//! Rows by key and by code, in pieces that copies share.
//!
//! Whoever decides works on a copy of the registers, which readers go on using meanwhile. So a copy costs little, and a
//! change copies the piece that the row is in and no other: a community may have tens of thousands of residents.

use std::collections::HashMap;
use std::hash::{BuildHasher, BuildHasherDefault, DefaultHasher, Hash};
use std::marker::PhantomData;
use std::sync::Arc;

use super::Number;
use crate::code::Code;

/// How many rows are copied with one that changes.
const BLOCK: usize = 64;
/// How many parts an index has.
const PARTS: usize = 256;

/// One register: rows by key and by code.
#[derive(Clone, Debug)]
pub struct Shelf<N, T> {
    blocks: Vec<Arc<Vec<T>>>,
    by_code: Index<Code, u32>,
    key: PhantomData<N>,
}

impl<N, T> Default for Shelf<N, T> {
    fn default() -> Self {
        Shelf {
            blocks: Vec::new(),
            by_code: Index::default(),
            key: PhantomData,
        }
    }
}

impl<N: Number, T> Shelf<N, T> {
    /// The row of a key that this register gave.
    #[must_use]
    pub fn get(&self, key: N) -> &T {
        self.find(key).expect("this register gave the key")
    }

    /// The row of a key, if this register has it.
    #[must_use]
    pub fn find(&self, key: N) -> Option<&T> {
        self.at((key.number() as usize).checked_sub(1)?)
    }

    /// Key and row of a code.
    #[must_use]
    pub fn by_code(&self, code: &Code) -> Option<(N, &T)> {
        let key = N::from_number(*self.by_code.get(code)?);
        Some((key, self.get(key)))
    }

    /// All rows in order of their keys.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = (N, &T)> {
        let place = |block: usize, row: usize| N::from_number((block * BLOCK + row) as u32 + 1);
        let blocks = self.blocks.iter().enumerate();
        blocks.flat_map(move |(block, rows)| rows.iter().enumerate().map(move |(row, it)| (place(block, row), it)))
    }

    /// How many rows there are.
    #[must_use]
    pub fn len(&self) -> usize {
        match self.blocks.split_last() {
            Some((last, full)) => full.len() * BLOCK + last.len(),
            None => 0,
        }
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.blocks.is_empty()
    }

    fn at(&self, place: usize) -> Option<&T> {
        self.blocks.get(place / BLOCK)?.get(place % BLOCK)
    }
}

impl<N: Number, T: Clone> Shelf<N, T> {
    /// The row of a key that this register gave, to be changed. Its code must stay.
    pub fn get_mut(&mut self, key: N) -> &mut T {
        let place = key.number() as usize - 1;
        &mut Arc::make_mut(&mut self.blocks[place / BLOCK])[place % BLOCK]
    }

    /// Lets a row be found by another code and not by the one before; the row itself is the caller's to change.
    pub(super) fn rename(&mut self, key: N, before: &Code, code: Code) {
        self.by_code.remove(before);
        self.by_code.insert(code, key.number());
    }

    /// Adds a row under the next key.
    pub fn push(&mut self, code: Code, row: T) -> N {
        let number = u32::try_from(self.len() + 1).expect("fewer than four billion rows");
        match self.blocks.last_mut().filter(|last| last.len() < BLOCK) {
            Some(last) => Arc::make_mut(last).push(row),
            None => self.blocks.push(Arc::new(vec![row])),
        }
        self.by_code.insert(code, number);
        N::from_number(number)
    }
}

/// What is found by a key.
#[derive(Clone, Debug)]
pub(super) struct Index<K, V> {
    parts: Vec<Arc<HashMap<K, V>>>,
}

impl<K, V> Default for Index<K, V> {
    fn default() -> Self {
        Index {
            parts: vec![Arc::default(); PARTS],
        }
    }
}

impl<K: Eq + Hash, V> Index<K, V> {
    fn part<Q: Hash + ?Sized>(key: &Q) -> usize {
        let hash = BuildHasherDefault::<DefaultHasher>::default().hash_one(key);
        usize::try_from(hash % PARTS as u64).expect("fewer parts than numbers")
    }

    pub(super) fn get<Q: Eq + Hash + ?Sized>(&self, key: &Q) -> Option<&V>
    where
        K: std::borrow::Borrow<Q>,
    {
        self.parts[Self::part(key)].get(key)
    }
}

impl<K: Eq + Hash + Clone, V: Clone> Index<K, V> {
    fn part_mut(&mut self, key: &K) -> &mut HashMap<K, V> {
        Arc::make_mut(&mut self.parts[Self::part(key)])
    }

    pub(super) fn insert(&mut self, key: K, value: V) {
        self.part_mut(&key).insert(key, value);
    }

    pub(super) fn remove(&mut self, key: &K) {
        self.part_mut(key).remove(key);
    }

    /// Changes what stands under a key: its first state is that of nothing, and what comes to nothing is gone.
    pub(super) fn change(&mut self, key: K, change: impl FnOnce(&mut V))
    where
        V: Default + PartialEq,
    {
        let part = self.part_mut(&key);
        let mut value = part.remove(&key).unwrap_or_default();
        change(&mut value);
        if value != V::default() {
            part.insert(key, value);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::register::ResidentNo;

    fn code(number: u32) -> Code {
        format!("R{number}").parse().expect("a code")
    }

    #[test]
    fn what_comes_to_nothing_is_as_if_it_had_never_been() {
        let mut index: Index<u32, Vec<u32>> = Index::default();
        index.change(1, |numbers| numbers.push(7));
        assert_eq!(index.get(&1), Some(&vec![7]));
        index.change(1, Vec::clear);
        assert_eq!(index.get(&1), None);
    }

    #[test]
    fn rows_are_found_by_key_and_code_in_order() {
        let mut shelf: Shelf<ResidentNo, u32> = Shelf::default();
        assert!(shelf.is_empty());
        for number in 1..=1_000 {
            assert_eq!(shelf.push(code(number), number), ResidentNo(number));
        }
        assert_eq!(shelf.len(), 1_000);
        let forwards: Vec<(u32, u32)> = shelf.iter().map(|(key, row)| (key.0, *row)).collect();
        assert!(forwards.into_iter().eq((1..=1_000).map(|number| (number, number))));
        let backwards: Vec<u32> = shelf.iter().rev().map(|(_, row)| *row).collect();
        assert!(backwards.into_iter().eq((1..=1_000).rev()));
        assert_eq!(shelf.by_code(&code(64)), Some((ResidentNo(64), &64)));
        assert_eq!((shelf.find(ResidentNo(0)), shelf.find(ResidentNo(1_001))), (None, None));
    }

    /// What a change under the lock costs does not grow with the community.
    #[test]
    fn a_change_copies_the_rows_beside_it_and_no_others() {
        let mut shelf: Shelf<ResidentNo, u32> = Shelf::default();
        for number in 1..=10_000 {
            shelf.push(code(number), number);
        }
        let before = shelf.clone();
        *shelf.get_mut(ResidentNo(5_000)) = 0;
        shelf.push(code(10_001), 10_001);
        assert_eq!((*before.get(ResidentNo(5_000)), before.len()), (5_000, 10_000));
        let shared = |one: &Shelf<_, _>, other: &Shelf<_, _>| {
            let blocks = std::iter::zip(&one.blocks, &other.blocks).filter(|(one, other)| Arc::ptr_eq(one, other));
            let parts = std::iter::zip(&one.by_code.parts, &other.by_code.parts);
            (
                blocks.count(),
                parts.filter(|(one, other)| Arc::ptr_eq(one, other)).count(),
            )
        };
        assert_eq!(shared(&before, &shelf), (before.blocks.len() - 2, PARTS - 1));
    }
}
