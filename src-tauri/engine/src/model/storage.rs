//! How much is kept, copies of it, and whether it is sound.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::run::words;

/// How much of a job's items is kept; what is starred is kept in any case.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
pub struct Retention {
    /// The latest so many, 1 to 1,000,000. Absent: all.
    #[serde(default)]
    pub items: Option<u32>,
    /// Those found within so many days, 1 to 3650. Absent: all.
    #[serde(default)]
    pub days: Option<u32>,
}

/// A copy of the database.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
pub struct Backup {
    pub path: String,
    #[cfg_attr(test, ts(type = "number"))]
    pub bytes: u64,
    pub created_at: DateTime<Utc>,
}

words!(
    /// What came of an examination.
    Finding {
        Good = "good",
        /// It works, but not as well as it could.
        Poor = "poor",
        Bad = "bad",
    }
);

/// One examination of `doctor`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
pub struct Check {
    /// What was examined, such as `Database`.
    pub name: String,
    pub finding: Finding,
    /// What was found and what can be done, in a sentence.
    pub message: String,
}

/// Why the database cannot be used, and what it could be replaced with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
pub struct StoreTrouble {
    /// In a sentence.
    pub message: String,
    /// Whether it is damaged: then a copy, or an empty one, can take its place.
    pub is_damaged: bool,
    pub data_dir: String,
    /// Newest first.
    pub backups: Vec<Backup>,
}
