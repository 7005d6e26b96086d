//! The feed of a blog, for those without a key.

use http::{HeaderMap, header};
use url::Url;

use super::{Place, post};
use crate::{
    model::{Cursor, FailureCode, FoundItem, ItemKind, identity},
    platforms::{
        Answer, ConnectorError, Fetched, Page, PollHints, Session,
        apart::apart,
        feed::parse::{Flaw, Found, ParseError, parse},
    },
    ports::HttpResponse,
};

pub(super) const NO_BLOG: &str = "Tumblr shows no such blog (404): it may be misspelt, renamed, deleted, or shown only to \
                                  those who log in. Open the link in a browser to see.";
pub(super) const NOT_FOR_STRANGERS: &str = "The owner of this blog lets Tumblr show it only to those who log in. Ask the \
                                            owner, or delete the job.";
/// What Tumblr calls posts without a title.
const NO_TITLES: [&str; 6] = ["Photo", "Photoset", "Video", "Audio", "Quote", "Link"];

pub(super) async fn read(
    url: &Url,
    place: &Place,
    cursor: &Cursor,
    session: &Session,
) -> Result<Fetched, ConnectorError> {
    const KEY: &str = "feed";
    let (response, memory) =
        match session.get_if_changed_or(url, KEY, HeaderMap::new(), cursor, refused).await? {
            Answer::Unchanged { memory } => {
                let cursor = memory.map(|memory| cursor.with_http(KEY, memory));
                return Ok(Fetched::NotModified { hints: PollHints::default(), cursor });
            }
            Answer::Changed { response, memory } => (response, memory),
        };
    let blog = place.blog.clone().unwrap_or_default();
    let mut page = apart(move || read_feed(&response, &blog)).await??;
    let moved_on = Cursor { v: 1, http: [(KEY.to_owned(), memory)].into(), state: serde_json::Value::Null };
    page.cursor = if page.is_partial || page.items.is_empty() { cursor.clone() } else { moved_on };
    Ok(Fetched::Page(Box::new(page)))
}

fn refused(response: &HttpResponse) -> ConnectorError {
    let by_status = ConnectorError::of_status(response);
    match response.status {
        404 => ConnectorError { message: NO_BLOG.into(), ..by_status },
        401 => ConnectorError {
            code: FailureCode::Private,
            needs_user: false,
            message: "This blog is protected by a password, which Tidewatch cannot give. Delete the job, or watch another \
                      blog."
                .into(),
            ..by_status
        },
        _ => by_status,
    }
}

/// Pure.
fn read_feed(response: &HttpResponse, blog: &str) -> Result<Page, ConnectorError> {
    let said = |code, message: String| ConnectorError {
        http_status: Some(response.status),
        ..ConnectorError::new(code, message)
    };
    if response.url.path().contains("login") {
        return Err(said(FailureCode::Private, NOT_FOR_STRANGERS.into()));
    }
    let content_type = response.headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let feed = parse(&response.body, content_type, &response.url).map_err(|error| match error {
        ParseError::NotAFeed { found: Found::Html } => said(
            FailureCode::Blocked,
            "Tumblr answers with a page for people instead of the blog's feed, such as one that asks for consent. A key \
             in Settings avoids it."
                .into(),
        ),
        other => said(FailureCode::Changed, format!("Tumblr answers with something else than the blog's feed: {other}.")),
    })?;
    let listed = feed.items.len();
    let items: Vec<FoundItem> = feed.items.into_iter().filter_map(|item| item_of(item, blog)).collect();
    if items.is_empty() && listed > 0 {
        return Err(super::ask::changed());
    }
    Ok(Page {
        title: feed.title.or_else(|| Some(blog.to_owned())),
        is_partial: feed.flaws.iter().any(Flaw::is_loss) || items.len() < listed,
        items,
        warnings: feed.flaws.iter().map(Flaw::to_string).collect(),
        ..Page::default()
    })
}

/// As the API would give it: the same post is the same item with and without a key.
fn item_of(item: FoundItem, blog: &str) -> Option<FoundItem> {
    let id = number(&item.external_id).or_else(|| number(item.url.as_deref()?))?;
    let is_title = |title: &String| {
        !NO_TITLES.contains(&title.as_str()) && !item.text.starts_with(title.trim_end_matches(['.', '…']))
    };
    Some(FoundItem {
        identity: identity::identity(Some(&id), None, "", None, ""),
        external_id: id,
        link_key: item.url.as_deref().and_then(identity::link_key),
        author: post::author(Some(blog)),
        title: item.title.clone().filter(is_title),
        kind: ItemKind::Post,
        ..item
    })
}

/// The post's number in its address: `/post/1/words`, or `/name/1/words` on the common host.
fn number(address: &str) -> Option<String> {
    let url = Url::parse(address).ok()?;
    let parts: Vec<&str> = url.path_segments()?.collect();
    let id = parts.get(1).filter(|_| parts.len() > 1)?;
    post::is_id(id).then(|| (*id).to_owned())
}
