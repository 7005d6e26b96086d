//! One process runs the schedule, the others on its folder ask it.

use std::time::{Duration, Instant};

use rustix::process::Signal;

use super::{
    home::{Done, Home, SOON, eventually, finish},
    monitor::Monitor,
    servers::{feed, trouble},
};

const TEN_SECONDS: Duration = Duration::from_secs(10);
const DUE: &str = "UPDATE monitoring_jobs SET next_run_at = CAST(unixepoch('subsec') * 1000 AS INTEGER)";

#[test]
fn two_schedulers_on_one_folder_run_every_slot_once_and_both_tell_of_it() {
    let home = Home::new();
    let (server, entries) = feed::growing();
    entries.grow_with_requests(1);
    home.add(&server.url("/a.xml"), &["--every", "1m"]);
    let mut owner = Monitor::owner(&home, &["--lease", "1"]);
    owner.wait_for_event("run_finished", SOON);
    let mut guest = Monitor::start(&home, &["--lease", "1"]);
    guest.wait_for_event("store_changed", SOON);
    for _ in 0..10 {
        assert_eq!(home.execute(DUE), 1);
        let told = owner.wait_for_event("run_finished", SOON);
        assert_eq!(guest.wait_for_event("run_finished", SOON), told);
    }
    assert_eq!(home.number("SELECT count(*) FROM monitoring_runs WHERE status = 'completed'"), 11);
    assert_eq!(home.number("SELECT count(*) FROM monitoring_runs"), 11);
    assert_eq!(home.number("SELECT count(DISTINCT lease_token) FROM monitoring_runs"), 1);
    assert_eq!((server.request_count(), home.number("SELECT count(*) FROM items")), (11, 11));
    guest.drain();
    assert!(!guest.has_owned(), "because the owner lives");
    for monitor in [&mut guest, &mut owner] {
        assert!(monitor.end(TEN_SECONDS).success());
    }
}

#[test]
fn jobs_run_in_another_process_is_carried_out_by_the_owner() {
    let home = Home::new();
    let (server, entries) = feed::growing();
    entries.grow_with_requests(1);
    let job = home.add(&server.url("/a.xml"), &["--every", "1d"]);
    let mut owner = Monitor::owner(&home, &["--interval", "60"]);
    owner.wait_for_event("run_finished", SOON);
    let (mut slowest, mut latest) = (Duration::ZERO, 0);
    for _ in 0..5 {
        let asked = Instant::now();
        let run = home.json(&["jobs", "run", &job]);
        slowest = slowest.max(asked.elapsed());
        let start = home.number("SELECT max(start_time) FROM monitoring_runs");
        latest = latest.max(start - requested_at(&run["id"]));
        assert_eq!((&run["status"], &run["trigger"]), (&"completed".into(), &"manual".into()));
        assert_eq!(owner.wait_for_event("run_finished", SOON)["run_id"], run["id"]);
    }
    eprintln!(
        "jobs run: begun {latest} ms after it was asked for, {} ms with its process",
        slowest.as_millis()
    );
    // A second is meant; the rest is for a machine that is busy with other tests.
    assert!(latest < 3_000 && slowest < Duration::from_secs(10), "because of {latest} ms and {slowest:?}");
    assert_eq!(home.number("SELECT count(DISTINCT lease_token) FROM monitoring_runs"), 1);
    assert_eq!(home.number("SELECT count(*) FROM run_requests"), 0);
    assert!(owner.end(TEN_SECONDS).success());
}

#[test]
fn a_job_that_is_added_changed_or_resumed_elsewhere_wakes_the_owner_at_once() {
    let home = Home::new();
    let (server, entries) = feed::growing();
    entries.grow_with_requests(1);
    // Nothing but the wake can make it look within this test.
    let mut owner = Monitor::owner(&home, &["--interval", "600", "--lease", "300"]);
    let job = home.add(&server.url("/a.xml"), &["--every", "1d"]);
    owner.wait_for_event("run_finished", SOON);
    home.run(&["jobs", "pause", &job]).succeeds();
    home.run(&["jobs", "resume", &job]).succeeds();
    owner.wait_for_event("run_finished", SOON);
    home.run(&["jobs", "edit", &job, "--url", &server.url("/b.xml")]).succeeds();
    owner.wait_for_event("run_finished", SOON);
    let paths: Vec<_> = server.requests().into_iter().map(|request| request.path).collect();
    assert_eq!(paths, ["/a.xml", "/a.xml", "/b.xml"]);
    assert!(owner.end(TEN_SECONDS).success());
}

/// Makes jobs due with this SQL and runs `--once`; the owner sees nothing of it before all of
/// them have been asked for.
fn once_as_guest(home: &Home, owner: &Monitor, due: &str) -> Done {
    let mut jobs = 0;
    eventually("the owner is stopped while it does not write", SOON, || {
        owner.signal(Signal::STOP);
        let db = home.db();
        db.busy_timeout(Duration::from_millis(200)).unwrap();
        let done = db.execute(due, []).map(|changed| jobs = changed);
        if done.is_err() {
            owner.signal(Signal::CONT);
        }
        done.is_ok()
    });
    std::thread::scope(|scope| {
        let asking = scope.spawn(|| home.run(&["--json", "scheduler", "--once"]));
        let asked_for = || home.number("SELECT count(*) FROM run_requests") == jobs as i64;
        eventually("every due job is asked for", SOON, asked_for);
        owner.signal(Signal::CONT);
        asking.join().unwrap()
    })
}

#[test]
fn once_works_as_a_guest_while_a_scheduler_runs_and_ends_by_the_outcome() {
    let home = Home::new();
    let (server, entries) = feed::growing();
    entries.add(3);
    home.add(&server.url("/a.xml"), &["--name", "Good"]);
    home.add(&trouble::status(500).url("/"), &["--name", "Bad"]);
    home.run(&["scheduler", "--once"]).ends_with(1);
    let mut owner = Monitor::owner(&home, &["--interval", "600", "--lease", "300"]);
    assert_eq!(home.json(&["scheduler", "--once"])["total"], 0);

    entries.add(2);
    let done = once_as_guest(&home, &owner, "UPDATE monitoring_jobs SET next_run_at = 0 WHERE name = 'Good'");
    let report = done.succeeds().json();
    assert_eq!((&report["total"], &report["items"][0]["new_items_downloaded"]), (&1.into(), &2.into()));
    once_as_guest(&home, &owner, "UPDATE monitoring_jobs SET next_run_at = 0 WHERE name = 'Bad'")
        .ends_with(1);
    assert_eq!(
        home.number("SELECT count(*) FROM monitoring_runs WHERE lease_token = 2 AND status <> 'skipped'"),
        2
    );
    assert_eq!(home.number("SELECT max(token) FROM lease"), 2, "because the owner ran both");
    assert!(owner.end(TEN_SECONDS).success());
}

#[test]
fn once_as_a_guest_runs_each_of_several_due_jobs_once() {
    let home = Home::new();
    let (server, entries) = feed::growing();
    entries.add(1);
    for name in ["a", "b", "c", "d"] {
        home.add(&server.url(&format!("/{name}.xml")), &["--name", name]);
    }
    home.run(&["scheduler", "--once"]).succeeds();
    let mut owner = Monitor::owner(&home, &["--interval", "600", "--lease", "300"]);
    for round in 1..=3 {
        let report = once_as_guest(&home, &owner, DUE).succeeds().json();
        assert_eq!(report["total"], 4);
        assert_eq!(server.request_count(), 4 + round * 4);
    }
    assert_eq!(home.number("SELECT count(*) FROM monitoring_runs WHERE status = 'completed'"), 16);
    assert!(owner.end(TEN_SECONDS).success());
}

#[test]
fn jobs_run_joins_a_run_that_is_in_progress() {
    let home = Home::new();
    let (server, entries) = feed::growing_on_release();
    entries.add(1);
    let job = home.add(&server.url("/a.xml"), &[]);
    let mut owner = Monitor::owner(&home, &[]);
    server.wait_for_requests(1, SOON);
    std::thread::scope(|scope| {
        let joining = scope.spawn(|| finish(home.command(&["--json", "jobs", "run", &job]), SOON));
        // Its wake is told as an event: from then on it waits.
        owner.wait_for_event("store_changed", SOON);
        server.release();
        let run = joining.join().unwrap().succeeds().json();
        assert_eq!(run["id"], owner.wait_for_event("run_finished", SOON)["run_id"]);
    });
    assert_eq!((server.request_count(), home.number("SELECT count(*) FROM monitoring_runs")), (1, 1));
}

#[test]
fn a_request_to_end_and_ctrl_c_let_a_run_finish() {
    for signal in [Signal::TERM, Signal::INT] {
        let home = Home::new();
        let (server, entries) = feed::growing_on_release();
        entries.add(3);
        home.add(&server.url("/a.xml"), &[]);
        let mut owner = Monitor::owner(&home, &[]);
        server.wait_for_requests(1, SOON);
        owner.signal(signal);
        server.release();
        assert!(owner.wait_for_end(TEN_SECONDS).success());
        assert_eq!(home.number("SELECT count(*) FROM items"), 3);
        assert_eq!(home.number("SELECT count(*) FROM monitoring_runs WHERE status = 'completed'"), 1);
        assert_eq!(
            home.number("SELECT count(*) FROM lease WHERE holder IS NULL"),
            1,
            "because it is given back"
        );
    }
}

#[test]
fn nothing_is_started_after_a_request_to_end() {
    let home = Home::new();
    let (server, _entries) = feed::growing_on_release();
    for name in ["a", "b", "c", "d"] {
        home.add(&server.url(&format!("/{name}.xml")), &[]);
    }
    let mut owner = Monitor::owner(&home, &[]);
    // Two at once from one server; the others queue.
    server.wait_for_requests(2, SOON);
    owner.signal(Signal::TERM);
    (0..4).for_each(|_| server.release());
    assert!(owner.wait_for_end(TEN_SECONDS).success());
    assert_eq!((server.request_count(), home.number("SELECT count(*) FROM monitoring_runs")), (2, 2));
}

#[test]
fn a_request_to_end_cuts_off_a_run_that_hangs_within_ten_seconds() {
    let home = Home::new();
    let (server, _entries) = feed::growing_on_release();
    home.add(&server.url("/a.xml"), &[]);
    let mut owner = Monitor::owner(&home, &[]);
    server.wait_for_requests(1, SOON);
    // The ten seconds are the program's; the rest is for a machine that is busy with other tests.
    assert!(owner.end(Duration::from_secs(12)).success());
    assert_eq!(home.number("SELECT count(*) FROM monitoring_runs WHERE outcome = 'shutdown'"), 1);
    assert_eq!(home.number("SELECT count(*) FROM monitoring_runs WHERE status = 'in_progress'"), 0);
    let due = "SELECT count(*) FROM monitoring_jobs WHERE next_run_at <= unixepoch('subsec') * 1000";
    assert_eq!(home.number(due), 1, "because it runs again at the next start");
}

/// A run's id is made when it is asked for, and begins with that time.
fn requested_at(id: &serde_json::Value) -> i64 {
    let digits: String = id.as_str().unwrap().chars().filter(char::is_ascii_hexdigit).take(12).collect();
    i64::from_str_radix(&digits, 16).unwrap()
}
