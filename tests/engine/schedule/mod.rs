//! Schedules: times, words, refusals.

#![allow(clippy::expect_used)]

mod answers;
mod clock_changes;
mod every_change;
mod golden;
mod properties;
mod validation;
mod words;

use chrono::{DateTime, Utc};
use tidewatch_engine::model::schedule::{Frequency, Schedule, ScheduleDetails};

/// An instant from RFC 3339.
fn time(text: &str) -> DateTime<Utc> {
    text.parse().expect("RFC 3339")
}

fn schedule(frequency: Frequency, details: ScheduleDetails) -> Schedule {
    Schedule { frequency, interval_minutes: None, details }
}

fn hourly(minute: u8) -> Schedule {
    schedule(Frequency::Hourly, ScheduleDetails { minute: Some(minute), ..Default::default() })
}

fn daily(at: &str) -> Schedule {
    schedule(Frequency::Daily, ScheduleDetails { at: Some(at.into()), ..Default::default() })
}

fn weekly(days: &[u8], at: &str) -> Schedule {
    schedule(
        Frequency::Weekly,
        ScheduleDetails { at: Some(at.into()), weekdays: Some(days.to_vec()), ..Default::default() },
    )
}

fn monthly(day: u8, at: &str) -> Schedule {
    schedule(
        Frequency::Monthly,
        ScheduleDetails { at: Some(at.into()), month_day: Some(day), ..Default::default() },
    )
}

fn cron(expression: &str) -> Schedule {
    schedule(Frequency::Cron, ScheduleDetails { cron: Some(expression.into()), ..Default::default() })
}

fn every(minutes: u32) -> Schedule {
    Schedule {
        frequency: Frequency::Custom,
        interval_minutes: Some(minutes),
        details: ScheduleDetails::default(),
    }
}

/// Created at an odd time, so that a wrong use of it shows.
fn created() -> DateTime<Utc> {
    time("2020-05-06T07:08:09.123Z")
}

/// Compares the next times with `expected`, one after the other.
#[track_caller]
fn assert_times(schedule: &Schedule, zone: &str, after: &str, expected: &[&str]) {
    let found = schedule.next_times(time(after), created(), zone, expected.len());
    let expected: Vec<_> = expected.iter().map(|text| time(text)).collect();
    assert_eq!(found, expected, "{} in {zone}", schedule.describe(zone));
}
