//! The feeds of a Nitter server of the user's own, which show what X shows.

use http::{HeaderMap, header};
use url::Url;

use super::{OPTIONS, SITE, recognise};
use crate::{
    content::text,
    model::{
        Author, Cursor, FailureCode, FoundItem, ItemKind, Platform, TargetType, identity, option::BASE_URL,
    },
    platforms::{
        Answer, ConnectorError, Fetched, Page, PollHints, Session, Target,
        apart::apart,
        feed::parse::{Flaw, Found, ParseError, parse},
        link::decoded,
        pages::changed,
    },
    ports::HttpResponse,
};

/// Where the feed of a target is; nothing where no server is set or it has none.
pub(super) fn address(target: &Target, session: &Session) -> Option<Url> {
    let mut url = Url::parse(session.setting(Platform::X, BASE_URL)?).ok()?;
    let own = Url::parse(&target.url).ok()?;
    let parts: Vec<&str> = own.path_segments()?.collect();
    let mut words = None;
    match (target.target_type, parts.as_slice()) {
        (TargetType::Profile, [name]) => {
            let replies = if target.option("replies", OPTIONS) == "true" { "/with_replies" } else { "" };
            url.set_path(&format!("/{name}{replies}/rss"));
        }
        (TargetType::List, ["i", "lists", id]) => url.set_path(&format!("/i/lists/{id}/rss")),
        (TargetType::Hashtag, ["hashtag", tag]) => words = Some(format!("#{}", decoded(tag))),
        (TargetType::Search, _) => {
            words = own.query_pairs().find(|(key, _)| key == "q").map(|(_, words)| words.into_owned());
            words.as_ref()?;
        }
        _ => return None,
    }
    if let Some(words) = words {
        url.set_path("/search/rss");
        url.query_pairs_mut().clear().append_pair("f", "tweets").append_pair("q", &words);
    }
    Some(url)
}

pub(super) async fn read(url: &Url, cursor: &Cursor, session: &Session) -> Result<Fetched, ConnectorError> {
    // Without the host: the user may set another one.
    let key = format!("feed:{}?{}", url.path(), url.query().unwrap_or_default());
    let answer = session.get_if_changed_or(url, &key, HeaderMap::new(), cursor, refused).await?;
    let (response, memory) = match answer {
        Answer::Unchanged { memory } => {
            let cursor = memory.map(|memory| cursor.with_http(&key, memory));
            return Ok(Fetched::NotModified { hints: PollHints::default(), cursor });
        }
        Answer::Changed { response, memory } => (response, memory),
    };
    let mut page = apart(move || read_feed(&response)).await??;
    page.cursor = match page.is_partial || page.items.is_empty() {
        true => cursor.clone(),
        false => cursor.with_http(&key, memory),
    };
    Ok(Fetched::Page(Box::new(page)))
}

fn refused(response: &HttpResponse) -> ConnectorError {
    let usual = ConnectorError::of_status(response);
    let host = response.url.host_str().unwrap_or("Your Nitter server");
    let message = match response.status {
        404 => format!(
            "{host} finds no such account or has its feeds switched off (404). Open the address in a browser to see."
        ),
        403 => format!("{host} refuses its feeds (403): they may be switched off there."),
        _ => return usual,
    };
    ConnectorError { message, ..usual }
}

/// Pure: each post named by its number, as X itself names it.
fn read_feed(response: &HttpResponse) -> Result<Page, ConnectorError> {
    let content_type = response.headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let host = response.url.host_str().unwrap_or("Your Nitter server");
    let feed = parse(&response.body, content_type, &response.url).map_err(|error| {
        let code = match error {
            ParseError::NotAFeed { found: Found::Html } => FailureCode::Blocked,
            _ => FailureCode::Changed,
        };
        ConnectorError::new(code, format!("{host} answers with something else than a feed: {error}."))
    })?;
    let listed = feed.items.len();
    let mut items: Vec<FoundItem> = feed.items.into_iter().filter_map(post).collect();
    items.truncate(1000);
    if items.is_empty() && listed > 0 {
        return Err(changed(host));
    }
    identity::make_distinct(&mut items, |item| &item.text);
    Ok(Page {
        title: feed.title.map(|title| title.replace(" / Twitter", "")),
        is_partial: feed.flaws.iter().any(Flaw::is_loss) || items.len() < listed.min(1000),
        items,
        warnings: feed.flaws.iter().map(Flaw::to_string).collect(),
        hints: feed.hints,
        ..Page::default()
    })
}

fn post(mut item: FoundItem) -> Option<FoundItem> {
    let link = Url::parse(item.url.as_deref()?).ok()?;
    let parts: Vec<&str> = link.path_segments()?.collect();
    let [name, "status", id] = parts[..] else { return None };
    let (name, id) = (recognise::name(name)?, recognise::number(id)?);
    let title = item.title.take().unwrap_or_default();
    let is_repost = title.starts_with("RT by @");
    item.kind = match () {
        () if is_repost => ItemKind::Repost,
        () if title.starts_with("R to @") => ItemKind::Reply,
        () => ItemKind::Post,
    };
    if item.text.is_empty() {
        item.text = text::body(&title);
    }
    // A repost is shown under the number of what is reposted.
    let by = title.strip_prefix("RT by @").and_then(|rest| rest.split(':').next()).unwrap_or_default();
    let key = if is_repost { format!("{id} by {by}") } else { id.clone() };
    let url = format!("{SITE}{name}/status/{id}");
    item.identity = identity::identity(Some(&key), None, "", None, "");
    item.link_key = identity::link_key(&url).filter(|_| !is_repost);
    item.external_id = id;
    item.url = Some(url);
    item.author = Author {
        url: Some(format!("{SITE}{name}")),
        name: Some(name.clone()),
        handle: Some(name),
        avatar: None,
    };
    Some(item)
}
