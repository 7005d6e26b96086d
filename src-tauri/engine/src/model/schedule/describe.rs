//! A schedule in words.

use super::{Frequency, Schedule, ScheduleDetails};

const DAY_NAMES: [&str; 7] =
    ["Mondays", "Tuesdays", "Wednesdays", "Thursdays", "Fridays", "Saturdays", "Sundays"];

impl Schedule {
    /// One English phrase without a full stop, such as "Every day at 08:30 (Europe/Berlin)".
    /// The zone is named only where it is not the system's. What is not set is not said.
    /// Never empty.
    #[must_use]
    pub fn describe(&self, system_zone: &str) -> String {
        let words = match self.frequency {
            Frequency::Custom => return every(self.interval_minutes.unwrap_or(0)),
            Frequency::Cron => {
                let expression = self.details.cron.as_deref().unwrap_or_default().trim();
                match plain_equivalent(expression) {
                    Some(plain) => plain.calendar_words(),
                    None if expression.is_empty() => "Cron".to_owned(),
                    None => format!("Cron: {expression}"),
                }
            }
            _ => self.calendar_words(),
        };
        match self.details.time_zone.as_deref() {
            Some(zone) if !zone.eq_ignore_ascii_case(system_zone) => format!("{words} ({zone})"),
            _ => words,
        }
    }

    fn calendar_words(&self) -> String {
        let details = &self.details;
        let at = details.at.as_ref().map_or_else(String::new, |at| format!(" at {at}"));
        match self.frequency {
            Frequency::Hourly => match details.minute {
                Some(minute) => format!("Every hour at :{minute:02}"),
                None => "Every hour".to_owned(),
            },
            Frequency::Weekly => match weekday_words(details.weekdays.as_deref()) {
                Some(days) => format!("{days}{at}"),
                None => format!("Every week{at}"),
            },
            Frequency::Monthly => match details.month_day {
                Some(31) => format!("On the last day of each month{at}"),
                Some(day @ 29..) => {
                    format!("On the {}, or the last day, of each month{at}", ordinal(day))
                }
                Some(day) => format!("On the {} of each month{at}", ordinal(day)),
                None => format!("Every month{at}"),
            },
            Frequency::Custom | Frequency::Cron => every(self.interval_minutes.unwrap_or(0)),
            Frequency::Daily => format!("Every day{at}"),
        }
    }
}

/// An interval of elapsed minutes. A single day is said in hours: it is no time of day.
fn every(minutes: u32) -> String {
    match minutes {
        0 => "At an interval of minutes".to_owned(),
        1 => "Every minute".to_owned(),
        60 => "Every hour".to_owned(),
        _ if minutes > 1440 && minutes.is_multiple_of(1440) => {
            format!("Every {} days", minutes / 1440)
        }
        _ if minutes.is_multiple_of(60) => format!("Every {} hours", minutes / 60),
        _ => format!("Every {minutes} minutes"),
    }
}

fn weekday_words(numbers: Option<&[u8]>) -> Option<String> {
    let mut days = numbers?.to_vec();
    days.sort_unstable();
    days.dedup();
    match days.as_slice() {
        [1, 2, 3, 4, 5] => return Some("Mondays to Fridays".to_owned()),
        [1, 2, 3, 4, 5, 6, 7] => return Some("Every day".to_owned()),
        _ => {}
    }
    let names: Vec<&str> =
        days.iter().filter_map(|day| DAY_NAMES.get(usize::from(day.checked_sub(1)?)).copied()).collect();
    match names.as_slice() {
        [] => None,
        [only] => Some((*only).to_owned()),
        [first @ .., last] => Some(format!("{} and {last}", first.join(", "))),
    }
}

fn ordinal(number: u8) -> String {
    let ending = match (number % 10, number % 100) {
        (_, 11..=13) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        _ => "th",
    };
    format!("{number}{ending}")
}

/// The schedule without cron that runs at the same times, for expressions that have one.
fn plain_equivalent(expression: &str) -> Option<Schedule> {
    let fields: Vec<&str> = expression.split_whitespace().collect();
    let [minute, hour, day, month, weekday] = fields.as_slice() else {
        return None;
    };
    let schedule = |frequency, details| Some(Schedule { frequency, interval_minutes: None, details });
    let number = |field: &str, max: u8| field.parse::<u8>().ok().filter(|value| *value <= max);
    if [*hour, *day, *month, *weekday] == ["*"; 4] {
        let step = match minute.strip_prefix("*/") {
            Some(step) => number(step, 30).filter(|step| *step > 0 && 60 % step == 0),
            None => (*minute == "*").then_some(1),
        };
        if let Some(step) = step {
            return Some(Schedule {
                frequency: Frequency::Custom,
                interval_minutes: Some(u32::from(step)),
                details: ScheduleDetails::default(),
            });
        }
        let minute = Some(number(minute, 59)?);
        return schedule(Frequency::Hourly, ScheduleDetails { minute, ..Default::default() });
    }
    let at = Some(format!("{:02}:{:02}", number(hour, 23)?, number(minute, 59)?));
    match (*day, *month, *weekday) {
        ("*", "*", "*") => schedule(Frequency::Daily, ScheduleDetails { at, ..Default::default() }),
        ("*", "*", days) => {
            let weekdays = Some(weekdays_of(days)?);
            schedule(Frequency::Weekly, ScheduleDetails { at, weekdays, ..Default::default() })
        }
        (day, "*", "*") => {
            // A plain 29, 30 or 31 skips shorter months, unlike a monthly schedule.
            let month_day = if day.eq_ignore_ascii_case("L") {
                Some(31)
            } else {
                Some(number(day, 28).filter(|day| *day > 0)?)
            };
            schedule(Frequency::Monthly, ScheduleDetails { at, month_day, ..Default::default() })
        }
        _ => None,
    }
}

/// Days 1 to 7 of a cron field that lists numbers, names and ranges.
fn weekdays_of(field: &str) -> Option<Vec<u8>> {
    const NAMES: [&str; 8] = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN"];
    let day = |text: &str| -> Option<u8> {
        let named = NAMES.iter().position(|name| name.eq_ignore_ascii_case(text));
        match named {
            Some(index) => u8::try_from(index).ok(),
            None => text.parse().ok().filter(|number| *number <= 7),
        }
    };
    let mut days = Vec::new();
    for part in field.split(',') {
        match part.split_once('-') {
            Some((first, last)) => {
                let (first, last) = (day(first)?, day(last)?);
                if last < first {
                    return None;
                }
                days.extend(first..=last);
            }
            None => days.push(day(part)?),
        }
    }
    days.iter_mut().for_each(|day| *day = if *day == 0 { 7 } else { *day });
    (!days.is_empty()).then_some(days)
}
