//! Hashes of entries, and the salted Merkle trees of their disclosure groups.

use sha2::{Digest as _, Sha256};

/// A SHA-256.
pub type Hash = [u8; 32];

const LEAF: u8 = 0;
const NODE: u8 = 1;
const ROOT: u8 = 2;
const ENTRY: &[u8] = b"lianxin/entry/1";
const SALT: &[u8] = b"lianxin/salt/1";
const SEED: &[u8] = b"lianxin/seed/1";

/// SHA-256 of the concatenation.
pub(crate) fn sha256(parts: &[&[u8]]) -> Hash {
    let mut hasher = Sha256::new();
    for part in parts {
        hasher.update(part);
    }
    hasher.finalize().into()
}

fn first_half(hash: Hash) -> [u8; 16] {
    let mut half = [0; 16];
    half.copy_from_slice(&hash[..16]);
    half
}

/// The seed of one group of one entry, from the entry's random secret.
pub fn derive_seed(secret: &[u8; 16], group: u8) -> [u8; 16] {
    first_half(sha256(&[SEED, secret, &[group]]))
}

/// The salt of leaf `index` of a group, from the group's seed.
pub(crate) fn salt(seed: &[u8; 16], index: u32) -> [u8; 16] {
    first_half(sha256(&[SALT, seed, &index.to_be_bytes()]))
}

/// The hash of one leaf.
pub(crate) fn leaf_hash(salt: &[u8; 16], leaf: &[u8]) -> Hash {
    sha256(&[&[LEAF], salt, leaf])
}

/// Where a tree of `count` leaves is split: at the largest power of two below it (RFC 6962, 2.1).
fn split(count: usize) -> usize {
    count.next_power_of_two() / 2
}

fn tree(leaves: &[Hash]) -> Hash {
    match leaves {
        [] => sha256(&[]),
        [one] => *one,
        many => {
            let (left, right) = many.split_at(split(many.len()));
            sha256(&[&[NODE], &tree(left), &tree(right)])
        }
    }
}

fn close(count: u32, top: Hash) -> Hash {
    sha256(&[&[ROOT], &count.to_be_bytes(), &top])
}

/// The root of a group: its number of leaves and the top of their tree.
pub(crate) fn root_of(leaves: &[Hash]) -> Hash {
    close(leaves.len() as u32, tree(leaves))
}

/// The root of a group from the bytes of its leaves and its seed.
pub fn part_root(seed: &[u8; 16], leaves: &[Vec<u8>]) -> Hash {
    let hashes: Vec<Hash> =
        (0u32..).zip(leaves).map(|(index, leaf)| leaf_hash(&salt(seed, index), leaf)).collect();
    root_of(&hashes)
}

/// The hashes beside the way from leaf `index` to the top, from the bottom.
pub(crate) fn path(leaves: &[Hash], index: usize) -> Vec<Hash> {
    if leaves.len() <= 1 {
        return Vec::new();
    }
    let (left, right) = leaves.split_at(split(leaves.len()));
    let (mut below, beside) = match index.checked_sub(left.len()) {
        None => (path(left, index), tree(right)),
        Some(rest) => (path(right, rest), tree(left)),
    };
    below.push(beside);
    below
}

/// The root that a leaf and its path lead to; `None` if the path is not as long as the tree is high there.
pub(crate) fn root_by_path(leaf: Hash, index: u32, count: u32, path: &[Hash]) -> Option<Hash> {
    fn climb(leaf: Hash, index: usize, count: usize, path: &[Hash]) -> Option<Hash> {
        if count <= 1 {
            return path.is_empty().then_some(leaf);
        }
        let (beside, below) = path.split_last()?;
        let left = split(count);
        match index.checked_sub(left) {
            None => Some(sha256(&[&[NODE], &climb(leaf, index, left, below)?, beside])),
            Some(rest) => Some(sha256(&[&[NODE], beside, &climb(leaf, rest, count - left, below)?])),
        }
    }
    if index >= count {
        return None;
    }
    Some(close(count, climb(leaf, index as usize, count as usize, path)?))
}

/// The hash of an entry: over its header, its open part, and the root of each group by number.
pub(crate) fn entry_hash(header: &[u8], open: &[u8], roots: impl Iterator<Item = (u8, Hash)>) -> Hash {
    let mut hasher = Sha256::new();
    hasher.update(ENTRY);
    hasher.update(sha256(&[header]));
    hasher.update(sha256(&[open]));
    for (group, root) in roots {
        hasher.update([group]);
        hasher.update(root);
    }
    hasher.finalize().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_leaf_of_every_small_tree_leads_to_its_root_and_to_no_other() {
        for count in 1u32..20 {
            let leaves: Vec<Hash> = (0..count).map(|n| sha256(&[&n.to_be_bytes()])).collect();
            let root = root_of(&leaves);
            for index in 0..count {
                let way = path(&leaves, index as usize);
                assert_eq!(root_by_path(leaves[index as usize], index, count, &way), Some(root));
                assert_ne!(root_by_path(leaves[index as usize], index, count + 1, &way), Some(root));
                let other = (index + 1) % count;
                if other != index {
                    assert_ne!(root_by_path(leaves[index as usize], other, count, &way), Some(root));
                }
            }
        }
    }
}
