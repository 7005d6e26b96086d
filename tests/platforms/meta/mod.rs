//! Instagram, Facebook and Threads.

mod failing;
mod reading;
mod recognising;
mod runs;

use serde_json::{Value, json};
use tidewatch_engine::{
    model::{Platform, TargetType},
    platforms::Target,
};

use crate::{keyed::Web, lists::Post, scripted::target};

const KEY: &[(&str, &str)] = &[("token", "EAAhush")];
const ACCOUNT: &str = "graph.facebook.com/17840";
const RECENT: &str = "graph.facebook.com/555/recent_media";
const PAGE: &str = "graph.facebook.com/77/posts";
const PROFILE: &str = "graph.threads.net/v1.0/profile_posts";
const SEARCH: &str = "graph.threads.net/v1.0/keyword_search";

fn instagram() -> Target {
    target(TargetType::Profile, "https://www.instagram.com/ana.sea/", None)
}

fn hashtag() -> Target {
    target(TargetType::Hashtag, "https://www.instagram.com/explore/tags/tide/", None)
}

fn facebook() -> Target {
    target(TargetType::Profile, "https://www.facebook.com/harbour", None)
}

fn threads() -> Target {
    target(TargetType::Profile, "https://www.threads.com/@ana.sea", None)
}

fn words() -> Target {
    target(TargetType::Search, "https://www.threads.com/search?q=low+tide", None)
}

/// Everything but the lists.
fn around(web: &Web) {
    web.answer(
        "graph.facebook.com/me/accounts",
        200,
        r#"{"data":[{"id":"1"},{"id":"2","instagram_business_account":{"id":"17840"}}]}"#,
    );
    web.answer("graph.facebook.com/ig_hashtag_search", 200, r#"{"data":[{"id":"555"}]}"#);
    web.answer("graph.facebook.com/harbour", 200, r#"{"id":"77","name":"The Harbour"}"#);
}

/// A list with these posts, in the words of all three.
fn render(posts: &[Post], next: Option<String>) -> Value {
    let rows: Vec<Value> = posts
        .iter()
        .map(|post| json!({"id": post.id.to_string(), "caption": post.text, "message": post.text, "text": post.text, "media_type": "IMAGE", "like_count": 3, "shares": {}, "permalink": format!("https://sea.example/p/{}", post.id)}))
        .collect();
    let paging = next.map_or_else(|| json!({}), |next| json!({"cursors": {"before": "x", "after": next}}));
    json!({"data": rows, "paging": paging})
}

/// The same within the account that was asked for.
fn discovered(posts: &[Post], next: Option<String>) -> Value {
    json!({"business_discovery": {"id": "17841", "username": "ana.sea", "name": "Ana", "media": render(posts, next)}, "id": "17840"})
}

const INSTAGRAM: Platform = Platform::Instagram;
const FACEBOOK: Platform = Platform::Facebook;
const THREADS: Platform = Platform::Threads;
