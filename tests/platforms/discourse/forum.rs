//! A forum and what it lists.

use std::sync::Arc;

use serde_json::{Value, json};
use tidewatch_engine::{
    model::{Cursor, Platform, TargetType},
    platforms::{ConnectorError, Fetched, Page, Target},
};

use crate::scripted::{Scripted, target};

pub(super) const FORUM: &str = "https://talk.example";
pub(super) const LATEST: &str = include_str!("../../fixtures/discourse/latest.json");
pub(super) const POSTS: &str = include_str!("../../fixtures/discourse/posts.json");
pub(super) const ACTIONS: &str = include_str!("../../fixtures/discourse/user_actions.json");
pub(super) const SEARCH: &str = include_str!("../../fixtures/discourse/search.json");
pub(super) const LIST: &str = "https://talk.example/latest.json?order=created&no_definitions=true";

pub(super) fn latest() -> Target {
    target(TargetType::List, "https://talk.example/latest", None)
}

pub(super) async fn reads(web: &Arc<Scripted>, target: &Target, cursor: &Cursor) -> Page {
    match web.fetch(Platform::Discourse, target, cursor).await {
        Ok(Fetched::Page(page)) => *page,
        other => panic!("a page was expected, not {other:?}; asked were {:?}", web.asked()),
    }
}

pub(super) async fn fails(web: &Arc<Scripted>, target: &Target) -> ConnectorError {
    web.fetch(Platform::Discourse, target, &Cursor::default()).await.unwrap_err()
}

pub(super) fn topic(id: u64) -> Value {
    json!({"id": id, "title": format!("Topic {id}"), "slug": format!("topic-{id}"), "posts_count": 1,
        "created_at": "2026-11-03T08:15:00.000Z", "pinned": false, "posters": [{"user_id": 5}]})
}

pub(super) fn listed(ids: &[u64]) -> Value {
    let users = json!([{"id": 5, "username": "ana", "name": "Ana"}]);
    json!({"users": users, "topic_list": {"topics": ids.iter().map(|id| topic(*id)).collect::<Vec<_>>()}})
}

/// A post of topic 501; numbers within it follow the ids.
pub(super) fn post(id: u64) -> Value {
    json!({"id": id, "topic_id": 501, "topic_slug": "low-tide", "post_number": id - 8999, "username": "ana",
        "created_at": "2026-11-03T08:15:00.000Z", "cooked": format!("<p>Words of {id}</p>"), "version": 1,
        "post_type": 1})
}
