//! What happens to the schedule when the process that runs it dies or hangs.

use std::time::{Duration, Instant};

use rustix::process::Signal;

use super::{
    home::{Home, SOON, eventually},
    monitor::{LOST, Monitor},
    servers::feed,
};

const LEASE: Duration = Duration::from_secs(2);
const SHORT: [&str; 2] = ["--lease", "2"];
const DUE: &str = "UPDATE monitoring_jobs SET next_run_at = CAST(unixepoch('subsec') * 1000 AS INTEGER)";

/// An owner and a guest that follows it.
fn pair(home: &Home) -> (Monitor, Monitor) {
    let owner = Monitor::owner(home, &SHORT);
    let mut guest = Monitor::start(home, &SHORT);
    guest.wait_for_event("store_changed", SOON);
    (owner, guest)
}

fn assert_within_two_leases(began: Instant, what: &str) {
    let took = began.elapsed();
    eprintln!("{what}: taken over after {} ms of a lease of {} ms", took.as_millis(), LEASE.as_millis());
    assert!(took < 2 * LEASE, "because it took {took:?}");
}

#[test]
fn a_guest_takes_over_within_two_lease_times_when_the_owner_is_killed() {
    let home = Home::new();
    let (server, entries) = feed::growing();
    entries.grow_with_requests(1);
    home.add(&server.url("/a.xml"), &["--every", "1m"]);
    let (mut owner, mut guest) = pair(&home);
    eventually("the first run", SOON, || home.number("SELECT count(*) FROM items") == 1);
    let began = Instant::now();
    owner.signal(Signal::KILL);
    guest.wait_to_own(SOON);
    assert_within_two_leases(began, "killed");
    owner.kill();
    assert_eq!(home.execute(DUE), 1);
    guest.wait_for_event("run_finished", SOON);
    assert_eq!(home.number("SELECT count(*) FROM monitoring_runs WHERE status = 'completed'"), 2);
    assert_eq!(home.number("SELECT count(DISTINCT lease_token) FROM monitoring_runs"), 2);
    assert!(guest.end(Duration::from_secs(10)).success());
}

#[test]
fn a_run_that_was_cut_off_by_a_kill_is_marked_and_repeated_by_the_guest() {
    let home = Home::new();
    let (server, entries) = feed::growing_on_release();
    entries.add(3);
    home.add(&server.url("/a.xml"), &[]);
    let (mut owner, mut guest) = pair(&home);
    server.wait_for_requests(1, SOON);
    owner.kill();
    server.release();
    server.release();
    let finished = guest.wait_for_event("run_finished", SOON);
    assert_eq!(finished["status"], "completed");
    assert_eq!(home.number("SELECT count(*) FROM monitoring_runs WHERE outcome = 'crash'"), 1);
    assert_eq!(home.number("SELECT count(*) FROM monitoring_runs"), 2);
    assert_eq!(home.number("SELECT count(*) FROM items"), 3);
    assert_eq!(
        home.number("SELECT total_runs FROM monitoring_jobs"),
        1,
        "because what is cut off is not counted"
    );
}

#[test]
fn an_owner_that_is_stopped_loses_the_schedule_and_commits_nothing_when_it_goes_on() {
    let home = Home::new();
    let (server, entries) = feed::growing_on_release();
    entries.add(3);
    home.add(&server.url("/a.xml"), &["--every", "1m"]);
    let (mut owner, mut guest) = pair(&home);
    server.wait_for_requests(1, SOON);

    let began = Instant::now();
    owner.signal(Signal::STOP);
    guest.wait_to_own(SOON);
    assert_within_two_leases(began, "stopped");
    // Its answer comes while it is stopped; the guest repeats the run and sees one entry more.
    server.release();
    server.wait_for_requests(2, SOON);
    entries.add(1);
    server.release();
    let finished = guest.wait_for_event("run_finished", SOON);
    assert_eq!(finished["status"], "completed");

    owner.signal(Signal::CONT);
    owner.wait_for_log(LOST, SOON);
    owner.wait_for_event("store_changed", SOON);
    // It follows the new owner now: it hears of that one's runs.
    entries.add(1);
    server.release();
    assert_eq!(home.execute(DUE), 1);
    let finished = guest.wait_for_event("run_finished", SOON);
    owner.wait_for("the new owner's run", SOON, |line| {
        super::monitor::event(line).filter(|event| *event == finished)
    });

    let by_token = "SELECT group_concat(status || ' ' || lease_token, ', ') FROM \
                    (SELECT * FROM monitoring_runs ORDER BY start_time)";
    let runs: String = home.db().query_row(by_token, [], |row| row.get(0)).unwrap();
    assert_eq!(runs, "interrupted 1, completed 2, completed 2");
    assert_eq!(home.number("SELECT count(*) FROM items"), 5);
    let stale = "SELECT count(*) FROM items JOIN monitoring_runs r ON r.id = run_id WHERE r.lease_token = 1";
    assert_eq!(home.number(stale), 0, "because the stopped one's result was discarded");
    assert_eq!(home.number("SELECT total_runs FROM monitoring_jobs"), 2);
    for monitor in [&mut owner, &mut guest] {
        assert!(monitor.end(Duration::from_secs(10)).success());
    }
}

#[test]
fn a_commit_that_is_held_up_is_refused_when_another_process_has_taken_over() {
    let home = Home::new();
    let (server, entries) = feed::growing_on_release();
    entries.add(3);
    home.add(&server.url("/a.xml"), &["--every", "1m"]);
    let (mut owner, mut guest) = pair(&home);
    server.wait_for_requests(1, SOON);
    // The owner has its answer and waits for its turn to write; so it is stopped.
    let db = home.db();
    db.execute_batch("BEGIN IMMEDIATE").unwrap();
    server.release();
    server.wait_for_answers(1, SOON);
    let answered = Instant::now();
    eventually("the answer is read", SOON, || answered.elapsed() > Duration::from_millis(400));
    owner.signal(Signal::STOP);
    db.execute_batch("COMMIT").unwrap();
    guest.wait_to_own(SOON);
    entries.add(1);
    server.release();
    assert_eq!(guest.wait_for_event("run_finished", SOON)["status"], "completed");

    owner.signal(Signal::CONT);
    owner.wait_for_log(LOST, SOON);
    owner.wait_for_event("store_changed", SOON);
    assert!(owner.end(Duration::from_secs(10)).success());
    let by_token = "SELECT group_concat(status || ' ' || lease_token, ', ') FROM \
                    (SELECT * FROM monitoring_runs ORDER BY start_time)";
    let runs: String = home.db().query_row(by_token, [], |row| row.get(0)).unwrap();
    assert_eq!(runs, "interrupted 1, completed 2");
    assert_eq!(home.number("SELECT total_runs FROM monitoring_jobs"), 1);
    assert_eq!(home.number("SELECT count(*) FROM items"), 4);
    assert!(guest.end(Duration::from_secs(10)).success());
}

#[test]
fn the_schedule_comes_back_when_the_second_owner_is_killed_in_its_turn() {
    let home = Home::new();
    let (server, entries) = feed::growing();
    entries.grow_with_requests(1);
    home.add(&server.url("/a.xml"), &["--every", "1m"]);
    let (mut first, mut second) = pair(&home);
    eventually("the first run", SOON, || home.number("SELECT count(*) FROM items") == 1);
    first.signal(Signal::STOP);
    second.wait_to_own(SOON);
    first.signal(Signal::CONT);
    first.wait_for_log(LOST, SOON);
    first.wait_for_event("store_changed", SOON);
    second.kill();
    first.wait_to_own(SOON);
    assert_eq!(home.execute(DUE), 1);
    first.wait_for_event("run_finished", SOON);
    assert_eq!(home.number("SELECT token FROM lease"), 3);
    assert_eq!(home.number("SELECT count(*) FROM monitoring_runs WHERE status = 'completed'"), 2);
    assert!(first.end(Duration::from_secs(10)).success());
}

#[test]
fn jobs_run_does_it_itself_when_the_owner_dies_while_it_waits() {
    let home = Home::new();
    let (server, entries) = feed::growing_on_release();
    entries.add(2);
    let job = home.add(&server.url("/a.xml"), &[]);
    let mut owner = Monitor::owner(&home, &SHORT);
    server.wait_for_requests(1, SOON);
    std::thread::scope(|scope| {
        let asking = scope.spawn(|| home.run(&["--json", "jobs", "run", &job]));
        owner.wait_for_event("store_changed", SOON);
        owner.kill();
        server.release();
        server.release();
        let run = asking.join().unwrap().succeeds().json();
        assert_eq!(run["status"], "completed");
    });
    assert_eq!(home.number("SELECT count(*) FROM items"), 2);
    assert_eq!(home.number("SELECT count(*) FROM monitoring_runs WHERE status = 'in_progress'"), 0);
}

#[test]
fn commands_need_not_wait_for_the_lease_of_an_owner_that_was_killed() {
    let home = Home::new();
    let (server, entries) = feed::growing_on_release();
    entries.add(2);
    let job = home.add(&server.url("/a.xml"), &[]);
    // A lease that would outlast the test's patience.
    let mut owner = Monitor::owner(&home, &["--lease", "300"]);
    server.wait_for_requests(1, SOON);
    owner.kill();
    assert_eq!(home.json(&["status"])["monitor_running"], false);
    server.release();
    server.release();
    assert_eq!(home.json(&["scheduler", "--once"])["items"][0]["new_items_downloaded"], 2);

    let mut owner = Monitor::owner(&home, &["--lease", "300"]);
    owner.kill();
    server.release();
    assert_eq!(home.json(&["jobs", "run", &job])["outcome"], "not_modified");
}

#[test]
fn jobs_run_takes_the_schedule_from_an_owner_that_hangs() {
    let home = Home::new();
    let (server, entries) = feed::growing();
    entries.grow_with_requests(1);
    let job = home.add(&server.url("/a.xml"), &[]);
    let mut owner = Monitor::owner(&home, &SHORT);
    owner.wait_for_event("run_finished", SOON);
    owner.signal(Signal::STOP);
    let began = Instant::now();
    assert_eq!(home.json(&["jobs", "run", &job])["new_items_downloaded"], 1);
    assert_within_two_leases(began, "hanging, jobs run");
    owner.signal(Signal::CONT);
    owner.wait_for_log(LOST, SOON);
    // It was taken for the call only, so it comes back.
    owner.wait_to_own(SOON);
    assert_eq!(home.number("SELECT count(*) FROM monitoring_runs WHERE status = 'completed'"), 2);
    assert!(owner.end(Duration::from_secs(10)).success());
}

#[test]
fn of_several_schedulers_started_at_once_one_runs_the_schedule() {
    let home = Home::new();
    let (server, entries) = feed::growing();
    entries.grow_with_requests(1);
    home.add(&server.url("/a.xml"), &["--every", "1m"]);
    let mut all = [(); 4].map(|()| Monitor::start(&home, &SHORT));
    eventually("the first run", SOON, || home.number("SELECT count(*) FROM items") == 1);
    for expected in 2..=5 {
        assert_eq!(home.execute(DUE), 1);
        eventually("the next run", SOON, || home.number("SELECT count(*) FROM items") == expected);
    }
    let owners = all.iter_mut().map(|monitor| {
        monitor.drain();
        usize::from(monitor.has_owned())
    });
    assert_eq!(owners.sum::<usize>(), 1);
    assert_eq!((server.request_count(), home.number("SELECT count(*) FROM monitoring_runs")), (5, 5));
    // One after the other goes; the last one still runs the schedule.
    let [first, second, third, mut last] = all;
    [first, second, third].iter_mut().for_each(Monitor::kill);
    assert_eq!(home.execute(DUE), 1);
    eventually("the last one's run", SOON, || home.number("SELECT count(*) FROM items") == 6);
    assert!(last.end(Duration::from_secs(10)).success());
}
