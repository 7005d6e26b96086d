//! When the user is told that a source fails, and that it works again: once each.

use chrono::TimeDelta;
use serde_json::json;
use tidewatch_engine::model::{Frequency, Job, NewJob, NotificationKind};

use crate::support::{Feed, Reply, TestEngine, patch};

async fn kinds(tide: &TestEngine) -> Vec<NotificationKind> {
    tide.messages().await.into_iter().map(|message| message.kind).collect()
}

async fn watched() -> (TestEngine, Job) {
    let tide = TestEngine::open().await;
    let job = tide.watch().await;
    tide.check_with(&job, Feed::up_to(3)).await;
    tide.feed(Reply::unreachable());
    (tide, job)
}

#[tokio::test(start_paused = true)]
async fn a_failure_is_told_after_three_times_and_an_hour_and_not_before() {
    let (tide, job) = watched().await;
    for _ in 0..5 {
        tide.check(&job).await;
        tide.pass(TimeDelta::minutes(10)).await;
    }
    assert_eq!(kinds(&tide).await, [], "because five failures within an hour may be a restart");
    tide.pass(TimeDelta::minutes(10)).await;
    let run = tide.check(&job).await;
    let told = tide.messages().await;
    assert_eq!(told.len(), 1, "because it has failed for an hour");
    assert_eq!((told[0].kind, told[0].title.as_str()), (NotificationKind::Failure, "News cannot be checked"));
    assert_eq!(Some(&told[0].body), run.error_message.as_ref(), "because the reason is what helps");
}

#[tokio::test(start_paused = true)]
async fn two_failures_are_not_told_however_long_they_last() {
    let (tide, job) = watched().await;
    tide.check(&job).await;
    tide.clock.suspend(TimeDelta::days(2));
    tide.check(&job).await;
    assert_eq!(kinds(&tide).await, []);
    tide.check_with(&job, Feed::up_to(3)).await;
    assert_eq!(kinds(&tide).await, [], "because who was not told of a failure need not hear of its end");
}

#[tokio::test(start_paused = true)]
async fn a_hundred_failures_are_one_notice_and_one_recovery() {
    let (tide, job) = watched().await;
    for _ in 0..100 {
        tide.check(&job).await;
        tide.clock.suspend(TimeDelta::minutes(30));
    }
    tide.feed(Feed::up_to(3));
    tide.check(&job).await;
    tide.check(&job).await;
    assert_eq!(kinds(&tide).await, [NotificationKind::Failure, NotificationKind::Recovery]);
    let recovery = &tide.messages().await[1];
    assert_eq!(recovery.title, "News works again");
}

#[tokio::test(start_paused = true)]
async fn a_source_that_comes_and_goes_is_told_each_time_it_stays_away() {
    let (tide, job) = watched().await;
    for _ in 0..2 {
        tide.feed(Reply::unreachable());
        for _ in 0..4 {
            tide.check(&job).await;
            tide.clock.suspend(TimeDelta::minutes(30));
        }
        tide.check_with(&job, Feed::up_to(3)).await;
    }
    let one = [NotificationKind::Failure, NotificationKind::Recovery];
    assert_eq!(kinds(&tide).await, [one, one].concat());
}

#[tokio::test(start_paused = true)]
async fn a_login_wall_is_told_anew_when_resuming_did_not_help() {
    let (tide, job) = watched().await;
    tide.feed(Reply::status(401));
    tide.check(&job).await;
    tide.check(&job).await;
    assert_eq!(kinds(&tide).await.len(), 1, "because it is the same failure");
    tide.resume(&job).await;
    tide.check(&job).await;
    assert_eq!(
        kinds(&tide).await.len(),
        2,
        "because who resumed the job believes that it works, and credentials that expire silently lose news"
    );
}

#[tokio::test(start_paused = true)]
async fn a_new_target_has_not_failed_yet() {
    let (tide, job) = watched().await;
    tide.feed(Reply::status(410));
    tide.check(&job).await;
    let other = "https://other.test/feed.xml";
    tide.http.answer(other, Feed::up_to(2));
    let job = tide.change(&job, patch(json!({"target_url": other}))).await;
    tide.check(&job).await;
    assert_eq!(
        kinds(&tide).await,
        [NotificationKind::Failure],
        "because nothing works again that never failed"
    );
}

#[tokio::test(start_paused = true)]
async fn who_wants_no_failure_notice_gets_neither_that_nor_a_recovery() {
    let tide = TestEngine::open().await;
    let job = tide.watch_with(NewJob { notify_on_failure: Some(false), ..NewJob::default() }).await;
    tide.check_with(&job, Reply::status(401)).await;
    tide.check_with(&job, Feed::up_to(1)).await;
    assert_eq!(kinds(&tide).await, []);
}

#[tokio::test(start_paused = true)]
async fn a_failing_source_and_its_news_are_told_apart() {
    let (tide, job) = watched().await;
    for _ in 0..4 {
        tide.check(&job).await;
        tide.clock.suspend(TimeDelta::minutes(30));
    }
    tide.check_with(&job, Feed::up_to(5)).await;
    let mut told = kinds(&tide).await;
    told.sort_by_key(|kind| kind.as_str());
    assert_eq!(told, [NotificationKind::Failure, NotificationKind::NewItems, NotificationKind::Recovery]);
}

#[tokio::test(start_paused = true)]
async fn a_run_every_minute_needs_an_hour_to_trouble_anybody() {
    let tide = TestEngine::started().await;
    tide.feed(Reply::unreachable());
    let often = NewJob { frequency: Some(Frequency::Custom), interval_minutes: Some(1), ..NewJob::default() };
    tide.watch_with(often).await;
    tide.leap(TimeDelta::minutes(50)).await;
    assert_eq!(kinds(&tide).await, []);
    tide.leap(TimeDelta::hours(3)).await;
    assert_eq!(kinds(&tide).await, [NotificationKind::Failure]);
}
