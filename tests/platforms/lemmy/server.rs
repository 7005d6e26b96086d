//! A server that speaks one of the two versions, and what it lists.

use std::sync::Arc;

use serde_json::{Value, json};
use tidewatch_engine::{
    model::{Cursor, Platform, TargetType},
    platforms::{ConnectorError, Fetched, Page, Target},
};

use crate::scripted::{Scripted, target};

pub(super) const HOST: &str = "https://sea.example";
pub(super) const POSTS: &str = include_str!("../../fixtures/lemmy/posts.json");
pub(super) const COMMENTS: &str = include_str!("../../fixtures/lemmy/comments.json");
pub(super) const POSTS_V4: &str = include_str!("../../fixtures/lemmy/posts_v4.json");
pub(super) const SITE: &str = include_str!("../../fixtures/lemmy/site.json");
pub(super) const LIST: &str =
    "https://sea.example/api/v3/post/list?community_name=tide&type_=All&sort=New&limit=50";
pub(super) const REPLIES: &str =
    "https://sea.example/api/v3/comment/list?community_name=tide&type_=All&sort=New&limit=50";

/// A network with one server of version 3.
pub(super) fn sea() -> Arc<Scripted> {
    let web = Scripted::new();
    web.answer(&format!("{HOST}/api/v3/site"), 200, SITE);
    web
}

/// A network with one server of version 4 that answers some of 3 as well.
pub(super) fn new_sea() -> Arc<Scripted> {
    let web = sea();
    web.answer(&format!("{HOST}/api/v4/site"), 200, SITE);
    web
}

pub(super) fn community() -> Target {
    target(TargetType::Community, "https://sea.example/c/tide", None)
}

pub(super) fn with(mut target: Target, option: &str, value: &str) -> Target {
    target.options.insert(option.into(), value.into());
    target
}

pub(super) async fn reads(web: &Arc<Scripted>, target: &Target, cursor: &Cursor) -> Page {
    match web.fetch(Platform::Lemmy, target, cursor).await {
        Ok(Fetched::Page(page)) => *page,
        other => panic!("a page was expected, not {other:?}"),
    }
}

pub(super) async fn fails(web: &Arc<Scripted>, target: &Target) -> ConnectorError {
    web.fetch(Platform::Lemmy, target, &Cursor::default()).await.unwrap_err()
}

/// A post of the community.
pub(super) fn post(id: u64) -> Value {
    json!({
        "post": {"id": id, "name": format!("Post {id}"), "body": format!("Words of {id}"),
            "ap_id": format!("{HOST}/post/{id}"), "published": "2026-11-03T08:15:00Z", "removed": false,
            "deleted": false, "featured_community": false, "featured_local": false},
        "creator": {"name": "ana", "actor_id": format!("{HOST}/u/ana")},
        "community": {"name": "tide", "title": "Tides", "actor_id": format!("{HOST}/c/tide")},
        "counts": {"comments": 0, "upvotes": 1},
    })
}

pub(super) fn listed(ids: &[u64]) -> Value {
    json!({"posts": ids.iter().map(|id| post(*id)).collect::<Vec<_>>()})
}
