//! A wall clock that jumps, and a machine that sleeps: nothing stops, nothing storms.

use chrono::TimeDelta;
use serde_json::json;
use tidewatch_engine::model::{Job, JobPatch, NewJob, Role, RunOutcome, Trigger};

use crate::support::{Feed, Reply, TestEngine, patch};

const TICK: TimeDelta = TimeDelta::seconds(31);

/// An Owner whose job has had its first run.
async fn settled(schedule: serde_json::Value) -> (TestEngine, Job) {
    let tide = TestEngine::started().await;
    tide.feed(Feed::up_to(3));
    let mut events = tide.subscribe();
    let new: NewJob =
        serde_json::from_value(merge(json!({"target_url": TestEngine::FEED}), schedule)).unwrap();
    let job = tide.watch_with(new).await;
    tide.ends(&mut events, job.id).await;
    let job = tide.again(&job).await;
    (tide, job)
}

fn merge(mut one: serde_json::Value, other: serde_json::Value) -> serde_json::Value {
    one.as_object_mut().unwrap().extend(other.as_object().unwrap().clone());
    one
}

#[tokio::test(start_paused = true)]
async fn a_suspend_is_noticed_within_half_a_minute() {
    let (tide, job) = settled(json!({"frequency": "hourly"})).await;
    tide.pass(TimeDelta::minutes(2)).await;
    tide.clock.suspend(TimeDelta::hours(8));
    tide.pass(TICK).await;
    assert_eq!(tide.http.count(), 2, "because timers stood still but the wall clock did not");
    assert_eq!(tide.status().await.unwrap().role, Role::Owner, "because nobody else wanted the schedule");
    tide.pass(TimeDelta::minutes(30)).await;
    assert_eq!(tide.http.count(), 2, "because there is one catch-up run and no replay");
    assert!(tide.again(&job).await.next_run_at.unwrap() > tide.now());
}

#[tokio::test(start_paused = true)]
async fn a_clock_set_forward_by_a_year_makes_one_catch_up_run() {
    let (tide, _) = settled(json!({"frequency": "custom", "interval_minutes": 1})).await;
    tide.clock.set_wall_clock_by(TimeDelta::days(365));
    tide.pass(TimeDelta::seconds(50)).await;
    assert_eq!(tide.http.count(), 2, "because a backlog is never replayed");
    let looks = tide.clock.readings();
    tide.pass(TimeDelta::minutes(10)).await;
    assert_eq!(tide.http.count(), 12, "because the schedule goes on from there");
    let looks = tide.clock.readings() - looks;
    assert!(looks <= 600 * 2, "because nothing runs in circles: {looks} readings in ten minutes");
}

#[tokio::test(start_paused = true)]
async fn a_clock_set_back_does_not_silence_a_job() {
    for back in [TimeDelta::days(365), TimeDelta::hours(5)] {
        let (tide, job) = settled(json!({"frequency": "hourly"})).await;
        tide.pass(TimeDelta::hours(1)).await;
        let asked = tide.http.count();
        tide.clock.set_wall_clock_by(-back);
        tide.pass(TimeDelta::minutes(70)).await;
        let ran = tide.http.count() - asked;
        assert!(
            (1..=2).contains(&ran),
            "because an hourly job runs every hour on the new clock too: {ran} runs"
        );
        let due = tide.again(&job).await.next_run_at.unwrap();
        assert!(due - tide.now() <= TimeDelta::hours(1), "because {due} must be its next hour");
        tide.pass(TimeDelta::hours(3)).await;
        assert_eq!(tide.http.count() - asked, usize::from(ran == 2) + 4);
    }
}

#[tokio::test(start_paused = true)]
async fn a_clock_that_was_wrong_for_a_minute_costs_at_most_one_run() {
    let (tide, _) = settled(json!({"frequency": "hourly"})).await;
    tide.clock.set_wall_clock_by(TimeDelta::days(300));
    tide.pass(TimeDelta::minutes(1)).await;
    tide.clock.set_wall_clock_by(TimeDelta::days(-300));
    let asked = tide.http.count();
    assert_eq!(asked, 2, "because its time had come by the wrong clock");
    tide.pass(TimeDelta::hours(2)).await;
    assert_eq!(tide.http.count() - asked, 2, "because the right clock counts again");
}

#[tokio::test(start_paused = true)]
async fn a_job_that_failed_under_a_clock_that_was_ahead_is_tried_again_within_a_day() {
    let (tide, job) = settled(json!({"frequency": "hourly"})).await;
    tide.clock.set_wall_clock_by(TimeDelta::days(300));
    tide.feed(Reply::unreachable());
    tide.pass(TimeDelta::minutes(1)).await;
    assert!(tide.again(&job).await.retry_at.is_some());
    tide.clock.set_wall_clock_by(TimeDelta::days(-300));
    tide.feed(Feed::up_to(5));
    tide.pass(TimeDelta::minutes(2)).await;
    tide.leap(TimeDelta::hours(30)).await;
    assert_eq!(tide.again(&job).await.items, 5);
}

#[tokio::test(start_paused = true)]
async fn a_small_step_back_does_not_run_a_calendar_job_again() {
    let (tide, job) = settled(json!({"frequency": "daily", "schedule": {"at": "12:00"}})).await;
    tide.leap(job.next_run_at.unwrap() - tide.now() + TimeDelta::seconds(5)).await;
    assert_eq!(tide.http.count(), 2, "because noon has passed");
    tide.clock.set_wall_clock_by(TimeDelta::minutes(-1));
    tide.pass(TimeDelta::minutes(30)).await;
    assert_eq!(tide.http.count(), 2, "because noon has passed once");
    assert_eq!(tide.again(&job).await.next_run_at.unwrap().to_rfc3339(), "2026-03-04T12:00:00+00:00");
}

#[tokio::test(start_paused = true)]
async fn after_sleep_there_is_one_catch_up_run_and_one_row_for_what_was_missed() {
    for (schedule, sleep, slots) in [
        (json!({"frequency": "custom", "interval_minutes": 5}), TimeDelta::hours(8), 95),
        (json!({"frequency": "daily", "schedule": {"at": "06:00"}}), TimeDelta::days(3), 2),
        (json!({"frequency": "cron", "schedule": {"cron": "30 * * * *"}}), TimeDelta::hours(10), 9),
    ] {
        let (tide, job) = settled(schedule.clone()).await;
        let due = job.next_run_at.unwrap();
        tide.clock.suspend(sleep);
        tide.pass(TICK).await;
        let runs = tide.runs_of(&job).await;
        assert_eq!(runs.len(), 3, "because of the first run, the gap and the catch-up: {schedule}");
        let missed =
            runs.iter().find(|run| run.outcome == Some(RunOutcome::Missed)).expect("a row for the gap");
        assert_eq!(
            missed.missed_slots,
            Some(slots),
            "because the catch-up run makes up for one slot: {schedule}, {sleep}"
        );
        assert_eq!(missed.start_time, due, "because the gap begins where the first run was missed");
        let catch_up = runs.last().unwrap();
        assert_eq!(catch_up.trigger, Trigger::CatchUp);
        let job = tide.again(&job).await;
        assert_eq!((job.total_runs, job.failed_runs), (2, 0), "because a gap is no run");
        assert!(job.next_run_at.unwrap() > tide.now());
    }
}

#[tokio::test(start_paused = true)]
async fn a_stopped_program_makes_up_for_what_it_missed_at_the_next_start() {
    let (tide, job) = settled(json!({"frequency": "hourly"})).await;
    let tide = tide.restarted().await;
    tide.clock.suspend(TimeDelta::hours(48));
    tide.start_as(Role::Owner).await;
    tide.pass(TICK).await;
    let missed: Vec<_> = tide.runs_of(&job).await.iter().filter_map(|run| run.missed_slots).collect();
    assert_eq!(missed, [47], "because the catch-up run makes up for one of 48");
    assert_eq!(tide.http.count(), 2, "because one catch-up run is enough");
}

#[tokio::test(start_paused = true)]
async fn a_run_by_hand_records_the_gap_that_it_ends() {
    let (tide, job) = settled(json!({"frequency": "hourly"})).await;
    let tide = tide.restarted().await;
    tide.clock.suspend(TimeDelta::hours(5));
    let run = tide.check(&job).await;
    assert_eq!(run.trigger, Trigger::Manual);
    let missed: Vec<_> = tide.runs_of(&job).await.iter().filter_map(|run| run.missed_slots).collect();
    assert_eq!(missed, [4], "because nobody was watching, whoever ended that");
}

#[tokio::test(start_paused = true)]
async fn a_first_run_has_missed_nothing() {
    let tide = TestEngine::open().await;
    tide.feed(Feed::up_to(3));
    let job = tide.watch().await;
    tide.clock.suspend(TimeDelta::days(3));
    tide.start_as(Role::Owner).await;
    tide.pass(TICK).await;
    let runs = tide.runs_of(&job).await;
    assert_eq!(runs.len(), 1, "because who never watched has no gap: {runs:?}");
}

#[tokio::test(start_paused = true)]
async fn a_slot_a_minute_late_is_neither_missed_nor_a_catch_up() {
    let (tide, job) = settled(json!({"frequency": "hourly"})).await;
    let due = job.next_run_at.unwrap();
    tide.clock.suspend(due - tide.now() + TimeDelta::minutes(1));
    tide.pass(TICK).await;
    let run = tide.runs_of(&job).await.pop().unwrap();
    assert_eq!(run.trigger, Trigger::Schedule, "because a minute is nothing to make up for");
}

#[tokio::test(start_paused = true)]
async fn an_end_date_completes_the_job_also_across_sleep() {
    let (tide, job) = settled(json!({"frequency": "hourly"})).await;
    let end = tide.now() + TimeDelta::hours(2);
    tide.change(&job, JobPatch { expires_at: Some(Some(end)), ..JobPatch::default() }).await;
    tide.clock.suspend(TimeDelta::hours(12));
    tide.pass(TimeDelta::seconds(70)).await;
    let done = tide.again(&job).await;
    assert_eq!(done.status, tidewatch_engine::model::JobStatus::Completed);
    assert_eq!((done.next_run_at, done.retry_at), (None, None));
    assert_eq!(tide.http.count(), 1, "because nothing is fetched after the end");
    let refused = tide.change_job(job.id, patch(json!({"status": "active"}))).await.unwrap_err();
    assert_eq!(refused.fields[0].field, "expires_at", "because its end still lies in the past");
}
