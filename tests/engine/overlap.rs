//! Due times that pass while a run is under way: left out and counted, never queued.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use tidewatch_engine::model::{Frequency, Job, NewJob, Run, RunOutcome, RunStatus};

use crate::support::{Feed, Reply, TestEngine};

/// A job of every minute that has run, ten seconds before its next due time. Answers that too.
async fn before_a_due_time() -> (TestEngine, Job, DateTime<Utc>) {
    let tide = TestEngine::started().await;
    tide.feed(Feed::up_to(3));
    let mut events = tide.subscribe();
    let new = NewJob { frequency: Some(Frequency::Custom), interval_minutes: Some(1), ..NewJob::default() };
    let job = tide.watch_with(new).await;
    tide.ends(&mut events, job.id).await;
    let due = tide.again(&job).await.next_run_at.unwrap();
    tide.pass(due - tide.now() - TimeDelta::seconds(10)).await;
    (tide, job, due)
}

async fn run_slowly(tide: &TestEngine, job: &Job, reply: Reply) -> Run {
    tide.feed(reply.after(Duration::from_secs(40)));
    let requested = tide.request_run(job.id).await.unwrap();
    tide.http.arrived(2).await;
    tide.pass(TimeDelta::seconds(41)).await;
    tide.run(requested).await.unwrap()
}

async fn skipped(tide: &TestEngine, job: &Job) -> Vec<Run> {
    tide.runs_of(job).await.into_iter().filter(|run| run.status == RunStatus::Skipped).collect()
}

#[tokio::test(start_paused = true)]
async fn a_due_time_that_passes_during_a_run_is_left_out_and_told() {
    let (tide, job, due) = before_a_due_time().await;
    let run = run_slowly(&tide, &job, Reply::ok(Feed::up_to(4))).await;
    assert_eq!(run.outcome, Some(RunOutcome::NewItems));
    let skipped = skipped(&tide, &job).await;
    assert_eq!(skipped.len(), 1);
    assert_eq!((skipped[0].outcome, skipped[0].missed_slots), (Some(RunOutcome::Overlap), Some(1)));
    assert_eq!((skipped[0].start_time, skipped[0].end_time), (due, run.end_time));
    assert_eq!(
        skipped[0].error_message.as_deref(),
        Some("1 check was left out because the one before had not finished.")
    );
    let job = tide.again(&job).await;
    assert_eq!(job.total_runs, 2, "because nothing was asked");
    assert_eq!(job.next_run_at, Some(due + TimeDelta::minutes(1)), "because it is not queued");
}

#[tokio::test(start_paused = true)]
async fn a_run_in_which_the_machine_slept_says_so() {
    let (tide, job, due) = before_a_due_time().await;
    tide.feed(Reply::ok(Feed::up_to(4)).after(Duration::from_secs(40)));
    tide.request_run(job.id).await.unwrap();
    tide.http.arrived(2).await;
    tide.clock.suspend(TimeDelta::minutes(30));
    tide.pass(TimeDelta::seconds(41)).await;
    let skipped = skipped(&tide, &job).await;
    assert_eq!(skipped.len(), 1);
    assert_eq!((skipped[0].outcome, skipped[0].missed_slots), (Some(RunOutcome::Missed), Some(31)));
    assert_eq!(skipped[0].start_time, due);
    let why = skipped[0].error_message.as_deref().unwrap();
    assert!(why.starts_with("31 checks were missed because the computer slept."), "because of {why:?}");
}

#[tokio::test(start_paused = true)]
async fn where_a_failure_puts_the_next_check_off_no_due_time_is_left_out() {
    let (tide, job, due) = before_a_due_time().await;
    let run = run_slowly(&tide, &job, Reply::status(404)).await;
    assert_eq!(run.status, RunStatus::Failed);
    assert!(run.retry_at > Some(due), "because a failure waits");
    assert_eq!(skipped(&tide, &job).await, []);
}
