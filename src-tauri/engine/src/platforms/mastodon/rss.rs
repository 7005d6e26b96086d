//! The feed of a profile or hashtag, where a server answers programs in no other way.

use http::HeaderMap;
use url::Url;

use super::{based, key_of};
use crate::{
    model::{Cursor, FailureCode, FoundItem, ItemKind},
    platforms::{
        Answer, ConnectorError, Fetched, Page, PollHints, Session,
        apart::apart,
        feed::parse::{Flaw, parse},
    },
    ports::HttpResponse,
};

pub(super) async fn read(
    source: &Url,
    cursor: &Cursor,
    session: &Session,
) -> Result<Fetched, ConnectorError> {
    let key = key_of(source);
    let url = based(session, source);
    let (response, memory) = match session.get_if_changed(&url, &key, HeaderMap::new(), cursor).await? {
        Answer::Unchanged { memory } => {
            let cursor = memory.map(|memory| cursor.with_http(&key, memory));
            return Ok(Fetched::NotModified { hints: PollHints::default(), cursor });
        }
        Answer::Changed { response, memory } => (response, memory),
    };
    let host = source.host_str().unwrap_or_default().to_owned();
    let mut page = apart(move || read_feed(&response, &host)).await??;
    let moved_on = Cursor { v: 1, http: [(key, memory)].into(), state: serde_json::Value::Null };
    page.cursor = if page.is_partial || page.items.is_empty() { cursor.clone() } else { moved_on };
    Ok(Fetched::Page(Box::new(page)))
}

/// Pure.
fn read_feed(response: &HttpResponse, host: &str) -> Result<Page, ConnectorError> {
    let content_type = response.headers.get(http::header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let feed = parse(&response.body, content_type, &response.url).map_err(|error| {
        ConnectorError::new(FailureCode::NotAFeed, format!("The feed of {host} cannot be read: {error}."))
    })?;
    Ok(Page {
        title: feed.title,
        is_partial: feed.flaws.iter().any(Flaw::is_loss),
        items: feed.items.into_iter().map(post).collect(),
        warnings: feed.flaws.iter().map(Flaw::to_string).collect(),
        hints: feed.hints,
        ..Page::default()
    })
}

fn post(item: FoundItem) -> FoundItem {
    FoundItem { kind: ItemKind::Post, ..item }
}
