//! The feeds of a site: thirty entries each, and no request of the API's.

use http::{HeaderMap, header};
use url::Url;

use super::{
    ask,
    item::{Sort, names},
    place::{Part, Place, number},
};
use crate::{
    model::{Cursor, FailureCode, FoundItem, identity},
    platforms::{
        Answer, ConnectorError, Fetched, Page, PollHints, Session,
        apart::apart,
        feed::parse::{Flaw, Found, ParseError, ParsedFeed, parse},
        walk::Walk,
    },
    ports::HttpResponse,
};

const MEMORY: &str = "feed";

pub(super) async fn read(
    url: &Url,
    place: &Place,
    by_activity: bool,
    host: &str,
    cursor: &Cursor,
    session: &Session,
) -> Result<Fetched, ConnectorError> {
    let answer = session.get_if_changed_or(url, MEMORY, HeaderMap::new(), cursor, refused).await?;
    let (response, memory) = match answer {
        Answer::Unchanged { memory } => {
            let cursor = memory.map(|memory| cursor.with_http(MEMORY, memory));
            return Ok(Fetched::NotModified { hints: PollHints::default(), cursor });
        }
        Answer::Changed { response, memory } => (response, memory),
    };
    let feed = apart(move || parse_feed(&response)).await??;
    let mut page = collect(feed, place, by_activity, host, cursor)?;
    if !page.is_partial && !page.items.is_empty() {
        page.cursor = page.cursor.with_http(MEMORY, memory);
    }
    Ok(Fetched::Page(Box::new(page)))
}

fn refused(response: &HttpResponse) -> ConnectorError {
    let by_status = ConnectorError::of_status(response);
    match response.status {
        404 | 410 => ConnectorError { message: ask::GONE.into(), needs_user: false, ..by_status },
        403 => ConnectorError { message: BLOCKED.into(), ..by_status },
        _ => by_status,
    }
}

const BLOCKED: &str = "This site shows a page for people instead of its feed, which is how it keeps programs out. A key in \
                       Settings avoids it.";

fn parse_feed(response: &HttpResponse) -> Result<ParsedFeed, ConnectorError> {
    let said = |code, message: String| ConnectorError {
        http_status: Some(response.status),
        ..ConnectorError::new(code, message)
    };
    let content_type = response.headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    parse(&response.body, content_type, &response.url).map_err(|error| match error {
        ParseError::NotAFeed { found: Found::Html } => said(FailureCode::Blocked, BLOCKED.into()),
        other => said(
            FailureCode::Changed,
            format!("This site answers with something else than its feed: {other}."),
        ),
    })
}

/// Pure: the entries that are meant.
fn collect(
    feed: ParsedFeed,
    place: &Place,
    by_activity: bool,
    host: &str,
    cursor: &Cursor,
) -> Result<Page, ConnectorError> {
    let mut walk = Walk::new(cursor, place.has_feed_by_time(by_activity));
    let is_thread = matches!(place, Place::Question(_));
    for entry in feed.items {
        match read_entry(entry, host, is_thread) {
            Some((sort, _)) if !is_meant(place, sort) => {}
            Some((_, item)) => walk.add(item),
            // What users do beyond posting.
            None if matches!(place, Place::User { .. }) => {}
            None => walk.add_unreadable(),
        }
    }
    if feed.flaws.iter().any(Flaw::is_loss) {
        walk.add_unreadable();
    }
    // There is no second page; what lies between is told as missing.
    walk.goes_on(!is_thread);
    let mut page = walk.finish(ask::changed)?;
    page.warnings.extend(feed.flaws.iter().map(Flaw::to_string));
    page.title = feed.title;
    Ok(page)
}

fn is_meant(place: &Place, sort: Sort) -> bool {
    match place {
        Place::User { part: Part::Questions, .. } => sort == Sort::Question,
        Place::User { part: Part::Answers, .. } => sort == Sort::Answer,
        Place::User { .. } => sort != Sort::Comment,
        _ => true,
    }
}

/// As the API would give it: the same post is the same item with and without a key.
fn read_entry(item: FoundItem, host: &str, is_thread: bool) -> Option<(Sort, FoundItem)> {
    let (sort, id) = of_address(&item.external_id).or_else(|| of_address(item.url.as_deref()?))?;
    let (external_id, identity) = names(host, sort, id);
    let author = item.author.name.clone().unwrap_or_default();
    // `Answer by Ana for Low tide?`
    let title = item.title.clone().map(|title| {
        let lead = format!("Answer by {author} for ");
        title.strip_prefix(&lead).map(str::to_owned).unwrap_or(title)
    });
    let item = FoundItem {
        identity,
        external_id,
        link_key: item.url.as_deref().and_then(identity::link_key).filter(|_| sort == Sort::Question),
        title: title.filter(|_| sort == Sort::Question || (sort == Sort::Answer && !is_thread)),
        kind: sort.kind(),
        // Feeds name the latest activity here, whatever it was.
        updated_at: None,
        ..item
    };
    Some((sort, item))
}

/// What an address names: `/q/1`, `/questions/1/words`, `/questions/1/words/2#2`, `/a/2`,
/// `…#comment3_1`.
fn of_address(address: &str) -> Option<(Sort, u64)> {
    let url = Url::parse(address).ok()?;
    let fragment = url.fragment().unwrap_or_default();
    if let Some(rest) = fragment.strip_prefix("comment") {
        return Some((Sort::Comment, number(rest.split('_').next()?)?));
    }
    let parts: Vec<&str> = url.path_segments()?.filter(|part| !part.is_empty()).collect();
    match parts.as_slice() {
        ["a", id, ..] => Some((Sort::Answer, number(id)?)),
        ["questions", _, _, id, ..] => Some((Sort::Answer, number(id)?)),
        ["questions", _, ..] if number(fragment).is_some() => Some((Sort::Answer, number(fragment)?)),
        ["q" | "questions", id, ..] => Some((Sort::Question, number(id)?)),
        _ => None,
    }
}
