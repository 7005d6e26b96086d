//! A disk that is full: the run fails and says so, the monitor lives on, and the first run after
//! space has been made brings everything once.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
    time::{Duration, Instant},
};

use super::{
    bad_folders::namespace,
    home::{Done, Home, SOON, assert_intact, eventually, finish, open},
    monitor::Monitor,
    servers::feed,
};

/// A monitor on a disk of two megabytes of its own.
struct Small {
    home: Home,
    monitor: Monitor,
    /// The data folder as the monitor sees it.
    seen: PathBuf,
}

impl Small {
    /// One that has run its only job. Nothing where this machine does not allow such a disk.
    fn start(url: &str) -> Option<Self> {
        let home = Home::new();
        fs::create_dir(home.data()).unwrap();
        let mount = "mount -t tmpfs -o size=2m,mode=0700 tmpfs \"$DATA\" && \
                     \"$BIN\" --data-dir \"$DATA\" jobs add --no-check \"$URL\" >/dev/null";
        let args = ["--json", "-v", "scheduler", "--interval", "0.2", "--lease", "1"];
        let mut command = namespace(&home, mount, &args)?;
        command.env("DATA", home.data()).env("BIN", env!("CARGO_BIN_EXE_tidewatch")).env("URL", url);
        let mut monitor = Monitor::spawn(command);
        monitor.wait_for_event("run_finished", SOON);
        let seen = monitor.seen(&home.data());
        Some(Self { home, monitor, seen })
    }

    fn command(&self, args: &[&str]) -> Done {
        finish(inside(&self.home, self.monitor.pid(), args), SOON)
    }

    fn run_now(&self) -> Done {
        self.command(&["jobs", "run", "127.0.0.1/a.xml"])
    }

    /// Asserts that each of these many items is there once, and that all is well.
    #[track_caller]
    fn holds(&self, items: i64) {
        let (db, _copy) = copied(&self.seen);
        assert_eq!(number(&db, "SELECT count(*) FROM items"), items);
        assert_eq!(number(&db, "SELECT count(DISTINCT external_id) FROM items"), items);
        assert_eq!(number(&db, "SELECT count(*) FROM monitoring_runs WHERE status = 'in_progress'"), 0);
        assert_intact(&db);
    }
}

fn number(db: &rusqlite::Connection, sql: &str) -> i64 {
    db.query_row(sql, [], |row| row.get(0)).unwrap()
}

#[test]
fn a_full_disk_fails_the_run_and_the_first_run_after_it_brings_everything_once() {
    let (server, entries) = feed::growing();
    entries.add(2);
    let Some(mut small) = Small::start(&server.url("/a.xml")) else { return };

    // Half a megabyte of text, and no room for that.
    let ballast = small.seen.join("ballast");
    fill(&ballast, 300 << 10);
    entries.pad(20_000);
    entries.add(25);
    let run = inside(&small.home, small.monitor.pid(), &["jobs", "run", "127.0.0.1/a.xml"]);
    let done = std::thread::scope(|scope| {
        let running = scope.spawn(|| finish(run, SOON));
        small.monitor.wait_for_log("a run could not be written", SOON);
        fs::remove_file(&ballast).unwrap();
        running.join().unwrap()
    });
    let done = done.ends_with(1);
    assert!(done.out.contains("failed. The disk is full"), "because of {}", done.out);
    let (db, _copy) = copied(&small.seen);
    let failed = "SELECT count(*) FROM monitoring_runs WHERE error_code = 'disk_full' AND status = 'failed'";
    assert_eq!(number(&db, failed), 1);
    // Half a run is no run.
    small.holds(2);

    small.run_now().succeeds();
    small.holds(27);
    assert!(small.monitor.end(Duration::from_secs(10)).success());
}

#[test]
fn a_disk_that_others_fill_to_the_last_byte_ends_no_monitor() {
    let (server, entries) = feed::growing();
    entries.add(2);
    let Some(mut small) = Small::start(&server.url("/a.xml")) else { return };
    let ballast = small.seen.join("ballast");
    fill(&ballast, 0);
    entries.pad(20_000);
    entries.add(25);
    let run = inside(&small.home, small.monitor.pid(), &["jobs", "run", "127.0.0.1/a.xml"]);
    std::thread::scope(|scope| {
        // What becomes of it depends on what could still be written.
        let running = scope.spawn(|| finish(run, SOON));
        small.monitor.wait_for_log("could not be", SOON);
        // Two lease times and more, through which it lives and can be asked.
        let began = Instant::now();
        eventually("some time with a full disk", SOON, || began.elapsed() > Duration::from_secs(3));
        assert!(!small.monitor.has_ended(), "because a full disk passes");
        fs::remove_file(&ballast).unwrap();
        running.join().unwrap()
    });
    eventually("the schedule goes on by itself", SOON, || {
        small.command(&["jobs", "run", "127.0.0.1/a.xml"]).code == Some(0)
    });
    small.holds(27);
    // While it could not prolong its right to the schedule, who asked for a run may have had it.
    eventually("it runs the schedule again", SOON, || {
        small.command(&["--json", "status"]).succeeds().json()["monitor_running"] == true
    });
    assert!(small.monitor.end(Duration::from_secs(10)).success());
}

#[test]
fn a_full_disk_is_told_by_commands_and_changes_nothing() {
    let home = Home::new();
    fs::create_dir(home.data()).unwrap();
    let full = "mount -t tmpfs -o size=64k,mode=0700 tmpfs \"$DATA\"";
    let Some(mut command) = namespace(&home, full, &["status"]) else { return };
    command.env("DATA", home.data());
    finish(command, SOON).ends_with(4).says("The disk is full");
}

/// The program where the monitor's file systems are.
fn inside(home: &Home, pid: u32, args: &[&str]) -> Command {
    let mut command = Command::new("nsenter");
    command.args(["-U", "-m", "--preserve-credentials", "-t"]).arg(pid.to_string());
    command.arg(env!("CARGO_BIN_EXE_tidewatch")).arg("--data-dir").arg(home.data()).args(args);
    home.clean(&mut command);
    command
}

/// The database as it stands, out of the monitor's reach.
fn copied(seen: &Path) -> (rusqlite::Connection, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    for name in ["tidewatch.db", "tidewatch.db-wal"] {
        if seen.join(name).exists() {
            fs::copy(seen.join(name), folder.path().join(name)).unwrap();
        }
    }
    (open(&folder.path().join("tidewatch.db")), folder)
}

/// Takes what there is but `room` bytes.
fn fill(path: &Path, room: u64) {
    use std::io::Write;
    let mut file = fs::File::create(path).unwrap();
    while file.write_all(&[1; 4096]).is_ok() {}
    let size = file.metadata().unwrap().len();
    file.set_len(size.saturating_sub(room)).unwrap();
}
