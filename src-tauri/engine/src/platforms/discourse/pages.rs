//! Page after page of a list until what is known, and the newest posts of a topic.

use std::{collections::HashMap, sync::Arc};

use serde_json::Value;
use url::Url;

use super::{
    api::{self, changed},
    list::List,
    post::{Entry, post},
};
use crate::{
    content::text,
    model::{Cursor, FailureCode},
    platforms::{
        ConnectorError, Page, Session,
        apart::apart,
        json::Lenient,
        servers::host,
        walk::{MOST_PAGES, Walk},
    },
    ports::HttpResponse,
};

/// Posts of a topic that are asked for at once, as forums do themselves.
const PER_PAGE: usize = 20;

pub(super) async fn read(
    list: List,
    forum: &Url,
    cursor: &Cursor,
    session: &Session,
) -> Result<Page, ConnectorError> {
    let list = Arc::new(list);
    let mut walk = Walk::new(cursor, list.is_by_time());
    let mut next = None;
    for number in 0..MOST_PAGES {
        let (path, parameters) = list.page(number, next);
        let answer = api::ask(forum, &path, &parameters, session).await;
        let sheet = match answer {
            Ok(response) => {
                let (list, forum) = (Arc::clone(&list), forum.clone());
                apart(move || list.read(&response, &forum)).await.and_then(|read| read)
            }
            Err(error) => Err(error),
        };
        let sheet = match sheet {
            Ok(sheet) => sheet,
            Err(error) => {
                walk.failed(error)?;
                break;
            }
        };
        sheet.entries.into_iter().for_each(|(entry, is_old)| add(&mut walk, entry, is_old));
        next = sheet.next;
        // Groups tell of their latest posts only.
        if !walk.goes_on(sheet.has_more) || matches!(*list, List::Group(_)) {
            break;
        }
    }
    walk.finish(|| changed(forum))
}

fn add(walk: &mut Walk<'_>, entry: Entry, is_old: bool) {
    match entry {
        Entry::Item(item) if is_old => walk.add_pinned(*item),
        Entry::Item(item) => walk.add(*item),
        Entry::Other => {}
        Entry::Unreadable => walk.add_unreadable(),
    }
}

/// The newest posts of a topic, and the first one, so that changes of it are seen.
pub(super) async fn topic(
    id: u64,
    forum: &Url,
    cursor: &Cursor,
    session: &Session,
) -> Result<Page, ConnectorError> {
    let response = api::ask(forum, &format!("t/{id}.json"), &[], session).await?;
    let document = Arc::new(apart(move || api::read(&response)).await??);
    let stream = document.inner("post_stream").ok_or_else(|| changed(forum))?;
    let mut ids: Vec<u64> = stream.list("stream").iter().filter_map(Value::as_u64).collect();
    let mut loaded = by_id(stream.list("posts"));
    if ids.is_empty() {
        ids = stream.list("posts").iter().filter_map(|post| post.count("id")).collect();
    }
    if ids.is_empty() {
        return Err(changed(forum));
    }
    let title = document.text("title").or_else(|| document.text("fancy_title"));
    let title = title.as_deref().and_then(text::title);
    let first = ids.first().and_then(|id| loaded.get(id)).map(|value| post(value, title.as_deref(), forum));
    // Numbers grow with time, whatever order the forum gives them in.
    ids.sort_unstable_by(|a, b| b.cmp(a));
    ids.dedup();
    let mut walk = Walk::new(cursor, true);
    let chunks: Vec<&[u64]> = ids.chunks(PER_PAGE).collect();
    for (number, chunk) in chunks.iter().take(MOST_PAGES).enumerate() {
        let missing: Vec<u64> = chunk.iter().copied().filter(|id| !loaded.contains_key(id)).collect();
        if !missing.is_empty() {
            match posts(id, &missing, forum, session).await {
                Ok(more) => loaded.extend(more),
                Err(error) => {
                    walk.failed(error)?;
                    break;
                }
            }
        }
        // What is not given after all was deleted meanwhile.
        for value in chunk.iter().filter_map(|id| loaded.get(id)) {
            add(&mut walk, post(value, title.as_deref(), forum), false);
        }
        if !walk.goes_on(number + 1 < chunks.len()) {
            break;
        }
    }
    let mut page = walk.finish(|| changed(forum))?;
    if let Some(Entry::Item(first)) = first
        && page.items.iter().all(|item| item.identity != first.identity)
    {
        page.items.push(*first);
    }
    page.title = title;
    Ok(page)
}

async fn posts(
    topic: u64,
    ids: &[u64],
    forum: &Url,
    session: &Session,
) -> Result<HashMap<u64, Value>, ConnectorError> {
    let parameters: Vec<(&str, String)> = ids.iter().map(|id| ("post_ids[]", id.to_string())).collect();
    let response = api::ask(forum, &format!("t/{topic}/posts.json"), &parameters, session).await?;
    let forum = forum.clone();
    apart(move || read_posts(&response, &forum)).await?
}

fn read_posts(response: &HttpResponse, forum: &Url) -> Result<HashMap<u64, Value>, ConnectorError> {
    let document = api::read(response)?;
    let posts =
        document.inner("post_stream").and_then(|stream| stream.get("posts")).and_then(Value::as_array);
    Ok(by_id(posts.ok_or_else(|| changed(forum))?))
}

fn by_id(posts: &[Value]) -> HashMap<u64, Value> {
    posts.iter().filter_map(|post| Some((post.count("id")?, post.clone()))).collect()
}

/// The number of a category whose address holds only its words.
pub(super) async fn category(slugs: &str, forum: &Url, session: &Session) -> Result<u64, ConnectorError> {
    let site = api::read(&api::ask(forum, "site.json", &[], session).await?)?;
    let wanted = slugs.rsplit('/').next().unwrap_or(slugs);
    let found =
        site.list("categories").iter().find(|category| category.text("slug").as_deref() == Some(wanted));
    found.and_then(|category| category.count("id")).ok_or_else(|| {
        ConnectorError::new(
            FailureCode::Gone,
            format!(
                "{} shows no category of this name. Open it in a browser and paste the address that it has then.",
                host(forum)
            ),
        )
    })
}

/// A user who has written nothing: the account may be suspended, or keep to itself.
pub(super) async fn why_silent(name: &str, forum: &Url, session: &Session) -> Result<(), ConnectorError> {
    let answer = api::read(&api::ask(forum, &format!("u/{name}.json"), &[], session).await?)?;
    let host = host(forum);
    let user = answer.inner("user").ok_or_else(|| changed(forum))?;
    if user.text("suspended_till").is_some() || user.text("suspended_at").is_some() {
        return Err(ConnectorError::new(
            FailureCode::Suspended,
            format!("{host} has suspended this account. Open its page in a browser to read for how long."),
        ));
    }
    if user.is_true("profile_hidden") {
        return Err(ConnectorError::new(
            FailureCode::Private,
            format!(
                "This account of {host} keeps what it writes off its page. Watch a topic or category instead."
            ),
        ));
    }
    Ok(())
}
