//! Order files in, order drafts out; rejected-rows and reconciliation files.
//!
//! A file lies on the local disk and is read as a stream: CSV, XLSX, JSON, JSON Lines or XML, told
//! apart by content. The store's import profile maps its columns or paths to canonical fields, and
//! rows are grouped into orders, chunk by chunk. Memory is bounded by [`Limits`] for any file, and
//! everything depends on the file's bytes, the profile and the limits alone.
//!
//! ```text
//! source ─► csv │ xlsx │ json │ xml ─► mapping ─► scan (sort, spill, group) ─► Chunk
//!                 └─ markup ┘  └ record ┘    ├─► preview
//!                                            ├─► rejected
//!                                            └─► cells
//! ```
//!
//! Lists leave as CSV or a workbook ([`ExportWriter`]), row by row.
//!
//! What is wrong with a row becomes a fault of its order, and what is wrong with a file is
//! [`FileError::Refused`]. Formats and fault codes are documented for clients in `docs/formats.md`.

mod cells;
mod csv;
mod error;
mod export;
mod json;
mod limits;
mod mapping;
mod markup;
mod neutral;
mod preview;
pub mod reconciliation;
mod record;
mod rejected;
mod row;
mod scan;
mod source;
mod text;
mod workbook;
mod xlsx;
mod xml;

pub use cells::{CellWriter, Sample, column_of_fault, profile_of_cells, read_cells, sample};
pub use error::FileError;
pub use export::ExportWriter;
pub use limits::Limits;
pub use mapping::profile_faults;
pub use neutral::{neutralise, restore};
pub use preview::{Preview, PreviewRow, preview};
pub use rejected::rejected_file;
pub use scan::{Chunk, ChunkKind, Scan, scan};
