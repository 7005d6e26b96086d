//! A window that follows the Owner: it hears everything and never runs the schedule.
//!
//! In real time, because a socket is real; what is waited for is an event, never a while.

use std::time::Duration;

use chrono::TimeDelta;
use tidewatch_engine::model::{Event, Role, RunStatus, Trigger};
use tokio::sync::broadcast::Receiver;

use crate::support::{Feed, TestEngine};

/// An Owner of a feed with three entries.
async fn owner() -> TestEngine {
    let owner = TestEngine::builder().in_real_time().lease_ttl(Duration::from_secs(120)).open().await;
    owner.feed(Feed::up_to(3));
    owner.start_as(Role::Owner).await;
    owner
}

/// An engine that follows the Owner, and what it has heard since it followed.
async fn follower(owner: &TestEngine) -> (TestEngine, Receiver<Event>) {
    let follower = owner.beside().await;
    let mut heard = follower.subscribe();
    follower.engine.follow();
    store_changed(&follower, &mut heard).await;
    (follower, heard)
}

async fn store_changed(tide: &TestEngine, heard: &mut Receiver<Event>) {
    tide.wait_for(heard, |event| (event == Event::StoreChanged).then_some(())).await;
}

#[tokio::test]
async fn a_follower_hears_what_happens_in_the_owner() {
    let owner = owner().await;
    let (follower, mut heard) = follower(&owner).await;
    let job = owner.watch().await;
    let run = follower.begins(&mut heard, job.id).await;
    assert_eq!(follower.ends(&mut heard, job.id).await, RunStatus::Completed);
    assert_eq!(follower.run(run).await.unwrap().new_items_downloaded, 3);
    assert_eq!(follower.status().await.unwrap().role, Role::Visitor, "because it takes no part");
}

#[tokio::test]
async fn what_a_follower_changes_the_owner_heeds_at_once() {
    let owner = owner().await;
    let (follower, mut heard) = follower(&owner).await;
    let job = follower.watch().await;
    assert_eq!(follower.ends(&mut heard, job.id).await, RunStatus::Completed);
    let report = follower.run_job(job.id).await.unwrap();
    assert_eq!(report.run.trigger, Trigger::Manual);
    assert_eq!(owner.status().await.unwrap().role, Role::Owner);
}

#[tokio::test]
async fn a_follower_hears_that_the_owner_goes_and_never_takes_its_place() {
    let owner = owner().await;
    let (follower, mut heard) = follower(&owner).await;
    owner.shutdown().await;
    store_changed(&follower, &mut heard).await;
    let job = follower.watch().await;
    let status = follower.status().await.unwrap();
    assert_eq!((status.role, status.monitor_running), (Role::Visitor, false));
    let next = owner.beside().await;
    next.start_as(Role::Owner).await;
    // That one comes is told like that one goes.
    store_changed(&follower, &mut heard).await;
    assert_eq!(follower.run_job(job.id).await.unwrap().run.status, RunStatus::Completed);
    assert_eq!(follower.status().await.unwrap().role, Role::Visitor);
}

#[tokio::test(start_paused = true)]
async fn a_follower_without_an_owner_runs_and_tells_nothing_however_long_it_waits() {
    let follower = TestEngine::open().await;
    follower.notifier.become_desktop();
    let job = follower.watch_source("A").await;
    follower.has_news(&job).await;
    follower.engine.follow();
    follower.pass(TimeDelta::days(3)).await;
    assert_eq!(follower.runs_of(&job).await.len(), 2, "because only what was asked for has run");
    assert_eq!(follower.notifier.tried_at().len(), 0, "because a window is not what shows messages");
    assert_eq!(follower.sql::<Option<String>>("SELECT holder FROM lease"), None);
    follower.engine.start();
    follower.pass(TimeDelta::days(3)).await;
    assert_eq!(*follower.role().borrow(), Role::Visitor, "because who follows does not take part as well");
    let begun = tokio::time::Instant::now();
    follower.shutdown().await;
    assert!(begun.elapsed() < Duration::from_secs(1), "because there is nothing to wait for");
}
