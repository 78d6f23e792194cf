//! Which partition each order key went to: what grows with a file, so it is packed.

use sha2::{Digest, Sha256};

use super::spill::PartitionId;

/// Tables by the first byte of the key: one that grows is copied, and small copies need little room.
const TABLES: usize = 256;

/// Bits of an entry that tell its partition, counted from 1: more than a file has orders.
const PARTITION_BITS: u32 = 24;

/// An order key, hashed: the same in every run, and spread evenly whatever a client calls its orders.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Key(u64);

pub(super) fn key_of(reference: &str) -> Key {
    let digest = Sha256::digest(reference.as_bytes());
    Key(u64::from_le_bytes(*digest.first_chunk().expect("32 bytes")))
}

/// The partition of each order key. Two keys that meet in all the bits that are kept, once in a
/// hundred thousand files of millions of orders, go to the same chunk, where they are told apart by
/// their texts.
#[derive(Default)]
pub(super) struct Keys(Vec<Table>);

/// Entries with the key's upper bits and the partition, found from the key's middle bits on;
/// 0 where there is none.
#[derive(Default, Clone)]
struct Table {
    entries: Vec<u64>,
    n: usize,
}

impl Keys {
    pub(super) fn get(&self, key: Key) -> Option<PartitionId> {
        self.0.get(table(key))?.get(key)
    }

    /// Adds a key that is not there.
    pub(super) fn insert(&mut self, key: Key, partition: PartitionId) {
        if self.0.is_empty() {
            self.0 = vec![Table::default(); TABLES];
        }
        self.0[table(key)].insert(key, partition);
    }
}

impl Table {
    fn get(&self, key: Key) -> Option<PartitionId> {
        if self.entries.is_empty() {
            return None;
        }
        let mut at = self.home(key.0);
        loop {
            let entry = self.entries[at];
            if entry == 0 {
                return None;
            }
            if entry >> PARTITION_BITS == key.0 >> PARTITION_BITS {
                let number = entry & ((1 << PARTITION_BITS) - 1);
                return Some(PartitionId::of_index(usize::try_from(number).expect("64 bits") - 1));
            }
            at = (at + 1) % self.entries.len();
        }
    }

    fn insert(&mut self, key: Key, partition: PartitionId) {
        if self.n >= self.entries.len() / 8 * 7 {
            let larger = (self.entries.len() + self.entries.len() / 3).max(16);
            for entry in std::mem::replace(&mut self.entries, vec![0; larger]) {
                if entry != 0 {
                    self.put(entry);
                }
            }
        }
        self.n += 1;
        let number = partition.index() as u64 + 1;
        assert!(number < 1 << PARTITION_BITS, "fewer partitions than orders");
        self.put(key.0 >> PARTITION_BITS << PARTITION_BITS | number);
    }

    fn put(&mut self, entry: u64) {
        let mut at = self.home(entry);
        while self.entries[at] != 0 {
            at = (at + 1) % self.entries.len();
        }
        self.entries[at] = entry;
    }

    /// Where the search for a key or an entry begins: its upper bits as a fraction of the table.
    fn home(&self, key: u64) -> usize {
        usize::try_from(((key >> 32) * self.entries.len() as u64) >> 32).expect("64 bits")
    }
}

fn table(key: Key) -> usize {
    usize::try_from(key.0 % TABLES as u64).expect("64 bits")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_is_found_again_with_its_partition_and_no_other_is() {
        let mut keys = Keys::default();
        let key = |number: usize| key_of(&format!("R{number}"));
        for number in 0..50_000 {
            assert_eq!(keys.get(key(number)), None);
            keys.insert(key(number), PartitionId::of_index(number / 7));
        }
        for number in 0..50_000 {
            assert_eq!(keys.get(key(number)), Some(PartitionId::of_index(number / 7)), "{number}");
        }
        assert_eq!(keys.get(key(50_000)), None);
    }
}
