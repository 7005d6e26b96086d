//! What an import came to, told to whoever brought the file.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Bytes of an OPML document that is read. A thousand feeds take about 300 KB.
pub const MAX_OPML_BYTES: usize = 16 << 20;

/// What an import came to.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
pub struct ImportReport {
    /// Jobs that were added.
    pub created: u32,
    /// Entries that are watched already, or stand in the file twice.
    pub skipped: u32,
    pub problems: Vec<ImportProblem>,
}

/// What of a file could not be taken, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
pub struct ImportProblem {
    /// Name of the entry. A field in brackets, as in `Tides (schedule)`: the job was added
    /// without what the file says of that field.
    pub name: String,
    /// A sentence for the user.
    pub reason: String,
}
