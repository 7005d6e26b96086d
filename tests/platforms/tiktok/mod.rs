//! TikTok.

use std::{collections::BTreeMap, sync::Arc};

use serde_json::{Value, json};
use tidewatch_engine::{
    model::{Cursor, Key, Platform, TargetType},
    platforms::{Access, ConnectorError, Fetched, Page, Session, Target, connector},
};

use crate::scripted::{Scripted, target};

// What breaks, and what is not taken for more than it is.
mod failing;
// What is asked and what is read.
mod reading;
// Every form of link.
mod recognising;

const TIKTOK: Platform = Platform::Tiktok;
const TOKEN: &str = "https://open.tiktokapis.com/v2/oauth/token/";
const QUERY: &str = "https://open.tiktokapis.com/v2/research/video/query/?fields=id,video_description,create_time,region_code,username,like_count,comment_count,share_count,view_count,hashtag_names,video_duration";
const VIDEOS: &str = include_str!("../../fixtures/tiktok/videos.json");
const NOW: &str = "Tue, 03 Nov 2026 18:00:00 GMT";

fn profile() -> Target {
    target(TargetType::Profile, "https://www.tiktok.com/@ana.tides", None)
}

/// A server that gives tokens.
fn open() -> Arc<Scripted> {
    let web = Scripted::new();
    web.answer_with(
        TOKEN,
        200,
        vec![("date", NOW)],
        r#"{"access_token":"clt.T","expires_in":7200,"token_type":"Bearer"}"#,
    );
    web
}

fn keyed(web: &Arc<Scripted>) -> Session {
    let values = [("client_key", "CLIENT"), ("client_secret", "SECRET")];
    let values = values.map(|(field, value)| (field.to_owned(), value.to_owned()));
    web.session(Access { key: Some(Key::new(BTreeMap::from(values))), ..Access::default() })
}

async fn fetch(web: &Arc<Scripted>, target: &Target, cursor: &Cursor) -> Result<Fetched, ConnectorError> {
    connector(TIKTOK).fetch(target, cursor, &keyed(web)).await
}

async fn reads(web: &Arc<Scripted>, target: &Target, cursor: &Cursor) -> Page {
    match fetch(web, target, cursor).await {
        Ok(Fetched::Page(page)) => *page,
        other => panic!("a page was expected, not {other:?}"),
    }
}

fn video(id: u64) -> Value {
    json!({"id": 7_400_000_000_000_000_000 + id, "create_time": 1_793_693_700, "username": "ana.tides",
        "video_description": format!("Video {id}")})
}

fn answer(videos: &[Value]) -> String {
    json!({"data": {"videos": videos, "has_more": false, "cursor": 100, "search_id": "7"}, "error": {"code": "ok"}}).to_string()
}
