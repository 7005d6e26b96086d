//! When and where messages are told: quiet hours, digests, mail and webhook.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Channel, Filters, FoundItem, ItemId, JobId, run::words};

/// Hours in which nothing is told; what comes meanwhile is told together at their end.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
pub struct QuietHours {
    /// On which they begin: 1 to 7, Monday is 1.
    pub weekdays: Vec<u8>,
    /// `HH:MM` in the zone of the settings.
    pub from: String,
    /// `HH:MM`; not later than `from` means on the next day.
    pub until: String,
}

words!(
    /// How often a digest is told.
    DigestEvery {
        Day = "day",
        Week = "week",
    }
);

/// New content is gathered and told together, at fixed times. Failures are told at once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
pub struct Digest {
    pub every: DigestEvery,
    /// `HH:MM` in the zone of the settings.
    pub at: String,
    /// For a weekly one: 1 to 7, Monday is 1.
    #[serde(default)]
    pub weekday: Option<u8>,
}

/// A job tells nothing. With an end, what came meanwhile is told together then.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
pub struct Mute {
    /// Absent: until the user ends it.
    #[serde(default)]
    pub until: Option<DateTime<Utc>>,
}

words!(
    /// How the connection to a mail server is protected.
    MailSecurity {
        /// From the first byte (usually port 465).
        Tls = "tls",
        /// After a greeting in the clear (usually port 587); without it nothing is sent.
        Starttls = "starttls",
        /// Not at all: only on this computer.
        None = "none",
    }
);

/// The server that mail goes through. Its password lies with the secrets.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
pub struct MailSettings {
    pub host: String,
    pub port: u16,
    pub security: MailSecurity,
    /// Absent: without a login.
    #[serde(default)]
    pub username: Option<String>,
    /// Address that mail comes from.
    pub from: String,
    /// Where mail goes for jobs without an address of their own. Absent: those send none.
    #[serde(default)]
    pub to: Option<String>,
    #[serde(default)]
    pub digest: Option<Digest>,
}

words!(
    /// What a webhook understands.
    WebhookFormat {
        /// The message as JSON, or what `template` makes of it.
        Json = "json",
        Ntfy = "ntfy",
        Discord = "discord",
        Slack = "slack",
        Matrix = "matrix",
    }
);

/// An address that messages are sent to. The address itself, its token and the signing key lie
/// with the secrets: whoever knows them can write there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
pub struct WebhookSettings {
    pub format: WebhookFormat,
    /// The host of the address, for people.
    #[serde(default)]
    pub host: String,
    /// JSON with placeholders such as `{title}`, for the format `json`.
    #[serde(default)]
    pub template: Option<String>,
    #[serde(default)]
    pub digest: Option<Digest>,
}

/// How a channel stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
pub struct ChannelState {
    pub channel: Channel,
    /// Messages that it still owes.
    pub waiting: u64,
    /// Why the latest try failed, in a sentence.
    pub problem: Option<String>,
    /// When it tries again.
    pub next_attempt_at: Option<DateTime<Utc>>,
    pub last_told_at: Option<DateTime<Utc>>,
    /// Quiet hours hold it until then.
    pub quiet_until: Option<DateTime<Utc>>,
}

/// Which filters to try on the items of a job that are stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BackTestRequest {
    pub job_id: JobId,
    /// Absent: those that the job has.
    pub filters: Option<Filters>,
    /// 1 to 90, today included.
    pub days: u32,
}

impl BackTestRequest {
    /// The filters that the job has, over the last week.
    pub fn of(job_id: JobId) -> Self {
        Self { job_id, filters: None, days: 7 }
    }
}

/// What filters would have told of the items of a job that are stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
pub struct BackTest {
    /// Items of that time.
    pub items: u32,
    /// Those that the filters let through.
    pub told: u32,
    /// Messages that they would have made: one per check.
    pub messages: u32,
    /// A day each, oldest first, as `YYYY-MM-DD` in the zone of the settings.
    pub days: Vec<BackTestDay>,
    /// The latest items, newest first.
    pub latest: Vec<BackTestItem>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
pub struct BackTestDay {
    pub day: String,
    pub items: u32,
    pub told: u32,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
pub struct BackTestItem {
    pub item_id: ItemId,
    pub title: String,
    pub found_at: DateTime<Utc>,
    pub is_told: bool,
    /// Why, or why not, in a sentence.
    pub reason: String,
}

/// An item as a message names it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
pub struct ToldItem {
    pub title: String,
    pub url: Option<String>,
    pub author: Option<String>,
    /// The beginning of its text.
    pub text: String,
    pub published_at: Option<DateTime<Utc>>,
}

impl ToldItem {
    /// An item as it is named under this headline.
    pub fn new(title: String, text: String, item: &FoundItem) -> Self {
        Self {
            title,
            url: item.url.clone(),
            author: item.author.name.clone().or_else(|| item.author.handle.clone()),
            text,
            published_at: item.published_at,
        }
    }
}
