//! Looking without keeping: recognise, preview, status; and who may use the API.

use std::time::Duration;

use serde_json::json;
use tidewatch_engine::{
    ErrorCode,
    model::{Frequency, ItemPatch, NewJob, Pause, Platform, PreviewRequest, Role, RunOutcome, Schedule},
};

use crate::support::{Feed, Reply, TestEngine};

#[tokio::test(start_paused = true)]
async fn a_preview_shows_the_latest_items_and_keeps_nothing() {
    let tide = TestEngine::open().await;
    tide.feed(Feed::up_to(20));
    let preview = tide.preview(PreviewRequest::of("news.test/feed.xml", 3)).await.unwrap();
    let titles: Vec<_> = preview.items.iter().map(|item| item.title.as_deref().unwrap()).collect();
    assert_eq!(titles, ["Entry 20", "Entry 19", "Entry 18"]);
    assert_eq!((preview.title.as_deref(), preview.outcome), (Some("Test news"), RunOutcome::NewItems));
    assert_eq!(preview.recognised.platform, Platform::Feed);
    for table in ["monitoring_jobs", "monitoring_runs", "items"] {
        assert_eq!(
            tide.sql::<u32>(&format!("SELECT count(*) FROM {table}")),
            0,
            "because {table} is not for looking"
        );
    }
    let job = tide.watch().await;
    assert_eq!(tide.check(&job).await.new_items_downloaded, 20, "because a preview makes nothing known");
}

#[tokio::test(start_paused = true)]
async fn a_preview_of_an_empty_feed_says_so() {
    let tide = TestEngine::open().await;
    tide.feed(Feed::up_to(0));
    let preview = tide.preview(PreviewRequest::of(TestEngine::FEED, 10)).await.unwrap();
    assert_eq!(preview.outcome, RunOutcome::NothingNew);
    assert_eq!(preview.warnings, ["It holds no entries at present."]);
}

#[tokio::test(start_paused = true)]
async fn a_preview_that_fails_says_why_with_the_code_of_a_run() {
    for (reply, code) in [
        (Reply::status(404), ErrorCode::Unreachable),
        (Reply::status(401), ErrorCode::Unauthorized),
        (Reply::status(429), ErrorCode::RateLimited),
        (Reply::status(403), ErrorCode::Blocked),
        (Reply::status(500), ErrorCode::Unreachable),
        (Reply::unreachable(), ErrorCode::Unreachable),
        (Reply::ok("Nothing to see here."), ErrorCode::MalformedResponse),
    ] {
        let tide = TestEngine::open().await;
        tide.feed(reply.clone());
        let error = tide.preview(PreviewRequest::of(TestEngine::FEED, 10)).await.unwrap_err();
        assert_eq!(error.code, code, "because of {reply:?}");
        assert!(error.message.ends_with('.'), "because it is a sentence: {error}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_preview_of_a_server_that_never_answers_ends() {
    let tide = TestEngine::open().await;
    tide.feed(Reply::ok(Feed::up_to(1)).after(Duration::from_secs(7200)));
    let begun = tokio::time::Instant::now();
    assert_eq!(
        tide.preview(PreviewRequest::of(TestEngine::FEED, 10)).await.unwrap_err().code,
        ErrorCode::Unreachable
    );
    assert_eq!(begun.elapsed(), Duration::from_secs(60));
}

#[tokio::test(start_paused = true)]
async fn recognising_asks_nobody() {
    let tide = TestEngine::open().await;
    let recognition = tide.recognise("https://www.youtube.com/@nasa").await.unwrap();
    assert_eq!(recognition.recognised.platform, Platform::Youtube);
    tide.recognise("example.org").await.unwrap();
    assert_eq!(tide.http.count(), 0);
}

#[tokio::test(start_paused = true)]
async fn the_status_tells_how_things_stand() {
    let tide = TestEngine::open().await;
    tide.feed(Feed::up_to(3));
    let before = tide.status().await.unwrap();
    assert_eq!((before.role, before.monitor_running, before.owner_pid), (Role::Visitor, false, None));
    assert_eq!((before.jobs_active, before.items, before.next_run_at), (0, 0, None));
    let (job, paused) = (tide.watch().await, tide.watch().await);
    tide.pause(&paused).await;
    tide.check(&job).await;
    tide.check_with(&job, Feed::up_to(4)).await;
    tide.start_as(Role::Owner).await;
    let status = tide.status().await.unwrap();
    assert_eq!((status.role, status.monitor_running), (Role::Owner, true));
    assert_eq!((status.jobs_active, status.jobs_paused, status.jobs_failed), (1, 1, 0));
    assert_eq!((status.items, status.items_unread, status.runs_in_progress), (4, 1, 0));
    assert_eq!(status.next_run_at, tide.again(&job).await.next_run_at);
    assert!(status.heartbeat_at.is_some() && status.store_bytes > 0);
    assert_eq!(status.data_dir, tide.data_dir().display().to_string());
}

#[tokio::test(start_paused = true)]
async fn the_status_counts_stars_and_tells_of_a_pause() {
    let tide = TestEngine::open().await;
    let job = tide.watch().await;
    tide.check_with(&job, Feed::up_to(3)).await;
    let starred = ItemPatch { starred: Some(true), ..ItemPatch::default() };
    for item in &tide.items_of(&job).await[..2] {
        tide.change_item(item.id, starred.clone()).await.unwrap();
    }
    let status = tide.status().await.unwrap();
    assert_eq!((status.items_starred, status.pause), (2, None));
    tide.pause_all(None).await.unwrap();
    assert_eq!(tide.status().await.unwrap().pause, Some(Pause { since: tide.now(), until: None }));
    tide.delete_job(job.id).await.unwrap();
    assert_eq!(tide.status().await.unwrap().items_starred, 0, "because they are hidden with their job");
}

fn schedule(json: serde_json::Value) -> Schedule {
    serde_json::from_value(json).unwrap()
}

#[tokio::test(start_paused = true)]
async fn a_schedule_is_shown_in_words_with_its_next_five_times() {
    let tide = TestEngine::open().await;
    tide.clock.set_zone("Europe/Berlin");
    let daily = json!({"frequency": "daily", "schedule": {"at": "08:30"}});
    let shown = tide.preview_schedule(schedule(daily)).unwrap();
    assert_eq!((shown.text.as_str(), shown.warning), ("Every day at 08:30", None));
    let times: Vec<_> = shown.times.iter().map(ToString::to_string).collect();
    let expected: Vec<_> = (4..9).map(|day| format!("2026-03-{day:02} 07:30:00 UTC")).collect();
    assert_eq!(times, expected, "because half past eight in Berlin is half past seven");
    let job = tide.watch_with(NewJob { frequency: Some(Frequency::Hourly), ..NewJob::default() }).await;
    let hourly = tide.preview_schedule(schedule(json!({"frequency": "hourly"}))).unwrap();
    assert_eq!(hourly.text, job.schedule_text, "because it is completed as a new job's is");
    tide.check_with(&job, Feed::up_to(1)).await;
    assert_eq!(hourly.times.first(), tide.again(&job).await.next_run_at.as_ref());
}

#[tokio::test(start_paused = true)]
async fn a_schedule_that_is_hard_on_a_site_is_warned_of_and_allowed() {
    let tide = TestEngine::open().await;
    let every = |minutes| json!({"frequency": "custom", "interval_minutes": minutes});
    let cron = |cron| json!({"frequency": "cron", "schedule": {"cron": cron}});
    for (input, words) in [
        (every(1), Some("blocked")),
        (every(4), Some("blocked")),
        (every(5), Some("Most sites")),
        (every(14), Some("Most sites")),
        (every(15), None),
        (cron("* * * * *"), Some("blocked")),
        (cron("*/10 * * * *"), Some("Most sites")),
        (cron("0,2 3 * * *"), Some("blocked")),
        (cron("0 * * * *"), None),
        (json!({"frequency": "hourly"}), None),
        (json!({"frequency": "weekly"}), None),
    ] {
        let warning = tide.preview_schedule(schedule(input.clone())).unwrap().warning;
        assert_eq!(warning.is_some(), words.is_some(), "because of {input}: {warning:?}");
        let (warning, words) = (warning.unwrap_or_default(), words.unwrap_or_default());
        assert!(warning.contains(words), "because of {input}: {warning}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_schedule_that_cannot_be_is_refused_by_name() {
    let tide = TestEngine::open().await;
    for (input, field) in [
        (json!({"frequency": "custom"}), "interval_minutes"),
        (json!({"frequency": "daily", "schedule": {"at": "24:00"}}), "schedule.at"),
        (json!({"frequency": "cron", "schedule": {"cron": "whenever"}}), "schedule.cron"),
    ] {
        let error = tide.preview_schedule(schedule(input.clone())).expect_err(&input.to_string());
        assert_eq!(error.code, ErrorCode::InvalidSchedule);
        assert_eq!(error.fields[0].field, field, "because of {input}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_token_is_shown_once_kept_as_a_hash_and_replaced_by_the_next() {
    let tide = TestEngine::open().await;
    assert!(!tide.has_api_token().await.unwrap());
    assert!(!tide.is_api_token("").await.unwrap(), "because no token is not an empty token");
    let token = tide.create_api_token().await.unwrap();
    assert_eq!(token.len(), 64, "because 256 random bits are 64 hexadecimal digits");
    assert!(tide.has_api_token().await.unwrap() && tide.is_api_token(&token).await.unwrap());
    for wrong in ["", &token[1..], &token.to_uppercase(), &format!("{token} ")] {
        assert!(!tide.is_api_token(wrong).await.unwrap(), "because {wrong:?} is another text");
    }
    let stored: String = tide.sql("SELECT group_concat(key || value) FROM settings");
    assert!(!stored.contains(&token), "because who reads the database must not get in");
    let next = tide.create_api_token().await.unwrap();
    assert_ne!(next, token);
    assert!(!tide.is_api_token(&token).await.unwrap(), "because the earlier one is void");
}
