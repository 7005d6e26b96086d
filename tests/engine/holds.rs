//! Who wants to be left alone is, by all jobs, until the time named.

use chrono::TimeDelta;
use http::header;
use tidewatch_engine::model::{FailureCode, Frequency, Job, NewJob, PreviewRequest, RunOutcome, RunStatus};

use crate::support::{Feed, Reply, TestEngine};

const OTHER: &str = "https://news.test/other.xml";

async fn other(tide: &TestEngine) -> Job {
    tide.http.answer(OTHER, Feed::up_to(1));
    let target_url = OTHER.to_owned();
    tide.watch_with(NewJob { target_url, frequency: Some(Frequency::Daily), ..NewJob::default() }).await
}

#[tokio::test(start_paused = true)]
async fn a_server_that_was_asked_too_often_is_asked_by_no_job_before_its_time() {
    for status in [429, 503] {
        let tide = TestEngine::open().await;
        let (job, other) = (tide.watch().await, other(&tide).await);
        let refused = tide.check_with(&job, Reply::status(status).retry_after("3600")).await;
        assert_eq!(refused.status, RunStatus::Failed);
        let held = tide.check(&other).await;
        assert_eq!((held.status, held.outcome), (RunStatus::Skipped, Some(RunOutcome::Held)));
        assert_eq!(tide.http.count(), 1, "because the other job asks the same server");
        let message = held.error_message.unwrap();
        assert!(message.contains("news.test") && message.contains("tried again in"), "{message}");

        let job = tide.again(&other).await;
        assert_eq!((job.total_runs, job.consecutive_failures), (0, 0), "because nothing has failed");
        let holds = tide.engine.status().await.unwrap().holds;
        assert_eq!(job.next_run_at, Some(holds[0].until), "because then it may be asked");
        assert_eq!((holds.len(), holds[0].scope.as_str()), (1, "https://news.test"));

        tide.pass(TimeDelta::minutes(61)).await;
        assert_eq!(tide.check(&other).await.status, RunStatus::Completed);
        assert!(tide.engine.holds().await.unwrap().is_empty());
    }
}

#[tokio::test(start_paused = true)]
async fn a_hold_outlives_a_restart_and_binds_every_process() {
    let tide = TestEngine::open().await;
    let (job, other) = (tide.watch().await, other(&tide).await);
    tide.check_with(&job, Reply::status(429).retry_after("3600")).await;
    let beside = tide.beside().await;
    let request = PreviewRequest { text: OTHER.into(), limit: 3, ..PreviewRequest::default() };
    assert!(beside.engine.preview(request).await.is_err(), "because a preview asks the same server");
    let tide = tide.restarted().await;
    assert_eq!(tide.check(&other).await.outcome, Some(RunOutcome::Held));
    assert_eq!(tide.http.count(), 1);
}

#[tokio::test(start_paused = true)]
async fn other_servers_are_asked_meanwhile() {
    let tide = TestEngine::open().await;
    let job = tide.watch().await;
    tide.check_with(&job, Reply::status(429).retry_after("3600")).await;
    let elsewhere = tide.watch_source("elsewhere").await;
    assert_eq!(tide.again(&elsewhere).await.successful_runs, 1);
}

#[tokio::test(start_paused = true)]
async fn a_server_that_shows_programs_out_is_left_alone_unless_the_user_tries() {
    let tide = TestEngine::started().await;
    tide.feed(Reply::status(403).header(header::CONTENT_TYPE, "text/html"));
    let mut events = tide.subscribe();
    let job = tide.watch().await;
    tide.ends(&mut events, job.id).await;
    let second = other(&tide).await;
    tide.ends(&mut events, second.id).await;
    assert_eq!(tide.http.count(), 1, "because the schedule keeps away for hours");
    assert_eq!(tide.engine.holds().await.unwrap()[0].code, FailureCode::Blocked);
    assert_eq!(tide.check(&second).await.status, RunStatus::Completed, "because the user asked for it");
    assert!(tide.engine.holds().await.unwrap().is_empty(), "because it answers again");
}

#[tokio::test(start_paused = true)]
async fn a_hold_that_nobody_gave_a_time_for_is_none() {
    let tide = TestEngine::open().await;
    let (job, other) = (tide.watch().await, other(&tide).await);
    tide.check_with(&job, Reply::status(429)).await;
    assert_eq!(tide.check(&other).await.status, RunStatus::Completed);
}

#[tokio::test(start_paused = true)]
async fn a_job_that_waits_for_the_user_does_so_while_its_server_is_left_alone() {
    let tide = TestEngine::open().await;
    let (job, other) = (tide.watch().await, other(&tide).await);
    tide.http.answer(OTHER, Reply::status(410));
    tide.check(&other).await;
    tide.check_with(&job, Reply::status(429).retry_after("3600")).await;
    let held = tide.check(&other).await;
    assert_eq!((held.outcome, held.retry_at), (Some(RunOutcome::Held), None));
    let message = held.error_message.unwrap();
    assert!(message.ends_with("waits until you change or resume the job."), "because of {message:?}");
    let other = tide.again(&other).await;
    assert_eq!((other.next_run_at, other.retry_at), (None, None));
}
