//! `scheduler --once`: what is due is run, and the program ends.

use std::time::Duration;

use super::{
    home::{Home, SOON, finish},
    monitor::Monitor,
    servers::{feed, trouble},
};

#[test]
fn the_sample_job_on_an_empty_folder_completes_with_items_and_without_the_internet() {
    let home = Home::new();
    let report = home.json(&["scheduler", "--once", "--create-test"]);
    assert_eq!(report["total"], 1);
    let run = &report["items"][0];
    assert_eq!((&run["status"], &run["outcome"]), (&"completed".into(), &"new_items".into()));
    let found = run["new_items_downloaded"].as_i64().unwrap();
    assert!(found > 0, "because {run} brought nothing");
    assert_eq!(home.json(&["items", "list"])["items"].as_array().unwrap().len() as i64, found);
    assert_eq!(home.number("SELECT count(*) FROM notifications"), 0, "because the first run tells nothing");
}

#[test]
fn a_second_once_has_nothing_due_and_jobs_run_finds_nothing_new() {
    let home = Home::with_sample();
    let second = home.run(&["scheduler", "--once", "--create-test"]).succeeds();
    assert_eq!(second.out, "Nothing is due.\n");
    assert_eq!(home.json(&["scheduler", "--once"])["total"], 0);
    assert_eq!(home.number("SELECT count(*) FROM monitoring_jobs"), 1, "because the sample job is reused");
    let run = home.json(&["jobs", "run", "Sample"]);
    assert_eq!((&run["status"], &run["outcome"]), (&"completed".into(), &"not_modified".into()));
    assert_eq!(home.number("SELECT count(*) FROM monitoring_runs"), 2);
}

#[test]
fn a_failed_run_makes_once_end_with_one_and_the_others_are_run_all_the_same() {
    let home = Home::new();
    let (server, entries) = feed::growing();
    entries.add(3);
    home.add(&server.url("/good.xml"), &["--name", "Good"]);
    home.add(&trouble::status(500).url("/gone.xml"), &["--name", "Bad"]);
    let done = home.run(&["--json", "scheduler", "--once"]).ends_with(1);
    let report = done.json();
    assert_eq!(report["total"], 2);
    let status_of = |name: &str| {
        let runs = report["items"].as_array().unwrap();
        runs.iter().find(|run| run["job_name"] == name).unwrap()["status"].clone()
    };
    assert_eq!((status_of("Good"), status_of("Bad")), ("completed".into(), "failed".into()));
}

#[test]
fn an_empty_feed_is_a_completed_run_with_a_warning() {
    let home = Home::new();
    let server = trouble::document("application/rss+xml", feed::rss(&[]));
    home.add(&server.url("/empty.xml"), &[]);
    let done = home.run(&["scheduler", "--once"]).succeeds();
    assert!(done.out.contains("no entries at present"), "because {:?} holds no warning", done.out);
    assert_eq!(home.number("SELECT count(*) FROM monitoring_runs WHERE outcome = 'nothing_new'"), 1);
}

#[test]
fn more_new_items_than_the_cap_are_taken_by_runs_that_follow_and_told_once() {
    let home = Home::new();
    let (server, entries) = feed::growing();
    entries.add(2);
    home.add(&server.url("/a.xml"), &["--max-items", "5"]);
    home.run(&["scheduler", "--once"]).succeeds();
    entries.add(23);
    home.run(&["jobs", "run", "Feed a", "127.0.0.1/a.xml"]).ends_with(3);
    home.run(&["jobs", "run", "127.0.0.1/a.xml"]).succeeds();
    assert_eq!(home.number("SELECT count(*) FROM items"), 25);
    assert_eq!(home.number("SELECT count(*) FROM monitoring_runs"), 1 + 5);
    assert_eq!(home.number("SELECT count(*) FROM notifications WHERE kind = 'new_items'"), 1);
    assert_eq!(home.number("SELECT item_count FROM notifications"), 23);
    assert_eq!(server.request_count(), 2, "because the rest of a page is not asked for again");
}

#[test]
fn a_job_that_is_due_in_seven_seconds_runs_once_with_an_interval_of_five() {
    let home = Home::with_sample();
    let due = "UPDATE monitoring_jobs SET next_run_at = 7000 + CAST(unixepoch('subsec') * 1000 AS INTEGER)";
    assert_eq!(home.execute(due), 1);
    let planned = home.number("SELECT next_run_at FROM monitoring_jobs");
    let mut monitor = Monitor::spawn(home.command(&["--json", "-v", "scheduler", "--interval", "5"]));
    let finished = monitor.wait_for_event("run_finished", Duration::from_secs(30));
    assert_eq!(finished["status"], "completed");
    let started = home.number("SELECT max(start_time) FROM monitoring_runs");
    assert!(
        (0..2_000).contains(&(started - planned)),
        "because it began {} ms after its time",
        started - planned
    );
    assert!(monitor.end(Duration::from_secs(10)).success());
    assert_eq!(home.number("SELECT count(*) FROM monitoring_runs"), 2, "because it runs exactly once");
}

#[test]
fn two_once_at_the_same_time_run_each_job_once() {
    let home = Home::new();
    let (server, entries) = feed::growing();
    entries.add(4);
    for name in ["a", "b", "c"] {
        home.add(&server.url(&format!("/{name}.xml")), &["--name", name]);
    }
    std::thread::scope(|scope| {
        let both = [(); 2].map(|()| scope.spawn(|| finish(home.command(&["scheduler", "--once"]), SOON)));
        for one in both {
            one.join().unwrap().succeeds();
        }
    });
    assert_eq!(home.number("SELECT count(*) FROM items"), 12);
    assert_eq!(home.number("SELECT count(*) FROM monitoring_runs WHERE status = 'completed'"), 3);
    assert_eq!(home.number("SELECT count(*) FROM monitoring_runs WHERE status <> 'completed'"), 0);
    home.assert_intact();
}
