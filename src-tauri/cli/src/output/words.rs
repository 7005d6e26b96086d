//! Times, outcomes and texts as one reads them.

use chrono::{DateTime, Local, TimeDelta, Utc};
use tidewatch_engine::{
    content::text::{clean, snippet},
    model::{KeyState, KeyStatus, Pause, Platform, Run, RunOutcome, RunStatus, TargetType},
};

const HEADLINE: usize = 120;

/// Without control characters: a text from outside cannot steer the terminal.
pub(crate) fn safe(text: &str) -> String {
    clean(text).into_owned()
}

/// In the local zone; `-` when there is none.
pub(crate) fn time(time: Option<DateTime<Utc>>) -> String {
    time.map_or_else(|| "-".into(), |time| time.with_timezone(&Local).format("%Y-%m-%d %H:%M").to_string())
}

pub(crate) fn clock_time(time: Option<DateTime<Utc>>) -> String {
    time.map_or_else(String::new, |time| time.with_timezone(&Local).format("%H:%M:%S").to_string())
}

/// What a pause of all jobs means.
pub(crate) fn pause(pause: &Pause) -> String {
    match pause.until {
        Some(until) => format!("All jobs are paused until {}.", time(Some(until))),
        None => "All jobs are paused; `tidewatch jobs resume --all` ends it.".into(),
    }
}

/// How far ahead a time lies, and when that is.
#[expect(clippy::disallowed_methods, reason = "what is shown is relative to when it is shown")]
pub(crate) fn until(at: Option<DateTime<Utc>>) -> String {
    let Some(at) = at else { return "-".into() };
    let wait = at - Utc::now();
    if wait <= TimeDelta::zero() {
        return "due now".into();
    }
    let minutes = (wait.num_seconds() + 30) / 60;
    match minutes {
        0 => "in under a minute".into(),
        1..=89 => format!("in {minutes} min"),
        90..=1439 => format!("in {} h", (minutes + 30) / 60),
        _ => time(Some(at)),
    }
}

pub(crate) fn headline(title: Option<&str>, text: &str) -> String {
    snippet(title.unwrap_or(text), HEADLINE)
}

/// What is watched, such as `youtube channel`; feeds and pages are just that.
pub(crate) fn kind(platform: Platform, target_type: TargetType) -> String {
    match (platform.as_str(), target_type.as_str()) {
        ("webpage", "page") => "web page".to_owned(),
        (platform, target) if platform == target => platform.to_owned(),
        (platform, target) => format!("{platform} {target}"),
    }
}

pub(crate) fn counted(number: u64, noun: &str) -> String {
    format!("{number} {noun}{}", if number == 1 { "" } else { "s" })
}

pub(crate) fn took(run: &Run) -> String {
    match run.duration_ms {
        None => "-".into(),
        Some(ms @ ..1000) => format!("{ms} ms"),
        Some(ms) => format!("{}.{} s", ms / 1000, ms % 1000 / 100),
    }
}

pub(crate) fn outcome(run: &Run) -> String {
    match (run.status, run.outcome, run.error_code) {
        (RunStatus::InProgress, ..) => "running".into(),
        (RunStatus::Failed, _, Some(code)) => format!("failed: {code}"),
        (RunStatus::Completed, Some(outcome), _) => outcome.as_str().replace('_', " "),
        (status, Some(outcome), _) => format!("{status}: {outcome}"),
        (status, ..) => status.to_string(),
    }
}

/// A finished run in one line.
pub(crate) fn run_line(job: &str, run: &Run) -> String {
    let job = safe(job);
    let why = run.error_message.as_deref().map(safe);
    let what = match (run.status, run.outcome) {
        (RunStatus::Completed, Some(RunOutcome::NewItems | RunOutcome::Partial)) => {
            counted(run.new_items_downloaded.into(), "new item")
        }
        (RunStatus::Completed, Some(RunOutcome::NotModified)) => "unchanged".into(),
        (RunStatus::Completed, _) => "nothing new".into(),
        (RunStatus::Failed, _) => "failed".into(),
        _ => outcome(run),
    };
    match why {
        Some(why) => format!("{job}: {what}. {why}"),
        None => format!("{job}: {what}."),
    }
}

/// How a key stands, in a few words.
pub(crate) fn key_state(status: Option<&KeyStatus>, is_keyless: bool) -> &'static str {
    match status.map(|status| status.state) {
        None if is_keyless => "not set, not needed",
        None => "needed, not set",
        Some(KeyState::Untested) => "set, not tried yet",
        Some(KeyState::Works) => "works",
        Some(KeyState::Wrong) => "was refused",
    }
}
