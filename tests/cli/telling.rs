//! What is told, when and where, by the command line.

use serde_json::{Value, json};

use super::{
    home::Home,
    servers::{feed::rss, trouble},
};

fn field(home: &Home, args: &[&str]) -> Value {
    home.run(&[&["--json"], args].concat()).ends_with(2).error()["fields"][0]["field"].clone()
}

#[test]
fn quiet_hours_are_added_shown_and_cleared() {
    let home = Home::new();
    let set = |more: &[&str]| home.json(&[&["notify", "quiet", "set"], more].concat())["quiet_hours"].clone();
    let nights = json!({ "weekdays": [1, 2], "from": "22:00", "until": "07:00" });
    assert_eq!(set(&["--on", "tue,mon", "--from", "22:00", "--until", "07:00"]), json!([nights]));
    let noon = json!({ "weekdays": [1, 2, 3, 4, 5, 6, 7], "from": "12:00", "until": "13:00" });
    for _ in 0..2 {
        assert_eq!(set(&["--from", "12:00", "--until", "13:00"]), json!([nights, noon]));
    }
    let shown = home.run(&["notify", "quiet"]).succeeds().out;
    assert!(shown.contains("mon, tue from 22:00 until 07:00"), "because of {shown}");
    assert!(shown.contains("every day from 12:00 until 13:00"), "because of {shown}");
    for (from, until, wrong) in [
        ("25:00", "07:00", "quiet_hours[2].from"),
        ("22:00", "7", "quiet_hours[2].until"),
        ("00:00", "00:00", "quiet_hours"),
    ] {
        let args = ["notify", "quiet", "set", "--from", from, "--until", until];
        assert_eq!(field(&home, &args), wrong, "because of {from} to {until}");
    }
    home.run(&["notify", "quiet", "set", "--on", "someday", "--from", "1:00", "--until", "2:00"])
        .ends_with(2);
    assert_eq!(home.json(&["notify", "quiet", "clear"])["quiet_hours"], json!([]));
    assert_eq!(home.run(&["notify", "quiet"]).succeeds().out.trim(), "There are no quiet hours.");
}

#[test]
fn a_digest_is_set_and_ended() {
    let home = Home::new();
    let weekly = ["notify", "digest", "desktop", "--every", "week", "--on", "mon", "--at", "08:00"];
    let expected = json!({ "every": "week", "at": "08:00", "weekday": 1 });
    assert_eq!(home.json(&weekly)["digest"], expected);
    let said = home.run(&weekly).succeeds().out;
    assert_eq!(said.trim(), "New content is told together every mon at 08:00 (desktop); failures at once.");
    for (more, wrong) in [
        (&["desktop", "--every", "week", "--at", "08:00"][..], "digest.weekday"),
        (&["desktop", "--every", "day", "--on", "mon", "--at", "08:00"], "digest.weekday"),
        (&["desktop", "--every", "day", "--at", "8"], "digest.at"),
        (&["mail", "--every", "day", "--at", "08:00"], "channel"),
        (&["terminal", "--off"], "channel"),
    ] {
        assert_eq!(field(&home, &[&["notify", "digest"], more].concat()), wrong, "because of {more:?}");
    }
    for usage in [
        &["desktop"][..],
        &["desktop", "--every", "day"],
        &["desktop", "--off", "--every", "day", "--at", "08:00"],
    ] {
        home.run(&[&["notify", "digest"], usage].concat()).ends_with(2);
    }
    assert_eq!(home.json(&["notify", "digest", "desktop", "--off"])["digest"], Value::Null);
}

#[test]
fn a_job_is_muted_until_a_time_and_shows_it() {
    let home = Home::new();
    let id = home.add("https://feed.example/", &[]);
    let edit = |more: &[&str]| home.json(&[&["jobs", "edit", &id], more].concat())["mute"].clone();
    let shown = || home.run(&["jobs", "show", &id]).succeeds().out;
    assert_eq!(edit(&["--mute"]), json!({ "until": null }));
    assert!(shown().contains("until `jobs edit --unmute`"), "because of {}", shown());
    assert!(edit(&["--mute", "--until", "2h"])["until"].is_string());
    let soon: i32 = year(&edit(&["--mute", "--until", "3d"])["until"]) + 1;
    // The tests' zone is UTC.
    for text in [format!("{soon}-01-31 08:00"), format!("{soon}-01-31T09:00:00+01:00")] {
        assert_eq!(edit(&["--mute", "--until", &text])["until"], format!("{soon}-01-31T08:00:00Z"));
    }
    assert!(shown().contains(&format!("until {soon}-01-31 08:00")), "because of {}", shown());
    assert_eq!(edit(&["--name", "Other"])["until"], format!("{soon}-01-31T08:00:00Z"));
    for until in ["2020-01-31 08:00", "0h", "99999d", "+20000-01-01T00:00:00Z", "tomorrow", ""] {
        assert_eq!(
            field(&home, &["jobs", "edit", &id, "--mute", "--until", until]),
            "mute.until",
            "because of {until}"
        );
    }
    for usage in [&["--until", "2h"][..], &["--mute", "--unmute"]] {
        home.run(&[&["jobs", "edit", &id], usage].concat()).ends_with(2);
    }
    assert_eq!(edit(&["--unmute"]), Value::Null);
    assert!(!shown().contains("silent"), "because of {}", shown());
}

/// The year that a time of JSON begins with.
fn year(time: &Value) -> i32 {
    time.as_str().unwrap().split('-').next().unwrap().parse().unwrap()
}

#[test]
fn filters_are_tried_before_they_are_saved() {
    let home = Home::new();
    let feed = rss(&["Spring tide", "Neap tide", "Storm"]);
    let server = trouble::document("application/rss+xml", feed);
    let id = home.add(&server.url("/"), &["--exclude", "storm"]);
    home.run(&["jobs", "run", &id]).succeeds();
    let told = |more: &[&str]| {
        let test = home.json(&[&["jobs", "test-filters", &id], more].concat());
        (test["told"].clone(), test["items"].clone(), test["days"].as_array().map(Vec::len))
    };
    assert_eq!(told(&[]), (2.into(), 3.into(), Some(7)));
    assert_eq!(told(&["--days", "30"]), (2.into(), 3.into(), Some(30)));
    assert_eq!(told(&["--include", "neap"]).0, 1);
    assert_eq!(told(&["--exclude", ""]).0, 3);
    assert_eq!(told(&["--regex", "^S", "--exclude", ""]).0, 2);
    assert_eq!(told(&["--regex", "^S", "--include", "neap"]).0, 2, "because each of them is enough");
    assert_eq!(told(&["--exclude", "tide"]).0, 1);
    assert_eq!(told(&["--lang", "de", "--min-likes", "3"]).1, 3);
    let shown = home.run(&["jobs", "test-filters", &id]).succeeds().out;
    let said = "Would have notified 0 times in the last 7 days (2 of 3 items).\n\
                What a first check finds is told to nobody.\n";
    assert!(shown.starts_with(said), "{shown}");
    assert!(shown.contains("Neap tide") && shown.contains("WHY"), "because of {shown}");
    for (more, wrong) in
        [(["--regex", "("], "filters.include[0]"), (["--lang", "klingon"], "filters.languages[0]")]
    {
        assert_eq!(field(&home, &[&["jobs", "test-filters", &id], &more[..]].concat()), wrong);
    }
    home.run(&["jobs", "test-filters", &id, "--days", "91"]).ends_with(2);
    home.run(&["jobs", "test-filters", "nobody"]).ends_with(3);
    let kept = home.json(&["jobs", "show", &id])["filters"].clone();
    assert_eq!((&kept["include"], &kept["exclude"][0]["value"]), (&json!([]), &json!("storm")));
}

#[test]
fn filters_of_every_sort_are_kept_side_by_side() {
    let home = Home::new();
    let id = home.add(
        "https://feed.example/",
        &["--include", "tide", "--regex", "^S", "--lang", "de", "--min-likes", "3"],
    );
    let edit = |more: &[&str]| home.json(&[&["jobs", "edit", &id], more].concat())["filters"].clone();
    let (word, pattern) =
        (json!({ "kind": "word", "value": "ebb" }), json!({ "kind": "regex", "value": "^S" }));
    let filters = edit(&["--include", "ebb"]);
    assert_eq!(filters["include"], json!([pattern, word]));
    assert_eq!((&filters["languages"], &filters["min"]["likes"]), (&json!(["de"]), &json!(3)));
    assert_eq!(edit(&["--regex", ""])["include"], json!([word]));
    assert_eq!(edit(&["--lang", "", "--min-likes", "0", "--include", ""]), Value::Null);
}

#[test]
fn messages_are_listed_with_what_became_of_them() {
    let home = Home::new();
    let none = home.run(&["notifications"]).succeeds().out;
    assert_eq!(none.trim(), "There was nothing to tell yet.");
    let gone = trouble::status(410);
    home.add(&gone.url("/"), &["--name", "Harbour"]);
    home.run(&["scheduler", "--once"]).ends_with(1);
    let messages = home.json(&["notifications"]);
    let message = &messages["items"][0];
    assert_eq!(
        (&messages["total"], &message["job_name"], &message["kind"]),
        (&json!(1), &json!("Harbour"), &json!("failure"))
    );
    assert_eq!(
        (&message["deliveries"][0]["channel"], &message["deliveries"][0]["state"]),
        (&json!("terminal"), &json!("told"))
    );
    let shown = home.run(&["notifications", "--limit", "1"]).succeeds().out;
    assert!(shown.contains("Harbour") && shown.contains("terminal told "), "because of {shown}");
    // 32503680000000 is the beginning of the year 3000.
    for (changes, words) in [
        ("last_error = NULL", "terminal silenced"),
        ("last_error = 'Nobody is at home.'", "terminal given up: Nobody is at home."),
        (
            "done_at = NULL, attempts = 2, next_attempt_at = 32503680000000",
            "terminal waits, tried again 3000-01-01 00:00: Nobody is at home.",
        ),
        (
            "attempts = 0, last_error = NULL, next_attempt_at = NULL, held_until = 32503680000000",
            "terminal held back until 3000-01-01 00:00",
        ),
    ] {
        home.execute(&format!("UPDATE notification_deliveries SET delivered_at = NULL, {changes}"));
        let shown = home.run(&["notifications"]).succeeds().out;
        assert!(shown.contains(words), "because {words:?} is missing in {shown}");
    }
    home.run(&["notifications", "--limit", "0"]).ends_with(2);
}

#[test]
fn a_test_on_the_desktop_is_left_to_it() {
    let home = Home::new();
    let said = home.run(&["notify", "test", "desktop"]).succeeds().out;
    assert_eq!(said.trim(), "The desktop shows a test as soon as it runs, within ten minutes.");
    assert_eq!(field(&home, &["notify", "test", "desktop", "--to", "ana@shore.example"]), "to");
}
