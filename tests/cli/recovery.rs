//! `backup`, `restore` and `doctor` as they are used, and what a kill leaves of a restore.

use std::{fs, time::Duration};

use rustix::process::{Signal, kill_process};

use super::{
    bad_folders::namespace,
    home::{Home, SOON, finish, pid_of, start},
    monitor::Monitor,
};

#[test]
fn a_copy_is_made_listed_and_put_in_place() {
    let home = Home::with_sample();
    let made = home.json(&["backup"]);
    let path = made["path"].as_str().unwrap().to_owned();
    let copies = home.json(&["backup", "--list"]);
    assert_eq!(
        (copies["total"].as_u64(), copies["items"][0]["path"].as_str()),
        (Some(2), Some(path.as_str())),
        "because the monitor has made the one of the day"
    );
    home.run(&["items", "mark", "1", "--star"]).succeeds();
    let done = home.run(&["restore", &path]).succeeds();
    assert!(done.out.contains("nothing was deleted"), "{}", done.out);
    assert_eq!(home.number("SELECT count(*) FROM items WHERE starred = 1"), 0, "because the copy is older");
    let replaced = home.json(&["restore", "--empty"]);
    assert_eq!(home.json(&["items", "list"])["total"], 0);
    let original = replaced["original"].as_str().unwrap();
    home.run(&["restore", &format!("{original}/tidewatch.db")]).succeeds();
    assert_eq!(home.json(&["items", "list"])["total"], 3);
    home.assert_intact();
    let left: Vec<_> = fs::read_dir(home.data()).unwrap().map(|file| file.unwrap().file_name()).collect();
    assert!(left.iter().all(|name| !name.to_string_lossy().contains("next")), "{left:?}");
}

#[test]
fn what_is_no_sound_copy_is_refused_and_nothing_is_changed() {
    let home = Home::with_sample();
    let before = fs::read(home.database()).unwrap();
    let (text, other, newer) =
        (home.path().join("a.txt"), home.path().join("b.db"), home.path().join("c.db"));
    fs::write(&text, "a letter").unwrap();
    super::home::open(&other).execute_batch("CREATE TABLE urls (url TEXT)").unwrap();
    fs::copy(home.database(), &newer).unwrap();
    super::home::open(&newer)
        .execute_batch("PRAGMA user_version = 999; PRAGMA wal_checkpoint(TRUNCATE)")
        .unwrap();
    let harmed = home.path().join("d.db");
    let mut bytes = before.clone();
    bytes[30_000..90_000].fill(1);
    fs::write(&harmed, bytes).unwrap();
    for (file, code, words) in [
        (text, 2, "it is not sound"),
        (other, 2, "it is not Tidewatch's"),
        (newer, 4, "newer version"),
        (harmed, 2, "it is not sound"),
        (home.path().join("nowhere.db"), 2, "cannot be restored"),
        (home.data(), 2, "it is not a file"),
        (home.database(), 2, "it would replace"),
    ] {
        home.run(&["restore", file.to_str().unwrap()]).ends_with(code).says(words);
        assert!(fs::read(home.database()).unwrap() == before);
    }
    assert!(
        fs::read_dir(home.data())
            .unwrap()
            .all(|file| { !file.unwrap().file_name().to_string_lossy().starts_with("replaced") })
    );
}

#[test]
fn nothing_is_replaced_while_a_monitor_runs() {
    let home = Home::with_sample();
    let copy = home.json(&["backup"])["path"].as_str().unwrap().to_owned();
    let mut monitor = Monitor::owner(&home, &[]);
    home.run(&["restore", &copy]).ends_with(4).says("A monitor runs");
    let checks = home.json(&["doctor"]);
    let monitor_check = checks["items"].as_array().unwrap().iter().find(|check| check["name"] == "Monitor");
    assert!(monitor_check.unwrap()["message"].as_str().unwrap().contains("One runs"));
    assert!(monitor.end(Duration::from_secs(10)).success());
    home.run(&["restore", &copy]).succeeds();
}

#[test]
fn a_kill_during_a_restore_leaves_the_one_or_the_other() {
    let home = Home::with_sample();
    let copy = home.path().join("copy.db");
    home.run(&["backup", copy.to_str().unwrap()]).succeeds();
    home.run(&["items", "mark", "1", "2", "--star"]).succeeds();
    let began = std::time::Instant::now();
    home.run(&["restore", copy.to_str().unwrap()]).succeeds();
    let whole = began.elapsed();
    let (mut before, mut after) = (0, 0);
    for kill in 0..20_u32 {
        home.execute("UPDATE items SET starred = 1");
        let mut restoring = start(&mut home.command(&["restore", copy.to_str().unwrap()]));
        let pid = pid_of(&restoring);
        let moment = whole * kill / 18;
        let (sender, waiting) = std::sync::mpsc::channel::<()>();
        let _ = waiting.recv_timeout(moment);
        drop(sender);
        let _ = kill_process(pid, Signal::KILL);
        restoring.wait().unwrap();
        assert_eq!(home.json(&["items", "list"])["total"], 3, "because of kill {kill}");
        home.assert_intact();
        match home.number("SELECT count(*) FROM items WHERE starred = 1") {
            3 => before += 1,
            0 => after += 1,
            other => panic!("{other} are starred, which is neither the one nor the other"),
        }
    }
    println!("20 kills within {whole:?}: {before} left the original, {after} the copy");
    for left in ["..tidewatch.db.next.4711.part", "..tidewatch.db.next.4711.part-journal", ".replacing.4711"]
    {
        fs::write(home.data().join(left), "half").unwrap();
    }
    home.run(&["restore", copy.to_str().unwrap()]).succeeds();
    let left: Vec<_> = fs::read_dir(home.data())
        .unwrap()
        .map(|file| file.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.contains(".next") || name.starts_with(".replacing"))
        .collect();
    assert_eq!(left, [] as [&str; 0], "because the next restore removes what a kill has left");
    home.run(&["doctor", "--thorough"]).succeeds();
}

/// What a store was made of five steps ago.
const EARLIER: [&str; 5] = [
    include_str!("../../migrations/01-settings/up.sql"),
    include_str!("../../migrations/02-jobs/up.sql"),
    include_str!("../../migrations/03-runs/up.sql"),
    include_str!("../../migrations/04-items/up.sql"),
    include_str!("../../migrations/05-notifications/up.sql"),
];

#[test]
fn a_kill_during_a_change_of_format_loses_nothing() {
    let sample = Home::new();
    fs::create_dir(sample.data()).unwrap();
    let db = super::home::open(&sample.database());
    db.execute_batch("PRAGMA auto_vacuum = INCREMENTAL").unwrap();
    EARLIER.iter().for_each(|step| db.execute_batch(step).unwrap());
    db.execute_batch(
        "PRAGMA user_version = 5; PRAGMA journal_mode = WAL; \
         INSERT INTO users VALUES (zeroblob(16), 'me', 0); \
         INSERT INTO monitoring_jobs (id, user_id, name, platform, target_url, target_type, frequency, schedule, \
             max_items_per_run, status, created_at, updated_at) \
         VALUES (zeroblob(16), zeroblob(16), 'News', 'feed', 'https://news.example/', 'feed', 'daily', \
             '{\"at\": \"08:00\"}', 50, 'paused', 0, 0); \
         WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000) \
         INSERT INTO items (job_id, run_id, identity, external_id, text, sanitiser_version, content_hash, \
             first_seen_at, last_seen_at, kind, state) \
         SELECT zeroblob(16), zeroblob(16), 'id:' || i, i, 'text ' || i, 1, randomblob(16), i, i, 'post', 'read' FROM n;",
    )
    .unwrap();
    drop(db);
    let steps = i64::try_from(
        fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/../../migrations")).unwrap().count(),
    );
    let steps = steps.unwrap();
    let fresh = || {
        let home = Home::new();
        fs::create_dir(home.data()).unwrap();
        fs::copy(sample.database(), home.database()).unwrap();
        home
    };
    let whole = fresh().run(&["status"]).succeeds().took;
    let mut formats = std::collections::BTreeMap::<i64, u32>::new();
    for kill in 0..20_u32 {
        let home = fresh();
        let mut opening = start(&mut home.command(&["status"]));
        let (sender, waiting) = std::sync::mpsc::channel::<()>();
        let _ = waiting.recv_timeout(whole * kill / 18);
        drop(sender);
        let _ = kill_process(pid_of(&opening), Signal::KILL);
        opening.wait().unwrap();
        let format = home.number("PRAGMA user_version");
        assert!((5..=steps).contains(&format), "because {format} is none");
        *formats.entry(format).or_default() += 1;
        home.run(&["status"]).succeeds();
        assert_eq!(home.number("PRAGMA user_version"), steps);
        assert_eq!(home.number("SELECT count(*) FROM items"), 20_000, "because of kill {kill}");
        home.assert_intact();
    }
    println!("20 kills within {whole:?} left these formats: {formats:?}");
}

#[test]
fn a_full_disk_gets_no_copy_and_keeps_no_half_of_one() {
    let home = Home::new();
    fs::create_dir(home.data()).unwrap();
    let mount = "mount -t tmpfs -o size=500k,mode=0700 tmpfs \"$DATA\" && \
                 \"$BIN\" --data-dir \"$DATA\" scheduler --once --create-test >/dev/null; rm -rf \"$DATA\"/backups; \
                 \"$@\"; code=$?; echo listed; ls -A \"$DATA\"/backups; exit $code";
    let Some(mut command) = namespace(&home, mount, &["backup"]) else { return };
    command.env("DATA", home.data()).env("BIN", env!("CARGO_BIN_EXE_tidewatch"));
    let done = finish(command, SOON).ends_with(4);
    assert!(done.err.contains("no room") || done.err.contains("full"), "{}", done.err);
    assert!(done.out.contains("listed") && !done.out.contains(".part"), "because of {}", done.out);
}

#[test]
fn the_summary_adds_runs_up_by_the_day() {
    let home = Home::with_sample();
    let days = home.json(&["runs", "list", "--summary"]);
    assert_eq!(days["total"], 1);
    assert_eq!((&days["items"][0]["completed"], &days["items"][0]["new_items"]), (&1.into(), &3.into()));
    let shown = home.run(&["runs", "list", "--summary", "--job", "Sample"]).succeeds();
    assert!(shown.out.contains("COMPLETED") && shown.out.contains("Sample"), "{}", shown.out);
}

#[test]
fn a_job_can_be_told_how_much_to_keep() {
    let home = Home::new();
    let id = home.add("https://feed.example/", &["--keep-items", "100"]);
    home.run(&["jobs", "edit", &id, "--keep-days", "30"]).succeeds();
    let job = home.json(&["jobs", "show", &id]);
    assert_eq!(job["retention"], serde_json::json!({ "items": 100, "days": 30 }));
    home.run(&["jobs", "edit", &id, "--keep-items", "1000001"]).ends_with(2).says("retention.items");
    home.run(&["jobs", "edit", &id, "--keep-items", "0"]).succeeds();
    assert_eq!(home.json(&["jobs", "show", &id])["retention"]["days"], 30, "because that was not named");
    home.run(&["jobs", "edit", &id, "--keep-default", "--keep-days", "1"]).ends_with(2);
    home.run(&["jobs", "edit", &id, "--keep-default"]).succeeds();
    assert!(home.json(&["jobs", "show", &id])["retention"].is_null(), "because the settings say it again");
}
