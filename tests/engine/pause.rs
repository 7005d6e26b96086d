//! A pause of all jobs: nothing runs by its schedule, whoever is asked for does, and what was
//! missed is made up for once.

use std::time::Duration;

use chrono::TimeDelta;
use serde_json::json;
use tidewatch_engine::{
    ErrorCode,
    model::{Event, Job, JobStatus, NewJob, Pause, Role, RunStatus, Trigger},
};

use crate::support::{Feed, Reply, TestEngine, patch};

/// An Owner whose hourly job has had its first run.
async fn settled() -> (TestEngine, Job) {
    let tide = TestEngine::started().await;
    tide.feed(Feed::up_to(3));
    let mut events = tide.subscribe();
    let job = tide.watch().await;
    tide.ends(&mut events, job.id).await;
    (tide, job)
}

/// How often the job's source was read to the end; what was missed has runs, too.
async fn checks(tide: &TestEngine, job: &Job) -> usize {
    let runs = tide.runs_of(job).await;
    runs.iter().filter(|run| run.status == RunStatus::Completed).count()
}

#[tokio::test(start_paused = true)]
async fn while_all_are_paused_nothing_runs_by_its_schedule() {
    let (tide, job) = settled().await;
    tide.pause_all(None).await.unwrap();
    tide.pass(TimeDelta::days(1)).await;
    assert_eq!(tide.http.count(), 1, "because no source is asked");
    assert_eq!(tide.again(&job).await.status, JobStatus::Active, "because the job itself is not paused");
    let created = tide.watch_source("A").await;
    assert_eq!(tide.http.count(), 2, "because that one was asked for");
    tide.pass(TimeDelta::days(2)).await;
    assert_eq!(tide.runs_of(&created).await.len(), 1, "because a new job is paused like the others");
}

#[tokio::test(start_paused = true)]
async fn a_job_that_is_created_meanwhile_has_its_first_run_afterwards() {
    let (tide, _) = settled().await;
    tide.pause_all(None).await.unwrap();
    let created = tide.watch().await;
    tide.pass(TimeDelta::hours(5)).await;
    assert_eq!(tide.runs_of(&created).await, []);
    tide.resume_all().await.unwrap();
    tide.pass(TimeDelta::seconds(61)).await;
    assert_eq!(tide.runs_of(&created).await.len(), 1, "because what has waited starts within a minute");
    assert_eq!(tide.again(&created).await.items, 3);
}

#[tokio::test(start_paused = true)]
async fn what_somebody_asks_for_runs_all_the_same() {
    let (tide, job) = settled().await;
    tide.pause_all(None).await.unwrap();
    let run = tide.check_with(&job, Feed::up_to(4)).await;
    assert_eq!((run.trigger, run.new_items_downloaded), (Trigger::Manual, 1));
    assert_eq!(tide.request_all_runs().await.unwrap(), 1);
    tide.pass(TimeDelta::seconds(1)).await;
    assert_eq!(tide.runs_of(&job).await.len(), 3, "because asking for all is asking, too");
    assert!(tide.engine.pause().await.unwrap().is_some(), "because that ends no pause");
}

#[tokio::test(start_paused = true)]
async fn a_pause_ends_at_its_time_and_says_so() {
    let (tide, job) = settled().await;
    let since = tide.now();
    let until = since + TimeDelta::minutes(95);
    tide.pause_all(Some(until)).await.unwrap();
    let pause = tide.status().await.unwrap().pause;
    assert_eq!(pause, Some(Pause { since, until: Some(until) }));
    tide.pass(TimeDelta::minutes(94)).await;
    assert_eq!(tide.runs_of(&job).await.len(), 1, "because it holds to its end");
    let mut events = tide.subscribe();
    tide.wait_for(&mut events, |event| (event == Event::SettingsChanged).then_some(())).await;
    assert!(
        (tide.now() - until).abs() <= TimeDelta::milliseconds(10),
        "because a window has to show it: {}",
        tide.now() - until
    );
    tide.pass(TimeDelta::seconds(1)).await;
    assert_eq!(tide.runs_of(&job).await.len(), 2);
    assert_eq!(tide.status().await.unwrap().pause, None);
}

#[tokio::test(start_paused = true)]
async fn what_was_missed_is_made_up_for_by_one_run_of_each_job() {
    let (tide, job) = settled().await;
    let other = tide.watch_source("A").await;
    tide.pause_all(None).await.unwrap();
    let before = (checks(&tide, &job).await, checks(&tide, &other).await);
    tide.pass(TimeDelta::hours(50)).await;
    assert_eq!((checks(&tide, &job).await, checks(&tide, &other).await), before);
    tide.resume_all().await.unwrap();
    tide.pass(TimeDelta::seconds(61)).await;
    assert_eq!(
        (checks(&tide, &job).await, checks(&tide, &other).await),
        (before.0 + 1, before.1 + 1),
        "because once is enough"
    );
    let due = tide.again(&job).await.next_run_at.unwrap();
    assert!(due > tide.now() && due <= tide.now() + TimeDelta::hours(1), "because it goes on as before");
}

#[tokio::test(start_paused = true)]
async fn a_time_that_has_passed_is_refused_and_changes_nothing() {
    let tide = TestEngine::open().await;
    tide.pause_all(None).await.unwrap();
    let pause = tide.engine.pause().await.unwrap();
    for late in [TimeDelta::zero(), TimeDelta::seconds(-1), TimeDelta::days(-4000)] {
        let error = tide.pause_all(Some(tide.now() + late)).await.unwrap_err();
        assert_eq!(error.code, ErrorCode::InvalidField);
        assert_eq!(error.fields[0].field, "until", "because of {late}");
        assert_eq!(tide.engine.pause().await.unwrap(), pause);
    }
}

#[tokio::test(start_paused = true)]
async fn a_pause_outlasts_a_restart_and_another_pause_replaces_it() {
    let (tide, job) = settled().await;
    tide.pause_all(Some(tide.now() + TimeDelta::hours(1))).await.unwrap();
    tide.pause_all(None).await.unwrap();
    let tide = tide.restarted().await;
    tide.start_as(Role::Owner).await;
    tide.pass(TimeDelta::hours(30)).await;
    assert_eq!(tide.runs_of(&job).await.len(), 1, "because the later one has no end");
    assert_eq!(tide.status().await.unwrap().pause.unwrap().until, None);
}

#[tokio::test(start_paused = true)]
async fn a_guests_pause_reaches_the_owner_at_once() {
    let (owner, job) = settled().await;
    let guest = owner.beside().await;
    guest.start_as(Role::Guest).await;
    owner.pass(TimeDelta::minutes(59)).await;
    guest.pause_all(None).await.unwrap();
    owner.pass(TimeDelta::hours(5)).await;
    assert_eq!(owner.runs_of(&job).await.len(), 1);
    let visitor = owner.beside().await;
    assert!(visitor.status().await.unwrap().pause.is_some(), "because everybody can see it");
    visitor.resume_all().await.unwrap();
    owner.pass(TimeDelta::seconds(2)).await;
    assert_eq!(checks(&owner, &job).await, 2, "because a visitor wakes the Owner, too");
}

#[tokio::test(start_paused = true)]
async fn a_visitor_that_runs_what_is_due_respects_the_pause() {
    let (owner, job) = settled().await;
    let visitor = owner.beside().await;
    visitor.pause_all(None).await.unwrap();
    owner.pass(TimeDelta::hours(3)).await;
    assert_eq!(visitor.run_due_jobs().await.unwrap(), [], "because the Owner runs nothing for it");
    owner.shutdown().await;
    assert_eq!(visitor.run_due_jobs().await.unwrap(), [], "because it runs nothing by itself");
    assert_eq!(visitor.runs_of(&job).await.len(), 1);
    visitor.resume_all().await.unwrap();
    assert_eq!(visitor.run_due_jobs().await.unwrap().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_run_in_progress_comes_to_its_end() {
    let (tide, job) = settled().await;
    tide.feed(Reply::ok(Feed::up_to(5)).after(Duration::from_secs(20)));
    let run = tide.request_run(job.id).await.unwrap();
    tide.http.arrived(2).await;
    tide.pause_all(None).await.unwrap();
    tide.pass(TimeDelta::minutes(1)).await;
    assert_eq!(tide.run(run).await.unwrap().status, RunStatus::Completed);
}

#[tokio::test(start_paused = true)]
async fn a_source_that_failed_is_not_tried_again_meanwhile() {
    let tide = TestEngine::started().await;
    tide.feed(Reply::status(500));
    let mut events = tide.subscribe();
    let job = tide.watch().await;
    tide.ends(&mut events, job.id).await;
    tide.pause_all(None).await.unwrap();
    tide.pass(TimeDelta::days(1)).await;
    assert_eq!(tide.http.count(), 1, "because a retry is a run by the schedule");
    assert_eq!(tide.again(&job).await.consecutive_failures, 1);
}

#[tokio::test(start_paused = true)]
async fn a_job_that_was_paused_by_itself_stays_so() {
    let (tide, job) = settled().await;
    tide.pause(&job).await;
    tide.pause_all(None).await.unwrap();
    tide.resume_all().await.unwrap();
    tide.pass(TimeDelta::hours(5)).await;
    assert_eq!(tide.again(&job).await.status, JobStatus::Paused);
    assert_eq!(tide.runs_of(&job).await.len(), 1);
    tide.pause_all(None).await.unwrap();
    tide.resume(&job).await;
    tide.pass(TimeDelta::hours(5)).await;
    assert_eq!(tide.runs_of(&job).await.len(), 1, "because one that is resumed joins the others");
}

#[tokio::test(start_paused = true)]
async fn an_end_date_comes_also_during_a_pause() {
    let tide = TestEngine::started().await;
    let job = tide.watch_with(NewJob::default()).await;
    let ends = tide.now() + TimeDelta::hours(2);
    tide.change(&job, patch(json!({"expires_at": ends}))).await;
    tide.pause_all(None).await.unwrap();
    tide.pass(TimeDelta::hours(3)).await;
    assert_eq!(tide.again(&job).await.status, JobStatus::Completed);
}

#[tokio::test(start_paused = true)]
async fn a_machine_that_slept_past_the_end_goes_on_when_it_wakes() {
    let (tide, job) = settled().await;
    tide.pause_all(Some(tide.now() + TimeDelta::hours(8))).await.unwrap();
    tide.clock.suspend(TimeDelta::hours(9));
    tide.pass(TimeDelta::seconds(31)).await;
    assert_eq!(checks(&tide, &job).await, 2);
    assert_eq!(tide.engine.pause().await.unwrap(), None);
}

#[tokio::test(start_paused = true)]
async fn a_paused_schedule_rests() {
    let (tide, _) = settled().await;
    tide.pause_all(Some(tide.now() + TimeDelta::days(3))).await.unwrap();
    tide.pass(TimeDelta::hours(2)).await;
    let looks = tide.clock.readings();
    tide.pass(TimeDelta::hours(2)).await;
    let looks = tide.clock.readings() - looks;
    assert!(looks <= 720 * 4, "because due jobs that must not run are no reason to look: {looks} looks");
}
