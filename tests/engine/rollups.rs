//! The history of runs stays small, and its sums stay right.

use chrono::{DateTime, TimeDelta, Utc};
use tidewatch_engine::model::{Job, Role, Span};

use crate::support::{Feed, TestEngine};

/// A run each minute before this time, all of the job's, as SQL makes them fastest: one in ten
/// fails, one in seven finds an item.
fn make_runs(tide: &TestEngine, minutes: u32) {
    let db = rusqlite::Connection::open(tide.data_dir().join("tidewatch.db")).unwrap();
    let now = tide.now().timestamp_millis();
    db.execute(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?1) \
         INSERT INTO monitoring_runs (id, monitoring_job_id, trigger, status, outcome, start_time, end_time, \
             duration_ms, new_items_downloaded, bytes, requests, lease_token) \
         SELECT unhex(printf('%012X7000', ?2 - i * 60000) || hex(randomblob(8))), j.id, 'schedule', \
             iif(i % 10 = 0, 'failed', 'completed'), NULL, ?2 - i * 60000, ?2 - i * 60000 + 250, 250, \
             i % 7 = 0, 100, 1, 1 FROM n, monitoring_jobs j",
        (minutes, now),
    )
    .unwrap();
}

/// Sums of completed, failed, new items and bytes.
async fn sums(tide: &TestEngine, job: &Job, span: Span) -> (u64, u64, u64, u64) {
    let until = tide.now() + TimeDelta::days(1);
    let rows = tide.run_rollups(Some(job.id), span, DateTime::UNIX_EPOCH, until).await.unwrap();
    rows.iter().fold((0, 0, 0, 0), |sum, row| {
        let (completed, failed) = (u64::from(row.completed), u64::from(row.failed));
        (sum.0 + completed, sum.1 + failed, sum.2 + row.new_items, sum.3 + row.bytes)
    })
}

#[tokio::test(start_paused = true)]
async fn a_year_of_a_job_that_runs_each_minute_stays_small() {
    const YEAR: u32 = 365 * 24 * 60;
    let tide = TestEngine::open().await;
    let job = tide.watch().await;
    tide.pause(&job).await;
    make_runs(&tide, YEAR);
    let before = sums(&tide, &job, Span::Day).await;
    let expected = u64::from(YEAR);
    assert_eq!((before.0 + before.1, before.1, before.2), (expected, expected / 10, expected / 7));
    let began = std::time::Instant::now();
    tide.start_as(Role::Owner).await;
    tide.pass(TimeDelta::minutes(30)).await;
    let took = began.elapsed();
    for span in [Span::Hour, Span::Day] {
        assert_eq!(sums(&tide, &job, span).await, before, "because adding up loses nothing ({span})");
    }
    let runs: u32 = tide.sql("SELECT count(*) FROM monitoring_runs");
    let hours: u32 = tide.sql("SELECT count(*) FROM run_rollups WHERE span = 'hour'");
    let days: u32 = tide.sql("SELECT count(*) FROM run_rollups WHERE span = 'day'");
    println!("{YEAR} runs became {runs} runs, {hours} hours and {days} days in {took:?}");
    assert!((43_199..=43_201).contains(&runs), "because 30 days are kept one by one: {runs}");
    assert!((3600..=3650).contains(&hours), "because 150 days are kept by the hour: {hours}");
    assert!((184..=187).contains(&days), "because of {days}");
    tide.shutdown().await;
}

#[tokio::test(start_paused = true)]
async fn the_latest_two_hundred_runs_are_always_there() {
    let tide = TestEngine::open().await;
    let job = tide.watch().await;
    tide.pause(&job).await;
    make_runs(&tide, 500);
    let before = sums(&tide, &job, Span::Day).await;
    tide.clock.suspend(TimeDelta::days(400));
    tide.start_as(Role::Owner).await;
    tide.pass(TimeDelta::minutes(30)).await;
    assert_eq!(tide.runs_of(&job).await.len(), 200);
    assert_eq!(sums(&tide, &job, Span::Hour).await, before);
    assert_eq!(tide.sql::<u32>("SELECT count(*) FROM run_rollups WHERE span = 'hour'"), 0);
    tide.shutdown().await;
}

#[tokio::test(start_paused = true)]
async fn sums_are_of_the_job_and_the_time_that_are_asked_for() {
    let tide = TestEngine::open().await;
    let one = tide.watch_source("One").await;
    let other = tide.watch_source("Other").await;
    tide.has_news(&one).await;
    let now: DateTime<Utc> = tide.now();
    let (since, until) = (now - TimeDelta::days(1), now + TimeDelta::hours(1));
    let rows = tide.run_rollups(None, Span::Hour, since, until).await.unwrap();
    assert_eq!(rows.len(), 2);
    let of = |job: &Job| rows.iter().find(|row| row.job_id == job.id).copied().unwrap();
    assert_eq!((of(&one).completed, of(&one).new_items, of(&other).completed), (2, 2, 1));
    assert_eq!(tide.run_rollups(None, Span::Hour, since, since).await.unwrap(), []);
    let job = tide.watch().await;
    tide.check_with(&job, Feed::up_to(1)).await;
    tide.delete_job(other.id).await.unwrap();
    assert_eq!(tide.run_rollups(Some(job.id), Span::Day, since, until).await.unwrap()[0].completed, 1);
}
