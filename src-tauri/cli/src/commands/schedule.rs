//! Options that say how often.

use anyhow::Result;
use clap::Args;
use tidewatch_engine::{
    Error,
    model::{FieldError, Frequency, Schedule, ScheduleDetails},
};

/// How often to check. Without any, a new job is checked every hour.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "How often")]
pub(crate) struct ScheduleArgs {
    /// hourly, daily, weekly, monthly, or an interval such as 20m, 2h or 1d
    #[arg(long, value_name = "HOW OFTEN", conflicts_with = "cron")]
    every: Option<String>,
    /// Time of day, such as 08:30 (daily, weekly, monthly)
    #[arg(long, value_name = "HH:MM")]
    at: Option<String>,
    /// Minute of the hour (hourly)
    #[arg(long, value_name = "0-59")]
    minute: Option<u8>,
    /// Days of the week, such as mon,thu (weekly)
    #[arg(long, value_name = "DAYS", value_delimiter = ',', value_parser = weekday)]
    on: Option<Vec<u8>>,
    /// Day of the month; 31 is the last one (monthly)
    #[arg(long, value_name = "1-31")]
    day: Option<u8>,
    /// A cron expression, such as "30 6 * * 1-5"
    #[arg(long, value_name = "EXPRESSION")]
    cron: Option<String>,
    /// IANA time zone, such as Europe/Berlin [default: the system's]
    #[arg(long, value_name = "ZONE")]
    time_zone: Option<String>,
}

/// What the options come to: frequency, interval in minutes, details. Absent: not said.
pub(crate) type Chosen = (Option<Frequency>, Option<u32>, Option<ScheduleDetails>);

impl ScheduleArgs {
    /// For a new job.
    pub(crate) fn choose(&self) -> Result<Chosen> {
        if self.is_silent() {
            return Ok((None, None, None));
        }
        let (frequency, interval) = self.frequency()?;
        let details = ScheduleDetails {
            minute: self.minute,
            at: self.at.clone(),
            weekdays: self.on.clone(),
            month_day: self.day,
            cron: self.cron.clone(),
            time_zone: self.time_zone.clone(),
        };
        Ok((Some(frequency), interval, Some(details)))
    }

    /// For a job that runs as `present` says: what is not said stays as it is, as far as the
    /// frequency reads it.
    pub(crate) fn change(&self, present: &Schedule) -> Result<Chosen> {
        if self.is_silent() {
            return Ok((None, None, None));
        }
        let says_how_often =
            self.every.is_some() || self.cron.is_some() || self.on.is_some() || self.day.is_some();
        let (frequency, interval) = if says_how_often || (self.at.is_some() && !has_time(present.frequency)) {
            self.frequency()?
        } else {
            (present.frequency, present.interval_minutes)
        };
        if self.minute.is_some() && !says_how_often && frequency != Frequency::Hourly {
            let message = "Only an hourly job has a minute: --every hourly makes it one.";
            return Err(Error::refused(vec![FieldError::new("schedule.minute", message)]).into());
        }
        let kept = present.details.clone();
        let details = ScheduleDetails {
            minute: self.minute.or(kept.minute.filter(|_| frequency == Frequency::Hourly)),
            at: self.at.clone().or(kept.at.filter(|_| has_time(frequency))),
            weekdays: self.on.clone().or(kept.weekdays.filter(|_| frequency == Frequency::Weekly)),
            month_day: self.day.or(kept.month_day.filter(|_| frequency == Frequency::Monthly)),
            cron: self.cron.clone().or(kept.cron.filter(|_| frequency == Frequency::Cron)),
            time_zone: self.time_zone.clone().or(kept.time_zone),
        };
        Ok((Some(frequency), interval, Some(details)))
    }

    fn is_silent(&self) -> bool {
        self.every.is_none()
            && self.at.is_none()
            && self.minute.is_none()
            && self.on.is_none()
            && self.day.is_none()
            && self.cron.is_none()
            && self.time_zone.is_none()
    }

    /// With the interval, where there is one.
    fn frequency(&self) -> Result<(Frequency, Option<u32>)> {
        Ok(match (self.every.as_deref(), &self.cron) {
            (None, Some(_)) => (Frequency::Cron, None),
            (None, None) if self.day.is_some() => (Frequency::Monthly, None),
            (None, None) if self.on.is_some() => (Frequency::Weekly, None),
            (None, None) if self.at.is_some() => (Frequency::Daily, None),
            (None, None) | (Some("hourly"), _) => (Frequency::Hourly, None),
            (Some("daily"), _) => (Frequency::Daily, None),
            (Some("weekly"), _) => (Frequency::Weekly, None),
            (Some("monthly"), _) => (Frequency::Monthly, None),
            (Some(interval), _) => (Frequency::Custom, Some(minutes(interval)?)),
        })
    }
}

/// Whether a time of day means something to it.
fn has_time(frequency: Frequency) -> bool {
    matches!(frequency, Frequency::Daily | Frequency::Weekly | Frequency::Monthly)
}

/// `20m`, `2h`, `1d` or a bare number of minutes.
pub(super) fn in_minutes(text: &str) -> Option<u32> {
    let (number, factor) = match text.char_indices().next_back() {
        Some((end, 'm')) => (&text[..end], 1),
        Some((end, 'h')) => (&text[..end], 60),
        Some((end, 'd')) => (&text[..end], 1440),
        _ => (text, 1),
    };
    number.parse::<u32>().ok()?.checked_mul(factor)
}

fn minutes(text: &str) -> Result<u32> {
    Ok(in_minutes(text).ok_or_else(|| {
        let message = format!("\"{text}\" is none of hourly, daily, weekly, monthly, 20m, 2h or 1d.");
        Error::refused(vec![FieldError::new("schedule.every", message)])
    })?)
}

/// 1 to 7 for `mon` to `sun`.
pub(super) fn weekday(text: &str) -> Result<u8, String> {
    const DAYS: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
    let text = text.trim().to_ascii_lowercase();
    if let Some(number) = text.parse().ok().filter(|number| (1..=7).contains(number)) {
        return Ok(number);
    }
    let position = DAYS.iter().position(|day| text.len() >= 2 && day.starts_with(&text));
    position
        .and_then(|index| u8::try_from(index + 1).ok())
        .ok_or_else(|| "days are mon, tue, wed, thu, fri, sat and sun".to_owned())
}
