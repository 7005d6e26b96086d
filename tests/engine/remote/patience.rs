//! Receivers that want to be left alone for a while.

use chrono::TimeDelta;
use tidewatch_engine::model::{Job, WebhookFormat};

use super::hook;
use crate::support::{Feed, Reply, TestEngine};

const HOOK: &str = "https://hooks.example/in";

/// A job that has run, whose messages go to the webhook.
async fn started() -> (TestEngine, Job) {
    let tide = TestEngine::started().await;
    let mut events = tide.subscribe();
    tide.feed(Feed::up_to(1));
    let job = tide.watch().await;
    tide.ends(&mut events, job.id).await;
    tide.set_webhook(hook(WebhookFormat::Json, HOOK)).await.unwrap();
    (tide, job)
}

#[tokio::test(start_paused = true)]
async fn a_receiver_that_wants_to_be_left_alone_is() {
    let (tide, job) = started().await;
    tide.http.answers(HOOK, [Reply::status(429).retry_after("1200"), Reply::ok("fine")]);
    tide.feed(Feed::up_to(2));
    tide.request_run(job.id).await.unwrap();
    tide.pass(TimeDelta::seconds(600)).await;
    tide.feed(Feed::up_to(3));
    tide.request_run(job.id).await.unwrap();
    tide.pass(TimeDelta::seconds(599)).await;
    assert_eq!(tide.http.asked_for(HOOK).len(), 1, "because that was asked for, whatever is new");
    tide.pass(TimeDelta::seconds(2)).await;
    assert_eq!(tide.http.asked_for(HOOK).len(), 3, "because both are told then");
}

#[tokio::test(start_paused = true)]
async fn what_one_receiver_did_not_take_another_is_told_at_once() {
    let (tide, job) = started().await;
    tide.http.answer(HOOK, Reply::status(429).retry_after("36000"));
    tide.feed(Feed::up_to(2));
    tide.request_run(job.id).await.unwrap();
    tide.pass(TimeDelta::seconds(60)).await;
    assert_eq!(tide.http.asked_for(HOOK).len(), 1);
    let other = "https://other.example/hook";
    tide.http.answer(other, Reply::ok("fine"));
    tide.set_webhook(hook(WebhookFormat::Json, other)).await.unwrap();
    tide.pass(TimeDelta::seconds(1)).await;
    assert_eq!(tide.http.asked_for(other).len(), 1, "because it has asked for nothing");
}
