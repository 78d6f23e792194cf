//! A sample of a file as a profile reads it, while the profile is being written. Nothing is stored.

use std::path::Path;

use domain::identity::StoreScope;
use domain::imports::fault::Fault;
use domain::imports::profile::ImportProfile;
use domain::orders::OrderRequest;
use domain::orders::validation::{Facts, validate};
use formats::{ChunkKind, FileError, Limits, Sample};
use jiff::Timestamp;

use crate::cancellations::fault_in_file;
use crate::validation::rows_of;
use crate::{App, Error};

/// What a sample may cost: it comes within a call, and unpacks within the memory of the API.
fn limits() -> Limits {
    Limits { file_bytes: 5 << 20, inflated_bytes: 64 << 20, orders: 20_000, ..Limits::default() }
}

/// What a profile makes of a sample.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Preview {
    /// What the file looks like; None where it cannot be read at all.
    pub sample: Option<Sample>,
    /// What is wrong with the file or the profile as a whole.
    pub faults: Vec<Fault>,
    /// Rows with something in them.
    pub rows: u64,
    /// Different orders, cancellations included.
    pub orders: u64,
    /// The first orders, and rows of none.
    pub first: Vec<PreviewOrder>,
}

/// An order of a sample.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PreviewOrder {
    /// The client's number; empty for a row of no order.
    pub reference: String,
    /// Its rows.
    pub rows: Vec<u64>,
    /// The order, where it would be one: a cancellation is none.
    pub order: Option<OrderRequest>,
    /// All that is wrong with it.
    pub faults: Vec<Fault>,
}

impl App {
    /// Reads a sample by a profile and checks its first `n` orders against the store.
    pub async fn preview_profile(
        &self,
        scope: &StoreScope,
        profile: &ImportProfile,
        bytes: Vec<u8>,
        n: usize,
        now: Timestamp,
    ) -> Result<Preview, Error> {
        let folder = tempfile::tempdir().map_err(Error::unavailable("making a folder"))?;
        let (scratch, reader) = (folder.path().to_owned(), profile.clone());
        let read = tokio::task::spawn_blocking(move || read(&scratch, &reader, &bytes));
        let (sample, scanned) =
            read.await.map_err(Error::unavailable("reading a sample"))?.map_err(Error::unavailable("reading a sample"))?;
        let mut preview = Preview { sample, ..Preview::default() };
        let (rows, orders, chunk) = match scanned {
            Ok(scanned) => scanned,
            Err(faults) => return Ok(Preview { faults, ..preview }),
        };
        let drafts = chunk.drafts.get(..n).unwrap_or(&chunk.drafts);
        let settings = self.settings(scope, now).await?;
        let (products, customers) = self.facts(scope, drafts, profile).await?;
        let facts = Facts { settings: &settings, profile, products: &products, customers: &customers, now };
        (preview.rows, preview.orders) = (rows, orders);
        let stray = chunk.stray_rows.into_iter().take(n);
        preview.first = stray
            .map(|stray| PreviewOrder { reference: String::new(), rows: vec![stray.row], order: None, faults: stray.faults })
            .collect();
        for draft in drafts {
            let checked = match chunk.kind {
                ChunkKind::Orders => validate(draft, &facts).map(Some),
                ChunkKind::Cancellations => fault_in_file(draft, profile).map_or(Ok(None), |fault| Err(vec![fault])),
            };
            let (order, faults) = checked.map_or_else(|faults| (None, faults), |order| (order, Vec::new()));
            preview.first.push(PreviewOrder { reference: draft.reference.clone(), rows: rows_of(draft), order, faults });
        }
        preview.first.sort_by_key(|order| order.rows.first().copied());
        preview.first.truncate(n);
        Ok(preview)
    }
}

/// Rows, orders and the first chunk of a sample, or what is wrong with it.
type Scanned = Result<(u64, u64, formats::Chunk), Vec<Fault>>;

fn read(folder: &Path, profile: &ImportProfile, bytes: &[u8]) -> std::io::Result<(Option<Sample>, Scanned)> {
    let file = folder.join("sample");
    std::fs::write(&file, bytes)?;
    let sample = match formats::sample(&file, profile, &limits(), folder) {
        Ok(sample) => Some(sample),
        Err(FileError::Refused(_)) => None,
        Err(FileError::Io(error)) => return Err(error),
    };
    let scanned = match formats::scan(&file, profile, &limits(), folder) {
        Ok(mut scan) => match scan.chunk(0)? {
            Some(chunk) => Ok((scan.n_rows, scan.n_orders + scan.n_cancellations, chunk)),
            None => Err(Vec::new()),
        },
        Err(FileError::Refused(faults)) => Err(faults),
        Err(FileError::Io(error)) => return Err(error),
    };
    Ok((sample, scanned))
}
