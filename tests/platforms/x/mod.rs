//! X, with a key and through the feeds of a server of one's own.

mod failing;
mod feeds;
mod reading;
mod recognising;
mod recorded;
mod runs;

use serde_json::{Value, json};
use tidewatch_engine::{
    model::{Platform, TargetType},
    platforms::Target,
};

use crate::{keyed::Web, lists::Post, scripted::target};

const X: Platform = Platform::X;
const KEY: &[(&str, &str)] = &[("token", "AAAA%2Fbbbb%3D")];
const POSTS: &str = include_str!("../../fixtures/x/posts.json");
const USER: &str = r#"{"data":{"id":"12","username":"ana","name":"Ana of the Sea","profile_image_url":"https://pbs.twimg.example/a.jpg"}}"#;
const TIMELINE: &str = "api.x.com/2/users/12/tweets";
const SEARCH: &str = "api.x.com/2/tweets/search/recent";

fn profile() -> Target {
    target(TargetType::Profile, "https://x.com/ana", None)
}

fn hashtag() -> Target {
    target(TargetType::Hashtag, "https://x.com/hashtag/tide", None)
}

fn users(web: &Web) {
    web.answer("api.x.com/2/users/by/username/ana", 200, USER);
}

/// An answer with these posts.
fn render(posts: &[Post], next: Option<String>) -> Value {
    let mut meta = json!({"result_count": posts.len()});
    if let Some(next) = next {
        meta["next_token"] = next.into();
    }
    let rows: Vec<Value> = posts
        .iter()
        .map(|post| json!({"id": post.id.to_string(), "text": post.text, "author_id": "12", "entities": {}, "edit_history_tweet_ids": [post.id.to_string()], "public_metrics": {"like_count": 3}}))
        .collect();
    if rows.is_empty() { json!({"meta": meta}) } else { json!({"data": rows, "meta": meta}) }
}
