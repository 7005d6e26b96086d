//! When runs start: at their time, at once when something changes, and never sooner.

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::json;
use tidewatch_engine::model::{Frequency, Job, NewJob, Role, RunId, RunStatus, ScheduleDetails, Trigger};

use crate::support::{Feed, Reply, TestEngine, patch};

/// An Owner whose hourly job has had its first run.
async fn settled() -> (TestEngine, Job) {
    let tide = TestEngine::started().await;
    tide.feed(Feed::up_to(3));
    let mut events = tide.subscribe();
    let job = tide.watch().await;
    tide.ends(&mut events, job.id).await;
    let job = tide.again(&job).await;
    (tide, job)
}

async fn starts(tide: &TestEngine, job: &Job) -> Vec<DateTime<Utc>> {
    tide.runs_of(job).await.iter().map(|run| run.start_time).collect()
}

fn time(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

#[tokio::test(start_paused = true)]
async fn a_created_job_runs_at_once_and_then_at_its_times() {
    let (tide, job) = settled().await;
    assert!(tide.now() - job.created_at < TimeDelta::seconds(1), "because creating a job wakes the schedule");
    let due = job.next_run_at.unwrap();
    assert_eq!(due, time("2026-03-03T11:17:00Z"), "because an hourly job runs at the minute of its creation");
    tide.pass(TimeDelta::hours(3)).await;
    let starts = starts(&tide, &job).await;
    assert_eq!(starts.len(), 4);
    for (hour, start) in starts[1..].iter().enumerate() {
        let late = *start - (due + TimeDelta::hours(i64::try_from(hour).unwrap()));
        assert!(
            late >= TimeDelta::zero() && late <= TimeDelta::milliseconds(10),
            "because it sleeps until then: {late}"
        );
    }
    assert!(tide.runs_of(&job).await.iter().all(|run| run.trigger == Trigger::Schedule));
}

#[tokio::test(start_paused = true)]
async fn an_idle_schedule_looks_at_the_store_rarely_and_asks_nobody() {
    let (tide, job) = settled().await;
    tide.pause(&job).await;
    let (looks, asked) = (tide.clock.readings(), tide.http.count());
    tide.pass(TimeDelta::hours(2)).await;
    let looks = tide.clock.readings() - looks;
    assert_eq!(tide.http.count(), asked);
    // Every 10 seconds the lease is renewed; each waking reads the time a few times.
    assert!(looks <= 720 * 4, "because an idle monitor costs next to nothing: {looks} looks in two hours");
    assert!(looks >= 240, "because the wall clock is compared every 30 seconds: {looks} looks in two hours");
}

#[tokio::test(start_paused = true)]
async fn a_requested_run_begins_at_once() {
    let (tide, job) = settled().await;
    tide.pass(TimeDelta::seconds(423)).await;
    let asked_at = tide.now();
    let run = tide.check(&job).await;
    assert!(run.start_time - asked_at < TimeDelta::seconds(1), "because the schedule was woken");
    assert_eq!(run.trigger, Trigger::Manual);
    assert_eq!(tide.again(&job).await.next_run_at, job.next_run_at, "because the schedule stays as it is");
}

#[tokio::test(start_paused = true)]
async fn all_active_jobs_run_now_when_that_is_asked_for() {
    let (tide, job) = settled().await;
    let (other, paused, deleted) = (tide.watch().await, tide.watch().await, tide.watch().await);
    tide.pass(TimeDelta::seconds(30)).await;
    tide.pause(&paused).await;
    tide.delete_job(deleted.id).await.unwrap();
    assert_eq!(tide.request_all_runs().await.unwrap(), 2);
    assert_eq!(tide.request_all_runs().await.unwrap(), 2, "because a second request joins the first");
    tide.pass(TimeDelta::seconds(30)).await;
    for (job, runs) in [(&job, 2), (&other, 2), (&paused, 1)] {
        assert_eq!(tide.runs_of(job).await.len(), runs, "because of {:?}", tide.again(job).await.status);
    }
    assert_eq!(tide.again(&job).await.next_run_at, job.next_run_at, "because the schedule stays as it is");
    let last = tide.runs_of(&other).await.pop().unwrap();
    assert_eq!((last.trigger, last.status), (Trigger::Manual, RunStatus::Completed));
}

#[tokio::test(start_paused = true)]
async fn a_run_by_hand_joins_the_one_in_progress() {
    let (tide, job) = settled().await;
    tide.feed(Reply::ok(Feed::up_to(4)).after(std::time::Duration::from_secs(20)));
    let first = tide.request_run(job.id).await.unwrap();
    let waiting = tide.request_run(job.id).await.unwrap();
    assert_eq!(first, waiting, "because one request is enough");
    tide.http.arrived(2).await;
    let joined = tide.request_run(job.id).await.unwrap();
    assert_eq!(joined, first, "because it runs already");
    let run = tide.check(&job).await;
    assert_eq!((run.id, run.status), (first, RunStatus::Completed));
    assert_eq!(tide.http.count(), 2, "because one run is enough");
    tide.pass(TimeDelta::minutes(5)).await;
    assert_eq!(tide.runs_of(&job).await.len(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_request_while_the_schedule_starts_the_same_job_gets_the_run_that_it_was_promised() {
    let tide = TestEngine::started().await;
    tide.feed(Feed::up_to(3));
    for _ in 0..20 {
        let job = tide.watch().await;
        let promised = tide.request_run(job.id).await.unwrap();
        let report = tide.run_job(job.id).await.unwrap();
        let run = tide.run(promised).await;
        assert!(run.is_ok(), "because the id was given out: {:?}", report.run.id);
        tide.delete_job(job.id).await.unwrap();
    }
}

#[tokio::test(start_paused = true)]
async fn a_paused_job_does_not_run_and_a_resumed_one_runs_at_once() {
    let (tide, job) = settled().await;
    let paused = tide.pause(&job).await;
    assert_eq!(paused.next_run_at, None);
    tide.leap(TimeDelta::days(2)).await;
    assert_eq!(tide.http.count(), 1, "because it is paused");
    let mut events = tide.subscribe();
    let resumed_at = tide.now();
    tide.resume(&job).await;
    tide.ends(&mut events, job.id).await;
    let runs = tide.runs_of(&job).await;
    assert!(runs[1].start_time - resumed_at < TimeDelta::seconds(1));
    assert_eq!(runs.len(), 2, "because a pause is no gap and nothing has to be made up for");
}

#[tokio::test(start_paused = true)]
async fn a_changed_schedule_counts_from_now_on() {
    let (tide, job) = settled().await;
    let often = tide.change(&job, patch(json!({"frequency": "custom", "interval_minutes": 5}))).await;
    let due = often.next_run_at.unwrap();
    assert!(due - tide.now() <= TimeDelta::minutes(5), "because the old time is void: {due}");
    tide.pass(TimeDelta::minutes(31)).await;
    assert_eq!(tide.http.count(), 1 + 6);
    let daily = tide.change(&job, patch(json!({"frequency": "daily", "schedule": {"at": "09:00"}}))).await;
    assert_eq!(daily.next_run_at, Some(time("2026-03-04T09:00:00Z")));
}

#[tokio::test(start_paused = true)]
async fn a_job_follows_the_systems_zone_when_that_changes() {
    let tide = TestEngine::started().await;
    tide.feed(Feed::up_to(1));
    let at = |zone: serde_json::Value| NewJob {
        frequency: Some(Frequency::Daily),
        schedule: serde_json::from_value(json!({ "at": "20:00", "time_zone": zone })).unwrap(),
        ..NewJob::default()
    };
    let (follows, stays) = (tide.watch_with(at(json!(null))).await, tide.watch_with(at(json!("UTC"))).await);
    tide.pass(TimeDelta::minutes(3)).await;
    let next = async |job: &Job| tide.again(job).await.next_run_at.unwrap().to_rfc3339();
    assert_eq!(next(&follows).await, "2026-03-03T20:00:00+00:00");

    tide.clock.set_zone("Asia/Tokyo");
    tide.pass(TimeDelta::minutes(3)).await;
    assert_eq!(next(&follows).await, "2026-03-03T11:00:00+00:00");
    assert_eq!(next(&stays).await, "2026-03-03T20:00:00+00:00", "because it names its zone");
}

#[tokio::test(start_paused = true)]
async fn a_time_of_day_is_that_of_the_zone() {
    let tide = TestEngine::open().await;
    tide.clock.set_zone("America/New_York");
    let at_eight = |zone: Option<&str>| NewJob {
        frequency: Some(Frequency::Daily),
        schedule: Some(ScheduleDetails {
            at: Some("08:00".into()),
            time_zone: zone.map(Into::into),
            ..ScheduleDetails::default()
        }),
        ..NewJob::default()
    };
    tide.feed(Feed::up_to(3));
    for (zone, due) in [(None, "2026-03-03T13:00:00Z"), (Some("Asia/Tokyo"), "2026-03-03T23:00:00Z")] {
        let job = tide.watch_with(at_eight(zone)).await;
        tide.check(&job).await;
        assert_eq!(tide.again(&job).await.next_run_at, Some(time(due)), "because of {zone:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_feed_may_ask_to_be_asked_less_often() {
    let tide = TestEngine::open().await;
    let job = tide.watch().await;
    tide.check_with(&job, Feed::up_to(3).saying("<ttl>180</ttl>")).await;
    let due = tide.again(&job).await.next_run_at.unwrap();
    assert_eq!(due, time("2026-03-03T13:17:00Z"), "because a slot three hours ahead is the first it allows");
    tide.check_with(&job, Feed::up_to(3).saying("<skipHours><hour>11</hour><hour>12</hour></skipHours>"))
        .await;
    let due = tide.again(&job).await.next_run_at.unwrap();
    assert_eq!(due, time("2026-03-03T13:17:00Z"), "because it does not want to be asked at 11 and 12");
}

#[tokio::test(start_paused = true)]
async fn a_simulated_year_of_an_hourly_job_has_a_run_for_every_hour() {
    let (tide, job) = settled().await;
    let end = time("2027-03-03T10:17:30Z");
    tide.leap(end - tide.now()).await;
    let job = tide.again(&job).await;
    assert_eq!(job.total_runs, 365 * 24 + 1, "because of the first run and one for each hour");
    assert_eq!((job.failed_runs, tide.http.count()), (0, 365 * 24 + 1));
    assert_eq!(tide.sql::<u32>("SELECT count(*) FROM monitoring_runs WHERE trigger <> 'schedule'"), 0);
}

#[tokio::test(start_paused = true)]
async fn an_orderly_end_lets_the_running_job_finish() {
    let (tide, job) = settled().await;
    tide.feed(Reply::ok(Feed::up_to(4)).after(std::time::Duration::from_secs(5)));
    let requested = tide.request_run(job.id).await.unwrap();
    tide.http.arrived(2).await;
    tide.shutdown().await;
    assert_eq!(tide.run(requested).await.unwrap().status, RunStatus::Completed);
    assert_eq!(tide.status().await.unwrap().role, Role::Visitor);
}

#[tokio::test(start_paused = true)]
async fn a_run_that_does_not_finish_before_the_end_is_interrupted_and_due_again() {
    let (tide, job) = settled().await;
    tide.feed(Reply::hang());
    let requested = tide.request_run(job.id).await.unwrap();
    tide.http.arrived(2).await;
    let begun = tokio::time::Instant::now();
    tide.shutdown().await;
    assert!(
        begun.elapsed() <= std::time::Duration::from_secs(10),
        "because the end takes ten seconds at most"
    );
    let run = tide.run(requested).await.unwrap();
    assert_eq!(run.status, RunStatus::Interrupted);
    assert_eq!(run.outcome, Some(tidewatch_engine::model::RunOutcome::Shutdown));
    assert!(
        tide.again(&job).await.next_run_at.unwrap() <= tide.now(),
        "because it is made up for at the next start"
    );
}

/// Whose turn it is was decided before both.
#[tokio::test(start_paused = true)]
async fn a_due_job_that_is_paused_and_asked_for_is_run_for_who_asked() {
    let tide = TestEngine::open().await;
    let mut jobs = Vec::new();
    for name in ["one", "two", "three"] {
        let target_url = format!("https://news.test/{name}.xml");
        tide.http.answer(&target_url, Reply::ok(Feed::up_to(3)).after(std::time::Duration::from_secs(2)));
        jobs.push(tide.watch_with(NewJob { target_url, ..NewJob::default() }).await);
    }
    tide.start_as(Role::Owner).await;
    // The third waits, because two at once are enough for one server.
    tide.http.arrived(2).await;
    let asked = RunId::new(tide.now());
    let db = tide.database();
    db.execute(
        "UPDATE monitoring_jobs SET status = 'paused', next_run_at = NULL WHERE id = ?",
        [jobs[2].id.0],
    )
    .unwrap();
    db.execute("INSERT INTO run_requests VALUES (?, ?, 0)", rusqlite::params![asked.0, jobs[2].id.0])
        .unwrap();
    tide.pass(TimeDelta::seconds(5)).await;
    let run = tide.run(asked).await.unwrap();
    assert_eq!((run.status, run.trigger), (RunStatus::Completed, Trigger::Manual));
    assert_eq!(tide.again(&jobs[2]).await.next_run_at, None, "because it stays paused");
}
