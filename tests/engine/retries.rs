//! Tries within one run: what may be a hiccup is asked again a moment later, nothing else is.

use std::time::Duration;

use serde_json::json;
use tidewatch_engine::{
    model::{FailureCode, NewJob, PreviewRequest, RunOutcome, RunStatus},
    ports::HttpError,
};

use crate::support::{Feed, Reply, TestEngine, patch};

fn unknown_host() -> Reply {
    Reply::error(HttpError::UnknownHost { host: "news.test".into() })
}

/// The pauses between the requests so far, in milliseconds.
fn pauses(tide: &TestEngine) -> Vec<i64> {
    let asked = tide.http.asked();
    asked.windows(2).map(|pair| (pair[1].at - pair[0].at).num_milliseconds()).collect()
}

#[tokio::test(start_paused = true)]
async fn a_hiccup_is_asked_again_after_two_seconds_and_after_ten() {
    for hiccup in
        [Reply::status(502), Reply::status(503), Reply::status(504), Reply::unreachable(), unknown_host()]
    {
        let tide = TestEngine::open().await;
        let job = tide.watch().await;
        tide.http.answers(TestEngine::FEED, [hiccup.clone(), hiccup.clone(), Feed::up_to(3).into()]);
        let run = tide.check(&job).await;
        assert_eq!(
            (run.status, run.outcome),
            (RunStatus::Completed, Some(RunOutcome::NewItems)),
            "{hiccup:?}"
        );
        assert_eq!(run.requests, 3, "because all of them were sent");
        let pauses = pauses(&tide);
        assert!((1600..=2400).contains(&pauses[0]), "because of {pauses:?}");
        assert!((8000..=12_000).contains(&pauses[1]), "because of {pauses:?}");
        let job = tide.again(&job).await;
        assert_eq!((job.failed_runs, job.consecutive_failures, job.failure_code), (0, 0, None));
    }
}

#[tokio::test(start_paused = true)]
async fn a_third_stumble_fails_the_run_and_from_then_on_each_run_asks_once() {
    let tide = TestEngine::open().await;
    tide.feed(Reply::status(503));
    let job = tide.watch().await;
    let run = tide.check(&job).await;
    assert_eq!((run.error_code, run.requests), (Some(FailureCode::PlatformDown), 3));
    for _ in 0..3 {
        assert_eq!(tide.check(&job).await.requests, 1, "because what lasts is no hiccup");
    }
    tide.check_with(&job, Feed::up_to(1)).await;
    tide.feed(Reply::unreachable());
    assert_eq!(tide.check(&job).await.requests, 3, "because it had worked again");
}

#[tokio::test(start_paused = true)]
async fn what_is_no_hiccup_is_asked_once() {
    let host = || "news.test".to_owned();
    for answer in [
        Reply::status(500),
        Reply::status(501),
        Reply::status(505),
        Reply::status(429),
        Reply::status(401),
        Reply::status(403),
        Reply::status(404),
        Reply::status(410),
        Reply::status(503).retry_after("120"),
        Reply::status(502).retry_after("soon"),
        Reply::error(HttpError::Timeout { host: host(), seconds: 60 }),
        Reply::error(HttpError::Tls { host: host(), reason: "its certificate has expired".into() }),
        Reply::error(HttpError::Broken { host: host(), reason: "it ended early".into() }),
        Reply::error(HttpError::TooLarge { host: host(), limit_mib: 15 }),
        Reply::error(HttpError::PrivateAddress { host: host() }),
    ] {
        let tide = TestEngine::open().await;
        let job = tide.watch().await;
        let run = tide.check_with(&job, answer.clone()).await;
        assert_eq!((run.status, run.requests, tide.http.count()), (RunStatus::Failed, 1, 1), "{answer:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_run_without_the_time_for_it_does_not_try_again() {
    let tide = TestEngine::open().await;
    let job = tide.watch().await;
    let slow = Reply::status(504).after(Duration::from_secs(51));
    let run = tide.check_with(&job, slow).await;
    assert_eq!(run.requests, 2, "because the wait of ten seconds ends after the minute of a run");
    assert_eq!(run.error_code, Some(FailureCode::Timeout), "because the second try had no time left");
    assert!(run.duration_ms.unwrap() <= 60_000, "because of {:?}", run.duration_ms);
}

#[tokio::test(start_paused = true)]
async fn a_preview_does_not_let_its_user_wait_for_further_tries() {
    let tide = TestEngine::open().await;
    tide.feed(Reply::status(503));
    let request = PreviewRequest { text: TestEngine::FEED.into(), limit: 3, ..PreviewRequest::default() };
    assert!(tide.preview(request).await.is_err());
    assert_eq!(tide.http.count(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_server_that_asks_to_be_left_alone_between_two_tries_is() {
    let tide = TestEngine::started().await;
    let mut events = tide.subscribe();
    tide.feed(Reply::status(503));
    let job = tide.watch().await;
    tide.http.arrived(1).await;
    let other = "https://news.test/other.xml";
    tide.http.answer(other, Reply::status(429).retry_after("3600"));
    tide.watch_with(NewJob { target_url: other.into(), ..NewJob::default() }).await;
    assert_eq!(tide.ends(&mut events, job.id).await, RunStatus::Failed);
    let run = &tide.runs_of(&job).await[0];
    assert_eq!(
        (run.requests, run.error_code),
        (1, Some(FailureCode::PlatformDown)),
        "because that was its answer"
    );
    assert_eq!(tide.http.count(), 2, "because the server asked for an hour of peace");
}

#[tokio::test(start_paused = true)]
async fn the_job_says_why_it_fails_until_it_works_or_its_user_does_something() {
    let tide = TestEngine::open().await;
    let job = tide.watch().await;
    let code = async || tide.again(&job).await.failure_code;
    tide.check_with(&job, Reply::status(401)).await;
    assert_eq!(code().await, Some(FailureCode::AuthRequired), "because a login is what is wanted");
    tide.check_with(&job, Reply::status(410)).await;
    assert_eq!(code().await, Some(FailureCode::Gone), "because the latest failure counts");
    tide.resume(&job).await;
    assert_eq!(code().await, None, "because its user believes that it works");
    tide.check_with(&job, Reply::status(403)).await;
    assert_eq!(code().await, Some(FailureCode::Blocked));
    tide.check_with(&job, Feed::up_to(1)).await;
    assert_eq!(code().await, None, "because it works");
    tide.check_with(&job, Reply::status(500)).await;
    let other = "https://other.test/feed.xml";
    let changed = tide.change(&job, patch(json!({"target_url": other}))).await;
    assert_eq!(changed.failure_code, None, "because the new target has not failed");
}
