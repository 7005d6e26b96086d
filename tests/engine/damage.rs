//! A database that is damaged or poor: found, said, and left as it is.

use std::{
    fs,
    os::unix::fs::{MetadataExt, PermissionsExt},
    path::Path,
    sync::Arc,
};

use chrono::TimeDelta;
use tempfile::TempDir;
use tidewatch_engine::{
    Error, ErrorCode,
    model::{Finding, Role, SettingsPatch},
    recovery,
};

use super::copies::keep;
use crate::support::{Feed, TestEngine};

#[tokio::test(start_paused = true)]
async fn damage_found_while_it_is_used_stops_the_schedule_and_all_writing() {
    let tide = TestEngine::open().await;
    let job = tide.watch().await;
    tide.check_with(&job, Feed::up_to(40)).await;
    let copy = tide.backup_now().await.unwrap();
    tide.shutdown().await;
    let tide = tide.beside().await;
    let path = tide.data_dir().join("tidewatch.db");
    let other = tide.beside().await;
    damage_items(&path);
    tide.start_as(Role::Owner).await;
    other.start_as(Role::Guest).await;
    tide.feed(Feed::up_to(60));
    tide.pass(TimeDelta::hours(3)).await;
    let status = tide.status().await.unwrap();
    let problem = status.store_problem.expect("it was found");
    assert!(problem.contains("`tidewatch restore`"), "{problem}");
    assert_eq!(other.status().await.unwrap().store_problem, Some(problem), "because it is marked");
    let before = fs::read(&path).unwrap();
    let error: Error = tide.change_settings(SettingsPatch::default()).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::StoreUnusable);
    tide.pass(TimeDelta::hours(3)).await;
    let refused = recovery::restore(tide.data_dir(), Path::new(&copy.path), tide.now()).unwrap_err();
    assert_eq!(refused.code, ErrorCode::StoreBusy, "because a process has the folder");
    tide.shutdown().await;
    let (dir, folder, now) = (tide.data_dir().to_owned(), tide.folder(), tide.now());
    drop(tide);
    other.shutdown().await;
    drop(other);
    assert!(fs::read(&path).unwrap() == before, "because what is damaged is left as it is");
    let error = TestEngine::builder().open_in(Arc::clone(&folder)).await.expect_err("it is refused");
    assert_eq!(error.code, ErrorCode::StoreUnusable, "{error}");
    assert!(recovery::look(&dir).expect("the trouble").is_damaged);
    let replaced = recovery::restore(&dir, Path::new(&copy.path), now).unwrap();
    let original = replaced.original.unwrap().join("tidewatch.db");
    assert!(fs::read(original).unwrap() == before);
    let tide = TestEngine::builder().open_in(folder).await.unwrap();
    assert_eq!(tide.again(&job).await.items, 40);
    assert_eq!(recovery::look(&dir), None);
}

#[tokio::test]
async fn who_stood_by_while_a_copy_took_the_place_of_what_was_damaged_starts_anew() {
    let tide = TestEngine::builder().in_real_time().open().await;
    let job = tide.watch().await;
    tide.check_with(&job, Feed::up_to(40)).await;
    let copy = tide.backup_now().await.unwrap();
    tide.pause(&job).await;
    tide.shutdown().await;
    // What is opened anew has read nothing of it yet.
    let (tide, guest) = (tide.beside().await, tide.beside().await);
    damage_items(&tide.data_dir().join("tidewatch.db"));
    tide.start_as(Role::Owner).await;
    guest.start_as(Role::Guest).await;
    let mut outdated = std::pin::pin!(guest.outdated());
    tide.feed(Feed::up_to(60));
    let mut events = guest.subscribe();
    tide.request_run(job.id).await.unwrap();
    let problem = async {
        while guest.status().await.unwrap().store_problem.is_none() {
            events.recv().await.unwrap();
        }
    };
    tokio::select! {
        () = &mut outdated => panic!("nothing has taken its place yet"),
        noticed = tokio::time::timeout(tide.patience(), problem) => noticed.expect("it is marked"),
    }
    tide.shutdown().await;
    recovery::restore(tide.data_dir(), Path::new(&copy.path), tide.now()).unwrap();
    tokio::time::timeout(tide.patience(), outdated).await.expect("it sees that");
    guest.shutdown().await;
}

/// Overwrites a page of the table of items, which every run reads.
fn damage_items(path: &Path) {
    let root: usize = {
        let db = rusqlite::Connection::open(path).unwrap();
        let root =
            db.query_row("SELECT rootpage FROM sqlite_schema WHERE name = 'items'", [], |row| row.get(0));
        root.unwrap()
    };
    let mut bytes = fs::read(path).unwrap();
    bytes[(root - 1) * 4096..root * 4096].fill(0x5a);
    use std::io::{Seek, SeekFrom, Write};
    let mut file = fs::OpenOptions::new().write(true).open(path).unwrap();
    file.seek(SeekFrom::Start(0)).unwrap();
    file.write_all(&bytes).unwrap();
}

#[tokio::test(start_paused = true)]
async fn after_an_end_without_a_goodbye_the_whole_database_is_read() {
    let tide = TestEngine::open().await;
    let job = tide.watch().await;
    tide.check_with(&job, Feed::up_to(40)).await;
    tide.pause(&job).await;
    tide.shutdown().await;
    let path = tide.data_dir().join("tidewatch.db");
    let db = rusqlite::Connection::open(&path).unwrap();
    let sql = "UPDATE lease SET holder = 'gone', expires_at = 0, boot_expires_ms = 0";
    db.execute(sql, []).unwrap();
    drop(db);
    let sound = tide.beside().await;
    sound.start_as(Role::Owner).await;
    sound.pass(TimeDelta::minutes(1)).await;
    assert_eq!(sound.status().await.unwrap().store_problem, None);
    sound.shutdown().await;
    drop((sound, tide.clone()));
    let db = rusqlite::Connection::open(&path).unwrap();
    db.execute(sql, []).unwrap();
    drop(db);
    damage_items(&path);
    let again = tide.beside().await;
    again.start_as(Role::Owner).await;
    again.pass(TimeDelta::minutes(1)).await;
    assert!(
        again.status().await.unwrap().store_problem.is_some(),
        "because nothing else would have read that page"
    );
    again.shutdown().await;
}

#[tokio::test(start_paused = true)]
async fn the_doctor_names_what_is_poor_and_changes_nothing() {
    let tide = TestEngine::open().await;
    let job = tide.watch().await;
    let checks = tide.doctor(true).await.unwrap();
    let of = |name: &str| checks.iter().find(|check| check.name == name).cloned().expect("a check");
    assert_eq!(of("Database").finding, Finding::Good, "{checks:?}");
    assert_eq!(of("Copies").finding, Finding::Poor);
    assert!(checks.iter().all(|check| check.message.ends_with('.')), "because of {checks:?}");
    fs::write(tide.data_dir().join("secrets.json"), "{}").unwrap();
    fs::set_permissions(tide.data_dir().join("secrets.json"), fs::Permissions::from_mode(0o644)).unwrap();
    tide.backup_now().await.unwrap();
    let checks = tide.doctor(false).await.unwrap();
    let of = |name: &str| checks.iter().find(|check| check.name == name).cloned().expect("a check");
    assert_eq!((of("Keys").finding, of("Copies").finding), (Finding::Bad, Finding::Good));
    let copies = async || {
        let checks = tide.doctor(false).await.unwrap();
        checks.into_iter().find(|check| check.name == "Copies").expect("a check")
    };
    tide.clock.suspend(TimeDelta::days(30));
    assert_eq!(copies().await.finding, Finding::Good, "because nothing has run since");
    tide.check_with(&job, Feed::up_to(1)).await;
    assert_eq!(copies().await.finding, Finding::Poor);
    keep(&tide, 0).await;
    let none = copies().await;
    assert_eq!(none.finding, Finding::Good, "because that was set");
    assert!(none.message.contains("as it is set") && none.message.ends_with('.'), "{none:?}");
    let nowhere = TempDir::new().unwrap();
    let missing = nowhere.path().join("none");
    let checks = recovery::doctor(&missing, false, tide.clock.as_ref());
    assert!(checks.iter().all(|check| check.finding == Finding::Good), "{checks:?}");
    assert!(!missing.exists(), "because looking makes nothing");
}

/// What locks this process holds on a file, as the system lists them.
fn locks(path: &Path) -> Vec<String> {
    let inode = format!(":{}", fs::metadata(path).unwrap().ino());
    let pid = std::process::id().to_string();
    let all = fs::read_to_string("/proc/locks").unwrap();
    let fields = all.lines().map(|line| line.split_whitespace().skip(1).collect::<Vec<_>>());
    let mut ours: Vec<_> = fields
        .filter(|lock| {
            lock.get(3) == Some(&pid.as_str()) && lock.get(4).is_some_and(|file| file.ends_with(&inode))
        })
        .map(|lock| lock.join(" "))
        .collect();
    ours.sort();
    ours
}

#[tokio::test(start_paused = true)]
async fn looking_at_a_database_in_use_keeps_its_locks() {
    let tide = TestEngine::open().await;
    tide.watch().await;
    let path = tide.data_dir().join("tidewatch.db");
    let held = locks(&path);
    assert!(!held.is_empty(), "because SQLite holds the file while it is open");
    tide.doctor(true).await.unwrap();
    assert_eq!(recovery::look(tide.data_dir()), None);
    assert_eq!(locks(&path), held);
    let beside = tide.beside().await;
    assert!(locks(&path).len() >= held.len(), "because a second one that is opened takes none away");
    drop(beside);
    assert_eq!(locks(&path), held);
}
