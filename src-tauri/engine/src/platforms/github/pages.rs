//! Issues, pull requests and comments through the REST interface: the newest page, later ones
//! as far as what is known.

use std::collections::HashSet;

use serde_json::Value;
use url::Url;

use super::{Api, hints, issue, not_valid, refusal};
use crate::{
    model::{Cursor, FailureCode, FoundItem},
    platforms::{
        Answer, ConnectorError, Fetched, Page, Session,
        json::{self, Lenient},
        seen::Seen,
        walk::{MOST_PAGES, Walk},
    },
    ports::HttpResponse,
};

const PER_PAGE: u64 = 100;

/// Issues, pull requests, or what a search among them finds, newest first.
pub(super) async fn issues(
    api: &Api,
    target: &Url,
    cursor: &Cursor,
    session: &Session,
) -> Result<Fetched, ConnectorError> {
    let path: Vec<&str> = target.path_segments().into_iter().flatten().collect();
    let [owner, name, list] = path[..] else { return Err(not_valid()) };
    let words = target.query_pairs().find(|(key, _)| key == "q").map(|(_, words)| words.into_owned());
    let place = format!("repos/{owner}/{name}");
    let mut url = match (&words, list) {
        (Some(_), _) => api.at("search/issues")?,
        (None, "pulls") => api.at(&format!("{place}/pulls"))?,
        (None, _) => api.at(&format!("{place}/issues"))?,
    };
    let per_page = PER_PAGE.to_string();
    let search = words.as_ref().map(|words| format!("repo:{owner}/{name} {words}"));
    let which = match &search {
        Some(search) => [("q", search.as_str()), ("order", "desc")],
        None => [("state", "all"), ("direction", "desc")],
    };
    url.query_pairs_mut().extend_pairs(which).extend_pairs([("sort", "created"), ("per_page", &per_page)]);
    let key = format!("list:{}?{}", url.path(), url.query().unwrap_or_default());
    let refused = |response: &HttpResponse| refusal::of_list(response, session.key().is_some());
    let answer = session.get_if_changed_or(&url, &key, api.headers(session)?, cursor, refused).await?;
    let (response, memory) = match answer {
        Answer::Unchanged { memory } => {
            let cursor = memory.map(|memory| cursor.with_http(&key, memory));
            return Ok(Fetched::NotModified { hints: hints(), cursor });
        }
        Answer::Changed { response, memory } => (response, memory),
    };
    let leaves_out = |value: &Value| words.is_none() && list == "issues" && issue::is_pull_request(value);
    // An old issue may come into a search at any time, by a label.
    let mut walk = Walk::new(cursor, words.is_none());
    let mut is_whole = true;
    let (mut value, mut next) = (json::read(&response)?, json::next_page(&response));
    for asked in 1.. {
        let (values, is_all) = members(&value)?;
        is_whole &= is_all;
        for value in values {
            match issue::issue(value) {
                None => walk.add_unreadable(),
                Some(item) if !leaves_out(value) => walk.add(item),
                Some(_) => {}
            }
        }
        let goes_on = walk.goes_on(next.is_some()) && asked < MOST_PAGES;
        let Some(further) = next.filter(|_| goes_on) else { break };
        match get(api, &further, session).await {
            Ok(read) => (value, next) = read,
            Err(error) => {
                walk.failed(error)?;
                break;
            }
        }
    }
    let mut page = walk.finish(changed)?;
    let what = if list == "pulls" { "Pull requests" } else { "Issues" };
    page.title = Some(format!("{what} of {owner}/{name}"));
    page.hints = hints();
    if !is_whole {
        page.is_partial = true;
        page.warnings.push("GitHub did not search to the end; it is asked again.".into());
    }
    page.cursor = match page.is_partial || page.items.is_empty() {
        true => cursor.clone(),
        false => page.cursor.with_http(&key, memory),
    };
    Ok(Fetched::Page(Box::new(page)))
}

/// An issue or pull request and its newest comments.
pub(super) async fn thread(
    api: &Api,
    target: &Url,
    cursor: &Cursor,
    session: &Session,
) -> Result<Fetched, ConnectorError> {
    let path: Vec<&str> = target.path_segments().into_iter().flatten().collect();
    let [owner, name, _, number] = path[..] else { return Err(not_valid()) };
    let place = format!("repos/{owner}/{name}/issues/{number}");
    let key = format!("issue:{place}");
    // It says when it was changed and counts its comments: they are asked for only when it has.
    let own = api.at(&place)?;
    let refused = |response: &HttpResponse| refusal::of_list(response, session.key().is_some());
    let answer = session.get_if_changed_or(&own, &key, api.headers(session)?, cursor, refused).await?;
    let (response, memory) = match answer {
        Answer::Unchanged { memory } => {
            let cursor = memory.map(|memory| cursor.with_http(&key, memory));
            return Ok(Fetched::NotModified { hints: hints(), cursor });
        }
        Answer::Changed { response, memory } => (response, memory),
    };
    let value = json::read(&response)?;
    let head = issue::issue(&value).ok_or_else(changed)?;
    let seen = Seen::of(cursor);
    let mut page = Page { title: head.title.clone(), hints: hints(), ..Page::default() };
    // The oldest come first, so the newest are on the last page.
    let last = value.count("comments").unwrap_or(0).div_ceil(PER_PAGE);
    for number in (1..=last).rev().take(MOST_PAGES) {
        let mut url = api.at(&format!("{place}/comments"))?;
        url.query_pairs_mut()
            .append_pair("per_page", &PER_PAGE.to_string())
            .append_pair("page", &number.to_string());
        let (value, _) = get(api, &url, session).await?;
        let (values, is_whole) = members(&value)?;
        let comments: Vec<FoundItem> = values.iter().filter_map(issue::comment).collect();
        page.is_partial |= !is_whole || comments.len() < values.len();
        let met_known = comments.iter().any(|item| seen.has(&item.external_id));
        page.items.extend(comments.into_iter().rev());
        if met_known || seen.is_empty() {
            break;
        }
    }
    let listed: Vec<String> = page.items.iter().map(|item| item.external_id.clone()).collect();
    page.items.push(head);
    let mut met = HashSet::new();
    page.items.retain(|item| met.insert(item.identity.clone()));
    page.cursor = cursor.clone();
    if page.is_partial {
        page.warnings.push("Some comments could not be read.".into());
    } else {
        page.cursor = seen.and(listed.iter().map(String::as_str)).with_http(&key, memory);
    }
    Ok(Fetched::Page(Box::new(page)))
}

/// The JSON of a further page, and where the one after it is.
async fn get(api: &Api, url: &Url, session: &Session) -> Result<(Value, Option<Url>), ConnectorError> {
    let response = session.get(url, api.headers(session)?).await?;
    if response.status != 200 {
        return Err(refusal::of_list(&response, session.key().is_some()));
    }
    Ok((json::read(&response)?, json::next_page(&response)))
}

/// The members of a list or of what a search found, and whether they are all.
fn members(value: &Value) -> Result<(&[Value], bool), ConnectorError> {
    match value {
        Value::Array(values) => Ok((values, true)),
        Value::Object(found) if found.contains_key("items") => {
            Ok((value.list("items"), !value.is_true("incomplete_results")))
        }
        _ => Err(changed()),
    }
}

fn changed() -> ConnectorError {
    ConnectorError::new(
        FailureCode::Changed,
        "GitHub's answer has another form than it should: Tidewatch has to learn it.",
    )
}
