//! What a schedule must be, said in sentences for the person who fills the form.

use jiff::civil::Time;

use super::{
    Frequency, Schedule, ScheduleDetails,
    cron::{CronFault, CronRule, MAX_LENGTH},
    next::known_zone,
};
use crate::model::FieldError;

/// A year.
const MAX_INTERVAL: u32 = 525_600;

impl Schedule {
    /// Checks every field that is set and those that the frequency needs. What `completed`
    /// fills may be missing.
    ///
    /// # Errors
    /// One entry per wrong field, named as in a job's JSON (`interval_minutes`,
    /// `schedule.at`, ...), in a fixed order.
    pub fn validate(&self) -> Result<(), Vec<FieldError>> {
        let details = &self.details;
        let mut errors = Vec::new();
        let mut check = |field: &str, fault: Option<&str>| {
            errors.extend(
                fault.map(|message| FieldError { field: field.to_owned(), message: message.to_owned() }),
            );
        };
        check("interval_minutes", self.interval_fault());
        check(
            "schedule.minute",
            (details.minute.is_some_and(|minute| minute > 59))
                .then_some("The minute is a number from 0 to 59."),
        );
        check(
            "schedule.at",
            (details.at.is_some() && details.time_of_day().is_none())
                .then_some("The time is written as HH:MM, from 00:00 to 23:59."),
        );
        check("schedule.weekdays", details.weekdays_fault());
        check(
            "schedule.month_day",
            (details.month_day.is_some_and(|day| !(1..=31).contains(&day)))
                .then_some("The day of the month is a number from 1 to 31."),
        );
        check("schedule.cron", self.cron_fault());
        let zone = details.time_zone.as_deref();
        check(
            "schedule.time_zone",
            (zone.is_some_and(|name| known_zone(name).is_none()))
                .then_some("This time zone is not known. Use a name such as Europe/Berlin or UTC."),
        );
        if errors.is_empty() { Ok(()) } else { Err(errors) }
    }

    fn interval_fault(&self) -> Option<&'static str> {
        match self.interval_minutes {
            None if self.frequency != Frequency::Custom => None,
            None => Some("Say how many minutes lie between two checks."),
            Some(1..=MAX_INTERVAL) => None,
            Some(_) => Some("The interval is from 1 minute to 525600 minutes (a year)."),
        }
    }

    /// A half-written expression is no fault while another frequency is chosen.
    fn cron_fault(&self) -> Option<&'static str> {
        const TOO_LONG: &str = "The cron expression is longer than 200 characters.";
        let expression = self.details.cron.as_deref().unwrap_or_default();
        if self.frequency != Frequency::Cron {
            return (expression.len() > MAX_LENGTH).then_some(TOO_LONG);
        }
        if expression.trim().is_empty() {
            return Some("Enter a cron expression, such as 30 8 * * 1-5.");
        }
        match CronRule::parse(expression) {
            Ok(_) => None,
            Err(CronFault::TooLong) => Some(TOO_LONG),
            Err(CronFault::Malformed) => Some(
                "This is not a cron expression. It has five fields: minute, hour, day, month \
                 and weekday, such as 30 8 * * 1-5.",
            ),
            Err(CronFault::EverySecond) => Some(
                "This would check more than once a minute. The field for seconds may only be \
                 one number from 0 to 59.",
            ),
            Err(CronFault::NeverFires) => {
                Some("This never happens: there is no such day in any month it names.")
            }
        }
    }
}

impl ScheduleDetails {
    /// The time of day, if one is set and is written as two digits, a colon and two digits.
    pub(super) fn time_of_day(&self) -> Option<Time> {
        read_time(self.at.as_deref()?)
    }

    fn weekdays_fault(&self) -> Option<&'static str> {
        let days = self.weekdays.as_deref()?;
        if days.is_empty() {
            return Some("Choose at least one day of the week.");
        }
        if !days.iter().all(|day| (1..=7).contains(day)) {
            return Some("Days of the week are numbers from 1 (Monday) to 7 (Sunday).");
        }
        let mut sorted = days.to_vec();
        sorted.sort_unstable();
        sorted.dedup();
        (sorted.len() < days.len()).then_some("Name each day of the week once.")
    }
}

/// A time of day, if it is written as two digits, a colon and two digits.
pub(super) fn read_time(text: &str) -> Option<Time> {
    let (hour, minute) = text.split_once(':')?;
    let number = |digits: &str| {
        let is_plain = digits.len() == 2 && digits.bytes().all(|byte| byte.is_ascii_digit());
        is_plain.then(|| digits.parse::<i8>().ok()).flatten()
    };
    Time::new(number(hour)?, number(minute)?, 0, 0).ok()
}
