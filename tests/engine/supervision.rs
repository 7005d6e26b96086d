//! One bad source harms nobody else: caps, hangs, panics, and what changes meanwhile.

use std::time::Duration;

use chrono::TimeDelta;
use tidewatch_engine::{
    ErrorCode,
    model::{FailureCode, Job, JobStatus, NewJob, Role, RunOutcome, RunStatus},
};

use crate::support::{Feed, Reply, TestEngine};

fn at(url: &str) -> NewJob {
    NewJob { target_url: url.into(), ..NewJob::default() }
}

/// Jobs on `hosts` hosts, `each` on every one, whose answers take a while.
async fn slow_jobs(tide: &TestEngine, hosts: u32, each: u32) -> Vec<Job> {
    let mut jobs = Vec::new();
    for host in 0..hosts {
        for number in 0..each {
            let url = format!("https://host{host}.test/{number}.xml");
            tide.http.answer(&url, Reply::ok(Feed::up_to(2)).after(Duration::from_secs(5)));
            jobs.push(tide.watch_with(at(&url)).await);
        }
    }
    jobs
}

#[tokio::test(start_paused = true)]
async fn eight_run_at_once_and_two_of_them_at_one_host() {
    let tide = TestEngine::open().await;
    let jobs = slow_jobs(&tide, 6, 4).await;
    tide.start_as(Role::Owner).await;
    tide.pass(TimeDelta::seconds(40)).await;
    assert_eq!(tide.http.most_at_once(), (8, 2));
    assert_eq!(tide.http.count(), jobs.len(), "because all of them have run");
}

#[tokio::test(start_paused = true)]
async fn one_busy_host_does_not_hold_up_the_others() {
    let tide = TestEngine::open().await;
    slow_jobs(&tide, 1, 20).await;
    let url = "https://quick.test/feed.xml";
    tide.http.answer(url, Feed::up_to(1));
    tide.watch_with(at(url)).await;
    tide.start_as(Role::Owner).await;
    tide.pass(TimeDelta::seconds(1)).await;
    assert_eq!(tide.http.asked_for(url).len(), 1, "because its host is free");
    assert_eq!(tide.http.most_at_once().1, 2);
}

#[tokio::test(start_paused = true)]
async fn a_source_that_hangs_fails_its_own_run_and_delays_nobody() {
    let tide = TestEngine::started().await;
    let mut events = tide.subscribe();
    tide.http.answer("https://hung.test/feed.xml", Reply::hang());
    let hung = tide.watch_with(at("https://hung.test/feed.xml")).await;
    tide.feed(Feed::up_to(2));
    let job = tide.watch().await;
    assert_eq!(tide.ends(&mut events, job.id).await, RunStatus::Completed);
    assert!(tide.now() - job.created_at < TimeDelta::seconds(1), "because it waits for nobody");
    assert_eq!(tide.ends(&mut events, hung.id).await, RunStatus::Failed);
    let run = &tide.runs_of(&hung).await[0];
    assert_eq!(run.error_code, Some(FailureCode::Timeout));
    assert!(run.duration_ms.unwrap() <= 91_000, "because a run has a deadline: {:?}", run.duration_ms);
}

#[tokio::test(start_paused = true)]
async fn a_slow_answer_is_given_up_after_a_minute() {
    let tide = TestEngine::open().await;
    let job = tide.watch().await;
    let run = tide.check_with(&job, Reply::ok(Feed::up_to(1)).after(Duration::from_secs(3600))).await;
    assert_eq!(run.error_code, Some(FailureCode::Timeout));
    assert_eq!(run.duration_ms, Some(60_000));
    assert!(run.error_message.unwrap().contains("60 seconds"));
}

#[tokio::test(start_paused = true)]
async fn a_panic_fails_its_own_run_and_the_schedule_goes_on() {
    let tide = TestEngine::started().await;
    let mut events = tide.subscribe();
    tide.http.answer("https://bug.test/feed.xml", Reply::panic());
    let buggy = tide.watch_with(at("https://bug.test/feed.xml")).await;
    assert_eq!(tide.ends(&mut events, buggy.id).await, RunStatus::Failed);
    let run = &tide.runs_of(&buggy).await[0];
    assert_eq!((run.error_code, run.outcome), (Some(FailureCode::Internal), None));
    assert!(tide.again(&buggy).await.retry_at.is_some(), "because the bug may be in one answer only");
    tide.feed(Feed::up_to(2));
    let job = tide.watch().await;
    assert_eq!(tide.ends(&mut events, job.id).await, RunStatus::Completed);
}

#[tokio::test(start_paused = true)]
async fn a_job_paused_while_it_runs_keeps_what_came_and_stays_paused() {
    let tide = TestEngine::started().await;
    tide.feed(Reply::ok(Feed::up_to(3)).after(Duration::from_secs(10)));
    let mut events = tide.subscribe();
    let job = tide.watch().await;
    tide.http.arrived(1).await;
    tide.pause(&job).await;
    assert_eq!(tide.ends(&mut events, job.id).await, RunStatus::Completed);
    let paused = tide.again(&job).await;
    assert_eq!(paused.status, JobStatus::Paused);
    assert_eq!((paused.next_run_at, paused.items, paused.total_runs), (None, 3, 1));
    tide.feed(Reply::unreachable());
    tide.check(&job).await;
    let paused = tide.again(&job).await;
    assert_eq!(paused.status, JobStatus::Paused, "because only its user resumes it");
    assert_eq!((paused.next_run_at, paused.retry_at), (None, None));
}

#[tokio::test(start_paused = true)]
async fn what_comes_for_a_job_deleted_meanwhile_is_discarded() {
    let tide = TestEngine::started().await;
    tide.feed(Reply::ok(Feed::up_to(3)).after(Duration::from_secs(10)));
    let mut events = tide.subscribe();
    let job = tide.watch().await;
    tide.http.arrived(1).await;
    tide.delete_job(job.id).await.unwrap();
    assert_eq!(tide.ends(&mut events, job.id).await, RunStatus::Interrupted);
    let run = &tide.runs_of(&job).await[0];
    assert_eq!((run.outcome, run.items_found), (Some(RunOutcome::Cancelled), 0));
    assert_eq!(tide.sql::<u32>("SELECT count(*) FROM items"), 0);
}

#[tokio::test(start_paused = true)]
async fn what_comes_from_a_target_changed_meanwhile_is_discarded() {
    let tide = TestEngine::started().await;
    tide.feed(Reply::ok(Feed::up_to(3)).after(Duration::from_secs(10)));
    let other = "https://other.test/feed.xml";
    tide.http.answer(other, Feed::range(50, 51));
    let mut events = tide.subscribe();
    let job = tide.watch().await;
    tide.http.arrived(1).await;
    tide.change(&job, crate::support::patch(serde_json::json!({"target_url": other}))).await;
    assert_eq!(tide.ends(&mut events, job.id).await, RunStatus::Interrupted);
    assert_eq!(tide.ends(&mut events, job.id).await, RunStatus::Completed, "because the new target is due");
    assert_eq!(tide.titles_of(&job).await, ["Entry 50", "Entry 51"]);
    assert_eq!(tide.messages().await, [], "because it is the new target's baseline");
}

#[tokio::test(start_paused = true)]
async fn who_waits_for_a_run_of_a_job_that_is_deleted_waits_no_longer() {
    let tide = TestEngine::started().await;
    tide.feed(Reply::ok(Feed::up_to(3)).after(Duration::from_secs(10)));
    let job = tide.watch().await;
    let delete = async {
        tide.http.arrived(1).await;
        tide.delete_job(job.id).await.unwrap();
    };
    let (run, ()) = tokio::join!(tide.check(&job), delete);
    assert_eq!((run.status, run.outcome), (RunStatus::Interrupted, Some(RunOutcome::Cancelled)));
    let error = tide.run_job(job.id).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::NotFound, "because a deleted job does not run");
}
