//! A store of an earlier version is brought up to date and loses and repeats nothing.

use std::{fs, path::PathBuf, sync::Arc};

use chrono::TimeDelta;
use rusqlite::Connection;
use tempfile::TempDir;
use tidewatch_engine::model::{JobQuery, Role};

use crate::support::{TestClock, TestEngine};

/// What a store was made of before each channel told every message by itself.
const BEFORE_CHANNELS: [&str; 5] = [
    include_str!("../../migrations/01-settings/up.sql"),
    include_str!("../../migrations/02-jobs/up.sql"),
    include_str!("../../migrations/03-runs/up.sql"),
    include_str!("../../migrations/04-items/up.sql"),
    include_str!("../../migrations/05-notifications/up.sql"),
];

fn database(folder: &TempDir) -> PathBuf {
    folder.path().join("data/tidewatch.db")
}

/// A store of that time with one job and these messages: title, state, and the minutes from now
/// to the next try where one has failed.
fn store_with(messages: &[(&str, &str, Option<i64>)]) -> Arc<TempDir> {
    let folder = Arc::new(TempDir::new().unwrap());
    fs::create_dir(folder.path().join("data")).unwrap();
    let store = Connection::open(database(&folder)).unwrap();
    store.pragma_update(None, "auto_vacuum", "INCREMENTAL").unwrap();
    for step in BEFORE_CHANNELS {
        store.execute_batch(step).unwrap();
    }
    store.pragma_update(None, "user_version", BEFORE_CHANNELS.len()).unwrap();
    let now = TestClock::start().timestamp_millis();
    store
        .execute_batch(&format!(
            "INSERT INTO users (id, name, created_at) VALUES (zeroblob(16), 'me', {now}); \
             INSERT INTO monitoring_jobs (id, user_id, name, platform, target_url, target_type, frequency, \
                 schedule, max_items_per_run, status, next_run_at, created_at, updated_at) \
             VALUES (randomblob(16), zeroblob(16), 'News', 'feed', 'https://news.test/feed.xml', 'feed', \
                 'daily', '{{\"at\": \"08:00\"}}', 50, 'active', {now} + 86400000, {now}, {now});",
        ))
        .unwrap();
    for (title, state, again) in messages {
        store
            .execute(
                "INSERT INTO notifications (job_id, run_id, kind, title, body, item_count, state, attempts, \
                     next_attempt_at, last_error, created_at, delivered_at) \
                 SELECT id, randomblob(16), 'new_items', ?1, '', 1, ?2, ?3, ?4, ?5, ?6, \
                     iif(?2 = 'delivered', ?6, NULL) FROM monitoring_jobs",
                (
                    title,
                    state,
                    again.map_or(0, |_| 3),
                    again.map(|minutes| now + minutes * 60_000),
                    again.map(|_| "Nobody is at home."),
                    now,
                ),
            )
            .unwrap();
    }
    folder
}

const MIXED: &[(&str, &str, Option<i64>)] = &[
    ("one", "delivered", None),
    ("two", "pending", None),
    ("three", "delivered", None),
    ("four", "pending", Some(40)),
    ("five", "held", None),
    ("six", "delivered", None),
];

async fn open(folder: &Arc<TempDir>) -> TestEngine {
    TestEngine::builder().open_in(Arc::clone(folder)).await.unwrap()
}

#[tokio::test(start_paused = true)]
async fn messages_of_an_earlier_store_are_neither_lost_nor_repeated() {
    for is_desktop in [false, true] {
        let folder = store_with(MIXED);
        let tide = open(&folder).await;
        if is_desktop {
            tide.notifier.become_desktop();
        }
        assert_eq!(tide.jobs(JobQuery::default()).await.unwrap().items[0].name, "News");
        tide.start_as(Role::Owner).await;
        tide.pass(TimeDelta::hours(2)).await;
        assert_eq!(
            tide.notifier.titles(),
            ["two", "four"],
            "because the others had been told or are held (desktop: {is_desktop})"
        );
        let delivered = tide.messages().await.iter().filter(|told| told.delivered_at.is_some()).count();
        assert_eq!(delivered, 5, "because only the held one waits");
        let tide = tide.restarted().await;
        tide.start_as(Role::Owner).await;
        tide.pass(TimeDelta::hours(2)).await;
        assert_eq!(tide.notifier.titles(), ["two", "four"], "because a restart repeats nothing");
    }
}

#[tokio::test(start_paused = true)]
async fn what_was_held_in_an_earlier_store_is_told_when_its_job_goes_on_no_more() {
    let folder = store_with(MIXED);
    let tide = open(&folder).await;
    let job = tide.jobs(JobQuery::default()).await.unwrap().items.remove(0);
    tide.pause(&job).await;
    tide.start_as(Role::Owner).await;
    tide.pass(TimeDelta::minutes(1)).await;
    assert_eq!(tide.notifier.titles(), ["two", "four", "five"]);
}

#[tokio::test(start_paused = true)]
async fn a_second_channel_after_the_upgrade_repeats_nothing_either() {
    let folder = store_with(MIXED);
    let terminal = open(&folder).await;
    terminal.start_as(Role::Owner).await;
    terminal.pass(TimeDelta::hours(2)).await;
    let desktop = terminal.desktop_beside().await;
    desktop.start_as(Role::Guest).await;
    desktop.pass(TimeDelta::hours(2)).await;
    assert_eq!(desktop.notifier.titles(), [] as [&str; 0], "because all of it has been told");
}

#[tokio::test(start_paused = true)]
async fn a_store_with_nothing_but_told_messages_tells_none_of_them() {
    let folder = store_with(&[("one", "delivered", None), ("two", "delivered", None)]);
    let tide = open(&folder).await;
    tide.start_as(Role::Owner).await;
    tide.pass(TimeDelta::hours(2)).await;
    assert_eq!(tide.notifier.tried_at().len(), 0);
    let job = tide.watch_source("A").await;
    tide.has_news(&job).await;
    tide.pass(TimeDelta::minutes(1)).await;
    assert_eq!(tide.notifier.told(), [[3]], "because what comes after the upgrade is told as ever");
}

#[tokio::test(start_paused = true)]
async fn the_upgrade_is_done_once() {
    let folder = store_with(MIXED);
    drop(open(&folder).await);
    let tide = open(&folder).await;
    let steps = fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/../../migrations")).unwrap().count();
    assert_eq!(usize::try_from(tide.sql::<u32>("PRAGMA user_version")).unwrap(), steps);
    assert_eq!(tide.sql::<u32>("SELECT count(*) FROM notifications"), 6);
}
