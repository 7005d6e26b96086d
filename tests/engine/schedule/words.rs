//! Schedules in words.

use super::*;

#[track_caller]
fn assert_words(schedule: &Schedule, expected: &str) {
    assert_eq!(schedule.describe("Europe/Berlin"), expected);
}

#[test]
fn each_kind_has_its_words() {
    assert_words(&hourly(5), "Every hour at :05");
    assert_words(&daily("08:30"), "Every day at 08:30");
    assert_words(&monthly(1, "09:00"), "On the 1st of each month at 09:00");
    assert_words(&monthly(22, "09:00"), "On the 22nd of each month at 09:00");
    assert_words(&monthly(13, "09:00"), "On the 13th of each month at 09:00");
    assert_words(&monthly(30, "09:00"), "On the 30th, or the last day, of each month at 09:00");
    assert_words(&monthly(31, "09:00"), "On the last day of each month at 09:00");
}

#[test]
fn weekdays_are_listed_in_order() {
    assert_words(&weekly(&[4, 1], "07:00"), "Mondays and Thursdays at 07:00");
    assert_words(&weekly(&[1, 3, 7], "07:00"), "Mondays, Wednesdays and Sundays at 07:00");
    assert_words(&weekly(&[7], "07:00"), "Sundays at 07:00");
    assert_words(&weekly(&[1, 2, 3, 4, 5], "07:00"), "Mondays to Fridays at 07:00");
    assert_words(&weekly(&[1, 2, 3, 4, 5, 6, 7], "07:00"), "Every day at 07:00");
}

#[test]
fn intervals_are_said_in_the_largest_fitting_unit() {
    assert_words(&every(1), "Every minute");
    assert_words(&every(15), "Every 15 minutes");
    assert_words(&every(60), "Every hour");
    assert_words(&every(90), "Every 90 minutes");
    assert_words(&every(120), "Every 2 hours");
    assert_words(&every(1440), "Every 24 hours");
    assert_words(&every(10_080), "Every 7 days");
}

#[test]
fn the_zone_is_named_where_it_is_not_the_systems() {
    let mut schedule = daily("08:30");
    schedule.details.time_zone = Some("Asia/Tokyo".into());
    assert_words(&schedule, "Every day at 08:30 (Asia/Tokyo)");
    schedule.details.time_zone = Some("Europe/Berlin".into());
    assert_words(&schedule, "Every day at 08:30");
}

#[test]
fn an_interval_has_no_zone() {
    let mut schedule = every(15);
    schedule.details.time_zone = Some("Asia/Tokyo".into());
    assert_words(&schedule, "Every 15 minutes");
}

#[test]
fn simple_cron_expressions_are_said_in_words() {
    assert_words(&cron("*/15 * * * *"), "Every 15 minutes");
    assert_words(&cron("* * * * *"), "Every minute");
    assert_words(&cron("5 * * * *"), "Every hour at :05");
    assert_words(&cron("30 8 * * *"), "Every day at 08:30");
    assert_words(&cron("0 7 * * 1,4"), "Mondays and Thursdays at 07:00");
    assert_words(&cron("0 7 * * MON-FRI"), "Mondays to Fridays at 07:00");
    assert_words(&cron("0 7 * * 0"), "Sundays at 07:00");
    assert_words(&cron("0 7 * * 5-7"), "Fridays, Saturdays and Sundays at 07:00");
    assert_words(&cron("0 9 1 * *"), "On the 1st of each month at 09:00");
    assert_words(&cron("0 9 L * *"), "On the last day of each month at 09:00");
}

#[test]
fn other_cron_expressions_are_shown_as_they_are() {
    let others = [
        "0 */2 * * *",
        "*/7 * * * *",
        "0 9 31 * *",
        "0 9 1 1 *",
        "0 9 1 * 1",
        "0 9 * * 5#2",
        "0 0 9 * * *",
        "@daily",
        "0 7 * * 1,6-2",
    ];
    for expression in others {
        assert_words(&cron(expression), &format!("Cron: {expression}"));
    }
}

#[test]
fn words_for_a_cron_expression_tell_its_true_times() {
    let pairs = [
        (cron("5 * * * *"), hourly(5)),
        (cron("30 8 * * *"), daily("08:30")),
        (cron("0 7 * * SUN,4"), weekly(&[4, 7], "07:00")),
        (cron("0 9 L * *"), monthly(31, "09:00")),
        (cron("0 9 28 * *"), monthly(28, "09:00")),
    ];
    for (cron, plain) in pairs {
        assert_eq!(cron.describe("UTC"), plain.describe("UTC"));
        let times = |schedule: &Schedule| schedule.next_times(created(), created(), "America/New_York", 400);
        assert_eq!(times(&cron), times(&plain), "{}", plain.describe("UTC"));
    }
}

#[test]
fn what_is_not_set_is_not_said() {
    let words = |frequency| schedule(frequency, ScheduleDetails::default()).describe("UTC");
    assert_eq!(words(Frequency::Hourly), "Every hour");
    assert_eq!(words(Frequency::Daily), "Every day");
    assert_eq!(words(Frequency::Weekly), "Every week");
    assert_eq!(words(Frequency::Monthly), "Every month");
    assert_eq!(words(Frequency::Custom), "At an interval of minutes");
    assert_eq!(words(Frequency::Cron), "Cron");
}
