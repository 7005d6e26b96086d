//! What the user is told about new items, and what not.

use serde_json::json;
use tidewatch_engine::model::{ItemState, NewJob, NotificationKind};

use crate::support::{Feed, TestEngine, patch};

async fn with_baseline(new: NewJob) -> (TestEngine, tidewatch_engine::model::Job) {
    let tide = TestEngine::open().await;
    let job = tide.watch_with(new).await;
    tide.check_with(&job, Feed::up_to(5)).await;
    (tide, job)
}

#[tokio::test(start_paused = true)]
async fn one_new_item_is_told_as_itself() {
    let (tide, job) = with_baseline(NewJob::default()).await;
    let feed = Feed::up_to(6).with(6, |entry| {
        entry.title = Some("Tide table <b>for</b> June".into());
        entry.author = Some("Ada".into());
        entry.text = Some("High water at noon.".into());
    });
    let run = tide.check_with(&job, feed).await;
    let told = tide.messages().await;
    assert_eq!(told.len(), 1);
    assert_eq!((told[0].kind, told[0].item_count), (NotificationKind::NewItems, 1));
    assert_eq!((told[0].job_id, told[0].run_id), (job.id, run.id));
    assert_eq!(told[0].title, "Tide table for June");
    assert_eq!(told[0].body, "Ada · News\nHigh water at noon.");
}

#[tokio::test(start_paused = true)]
async fn several_new_items_are_told_as_a_summary() {
    let (tide, job) = with_baseline(NewJob::default()).await;
    tide.check_with(&job, Feed::up_to(12)).await;
    let told = tide.messages().await;
    assert_eq!(told.len(), 1, "because one run is one message");
    assert_eq!((told[0].title.as_str(), told[0].item_count), ("News: 7 new items", 7));
    assert_eq!(told[0].body, "Entry 12\nEntry 11\nEntry 10", "because the newest are the news");
    assert!(
        tide.items_of(&job).await.iter().take(7).all(|item| item.state == ItemState::Unread),
        "because nobody has read them"
    );
}

#[tokio::test(start_paused = true)]
async fn an_edited_item_is_told_to_nobody() {
    let (tide, job) = with_baseline(NewJob::default()).await;
    let run = tide.check_with(&job, Feed::up_to(5).with(3, |entry| entry.text = Some("New.".into()))).await;
    assert_eq!(run.updated_items, 1);
    assert_eq!(tide.messages().await, []);
}

#[tokio::test(start_paused = true)]
async fn filters_decide_what_is_told_and_not_what_is_kept() {
    let filters = json!({
        "include": [{"kind": "word", "value": "storm"}, {"kind": "regex", "value": "gale +\\d"}],
        "exclude": [{"kind": "word", "value": "over"}],
    });
    let filters = Some(serde_json::from_value(filters).unwrap());
    let (tide, job) = with_baseline(NewJob { filters, ..NewJob::default() }).await;
    let titles = ["Calm", "A STORM comes", "Stormy weather", "Storm is over", "Warning: gale 9", "Sun"];
    let feed = Feed::up_to(11).with_each(|entry| {
        let number: usize = entry.guid.as_deref().unwrap().rsplit(':').next().unwrap().parse().unwrap();
        if number > 5 {
            entry.title = Some(titles[number - 6].into());
        }
    });
    let run = tide.check_with(&job, feed).await;
    assert_eq!(run.new_items_downloaded, 6, "because filters keep nothing out");
    let told = tide.messages().await;
    assert_eq!(told.len(), 1);
    assert_eq!(told[0].item_count, 2);
    assert_eq!(told[0].body, "Warning: gale 9\nA STORM comes");
}

#[tokio::test(start_paused = true)]
async fn nothing_is_told_when_no_new_item_passes_the_filters() {
    let filters = serde_json::from_value(json!({"include": [{"kind": "word", "value": "storm"}]})).unwrap();
    let (tide, job) = with_baseline(NewJob { filters: Some(filters), ..NewJob::default() }).await;
    tide.check_with(&job, Feed::up_to(9)).await;
    assert_eq!(tide.messages().await, []);
    assert_eq!(tide.again(&job).await.items_unread, 4);
}

#[tokio::test(start_paused = true)]
async fn who_wants_no_news_gets_none_until_they_do() {
    let quiet = NewJob { notify_on_new_content: Some(false), ..NewJob::default() };
    let (tide, job) = with_baseline(quiet).await;
    tide.check_with(&job, Feed::up_to(9)).await;
    assert_eq!(tide.messages().await, []);
    tide.change(&job, patch(json!({"notify_on_new_content": true}))).await;
    tide.check_with(&job, Feed::up_to(10)).await;
    assert_eq!(tide.messages().await.len(), 1);
    assert_eq!(tide.messages().await[0].title, "Entry 10", "because what was kept quiet stays so");
}

#[tokio::test(start_paused = true)]
async fn an_item_without_a_title_is_told_by_its_text() {
    let (tide, job) = with_baseline(NewJob::default()).await;
    let feed = Feed::up_to(6).with(6, |entry| {
        entry.title = None;
        entry.text = Some("Just a few words.".into());
    });
    tide.check_with(&job, feed).await;
    assert_eq!(tide.messages().await[0].title, "Just a few words.");
}

#[tokio::test(start_paused = true)]
async fn a_language_that_is_not_wanted_is_told_to_nobody() {
    let german = || serde_json::from_value(json!({"languages": ["de"]})).unwrap();
    for (language, told) in [("de-AT", 1), ("en", 0), ("", 1)] {
        let (tide, job) = with_baseline(NewJob { filters: Some(german()), ..NewJob::default() }).await;
        tide.check_with(&job, Feed::up_to(6).saying(&format!("<language>{language}</language>"))).await;
        assert_eq!(tide.messages().await.len(), told, "because the feed's language is {language:?}");
    }
}
