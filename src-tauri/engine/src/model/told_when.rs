//! When messages may be told: how long quiet hours last, when a digest is due, whether a job is
//! muted. Pure; right across changes of the zone's offset.

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use jiff::{ToSpan, civil};

use super::{
    Channel, Digest, DigestEvery, FieldError, Frequency, Mute, QuietHours, Schedule, ScheduleDetails,
    Settings, schedule,
};

/// Spans of quiet hours that can be kept.
const MOST_SPANS: usize = 20;
/// Days ahead that a silence is followed for: beyond a week it repeats itself.
const DAYS_AHEAD: i64 = 8;
const BAD_TIME: &str = "The time is written as HH:MM, from 00:00 to 23:59.";
const BAD_DAY: &str = "Days of the week are numbers from 1 (Monday) to 7 (Sunday).";

impl Settings {
    /// The zone that times of the settings are meant in.
    pub fn zone<'a>(&'a self, system_zone: &'a str) -> &'a str {
        self.time_zone.as_deref().unwrap_or(system_zone)
    }

    /// When the silence at `now` ends; nothing where there is none. Spans that touch or overlap
    /// are one silence.
    pub fn quiet_until(&self, now: DateTime<Utc>, system_zone: &str) -> Option<DateTime<Utc>> {
        let spans = self.silences(now, self.zone(system_zone));
        let mut end = now;
        while let Some(later) =
            spans.iter().filter(|(from, until)| *from <= end && end < *until).map(|(_, until)| *until).max()
        {
            end = later;
        }
        (end > now).then_some(end)
    }

    /// Whether a channel is set up; terminal and desktop are where there is a process for them.
    pub fn uses(&self, channel: Channel) -> bool {
        match channel {
            Channel::Terminal | Channel::Desktop => true,
            Channel::Mail => self.mail.is_some(),
            Channel::Webhook => self.webhook.is_some(),
        }
    }

    /// The digest that new content waits for on this channel.
    pub fn digest_of(&self, channel: Channel) -> Option<&Digest> {
        match channel {
            Channel::Terminal => None,
            Channel::Desktop => self.desktop_digest.as_ref(),
            Channel::Mail => self.mail.as_ref()?.digest.as_ref(),
            Channel::Webhook => self.webhook.as_ref()?.digest.as_ref(),
        }
    }

    /// What is wrong with the times of these settings, field by field.
    pub(super) fn times_faults(&self) -> Vec<FieldError> {
        let mut faults = Vec::new();
        if self.quiet_hours.len() > MOST_SPANS {
            let message = format!("At most {MOST_SPANS} spans of quiet hours can be kept.");
            faults.push(FieldError::new("quiet_hours", message));
        }
        for (place, span) in self.quiet_hours.iter().enumerate().take(MOST_SPANS) {
            faults.extend(span.faults(&format!("quiet_hours[{place}]")));
        }
        if faults.is_empty() && self.is_always_quiet() {
            let message = "These quiet hours never end, so nothing would ever be told; leave a gap.";
            faults.push(FieldError::new("quiet_hours", message));
        }
        faults.extend(self.desktop_digest.iter().flat_map(|digest| digest.faults("desktop_digest")));
        faults
    }

    /// A silence that lasts from any week into the one after the next has no end.
    fn is_always_quiet(&self) -> bool {
        let now = DateTime::UNIX_EPOCH;
        self.quiet_until(now, "UTC").is_some_and(|end| (end - now).num_days() >= DAYS_AHEAD)
    }

    /// Every span that began yesterday or begins within a little more than a week.
    fn silences(&self, now: DateTime<Utc>, zone: &str) -> Vec<(DateTime<Utc>, DateTime<Utc>)> {
        let Some(today) = schedule::day_in(zone, now) else { return Vec::new() };
        let on_day = |offset: i64| {
            let day = today.checked_add(offset.days()).ok()?;
            let weekday = day.weekday().to_monday_one_offset().unsigned_abs();
            let spans = self.quiet_hours.iter().filter(move |span| span.weekdays.contains(&weekday));
            Some(spans.filter_map(move |span| span.on(day, zone)))
        };
        (-1..=DAYS_AHEAD).filter_map(on_day).flatten().collect()
    }
}

impl QuietHours {
    fn on(&self, day: civil::Date, zone: &str) -> Option<(DateTime<Utc>, DateTime<Utc>)> {
        let (from, until) = (schedule::time_of_day(&self.from)?, schedule::time_of_day(&self.until)?);
        let last_day = if until <= from { day.tomorrow().ok()? } else { day };
        let at = |day: civil::Date, time| schedule::instant_of(zone, day.to_datetime(time));
        Some((at(day, from)?, at(last_day, until)?))
    }

    fn faults(&self, field: &str) -> Vec<FieldError> {
        let mut faults = Vec::new();
        let mut refuse = |part: &str, message: &str| {
            faults.push(FieldError::new(format!("{field}.{part}"), message));
        };
        let days: HashSet<u8> = self.weekdays.iter().copied().collect();
        match () {
            () if days.is_empty() => refuse("weekdays", "Choose at least one day of the week."),
            () if !days.iter().all(|day| (1..=7).contains(day)) => refuse("weekdays", BAD_DAY),
            () if days.len() < self.weekdays.len() => {
                refuse("weekdays", "Name each day of the week once.");
            }
            () => {}
        }
        for (part, time) in [("from", &self.from), ("until", &self.until)] {
            if schedule::time_of_day(time).is_none() {
                refuse(part, BAD_TIME);
            }
        }
        faults
    }
}

impl Digest {
    /// The first time after this one at which it is told; nothing where its fields are refused.
    pub fn next_after(&self, after: DateTime<Utc>, zone: &str) -> Option<DateTime<Utc>> {
        let frequency = match self.every {
            DigestEvery::Day => Frequency::Daily,
            DigestEvery::Week => Frequency::Weekly,
        };
        let details = ScheduleDetails {
            at: Some(self.at.clone()),
            weekdays: self.weekday.map(|day| vec![day]),
            time_zone: Some(zone.to_owned()),
            ..ScheduleDetails::default()
        };
        let timetable = Schedule { frequency, interval_minutes: None, details };
        timetable.validate().ok()?;
        timetable.next_after(after, after, zone)
    }

    /// What is wrong with it; fields are named below `field`.
    pub fn faults(&self, field: &str) -> Vec<FieldError> {
        let mut faults = Vec::new();
        if schedule::time_of_day(&self.at).is_none() {
            faults.push(FieldError::new(format!("{field}.at"), BAD_TIME));
        }
        let message = match (self.every, self.weekday) {
            (DigestEvery::Week, None) => Some("A weekly digest needs a day of the week."),
            (DigestEvery::Day, Some(_)) => Some("A daily digest has no day of the week."),
            (DigestEvery::Week, Some(day)) if !(1..=7).contains(&day) => Some(BAD_DAY),
            _ => None,
        };
        faults.extend(message.map(|message| FieldError::new(format!("{field}.weekday"), message)));
        faults
    }
}

impl Mute {
    /// Whether it silences at this time.
    pub fn holds(&self, now: DateTime<Utc>) -> bool {
        self.until.is_none_or(|until| now < until)
    }
}
