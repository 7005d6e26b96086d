//! What holds for every schedule, zone and time.

use chrono::Duration;
use jiff::{Timestamp, ToSpan, civil, tz::TimeZone};
use proptest::{collection, option, prelude::*, sample::select};
use serde_json::{Value, json};

use super::*;

const ZONES: [&str; 14] = [
    "UTC",
    "Europe/Berlin",
    "Europe/Dublin",
    "America/New_York",
    "America/St_Johns",
    "America/Santiago",
    "America/Caracas",
    "Australia/Lord_Howe",
    "Africa/Casablanca",
    "Africa/Cairo",
    "Asia/Kathmandu",
    "Asia/Beirut",
    "Pacific/Apia",
    "Pacific/Chatham",
];

fn times() -> impl Strategy<Value = DateTime<Utc>> {
    // 2000 to 2050, in milliseconds; half of them near a change of some clock.
    let anywhere = 946_684_800_000..2_524_608_000_000_i64;
    let near_a_change = (select(&ZONES[..]), anywhere.clone(), -7_200_000..7_200_000_i64).prop_map(
        |(zone, time, distance)| {
            let zone = TimeZone::get(zone).expect("a known zone");
            let time = Timestamp::from_millisecond(time).expect("in range");
            let change = zone.following(time).next().map_or(time, |change| change.timestamp());
            change.as_millisecond() + distance
        },
    );
    prop_oneof![anywhere, near_a_change]
        .prop_map(|time| DateTime::from_timestamp_millis(time).expect("in range"))
}

fn at() -> impl Strategy<Value = String> {
    // Mostly at night, when clocks are changed.
    (prop_oneof![0..4_u8, 0..24_u8], 0..60_u8).prop_map(|(hour, minute)| format!("{hour:02}:{minute:02}"))
}

fn schedules() -> impl Strategy<Value = Schedule> {
    const EXPRESSIONS: [&str; 11] = [
        "*/30 * * * *",
        "*/7 * * * *",
        "30 1 * * *",
        "30 2 * * *",
        "0,30 0-3 * * *",
        "15 */2 * * 1-5",
        "59 23 L * *",
        "0 0 29 2 *",
        "*/20 2 * 3,10 7",
        "45 1,2 * * 0",
        "10 5 2 * * *",
    ];
    prop_oneof![
        (0..60_u8).prop_map(hourly),
        at().prop_map(|at| daily(&at)),
        (collection::vec(1..8_u8, 1..4), at()).prop_map(|(days, at)| weekly(&days, &at)),
        (1..32_u8, at()).prop_map(|(day, at)| monthly(day, &at)),
        (1..3_000_u32).prop_map(every),
        select(&EXPRESSIONS[..]).prop_map(cron),
    ]
}

fn next(schedule: &Schedule, after: DateTime<Utc>, zone: &str) -> DateTime<Utc> {
    schedule.next_after(after, created(), zone).expect("a slot")
}

fn json_values() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        (0..70_u8).prop_map(Value::from),
        ".{0,12}".prop_map(Value::from),
        "[-0-9*/,LW#?A-Z@: ]{0,16}".prop_map(Value::from),
        collection::vec(0..9_u8, 0..9).prop_map(Value::from),
    ];
    let keys = select(&["minute", "at", "weekdays", "month_day", "cron", "time_zone"][..]);
    let frequencies = select(&["hourly", "daily", "weekly", "monthly", "custom", "cron", "x"][..]);
    (frequencies, option::of(leaf.clone()), collection::hash_map(keys, leaf, 0..3)).prop_map(
        |(frequency, interval, details)| {
            json!({ "frequency": frequency, "interval_minutes": interval, "schedule": details })
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(400) })]

    #[test]
    fn the_next_time_is_later(schedule in schedules(), zone in select(&ZONES[..]), after in times()) {
        prop_assert!(next(&schedule, after, zone) > after);
    }

    #[test]
    fn a_later_start_never_has_an_earlier_next_time(
        schedule in schedules(), zone in select(&ZONES[..]), start in times(), distance in 0..200_000_000_i64,
    ) {
        let later = start + Duration::milliseconds(distance);
        prop_assert!(next(&schedule, start, zone) <= next(&schedule, later, zone));
    }

    #[test]
    fn nothing_lies_between_a_time_and_the_next_one(
        schedule in schedules(), zone in select(&ZONES[..]), after in times(), share in 0.0..1.0_f64,
    ) {
        let slot = next(&schedule, after, zone);
        let just_before = (slot - Duration::seconds(1)).max(after);
        prop_assert_eq!(next(&schedule, just_before, zone), slot);
        let distance = (slot - after).num_milliseconds() - 1;
        let between = after + Duration::milliseconds((distance as f64 * share) as i64);
        prop_assert_eq!(next(&schedule, between, zone), slot);
    }

    #[test]
    fn missed_slots_are_as_many_as_a_walk_finds(
        schedule in schedules(), zone in select(&ZONES[..]), from in times(),
        minutes in 0..6_000_i64, cap in 1..300_u32,
    ) {
        let to = from + Duration::minutes(minutes);
        let mut walked = 0;
        let mut last = from;
        while walked < cap {
            last = next(&schedule, last, zone);
            if last > to {
                break;
            }
            walked += 1;
        }
        prop_assert_eq!(schedule.slots_between(from, to, created(), zone, cap), walked);
    }

    #[test]
    fn counting_up_to_a_slot_includes_it(
        schedule in schedules(), zone in select(&ZONES[..]), from in times(), n in 1..40_usize,
    ) {
        let slots = schedule.next_times(from, created(), zone, n);
        let last = slots[n - 1];
        let count = |to| schedule.slots_between(from, to, created(), zone, 10_000) as usize;
        prop_assert_eq!(count(last), n);
        prop_assert_eq!(count(last - Duration::milliseconds(1)), n - 1);
    }

    #[test]
    fn a_daily_schedule_runs_once_on_each_day_of_the_zone(
        at in at(), zone in select(&ZONES[..]), start in times(),
    ) {
        let clock = TimeZone::get(zone).expect("a known zone");
        let date = |slot: &DateTime<Utc>| -> civil::Date {
            clock.to_datetime(Timestamp::from_second(slot.timestamp()).expect("in range")).date()
        };
        let slots = daily(&at).next_times(start, created(), zone, 30);
        let dates: Vec<_> = slots.iter().map(date).collect();
        for pair in dates.windows(2) {
            let mut tomorrow = pair[0].tomorrow().expect("in range");
            if zone == "Pacific/Apia" && tomorrow == civil::date(2011, 12, 30) {
                tomorrow += 1.day();
            }
            prop_assert_eq!(pair[1], tomorrow, "after {}", pair[0]);
        }
    }

    #[test]
    fn hourly_runs_are_an_hour_apart_but_at_broken_changes(
        minute in 0..60_u8, zone in select(&ZONES[..]), start in times(),
    ) {
        let slots = hourly(minute).next_times(start, created(), zone, 30);
        for pair in slots.windows(2) {
            let gap = (pair[1] - pair[0]).num_minutes();
            prop_assert!((60..=90).contains(&gap), "{} minutes after {}", gap, pair[0]);
        }
    }

    #[test]
    fn a_description_is_never_empty(schedule in schedules(), zone in select(&ZONES[..])) {
        prop_assert!(!schedule.describe(zone).trim().is_empty());
        prop_assert!(!schedule.nominal_interval().is_zero());
    }

    #[test]
    fn a_completed_schedule_survives_json(schedule in schedules(), zone in select(&ZONES[..])) {
        let schedule = schedule.completed(created(), zone);
        let text = serde_json::to_string(&schedule).expect("JSON");
        prop_assert_eq!(serde_json::from_str::<Schedule>(&text).expect("a schedule"), schedule);
    }

    #[test]
    fn nothing_that_can_be_read_makes_it_panic(value in json_values(), after in times()) {
        if let Ok(schedule) = serde_json::from_value::<Schedule>(value) {
            let is_valid = schedule.validate().is_ok();
            prop_assert!(!schedule.describe("UTC").is_empty());
            let _ = schedule.fires_more_often_than(15);
            let slot = schedule.next_after(after, created(), "UTC");
            prop_assert!(slot.is_some() || !is_valid, "a valid schedule has a next time");
            let completed = schedule.completed(created(), "UTC");
            prop_assert_eq!(completed.validate().is_ok(), is_valid);
        }
    }

    #[test]
    fn no_cron_text_makes_it_panic(expression in "\\PC{0,40}|[-0-9*/,LW#?+A-Z@ ]{0,30}|[0-9*/,-]{1,6}( [0-9*/,L-]{1,5}){4}") {
        let schedule = cron(&expression);
        if schedule.validate().is_ok() {
            prop_assert!(schedule.next_after(created(), created(), "Europe/Berlin").is_some());
        }
    }
}
