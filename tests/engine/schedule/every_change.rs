//! Every change of the clocks in a dozen zones over years, against a minute by minute reading
//! of the clock.

use jiff::{Timestamp, ToSpan, civil, tz::TimeZone};

use super::*;

/// What the clock of a zone shows in every minute of three days before and after a change.
struct Minutes(Vec<(Timestamp, civil::DateTime)>);

impl Minutes {
    fn around(zone: &TimeZone, change: Timestamp) -> Self {
        let start = change.checked_sub(72.hours()).expect("in range");
        let minutes = (0..6 * 24 * 60).map(|minute| {
            let instant = start + minute.minutes();
            (instant, zone.to_datetime(instant))
        });
        Self(minutes.collect())
    }

    /// For each day, the first instant when the clock shows `at` or later on it, or a later day.
    fn daily(&self, at: civil::Time) -> Vec<Timestamp> {
        let mut slots = Vec::new();
        let mut day = self.0[0].1.date();
        let last = self.0[self.0.len() - 1].1.date();
        while day <= last {
            let exists = self.0.iter().any(|(_, clock)| clock.date() == day);
            let slot = self.0.iter().find(|(_, clock)| *clock >= day.to_datetime(at));
            slots.extend(slot.filter(|_| exists).map(|(instant, _)| *instant));
            day = day.tomorrow().expect("in range");
        }
        slots
    }

    /// Each minute of the right number, unless the last one was less than an hour ago.
    fn hourly(&self, minute: i8) -> Vec<Timestamp> {
        let mut slots: Vec<Timestamp> = Vec::new();
        for (instant, clock) in &self.0 {
            let is_due = clock.minute() == minute
                && slots.last().is_none_or(|last| instant.duration_since(*last).as_mins() >= 60);
            slots.extend(is_due.then_some(*instant));
        }
        slots
    }

    fn each(&self, minutes: i8) -> Vec<Timestamp> {
        let due = self.0.iter().filter(|(_, clock)| clock.minute() % minutes == 0);
        due.map(|(instant, _)| *instant).collect()
    }

    /// Compares from the second day on: the first may have begun before the table.
    #[track_caller]
    fn assert_slots(&self, schedule: &Schedule, zone: &str, expected: &[Timestamp]) {
        let utc = |instant: Timestamp| DateTime::from_timestamp(instant.as_second(), 0).expect("in range");
        let start = utc(self.0[24 * 60].0);
        let end = utc(self.0[self.0.len() - 1].0);
        let expected: Vec<_> = expected.iter().map(|slot| utc(*slot)).collect();
        let expected: Vec<_> = expected.into_iter().filter(|slot| *slot > start).collect();
        let mut found = schedule.next_times(start, created(), zone, expected.len() + 1);
        found.retain(|slot| *slot <= end);
        assert_eq!(found, expected, "{} in {zone} from {start}", schedule.describe(zone));
        let counted = schedule.slots_between(start, end, created(), zone, 10_000);
        assert_eq!(counted as usize, expected.len(), "because each slot is counted once");
    }
}

fn assert_every_change(name: &str, years: std::ops::RangeInclusive<i16>, changes: usize) {
    let zone = TimeZone::get(name).expect("a known zone");
    let bound = |year| civil::date(year, 1, 1).to_zoned(TimeZone::UTC).expect("in range").timestamp();
    let (start, end) = (bound(*years.start()), bound(years.end() + 1));
    let shows_another_time = |change: &Timestamp| {
        let before = change.checked_sub(1.second()).expect("in range");
        zone.to_offset(before) != zone.to_offset(*change)
    };
    let found: Vec<_> = zone
        .following(start)
        .map(|change| change.timestamp())
        .take_while(|change| *change < end)
        .filter(shows_another_time)
        .collect();
    assert!(
        found.len() >= changes,
        "because the zone data of {name} knows at least {changes} changes, not {}",
        found.len()
    );
    for change in found {
        let minutes = Minutes::around(&zone, change);
        for (hour, minute) in [(0, 0), (0, 30), (1, 30), (2, 15), (2, 30), (3, 0), (12, 0), (23, 45)] {
            let expected = minutes.daily(civil::time(hour, minute, 0, 0));
            let at = format!("{hour:02}:{minute:02}");
            minutes.assert_slots(&daily(&at), name, &expected);
            minutes.assert_slots(&cron(&format!("{minute} {hour} * * *")), name, &expected);
        }
        for minute in [0_i8, 5, 20, 45] {
            minutes.assert_slots(&hourly(minute.unsigned_abs()), name, &minutes.hourly(minute));
        }
        minutes.assert_slots(&cron("*/30 * * * *"), name, &minutes.each(30));
        minutes.assert_slots(&cron("*/20 * * * *"), name, &minutes.each(20));
    }
}

macro_rules! every_change_is_right {
    ($($test:ident: $zone:literal, $years:expr, $changes:literal;)*) => {
        $(#[test] fn $test() { assert_every_change($zone, $years, $changes); })*
    };
}

every_change_is_right! {
    every_change_in_new_york_is_right: "America/New_York", 2022..=2026, 10;
    every_change_in_berlin_is_right: "Europe/Berlin", 2022..=2026, 10;
    every_change_in_dublin_is_right: "Europe/Dublin", 2022..=2026, 10;
    every_change_in_lord_howe_is_right: "Australia/Lord_Howe", 2022..=2026, 10;
    every_change_in_casablanca_is_right: "Africa/Casablanca", 2021..=2025, 10;
    every_change_in_apia_is_right: "Pacific/Apia", 2010..=2014, 10;
    every_change_in_chatham_is_right: "Pacific/Chatham", 2022..=2026, 10;
    every_change_in_santiago_is_right: "America/Santiago", 2022..=2026, 10;
    every_change_in_beirut_is_right: "Asia/Beirut", 2022..=2026, 10;
    every_change_in_st_johns_is_right: "America/St_Johns", 2007..=2011, 10;
    every_change_in_nuuk_is_right: "America/Nuuk", 2024..=2026, 6;
    every_change_in_caracas_is_right: "America/Caracas", 2007..=2016, 2;
}
