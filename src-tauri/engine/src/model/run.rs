//! One execution of a job: how it came about, how it ended and what it brought.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{JobId, RunId};

macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $word:literal),+ $(,)? }) => {
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize, utoipa::ToSchema)]
        #[serde(rename_all = "snake_case")]
        $(#[$doc])*
        #[cfg_attr(test, derive(ts_rs::TS), ts(export))]
        pub enum $name { $($(#[$vdoc])* $variant),+ }

        impl $name {
            /// The word that stands for it in the store, in JSON and on the command line.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl std::str::FromStr for $name {
            type Err = String;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                match text {
                    $($word => Ok(Self::$variant),)+
                    _ => Err(format!(
                        "\"{text}\" is none of {}.",
                        [$($word),+].join(", ")
                    )),
                }
            }
        }
    };
}
pub(crate) use words;

words!(
    /// What started a run.
    Trigger {
        Schedule = "schedule",
        Manual = "manual",
        CatchUp = "catch_up",
    }
);

words!(
    /// How a run stands.
    RunStatus {
        InProgress = "in_progress",
        Completed = "completed",
        Failed = "failed",
        Interrupted = "interrupted",
        Skipped = "skipped",
    }
);

words!(
    /// Why a run that did not fail ended as it did.
    RunOutcome {
        NewItems = "new_items",
        NothingNew = "nothing_new",
        NotModified = "not_modified",
        Partial = "partial",
        Held = "held",
        Missed = "missed",
        Overlap = "overlap",
        Offline = "offline",
        Crash = "crash",
        Shutdown = "shutdown",
        Cancelled = "cancelled",
    }
);

words!(
    /// Why a run failed. Callers branch on it; the sentence is in `error_message`.
    FailureCode {
        Gone = "gone",
        Private = "private",
        Suspended = "suspended",
        AuthRequired = "auth_required",
        RateLimited = "rate_limited",
        Blocked = "blocked",
        PlatformDown = "platform_down",
        Changed = "changed",
        Unreachable = "unreachable",
        Timeout = "timeout",
        Tls = "tls",
        TooLarge = "too_large",
        NotAFeed = "not_a_feed",
        DiskFull = "disk_full",
        Internal = "internal",
    }
);

/// One execution of a job.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
pub struct Run {
    pub id: RunId,
    pub job_id: JobId,
    pub trigger: Trigger,
    pub status: RunStatus,
    pub outcome: Option<RunOutcome>,
    pub start_time: DateTime<Utc>,
    pub end_time: Option<DateTime<Utc>>,
    /// Milliseconds from start to end.
    pub duration_ms: Option<u64>,
    /// Items that the answer held.
    pub items_found: u32,
    /// Items compared with the store.
    pub items_processed: u32,
    /// Items whose content was stored.
    pub new_items_downloaded: u32,
    /// Items whose text had changed.
    pub updated_items: u32,
    pub http_status: Option<u16>,
    /// Bytes read after decompression.
    pub bytes: u64,
    /// Requests sent, redirects included.
    pub requests: u32,
    pub error_code: Option<FailureCode>,
    /// A sentence: what failed, why, what happens next. For a completed run, its warnings.
    pub error_message: Option<String>,
    /// When it is tried again.
    pub retry_at: Option<DateTime<Utc>>,
    /// How many due times this row stands for when it was `missed`.
    pub missed_slots: Option<u32>,
    /// Whether more was new than the answer held: older items may be missing.
    pub may_have_missed: bool,
}

words!(
    /// A sort of runs to list.
    RunKind {
        NewItems = "new_items",
        Failed = "failed",
        /// Held, missed, overlapped or offline.
        Skipped = "skipped",
        /// After which its job stood differently: new items, a first failure, a recovery.
        Changes = "changes",
    }
);

/// Which runs to list, newest first.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export, optional_fields))]
pub struct RunQuery {
    pub job_id: Option<JobId>,
    pub kind: Option<RunKind>,
    /// A part of the job's name or of the run's message, whatever its case.
    pub search: Option<String>,
    #[cfg_attr(test, ts(as = "Option<u32>"))]
    pub skip: u32,
    /// 1 to 1000.
    #[cfg_attr(test, ts(as = "Option<u32>"))]
    pub limit: u32,
}

impl Default for RunQuery {
    fn default() -> Self {
        Self { job_id: None, kind: None, search: None, skip: 0, limit: 50 }
    }
}

/// One run in a heartbeat strip.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
pub struct Beat {
    pub run_id: RunId,
    pub status: RunStatus,
    pub outcome: Option<RunOutcome>,
    pub new_items: u32,
    pub start_time: DateTime<Utc>,
}

/// The latest runs of a job, oldest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
pub struct Heartbeat {
    pub job_id: JobId,
    pub beats: Vec<Beat>,
}

impl Run {
    /// Whether it has come to its end, however.
    pub fn is_finished(&self) -> bool {
        self.status != RunStatus::InProgress
    }
}
