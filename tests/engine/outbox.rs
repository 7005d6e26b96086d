//! Messages reach the user once, however often that fails, and hold up nothing meanwhile.

use std::time::Duration;

use chrono::TimeDelta;
use serde_json::json;
use tidewatch_engine::model::{Frequency, Job, NewJob, Role};

use crate::support::{Feed, TestEngine, patch};

/// An Owner whose job has one message to tell.
async fn with_news(tide: &TestEngine) -> Job {
    tide.feed(Feed::up_to(3));
    let mut events = tide.subscribe();
    let job = tide.watch().await;
    tide.ends(&mut events, job.id).await;
    tide.feed(Feed::up_to(4));
    tide.request_run(job.id).await.unwrap();
    tide.ends(&mut events, job.id).await;
    job
}

#[tokio::test(start_paused = true)]
async fn a_message_is_delivered_at_once_and_once() {
    let tide = TestEngine::started().await;
    with_news(&tide).await;
    tide.pass(TimeDelta::seconds(1)).await;
    assert_eq!(tide.notifier.titles(), ["Entry 4"]);
    tide.pass(TimeDelta::minutes(30)).await;
    assert_eq!(tide.notifier.tried_at().len(), 1, "because it has arrived");
    assert!(tide.messages().await[0].delivered_at.is_some());
}

#[tokio::test(start_paused = true)]
async fn a_delivery_that_fails_is_tried_again_with_growing_pauses_until_it_succeeds() {
    let tide = TestEngine::started().await;
    tide.notifier.fail_times(6);
    with_news(&tide).await;
    tide.pass(TimeDelta::minutes(45)).await;
    assert_eq!(tide.notifier.titles(), ["Entry 4"], "because it is delivered once");
    let tried = tide.notifier.tried_at();
    assert_eq!(tried.len(), 7, "because six tries failed");
    let pauses: Vec<_> = tried.windows(2).map(|pair| pair[1] - pair[0]).collect();
    assert!(
        pauses.windows(2).all(|pair| pair[1] > pair[0]),
        "because a desktop that is away is not hurried: {pauses:?}"
    );
    assert!(pauses[0] >= TimeDelta::seconds(30));
}

#[tokio::test(start_paused = true)]
async fn a_desktop_that_is_away_for_a_week_is_told_within_an_hour_of_its_return() {
    let tide = TestEngine::started().await;
    tide.notifier.fail_times(u32::MAX);
    let job = with_news(&tide).await;
    tide.pause(&job).await;
    tide.leap(TimeDelta::days(7)).await;
    tide.notifier.fail_times(0);
    tide.pass(TimeDelta::minutes(61)).await;
    assert_eq!(tide.notifier.titles(), ["Entry 4"]);
}

#[tokio::test(start_paused = true)]
async fn a_hanging_desktop_does_not_hold_up_the_schedule() {
    let tide = TestEngine::started().await;
    tide.notifier.hang(true);
    let job = with_news(&tide).await;
    let often = json!({"frequency": "custom", "interval_minutes": 1});
    tide.change(&job, patch(often)).await;
    let before = tide.http.count();
    tide.pass(TimeDelta::minutes(30)).await;
    let ran = tide.http.count() - before;
    assert!((29..=31).contains(&ran), "because the schedule goes on: {ran} checks in 30 minutes");
    tide.notifier.hang(false);
    tide.pass(TimeDelta::minutes(61)).await;
    assert_eq!(tide.notifier.titles(), ["Entry 4"]);
}

#[tokio::test(start_paused = true)]
async fn a_hanging_desktop_does_not_hold_up_the_end() {
    let tide = TestEngine::started().await;
    tide.notifier.hang(true);
    with_news(&tide).await;
    tide.notifier.tried(1).await;
    let begun = tokio::time::Instant::now();
    tide.shutdown().await;
    assert!(
        begun.elapsed() < Duration::from_secs(5),
        "because nobody waits for a desktop that hangs: {:?}",
        begun.elapsed()
    );
    assert_eq!(
        tide.sql::<Option<String>>("SELECT holder FROM lease"),
        None,
        "because the next Owner need not wait"
    );
}

#[tokio::test(start_paused = true)]
async fn what_was_not_delivered_is_delivered_after_a_restart() {
    let tide = TestEngine::started().await;
    tide.notifier.fail_times(u32::MAX);
    with_news(&tide).await;
    tide.pass(TimeDelta::minutes(20)).await;
    let tide = tide.restarted().await;
    tide.notifier.fail_times(0);
    tide.start_as(Role::Owner).await;
    tide.pass(TimeDelta::minutes(61)).await;
    assert_eq!(tide.notifier.titles(), ["Entry 4"], "because a restart loses and repeats nothing");
}

#[tokio::test(start_paused = true)]
async fn without_a_desktop_messages_wait_for_a_process_that_has_one() {
    let silent = TestEngine::builder().without_notifier().open().await;
    silent.start_as(Role::Owner).await;
    with_news(&silent).await;
    silent.shutdown().await;
    let tide = TestEngine::builder().open_in(silent.folder()).await.unwrap();
    tide.start_as(Role::Owner).await;
    tide.notifier.tried(1).await;
    assert_eq!(tide.notifier.titles(), ["Entry 4"]);
}

#[tokio::test(start_paused = true)]
async fn a_clock_that_is_set_back_does_not_silence_the_outbox() {
    let tide = TestEngine::started().await;
    tide.notifier.fail_times(1);
    with_news(&tide).await;
    tide.notifier.tried(1).await;
    tide.clock.set_wall_clock_by(TimeDelta::days(-365));
    tide.pass(TimeDelta::minutes(61)).await;
    assert_eq!(tide.notifier.titles(), ["Entry 4"], "because a pause is never longer than an hour");
}

#[tokio::test(start_paused = true)]
async fn messages_of_several_jobs_keep_their_order() {
    let tide = TestEngine::open().await;
    let mut jobs = Vec::new();
    for name in ["A", "B", "C"] {
        let url = format!("https://{}.test/feed.xml", name.to_lowercase());
        tide.http.answer(&url, Feed::up_to(1));
        let new = NewJob {
            name: Some(name.into()),
            target_url: url.clone(),
            frequency: Some(Frequency::Daily),
            ..NewJob::default()
        };
        let job = tide.watch_with(new).await;
        tide.check(&job).await;
        tide.http.answer(&url, Feed::up_to(3));
        jobs.push(job);
    }
    for job in &jobs {
        tide.check(job).await;
    }
    tide.start_as(Role::Owner).await;
    tide.pass(TimeDelta::minutes(2)).await;
    assert_eq!(tide.notifier.titles(), ["A: 2 new items", "B: 2 new items", "C: 2 new items"]);
}
