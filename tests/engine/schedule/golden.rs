//! Known times of every kind of schedule, away from changes of the clocks.

use super::*;

#[test]
fn hourly_runs_at_its_minute_of_every_hour() {
    assert_times(
        &hourly(5),
        "Europe/Berlin",
        "2026-06-01T10:05:00Z",
        &["2026-06-01T11:05:00Z", "2026-06-01T12:05:00Z"],
    );
}

#[test]
fn hourly_follows_the_minutes_of_zones_with_half_and_quarter_hours() {
    assert_times(&hourly(0), "Asia/Kolkata", "2026-06-01T10:00:00Z", &["2026-06-01T10:30:00Z"]);
    assert_times(&hourly(0), "Asia/Kathmandu", "2026-06-01T10:00:00Z", &["2026-06-01T10:15:00Z"]);
}

#[test]
fn daily_runs_at_its_time_in_the_zone() {
    assert_times(
        &daily("08:30"),
        "Europe/Berlin",
        "2026-06-01T06:29:59Z",
        &["2026-06-01T06:30:00Z", "2026-06-02T06:30:00Z"],
    );
}

#[test]
fn the_next_time_is_never_the_present_one() {
    assert_times(&daily("08:30"), "UTC", "2026-06-01T08:30:00Z", &["2026-06-02T08:30:00Z"]);
    assert_times(&daily("08:30"), "UTC", "2026-06-01T08:29:59.999Z", &["2026-06-01T08:30:00Z"]);
    assert_times(&daily("08:30"), "UTC", "2026-06-01T08:30:00.001Z", &["2026-06-02T08:30:00Z"]);
}

#[test]
fn the_schedules_own_zone_wins_over_the_systems() {
    let mut schedule = daily("08:30");
    schedule.details.time_zone = Some("Asia/Tokyo".into());
    assert_times(&schedule, "Europe/Berlin", "2026-06-01T00:00:00Z", &["2026-06-01T23:30:00Z"]);
}

#[test]
fn a_zone_that_is_not_known_counts_as_utc() {
    let mut schedule = daily("08:30");
    schedule.details.time_zone = Some("Mars/Olympus".into());
    assert_times(&schedule, "Europe/Berlin", "2026-06-01T00:00:00Z", &["2026-06-01T08:30:00Z"]);
    assert_times(&daily("08:30"), "", "2026-06-01T00:00:00Z", &["2026-06-01T08:30:00Z"]);
}

#[test]
fn weekly_runs_on_its_days_only() {
    assert_times(
        &weekly(&[1, 4], "07:00"),
        "UTC",
        "2026-06-01T07:00:00Z",
        &["2026-06-04T07:00:00Z", "2026-06-08T07:00:00Z", "2026-06-11T07:00:00Z"],
    );
}

#[test]
fn the_week_of_a_zone_is_not_the_week_of_utc() {
    // Sunday 20:00 in Los Angeles is Monday in UTC.
    assert_times(
        &weekly(&[7], "20:00"),
        "America/Los_Angeles",
        "2026-06-01T00:00:00Z",
        &["2026-06-01T03:00:00Z", "2026-06-08T03:00:00Z"],
    );
}

#[test]
fn monthly_runs_on_the_last_day_of_a_shorter_month() {
    assert_times(
        &monthly(31, "09:00"),
        "UTC",
        "2026-01-31T09:00:00Z",
        &["2026-02-28T09:00:00Z", "2026-03-31T09:00:00Z", "2026-04-30T09:00:00Z"],
    );
    assert_times(&monthly(29, "09:00"), "UTC", "2026-02-01T00:00:00Z", &["2026-02-28T09:00:00Z"]);
}

#[test]
fn monthly_knows_the_leap_day() {
    assert_times(
        &monthly(30, "09:00"),
        "UTC",
        "2028-01-30T09:00:00Z",
        &["2028-02-29T09:00:00Z", "2028-03-30T09:00:00Z"],
    );
}

#[test]
fn monthly_crosses_the_year() {
    assert_times(&monthly(5, "00:00"), "UTC", "2026-12-05T00:00:00Z", &["2027-01-05T00:00:00Z"]);
}

#[test]
fn a_custom_interval_stays_on_the_grid_of_its_creation() {
    assert_times(
        &every(45),
        "Europe/Berlin",
        "2020-05-06T07:08:09.123Z",
        &["2020-05-06T07:53:09.123Z", "2020-05-06T08:38:09.123Z"],
    );
}

#[test]
fn a_custom_interval_keeps_its_grid_after_years_and_before_its_creation() {
    let next = every(45).next_after(time("2026-01-01T00:00:00Z"), created(), "UTC");
    let since = next.expect("a slot") - created();
    assert_eq!(since.num_milliseconds() % (45 * 60_000), 0, "because the grid never shifts");
    assert_times(&every(60), "UTC", "2020-05-06T05:00:00Z", &["2020-05-06T05:08:09.123Z"]);
}

#[test]
fn cron_runs_in_the_zone() {
    assert_times(
        &cron("30 8 * * 1-5"),
        "Europe/Berlin",
        "2026-06-05T06:30:00Z",
        &["2026-06-08T06:30:00Z", "2026-06-09T06:30:00Z"],
    );
}

#[test]
fn cron_takes_six_fields_when_the_seconds_are_one_number() {
    assert_times(
        &cron("15 */20 * * * *"),
        "UTC",
        "2026-06-01T00:00:00Z",
        &["2026-06-01T00:00:15Z", "2026-06-01T00:20:15Z"],
    );
}

#[test]
fn cron_waits_for_the_leap_day() {
    assert_times(
        &cron("0 12 29 2 *"),
        "UTC",
        "2026-06-01T00:00:00Z",
        &["2028-02-29T12:00:00Z", "2032-02-29T12:00:00Z"],
    );
    assert_times(
        &cron("*/30 12 29 2 *"),
        "America/New_York",
        "2026-06-01T00:00:00Z",
        &["2028-02-29T17:00:00Z", "2028-02-29T17:30:00Z", "2032-02-29T17:00:00Z"],
    );
}
