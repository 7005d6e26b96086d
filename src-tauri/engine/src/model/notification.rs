//! A message for the user: written with what it reports, delivered afterwards.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{JobId, Platform, RunId, ToldItem, run::words};

words!(
    /// What a notification reports.
    NotificationKind {
        NewItems = "new_items",
        Failure = "failure",
        Recovery = "recovery",
        /// Nothing has happened: the user wants to see whether messages arrive.
        Test = "test",
    }
);

words!(
    /// Where messages are told; each of them is told once on every channel that is in use.
    Channel {
        /// What `tidewatch scheduler` prints: only the process that runs the schedule does.
        Terminal = "terminal",
        /// Native notifications.
        Desktop = "desktop",
        /// Sent by the process that runs the schedule.
        Mail = "mail",
        /// Sent by the process that runs the schedule.
        Webhook = "webhook",
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
    /// The first ten of them, newest first.
    pub items: Vec<ToldItem>,
    pub created_at: DateTime<Utc>,
    /// When it was first told, on whichever channel.
    pub delivered_at: Option<DateTime<Utc>>,
    /// How it stands with each channel that is in use; empty where nobody asked.
    pub deliveries: Vec<Delivery>,
    /// Where the job's mail goes.
    #[serde(skip)]
    #[cfg_attr(test, ts(skip))]
    pub mail_to: Option<String>,
}

words!(
    /// What became of a message on a channel.
    DeliveryState {
        /// For its first try, another one, or the end of what holds it back.
        Waiting = "waiting",
        Told = "told",
        /// The user did not want it told there.
        Silenced = "silenced",
        /// Refused too often for too long.
        GivenUp = "given_up",
    }
);

/// How a message stands with a channel.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
pub struct Delivery {
    pub channel: Channel,
    pub state: DeliveryState,
    pub attempts: u32,
    pub delivered_at: Option<DateTime<Utc>>,
    /// Why the latest try failed, in a sentence.
    pub last_error: Option<String>,
    /// When it is told or tried again; what has not been tried is held back until then.
    pub next_attempt_at: Option<DateTime<Utc>>,
}
