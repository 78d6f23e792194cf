//! A whole file as orders, in chunks.
//!
//! The rows of one order may lie anywhere in a file, so it is read in two passes. The first maps
//! every row and spills it to the chunk of its order; the second takes one chunk at a time and puts
//! its orders together. What grows with the file is only the table of order keys, about 12 bytes
//! for each order.
//!
//! A chunk is filled in the order in which the order keys first appear, and closed when it has
//! enough orders, rows or bytes. A closed chunk still gets the later rows of its orders; one that
//! has grown too large thereby is split after the first pass. All this depends on the file's bytes,
//! the profile and the limits alone, so a chunk's number means the same orders in every run.

mod drafts;
mod keys;
mod spill;

use std::io;
use std::ops::ControlFlow;
use std::path::Path;

use domain::imports::draft::{OrderDraft, StrayRow};
use domain::imports::fault::FaultCode;
use domain::imports::profile::{FileFormat, ImportProfile};
use serde::{Deserialize, Serialize};

use self::drafts::Drafts;
use self::keys::Keys;
use self::spill::{PartitionId, Spill};
use crate::csv::Step;
use crate::error::FileError;
use crate::limits::Limits;
use crate::mapping::{Mapped, Mapper};
use crate::source::{Found, Source};

/// What a chunk's orders ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChunkKind {
    /// Goods.
    Orders,
    /// That earlier orders be cancelled. These chunks come after all others.
    Cancellations,
}

/// Some of a file's orders, whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Chunk {
    /// Its number, from 0.
    pub number: u32,
    /// What its orders ask for.
    pub kind: ChunkKind,
    /// The orders, by their first rows.
    pub drafts: Vec<OrderDraft>,
    /// Rows that belong to no order, found in this part of the file.
    pub stray_rows: Vec<StrayRow>,
}

/// A file read once, its rows waiting in memory or a scratch file to be put together.
#[derive(Debug)]
pub struct Scan {
    /// The format it has.
    pub format: FileFormat,
    /// Rows that are not empty, without the header.
    pub n_rows: u64,
    /// Different orders, without cancellations.
    pub n_orders: u64,
    /// Different cancellations.
    pub n_cancellations: u64,
    /// Rows that belong to no order.
    pub n_stray_rows: u64,
    spill: Spill,
    limits: Limits,
    cancellation_prefix: Option<String>,
    /// The partitions that are chunks: those of orders first.
    chunks: Vec<(ChunkKind, PartitionId)>,
}

impl Scan {
    /// Number of chunks, those of cancellations included.
    pub fn n_chunks(&self) -> u32 {
        u32::try_from(self.chunks.len()).expect("fewer chunks than orders")
    }

    /// Number of chunks of orders; they are numbered from 0. Chunks of cancellations follow.
    pub fn n_order_chunks(&self) -> u32 {
        let n = self.chunks.iter().filter(|(kind, _)| *kind == ChunkKind::Orders).count();
        u32::try_from(n).expect("fewer chunks than orders")
    }

    /// Puts a chunk together; None behind the last. May be asked for in any order, repeatedly.
    ///
    /// Errors are the disk's.
    pub fn chunk(&mut self, number: u32) -> io::Result<Option<Chunk>> {
        let index = usize::try_from(number).expect("64 bits");
        let Some((kind, partition)) = self.chunks.get(index).copied() else { return Ok(None) };
        let mut drafts = Drafts::new(&self.limits, self.cancellation_prefix.as_deref());
        self.spill.read(partition, &mut |row| drafts.take(row))?;
        let (drafts, stray_rows) = drafts.finish();
        Ok(Some(Chunk { number, kind, drafts, stray_rows }))
    }
}

/// Reads a file once and cuts it into chunks. `scratch` is a folder for unnamed files that vanish
/// with the [`Scan`].
///
/// Refused is a file that cannot be read to its end, or has no rows: then nothing of it counts.
pub fn scan(path: &Path, profile: &ImportProfile, limits: &Limits, scratch: &Path) -> Result<Scan, FileError> {
    let mut mapper = Mapper::new(profile).map_err(FileError::Refused)?;
    let source = Source::open(path, profile, limits, scratch, &mapper)?;
    let prefix = profile.cancellation.as_ref().map(|rule| rule.prefix.as_str()).filter(|prefix| !prefix.is_empty());
    let mut sorter = Sorter::new(limits, prefix, scratch);
    for_each_row(&source, &mut mapper, &mut |mapped| sorter.take(mapped))?;
    if sorter.n_rows == 0 {
        return Err(no_rows(&source, profile));
    }
    let chunks = sorter.chunks()?;
    Ok(Scan {
        format: source.format,
        n_rows: sorter.n_rows,
        n_orders: sorter.orders.n,
        n_cancellations: sorter.cancellations.n,
        n_stray_rows: sorter.n_stray_rows,
        spill: sorter.spill,
        limits: limits.clone(),
        cancellation_prefix: prefix.map(str::to_owned),
        chunks,
    })
}

/// Calls `each` for every row of a file in canonical fields.
pub(crate) fn for_each_row(source: &Source<'_>, mapper: &mut Mapper, each: &mut dyn FnMut(&Mapped) -> Step) -> Result<(), FileError> {
    let mut mapped = Mapped::default();
    let mut last_row = 0;
    source.read(&mut |found| match found {
        Found::Preamble(_) => Ok(ControlFlow::Continue(())),
        Found::Header(header) => {
            mapper.bind(header, source.format == FileFormat::Csv)?;
            Ok(ControlFlow::Continue(()))
        }
        Found::Row(row) => {
            mapper.map_row(row, &mut mapped);
            each(&mapped)
        }
        Found::Record(record) => mapper.map_record(record, &mut last_row, &mut mapped, each),
    })
}

pub(crate) fn no_rows(source: &Source<'_>, profile: &ImportProfile) -> FileError {
    match (&profile.records, source.format) {
        (Some(path), FileFormat::Json | FileFormat::JsonLines | FileFormat::Xml) => FileError::refused(
            FaultCode::EmptyFile,
            format!("there is no record at {path:?}"),
            "compare the path of the records in the import profile with the file",
        ),
        _ => FileError::refused(FaultCode::EmptyFile, "the file has no rows of orders", "send the file again"),
    }
}

/// A sequence of partitions that is filled one after another.
#[derive(Debug, Default)]
struct Sequence {
    partitions: Vec<PartitionId>,
    n: u64,
    n_in_last: u32,
}

/// The first pass: knows each order key's partition.
struct Sorter<'a> {
    limits: &'a Limits,
    prefix: Option<&'a str>,
    keys: Keys,
    spill: Spill,
    orders: Sequence,
    cancellations: Sequence,
    /// The key of the row before: rows of one order often stand together.
    last: (String, PartitionId),
    n_rows: u64,
    n_stray_rows: u64,
}

impl<'a> Sorter<'a> {
    fn new(limits: &'a Limits, prefix: Option<&'a str>, scratch: &Path) -> Self {
        Self {
            limits,
            prefix,
            keys: Keys::default(),
            spill: Spill::new(limits.waiting_bytes, scratch),
            orders: Sequence::default(),
            cancellations: Sequence::default(),
            last: (String::new(), PartitionId::default()),
            n_rows: 0,
            n_stray_rows: 0,
        }
    }

    fn take(&mut self, mapped: &Mapped) -> Step {
        self.n_rows += 1;
        let partition = match mapped.reference() {
            Some(_) if mapped.is_repeat() => self.last.1,
            Some(reference) => self.partition_of_order(reference)?,
            None => {
                self.n_stray_rows += 1;
                self.open_partition(ChunkKind::Orders)
            }
        };
        self.spill.write(partition, mapped)?;
        Ok(ControlFlow::Continue(()))
    }

    fn partition_of_order(&mut self, reference: &str) -> Result<PartitionId, FileError> {
        if self.last.0 == reference && !reference.is_empty() {
            return Ok(self.last.1);
        }
        let key = keys::key_of(reference);
        let partition = match self.keys.get(key) {
            Some(partition) => partition,
            None => {
                if self.orders.n + self.cancellations.n == u64::from(self.limits.orders) {
                    return Err(FileError::refused(
                        FaultCode::FileTooLarge,
                        format!("the file has more than {} orders", self.limits.orders),
                        "split it into several files",
                    ));
                }
                let kind = match self.prefix {
                    Some(prefix) if reference.starts_with(prefix) => ChunkKind::Cancellations,
                    _ => ChunkKind::Orders,
                };
                let partition = self.open_partition(kind);
                let sequence = self.sequence(kind);
                sequence.n += 1;
                sequence.n_in_last += 1;
                self.keys.insert(key, partition);
                partition
            }
        };
        self.last.0.clear();
        self.last.0.push_str(reference);
        self.last.1 = partition;
        Ok(partition)
    }

    /// The partition that takes new orders.
    fn open_partition(&mut self, kind: ChunkKind) -> PartitionId {
        let sequence = match kind {
            ChunkKind::Orders => &mut self.orders,
            ChunkKind::Cancellations => &mut self.cancellations,
        };
        if let Some(last) = sequence.partitions.last() {
            let size = self.spill.size(*last);
            let is_full = sequence.n_in_last >= self.limits.orders_per_chunk
                || size.n_rows >= self.limits.rows_per_chunk
                || size.bytes >= self.limits.chunk_bytes;
            if !is_full {
                return *last;
            }
        }
        let next = self.spill.new_partition();
        sequence.partitions.push(next);
        sequence.n_in_last = 0;
        next
    }

    fn sequence(&mut self, kind: ChunkKind) -> &mut Sequence {
        match kind {
            ChunkKind::Orders => &mut self.orders,
            ChunkKind::Cancellations => &mut self.cancellations,
        }
    }

    /// Ends the first pass: frees the keys and splits what has grown too large.
    fn chunks(&mut self) -> io::Result<Vec<(ChunkKind, PartitionId)>> {
        self.keys = Keys::default();
        let mut chunks = Vec::new();
        for kind in [ChunkKind::Orders, ChunkKind::Cancellations] {
            for partition in std::mem::take(&mut self.sequence(kind).partitions) {
                let parts = self.spill.split(partition, self.limits.rows_per_chunk, self.limits.chunk_bytes)?;
                chunks.extend(parts.into_iter().map(|part| (kind, part)));
            }
        }
        Ok(chunks)
    }
}
