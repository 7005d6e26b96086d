//! `jobs edit` changes what is said and nothing else.

use serde_json::{Value, json};

use super::{home::Home, servers::trouble::document};

const BERLIN: &str = "Europe/Berlin";

/// Adds a job with the first options, edits it with the second; answers frequency, interval and
/// schedule.
fn edited(add: &[&str], edit: &[&str]) -> Value {
    let home = Home::new();
    let id = home.add("https://feed.example/", add);
    let job = home.json(&[&["jobs", "edit", &id], edit].concat());
    json!([job["frequency"], job["interval_minutes"], job["schedule"]])
}

#[test]
fn a_time_zone_leaves_the_rest_of_the_schedule() {
    let weekly = ["--on", "mon,thu", "--at", "08:30"];
    let zone = ["--time-zone", BERLIN];
    for (add, frequency, interval, schedule) in [
        (&["--at", "08:30"][..], "daily", None, json!({ "at": "08:30" })),
        (&weekly, "weekly", None, json!({ "at": "08:30", "weekdays": [1, 4] })),
        (&["--day", "31", "--at", "08:30"], "monthly", None, json!({ "at": "08:30", "month_day": 31 })),
        (&["--every", "20m"], "custom", Some(20), json!({})),
        (&["--cron", "30 6 * * 1-5"], "cron", None, json!({ "cron": "30 6 * * 1-5" })),
        (&["--minute", "7"], "hourly", None, json!({ "minute": 7 })),
    ] {
        let mut expected = schedule;
        expected["time_zone"] = BERLIN.into();
        assert_eq!(edited(add, &zone), json!([frequency, interval, expected]), "because of {add:?}");
    }
}

#[test]
fn a_time_of_day_leaves_the_days() {
    let at = ["--at", "09:00"];
    assert_eq!(
        edited(&["--on", "mon", "--at", "08:30", "--time-zone", BERLIN], &at),
        json!(["weekly", null, { "at": "09:00", "weekdays": [1], "time_zone": BERLIN }])
    );
    assert_eq!(
        edited(&["--day", "5", "--at", "08:30"], &at),
        json!(["monthly", null, { "at": "09:00", "month_day": 5 }])
    );
    // These have no time of day: asking for one asks for daily.
    for add in [&["--every", "20m"][..], &["--minute", "7"], &["--cron", "30 6 * * *"]] {
        assert_eq!(edited(add, &at), json!(["daily", null, { "at": "09:00" }]), "because of {add:?}");
    }
}

#[test]
fn another_frequency_keeps_what_it_reads() {
    let weekly = ["--on", "mon", "--at", "08:30", "--time-zone", BERLIN];
    for (edit, expected) in [
        (&["--every", "daily"][..], json!(["daily", null, { "at": "08:30", "time_zone": BERLIN }])),
        (&["--on", "tue"], json!(["weekly", null, { "at": "08:30", "weekdays": [2], "time_zone": BERLIN }])),
        (&["--day", "3"], json!(["monthly", null, { "at": "08:30", "month_day": 3, "time_zone": BERLIN }])),
        (&["--every", "2h"], json!(["custom", 120, { "time_zone": BERLIN }])),
        (&["--cron", "0 6 * * *"], json!(["cron", null, { "cron": "0 6 * * *", "time_zone": BERLIN }])),
        (
            &["--every", "hourly", "--minute", "7", "--time-zone", "UTC"],
            json!(["hourly", null, { "minute": 7, "time_zone": "UTC" }]),
        ),
    ] {
        assert_eq!(edited(&weekly, edit), expected, "because of {edit:?}");
    }
}

#[test]
fn a_minute_is_refused_where_the_job_is_not_hourly() {
    assert_eq!(edited(&["--minute", "7"], &["--minute", "8"]), json!(["hourly", null, { "minute": 8 }]));
    let home = Home::new();
    let id = home.add("https://feed.example/", &["--every", "2h"]);
    home.run(&["jobs", "edit", &id, "--minute", "8"]).ends_with(2).says("--every hourly");
    assert_eq!(home.json(&["jobs", "show", &id])["interval_minutes"], 120);
}

#[test]
fn a_rule_leaves_the_other_filters_and_an_empty_one_clears_its_list() {
    let home = Home::new();
    let id = home.add("https://feed.example/", &["--include", "tide", "--exclude", "storm"]);
    let filters = |args: &[&str]| home.json(&[&["jobs", "edit", &id], args].concat())["filters"].clone();
    let word = |word: &str| json!([{ "kind": "word", "value": word }]);
    home.execute(
        "UPDATE monitoring_jobs SET filters = \
         json_set(filters, '$.languages', json('[\"en\"]'), '$.min.likes', 3)",
    );
    let before = home.json(&["jobs", "show", &id])["filters"].clone();
    assert_eq!((&before["languages"], &before["min"]["likes"]), (&json!(["en"]), &3.into()));

    let mut expected = before;
    expected["include"] = word("ebb");
    assert_eq!(filters(&["--include", "ebb"]), expected);
    expected["exclude"] = word("flood");
    assert_eq!(filters(&["--exclude", "flood"]), expected);
    expected["include"] = json!([]);
    assert_eq!(filters(&["--include", ""]), expected);
    assert_eq!(filters(&["--name", "Other"]), expected);
    home.run(&["jobs", "edit", &id, "--include", "ebb", "--include", ""]).ends_with(2).says("empty rule");

    let id = home.add("https://feed.example/b", &["--include", "tide"]);
    assert_eq!(home.json(&["jobs", "edit", &id, "--include", ""])["filters"], Value::Null);
}

#[test]
fn a_title_longer_than_a_name_is_cut() {
    let feed = format!(
        "<rss version=\"2.0\"><channel><title>{}</title><item><guid>1</guid><title>One</title></item>\
         </channel></rss>",
        "long ".repeat(100)
    );
    let (home, server) = (Home::new(), document("application/rss+xml", feed));
    let job = home.json(&["jobs", "add", &server.url("/")]);
    assert_eq!(job["name"].as_str().unwrap().trim_end().chars().count(), 199);
}
