//! Platforms, links and previews over HTTP.

use serde_json::{Value, json};

use crate::server::{Api, feed, serve_feed};

#[tokio::test]
async fn platforms_say_what_can_be_pasted() {
    let api = Api::start().await;
    let platforms = api.get("/api/platforms").await;
    let all = platforms["items"].as_array().expect("platforms");
    assert_eq!(platforms["total"], all.len());
    assert!(all.iter().any(|platform| platform["platform"] == "youtube" && platform["name"] == "YouTube"));
    assert!(all.iter().all(|platform| !platform["examples"].as_array().expect("examples").is_empty()));
}

#[tokio::test]
async fn a_link_is_recognised_with_the_jobs_that_watch_it() {
    let api = Api::start().await;
    let url = "https://www.youtube.com/@nasa";
    let recognised = api.get(&format!("/api/recognise?url={url}")).await;
    assert_eq!((&recognised["platform"], &recognised["target_type"]), (&json!("youtube"), &json!("channel")));
    assert_eq!(recognised["existing_job_ids"], json!([]));
    let job = api.create_job(url).await;
    let recognised = api.get(&format!("/api/recognise?url={url}")).await;
    assert_eq!(recognised["existing_job_ids"], json!([job["id"]]));
}

#[tokio::test]
async fn a_preview_shows_the_latest_items_and_keeps_none() {
    let api = Api::start().await;
    let url = serve_feed("200 OK", feed(5)).await;
    let ask = |body: Value| api.ask("POST", "/api/preview").json(&body).send();
    let preview = ask(json!({"url": url, "limit": 2})).await.expect(200);
    assert_eq!((&preview["title"], &preview["platform"]), (&json!("Tides"), &json!("feed")));
    assert_eq!(
        (&preview["items"][0]["title"], &preview["items"][1]["title"]),
        (&json!("Post 5"), &json!("Post 4"))
    );
    assert_eq!(
        (preview["items"].as_array().map(Vec::len), &preview["outcome"]),
        (Some(2), &json!("new_items"))
    );
    assert_eq!(api.get("/api/items").await["total"], 0);
    ask(json!({"url": url, "limit": 0})).await.expect_field("limit");
    ask(json!({"url": "no link at all"})).await.expect_field("url");
}

#[tokio::test]
async fn what_a_source_answers_is_not_taken_for_an_answer_of_the_api() {
    let api = Api::start().await;
    for (status, body, code) in [
        ("401 Unauthorized", "", "unauthorized"),
        ("410 Gone", "", "unreachable"),
        ("200 OK", "<html><body></body></html>", "malformed_response"),
    ] {
        let url = serve_feed(status, body.to_owned()).await;
        let answer = api.ask("POST", "/api/preview").json(&json!({"url": url})).send().await;
        answer.expect_error(424, code);
        assert_eq!(answer.header("WWW-Authenticate"), None);
    }
}
