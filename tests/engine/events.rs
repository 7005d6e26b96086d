//! What the engine tells while it works: events after the fact, heartbeats all the time.

use chrono::TimeDelta;
use serde_json::json;
use tidewatch_engine::model::{Event, ItemState, Role, RunStatus};
use tokio::sync::broadcast::Receiver;

use crate::support::{Feed, Reply, TestEngine, patch};

fn names(events: &mut Receiver<Event>) -> Vec<String> {
    let mut names = Vec::new();
    while let Ok(event) = events.try_recv() {
        let json = serde_json::to_value(&event).unwrap();
        names.push(json["event"].as_str().unwrap().to_owned());
    }
    names
}

#[tokio::test(start_paused = true)]
async fn a_run_is_told_from_its_beginning_to_its_end() {
    let tide = TestEngine::started().await;
    tide.feed(Feed::up_to(2));
    let mut events = tide.subscribe();
    let job = tide.watch().await;
    tide.ends(&mut events, job.id).await;
    tide.check_with(&job, Feed::up_to(3)).await;
    assert_eq!(
        names(&mut events),
        ["job_updated", "run_started", "items_found", "notification_raised", "run_finished"],
        "because of the order in which things happened"
    );
    tide.check(&job).await;
    assert_eq!(
        names(&mut events),
        ["job_updated", "run_started", "run_finished"],
        "because nothing was found"
    );
}

#[tokio::test(start_paused = true)]
async fn what_an_event_tells_is_already_stored() {
    let tide = TestEngine::started().await;
    tide.feed(Feed::up_to(3));
    let mut events = tide.subscribe();
    let job = tide.watch().await;
    let run = tide.begins(&mut events, job.id).await;
    assert_eq!(tide.run(run).await.unwrap().job_id, job.id);
    let found = |event| match event {
        Event::ItemsFound { count, .. } => Some(count),
        _ => None,
    };
    assert_eq!(tide.wait_for(&mut events, found).await, 3);
    assert_eq!(tide.items_of(&job).await.len(), 3, "because events follow the commit");
    assert_eq!(tide.ends(&mut events, job.id).await, RunStatus::Completed);
    assert!(tide.run(run).await.unwrap().is_finished());
}

#[tokio::test(start_paused = true)]
async fn every_change_of_a_user_is_told() {
    let tide = TestEngine::open().await;
    tide.feed(Reply::status(500));
    let mut events = tide.subscribe();
    let job = tide.watch().await;
    tide.change(&job, patch(json!({"name": "B"}))).await;
    tide.pause(&job).await;
    tide.delete_job(job.id).await.unwrap();
    tide.restore_job(job.id).await.unwrap();
    tide.mark_items(None, ItemState::Read).await.unwrap();
    tide.create_api_token().await.unwrap();
    let told = [
        "job_created",
        "job_updated",
        "job_updated",
        "job_deleted",
        "job_created",
        "store_changed",
        "settings_changed",
    ];
    assert_eq!(names(&mut events), told);
    tide.change_job(job.id, patch(json!({"max_items_per_run": 0}))).await.unwrap_err();
    assert_eq!(names(&mut events), [] as [&str; 0], "because nothing was changed");
}

#[tokio::test(start_paused = true)]
async fn owner_and_guest_both_show_that_they_live() {
    let owner = TestEngine::started().await;
    let guest = owner.beside().await;
    guest.start_as(Role::Guest).await;
    let before = (owner.heartbeats(), guest.heartbeats());
    owner.pass(TimeDelta::minutes(10)).await;
    for (who, beats) in [("owner", owner.heartbeats() - before.0), ("guest", guest.heartbeats() - before.1)] {
        assert!(
            beats >= 59,
            "because a supervisor expects one every ten seconds of the {who}: {beats} in ten minutes"
        );
        assert!(beats <= 700, "because nothing runs in circles: {beats}");
    }
    let age = owner.now() - owner.status().await.unwrap().heartbeat_at.unwrap();
    assert!(age <= TimeDelta::seconds(11), "because other processes see it too: {age}");
}
