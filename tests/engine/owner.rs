//! Several engines on one folder: one runs the schedule, the others ask it and take over.
//!
//! In real time, because a socket is real; what is waited for is an event, never a while.

use std::time::Duration;

use chrono::TimeDelta;
use tidewatch_engine::model::{Event, JobStatus, Role, RunOutcome, RunStatus, Trigger};

use crate::support::{Feed, Reply, TestEngine};

/// Long enough that nobody takes over because a machine is slow.
const UNHURRIED: Duration = Duration::from_secs(120);
/// For takeovers that are meant to happen.
const BRIEF: Duration = Duration::from_secs(3);

async fn open(ttl: Duration) -> TestEngine {
    TestEngine::builder().in_real_time().lease_ttl(ttl).open().await
}

/// An Owner and a Guest on one folder.
async fn pair(ttl: Duration) -> (TestEngine, TestEngine) {
    let owner = open(ttl).await;
    owner.feed(Feed::up_to(3));
    owner.start_as(Role::Owner).await;
    let guest = owner.beside().await;
    guest.start_as(Role::Guest).await;
    (owner, guest)
}

#[tokio::test]
async fn the_second_engine_becomes_a_guest() {
    let (owner, guest) = pair(UNHURRIED).await;
    assert_eq!(owner.status().await.unwrap().role, Role::Owner);
    let status = guest.status().await.unwrap();
    assert_eq!(status.role, Role::Guest);
    assert!(status.monitor_running, "because the Owner runs it");
    assert_eq!(status.owner_pid, Some(std::process::id()));
    let visitor = owner.beside().await;
    assert_eq!(visitor.status().await.unwrap().role, Role::Visitor);
    assert!(visitor.status().await.unwrap().monitor_running);
}

#[tokio::test]
async fn of_many_that_start_together_one_becomes_the_owner() {
    let first = open(UNHURRIED).await;
    let mut engines = vec![first.clone()];
    for _ in 0..4 {
        engines.push(first.beside().await);
    }
    engines.iter().for_each(|engine| engine.engine.start());
    for engine in &engines {
        let mut role = engine.role();
        let known = role.wait_for(|role| *role != Role::Visitor);
        tokio::time::timeout(engine.patience(), known).await.expect("a role").unwrap();
    }
    let mut roles = Vec::new();
    for engine in &engines {
        roles.push(engine.status().await.unwrap().role);
    }
    let owners = roles.iter().filter(|role| **role == Role::Owner).count();
    assert_eq!(owners, 1, "because exactly one runs the schedule: {roles:?}");
}

#[tokio::test]
async fn what_a_guest_creates_the_owner_runs_and_the_guest_hears_of_it() {
    let (owner, guest) = pair(UNHURRIED).await;
    let mut heard = guest.subscribe();
    let job = guest.watch().await;
    assert_eq!(guest.ends(&mut heard, job.id).await, RunStatus::Completed);
    let runs = owner.runs_of(&job).await;
    assert_eq!(runs.len(), 1);
    assert_eq!(owner.http.count(), 1, "because one of them asks, not both");
}

#[tokio::test]
async fn a_guests_request_is_carried_out_by_the_owner() {
    let (owner, guest) = pair(UNHURRIED).await;
    let mut heard = guest.subscribe();
    let job = guest.watch().await;
    guest.ends(&mut heard, job.id).await;
    let requested = guest.request_run(job.id).await.unwrap();
    let begun = guest.begins(&mut heard, job.id).await;
    assert_eq!(begun, requested, "because who asks gets the id of the run");
    let report = guest.run_job(job.id).await.unwrap();
    assert_eq!((report.run.trigger, report.run.status), (Trigger::Manual, RunStatus::Completed));
    assert_eq!(report.job_name, "News");
    assert_eq!(owner.status().await.unwrap().role, Role::Owner, "because a request takes nothing away");
}

#[tokio::test]
async fn a_visitors_run_is_carried_out_by_the_owner() {
    let (owner, _guest) = pair(UNHURRIED).await;
    let visitor = owner.beside().await;
    let job = visitor.watch().await;
    let report = visitor.run_job(job.id).await.unwrap();
    assert_eq!(report.run.status, RunStatus::Completed);
    let reports = visitor.run_due_jobs().await.unwrap();
    assert_eq!(reports, [], "because nothing is due any more");
    assert_eq!(owner.status().await.unwrap().role, Role::Owner);
}

#[tokio::test]
async fn a_visitor_without_an_owner_takes_the_schedule_for_the_call() {
    let visitor = open(UNHURRIED).await;
    visitor.feed(Feed::up_to(3));
    let job = visitor.watch().await;
    let reports = visitor.run_due_jobs().await.unwrap();
    assert_eq!(reports.len(), 1);
    assert_eq!(reports[0].run.job_id, job.id);
    assert_eq!(visitor.run_due_jobs().await.unwrap(), [], "because a second call has nothing due");
    assert_eq!(visitor.sql::<Option<String>>("SELECT holder FROM lease"), None, "because it gave it back");
    assert!(!visitor.status().await.unwrap().monitor_running);
}

#[tokio::test]
async fn a_guest_takes_over_when_the_owner_ends() {
    let (owner, guest) = pair(UNHURRIED).await;
    owner.shutdown().await;
    guest.becomes(Role::Owner).await;
    let mut events = guest.subscribe();
    let job = guest.watch().await;
    assert_eq!(guest.ends(&mut events, job.id).await, RunStatus::Completed);
}

#[tokio::test]
async fn a_guest_that_ends_leaves_the_owner_alone() {
    let (owner, guest) = pair(UNHURRIED).await;
    guest.shutdown().await;
    let mut events = owner.subscribe();
    let job = owner.watch().await;
    assert_eq!(owner.ends(&mut events, job.id).await, RunStatus::Completed);
    assert_eq!(owner.status().await.unwrap().role, Role::Owner);
}

#[tokio::test]
async fn a_pause_by_a_guest_holds_while_the_owner_runs_the_job() {
    let (owner, guest) = pair(UNHURRIED).await;
    owner.feed(Reply::hang());
    let job = guest.watch().await;
    owner.http.arrived(1).await;
    guest.pause(&job).await;
    owner.feed(Feed::up_to(4));
    let paused = owner.again(&job).await;
    assert_eq!((paused.status, paused.next_run_at), (JobStatus::Paused, None));
}

#[tokio::test]
async fn an_owner_whose_lease_was_taken_writes_nothing_more() {
    let (owner, guest) = pair(UNHURRIED).await;
    let mut events = guest.subscribe();
    let job = guest.watch().await;
    guest.ends(&mut events, job.id).await;
    // The Owner's next run waits for the network while another process takes the lease away.
    owner.feed(Reply::ok(Feed::up_to(9)).after(Duration::from_secs(2)));
    let asked = owner.http.count();
    let requested = owner.request_run(job.id).await.unwrap();
    owner.http.arrived(asked + 1).await;
    steal_lease(&owner);
    let is_settled = async {
        while !owner.run(requested).await.unwrap().is_finished() {
            events.recv().await.unwrap();
        }
    };
    tokio::time::timeout(owner.patience(), is_settled).await.expect("somebody takes over");
    let discarded = owner.run(requested).await.unwrap();
    assert_eq!(
        (discarded.status, discarded.new_items_downloaded),
        (RunStatus::Interrupted, 0),
        "because a stale token changes no row, and whoever takes over marks what was cut off"
    );
}

/// What another process does that believes the Owner dead.
fn steal_lease(tide: &TestEngine) {
    let database = rusqlite::Connection::open(tide.data_dir().join("tidewatch.db")).unwrap();
    database.busy_timeout(Duration::from_secs(5)).unwrap();
    let far = i64::MAX / 2;
    let changed = database
        .execute("UPDATE lease SET token = token + 1, holder = 'thief', boot_expires_ms = ?", [far])
        .unwrap();
    assert_eq!(changed, 1);
}

#[tokio::test]
async fn an_outdated_lease_is_taken_and_its_run_is_interrupted_and_due_again() {
    let (owner, guest) = pair(BRIEF).await;
    owner.feed(Reply::hang());
    let job = guest.watch().await;
    owner.http.arrived(1).await;
    // As if the holder had been stopped for long: its lease runs out without a renewal.
    outdate_lease(&owner);
    guest.feed(Feed::up_to(3));
    let mut events = guest.subscribe();
    guest.ends(&mut events, job.id).await;
    let runs = guest.runs_of(&job).await;
    let ends: Vec<_> = runs.iter().map(|run| (run.status, run.outcome)).collect();
    assert!(
        ends.contains(&(RunStatus::Interrupted, Some(RunOutcome::Crash))),
        "because the hanging run belonged to an earlier token: {ends:?}"
    );
    assert!(ends.contains(&(RunStatus::Completed, Some(RunOutcome::NewItems))));
    assert_eq!(guest.again(&job).await.items, 3);
}

fn outdate_lease(tide: &TestEngine) {
    let database = rusqlite::Connection::open(tide.data_dir().join("tidewatch.db")).unwrap();
    database.busy_timeout(Duration::from_secs(5)).unwrap();
    database.execute("UPDATE lease SET token = token + 1, boot_expires_ms = 0, expires_at = 0", []).unwrap();
}

#[tokio::test]
async fn sleep_takes_the_schedule_from_nobody() {
    let (owner, guest) = pair(UNHURRIED).await;
    let mut events = guest.subscribe();
    let job = guest.watch().await;
    guest.ends(&mut events, job.id).await;
    owner.clock.suspend(TimeDelta::hours(3));
    // By this the Guest looks at the lease, which has run out.
    guest.request_run(job.id).await.unwrap();
    assert_eq!(guest.ends(&mut events, job.id).await, RunStatus::Completed);
    assert_eq!(owner.status().await.unwrap().role, Role::Owner);
    assert_eq!(guest.status().await.unwrap().role, Role::Guest, "because the Owner has just slept as well");
}

#[tokio::test]
async fn a_guest_hears_first_that_it_missed_something_and_then_everything() {
    let owner = open(UNHURRIED).await;
    owner.start_as(Role::Owner).await;
    let guest = owner.beside().await;
    let mut heard = guest.subscribe();
    guest.start_as(Role::Guest).await;
    guest.wait_for(&mut heard, |event| (event == Event::StoreChanged).then_some(())).await;
    let job = owner.watch().await;
    let created = |event| matches!(event, Event::JobCreated { job_id } if job_id == job.id).then_some(());
    guest.wait_for(&mut heard, created).await;
}
