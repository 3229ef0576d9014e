//! The root of a Merkle tree over the records' hashes (RFC 6962), computed leaf by leaf in logarithmic space.

use sha2::{Digest, Sha256};

/// The roots of the complete subtrees so far, largest first, with the number of leaves of each.
#[derive(Clone, Debug, Default)]
pub(super) struct Frontier {
    subtrees: Vec<(u64, [u8; 32])>,
}

fn node(left: &[u8; 32], right: &[u8; 32]) -> [u8; 32] {
    let mut hash = Sha256::new();
    hash.update([1]);
    hash.update(left);
    hash.update(right);
    hash.finalize().into()
}

impl Frontier {
    /// Adds the hash of the next leaf.
    pub(super) fn push(&mut self, leaf: [u8; 32]) {
        let (mut size, mut root) = (1, leaf);
        while let Some((left_size, left)) = self.subtrees.last().copied()
            && left_size == size
        {
            self.subtrees.pop();
            root = node(&left, &root);
            size *= 2;
        }
        self.subtrees.push((size, root));
    }

    /// The root of the tree; that of no leaves is the hash of nothing.
    pub(super) fn root(&self) -> [u8; 32] {
        let mut subtrees = self.subtrees.iter().rev().map(|(_, root)| *root);
        match subtrees.next() {
            Some(last) => subtrees.fold(last, |right, left| node(&left, &right)),
            None => Sha256::digest([]).into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The test tree of RFC 6962's reference implementation: leaves "", 00, 10, 2021, 3031, 40414243, …
    #[test]
    fn roots_are_those_of_certificate_transparency() {
        let leaves = [
            "",
            "00",
            "10",
            "2021",
            "3031",
            "40414243",
            "5051525354555657",
            "606162636465666768696a6b6c6d6e6f",
        ];
        let roots = [
            (1, "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"),
            (3, "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77"),
            (8, "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"),
        ];
        let mut frontier = Frontier::default();
        assert_eq!(
            hex(frontier.root()),
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
        );
        for (at, leaf) in leaves.iter().enumerate() {
            let mut hash = Sha256::new();
            hash.update([0]);
            hash.update(bytes(leaf));
            frontier.push(hash.finalize().into());
            if let Some((_, root)) = roots.iter().find(|(size, _)| *size == at + 1) {
                assert_eq!(hex(frontier.root()), *root, "{} leaves", at + 1);
            }
        }
    }

    fn hex(hash: [u8; 32]) -> String {
        hash.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    fn bytes(hex: &str) -> Vec<u8> {
        (0..hex.len())
            .step_by(2)
            .map(|at| u8::from_str_radix(&hex[at..at + 2], 16).expect("hex"))
            .collect()
    }
}
