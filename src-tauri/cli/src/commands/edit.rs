//! Options that say what a job is like, when it is added or changed.

use chrono::{DateTime, Utc};
use clap::Args;
use tidewatch_engine::model::{Job, JobPatch, NewJob, Patched, Retention};

use super::filters::FilterArgs;

/// What a job is called, how much it keeps, whom it tells.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Job")]
pub(crate) struct JobArgs {
    #[arg(long)]
    pub(crate) name: Option<String>,
    /// Where it stands; nested with "/". An empty one removes it
    #[arg(long)]
    folder: Option<String>,
    /// Most items stored in one run, 1 to 1000
    #[arg(long, value_name = "N")]
    max_items: Option<u32>,
    /// End after this many runs
    #[arg(long, value_name = "N")]
    max_runs: Option<u32>,
    /// End at this time, such as 2027-01-31T12:00:00Z
    #[arg(long, value_name = "TIME")]
    expires_at: Option<DateTime<Utc>>,
    /// Whether to tell of new items
    #[arg(long, value_name = "yes|no", value_parser = yes_or_no)]
    notify: Option<bool>,
    /// Whether to tell of failures
    #[arg(long, value_name = "yes|no", value_parser = yes_or_no)]
    notify_on_failure: Option<bool>,
    /// Send mail there too
    #[arg(long, value_name = "ADDRESS")]
    email: Option<String>,
    /// Keep only the latest so many items, and what is starred or has a note; 0 is no limit.
    /// With one limit of its own, a job follows neither of those in the settings
    #[arg(long, value_name = "N")]
    keep_items: Option<u32>,
    /// Keep items only for so many days, and what is starred or has a note; 0 is no limit.
    /// With one limit of its own, a job follows neither of those in the settings
    #[arg(long, value_name = "N")]
    keep_days: Option<u32>,
    /// Keep as much as the settings say, and no longer what was said for this job
    #[arg(long, conflicts_with_all = ["keep_items", "keep_days"])]
    keep_default: bool,
    #[command(flatten)]
    filters: FilterArgs,
}

impl JobArgs {
    pub(crate) fn into_new(self, target_url: String) -> NewJob {
        NewJob {
            target_url,
            filters: self.filters.change(None).flatten(),
            retention: self.retention(None).flatten(),
            name: self.name,
            folder: self.folder.filter(|folder| !folder.is_empty()),
            max_items_per_run: self.max_items,
            max_runs: self.max_runs,
            expires_at: self.expires_at,
            notify_on_new_content: self.notify,
            notify_on_failure: self.notify_on_failure,
            notification_email: self.email,
            ..NewJob::default()
        }
    }

    /// What is not said stays as it is in `present`.
    pub(crate) fn into_patch(self, present: &Job) -> JobPatch {
        let or_cleared = |text: String| if text.is_empty() { None } else { Some(text) };
        JobPatch {
            filters: self.filters.change(present.filters.as_ref()),
            retention: self.retention(present.retention),
            name: self.name,
            folder: self.folder.map(or_cleared),
            max_items_per_run: self.max_items,
            max_runs: self.max_runs.map(Some),
            expires_at: self.expires_at.map(Some),
            notify_on_new_content: self.notify,
            notify_on_failure: self.notify_on_failure,
            notification_email: self.email.map(or_cleared),
            ..JobPatch::default()
        }
    }

    /// Of the job's own, also where it keeps all: the settings may say otherwise.
    fn retention(&self, present: Option<Retention>) -> Patched<Retention> {
        if self.keep_default {
            return Some(None);
        }
        if self.keep_items.is_none() && self.keep_days.is_none() {
            return None;
        }
        let mut retention = present.unwrap_or_default();
        let limit = |number: u32| (number > 0).then_some(number);
        if let Some(items) = self.keep_items {
            retention.items = limit(items);
        }
        if let Some(days) = self.keep_days {
            retention.days = limit(days);
        }
        Some(Some(retention))
    }
}

fn yes_or_no(text: &str) -> Result<bool, String> {
    match text {
        "yes" | "true" => Ok(true),
        "no" | "false" => Ok(false),
        _ => Err("say yes or no".into()),
    }
}
