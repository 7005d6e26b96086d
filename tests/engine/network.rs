//! Without a network nothing fails: jobs wait, once for each outage, and are caught up on.

use chrono::{DateTime, TimeDelta, Utc};
use tidewatch_engine::model::{
    Absence, Event, Frequency, GapReason, Job, NewJob, Role, RunOutcome, RunStatus, Trigger,
};

use crate::support::{Feed, Reply, TestEngine};

fn url(name: &str) -> String {
    format!("https://{name}.test/feed.xml")
}

/// An Owner with jobs on hosts of these names, every ten minutes, after their first runs.
async fn settled(names: &[&str]) -> (TestEngine, Vec<Job>) {
    let tide = TestEngine::started().await;
    let mut jobs = Vec::new();
    for name in names {
        tide.http.answer(&url(name), Feed::up_to(1));
        let new = NewJob {
            target_url: url(name),
            frequency: Some(Frequency::Custom),
            interval_minutes: Some(10),
            ..NewJob::default()
        };
        jobs.push(tide.watch_with(new).await);
        tide.pass(TimeDelta::seconds(20)).await;
    }
    (tide, jobs)
}

async fn outcomes(tide: &TestEngine, job: &Job, outcome: RunOutcome) -> usize {
    tide.runs_of(job).await.iter().filter(|run| run.outcome == Some(outcome)).count()
}

#[tokio::test(start_paused = true)]
async fn without_a_network_jobs_wait_and_are_caught_up_on_by_one_run() {
    let (tide, jobs) = settled(&["one", "two"]).await;
    for name in ["one", "two"] {
        tide.http.answer(&url(name), Reply::unreachable());
    }
    let mut events = tide.subscribe();
    tide.set_network(Some(false));
    let is_online = |event| match event {
        Event::NetworkChanged { is_online } => Some(is_online),
        _ => None,
    };
    assert!(!tide.wait_for(&mut events, is_online).await);
    tide.pass(TimeDelta::hours(3)).await;
    assert!(tide.status().await.unwrap().offline_since.is_some());
    for job in &jobs {
        assert_eq!(outcomes(&tide, job, RunOutcome::Offline).await, 1, "because one row says it");
        let now = tide.again(job).await;
        assert_eq!((now.consecutive_failures, now.failed_runs, now.failing_since), (0, 0, None));
        assert_eq!(
            now.status_reason.as_deref(),
            Some("The computer has no network. It is checked as soon as there is one.")
        );
    }
    let asked = tide.http.count();
    assert!((38..50).contains(&asked), "because one job is tried every five minutes: {asked} requests");
    for name in ["one", "two"] {
        tide.http.answer(&url(name), Feed::up_to(2));
    }
    let begun = tide.now();
    tide.set_network(Some(true));
    assert!(tide.wait_for(&mut events, is_online).await);
    tide.pass(TimeDelta::seconds(70)).await;
    for job in &jobs {
        let last = tide.runs_of(job).await.pop().unwrap();
        assert_eq!((last.trigger, last.outcome), (Trigger::CatchUp, Some(RunOutcome::NewItems)));
        assert!(last.start_time - begun <= TimeDelta::seconds(61));
        let missed: Vec<_> = tide.runs_of(job).await.iter().filter_map(|run| run.missed_slots).collect();
        assert_eq!(missed.len(), 1, "because the row of the outage stands for them");
        assert_eq!(tide.again(job).await.status_reason, None);
        let gaps = tide.coverage(job.id, begun - TimeDelta::days(1), tide.now()).await.unwrap().gaps;
        assert_eq!(gaps.iter().map(|gap| gap.reason.as_str()).collect::<Vec<_>>(), ["offline"]);
    }
    assert_eq!(tide.messages().await.iter().filter(|message| message.item_count == 0).count(), 0);
    assert_eq!(tide.status().await.unwrap().offline_since, None);
}

#[tokio::test(start_paused = true)]
async fn two_servers_in_a_row_that_cannot_be_reached_are_an_outage_and_no_failures() {
    let (tide, jobs) = settled(&["one", "two", "three"]).await;
    for name in ["one", "two", "three"] {
        tide.http.answer(&url(name), Reply::unreachable());
    }
    tide.pass(TimeDelta::minutes(30)).await;
    assert!(tide.status().await.unwrap().offline_since.is_some());
    for job in &jobs {
        let now = tide.again(job).await;
        assert_eq!(
            (now.consecutive_failures, now.failed_runs, now.total_runs),
            (0, 0, 1),
            "because of {now:?}"
        );
        assert_eq!(now.failure_code, None, "because it has not failed");
        assert_eq!(outcomes(&tide, job, RunOutcome::Offline).await, 1);
        assert!(tide.runs_of(job).await.iter().all(|run| run.status != RunStatus::Failed));
    }
    // One server is back, the others are not: then the network is there.
    tide.http.answer(&url("three"), Feed::up_to(1));
    tide.pass(TimeDelta::minutes(30)).await;
    assert_eq!(tide.status().await.unwrap().offline_since, None);
    assert!(tide.again(&jobs[0]).await.consecutive_failures > 0, "because it fails for itself");
}

#[tokio::test(start_paused = true)]
async fn an_outage_ends_with_the_process_that_knew_of_it() {
    let (tide, jobs) = settled(&["one", "two"]).await;
    for name in ["one", "two"] {
        tide.http.answer(&url(name), Reply::unreachable());
    }
    let lost = tide.now();
    tide.set_network(Some(false));
    tide.pass(TimeDelta::hours(2)).await;
    let ended = tide.now();
    let tide = tide.restarted().await;
    tide.clock.suspend(TimeDelta::hours(9));
    for name in ["one", "two"] {
        tide.http.answer(&url(name), Feed::up_to(2));
    }
    tide.set_network(Some(true));
    tide.start_as(Role::Owner).await;
    tide.pass(TimeDelta::seconds(70)).await;
    assert_eq!(tide.status().await.unwrap().offline_since, None);
    for job in &jobs {
        let gaps = tide.coverage(job.id, lost, tide.now()).await.unwrap().gaps;
        let reasons: Vec<_> = gaps.iter().map(|gap| gap.reason).collect();
        assert_eq!(reasons, [GapReason::NotRunning], "because of what took most of it");
    }
    let absences: String = tide.sql("SELECT value FROM settings WHERE key = 'absences'");
    let absences: Vec<Absence> = serde_json::from_str(&absences).unwrap();
    let [offline, idle] = &absences[absences.len() - 2..] else { unreachable!() };
    assert_eq!((offline.reason, idle.reason), (GapReason::Offline, GapReason::NotRunning));
    assert_eq!(offline.until, idle.since, "because the one that knew of it had ended");
    assert!((ended - offline.until).abs() < TimeDelta::seconds(31), "because of {offline:?}");
}

#[tokio::test(start_paused = true)]
async fn what_was_missed_in_an_outage_is_counted_once_whoever_ran_the_schedule() {
    let (tide, jobs) = settled(&["one", "two"]).await;
    let lost = tide.now();
    for name in ["one", "two"] {
        tide.http.answer(&url(name), Reply::unreachable());
    }
    tide.set_network(Some(false));
    tide.pass(TimeDelta::hours(2)).await;
    let tide = tide.restarted().await;
    tide.start_as(Role::Owner).await;
    tide.pass(TimeDelta::minutes(35)).await;
    for name in ["one", "two"] {
        tide.http.answer(&url(name), Feed::up_to(2));
    }
    tide.set_network(Some(true));
    tide.pass(TimeDelta::seconds(70)).await;
    for job in &jobs {
        let due = job.schedule.slots_between(lost, tide.now(), job.created_at, "UTC", u32::MAX);
        let runs = tide.runs_of(job).await;
        let missed: u32 = runs.iter().filter_map(|run| run.missed_slots).sum();
        let ran = runs.iter().filter(|run| run.status == RunStatus::Completed).count() - 1;
        assert_eq!(u32::try_from(ran).unwrap() + missed, due, "because of {runs:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn nothing_runs_in_circles_when_nothing_is_due_in_an_outage() {
    let (tide, jobs) = settled(&["one", "two"]).await;
    for name in ["one", "two"] {
        tide.http.answer(&url(name), Reply::unreachable());
    }
    tide.set_network(Some(false));
    tide.pass(TimeDelta::minutes(25)).await;
    assert_eq!(outcomes(&tide, &jobs[0], RunOutcome::Offline).await, 1, "because it waits");
    tide.pause_all(None).await.unwrap();
    let (before, begun) = (tide.http.count(), tide.clock.readings());
    tide.pass(TimeDelta::hours(1)).await;
    let paused = tide.clock.readings() - begun;
    tide.resume_all().await.unwrap();
    for job in &jobs {
        tide.delete_job(job.id).await.unwrap();
    }
    let begun = tide.clock.readings();
    tide.pass(TimeDelta::hours(1)).await;
    let without_jobs = tide.clock.readings() - begun;
    assert!(tide.http.count() <= before + 1, "because nothing is due");
    assert!(paused < 3_000 && without_jobs < 3_000, "because of {paused} and {without_jobs} in an hour");
}

#[tokio::test(start_paused = true)]
async fn one_server_that_cannot_be_reached_has_failed() {
    let (tide, jobs) = settled(&["one", "two"]).await;
    tide.http.answer(&url("one"), Reply::unreachable());
    tide.pass(TimeDelta::hours(4)).await;
    assert_eq!(tide.status().await.unwrap().offline_since, None);
    assert!(tide.again(&jobs[0]).await.consecutive_failures >= 3);
    assert_eq!(tide.again(&jobs[1]).await.consecutive_failures, 0);
}

#[tokio::test(start_paused = true)]
async fn what_lies_in_the_own_network_goes_on() {
    let tide = TestEngine::started().await;
    tide.http.set_private("box.test");
    tide.http.answer(&url("box"), Feed::up_to(1));
    let new = NewJob {
        target_url: url("box"),
        frequency: Some(Frequency::Custom),
        interval_minutes: Some(10),
        ..NewJob::default()
    };
    let job = tide.watch_with(new).await;
    tide.set_network(Some(false));
    tide.pass(TimeDelta::minutes(61)).await;
    assert_eq!(tide.again(&job).await.successful_runs, 7, "because it needs no way out");
    assert!(tide.status().await.unwrap().offline_since.is_some(), "because the others have none");
}

#[tokio::test(start_paused = true)]
async fn before_sleep_nothing_starts_and_after_it_the_network_is_waited_for() {
    let (tide, jobs) = settled(&["one"]).await;
    let job = &jobs[0];
    let due = tide.again(job).await.next_run_at.unwrap();
    tide.pass(due - tide.now() - TimeDelta::seconds(20)).await;
    tide.machine().set(|state| state.is_asleep = true);
    tide.pass(TimeDelta::seconds(30)).await;
    assert_eq!(tide.http.count(), 1, "because the machine is about to sleep");
    tide.clock.suspend(TimeDelta::hours(2));
    tide.machine().set(|state| (state.is_asleep, state.has_network) = (false, Some(false)));
    tide.pass(TimeDelta::seconds(40)).await;
    assert_eq!(tide.http.count(), 1, "because the network is not there yet");
    tide.set_network(Some(true));
    tide.pass(TimeDelta::seconds(1)).await;
    assert_eq!(tide.http.count(), 2, "because now it is");
    assert_eq!(outcomes(&tide, job, RunOutcome::Offline).await, 0, "because that was no outage");
    assert_eq!(tide.runs_of(job).await.pop().unwrap().trigger, Trigger::CatchUp);
}

#[tokio::test(start_paused = true)]
async fn what_is_overdue_after_sleep_starts_over_a_minute() {
    let names: Vec<String> = (0..20).map(|number| format!("site{number}")).collect();
    let (tide, jobs) = settled(&names.iter().map(String::as_str).collect::<Vec<_>>()).await;
    tide.clock.suspend(TimeDelta::hours(3));
    let woke = tide.now();
    tide.pass(TimeDelta::seconds(90)).await;
    let mut starts: Vec<DateTime<Utc>> = Vec::new();
    for job in &jobs {
        starts.push(tide.runs_of(job).await.pop().unwrap().start_time);
    }
    starts.sort();
    let (first, last) = (starts[0] - woke, starts[19] - woke);
    assert!(first <= TimeDelta::seconds(11), "because the first starts at once: {first}");
    assert!(last > TimeDelta::seconds(30) && last <= TimeDelta::seconds(72), "because of {last}");
    let most = starts
        .iter()
        .map(|one| {
            starts
                .iter()
                .filter(|other| (TimeDelta::zero()..TimeDelta::seconds(1)).contains(&(**other - *one)))
                .count()
        })
        .max();
    assert!(most.unwrap() <= 8, "because they are spread: {most:?} in a second");
}
