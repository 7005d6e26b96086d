//! How much is kept, copies of it, and whether it is sound.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{FieldError, JobId, run::words};

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

impl Retention {
    /// # Errors
    /// Each number that is out of its range, as `retention.items` or `retention.days`.
    pub fn validate(&self) -> Result<(), Vec<FieldError>> {
        let mut errors = Vec::new();
        if self.items.is_some_and(|items| !(1..=1_000_000).contains(&items)) {
            let message = "1 to 1,000,000 items can be kept; leave it out to keep all.";
            errors.push(FieldError::new("retention.items", message));
        }
        if self.days.is_some_and(|days| !(1..=3650).contains(&days)) {
            let message = "Items can be kept for 1 to 3650 days; leave it out to keep all.";
            errors.push(FieldError::new("retention.days", message));
        }
        if errors.is_empty() { Ok(()) } else { Err(errors) }
    }
}

/// Most copies that can be kept.
pub(super) const MOST_BACKUPS: u8 = 90;

words!(
    /// How long a stretch of time one row of a summary stands for; both begin in UTC.
    Span {
        Hour = "hour",
        Day = "day",
    }
);

/// The runs of a job that began within one hour or day, added up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
pub struct RunRollup {
    pub job_id: JobId,
    pub span: Span,
    pub start: DateTime<Utc>,
    pub completed: u32,
    pub failed: u32,
    /// Skipped and interrupted runs.
    pub skipped: u32,
    #[cfg_attr(test, ts(type = "number"))]
    pub new_items: u64,
    #[cfg_attr(test, ts(type = "number"))]
    pub requests: u64,
    #[cfg_attr(test, ts(type = "number"))]
    pub bytes: u64,
    /// Of all its runs together.
    #[cfg_attr(test, ts(type = "number"))]
    pub duration_ms: u64,
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
