//! What a schedule refuses, and its form in JSON.

use serde_json::json;

use super::*;

#[track_caller]
fn assert_refused(schedule: &Schedule, field: &str, part_of_message: &str) {
    let errors = schedule.validate().expect_err("it is refused");
    assert_eq!(errors.len(), 1, "because only {field} is wrong: {errors:?}");
    assert_eq!(errors[0].field, field);
    assert!(errors[0].message.contains(part_of_message), "{}", errors[0].message);
}

fn with(frequency: Frequency, change: impl FnOnce(&mut ScheduleDetails)) -> Schedule {
    let mut details = ScheduleDetails::default();
    change(&mut details);
    schedule(frequency, details)
}

#[test]
fn good_schedules_are_accepted() {
    let good = [
        hourly(0),
        hourly(59),
        daily("00:00"),
        daily("23:59"),
        weekly(&[7, 1], "07:00"),
        monthly(31, "09:00"),
        every(1),
        every(525_600),
        cron("*/5 * * * *"),
        cron("@daily"),
        cron("0 9 * * MON-FRI"),
        cron("0 9 L * *"),
        cron("0 0 29 2 *"),
        cron("0 */5 * * * *"),
    ];
    for schedule in good {
        assert_eq!(schedule.validate(), Ok(()), "{}", schedule.describe("UTC"));
    }
}

#[test]
fn what_can_be_completed_may_be_missing() {
    for frequency in [Frequency::Hourly, Frequency::Daily, Frequency::Weekly, Frequency::Monthly] {
        let bare = schedule(frequency, ScheduleDetails::default());
        assert_eq!(bare.validate(), Ok(()), "{frequency:?}");
        assert_eq!(bare.completed(created(), "UTC").validate(), Ok(()), "{frequency:?}");
    }
}

#[test]
fn a_custom_interval_is_needed_and_bounded() {
    let missing = schedule(Frequency::Custom, ScheduleDetails::default());
    assert_refused(&missing, "interval_minutes", "how many minutes");
    assert_refused(&every(0), "interval_minutes", "1 minute");
    assert_refused(&every(525_601), "interval_minutes", "525600");
}

#[test]
fn an_interval_beside_another_frequency_is_kept_and_so_must_be_possible() {
    let mut schedule = daily("08:30");
    schedule.interval_minutes = Some(20);
    assert_eq!(schedule.validate(), Ok(()));
    for impossible in [0, 525_601] {
        schedule.interval_minutes = Some(impossible);
        assert_refused(&schedule, "interval_minutes", "1 minute");
    }
}

#[test]
fn an_impossible_time_is_refused() {
    for at in ["24:00", "12:60", "8:30", "08:3", "0830", "", "-1:00", "+1:00", "08:30:00", "٠٨:٣٠"] {
        assert_refused(&daily(at), "schedule.at", "HH:MM");
    }
}

#[test]
fn impossible_numbers_are_refused() {
    assert_refused(&hourly(60), "schedule.minute", "0 to 59");
    assert_refused(&monthly(0, "09:00"), "schedule.month_day", "1 to 31");
    assert_refused(&monthly(32, "09:00"), "schedule.month_day", "1 to 31");
    assert_refused(&weekly(&[], "09:00"), "schedule.weekdays", "at least one");
    assert_refused(&weekly(&[0], "09:00"), "schedule.weekdays", "1 (Monday)");
    assert_refused(&weekly(&[1, 8], "09:00"), "schedule.weekdays", "7 (Sunday)");
    assert_refused(&weekly(&[1, 1], "09:00"), "schedule.weekdays", "once");
}

#[test]
fn a_zone_that_is_not_known_is_refused() {
    for zone in ["Mars/Olympus", "", "../etc/passwd", "CET+1 junk", "Etc/Unknown"] {
        let schedule = with(Frequency::Daily, |details| details.time_zone = Some(zone.into()));
        assert_refused(&schedule, "schedule.time_zone", "Europe/Berlin");
    }
}

#[test]
fn a_cron_expression_that_cannot_be_read_is_refused() {
    for expression in ["nonsense", "* * * *", "60 * * * *", "* * * * * * 2030", "*/0 * * * *", "@reboot"] {
        assert_refused(&cron(expression), "schedule.cron", "five fields");
    }
    assert_refused(&cron("  "), "schedule.cron", "Enter");
    let missing = schedule(Frequency::Cron, ScheduleDetails::default());
    assert_refused(&missing, "schedule.cron", "Enter");
}

#[test]
fn a_cron_expression_that_never_fires_is_refused() {
    assert_refused(&cron("0 0 31 2 *"), "schedule.cron", "never happens");
    assert_refused(&cron("*/5 * 30 2 *"), "schedule.cron", "never happens");
    assert_refused(&cron("0 0 31 4,6,9,11 *"), "schedule.cron", "never happens");
}

#[test]
fn a_cron_expression_of_more_than_once_a_minute_is_refused() {
    assert_refused(&cron("*/10 * * * * *"), "schedule.cron", "once a minute");
    assert_refused(&cron("0,30 0 * * * *"), "schedule.cron", "once a minute");
    assert_refused(&cron("* * * * * *"), "schedule.cron", "once a minute");
}

#[test]
fn a_cron_expression_that_is_too_long_is_refused_whatever_the_frequency() {
    let long = format!("{} * * * *", vec!["0"; 100].join(","));
    assert_refused(&cron(&long), "schedule.cron", "200");
    let unused = with(Frequency::Daily, |details| details.cron = Some(long));
    assert_refused(&unused, "schedule.cron", "200");
}

#[test]
fn a_half_written_cron_expression_does_not_hinder_another_frequency() {
    let schedule = with(Frequency::Daily, |details| details.cron = Some("30 8".into()));
    assert_eq!(schedule.validate(), Ok(()));
}

#[test]
fn every_wrong_field_is_named_in_order() {
    let schedule = Schedule {
        frequency: Frequency::Custom,
        interval_minutes: None,
        details: ScheduleDetails {
            minute: Some(99),
            at: Some("99:99".into()),
            weekdays: Some(vec![9]),
            month_day: Some(99),
            cron: Some("x".repeat(201)),
            time_zone: Some("Nowhere".into()),
        },
    };
    let errors = schedule.validate().expect_err("all is wrong");
    let fields: Vec<_> = errors.iter().map(|error| error.field.as_str()).collect();
    assert_eq!(
        fields,
        [
            "interval_minutes",
            "schedule.minute",
            "schedule.at",
            "schedule.weekdays",
            "schedule.month_day",
            "schedule.cron",
            "schedule.time_zone",
        ]
    );
    for error in errors {
        assert!(error.message.ends_with('.'), "{} is a sentence", error.message);
    }
}

#[test]
fn a_schedule_has_a_fixed_form_in_json() {
    let mut schedule = weekly(&[1, 4], "07:00");
    schedule.details.time_zone = Some("Europe/Berlin".into());
    let expected = json!({
        "frequency": "weekly",
        "interval_minutes": null,
        "schedule": { "at": "07:00", "weekdays": [1, 4], "time_zone": "Europe/Berlin" },
    });
    assert_eq!(serde_json::to_value(&schedule).expect("JSON"), expected);
    assert_eq!(serde_json::from_value::<Schedule>(expected).expect("a schedule"), schedule);
}

#[test]
fn a_schedule_needs_no_more_than_its_frequency() {
    for (name, frequency) in [
        ("hourly", Frequency::Hourly),
        ("daily", Frequency::Daily),
        ("weekly", Frequency::Weekly),
        ("monthly", Frequency::Monthly),
        ("custom", Frequency::Custom),
        ("cron", Frequency::Cron),
    ] {
        let read: Schedule = serde_json::from_value(json!({ "frequency": name })).expect("a schedule");
        assert_eq!(read, schedule(frequency, ScheduleDetails::default()));
    }
}

#[test]
fn a_misspelt_detail_is_refused() {
    let read = serde_json::from_value::<ScheduleDetails>(json!({ "timezone": "UTC" }));
    assert!(read.is_err(), "because a setting that does nothing misleads");
}
