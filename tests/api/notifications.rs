//! What was told and where, and what filters would have told.

use serde_json::json;

use crate::server::{Api, feed, serve_feed};

#[tokio::test]
async fn messages_are_listed_with_their_channels() {
    let api = Api::start().await;
    let empty = json!({"items": [], "total": 0});
    assert_eq!(api.get("/api/notifications").await, empty);
    assert_eq!(api.get("/api/notifications/channels").await, empty);
    for limit in ["0", "1001", "many"] {
        let path = format!("/api/notifications?limit={limit}");
        api.ask("GET", &path).send().await.expect_field("limit");
    }
    let hook = json!({"settings": {"format": "json"}, "address": "http://127.0.0.1:9/hook"});
    let place = tidewatch_engine::model::SecretPlace::File;
    api.engine.set_secret_place(place).await.expect("a file");
    api.ask("PUT", "/api/notifications/webhook").json(&hook).send().await.expect(200);
    let channels = api.get("/api/notifications/channels").await;
    let hook = &channels["items"][0];
    assert_eq!(
        (&channels["total"], &hook["channel"], &hook["waiting"]),
        (&json!(1), &json!("webhook"), &json!(0))
    );
}

#[tokio::test]
async fn a_failure_is_listed_as_a_message() {
    let api = Api::monitoring().await;
    api.create_run_job(&serve_feed("410 Gone", String::new()).await).await;
    let messages = api.get("/api/notifications?limit=1").await;
    let message = &messages["items"][0];
    assert_eq!((&messages["total"], &message["kind"]), (&json!(1), &json!("failure")), "{messages}");
    assert!(message["deliveries"].is_array() && message["title"].is_string(), "because of {message}");
}

#[tokio::test]
async fn a_test_on_the_desktop_is_left_to_it() {
    let api = Api::start().await;
    let asked = api.ask("POST", "/api/notifications/desktop/test").send().await.expect(200);
    assert_eq!(asked["message"], "The desktop shows a test as soon as it runs, within ten minutes.");
}

#[tokio::test]
async fn filters_are_tried_on_what_was_found() {
    let api = Api::monitoring().await;
    let job = api.create_run_job(&serve_feed("200 OK", feed(12)).await).await;
    let path = format!("/api/monitoring/jobs/{}/back-test", job["id"].as_str().expect("an id"));
    let own = api.ask("POST", &path).json(&json!({})).send().await.expect(200);
    let counts = (&own["items"], &own["told"], &own["messages"]);
    assert_eq!(counts, (&json!(12), &json!(12), &json!(0)), "because a first check tells nothing");
    assert_eq!(own["days"].as_array().map(Vec::len), Some(7));
    let some = json!({"filters": {"include": [{"kind": "regex", "value": "Post 1.$"}]}, "days": 2});
    let some = api.ask("POST", &path).json(&some).send().await.expect(200);
    assert_eq!((&some["told"], some["days"].as_array().map(Vec::len)), (&json!(3), Some(2)), "{some}");
    assert!(some["latest"][0]["reason"].as_str().is_some_and(|reason| reason.ends_with('.')));
    let bad = json!({"filters": {"exclude": [{"kind": "regex", "value": "("}]}});
    api.ask("POST", &path).json(&bad).send().await.expect_field("filters.exclude[0]");
    api.ask("POST", &path).json(&json!({"days": 91})).send().await.expect_field("days");
    api.ask("POST", &path).json(&json!({"day": 1})).send().await.expect_field("day");
    let nobody = "/api/monitoring/jobs/0199a000-0000-7000-8000-000000000000/back-test";
    api.ask("POST", nobody).json(&json!({})).send().await.expect_error(404, "not_found");
}
