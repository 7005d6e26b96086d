//! A list of statuses, newest first: the newest page, and as many older ones as lead back to
//! what was seen last time.

use std::collections::HashSet;

use http::HeaderMap;
use url::Url;

use super::{based, key_of, listed::Listed, status};
use crate::{
    model::{Cursor, FailureCode},
    platforms::{
        Answer, ConnectorError, Fetched, Page, PollHints, Reach, Session,
        apart::apart,
        json::{self, Lenient},
        seen::Seen,
    },
    ports::HttpResponse,
};

/// Pages of a first run: what a job keeps of it and a little more.
const FIRST_PAGES: usize = 2;
const MOST_PAGES: usize = 5;
/// So many entries at the end of a page have to be known for it to reach back far enough. One
/// alone does not show it, nor do those above: pinned and misdated posts stand anywhere.
const TAIL: usize = 5;

/// Reads the list at `source`. The page's title is its account's name, if all is one's.
pub(super) async fn read(
    source: &Url,
    cursor: &Cursor,
    session: &Session,
) -> Result<Fetched, ConnectorError> {
    let key = key_of(source);
    let known = Seen::of(cursor);
    let first = based(session, source);
    let (response, memory) = match session.get_if_changed(&first, &key, HeaderMap::new(), cursor).await? {
        Answer::Unchanged { memory } => {
            let cursor = memory.map(|memory| cursor.with_http(&key, memory));
            return Ok(Fetched::NotModified { hints: PollHints::default(), cursor });
        }
        Answer::Changed { response, memory } => (response, memory),
    };
    let host = source.host_str().unwrap_or_default();
    let mut listed = listed(response, host).await?;
    if listed.ids.is_empty() {
        // Closed lists and suspended accounts answer like this too: nothing is known any better.
        let warnings = warnings_of_nothing(source, session).await?;
        return Ok(Fetched::Page(Box::new(Page { warnings, cursor: cursor.clone(), ..Page::default() })));
    }
    listed.keep_once();
    let way = go_back(&mut listed, &known, host, session).await;
    let is_partial = listed.unreadable > 0 || matches!(way, Way::Failed(_));
    let mut warnings = Vec::new();
    let reach = if matches!(way, Way::TooLong) { Reach::Short } else { Reach::Known };
    match way {
        Way::Through => {}
        Way::TooLong if known.is_empty() => {}
        Way::TooLong => warnings.push(format!(
            "More was posted on {host} since the last check than is read at once, so some of it is missing. Check more \
             often."
        )),
        Way::Failed(reason) => warnings.push(format!("Older posts could not be read. {reason}")),
    }
    if listed.unreadable > 0 {
        warnings.push(format!("{} posts could not be read.", listed.unreadable));
    }
    let account = listed.account.filter(|_| is_account(source));
    if let Some(to) = account.as_ref().and_then(|account| account.inner("moved")) {
        let to = status::author(to, host);
        warnings.push(format!("This account has moved to {}.", to.handle.or(to.url).unwrap_or_default()));
    }
    let ids = listed.ids.iter().map(String::as_str);
    let moved_on = Cursor { http: [(key, memory)].into(), ..known.and(ids) };
    let title = account.map(|account| status::author(&account, host)).and_then(|author| {
        let handle = author.handle?;
        Some(author.name.map_or_else(|| handle.clone(), |name| format!("{name} ({handle})")))
    });
    Ok(Fetched::Page(Box::new(Page {
        title,
        items: listed.items,
        warnings,
        is_partial,
        reach,
        cursor: if is_partial { cursor.clone() } else { moved_on },
        ..Page::default()
    })))
}

/// How far going back has led.
enum Way {
    /// To what is known, or to the end of the list.
    Through,
    /// Nowhere within the pages of a run.
    TooLong,
    /// Up to an answer that is none.
    Failed(String),
}

/// Adds older pages until one ends with what is known. What was read before a failure is kept;
/// the next run goes back again from the top.
async fn go_back(listed: &mut Listed, known: &Seen, host: &str, session: &Session) -> Way {
    let most_pages = if known.is_empty() { FIRST_PAGES } else { MOST_PAGES };
    let mut tail = listed.ids.clone();
    let mut seen: HashSet<String> = tail.iter().cloned().collect();
    let mut older = listed.older.take();
    for pages in 1.. {
        let is_known = tail.iter().rev().take(TAIL).all(|id| known.has(id));
        let Some(url) = older.take().filter(|_| !is_known) else { return Way::Through };
        if pages == most_pages {
            return Way::TooLong;
        }
        let page = match session.get(&url, HeaderMap::new()).await {
            Ok(response) => self::listed(response, host).await,
            Err(error) => Err(error),
        };
        match page {
            Ok(mut page) => {
                // A server that does not know the parameter gives the same page for ever.
                let before = seen.len();
                seen.extend(page.ids.iter().cloned());
                let has_news = seen.len() > before;
                older = page.older.take().filter(|_| has_news);
                tail.clone_from(&page.ids);
                listed.add(page);
            }
            Err(error) => return Way::Failed(error.message),
        }
    }
    Way::Through
}

/// An empty list of posts: its account may be suspended, or have moved.
async fn warnings_of_nothing(source: &Url, session: &Session) -> Result<Vec<String>, ConnectorError> {
    if !is_account(source) {
        return Ok(Vec::new());
    }
    let host = source.host_str().unwrap_or("The server");
    let mut url = based(session, source);
    url.set_query(None);
    url.set_path(source.path().trim_end_matches("/statuses"));
    let Ok(response) = session.get(&url, HeaderMap::new()).await else { return Ok(Vec::new()) };
    let Ok(account) = json::read(&response) else { return Ok(Vec::new()) };
    if account.is_true("suspended") {
        return Err(ConnectorError::new(
            FailureCode::Suspended,
            format!("{host} has suspended this account. If it has moved, paste its new address."),
        ));
    }
    let moved = account.inner("moved").map(|to| status::author(to, host)).and_then(|to| to.handle.or(to.url));
    Ok(moved.into_iter().map(|to| format!("This account has moved to {to}.")).collect())
}

fn is_account(source: &Url) -> bool {
    source.path().starts_with("/api/v1/accounts/")
}

async fn listed(response: HttpResponse, host: &str) -> Result<Listed, ConnectorError> {
    let host = host.to_owned();
    apart(move || Listed::of(&response, &host)).await?
}
