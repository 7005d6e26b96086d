//! What the tests ask of a server of Mastodon's kind, and statuses made up for it.

use std::sync::Arc;

use serde_json::{Value, json};
use tidewatch_engine::{
    model::{Cursor, FoundItem, Platform, TargetType},
    platforms::{ConnectorError, Fetched, Page, Target},
};

use crate::scripted::{Scripted, target};

pub(super) const PAGE: &str = "https://sea.example/@ana";
pub(super) const LOOKUP: &str = "https://sea.example/api/v1/accounts/lookup?acct=ana";
pub(super) const POSTS: &str = "https://sea.example/api/v1/accounts/7/statuses?limit=40&exclude_replies=true";
pub(super) const ACCOUNT: &str = include_str!("../../fixtures/mastodon/account.json");
pub(super) const STATUSES: &str = include_str!("../../fixtures/mastodon/statuses.json");

/// A profile whose account has been found before.
pub(super) fn known() -> Target {
    target(TargetType::Profile, PAGE, Some(POSTS))
}

pub(super) fn status(number: u64, text: &str) -> Value {
    json!({
        "id": number.to_string(),
        "uri": format!("https://sea.example/users/ana/statuses/{number}"),
        "url": format!("https://sea.example/@ana/{number}"),
        "created_at": "2026-11-03T08:15:00.000Z",
        "content": format!("<p>{text}</p>"),
        "visibility": "public",
        "account": {"id": "7", "username": "ana", "acct": "ana", "display_name": "Ana"},
    })
}

pub(super) async fn fetch(
    web: &Arc<Scripted>,
    target: &Target,
    cursor: &Cursor,
) -> Result<Fetched, ConnectorError> {
    web.fetch(Platform::Mastodon, target, cursor).await
}

pub(super) async fn page(web: &Arc<Scripted>, target: &Target, cursor: &Cursor) -> Page {
    match fetch(web, target, cursor).await {
        Ok(Fetched::Page(page)) => *page,
        other => panic!("a page was expected, not {other:?}"),
    }
}

pub(super) fn ids(items: &[FoundItem]) -> Vec<&str> {
    items.iter().map(|item| item.external_id.rsplit('/').next().unwrap_or_default()).collect()
}
