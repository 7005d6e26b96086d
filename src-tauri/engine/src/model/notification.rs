//! A message for the user: written with what it reports, delivered afterwards.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{JobId, Platform, RunId, run::words};

words!(
    /// What a notification reports.
    NotificationKind {
        NewItems = "new_items",
        Failure = "failure",
        Recovery = "recovery",
    }
);

words!(
    /// Where messages are told; each of them is told once on every channel that is in use.
    Channel {
        /// What `tidewatch scheduler` prints: only the process that runs the schedule does.
        Terminal = "terminal",
        /// Native notifications.
        Desktop = "desktop",
    }
);

/// One message. Title and body are plain text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
pub struct Notification {
    #[cfg_attr(test, ts(type = "number"))]
    pub id: i64,
    pub job_id: JobId,
    pub run_id: RunId,
    pub job_name: String,
    pub platform: Platform,
    pub kind: NotificationKind,
    pub title: String,
    pub body: String,
    /// How many items it reports.
    pub item_count: u32,
    pub created_at: DateTime<Utc>,
    /// When it was first told, on whichever channel.
    pub delivered_at: Option<DateTime<Utc>>,
}
