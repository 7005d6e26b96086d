//! How the monitor stands.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Hold, Pause, run::words};

words!(
    /// What a process is to the data folder.
    Role {
        Owner = "owner",
        Guest = "guest",
        /// It does not take part in running the schedule.
        Visitor = "visitor",
    }
);

/// How the monitor and its store stand.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
pub struct Status {
    pub version: String,
    pub data_dir: String,
    /// What this process is.
    pub role: Role,
    /// Whether some process runs the schedule now.
    pub monitor_running: bool,
    /// Process id of the Owner.
    pub owner_pid: Option<u32>,
    /// When the Owner last renewed its lease: older than the lease's length means that it hangs.
    pub heartbeat_at: Option<DateTime<Utc>>,
    pub jobs_active: u64,
    pub jobs_paused: u64,
    pub jobs_failed: u64,
    /// Watched jobs that have had no success for three intervals.
    pub jobs_stale: u64,
    pub runs_in_progress: u64,
    /// When the next job is due; one that is overdue is due now.
    pub next_run_at: Option<DateTime<Utc>>,
    /// Which job that is.
    pub next_job: Option<String>,
    pub items: u64,
    pub items_unread: u64,
    pub items_starred: u64,
    /// The computer has had no network since then: checks wait for it.
    pub offline_since: Option<DateTime<Utc>>,
    /// All jobs are paused.
    pub pause: Option<Pause>,
    /// Servers and keys that no request is sent to or with for a while.
    pub holds: Vec<Hold>,
    /// Bytes of the database file.
    pub store_bytes: u64,
    /// When the latest copy of the database was made.
    pub backed_up_at: Option<DateTime<Utc>>,
    /// Why the last try to make one failed, in a sentence.
    pub backup_problem: Option<String>,
    /// Why no job is run although a monitor may be there: the database was found damaged.
    pub store_problem: Option<String>,
}
