//! Data folders that cannot be used: a clear sentence, exit code 4, and not a byte changed.

use std::{
    fs,
    os::unix::fs::{MetadataExt, PermissionsExt},
    path::Path,
    process::Command,
};

use super::home::{Done, Home, SOON, finish};

const UNUSABLE: i32 = 4;
/// Every command opens the folder; these read, write, and run.
const COMMANDS: [&[&str]; 5] = [
    &["status"],
    &["jobs", "list"],
    &["jobs", "add", "--no-check", "https://feed.example/"],
    &["scheduler", "--once"],
    &["scheduler", "--create-test"],
];

/// All commands refuse the folder with this code and words.
#[track_caller]
fn assert_refused(home: &Home, code: &str, words: &str) {
    for args in COMMANDS {
        home.run(args).ends_with(UNUSABLE).says(words);
        let done = home.run(&[&["--json"], args].concat()).ends_with(UNUSABLE);
        assert_eq!(done.error()["code"], code, "because of {}", done.err);
        assert_eq!(done.out, "");
    }
}

#[test]
fn a_file_that_is_no_database_is_left_as_it_is() {
    let home = Home::new();
    home.run(&["status"]).succeeds();
    for bytes in [
        b"not a database, but a letter to somebody. ".repeat(200),
        vec![0; 8192],
        b"SQLite format 3\0".to_vec(),
    ] {
        fs::write(home.database(), &bytes).unwrap();
        assert_refused(&home, "store_unusable", "damaged or is not Tidewatch's");
        assert!(fs::read(home.database()).unwrap() == bytes, "because the original has to stay");
    }
}

#[test]
fn a_database_that_was_cut_off_is_left_as_it_is() {
    let home = Home::with_sample();
    let whole = fs::read(home.database()).unwrap();
    assert!(whole.len() > 100_000 && fs::metadata(home.data().join("tidewatch.db-wal")).is_err());
    for length in [100, 1000, 4096, 10_000, 60_000] {
        fs::write(home.database(), &whole[..length]).unwrap();
        let done = home.run(&["items", "list"]).ends_with(UNUSABLE);
        done.says("damaged");
        assert!(fs::read(home.database()).unwrap() == whole[..length], "because {length} bytes have to stay");
    }
}

#[test]
fn one_flipped_byte_in_any_page_never_panics_and_never_starts_an_empty_database() {
    let home = Home::with_sample();
    let whole = fs::read(home.database()).unwrap();
    let pages = whole.len() / 4096;
    let mut refused = 0;
    for page in 0..pages.min(50) {
        let mut damaged = whole.clone();
        // What says which kind of page it is; in the first page, after the file's own header.
        damaged[page * 4096 + if page == 0 { 100 } else { 0 }] ^= 0xff;
        fs::write(home.database(), &damaged).unwrap();
        let done = home.run(&["--json", "items", "list"]);
        assert!(!done.err.contains("panicked"), "because of page {page}: {}", done.err);
        match done.code {
            Some(0) => {
                assert_eq!(done.json()["items"].as_array().unwrap().len(), 3, "because of page {page}")
            }
            Some(UNUSABLE) => {
                refused += 1;
                assert_eq!(done.error()["code"], "store_unusable");
                assert!(
                    fs::read(home.database()).unwrap() == damaged,
                    "because page {page} has to stay as it is"
                );
            }
            other => panic!("because of page {page}: {other:?} {}", done.err),
        }
    }
    assert!(refused >= 2, "because only {refused} of {pages} pages were found damaged");
}

#[test]
fn a_database_of_a_newer_version_is_left_as_it_is() {
    let home = Home::with_sample();
    let known = home.number("PRAGMA user_version");
    home.execute(&format!("PRAGMA user_version = {}", known + 1));
    let before = fs::read(home.database()).unwrap();
    assert_refused(&home, "store_too_new", "written by a newer version of Tidewatch");
    assert!(fs::read(home.database()).unwrap() == before);
    home.execute(&format!("PRAGMA user_version = {known}"));
    assert_eq!(home.json(&["status"])["items"], 3);
}

#[test]
fn a_database_of_another_program_is_left_as_it_is() {
    let home = Home::new();
    home.run(&["status"]).succeeds();
    for table in ["letters", "settings"] {
        fs::remove_file(home.database()).unwrap();
        home.execute(&format!("CREATE TABLE {table} (text)"));
        let before = fs::read(home.database()).unwrap();
        assert_refused(&home, "store_unusable", "is not Tidewatch's (it holds another program's tables)");
        assert!(fs::read(home.database()).unwrap() == before);
    }
}

#[test]
fn processes_that_create_the_same_folder_at_once_all_succeed() {
    for _ in 0..5 {
        let home = Home::new();
        std::thread::scope(|scope| {
            let all: Vec<_> = (0..6).map(|_| scope.spawn(|| home.run(&["jobs", "list"]))).collect();
            for one in all {
                one.join().unwrap().succeeds();
            }
        });
        home.assert_intact();
    }
}

#[test]
fn a_symbolic_link_in_the_databases_place_is_refused() {
    let home = Home::with_sample();
    let elsewhere = home.path().join("elsewhere.db");
    fs::rename(home.database(), &elsewhere).unwrap();
    std::os::unix::fs::symlink(&elsewhere, home.database()).unwrap();
    let before = fs::read(&elsewhere).unwrap();
    assert_refused(&home, "store_unusable", "it is a symbolic link");
    assert!(fs::read(&elsewhere).unwrap() == before);
    fs::remove_file(&elsewhere).unwrap();
    assert_refused(&home, "store_unusable", "it is a symbolic link");
    assert!(!elsewhere.exists(), "because a dangling link must not be followed either");
}

#[test]
fn what_stands_in_the_place_of_folder_or_database_is_told() {
    let home = Home::new();
    fs::write(home.data(), "a file").unwrap();
    assert_refused(&home, "store_unusable", "a file stands in its place");
    fs::remove_file(home.data()).unwrap();
    fs::create_dir_all(home.database()).unwrap();
    assert_refused(&home, "store_unusable", "a folder stands in its place");
}

#[test]
fn a_folder_of_another_user_is_refused() {
    let home = Home::new();
    if rustix::process::geteuid().is_root() {
        fs::create_dir(home.data()).unwrap();
        std::os::unix::fs::chown(home.data(), Some(12_345), Some(12_345)).unwrap();
        assert_refused(&home, "store_unusable", "it belongs to another user");
        assert_eq!(fs::read_dir(home.data()).unwrap().count(), 0, "because nothing may be written");
        return;
    }
    let mut command = home.command(&["status"]);
    command.arg("--data-dir").arg("/usr");
    finish(command, SOON).ends_with(UNUSABLE).says("it belongs to another user");
}

#[test]
fn folder_and_files_end_private_however_they_were() {
    let home = Home::with_sample();
    fs::set_permissions(home.data(), fs::Permissions::from_mode(0o755)).unwrap();
    fs::set_permissions(home.database(), fs::Permissions::from_mode(0o644)).unwrap();
    home.run(&["status"]).succeeds();
    let mode = |path: &Path| fs::metadata(path).unwrap().mode() & 0o777;
    assert_eq!(mode(&home.data()), 0o700);
    for file in fs::read_dir(home.data()).unwrap() {
        let file = file.unwrap().path();
        let private = if file.is_dir() { 0o700 } else { 0o600 };
        assert_eq!(mode(&file), private, "because of {}", file.display());
    }
}

#[test]
fn without_a_home_there_is_a_sentence() {
    let home = Home::new();
    let mut command = Command::new(env!("CARGO_BIN_EXE_tidewatch"));
    command.arg("status");
    home.clean(&mut command);
    command.env_remove("HOME");
    finish(command, SOON).ends_with(UNUSABLE).says("--data-dir");
}

#[test]
fn a_read_only_folder_is_told_and_left_as_it_is() {
    let home = Home::with_sample();
    let before = fs::read(home.database()).unwrap();
    if rustix::process::geteuid().is_root() {
        let run = |args: &[&str]| {
            in_namespace(
                &home,
                "mount --bind \"$DATA\" \"$DATA\" && mount -o remount,ro,bind \"$DATA\"",
                args,
            )
        };
        let Some(done) = run(&["status"]) else { return };
        done.ends_with(UNUSABLE).says("read-only");
        for args in COMMANDS {
            run(args).unwrap().ends_with(UNUSABLE).says("read-only");
        }
    } else {
        fs::set_permissions(home.database(), fs::Permissions::from_mode(0o400)).unwrap();
        fs::set_permissions(home.data(), fs::Permissions::from_mode(0o500)).unwrap();
        for args in COMMANDS {
            home.run(args).ends_with(UNUSABLE).says("permission was denied");
        }
        fs::set_permissions(home.data(), fs::Permissions::from_mode(0o700)).unwrap();
        fs::set_permissions(home.database(), fs::Permissions::from_mode(0o600)).unwrap();
    }
    assert!(fs::read(home.database()).unwrap() == before);
    assert_eq!(home.json(&["status"])["items"], 3);
}

/// Runs the program where this has been mounted for it alone; nothing where that is not allowed.
fn in_namespace(home: &Home, mount: &str, args: &[&str]) -> Option<Done> {
    let mut command = namespace(home, mount, args)?;
    command.env("DATA", home.data());
    Some(finish(command, SOON))
}

/// The program with file systems of its own; nothing where the machine does not allow that.
pub fn namespace(home: &Home, mount: &str, args: &[&str]) -> Option<Command> {
    let mut probe = Command::new("unshare");
    probe.args(["-rm", "sh", "-c", "mount -t tmpfs tmpfs /tmp"]);
    home.clean(&mut probe);
    if !probe.output().is_ok_and(|output| output.status.success()) {
        eprintln!("not tested: this machine does not let `unshare -rm` mount a file system");
        return None;
    }
    let mut command = Command::new("unshare");
    let script = format!("{mount} && exec \"$@\"");
    command.args(["-rm", "sh", "-c", &script, "sh", env!("CARGO_BIN_EXE_tidewatch"), "--data-dir"]);
    command.arg(home.data()).args(args);
    home.clean(&mut command);
    Some(command)
}

#[test]
fn a_symbolic_link_in_the_locks_place_leads_nowhere() {
    let home = Home::with_sample();
    let elsewhere = home.path().join("elsewhere");
    let lock = home.data().join(".lock");
    if lock.exists() {
        fs::remove_file(&lock).unwrap();
    }
    std::os::unix::fs::symlink(&elsewhere, &lock).unwrap();
    home.run(&["jobs", "run", "Sample"]).succeeds();
    assert!(!elsewhere.exists(), "because nothing may be created behind a link");
}
