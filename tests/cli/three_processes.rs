//! Three processes on one folder, whichever of them runs the schedule being stopped past its lease
//! and continued again and again: each slot is one run, and nobody writes on an old right.

use std::time::{Duration, Instant};

use rustix::process::Signal;

use super::{
    home::{Home, SOON, eventually},
    monitor::Monitor,
    servers::feed,
};

const LEASE: Duration = Duration::from_secs(1);
const JOBS: i64 = 3;
const DUE: &str = "UPDATE monitoring_jobs SET next_run_at = CAST(unixepoch('subsec') * 1000 AS INTEGER)";
/// Notes, in the transaction that ends a run, under which right that was and whose right it is.
const WITNESS: &str = "CREATE TABLE witness (run BLOB, token INTEGER, current INTEGER); \
     CREATE TRIGGER witness AFTER UPDATE OF status ON monitoring_runs WHEN NEW.status IN ('completed', 'failed') \
     BEGIN INSERT INTO witness VALUES (NEW.id, NEW.lease_token, (SELECT token FROM lease)); END";
const RUNS: &str = "SELECT count(*) FROM monitoring_runs";
const COMPLETED: &str = "SELECT count(*) FROM monitoring_runs WHERE status = 'completed'";

/// Who holds the lease, by process and token.
fn owner(home: &Home) -> (i64, i64) {
    let row = |row: &rusqlite::Row<'_>| Ok((row.get::<_, Option<i64>>(0)?.unwrap_or(0), row.get(1)?));
    home.db().query_row("SELECT pid, token FROM lease", [], row).unwrap()
}

/// Stops it while it writes nothing: who is stopped in the middle of that holds the database's own
/// lock, and nobody can write before it goes on or dies.
fn stop_between_writes(home: &Home, monitor: &Monitor) {
    let db = home.db();
    db.execute_batch("BEGIN IMMEDIATE").unwrap();
    monitor.signal(Signal::STOP);
    // A signal takes a moment.
    eventually("it has stopped", SOON, || {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", monitor.pid())).unwrap();
        stat.rsplit(") ").next().is_some_and(|rest| rest.starts_with('T'))
    });
    db.execute_batch("COMMIT").unwrap();
}

#[test]
fn three_processes_run_each_slot_once_however_often_their_owner_is_stopped() {
    let seconds = std::env::var("TIDEWATCH_TAKEOVER_SECONDS");
    let is_alone = seconds.is_ok();
    let lasts = Duration::from_secs(seconds.map_or(10, |number| number.parse().expect("a number")));
    let home = Home::new();
    let (server, entries) = feed::growing();
    entries.grow_with_requests(1);
    for name in ["a", "b", "c"] {
        home.add(&server.url(&format!("/{name}.xml")), &["--name", name, "--every", "1d"]);
    }
    home.db().execute_batch(WITNESS).unwrap();
    let mut all = [(); 3].map(|()| Monitor::start(&home, &["--lease", "1"]));
    let (began, mut slots, mut stops, mut longest) = (Instant::now(), 1, 0, Duration::ZERO);
    // The first slot is that of new jobs.
    eventually("the first runs", SOON, || home.number(COMPLETED) == JOBS);
    while began.elapsed() < lasts {
        let (pid, token) = owner(&home);
        let stopped = all.iter().find(|monitor| i64::from(monitor.pid()) == pid);
        let stopped = stopped.expect("one of the three runs the schedule");
        // In turn before the slot comes, when it comes, and a moment after that.
        let stop = |at: u32| (stops % 3 == at).then(|| stop_between_writes(&home, stopped));
        stop(0);
        slots += 1;
        let before = home.number(RUNS);
        stop(1);
        assert_eq!(home.execute(DUE) as i64, JOBS);
        if stops % 3 == 2 {
            eventually("a run begins", SOON, || home.number(RUNS) > before);
        }
        stop(2);
        let since = Instant::now();
        eventually("another takes over", SOON, || owner(&home).1 > token);
        longest = longest.max(since.elapsed());
        stops += 1;
        eventually("the slot", SOON, || home.number(COMPLETED) >= slots * JOBS);
        stopped.signal(Signal::CONT);
    }
    for monitor in &mut all {
        assert!(monitor.end(Duration::from_secs(12)).success());
    }
    let completed = home.number(COMPLETED);
    assert_eq!(completed, slots * JOBS, "because each slot of each job is one run");
    let stale = home.number("SELECT count(*) FROM witness WHERE token <> current");
    assert_eq!(stale, 0, "because who has lost the schedule writes nothing");
    assert_eq!(home.number("SELECT count(*) FROM witness"), completed, "because each end was seen");
    let cut_off = home.number("SELECT count(*) FROM monitoring_runs WHERE status = 'interrupted'");
    let leases = longest.as_secs_f64() / LEASE.as_secs_f64();
    eprintln!(
        "{} s with three processes: the owner stopped {stops} times, {slots} slots of {JOBS} jobs, {completed} runs \
         completed, {cut_off} cut off, 0 commits on a stale token; longest takeover {leases:.2} lease times",
        began.elapsed().as_secs(),
    );
    // Beside other tests it waits for the processor more than for the lease.
    assert!(!is_alone || leases < 2.0, "because a takeover took {leases:.2} lease times");
    home.assert_intact();
}
