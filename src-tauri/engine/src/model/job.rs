//! A job: a target watched on a schedule, how it stands, and what a user may change of it.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Deserializer, Serialize};
use utoipa::ToSchema;

use super::{
    Cursor, FailureCode, FieldError, Filters, Frequency, Grant, JobId, Mute, Options, Paging, Platform,
    Retention, Schedule, ScheduleDetails, TargetType, UserId, mail_address, run::words,
};

/// Most items stored in one run when the user does not say.
pub const DEFAULT_MAX_ITEMS: u32 = 50;
const MAX_NAME_CHARS: usize = 200;

words!(
    /// How a job stands. `failed` needs the user or is only probed once a day.
    JobStatus {
        Active = "active",
        Paused = "paused",
        Completed = "completed",
        Failed = "failed",
        Deleted = "deleted",
    }
);

/// A target watched on a schedule.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
pub struct Job {
    pub id: JobId,
    pub user_id: UserId,
    pub name: String,
    /// Where it stands in the sidebar; nested names with `/`.
    pub folder: Option<String>,
    pub platform: Platform,
    pub target_url: String,
    pub target_type: TargetType,
    pub target_id: Option<String>,
    /// What was chosen for the target beyond its address, where it is not the default.
    pub options: Options,
    #[serde(flatten)]
    pub schedule: Schedule,
    /// The schedule in words.
    pub schedule_text: String,
    pub max_items_per_run: u32,
    pub filters: Option<Filters>,
    pub expires_at: Option<DateTime<Utc>>,
    /// Runs after which the job is `completed`.
    pub max_runs: Option<u32>,
    pub status: JobStatus,
    /// Why it is paused, completed or failed, in a sentence.
    pub status_reason: Option<String>,
    pub last_run_at: Option<DateTime<Utc>>,
    /// When a run was last completed.
    pub last_success_at: Option<DateTime<Utc>>,
    /// Watched, but without a success for three intervals.
    pub is_stale: bool,
    pub next_run_at: Option<DateTime<Utc>>,
    /// When a failing job is tried again.
    pub retry_at: Option<DateTime<Utc>>,
    /// Completed and failed runs.
    pub total_runs: u32,
    pub successful_runs: u32,
    pub failed_runs: u32,
    pub consecutive_failures: u32,
    pub failing_since: Option<DateTime<Utc>>,
    /// Why its latest run failed; absent once one was completed or the user has changed or
    /// resumed it. With `failed` it says what is wanted: `auth_required` is a login.
    pub failure_code: Option<FailureCode>,
    /// When the first run since creation or a changed target was completed.
    pub baseline_at: Option<DateTime<Utc>>,
    pub notify_on_new_content: bool,
    pub notify_on_failure: bool,
    pub notification_email: Option<String>,
    /// It tells nothing for a while, or until the user ends that.
    pub mute: Option<Mute>,
    /// Absent: what the settings say.
    pub retention: Option<Retention>,
    pub items: u64,
    pub items_unread: u64,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
    pub deleted_at: Option<DateTime<Utc>>,
    #[serde(skip)]
    #[cfg_attr(test, ts(skip))]
    pub internals: JobInternals,
}

/// What only the runner needs of a job.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct JobInternals {
    pub cursor: Cursor,
    /// Changes with the target: a result for an earlier target is discarded.
    pub target_version: u32,
    pub grant: Option<Grant>,
    /// Whether the user has been told that it fails.
    pub failure_notified: bool,
    /// What a deleted job returns to when it is restored.
    pub status_before_delete: Option<JobStatus>,
}

impl JobInternals {
    /// Whether the target lies in the user's own network or this program: it can be reached
    /// without the internet.
    pub fn is_local(&self, target_url: &str) -> bool {
        self.grant.is_some() || target_url.starts_with("tidewatch:")
    }
}

impl Job {
    /// Whether the scheduler looks after it.
    pub fn is_watched(&self) -> bool {
        matches!(self.status, JobStatus::Active | JobStatus::Failed)
    }
}

/// What a user gives to create a job. Everything but the address has a default.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export, optional_fields))]
pub struct NewJob {
    /// What was pasted: a link, or what `recognise` understands.
    #[serde(alias = "url")]
    #[schema(required = true)]
    pub target_url: String,
    /// Which reading of the link is meant, where there are several.
    pub platform: Option<Platform>,
    pub target_type: Option<TargetType>,
    /// By the names that the platform's description gives.
    pub options: Options,
    pub name: Option<String>,
    pub folder: Option<String>,
    /// Hourly when absent.
    pub frequency: Option<Frequency>,
    #[schema(minimum = 1, maximum = 525_600)]
    pub interval_minutes: Option<u32>,
    pub schedule: Option<ScheduleDetails>,
    /// 1 to 1000; 50 when absent.
    #[schema(minimum = 1, maximum = 1000)]
    pub max_items_per_run: Option<u32>,
    pub filters: Option<Filters>,
    pub expires_at: Option<DateTime<Utc>>,
    #[schema(minimum = 1, maximum = 4_294_967_295_i64)]
    pub max_runs: Option<u32>,
    /// True when absent.
    pub notify_on_new_content: Option<bool>,
    /// True when absent.
    pub notify_on_failure: Option<bool>,
    pub notification_email: Option<String>,
    pub mute: Option<Mute>,
    pub retention: Option<Retention>,
}

/// Absent stays, null clears, a value replaces.
pub type Patched<T> = Option<Option<T>>;

/// What a user changes of a job.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export, optional_fields))]
pub struct JobPatch {
    #[serde(alias = "url")]
    #[schema(min_length = 1)]
    pub target_url: Option<String>,
    /// Which reading of the link is meant, where there are several; that of the job if it has one.
    pub platform: Option<Platform>,
    pub target_type: Option<TargetType>,
    /// All of them: what is absent is the default again.
    pub options: Option<Options>,
    pub name: Option<String>,
    #[serde(deserialize_with = "patched", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    #[cfg_attr(test, ts(as = "Option<String>", optional = nullable))]
    pub folder: Patched<String>,
    pub frequency: Option<Frequency>,
    #[serde(deserialize_with = "patched", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<u32>, minimum = 1, maximum = 525_600)]
    #[cfg_attr(test, ts(as = "Option<u32>", optional = nullable))]
    pub interval_minutes: Patched<u32>,
    pub schedule: Option<ScheduleDetails>,
    #[schema(minimum = 1, maximum = 1000)]
    pub max_items_per_run: Option<u32>,
    #[serde(deserialize_with = "patched", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Filters>)]
    #[cfg_attr(test, ts(as = "Option<Filters>", optional = nullable))]
    pub filters: Patched<Filters>,
    #[serde(deserialize_with = "patched", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<DateTime<Utc>>)]
    #[cfg_attr(test, ts(as = "Option<DateTime<Utc>>", optional = nullable))]
    pub expires_at: Patched<DateTime<Utc>>,
    #[serde(deserialize_with = "patched", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<u32>, minimum = 1, maximum = 4_294_967_295_i64)]
    #[cfg_attr(test, ts(as = "Option<u32>", optional = nullable))]
    pub max_runs: Patched<u32>,
    /// Only `active` and `paused` may be set.
    pub status: Option<JobStatus>,
    pub notify_on_new_content: Option<bool>,
    pub notify_on_failure: Option<bool>,
    #[serde(deserialize_with = "patched", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    #[cfg_attr(test, ts(as = "Option<String>", optional = nullable))]
    pub notification_email: Patched<String>,
    #[serde(deserialize_with = "patched", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Mute>)]
    #[cfg_attr(test, ts(as = "Option<Mute>", optional = nullable))]
    pub mute: Patched<Mute>,
    #[serde(deserialize_with = "patched", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Retention>)]
    #[cfg_attr(test, ts(as = "Option<Retention>", optional = nullable))]
    pub retention: Patched<Retention>,
}

pub(super) fn patched<'de, T: Deserialize<'de>, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Patched<T>, D::Error> {
    Option::<T>::deserialize(deserializer).map(Some)
}

/// Which jobs to list. Deleted ones are listed only when asked for by status.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct JobQuery {
    pub platform: Option<Platform>,
    pub status: Option<JobStatus>,
    pub paging: Paging,
}

/// Checks what a user may write on a job, new or changed. `field` prefixes are the JSON names.
pub fn validate_job(job: &Job, now: DateTime<Utc>) -> Result<(), Vec<FieldError>> {
    let mut errors = Vec::new();
    let mut refuse = |field: &str, message: &str| errors.push(FieldError::new(field, message));
    if job.name.trim().is_empty() || job.name.chars().count() > MAX_NAME_CHARS {
        refuse("name", "The name must have 1 to 200 characters.");
    }
    if job.folder.as_deref().is_some_and(|folder| folder.chars().count() > MAX_NAME_CHARS) {
        refuse("folder", "The folder must have at most 200 characters.");
    }
    if !(1..=1000).contains(&job.max_items_per_run) {
        refuse("max_items_per_run", "At least 1 and at most 1000 items can be taken in one run.");
    }
    if job.max_runs == Some(0) {
        refuse("max_runs", "A run limit must be at least 1; leave it out for no limit.");
    }
    if job.expires_at.is_some_and(|at| at <= now) && job.status != JobStatus::Completed {
        refuse("expires_at", "The end lies in the past; choose a later time or leave it out.");
    }
    if job.notification_email.as_deref().is_some_and(|address| mail_address(address).is_none()) {
        refuse("notification_email", "This is not a mail address such as name@example.org.");
    }
    if let Err(more) = job.schedule.validate() {
        errors.extend(more);
    }
    if let Some(Err(more)) = job.filters.as_ref().map(Filters::validate) {
        errors.extend(more);
    }
    if let Some(Err(more)) = job.retention.map(|retention| retention.validate()) {
        errors.extend(more);
    }
    if errors.is_empty() { Ok(()) } else { Err(errors) }
}
