//! When a job was watched and when it was not.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{JobId, run::words};

words!(
    /// Why nothing was seen for a while.
    GapReason {
        /// The computer slept.
        Asleep = "asleep",
        /// No process ran the schedule.
        NotRunning = "not_running",
        /// The computer had no network.
        Offline = "offline",
        /// The user had paused the job, or all jobs.
        Paused = "paused",
        /// The source failed.
        Failing = "failing",
        /// The source had asked to be left alone.
        RateLimited = "rate_limited",
        /// More was new than one answer holds: what lay between may be lost.
        Overflow = "overflow",
    }
);

/// A time in which a job saw nothing, or not everything.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
pub struct Gap {
    pub job_id: JobId,
    pub reason: GapReason,
    pub since: DateTime<Utc>,
    /// Absent: it lasts.
    pub until: Option<DateTime<Utc>>,
    /// Checks that did not take place, or failed.
    pub slots: u32,
    /// A sentence on it.
    pub detail: Option<String>,
}

/// How well a job was watched over a time.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
pub struct Coverage {
    pub job_id: JobId,
    pub since: DateTime<Utc>,
    pub until: DateTime<Utc>,
    /// Gaps that touch this time, oldest first.
    pub gaps: Vec<Gap>,
    /// Share of the time that was watched, 0 to 1.
    pub watched: f64,
}
