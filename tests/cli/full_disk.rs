//! A disk that is full: the run fails and says so, the monitor lives on, and the first run after
//! space has been made brings everything once.

use std::{fs, path::Path, process::Command, time::Duration};

use super::{
    bad_folders::namespace,
    home::{Home, SOON, assert_intact, finish, open},
    monitor::Monitor,
    servers::feed,
};

#[test]
fn a_full_disk_fails_the_run_and_the_first_run_after_it_brings_everything_once() {
    let home = Home::new();
    let (server, entries) = feed::growing();
    entries.add(2);
    fs::create_dir(home.data()).unwrap();
    let mount = "mount -t tmpfs -o size=2m,mode=0700 tmpfs \"$DATA\" && \
                 \"$BIN\" --data-dir \"$DATA\" jobs add --no-check \"$URL\" >/dev/null";
    let args = ["--json", "-v", "scheduler", "--interval", "0.2"];
    let Some(mut command) = namespace(&home, mount, &args) else { return };
    command.env("DATA", home.data()).env("BIN", env!("CARGO_BIN_EXE_tidewatch"));
    command.env("URL", server.url("/a.xml"));
    let mut monitor = Monitor::spawn(command);
    monitor.wait_for_event("run_finished", SOON);
    let pid = monitor.pid();
    let run_now = || finish(inside(&home, pid, &["jobs", "run", "127.0.0.1/a.xml"]), SOON);

    // Half a megabyte of text, and no room for that.
    let seen = monitor.seen(&home.data());
    let ballast = seen.join("ballast");
    fill(&ballast, 300 << 10);
    entries.pad(20_000);
    entries.add(25);
    let done = std::thread::scope(|scope| {
        let running = scope.spawn(run_now);
        monitor.wait_for_log("a run could not be written", SOON);
        fs::remove_file(&ballast).unwrap();
        running.join().unwrap()
    });
    let done = done.ends_with(1);
    assert!(done.out.contains("failed. The disk is full"), "because of {}", done.out);
    let (db, _copy) = copied(&seen);
    let count =
        |db: &rusqlite::Connection, sql: &str| db.query_row(sql, [], |row| row.get::<_, i64>(0)).unwrap();
    let failed = "SELECT count(*) FROM monitoring_runs WHERE error_code = 'disk_full' AND status = 'failed'";
    assert_eq!(count(&db, failed), 1);
    assert_eq!(count(&db, "SELECT count(*) FROM items"), 2, "because half a run is no run");
    assert_intact(&db);

    run_now().succeeds();
    let (db, _copy) = copied(&seen);
    assert_eq!(count(&db, "SELECT count(*) FROM items"), 27);
    assert_eq!(count(&db, "SELECT count(DISTINCT external_id) FROM items"), 27);
    assert_intact(&db);
    assert!(monitor.end(Duration::from_secs(10)).success());
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
