//! Known times around changes of the clocks.

use super::*;

const NEW_YORK: &str = "America/New_York";
const LORD_HOWE: &str = "Australia/Lord_Howe";
const CASABLANCA: &str = "Africa/Casablanca";
const APIA: &str = "Pacific/Apia";

#[test]
fn a_daily_time_in_a_gap_runs_at_the_first_instant_after_it() {
    let expected = ["2026-03-07T07:30:00Z", "2026-03-08T07:00:00Z", "2026-03-09T06:30:00Z"];
    for schedule in [daily("02:30"), cron("30 2 * * *"), weekly(&[6, 7, 1], "02:30")] {
        assert_times(&schedule, NEW_YORK, "2026-03-07T06:00:00Z", &expected);
    }
}

#[test]
fn a_daily_time_in_a_fold_runs_once_at_the_first_of_both() {
    let expected = ["2026-10-31T05:30:00Z", "2026-11-01T05:30:00Z", "2026-11-02T06:30:00Z"];
    for schedule in [daily("01:30"), cron("30 1 * * *")] {
        assert_times(&schedule, NEW_YORK, "2026-10-31T00:00:00Z", &expected);
        assert_times(&schedule, NEW_YORK, "2026-11-01T06:10:00Z", &expected[2..]);
    }
}

#[test]
fn a_cron_step_runs_in_both_halves_of_a_fold_in_order() {
    assert_times(
        &cron("*/30 * * * *"),
        NEW_YORK,
        "2026-11-01T04:30:00Z",
        &[
            "2026-11-01T05:00:00Z",
            "2026-11-01T05:30:00Z",
            "2026-11-01T06:00:00Z",
            "2026-11-01T06:30:00Z",
            "2026-11-01T07:00:00Z",
        ],
    );
}

#[test]
fn a_cron_step_skips_the_gap() {
    assert_times(
        &cron("*/30 * * * *"),
        NEW_YORK,
        "2026-03-08T06:00:00Z",
        &["2026-03-08T06:30:00Z", "2026-03-08T07:00:00Z", "2026-03-08T07:30:00Z"],
    );
}

#[test]
fn a_cron_list_of_hours_is_as_careful_as_a_daily_time() {
    assert_times(
        &cron("0,30 2,14 * * *"),
        NEW_YORK,
        "2026-03-08T00:00:00Z",
        &["2026-03-08T07:00:00Z", "2026-03-08T18:00:00Z", "2026-03-08T18:30:00Z", "2026-03-09T06:00:00Z"],
    );
    assert_times(
        &cron("30 1,13 * * *"),
        NEW_YORK,
        "2026-11-01T05:00:00Z",
        &["2026-11-01T05:30:00Z", "2026-11-01T18:30:00Z"],
    );
}

#[test]
fn hourly_runs_in_both_halves_of_a_fold_and_every_real_hour_over_a_gap() {
    assert_times(
        &hourly(15),
        NEW_YORK,
        "2026-11-01T05:00:00Z",
        &["2026-11-01T05:15:00Z", "2026-11-01T06:15:00Z", "2026-11-01T07:15:00Z"],
    );
    assert_times(
        &hourly(15),
        NEW_YORK,
        "2026-03-08T06:00:00Z",
        &["2026-03-08T06:15:00Z", "2026-03-08T07:15:00Z"],
    );
}

#[test]
fn a_custom_interval_does_not_notice_a_change() {
    assert_times(
        &every(60),
        NEW_YORK,
        "2026-03-08T06:00:00Z",
        &["2026-03-08T06:08:09.123Z", "2026-03-08T07:08:09.123Z"],
    );
    let day = |text: &str| {
        every(1440).slots_between(time(text), time(text) + chrono::Duration::days(1), created(), NEW_YORK, 10)
    };
    assert_eq!((day("2026-03-08T00:00:00Z"), day("2026-11-01T00:00:00Z")), (1, 1));
}

#[test]
fn half_an_hour_is_repeated_on_lord_howe_without_two_runs_in_an_hour() {
    // 02:00 (+11) becomes 01:30 (+10:30) at 15:00 UTC.
    assert_times(
        &hourly(45),
        LORD_HOWE,
        "2026-04-04T14:00:00Z",
        &["2026-04-04T14:45:00Z", "2026-04-04T16:15:00Z", "2026-04-04T17:15:00Z"],
    );
    assert_times(
        &daily("01:45"),
        LORD_HOWE,
        "2026-04-04T14:00:00Z",
        &["2026-04-04T14:45:00Z", "2026-04-05T15:15:00Z"],
    );
    assert_times(
        &cron("*/30 * * * *"),
        LORD_HOWE,
        "2026-04-04T14:00:00Z",
        &["2026-04-04T14:30:00Z", "2026-04-04T15:00:00Z", "2026-04-04T15:30:00Z"],
    );
}

#[test]
fn half_an_hour_is_missing_on_lord_howe() {
    // 02:00 (+10:30) becomes 02:30 (+11) at 15:30 UTC.
    assert_times(&daily("02:15"), LORD_HOWE, "2026-10-03T00:00:00Z", &["2026-10-03T15:30:00Z"]);
    assert_times(
        &hourly(5),
        LORD_HOWE,
        "2026-10-03T14:00:00Z",
        &["2026-10-03T14:35:00Z", "2026-10-03T16:05:00Z", "2026-10-03T17:05:00Z"],
    );
}

#[test]
fn casablanca_puts_its_clocks_back_for_ramadan() {
    assert_times(
        &daily("02:30"),
        CASABLANCA,
        "2025-02-22T12:00:00Z",
        &["2025-02-23T01:30:00Z", "2025-02-24T02:30:00Z"],
    );
    assert_times(
        &daily("02:30"),
        CASABLANCA,
        "2025-04-05T12:00:00Z",
        &["2025-04-06T02:00:00Z", "2025-04-07T01:30:00Z"],
    );
}

#[test]
fn the_day_that_apia_left_out_has_no_daily_run_of_its_own() {
    // 29 December 23:59 (-10) is followed by 31 December 00:00 (+14).
    for schedule in [daily("08:30"), cron("30 8 * * *"), weekly(&[4, 5, 6], "08:30")] {
        assert_times(
            &schedule,
            APIA,
            "2011-12-29T12:00:00Z",
            &["2011-12-29T18:30:00Z", "2011-12-30T18:30:00Z"],
        );
    }
}

#[test]
fn a_rare_run_on_the_day_that_apia_left_out_is_made_at_once_after_it() {
    for schedule in [weekly(&[5], "12:00"), cron("0 12 * * 5")] {
        assert_times(
            &schedule,
            APIA,
            "2011-12-24T00:00:00Z",
            &["2011-12-30T10:00:00Z", "2012-01-05T22:00:00Z"],
        );
    }
    assert_times(
        &monthly(30, "12:00"),
        APIA,
        "2011-12-01T00:00:00Z",
        &["2011-12-30T10:00:00Z", "2012-01-29T22:00:00Z"],
    );
}

#[test]
fn a_gap_at_the_end_of_a_day_still_has_its_run() {
    // In Nuuk 23:00 on Saturday (-2) becomes 00:00 on Sunday (-1).
    for schedule in [daily("23:30"), cron("30 23 * * *")] {
        assert_times(
            &schedule,
            "America/Nuuk",
            "2026-03-28T12:00:00Z",
            &["2026-03-29T01:00:00Z", "2026-03-30T00:30:00Z"],
        );
    }
}
