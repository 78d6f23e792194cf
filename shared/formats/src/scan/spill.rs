//! Mapped rows sorted into partitions, in memory as long as they are few, then in one unnamed
//! scratch file, each partition as a list of blocks.

use std::collections::HashMap;
use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};

use domain::imports::draft::{Field, Part};
use domain::imports::fault::Fault;

use crate::mapping::Mapped;

/// A pile of rows that becomes a chunk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct PartitionId(u32);

impl PartitionId {
    /// The n-th partition, counted from 0.
    pub(super) fn of_index(index: usize) -> Self {
        Self(u32::try_from(index).expect("fewer partitions than orders"))
    }

    pub(super) fn index(self) -> usize {
        usize::try_from(self.0).expect("64 bits")
    }
}

/// How much is in a partition.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Size {
    pub(super) n_rows: u64,
    pub(super) bytes: u64,
}

#[derive(Debug, Default)]
struct Partition {
    /// Where its blocks lie in the file: offset and length.
    blocks: Vec<(u64, u32)>,
    /// Rows that are not in the file yet.
    waiting: Vec<u8>,
    size: Size,
}

/// The partitions and their file.
#[derive(Debug)]
pub(super) struct Spill {
    partitions: Vec<Partition>,
    waiting_limit: usize,
    n_waiting: usize,
    scratch: PathBuf,
    file: Option<File>,
    end: u64,
}

/// A row as it comes back.
#[derive(Debug, Default)]
pub(super) struct SpilledRow {
    pub(super) row: u64,
    text: String,
    /// Fields with the place of their texts.
    values: Vec<(Field, usize, usize)>,
    /// How many of the values are the order's; they come first.
    n_header: usize,
    /// Whether the row says about the order what the row before said.
    pub(super) is_repeat: bool,
    pub(super) faults: Vec<Fault>,
}

impl SpilledRow {
    pub(super) fn values(&self) -> impl Iterator<Item = (Field, &str)> {
        self.values.iter().map(|(field, start, end)| (*field, &self.text[*start..*end]))
    }

    /// The values of the order, then those of the line.
    pub(super) fn parts(&self) -> [impl Iterator<Item = (Field, &str)>; 2] {
        let (header, line) = self.values.split_at(self.n_header);
        [header, line].map(|part| part.iter().map(|(field, start, end)| (*field, &self.text[*start..*end])))
    }

    /// How many values the line has, and the bytes of their texts.
    pub(super) fn size_of_line(&self) -> (usize, usize) {
        let line = &self.values[self.n_header..];
        (line.len(), line.iter().map(|(_, start, end)| end - start).sum())
    }

    /// The same of what it says about the order.
    pub(super) fn size_of_header(&self) -> (usize, usize) {
        (self.n_header, self.values[..self.n_header].last().map_or(0, |(_, _, end)| *end))
    }

    pub(super) fn reference(&self) -> Option<&str> {
        self.values().next().filter(|(field, _)| *field == Field::Reference).map(|(_, text)| text)
    }
}

impl Spill {
    pub(super) fn new(waiting_limit: usize, scratch: &Path) -> Self {
        Self { partitions: Vec::new(), waiting_limit, n_waiting: 0, scratch: scratch.to_owned(), file: None, end: 0 }
    }

    pub(super) fn new_partition(&mut self) -> PartitionId {
        self.partitions.push(Partition::default());
        PartitionId::of_index(self.partitions.len() - 1)
    }

    pub(super) fn size(&self, partition: PartitionId) -> Size {
        self.partitions[partition.index()].size
    }

    /// Adds a row to a partition: its length, number, values and faults. What a row only repeats of
    /// the row before is left out; that one is of the same order, so it is in the same partition.
    pub(super) fn write(&mut self, partition: PartitionId, mapped: &Mapped) -> io::Result<()> {
        let out = &mut self.partitions[partition.index()].waiting;
        let start = out.len();
        let (n_repeated, n_bytes) = if mapped.is_repeat() { (mapped.n_header(), mapped.header_text().len()) } else { (0, 0) };
        let values = mapped.ends().get(n_repeated..).unwrap_or_default();
        let n_values = u8::try_from(values.len()).expect("fewer than 64 fields");
        out.extend_from_slice(&[0; 4]);
        out.extend_from_slice(&mapped.row.to_le_bytes());
        out.push(n_values | if mapped.is_repeat() { REPEAT } else { 0 });
        let mut from = n_bytes;
        for (field, end) in values {
            let len = *end - from;
            from = *end;
            match u8::try_from(len) {
                Ok(len) if len < LONG => out.extend_from_slice(&[*field as u8, len]),
                _ => {
                    out.extend_from_slice(&[*field as u8, LONG]);
                    out.extend_from_slice(&u32::try_from(len).expect("a cell is shorter than 4 GiB").to_le_bytes());
                }
            }
        }
        out.extend_from_slice(&mapped.text().as_bytes()[n_bytes..]);
        if !mapped.faults.is_empty() {
            serde_json::to_writer(&mut *out, &mapped.faults)?;
        }
        let len = u32::try_from(out.len() - start - 4).expect("a row is shorter than 4 GiB");
        out[start..start + 4].copy_from_slice(&len.to_le_bytes());
        self.account(partition, out_len(len))
    }

    /// Adds a row that another partition had, unchanged.
    fn copy(&mut self, partition: PartitionId, row: &[u8]) -> io::Result<()> {
        let out = &mut self.partitions[partition.index()].waiting;
        let len = u32::try_from(row.len()).expect("a row is shorter than 4 GiB");
        out.extend_from_slice(&len.to_le_bytes());
        out.extend_from_slice(row);
        self.account(partition, out_len(len))
    }

    fn account(&mut self, partition: PartitionId, added: usize) -> io::Result<()> {
        let size = &mut self.partitions[partition.index()].size;
        size.n_rows += 1;
        size.bytes += added as u64;
        self.n_waiting += added;
        if self.n_waiting > self.waiting_limit { self.flush() } else { Ok(()) }
    }

    /// Writes the larger piles to the file until little is waiting: small ones would make small
    /// blocks.
    fn flush(&mut self) -> io::Result<()> {
        let mut largest: Vec<usize> = (0..self.partitions.len()).filter(|i| !self.partitions[*i].waiting.is_empty()).collect();
        largest.sort_by_key(|i| std::cmp::Reverse(self.partitions[*i].waiting.len()));
        if self.file.is_none() {
            self.file = Some(tempfile::tempfile_in(&self.scratch)?);
        }
        let Some(file) = &self.file else { return Ok(()) };
        for index in largest {
            if self.n_waiting <= self.waiting_limit / 2 {
                break;
            }
            let partition = &mut self.partitions[index];
            let waiting = std::mem::take(&mut partition.waiting);
            file.write_all_at(&waiting, self.end)?;
            partition.blocks.push((self.end, u32::try_from(waiting.len()).expect("piles are a few megabytes")));
            self.end += waiting.len() as u64;
            self.n_waiting -= waiting.len();
        }
        Ok(())
    }

    /// Calls `each` for every row of a partition, in the order in which they were written.
    pub(super) fn read(&self, partition: PartitionId, each: &mut dyn FnMut(&SpilledRow)) -> io::Result<()> {
        let mut row = SpilledRow::default();
        self.read_raw(partition, &mut |bytes| {
            decode(bytes, &mut row)?;
            each(&row);
            Ok(())
        })
    }

    fn read_raw(&self, partition: PartitionId, each: &mut dyn FnMut(&[u8]) -> io::Result<()>) -> io::Result<()> {
        let partition = &self.partitions[partition.index()];
        let mut block = Vec::new();
        for (offset, len) in &partition.blocks {
            block.resize(usize::try_from(*len).expect("64 bits"), 0);
            if let Some(file) = &self.file {
                file.read_exact_at(&mut block, *offset)?;
            }
            rows_of(&block, each)?;
        }
        rows_of(&partition.waiting, each)
    }

    /// Splits a partition so that no part has more rows or bytes than allowed, unless one order
    /// alone has. Orders stay in the order of their first rows; stray rows go with the first part.
    pub(super) fn split(&mut self, partition: PartitionId, max_rows: u64, max_bytes: u64) -> io::Result<Vec<PartitionId>> {
        // Rows of the orders that came last may exceed the limit a little; that is no reason.
        let size = self.size(partition);
        if size.n_rows <= max_rows * 2 && size.bytes <= max_bytes * 2 {
            return Ok(vec![partition]);
        }
        let (order_of, sizes) = self.sizes_of_orders(partition)?;
        let mut parts = vec![self.new_partition()];
        let mut sum = Size::default();
        let mut part_of = Vec::with_capacity(sizes.len());
        for size in sizes {
            let is_full = sum.n_rows > 0 && (sum.n_rows + size.n_rows > max_rows || sum.bytes + size.bytes > max_bytes);
            if is_full {
                parts.push(self.new_partition());
                sum = Size::default();
            }
            sum.n_rows += size.n_rows;
            sum.bytes += size.bytes;
            part_of.push(parts[parts.len() - 1]);
        }
        let Partition { blocks, waiting, .. } = std::mem::take(&mut self.partitions[partition.index()]);
        self.n_waiting -= waiting.len();
        let mut row = SpilledRow::default();
        let mut block = Vec::new();
        for (offset, len) in blocks {
            block.resize(usize::try_from(len).expect("64 bits"), 0);
            if let Some(file) = &self.file {
                file.read_exact_at(&mut block, offset)?;
            }
            self.sort_out(&block, &mut row, &order_of, &part_of, parts[0])?;
        }
        self.sort_out(&waiting, &mut row, &order_of, &part_of, parts[0])?;
        Ok(parts)
    }

    /// Copies the rows of a block to the partitions of their orders.
    fn sort_out(
        &mut self,
        block: &[u8],
        row: &mut SpilledRow,
        order_of: &HashMap<String, usize>,
        part_of: &[PartitionId],
        strays: PartitionId,
    ) -> io::Result<()> {
        rows_of(block, &mut |bytes| {
            decode(bytes, row)?;
            let part = row.reference().and_then(|reference| order_of.get(reference)).map_or(strays, |i| part_of[*i]);
            self.copy(part, bytes)
        })
    }

    /// The orders of a partition by their first rows, with their sizes.
    fn sizes_of_orders(&self, partition: PartitionId) -> io::Result<(HashMap<String, usize>, Vec<Size>)> {
        let mut order_of: HashMap<String, usize> = HashMap::new();
        let mut sizes: Vec<Size> = Vec::new();
        let mut row = SpilledRow::default();
        self.read_raw(partition, &mut |bytes| {
            decode(bytes, &mut row)?;
            let Some(reference) = row.reference() else { return Ok(()) };
            let order = match order_of.get(reference) {
                Some(order) => *order,
                None => {
                    order_of.insert(reference.to_owned(), sizes.len());
                    sizes.push(Size::default());
                    sizes.len() - 1
                }
            };
            sizes[order].n_rows += 1;
            sizes[order].bytes += bytes.len() as u64;
            Ok(())
        })?;
        Ok((order_of, sizes))
    }
}

/// Bytes of a row with its length before it.
fn out_len(len: u32) -> usize {
    usize::try_from(len).expect("64 bits") + 4
}

/// Calls `each` for every row of a block.
fn rows_of(mut block: &[u8], each: &mut dyn FnMut(&[u8]) -> io::Result<()>) -> io::Result<()> {
    while let Some((len, rest)) = block.split_first_chunk() {
        let len = usize::try_from(u32::from_le_bytes(*len)).expect("64 bits");
        let (row, rest) = rest.split_at_checked(len).ok_or(io::ErrorKind::UnexpectedEof)?;
        each(row)?;
        block = rest;
    }
    Ok(())
}

/// Marks a row that leaves out what the row before said about the order.
const REPEAT: u8 = 0x80;

/// Stands for the length of a text that does not fit a byte; four bytes follow.
const LONG: u8 = 0xff;

/// Reads a row; `row` holds the one before.
fn decode(bytes: &[u8], row: &mut SpilledRow) -> io::Result<()> {
    let damaged = || io::Error::from(io::ErrorKind::UnexpectedEof);
    let (number, rest) = bytes.split_first_chunk().ok_or_else(damaged)?;
    let (n_values, mut rest) = rest.split_first().ok_or_else(damaged)?;
    row.row = u64::from_le_bytes(*number);
    row.is_repeat = n_values & REPEAT != 0;
    if !row.is_repeat {
        row.n_header = 0;
    }
    row.values.truncate(row.n_header);
    let kept = row.values.last().map_or(0, |(_, _, end)| *end);
    let mut end = kept;
    for _ in 0..n_values & !REPEAT {
        let (field, after) = rest.split_first().ok_or_else(damaged)?;
        let (len, after) = after.split_first().ok_or_else(damaged)?;
        let (len, after) = match *len {
            LONG => {
                let (len, after) = after.split_first_chunk().ok_or_else(damaged)?;
                (usize::try_from(u32::from_le_bytes(*len)).expect("64 bits"), after)
            }
            len => (usize::from(len), after),
        };
        let field = *Field::ALL.get(usize::from(*field)).ok_or_else(damaged)?;
        let start = end;
        end += len;
        row.values.push((field, start, end));
        row.n_header += usize::from(field.part() == Part::Header);
        rest = after;
    }
    let (text, faults) = rest.split_at_checked(end - kept).ok_or_else(damaged)?;
    row.text.truncate(kept);
    row.text.push_str(std::str::from_utf8(text).map_err(io::Error::other)?);
    row.faults = if faults.is_empty() { Vec::new() } else { serde_json::from_slice(faults)? };
    Ok(())
}
