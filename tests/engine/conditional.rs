//! Asking only for what has changed: validators go back byte for byte, the same bytes are not
//! read again.

use chrono::TimeDelta;
use http::header;
use tidewatch_engine::model::{RunOutcome, RunStatus};

use crate::support::{Feed, Reply, TestEngine};

#[tokio::test(start_paused = true)]
async fn validators_go_back_byte_for_byte() {
    let odd: [&[u8]; 8] = [
        b"W/\"x\"",
        b"\"a b  c\"",
        b"no quotes",
        b"\"caf\xe9\"",
        b"\xff\xfe\x80",
        b"\"\"",
        b"W/\"\\\"quoted\\\"\"",
        b"\"comma, semi; \t tab\"",
    ];
    for etag in odd {
        let tide = TestEngine::open().await;
        let job = tide.watch().await;
        let date: &[u8] = b"Tue,  3 Mar 2026 09:00:00 +0000";
        tide.check_with(&job, Reply::ok(Feed::up_to(2)).etag(etag).header(header::LAST_MODIFIED, date)).await;
        let run = tide.check(&job).await;
        let asked = &tide.http.asked()[1];
        assert_eq!(
            asked.header(header::IF_NONE_MATCH),
            Some(etag),
            "because only the server knows what it means"
        );
        assert_eq!(asked.header(header::IF_MODIFIED_SINCE), Some(date));
        assert_eq!(run.outcome, Some(RunOutcome::NotModified));
    }
}

#[tokio::test(start_paused = true)]
async fn a_first_request_claims_to_know_nothing() {
    let tide = TestEngine::open().await;
    let job = tide.watch().await;
    tide.check_with(&job, Reply::ok(Feed::up_to(2))).await;
    tide.check(&job).await;
    for asked in tide.http.asked() {
        assert_eq!(asked.header(header::IF_NONE_MATCH), None);
        assert_eq!(asked.header(header::IF_MODIFIED_SINCE), None, "because the server named no date");
    }
}

#[tokio::test(start_paused = true)]
async fn not_modified_and_the_same_bytes_touch_no_item() {
    let last_change = "SELECT max(last_seen_at) || '/' || count(*) || '/' || (SELECT cursor FROM monitoring_jobs) FROM items";
    for reply in [Reply::ok(Feed::up_to(5)).etag("\"v1\""), Reply::ok(Feed::up_to(5))] {
        let tide = TestEngine::open().await;
        let job = tide.watch().await;
        tide.check_with(&job, reply).await;
        let before: String = tide.sql(last_change);
        tide.clock.suspend(TimeDelta::days(3));
        let run = tide.check(&job).await;
        assert_eq!((run.status, run.outcome), (RunStatus::Completed, Some(RunOutcome::NotModified)));
        assert_eq!((run.items_found, run.new_items_downloaded, run.updated_items), (0, 0, 0));
        assert_eq!(
            tide.sql::<String>(last_change),
            before,
            "because nothing was parsed and nothing is written"
        );
        assert!(tide.again(&job).await.next_run_at.unwrap() > tide.now());
    }
}

#[tokio::test(start_paused = true)]
async fn new_validators_for_the_same_bytes_are_kept_without_reading_them_again() {
    let tide = TestEngine::open().await;
    let job = tide.watch().await;
    tide.check_with(&job, Reply::ok(Feed::up_to(5)).etag("\"v1\"")).await;
    let run = tide.check_with(&job, Reply::ok(Feed::up_to(5)).etag("\"v2\"")).await;
    assert_eq!((run.outcome, run.http_status), (Some(RunOutcome::NotModified), Some(200)));
    let run = tide.check(&job).await;
    assert_eq!(tide.http.asked()[2].header(header::IF_NONE_MATCH), Some(&b"\"v2\""[..]));
    assert_eq!((run.outcome, run.http_status), (Some(RunOutcome::NotModified), Some(304)));
}

#[tokio::test(start_paused = true)]
async fn a_validator_that_disappears_is_not_sent_any_more() {
    let tide = TestEngine::open().await;
    let job = tide.watch().await;
    tide.check_with(&job, Reply::ok(Feed::up_to(5)).etag("\"v1\"")).await;
    tide.check_with(&job, Reply::ok(Feed::up_to(6))).await;
    tide.check(&job).await;
    assert_eq!(tide.http.asked()[2].header(header::IF_NONE_MATCH), None);
}

#[tokio::test(start_paused = true)]
async fn a_failure_leaves_the_validators_as_they_are() {
    let tide = TestEngine::open().await;
    let job = tide.watch().await;
    tide.check_with(&job, Reply::ok(Feed::up_to(5)).etag("\"v1\"")).await;
    tide.check_with(&job, Reply::status(503).etag("\"error page\"")).await;
    let run = tide.check_with(&job, Reply::ok(Feed::up_to(5)).etag("\"v1\"")).await;
    assert_eq!(run.outcome, Some(RunOutcome::NotModified), "because an error page is not the feed");
}

#[tokio::test(start_paused = true)]
async fn another_target_is_asked_afresh() {
    let tide = TestEngine::open().await;
    let job = tide.watch().await;
    tide.check_with(&job, Reply::ok(Feed::up_to(5)).etag("\"v1\"")).await;
    let other = "https://other.test/feed.xml";
    tide.http.answer(other, Reply::ok(Feed::up_to(5)).etag("\"v1\""));
    let job = tide.change(&job, crate::support::patch(serde_json::json!({"target_url": other}))).await;
    tide.check(&job).await;
    assert_eq!(tide.http.asked_for(other)[0].header(header::IF_NONE_MATCH), None);
}
