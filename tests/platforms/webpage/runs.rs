//! Whole runs of a job that watches a page.

use tidewatch_engine::model::{
    FailureCode, ItemState, Job, JobPatch, NewJob, NotificationKind, Platform, RunOutcome, RunStatus,
};

use super::PAGE;
use crate::support::{Reply, TestEngine};

fn html(body: &str) -> Reply {
    Reply::ok(format!("<title>Fees</title>{body}")).header(http::header::CONTENT_TYPE, "text/html")
}

async fn watching(tide: &TestEngine, body: &str, options: &[(&str, &str)]) -> Job {
    tide.http.answer(PAGE, html(body));
    let options = options.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect();
    let platform = Some(Platform::Webpage);
    let job =
        tide.watch_with(NewJob { target_url: PAGE.into(), platform, options, ..NewJob::default() }).await;
    let run = tide.check(&job).await;
    assert_eq!((run.status, run.new_items_downloaded), (RunStatus::Completed, 1), "{run:?}");
    job
}

#[tokio::test(start_paused = true)]
async fn a_change_is_a_new_item_a_message_and_a_revision_of_the_page() {
    let tide = TestEngine::open().await;
    let job = watching(&tide, "<p>8 m: 18<p>12 m: 26", &[]).await;
    assert!(tide.messages().await.is_empty(), "because the first look is no news");
    tide.http.answer(PAGE, html("<p>8 m: 19<p>12 m: 26"));
    let run = tide.check(&job).await;
    assert_eq!(
        (run.outcome, run.new_items_downloaded, run.updated_items),
        (Some(RunOutcome::NewItems), 1, 1)
    );
    let items = tide.items_of(&job).await;
    assert_eq!(items.len(), 2);
    let (change, whole) = (&items[0], &items[1]);
    assert_eq!((change.text.as_str(), change.state), ("- 8 m: 18\n+ 8 m: 19", ItemState::Unread));
    assert_eq!(
        (whole.text.as_str(), whole.state, whole.revisions),
        ("8 m: 19\n12 m: 26", ItemState::Read, 1)
    );
    let earlier = &tide.revisions(whole.id).await.unwrap()[0];
    assert_eq!(earlier.text, "8 m: 18\n12 m: 26");
    let messages = tide.messages().await;
    assert_eq!(messages.len(), 1);
    assert_eq!((messages[0].kind, messages[0].title.as_str()), (NotificationKind::NewItems, "Fees"));
    assert!(messages[0].body.contains("- 8 m: 18 + 8 m: 19"), "because of {}", messages[0].body);

    let same = tide.check(&job).await;
    assert_eq!((same.outcome, same.requests), (Some(RunOutcome::NotModified), 1));
}

#[tokio::test(start_paused = true)]
async fn a_hundred_checks_of_a_page_that_flickers_tell_each_text_once() {
    let tide = TestEngine::open().await;
    let job = watching(&tide, "<p>0", &[]).await;
    for n in 0..100 {
        // Every tenth check a new text; between them the last two alternate, under noise.
        let text = if n % 3 == 1 && n > 10 { n / 10 - 1 } else { n / 10 };
        let noise = format!("<script>{n}</script><input type=hidden value={n}>");
        tide.http.answer(PAGE, html(&format!("<p>{text}{noise}")));
        let run = tide.check(&job).await;
        assert_eq!(run.status, RunStatus::Completed);
    }
    let job = tide.again(&job).await;
    assert_eq!(job.items, 10, "because the page was one item and nine changes were new");
    assert_eq!(tide.messages().await.len(), 9);
}

#[tokio::test(start_paused = true)]
async fn a_selector_that_finds_nothing_any_more_fails_and_tells_no_change() {
    let tide = TestEngine::open().await;
    let job = watching(&tide, "<p class=a>a", &[("selector", ".a")]).await;
    tide.http.answer(PAGE, html("<p class=b>a"));
    let run = tide.check(&job).await;
    assert_eq!((run.status, run.error_code), (RunStatus::Failed, Some(FailureCode::Changed)));
    assert!(run.error_message.unwrap().contains("\".a\""));
    tide.http.answer(PAGE, html("<p class=a>a"));
    assert_eq!(tide.check(&job).await.new_items_downloaded, 0);
    assert_eq!(tide.items_of(&job).await.len(), 1);
}

#[tokio::test(start_paused = true)]
async fn another_selector_begins_anew_without_a_message() {
    let tide = TestEngine::open().await;
    let job = watching(&tide, "<p class=a>a<p class=b>b", &[("selector", ".a")]).await;
    let options = Some([("selector".to_owned(), ".b".to_owned())].into());
    tide.change(&job, JobPatch { options, ..JobPatch::default() }).await;
    let run = tide.check(&job).await;
    assert_eq!((run.status, run.new_items_downloaded), (RunStatus::Completed, 0));
    assert!(tide.messages().await.is_empty());
    tide.http.answer(PAGE, html("<p class=a>a<p class=b>c"));
    assert_eq!(tide.check(&job).await.new_items_downloaded, 1);
    assert_eq!(tide.items_of(&job).await[0].text, "- b\n+ c");
}

#[tokio::test(start_paused = true)]
async fn filters_decide_by_the_lines_that_changed() {
    let tide = TestEngine::open().await;
    let job = watching(&tide, "<p>crane<p>tide 1", &[]).await;
    let filters = serde_json::json!({"filters": {"include": [{"kind": "word", "value": "crane"}]}});
    tide.change(&job, crate::support::patch(filters)).await;
    tide.http.answer(PAGE, html("<p>crane<p>tide 2"));
    tide.check(&job).await;
    assert!(tide.messages().await.is_empty(), "because that line did not change");
    tide.http.answer(PAGE, html("<p>crane broken<p>tide 2"));
    tide.check(&job).await;
    assert_eq!(tide.messages().await.len(), 1);
}
