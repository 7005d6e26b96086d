//! When a job was not watched, and why; what it may have missed; what has gone silent.

use chrono::TimeDelta;
use serde_json::json;
use tidewatch_engine::model::{Coverage, GapReason, Job, NewJob, Role, RunOutcome};

use crate::support::{Entry, Feed, Reply, TestEngine};

/// An Owner whose hourly job has had its first run.
async fn settled() -> (TestEngine, Job) {
    let tide = TestEngine::started().await;
    tide.feed(Feed::up_to(3));
    let mut events = tide.subscribe();
    let job = tide.watch().await;
    tide.ends(&mut events, job.id).await;
    (tide, job)
}

async fn coverage(tide: &TestEngine, job: &Job) -> Coverage {
    let until = tide.now();
    tide.coverage(job.id, until - TimeDelta::days(30), until).await.unwrap()
}

async fn reasons(tide: &TestEngine, job: &Job) -> Vec<GapReason> {
    coverage(tide, job).await.gaps.iter().map(|gap| gap.reason).collect()
}

#[tokio::test(start_paused = true)]
async fn a_gap_names_why_nobody_watched() {
    let (tide, job) = settled().await;
    tide.pass(TimeDelta::hours(2)).await;
    assert_eq!(reasons(&tide, &job).await, [], "because every check took place");
    tide.clock.suspend(TimeDelta::hours(8));
    tide.pass(TimeDelta::minutes(3)).await;
    let slept = coverage(&tide, &job).await;
    assert_eq!(slept.gaps[0].reason, GapReason::Asleep);
    assert_eq!(slept.gaps[0].slots, 7, "because the catch-up run makes up for one of eight");
    let share = slept.gaps[0].until.unwrap() - slept.gaps[0].since;
    assert!(share > TimeDelta::hours(7) && share < TimeDelta::hours(8), "because of {share}");
    assert!(slept.watched > 0.2 && slept.watched < 0.4, "because of {}", slept.watched);
    let runs = tide.runs_of(&job).await;
    let missed = runs.iter().find(|run| run.outcome == Some(RunOutcome::Missed)).unwrap();
    let why = missed.error_message.as_deref().unwrap();
    assert_eq!(
        why,
        "7 checks were missed because the computer slept. The check that follows makes up for it."
    );

    let tide = tide.restarted().await;
    tide.clock.suspend(TimeDelta::hours(5));
    assert_eq!(
        reasons(&tide, &job).await,
        [GapReason::Asleep, GapReason::NotRunning],
        "because it can be told while it lasts"
    );
    tide.start_as(Role::Owner).await;
    tide.pass(TimeDelta::minutes(3)).await;
    tide.clock.set_wall_clock_by(TimeDelta::hours(9));
    tide.pass(TimeDelta::minutes(3)).await;
    tide.pause_all(Some(tide.now() + TimeDelta::hours(4))).await.unwrap();
    tide.pass(TimeDelta::hours(5)).await;
    let all = [GapReason::Asleep, GapReason::NotRunning, GapReason::ClockSet, GapReason::Paused];
    assert_eq!(reasons(&tide, &job).await, all);
    assert!(coverage(&tide, &job).await.gaps.iter().all(|gap| gap.until.is_some()));
}

#[tokio::test(start_paused = true)]
async fn a_pause_is_a_gap_until_the_first_success_after_it() {
    let (tide, job) = settled().await;
    tide.pause(&job).await;
    tide.pass(TimeDelta::minutes(20)).await;
    assert_eq!(reasons(&tide, &job).await, [], "because no check would have taken place yet");
    tide.pass(TimeDelta::hours(3)).await;
    let open = coverage(&tide, &job).await;
    assert_eq!((open.gaps[0].reason, open.gaps[0].until), (GapReason::Paused, None));
    tide.resume(&job).await;
    tide.pass(TimeDelta::minutes(1)).await;
    assert!(coverage(&tide, &job).await.gaps[0].until.is_some(), "because it was checked again");
    tide.delete_job(job.id).await.unwrap();
    let until = tide.now();
    assert!(tide.coverage(job.id, until - TimeDelta::days(1), until).await.is_err());
    assert_eq!(tide.coverage_of_all(until - TimeDelta::days(1), until).await.unwrap(), []);
}

#[tokio::test(start_paused = true)]
async fn a_source_that_fails_is_not_watched_until_it_works_again() {
    for (reply, reason) in [
        (Reply::status(500), GapReason::Failing),
        (Reply::status(429).retry_after("20000"), GapReason::RateLimited),
    ] {
        let (tide, job) = settled().await;
        tide.feed(reply);
        tide.pass(TimeDelta::hours(4)).await;
        let open = coverage(&tide, &job).await;
        assert_eq!((open.gaps.len(), open.gaps[0].reason), (1, reason));
        assert!(open.gaps[0].until.is_none() && open.gaps[0].slots >= 1);
        tide.feed(Feed::up_to(3));
        tide.leap(TimeDelta::hours(12)).await;
        let closed = coverage(&tide, &job).await;
        assert_eq!(closed.gaps[0].reason, reason);
        assert!(closed.gaps[0].until.is_some(), "because it works again: {closed:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn an_answer_of_only_new_items_may_have_hidden_others() {
    let tide = TestEngine::open().await;
    let page = |from: u32, to: u32| Feed::of((from..=to).rev().map(Entry::number).collect());
    let job = tide.watch().await;
    assert!(!tide.check_with(&job, page(1, 20)).await.may_have_missed, "because a first run misses nothing");
    assert!(!tide.check_with(&job, page(11, 30)).await.may_have_missed, "because it meets what is known");
    tide.clock.suspend(TimeDelta::minutes(30));
    let run = tide.check_with(&job, page(51, 70)).await;
    assert!(run.may_have_missed);
    let sentence = "All 20 entries were new: older ones may have been missed. Check it more often.";
    assert_eq!(run.error_message.as_deref(), Some(sentence));
    let covered = coverage(&tide, &job).await;
    assert_eq!(
        (covered.gaps[0].reason, covered.gaps[0].detail.as_deref()),
        (GapReason::Overflow, Some(sentence))
    );
    assert!((covered.watched - 1.0).abs() < 1e-9, "because it was watched all the same");
    let few = tide.check_with(&job, page(81, 84)).await;
    assert!(!few.may_have_missed, "because a source of four entries is rather one that shows few");
}

#[tokio::test(start_paused = true)]
async fn a_job_without_a_success_for_three_intervals_is_stale_whatever_the_cause() {
    let (tide, job) = settled().await;
    tide.pass(TimeDelta::hours(3)).await;
    assert!(!tide.again(&job).await.is_stale);
    tide.feed(Reply::status(500));
    tide.pass(TimeDelta::hours(2)).await;
    assert!(!tide.again(&job).await.is_stale, "because two hours are two intervals");
    tide.pass(TimeDelta::minutes(130)).await;
    assert!(tide.again(&job).await.is_stale);
    assert_eq!(tide.status().await.unwrap().jobs_stale, 1);
    tide.pause_all(None).await.unwrap();
    assert!(!tide.again(&job).await.is_stale, "because nobody expects a success of it");
    tide.resume_all().await.unwrap();
    tide.feed(Feed::up_to(3));
    tide.check(&job).await;
    assert!(!tide.again(&job).await.is_stale);
    // Nobody runs the schedule any more, and nothing fails.
    let tide = tide.restarted().await;
    tide.clock.suspend(TimeDelta::hours(5));
    assert!(tide.again(&job).await.is_stale, "because also silence is noticed");
    assert_eq!(tide.stale_jobs().await.unwrap().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_schedule_with_free_nights_is_not_stale_in_the_morning() {
    let tide = TestEngine::started().await;
    tide.feed(Feed::up_to(3));
    let cron: NewJob = serde_json::from_value(json!({
        "target_url": TestEngine::FEED, "frequency": "cron", "schedule": {"cron": "*/5 9-11 * * *"}
    }))
    .unwrap();
    let job = tide.watch_with(cron).await;
    tide.leap(TimeDelta::hours(22)).await;
    assert!(!tide.again(&job).await.is_stale);
    tide.clock.suspend(TimeDelta::hours(2));
    assert!(tide.again(&job).await.is_stale, "because three due times have passed");
}
