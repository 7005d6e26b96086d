//! What a schedule says of itself: its completed form, missed slots, its usual interval.

use std::time::Duration;

use super::*;

#[test]
fn what_is_missing_comes_from_the_creation_time_in_the_zone() {
    let completed = |frequency| {
        let schedule = schedule(frequency, ScheduleDetails::default());
        schedule.completed(time("2026-06-30T22:08:09Z"), "Europe/Berlin").details
    };
    // In Berlin it is already Wednesday, 1 July, 00:08.
    assert_eq!(completed(Frequency::Hourly).minute, Some(8));
    assert_eq!(completed(Frequency::Daily).at.as_deref(), Some("00:08"));
    assert_eq!(completed(Frequency::Weekly).weekdays, Some(vec![3]));
    assert_eq!(completed(Frequency::Monthly).month_day, Some(1));
    assert_eq!(completed(Frequency::Monthly).at.as_deref(), Some("00:08"));
    assert_eq!(completed(Frequency::Custom), ScheduleDetails::default());
    assert_eq!(completed(Frequency::Cron), ScheduleDetails::default());
}

#[test]
fn what_is_set_is_not_completed() {
    let schedule = weekly(&[5, 2], "09:15").completed(created(), "UTC");
    assert_eq!(schedule, weekly(&[2, 5], "09:15"));
}

#[test]
fn an_incomplete_schedule_runs_as_its_completed_form() {
    let all = [Frequency::Hourly, Frequency::Daily, Frequency::Weekly, Frequency::Monthly];
    for frequency in all {
        let bare = schedule(frequency, ScheduleDetails::default());
        let completed = bare.clone().completed(created(), "Asia/Kolkata");
        let times = |schedule: &Schedule| {
            schedule.next_times(time("2026-01-01T00:00:00Z"), created(), "Asia/Kolkata", 3)
        };
        assert_eq!(times(&bare), times(&completed), "{frequency:?}");
    }
}

#[test]
fn missed_slots_are_counted_up_to_and_with_now() {
    let count =
        |schedule: Schedule, from, to| schedule.slots_between(time(from), time(to), created(), "UTC", 10_000);
    assert_eq!(count(daily("08:30"), "2026-06-01T08:30:00Z", "2026-06-04T08:30:00Z"), 3);
    assert_eq!(count(daily("08:30"), "2026-06-01T08:29:59Z", "2026-06-04T08:29:59Z"), 3);
    assert_eq!(count(hourly(0), "2026-06-01T00:00:00Z", "2026-06-02T00:00:00Z"), 24);
    assert_eq!(count(every(15), "2026-06-01T00:00:00Z", "2026-06-01T01:00:00Z"), 4);
    assert_eq!(count(daily("08:30"), "2026-06-04T08:30:00Z", "2026-06-01T08:30:00Z"), 0);
}

#[test]
fn a_backlog_of_centuries_is_counted_up_to_the_cap() {
    let (from, to) = (time("1900-01-01T00:00:00Z"), time("2400-01-01T00:00:00Z"));
    for schedule in [hourly(5), daily("08:30"), every(1), cron("*/5 * * * *"), monthly(1, "00:00")] {
        let count = schedule.slots_between(from, to, created(), "Europe/Berlin", 500);
        assert_eq!(count, 500, "{}", schedule.describe(""));
    }
}

#[test]
fn the_nominal_interval_is_the_usual_distance() {
    let hours = |schedule: Schedule| schedule.nominal_interval().as_secs_f64() / 3600.0;
    assert_eq!(hours(hourly(5)), 1.0);
    assert_eq!(hours(daily("08:30")), 24.0);
    assert_eq!(hours(weekly(&[1, 4], "07:00")), 84.0);
    assert_eq!(hours(monthly(1, "07:00")), 720.0);
    assert_eq!(hours(every(90)), 1.5);
    assert_eq!(hours(cron("0 9-17 * * 1-5")), 1.0, "because most of its gaps are an hour");
    assert_eq!(hours(cron("0 0 1 1 *")), 8760.0);
    assert_eq!(every(0).nominal_interval(), Duration::from_secs(60), "because zero never waits");
}

#[test]
fn a_schedule_below_the_floor_is_recognised() {
    assert!(every(4).fires_more_often_than(5));
    assert!(!every(5).fires_more_often_than(5));
    assert!(cron("*/10 * * * *").fires_more_often_than(15));
    assert!(!cron("*/15 * * * *").fires_more_often_than(15));
    assert!(cron("0,59 8 1 1 *").fires_more_often_than(60), "because 08:00 and 08:59 are near");
    assert!(cron("58 23,0 * * *").fires_more_often_than(61), "because midnight lies between");
    assert!(!hourly(5).fires_more_often_than(60));
    assert!(!weekly(&[1, 4], "07:00").fires_more_often_than(3 * 24 * 60));
    assert!(weekly(&[1, 7], "07:00").fires_more_often_than(24 * 60 + 1));
}

#[test]
fn a_schedule_without_slots_has_no_next_time() {
    for schedule in [
        every(0),
        cron("0 0 31 2 *"),
        cron("nonsense"),
        schedule(Frequency::Cron, ScheduleDetails::default()),
    ] {
        assert_eq!(schedule.next_after(created(), created(), "UTC"), None);
        assert!(schedule.next_times(created(), created(), "UTC", 5).is_empty());
    }
}

#[test]
fn the_end_of_time_is_no_error() {
    let end = chrono::DateTime::<chrono::Utc>::MAX_UTC;
    for schedule in [hourly(5), daily("08:30"), every(1), cron("* * * * *"), monthly(31, "00:00")] {
        assert_eq!(schedule.next_after(end, created(), "UTC"), None);
    }
}
