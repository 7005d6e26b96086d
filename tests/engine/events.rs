//! What the engine tells while it works: events after the fact, heartbeats all the time.

use chrono::TimeDelta;
use http::header::CONTENT_TYPE;
use serde_json::json;
use tidewatch_engine::model::{Event, ItemState, NewJob, PreviewRequest, Role, RunStatus, SettingsPatch};
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
        [
            "job_updated",
            "run_started",
            "run_progressed",
            "items_found",
            "notification_raised",
            "run_finished"
        ],
        "because of the order in which things happened"
    );
    tide.check(&job).await;
    assert_eq!(
        names(&mut events),
        ["job_updated", "run_started", "run_progressed", "run_finished"],
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
async fn every_answer_of_a_source_is_told_as_progress_with_what_was_read_so_far() {
    let tide = TestEngine::started().await;
    let page =
        r#"<html><head><link rel="alternate" type="application/rss+xml" href="/feed.xml"></head></html>"#;
    let feed = Feed::up_to(3).xml();
    tide.http.answer("https://news.test/", Reply::ok(page).header(CONTENT_TYPE, "text/html"));
    tide.feed(feed.as_str());
    let mut events = tide.subscribe();
    let job = tide.watch_with(NewJob { target_url: "https://news.test/".into(), ..NewJob::default() }).await;
    let run = tide.begins(&mut events, job.id).await;
    let mut told = Vec::new();
    loop {
        match events.recv().await.unwrap() {
            Event::RunProgressed { job_id, run_id, requests, bytes } => {
                assert_eq!((job_id, run_id), (job.id, run));
                told.push((requests, bytes));
            }
            Event::RunFinished { .. } => break,
            _ => {}
        }
    }
    let (page, feed) = (page.len() as u64, feed.len() as u64);
    assert_eq!(told, [(1, page), (2, page + feed)], "because each answer adds to what was read");
    let run = tide.run(run).await.unwrap();
    assert_eq!((run.requests, run.bytes), (2, page + feed), "because the last of them is the whole");
}

#[tokio::test(start_paused = true)]
async fn an_answer_that_never_came_is_progress_too() {
    let tide = TestEngine::started().await;
    tide.feed(Reply::unreachable());
    let mut events = tide.subscribe();
    let job = tide.watch().await;
    let progressed = |event| match event {
        Event::RunProgressed { run_id, requests, bytes, .. } => Some((run_id, requests, bytes)),
        _ => None,
    };
    let (run, requests, bytes) = tide.wait_for(&mut events, progressed).await;
    assert_eq!((requests, bytes), (1, 0), "because a request that fails was made all the same");
    assert_eq!(tide.ends(&mut events, job.id).await, RunStatus::Failed);
    assert_eq!(tide.run(run).await.unwrap().job_id, job.id);
}

#[tokio::test(start_paused = true)]
async fn a_preview_is_no_run_and_tells_no_progress() {
    let tide = TestEngine::open().await;
    tide.feed(Feed::up_to(3));
    let mut events = tide.subscribe();
    tide.preview(PreviewRequest::of(TestEngine::FEED, 3)).await.unwrap();
    assert_eq!(names(&mut events), [] as [&str; 0]);
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
    tide.change_settings(SettingsPatch { start_hidden: Some(true), ..SettingsPatch::default() })
        .await
        .unwrap();
    tide.pause_all(None).await.unwrap();
    tide.resume_all().await.unwrap();
    tide.request_all_runs().await.unwrap();
    let told = [
        "job_created",
        "job_updated",
        "job_updated",
        "job_deleted",
        "job_created",
        "store_changed",
        "settings_changed",
        "settings_changed",
        "settings_changed",
        "settings_changed",
        "store_changed",
    ];
    assert_eq!(names(&mut events), told);
    tide.change_job(job.id, patch(json!({"max_items_per_run": 0}))).await.unwrap_err();
    tide.change_settings(SettingsPatch { api_port: Some(1), ..SettingsPatch::default() }).await.unwrap_err();
    tide.pause_all(Some(tide.now())).await.unwrap_err();
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
