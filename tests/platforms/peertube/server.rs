//! A server of PeerTube and what it lists.

use std::sync::Arc;

use serde_json::{Value, json};
use tidewatch_engine::{
    model::{Cursor, Platform, TargetType},
    platforms::{ConnectorError, Fetched, Page, Target},
};

use crate::scripted::{Scripted, target};

pub(super) const API: &str = "https://sea.example/api/v1";
pub(super) const VIDEOS: &str = include_str!("../../fixtures/peertube/videos.json");
pub(super) const COMMENTS: &str = include_str!("../../fixtures/peertube/comments.json");
pub(super) const QUERY: &str = "sort=-publishedAt&nsfw=false";

/// The address of the channel's list from `start` on.
pub(super) fn at(start: usize) -> String {
    format!("{API}/video-channels/shore/videos?{QUERY}&start={start}&count=50")
}

pub(super) fn channel() -> Target {
    target(TargetType::Channel, "https://sea.example/c/shore/videos", None)
}

pub(super) async fn reads(web: &Arc<Scripted>, target: &Target, cursor: &Cursor) -> Page {
    match web.fetch(Platform::Peertube, target, cursor).await {
        Ok(Fetched::Page(page)) => *page,
        other => panic!("a page was expected, not {other:?}"),
    }
}

pub(super) async fn fails(web: &Arc<Scripted>, target: &Target) -> ConnectorError {
    web.fetch(Platform::Peertube, target, &Cursor::default()).await.unwrap_err()
}

pub(super) fn video(id: usize) -> Value {
    json!({
        "id": id, "uuid": format!("00000000-0000-4000-8000-{id:012}"), "name": format!("Video {id}"),
        "url": format!("https://sea.example/videos/watch/00000000-0000-4000-8000-{id:012}"),
        "truncatedDescription": format!("About {id}"), "publishedAt": "2026-11-03T08:15:00.000Z",
        "duration": 60, "views": 1, "embedPath": "/videos/embed/x",
        "channel": {"name": "shore", "displayName": "The shore", "host": "sea.example"},
    })
}

pub(super) fn listed(ids: &[usize]) -> Value {
    json!({"total": ids.len(), "data": ids.iter().map(|id| video(*id)).collect::<Vec<_>>()})
}
