//! Items that are not to be kept go in small steps, and none of them comes back as new.

use chrono::TimeDelta;
use serde_json::json;
use tidewatch_engine::model::{ItemPatch, Job, NewJob, Retention, Role, SettingsPatch};

use crate::support::{Feed, TestEngine, patch};

fn latest(items: u32) -> Option<Retention> {
    Some(Retention { items: Some(items), days: None })
}

/// A job that has been read `runs` times, with ten more entries each time.
async fn with_items(tide: &TestEngine, retention: Option<Retention>, runs: u32) -> Job {
    let job = tide.watch_with(NewJob { retention, ..NewJob::default() }).await;
    for run in 1..=runs {
        tide.check_with(&job, Feed::up_to(run * 10)).await;
    }
    job
}

#[tokio::test(start_paused = true)]
async fn the_latest_items_stay_and_the_others_do_not_come_back() {
    let tide = TestEngine::open().await;
    let job = with_items(&tide, latest(5), 4).await;
    assert_eq!(tide.apply_retention().await.unwrap(), 35);
    assert_eq!(
        tide.titles_of(&job).await,
        ["Entry 36", "Entry 37", "Entry 38", "Entry 39", "Entry 40"],
        "because these are the latest"
    );
    assert_eq!(tide.find("entry").await.len(), 5, "because what is gone is not found either");
    let run = tide.check_with(&job, Feed::up_to(41)).await;
    assert_eq!(run.new_items_downloaded, 1, "because the source lists the removed ones still");
    let rekeyed = Feed::up_to(41).with_each(|entry| entry.guid = entry.guid.take().map(|id| id + "-b"));
    let run = tide.check_with(&job, rekeyed).await;
    assert_eq!(run.new_items_downloaded, 0, "because links and texts are remembered too");
}

#[tokio::test(start_paused = true)]
async fn starred_items_and_those_with_a_note_stay() {
    let tide = TestEngine::open().await;
    let job = with_items(&tide, latest(2), 2).await;
    let items = tide.items_of(&job).await;
    let (starred, noted) = (items[18].id, items[19].id);
    let star = ItemPatch { starred: Some(true), ..ItemPatch::default() };
    tide.change_item(starred, star).await.unwrap();
    let note = ItemPatch { note: Some("mine".into()), ..ItemPatch::default() };
    tide.change_item(noted, note).await.unwrap();
    assert_eq!(tide.apply_retention().await.unwrap(), 16);
    assert_eq!(tide.titles_of(&job).await, ["Entry 1", "Entry 2", "Entry 19", "Entry 20"]);
}

#[tokio::test(start_paused = true)]
async fn items_go_by_age_within_the_hour_without_being_asked() {
    let tide = TestEngine::open().await;
    tide.start_as(Role::Owner).await;
    let retention = Retention { items: None, days: Some(10) };
    let settings = SettingsPatch { retention: Some(retention), ..SettingsPatch::default() };
    tide.change_settings(settings).await.unwrap();
    let job = tide.watch().await;
    tide.pause(&job).await;
    let days = async |days| {
        tide.clock.suspend(TimeDelta::days(days));
        tide.pass(TimeDelta::hours(2)).await;
    };
    tide.check_with(&job, Feed::up_to(3)).await;
    days(6).await;
    tide.check_with(&job, Feed::up_to(5)).await;
    assert_eq!(tide.items_of(&job).await.len(), 5);
    days(5).await;
    assert_eq!(tide.titles_of(&job).await, ["Entry 4", "Entry 5"]);
    days(6).await;
    assert_eq!(tide.items_of(&job).await.len(), 0);
    tide.check(&job).await;
    assert!(tide.runs_of(&job).await.iter().all(|run| run.new_items_downloaded <= 3));
    assert_eq!(tide.sql::<u32>("SELECT count(*) FROM known_identities"), 5);
    tide.shutdown().await;
}

#[tokio::test(start_paused = true)]
async fn a_clock_that_is_far_ahead_for_a_moment_makes_nothing_old() {
    let tide = TestEngine::open().await;
    tide.start_as(Role::Owner).await;
    let retention = Some(Retention { items: None, days: Some(10) });
    let job = tide.watch_with(NewJob { retention, ..NewJob::default() }).await;
    tide.pause(&job).await;
    tide.check_with(&job, Feed::up_to(3)).await;
    tide.pass(TimeDelta::hours(2)).await;
    let tidied = "SELECT value FROM settings WHERE key = 'tidied'";
    let before: String = tide.sql(tidied);
    tide.clock.set_wall_clock_by(TimeDelta::days(3650));
    tide.pass(TimeDelta::minutes(30)).await;
    assert_ne!(tide.sql::<String>(tidied), before, "because it was tidied up meanwhile");
    tide.clock.set_wall_clock_by(TimeDelta::days(-3650));
    tide.pass(TimeDelta::hours(3)).await;
    assert_eq!(tide.items_of(&job).await.len(), 3);
    tide.shutdown().await;
}

#[tokio::test(start_paused = true)]
async fn a_job_of_its_own_mind_is_not_touched_by_the_settings() {
    let tide = TestEngine::open().await;
    let job = with_items(&tide, Some(Retention::default()), 2).await;
    let settings = SettingsPatch { retention: latest(1), ..SettingsPatch::default() };
    tide.change_settings(settings).await.unwrap();
    assert_eq!(tide.apply_retention().await.unwrap(), 0, "because it says itself that it keeps all");
    tide.change(&job, patch(json!({ "retention": null }))).await;
    assert_eq!(tide.apply_retention().await.unwrap(), 19);
}

#[tokio::test(start_paused = true)]
async fn limits_that_make_no_sense_are_refused_by_their_names() {
    let tide = TestEngine::open().await;
    let job = tide.watch().await;
    for (retention, field) in [
        (json!({ "items": 0 }), "retention.items"),
        (json!({ "items": 1_000_001 }), "retention.items"),
        (json!({ "days": 0 }), "retention.days"),
        (json!({ "days": 3651 }), "retention.days"),
    ] {
        let error = tide.change_job(job.id, patch(json!({ "retention": retention }))).await.unwrap_err();
        assert_eq!(error.fields[0].field, field);
        let settings = serde_json::from_value(json!({ "retention": retention })).unwrap();
        assert_eq!(tide.change_settings(settings).await.unwrap_err().fields[0].field, field);
    }
    let settings = SettingsPatch { backups: Some(91), ..SettingsPatch::default() };
    assert_eq!(tide.change_settings(settings).await.unwrap_err().fields[0].field, "backups");
}

#[tokio::test(start_paused = true)]
async fn an_identity_is_forgotten_only_when_the_source_has_long_stopped_listing_it() {
    let tide = TestEngine::open().await;
    let job = with_items(&tide, latest(1), 1).await;
    tide.apply_retention().await.unwrap();
    let known = "SELECT count(*) FROM known_identities";
    assert_eq!(tide.sql::<u32>(known), 9);
    tide.pause(&job).await;
    tide.start_as(Role::Owner).await;
    // Entries 1 to 5 leave the document, 6 to 10 stay in it while it changes.
    let months = async |from: u32, to: u32| {
        for month in from..=to {
            tide.clock.suspend(TimeDelta::days(30));
            let feed = Feed::range(6, 10).saying(&format!("<copyright>{month}</copyright>"));
            tide.check_with(&job, feed).await;
        }
        tide.pass(TimeDelta::hours(2)).await;
    };
    months(1, 11).await;
    assert_eq!(tide.sql::<u32>(known), 9, "because a year has not passed");
    months(12, 14).await;
    assert_eq!(tide.sql::<u32>(known), 4, "because entries 6 to 9 are listed still");
    assert_eq!(tide.titles_of(&job).await, ["Entry 10"], "because nothing came back");
    // An unchanged document is not read, so nobody knows what it lists no more.
    tide.clock.suspend(TimeDelta::days(800));
    tide.pass(TimeDelta::hours(2)).await;
    assert_eq!(tide.sql::<u32>(known), 4);
    tide.shutdown().await;
}

/// Copies of one item, a hundred thousand of them, as SQL makes them fastest.
const MANY: &str = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000) \
    INSERT INTO items (job_id, run_id, identity, link_key, external_id, title, text, sanitiser_version, \
        content_hash, first_seen_at, last_seen_at, kind, state) \
    SELECT job_id, run_id, 'id:made-' || i, 'made/' || i, 'made-' || i, 'Made ' || i, \
        replace(hex(zeroblob(150)), '0', char(97 + i % 26)), 1, randomblob(16), first_seen_at, last_seen_at, \
        kind, state FROM items, n WHERE items.id = (SELECT min(id) FROM items)";

#[tokio::test(start_paused = true)]
async fn a_hundred_thousand_items_go_in_steps_and_the_file_shrinks() {
    let tide = TestEngine::open().await;
    let job = with_items(&tide, latest(1000), 1).await;
    let path = tide.data_dir().join("tidewatch.db");
    let db = rusqlite::Connection::open(&path).unwrap();
    db.execute(MANY, []).unwrap();
    db.execute(
        "INSERT INTO items_fts (rowid, title, text, author, tags) SELECT id, title, text, '', '' \
                FROM items WHERE external_id LIKE 'made-%'",
        [],
    )
    .unwrap();
    let size = || std::fs::metadata(&path).unwrap().len();
    db.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())).unwrap();
    let (before, began, memory) = (size(), std::time::Instant::now(), resident());
    let removed = tide.apply_retention().await.unwrap();
    let took = began.elapsed();
    assert_eq!(removed, 100_010 - 1000);
    db.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())).unwrap();
    println!(
        "{removed} items in {took:?}, {} KiB before, {} after; memory grew by {} KiB",
        before >> 10,
        size() >> 10,
        resident().saturating_sub(memory)
    );
    assert!(size() < before * 2 / 3, "because {} of {before} bytes are left", size());
    assert!(resident().saturating_sub(memory) < 48 << 10, "because it goes in steps");
    assert_eq!(tide.again(&job).await.items, 1000);
    assert_eq!(tide.find("made").await.len(), 1000);
    let verdict: String = db.query_row("PRAGMA integrity_check", [], |row| row.get(0)).unwrap();
    assert_eq!(verdict, "ok");
    let listed = Feed::up_to(10);
    assert_eq!(tide.check_with(&job, listed).await.new_items_downloaded, 0);
}

/// Of this process, in KiB; nothing where the system does not tell.
fn resident() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap_or("0 kB");
    line.trim().trim_end_matches(" kB").parse().unwrap_or(0)
}
