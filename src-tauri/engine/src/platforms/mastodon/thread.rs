//! A post and the replies to it.

use http::HeaderMap;
use serde_json::Value;
use url::Url;

use super::{
    based, key_of,
    listed::{Listed, changed},
};
use crate::{
    content::text::snippet,
    model::{Cursor, HttpMemory},
    platforms::{
        Answer, ConnectorError, Fetched, Page, PollHints, Session,
        apart::apart,
        json::{self, Lenient},
    },
    ports::HttpResponse,
};

/// Replies that servers show to those who are not logged in.
const SHOWN: usize = 60;

/// Reads the post at `source` and its replies, each only where it has changed.
pub(super) async fn read(
    source: &Url,
    cursor: &Cursor,
    session: &Session,
) -> Result<Fetched, ConnectorError> {
    let host = source.host_str().unwrap_or_default();
    let mut replies = source.clone();
    replies.set_path(&format!("{}/context", source.path()));
    let (post, post_memory) = ask(source, cursor, session).await?;
    let (context, context_memory) = ask(&replies, cursor, session).await?;
    let mut moved_on = Cursor { v: 1, ..cursor.clone() };
    for (url, memory) in [(source, post_memory), (&replies, context_memory)] {
        moved_on.http.extend(memory.map(|memory| (key_of(url), memory)));
    }
    if post.is_none() && context.is_none() {
        let cursor = (moved_on != *cursor).then_some(moved_on);
        return Ok(Fetched::NotModified { hints: PollHints::default(), cursor });
    }
    let own = host.to_owned();
    let (listed, has_post, replies) = apart(move || parse(post.as_ref(), context.as_ref(), &own)).await??;
    let mut warnings = Vec::new();
    if replies >= SHOWN {
        warnings.push(format!("{host} shows only some of the replies to those who are not logged in."));
    }
    if listed.unreadable > 0 {
        warnings.push(format!("{} posts could not be read.", listed.unreadable));
    }
    let is_partial = listed.unreadable > 0;
    let title = listed.items.first().filter(|_| has_post).map(|post| {
        let name = post.author.name.as_deref().unwrap_or(host);
        format!("{name}: {}", snippet(&post.text, 60))
    });
    Ok(Fetched::Page(Box::new(Page {
        title,
        items: listed.items,
        warnings,
        is_partial,
        cursor: if is_partial { cursor.clone() } else { moved_on },
        ..Page::default()
    })))
}

/// The answer where it has changed, and what to remember of it.
async fn ask(
    url: &Url,
    cursor: &Cursor,
    session: &Session,
) -> Result<(Option<HttpResponse>, Option<HttpMemory>), ConnectorError> {
    let key = key_of(url);
    Ok(match session.get_if_changed(&based(session, url), &key, HeaderMap::new(), cursor).await? {
        Answer::Unchanged { memory } => (None, memory),
        Answer::Changed { response, memory } => (Some(response), Some(memory)),
    })
}

/// The items, whether the first of them is the post, and how many replies there are.
fn parse(
    post: Option<&HttpResponse>,
    context: Option<&HttpResponse>,
    host: &str,
) -> Result<(Listed, bool, usize), ConnectorError> {
    let mut listed = Listed::default();
    if let Some(response) = post {
        let post = json::read(response)?;
        listed = Listed::of_statuses(std::slice::from_ref(&post), host);
        if listed.items.is_empty() {
            return Err(changed(host));
        }
    }
    let mut replies = 0;
    if let Some(response) = context {
        let context = json::read(response)?;
        if !context.get("descendants").is_some_and(Value::is_array) {
            return Err(changed(host));
        }
        replies = context.list("descendants").len();
        listed.add(Listed::of_statuses(context.list("descendants"), host));
    }
    Ok((listed, post.is_some(), replies))
}
