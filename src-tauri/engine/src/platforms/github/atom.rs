//! Releases, tags, commits, activity and the rest that GitHub gives as feeds.

use http::{HeaderMap, HeaderValue, header};
use url::Url;

use super::{SITE, hints, refusal};
use crate::{
    model::{Cursor, FailureCode, FoundItem, ItemKind, TargetType},
    platforms::{
        Answer, ConnectorError, Fetched, Page, Session,
        apart::apart,
        feed::{
            self,
            parse::{Flaw, Found, ParseError},
        },
    },
    ports::HttpResponse,
};

/// Pictures from here are of people, not of what they did.
const AVATARS: &str = "githubusercontent.com/u/";

/// The feed of a target: its own path with an ending, on the server at `base`.
pub(super) fn address(base: &Url, target: &Url) -> Url {
    let mut url = base.clone();
    url.set_path(&format!("{}.atom", target.path().trim_end_matches('/')));
    url.set_query(None);
    url
}

pub(super) async fn fetch(
    kind: TargetType,
    url: &Url,
    cursor: &Cursor,
    session: &Session,
) -> Result<Fetched, ConnectorError> {
    // Without the host: it changes with the base, what is known of the feed does not.
    let key = format!("feed:{}", url.path());
    let accept = HeaderValue::from_static("application/atom+xml, application/xml;q=0.9, */*;q=0.8");
    let headers = HeaderMap::from_iter([(header::ACCEPT, accept)]);
    let refused = |response: &HttpResponse| refusal::of_feed(kind, response);
    let answer = session.get_if_changed_or(url, &key, headers, cursor, refused).await?;
    let (response, memory) = match answer {
        Answer::Unchanged { memory } => {
            let cursor = memory.map(|memory| cursor.with_http(&key, memory));
            return Ok(Fetched::NotModified { hints: hints(), cursor });
        }
        Answer::Changed { response, memory } => (response, memory),
    };
    let mut page = apart(move || read(kind, &response)).await??;
    // A partial answer is read again in full, also where its bytes are the same.
    page.cursor = match page.is_partial || page.items.is_empty() {
        true => cursor.clone(),
        false => Cursor { v: 1, http: [(key, memory)].into(), state: serde_json::Value::Null },
    };
    Ok(Fetched::Page(Box::new(page)))
}

/// Pure: the entries of a feed.
fn read(kind: TargetType, response: &HttpResponse) -> Result<Page, ConnectorError> {
    let content_type = response.headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let parsed = feed::parse::parse(&response.body, content_type, &response.url).map_err(|error| {
        let (code, message) = match error {
            ParseError::NotAFeed { found: Found::Html } => (
                FailureCode::Blocked,
                "GitHub answers with a page for people instead of its feed. If the page opens in a browser without a \
                 login, it may work again later."
                    .to_owned(),
            ),
            other => {
                (FailureCode::Changed, format!("GitHub answers with something else than its feed: {other}."))
            }
        };
        ConnectorError { http_status: Some(response.status), ..ConnectorError::new(code, message) }
    })?;
    Ok(Page {
        title: parsed.title,
        is_partial: parsed.flaws.iter().any(Flaw::is_loss),
        items: parsed.items.into_iter().map(|item| entry(kind, item)).collect(),
        warnings: parsed.flaws.iter().map(Flaw::to_string).collect(),
        hints: hints(),
        ..Page::default()
    })
}

fn entry(kind: TargetType, mut item: FoundItem) -> FoundItem {
    if kind == TargetType::Releases {
        item.kind = ItemKind::Release;
    }
    if let Some(at) = item.media.iter().position(|media| media.url.contains(AVATARS)) {
        item.author.avatar = Some(item.media.remove(at).url);
    }
    let own = item.author.url.as_deref().and_then(|url| url.strip_prefix(SITE)?.strip_prefix('/'));
    let named = item.author.name.as_deref().filter(|name| is_login(name));
    if let Some(login) = own.filter(|login| is_login(login)).or(named).map(str::to_owned) {
        item.author.url = item.author.url.take().or_else(|| Some(format!("{SITE}/{login}")));
        item.author.handle = Some(login);
    }
    item
}

/// Letters, digits and single hyphens; bots end in `[bot]`, which is no address.
pub(super) fn is_login(text: &str) -> bool {
    (1..=39).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
}
