//! What one file may cost us. Every limit ends in a fault that says so, never in a full memory.

/// Bounds on what is read from one file. The defaults fit a function with 512 MB of memory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of the file as it lies on the disk.
    pub file_bytes: u64,
    /// Bytes that may be inflated out of a workbook, counted as they come out: what the archive
    /// claims about itself is not believed.
    pub inflated_bytes: u64,
    /// How many times larger a workbook's part may be than its packed form, once
    /// [`Limits::INFLATION_GRACE`] bytes have come out. Sheets of real files stay below 50.
    pub inflation_ratio: u64,
    /// Columns of a CSV or XLSX file.
    pub columns: usize,
    /// Bytes of UTF-8 in one cell, value or attribute.
    pub cell_bytes: usize,
    /// Bytes of all values of one JSON or XML record.
    pub record_bytes: usize,
    /// Nesting of JSON and XML.
    pub depth: usize,
    /// Orders in a file. Each costs about 12 bytes of memory while the file is scanned.
    pub orders: u32,
    /// Lines of an order; the rest of its lines is not kept.
    pub lines_per_order: usize,
    /// Bytes of the texts of an order; the rest of its lines is not kept.
    pub order_bytes: usize,
    /// Faults kept per order.
    pub faults_per_order: usize,
    /// A chunk is closed when it has this many orders,
    pub orders_per_chunk: u32,
    /// or this many rows,
    pub rows_per_chunk: u64,
    /// or this many bytes of mapped rows.
    pub chunk_bytes: u64,
    /// Mapped rows that wait in memory before they are written to the scratch file. A file with
    /// less than this never touches the disk.
    pub waiting_bytes: usize,
    /// Bytes of an XLSX file's shared strings kept in memory; the rest goes to a scratch file.
    pub shared_string_bytes: usize,
}

impl Limits {
    /// Below this many bytes a part may be packed as well as it likes.
    pub const INFLATION_GRACE: u64 = 64 << 20;
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            file_bytes: 4 << 30,
            inflated_bytes: 4 << 30,
            inflation_ratio: 150,
            columns: 512,
            cell_bytes: 32 << 10,
            record_bytes: 4 << 20,
            depth: 64,
            orders: 4_000_000,
            lines_per_order: 2_000,
            order_bytes: 1 << 20,
            faults_per_order: 100,
            orders_per_chunk: 5_000,
            rows_per_chunk: 20_000,
            chunk_bytes: 8 << 20,
            waiting_bytes: 4 << 20,
            shared_string_bytes: 8 << 20,
        }
    }
}
