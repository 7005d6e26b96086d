//! The first run is a baseline: kept, read, told to nobody.

use tidewatch_engine::model::{ItemState, JobPatch, NewJob, RunOutcome, RunStatus};

use crate::support::{Entry, Feed, Reply, TestEngine};

#[tokio::test(start_paused = true)]
async fn the_first_run_keeps_the_newest_as_read_and_tells_nobody() {
    let tide = TestEngine::open().await;
    let job = tide.watch().await;
    let run = tide.check_with(&job, Feed::up_to(200)).await;
    assert_eq!((run.status, run.outcome), (RunStatus::Completed, Some(RunOutcome::NewItems)));
    assert_eq!((run.items_found, run.new_items_downloaded), (200, 50));
    assert_eq!(run.items_processed, 200, "because the other 150 were looked at and remembered");
    let newest: Vec<_> = (151..=200).map(|n| format!("Entry {n}")).collect();
    assert_eq!(tide.titles_of(&job).await, newest, "because the newest stand first in every list");
    assert!(
        tide.items_of(&job).await.iter().all(|item| item.state == ItemState::Read),
        "because nobody wants an inbox full of what is old"
    );
    assert_eq!(tide.runs_of(&job).await.len(), 1, "because nothing of a baseline is left for later");
    assert_eq!(tide.messages().await, [], "because a first run floods nobody");
    assert_eq!(tide.again(&job).await.baseline_at, run.end_time);
}

#[tokio::test(start_paused = true)]
async fn what_lay_beyond_the_first_runs_cap_is_never_new() {
    let tide = TestEngine::open().await;
    let job = tide.watch().await;
    tide.check_with(&job, Feed::up_to(200)).await;
    let run = tide.check_with(&job, Feed::up_to(201)).await;
    assert_eq!(run.new_items_downloaded, 1, "because only entry 201 was not there before");
    let run = tide.check_with(&job, Feed::range(1, 120)).await;
    assert_eq!(
        (run.outcome, run.new_items_downloaded),
        (Some(RunOutcome::NothingNew), 0),
        "because a feed that shows only old entries shows nothing new"
    );
    let by_link = Feed::range(1, 120).with_each(|entry| {
        entry.guid = entry.guid.take().map(|guid| format!("moved:{guid}"));
    });
    let run = tide.check_with(&job, by_link).await;
    assert_eq!(run.new_items_downloaded, 0, "because a link is remembered too");
    assert_eq!(tide.messages().await.len(), 1, "because one entry was new in all this time");
}

#[tokio::test(start_paused = true)]
async fn a_feed_that_lists_the_oldest_first_keeps_its_newest_too() {
    let tide = TestEngine::open().await;
    let job = tide.watch_with(NewJob { max_items_per_run: Some(3), ..NewJob::default() }).await;
    let mut feed = Feed::up_to(10);
    feed.entries.reverse();
    tide.check_with(&job, feed).await;
    assert_eq!(tide.titles_of(&job).await, ["Entry 8", "Entry 9", "Entry 10"]);
}

#[tokio::test(start_paused = true)]
async fn an_old_entry_pinned_to_the_top_does_not_turn_the_feed_round() {
    let tide = TestEngine::open().await;
    let job = tide.watch_with(NewJob { max_items_per_run: Some(4), ..NewJob::default() }).await;
    let mut feed = Feed::range(11, 30);
    feed.entries.insert(0, Entry::number(1));
    tide.check_with(&job, feed).await;
    assert_eq!(
        tide.titles_of(&job).await,
        ["Entry 28", "Entry 29", "Entry 30", "Entry 1"],
        "because one pinned entry says nothing about the order of the others"
    );
}

#[tokio::test(start_paused = true)]
async fn an_empty_feed_is_a_completed_baseline_with_a_warning() {
    let tide = TestEngine::open().await;
    let job = tide.watch().await;
    let run = tide.check_with(&job, Feed::up_to(0)).await;
    assert_eq!((run.status, run.outcome), (RunStatus::Completed, Some(RunOutcome::NothingNew)));
    assert_eq!(run.error_message.as_deref(), Some("It holds no entries at present."));
    tide.check_with(&job, Feed::up_to(1)).await;
    assert_eq!(tide.messages().await.len(), 1, "because the first entry of an empty feed is new");
    assert_eq!(tide.items_of(&job).await[0].state, ItemState::Unread);
}

#[tokio::test(start_paused = true)]
async fn a_failed_first_run_is_no_baseline() {
    let tide = TestEngine::open().await;
    let job = tide.watch().await;
    tide.check_with(&job, Reply::status(500)).await;
    assert_eq!(tide.again(&job).await.baseline_at, None);
    tide.check_with(&job, Feed::up_to(20)).await;
    assert_eq!(tide.messages().await, [], "because the first completed run is the baseline");
}

#[tokio::test(start_paused = true)]
async fn a_changed_target_has_a_baseline_of_its_own() {
    let tide = TestEngine::open().await;
    let job = tide.watch().await;
    tide.check_with(&job, Feed::up_to(5)).await;
    let other = "https://other.test/feed.xml";
    tide.http.answer(other, Feed::range(100, 120));
    let job = tide.change(&job, JobPatch { target_url: Some(other.into()), ..JobPatch::default() }).await;
    assert_eq!((job.baseline_at, job.next_run_at), (None, Some(tide.now())));
    let run = tide.check(&job).await;
    assert_eq!(run.new_items_downloaded, 21);
    assert_eq!(tide.messages().await, [], "because everything there was there before");
    assert!(tide.again(&job).await.baseline_at.is_some());
}
