//! Options that silence a job for a while.

use anyhow::Result;
use chrono::{DateTime, Local, NaiveDateTime, TimeDelta, Utc};
use clap::Args;
use tidewatch_engine::{
    Error,
    model::{FieldError, Mute, Patched},
};

use super::schedule::in_minutes;
use crate::output;

/// Ten years.
const LONGEST: TimeDelta = TimeDelta::days(10 * 366);
/// Of a time in the system's zone.
const FORMATS: [&str; 2] = ["%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M"];
/// By option: one of the whole struct would hold for those of others that follow.
const HEADING: &str = "Silence";

#[derive(Debug, Clone, Default, Args)]
pub(crate) struct MuteArgs {
    /// Tell nothing of this job, until --until or --unmute
    #[arg(help_heading = HEADING, long)]
    mute: bool,
    /// Such as 2h, 3d, "2027-01-31 08:00" or 2027-01-31T08:00:00Z; what came meanwhile is told then
    #[arg(help_heading = HEADING, long, value_name = "TIME", requires = "mute")]
    until: Option<String>,
    /// Tell again
    #[arg(help_heading = HEADING, long, conflicts_with = "mute")]
    unmute: bool,
}

impl MuteArgs {
    pub(crate) fn change(&self, now: DateTime<Utc>) -> Result<Patched<Mute>> {
        if self.unmute {
            return Ok(Some(None));
        }
        let until = self.until.as_deref().map(|text| moment(text, now)).transpose()?;
        Ok(self.mute.then_some(Some(Mute { until })))
    }
}

/// What a mute means, in a few words.
pub(crate) fn words(mute: Mute) -> String {
    match mute.until {
        Some(until) => format!("until {}", output::time(Some(until))),
        None => "until `jobs edit --unmute`".into(),
    }
}

/// A time, or how far from now it lies.
fn moment(text: &str, now: DateTime<Utc>) -> Result<DateTime<Utc>> {
    let text = text.trim();
    let refused = |message: String| -> anyhow::Error {
        Error::refused(vec![FieldError::new("mute.until", message)]).into()
    };
    let until = if let Ok(time) = text.parse::<DateTime<Utc>>() {
        time
    } else if let Some(time) =
        FORMATS.iter().find_map(|format| NaiveDateTime::parse_from_str(text, format).ok())
    {
        let time = time.and_local_timezone(Local).earliest();
        time.ok_or_else(|| refused(format!("The clocks skip \"{text}\" here: choose another time.")))?
            .to_utc()
    } else if let Some(minutes) = in_minutes(text) {
        now.checked_add_signed(TimeDelta::minutes(minutes.into())).unwrap_or(DateTime::<Utc>::MAX_UTC)
    } else {
        let message = format!("\"{text}\" is none of 2h, 3d, \"2027-01-31 08:00\" or 2027-01-31T08:00:00Z.");
        return Err(refused(message));
    };
    if until > now + LONGEST {
        return Err(refused("At most ten years are possible; leave it out for no end.".into()));
    }
    Ok(until)
}
