//! Page after page of one list until what is known, and several lists as one page.

use std::sync::Arc;

use serde_json::{Map, Value};
use url::Url;

use super::{
    api::{self, Api, Version, changed},
    entry::{Entry, Languages, entry},
    question::Question,
};
use crate::{
    model::{Cursor, FoundItem},
    platforms::{
        ConnectorError, Page,
        apart::apart,
        json::Lenient,
        walk::{MOST_PAGES, Walk, in_order},
    },
    ports::HttpResponse,
};

/// As many as one answer holds at most.
const PER_PAGE: usize = 50;
/// Where the entries are: versions differ, and so do their lists.
const LISTS: [&str; 6] = ["posts", "comments", "items", "content", "search", "results"];

/// One answer, read.
struct Sheet {
    /// Those of the second kind stand above the others and are older than all of them.
    entries: Vec<(Entry, bool)>,
    listed: usize,
    next: Option<String>,
    /// What the list is of, as its entries say it.
    title: Option<String>,
}

/// Reads all lists. One that fails after another was read leaves the page partial.
pub(super) async fn read_all(
    questions: Vec<Question>,
    api: &Api<'_>,
    languages: &Arc<Languages>,
    cursor: &Cursor,
) -> Result<Page, ConnectorError> {
    let mut all: Option<Page> = None;
    let mut state = Map::new();
    for question in questions {
        let name = question.name;
        let before = cursor.state.get(name).cloned().unwrap_or_default();
        let own = Cursor { v: 1, state: before.clone(), ..Cursor::default() };
        let (known, page) = match (read(question, api, languages, &own).await, &mut all) {
            (Ok(page), _) => (page.cursor.state.clone(), page),
            (Err(error), None) => return Err(error),
            (Err(error), Some(_)) => {
                let warning = format!("Its {name} could not be read. {}", error.message);
                (before, Page { is_partial: true, warnings: vec![warning], ..Page::default() })
            }
        };
        if !known.is_null() {
            state.insert(name.to_owned(), known);
        }
        match &mut all {
            None => all = Some(page),
            Some(all) => {
                all.items.extend(page.items);
                all.is_partial |= page.is_partial;
                let new = page.warnings.into_iter().filter(|warning| !all.warnings.contains(warning));
                let new: Vec<String> = new.collect();
                all.warnings.extend(new);
                all.title = all.title.take().or(page.title);
            }
        }
    }
    let mut page = all.unwrap_or_default();
    page.cursor = if state.is_empty() {
        cursor.clone()
    } else {
        Cursor { v: 1, state: Value::Object(state), ..Cursor::default() }
    };
    Ok(page)
}

async fn read(
    question: Question,
    api: &Api<'_>,
    languages: &Arc<Languages>,
    cursor: &Cursor,
) -> Result<Page, ConnectorError> {
    let question = Arc::new(question);
    let mut walk = Walk::new(cursor, !question.is_ranking);
    let (mut next, mut title) = (None, None);
    for number in 0..MOST_PAGES {
        let sheet = match sheet(&question, number, next.take(), api, languages).await {
            Ok(sheet) => sheet,
            Err(error) => {
                walk.failed(error)?;
                break;
            }
        };
        for entry in sheet.entries {
            match entry {
                (Entry::Item(item), true) => walk.add_pinned(*item),
                (Entry::Item(item), false) => walk.add(*item),
                (Entry::Removed, _) => {}
                (Entry::Unreadable, _) => walk.add_unreadable(),
            }
        }
        title = title.or(sheet.title);
        next = sheet.next;
        // Older servers number their pages and do not say which is the last.
        let is_numbered = api.version == Version::V3 && sheet.listed >= PER_PAGE;
        if !walk.goes_on(next.is_some() || is_numbered) {
            break;
        }
    }
    let server = api.server.clone();
    let mut page = walk.finish(|| changed(&server))?;
    page.title = title;
    Ok(page)
}

async fn sheet(
    question: &Arc<Question>,
    number: usize,
    next: Option<String>,
    api: &Api<'_>,
    languages: &Arc<Languages>,
) -> Result<Sheet, ConnectorError> {
    let mut parameters = question.parameters.clone();
    parameters.push(("limit", PER_PAGE.to_string()));
    match next {
        Some(next) => parameters.push(("page_cursor", next)),
        None if number > 0 => parameters.push(("page", (number + 1).to_string())),
        None => {}
    }
    let response = api.ask(question.path, &parameters).await?;
    let (question, languages) = (Arc::clone(question), Arc::clone(languages));
    let server = api.server.clone();
    apart(move || parse(&response, &question, &server, &languages)).await?
}

/// Pure.
fn parse(
    response: &HttpResponse,
    question: &Question,
    server: &Url,
    languages: &Languages,
) -> Result<Sheet, ConnectorError> {
    let document = api::read(response)?;
    let lists: Vec<&Vec<Value>> =
        LISTS.iter().filter_map(|name| document.get(*name).and_then(Value::as_array)).collect();
    if lists.is_empty() {
        return Err(changed(server));
    }
    // Answers about people hold posts and comments side by side.
    let views: Vec<&Value> = lists
        .into_iter()
        .flatten()
        .filter(|view| view.inner("comment").is_some() == question.wants_comments || !is_view(view))
        .collect();
    let is_meant = |view: &Value| {
        let name = view.inner("community").and_then(|community| community.text("name"));
        let community = question.community.as_deref();
        community.is_none_or(|own| name.as_deref().is_none_or(|name| name.eq_ignore_ascii_case(own)))
    };
    let meant: Vec<&Value> = views.iter().copied().filter(|view| is_meant(view)).collect();
    if meant.is_empty() && !views.is_empty() {
        return Err(changed(server));
    }
    let title = meant.first().and_then(|view| {
        let (of, key) =
            if question.community.is_some() { ("community", "title") } else { ("creator", "display_name") };
        let of = view.inner(of)?;
        of.text(key).or_else(|| of.text("name")).as_deref().and_then(crate::content::text::title)
    });
    Ok(Sheet {
        listed: views.len(),
        next: document.text("next_page").map(|next| next.into_owned()),
        entries: ordered(meant)
            .into_iter()
            .map(|(view, is_old)| (entry(view, server, languages), is_old))
            .collect(),
        title,
    })
}

/// Posts alone have a place of their own: comments on a pinned one are like any others.
fn ordered(views: Vec<&Value>) -> Vec<(&Value, bool)> {
    fn post(view: &Value) -> Option<&Value> {
        view.inner("post").filter(|_| view.inner("comment").is_none())
    }
    let is_pinned = |view| {
        post(view).is_some_and(|post| post.is_true("featured_community") || post.is_true("featured_local"))
    };
    in_order(views, is_pinned, |view| post(view).and_then(|post| post.count("id")))
}

fn is_view(view: &Value) -> bool {
    view.inner("comment").is_some() || view.inner("post").is_some()
}

/// The post of a thread, as an item; nothing where it was taken down.
pub(super) async fn post(
    id: u64,
    api: &Api<'_>,
    languages: &Languages,
) -> Result<Option<FoundItem>, ConnectorError> {
    let answer = api.get("post", &[("id", id.to_string())]).await?;
    let view = answer.inner("post_view").ok_or_else(|| changed(api.server))?;
    match entry(view, api.server, languages) {
        Entry::Item(item) => Ok(Some(*item)),
        Entry::Removed => Ok(None),
        Entry::Unreadable => Err(changed(api.server)),
    }
}

/// The post that a comment belongs to.
pub(super) async fn post_of(comment: u64, api: &Api<'_>) -> Result<u64, ConnectorError> {
    let answer = api.get("comment", &[("id", comment.to_string())]).await?;
    let comment = answer.inner("comment_view").and_then(|view| view.inner("comment"));
    comment.and_then(|comment| comment.count("post_id")).ok_or_else(|| changed(api.server))
}

/// Codes of languages, as the server numbers them.
pub(super) fn languages(of: &Value) -> Languages {
    let code = |language: &Value| {
        let (id, code) = (language.count("id")?, language.text("code")?);
        let is_code = (2..=35).contains(&code.len())
            && code != "und"
            && code.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        is_code.then(|| (id, code.into_owned()))
    };
    of.list("all_languages").iter().filter_map(code).take(500).collect()
}
