//! Items over HTTP.

use serde_json::{Value, json};

use crate::server::{Api, feed, serve_feed};

/// A job of five posts, and its path in queries.
async fn posts(api: &Api) -> String {
    let job = api.create_run_job(&serve_feed("200 OK", feed(5)).await).await;
    job["id"].as_str().expect("an id").to_owned()
}

fn titles(page: &Value) -> Vec<&str> {
    page["items"].as_array().expect("items").iter().filter_map(|item| item["title"].as_str()).collect()
}

#[tokio::test]
async fn items_are_listed_in_parts_without_gap_or_overlap() {
    let api = Api::monitoring().await;
    posts(&api).await;
    let all = api.get("/api/items").await;
    assert_eq!((&all["total"], &all["next"]), (&json!(5), &Value::Null));
    let first = api.get("/api/items?limit=3").await;
    let second = api.get(&format!("/api/items?limit=3&before={}", first["next"])).await;
    assert_eq!([titles(&first), titles(&second)].concat(), titles(&all));
    assert_eq!((titles(&first).len(), &second["next"]), (3, &Value::Null));
}

#[tokio::test]
async fn items_are_listed_by_job_run_state_and_star() {
    let api = Api::monitoring().await;
    api.create_run_job("tidewatch:sample").await;
    let job = posts(&api).await;
    let runs = api.get(&format!("/api/monitoring/jobs/{job}/runs")).await;
    let run = runs["items"][0]["id"].as_str().expect("a run").to_owned();
    let item = api.get(&format!("/api/items?job_id={job}&limit=1")).await["items"][0]["id"].clone();
    let change = json!({"state": "unread", "starred": true});
    api.ask("PUT", &format!("/api/items/{item}")).json(&change).send().await.expect(200);

    for (query, total) in [
        (String::new(), 8),
        (format!("job_id={job}"), 5),
        (format!("run_id={run}"), 5),
        ("state=unread".to_owned(), 1),
        ("state=read".to_owned(), 7),
        ("starred=true".to_owned(), 1),
        (format!("starred=false&job_id={job}"), 4),
    ] {
        assert_eq!(api.get(&format!("/api/items?{query}")).await["total"], total, "because of {query:?}");
    }
}

#[tokio::test]
async fn an_item_is_marked_starred_and_noted_field_by_field() {
    let api = Api::monitoring().await;
    posts(&api).await;
    let item = api.get("/api/items?limit=1").await["items"][0].clone();
    let path = format!("/api/items/{}", item["id"]);
    assert_eq!(item["state"], "read", "because a first run marks what it finds as read");
    let put = async |body: Value| api.ask("PUT", &path).json(&body).send().await.expect(200);

    let unread = put(json!({"state": "unread"})).await;
    assert_eq!((&unread["state"], &unread["starred"]), (&json!("unread"), &json!(false)));
    let noted = put(json!({"starred": true, "note": "for Monday"})).await;
    assert_eq!(
        (&noted["state"], &noted["starred"], &noted["note"]),
        (&json!("unread"), &json!(true), &json!("for Monday"))
    );
    assert_eq!(put(json!({"note": ""})).await["note"], Value::Null);
    api.ask("PUT", &path).json(&json!({"title": "x"})).send().await.expect_field("title");
}

#[tokio::test]
async fn one_item_comes_with_its_text_and_revisions() {
    let api = Api::monitoring().await;
    api.create_run_job("tidewatch:sample").await;
    let listed = &api.get("/api/items?limit=1").await["items"][0];
    assert_eq!(listed["html"], Value::Null, "because lists leave the HTML out");
    let item = api.get(&format!("/api/items/{}", listed["id"])).await;
    assert!(item["html"].is_string(), "because of {item}");
    let revisions = api.get(&format!("/api/items/{}/revisions", listed["id"])).await;
    assert_eq!(revisions, json!({"items": [], "total": 0}));
}

#[tokio::test]
async fn search_finds_words_phrases_and_what_lacks_a_word() {
    let api = Api::monitoring().await;
    let job = posts(&api).await;
    api.create_run_job("tidewatch:sample").await;
    for (query, total) in [
        ("q=number", 5),
        ("q=%22number+3%22", 1),
        ("q=number+-3", 4),
        ("q=NUMBER&limit=2", 5),
        ("q=nowhere", 0),
        ("q=", 0),
        ("q=%22%27%29%3B--%00%2A", 0),
    ] {
        assert_eq!(api.get(&format!("/api/search?{query}")).await["total"], total, "because of {query}");
    }
    assert_eq!(api.get(&format!("/api/search?q=sample&job_id={job}")).await["total"], 0);
    let first = api.get("/api/search?q=number&limit=2").await;
    let second = api.get(&format!("/api/search?q=number&limit=2&before={}", first["next"])).await;
    assert_eq!([titles(&first), titles(&second)].concat().len(), 4);
    assert_ne!(titles(&first), titles(&second));
}
