//! Copies of the database: made beside the work, sound, and as many as are wanted.

use std::{fs, os::unix::fs::MetadataExt, path::Path};

use chrono::TimeDelta;
use tidewatch_engine::model::{JobQuery, Role, SettingsPatch};

use crate::support::{Feed, TestEngine};

fn count(copy: &str, sql: &str) -> u32 {
    let db = rusqlite::Connection::open(copy).unwrap();
    let verdict: String = db.query_row("PRAGMA integrity_check", [], |row| row.get(0)).unwrap();
    assert_eq!(verdict, "ok");
    db.query_row(sql, [], |row| row.get(0)).unwrap()
}

pub async fn keep(tide: &TestEngine, backups: u8) {
    let settings = SettingsPatch { backups: Some(backups), ..SettingsPatch::default() };
    tide.change_settings(settings).await.unwrap();
}

fn names(tide: &TestEngine) -> Vec<String> {
    let Ok(entries) = fs::read_dir(tide.data_dir().join("backups")) else { return Vec::new() };
    let mut names: Vec<_> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[tokio::test(start_paused = true)]
async fn one_copy_a_day_is_made_and_the_latest_are_kept() {
    let tide = TestEngine::open().await;
    keep(&tide, 3).await;
    let job = tide.watch().await;
    tide.check_with(&job, Feed::up_to(2)).await;
    tide.start_as(Role::Owner).await;
    tide.pass(TimeDelta::hours(2)).await;
    assert_eq!(names(&tide).len(), 1, "because there is something to be kept now");
    let mine = tide.data_dir().join("backups/tidewatch-2020-01-01.db");
    fs::write(&mine, "not by that name").unwrap();
    for _ in 0..6 {
        tide.clock.suspend(TimeDelta::hours(22));
        tide.pass(TimeDelta::hours(3)).await;
    }
    let names = names(&tide);
    assert_eq!(names.len(), 4, "because three copies stay, and what is not ours: {names:?}");
    assert!(mine.exists());
    let copies = tide.backups().await.unwrap();
    assert!(copies.windows(2).all(|pair| pair[0].created_at - pair[1].created_at >= TimeDelta::days(1)));
    assert_eq!(tide.status().await.unwrap().backed_up_at, Some(copies[0].created_at));
    let file = fs::metadata(&copies[0].path).unwrap();
    assert_eq!(file.mode() & 0o777, 0o600);
    assert_eq!(count(&copies[0].path, "SELECT count(*) FROM items"), 2);
    tide.shutdown().await;
}

#[tokio::test(start_paused = true)]
async fn no_copy_is_made_where_none_is_wanted_or_nothing_has_changed() {
    let tide = TestEngine::open().await;
    tide.start_as(Role::Owner).await;
    tide.pass(TimeDelta::hours(3)).await;
    assert_eq!(names(&tide), [] as [&str; 0], "because there is no job");
    let job = tide.watch().await;
    tide.feed(Feed::up_to(1));
    tide.pause(&job).await;
    for _ in 0..3 {
        tide.clock.suspend(TimeDelta::days(1));
        tide.pass(TimeDelta::hours(2)).await;
    }
    assert_eq!(names(&tide).len(), 1, "because nothing has changed since the first");
    keep(&tide, 0).await;
    tide.resume(&job).await;
    tide.clock.suspend(TimeDelta::days(2));
    tide.pass(TimeDelta::hours(2)).await;
    assert_eq!(names(&tide).len(), 1, "because none is wanted");
    tide.backup_now().await.unwrap();
    assert_eq!(names(&tide).len(), 2, "because it was asked for");
    tide.shutdown().await;
}

#[tokio::test(start_paused = true)]
async fn a_copy_that_is_asked_for_overwrites_nothing() {
    let tide = TestEngine::open().await;
    let target = tide.folder().path().join("mine.db");
    let made = tide.backup_to(&target).await.unwrap();
    assert_eq!(made.bytes, fs::metadata(&target).unwrap().len());
    let before = fs::read(&target).unwrap();
    let error = tide.backup_to(&target).await.unwrap_err();
    assert!(error.message.contains("not overwritten"), "{error}");
    assert!(fs::read(&target).unwrap() == before);
    let error = tide.backup_to(Path::new("/nowhere/at/all.db")).await.unwrap_err();
    assert!(error.message.ends_with('.'), "{error}");
    let left: Vec<_> =
        fs::read_dir(tide.folder().path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(left.len(), 2, "because nothing half done stays: {left:?}");
}

/// Real time: the copy is made in a thread of its own while runs write.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_copy_made_while_runs_write_is_of_one_moment() {
    let tide = TestEngine::builder().in_real_time().open().await;
    let job = tide.watch().await;
    tide.check_with(&job, Feed::up_to(10)).await;
    let writer = tide.clone();
    let writing = tokio::spawn(async move {
        for last in 2..=30 {
            writer.check_with(&job, Feed::up_to(last * 10)).await;
        }
    });
    let mut copies = 0;
    while !writing.is_finished() {
        let items = "SELECT count(*) FROM items";
        let before: u32 = tide.sql(items);
        let target = tide.folder().path().join(format!("copy-{copies}.db"));
        let copy = tide.backup_to(&target).await.unwrap();
        let after: u32 = tide.sql(items);
        let copied = count(&copy.path, items);
        assert!((before..=after).contains(&copied), "because {before} <= {copied} <= {after}");
        assert_eq!(copied % 10, 0, "because a run is whole or not there");
        copies += 1;
    }
    writing.await.unwrap();
    println!("{copies} copies while 29 runs wrote");
    assert!(copies > 1);
}

#[tokio::test(start_paused = true)]
async fn before_a_change_of_format_a_copy_is_kept() {
    let tide = TestEngine::open().await;
    let job = tide.watch().await;
    tide.check_with(&job, Feed::up_to(3)).await;
    tide.shutdown().await;
    let folder = tide.folder();
    let path = tide.data_dir().join("tidewatch.db");
    drop(tide);
    let db = rusqlite::Connection::open(&path).unwrap();
    // As it was before the last step.
    db.execute_batch(
        "DROP TABLE run_rollups; DROP INDEX items_by_age; ALTER TABLE monitoring_jobs DROP COLUMN retention; \
         ALTER TABLE known_identities DROP COLUMN last_seen_at; \
         ALTER TABLE monitoring_jobs DROP COLUMN failure_code; PRAGMA user_version = 9;",
    )
    .unwrap();
    drop(db);
    let tide = TestEngine::builder().open_in(folder).await.unwrap();
    assert_eq!(tide.jobs(JobQuery::default()).await.unwrap().items[0].items, 3);
    let copies = tide.backups().await.unwrap();
    assert!(copies[0].path.ends_with("tidewatch-before-format-11.db"), "{copies:?}");
    assert_eq!(count(&copies[0].path, "SELECT user_version FROM pragma_user_version"), 9);
    assert_eq!(count(&copies[0].path, "SELECT count(*) FROM items"), 3);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_copies_at_once_are_both_made() {
    let tide = TestEngine::builder().in_real_time().open().await;
    let job = tide.watch().await;
    tide.check_with(&job, Feed::up_to(3)).await;
    let (one, other) = tokio::join!(tide.backup_now(), tide.backup_now());
    let (one, other) = (one.unwrap(), other.unwrap());
    assert_ne!(one.path, other.path);
    for copy in [&one, &other] {
        assert_eq!(count(&copy.path, "SELECT count(*) FROM items"), 3);
    }
    let target = tide.folder().path().join("mine.db");
    let (one, other) = tokio::join!(tide.backup_to(&target), tide.backup_to(&target));
    assert_eq!(u8::from(one.is_ok()) + u8::from(other.is_ok()), 1, "because one was there already");
    assert_eq!(count(target.to_str().unwrap(), "SELECT count(*) FROM items"), 3);
    assert_eq!(names(&tide).len(), 2, "because nothing half done stays: {:?}", names(&tide));
}
