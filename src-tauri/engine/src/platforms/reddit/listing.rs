//! Lists and threads of Reddit's interface, page after page.

use serde_json::Value;
use url::Url;

use super::{not_valid, refusal, thing};
use crate::{
    model::{Cursor, TargetType},
    platforms::{
        ConnectorError, Page, Target,
        apart::apart,
        json::{self, Lenient},
        pages::{self, Sheet},
        walk::MOST_PAGES,
    },
    ports::HttpResponse,
};

/// The most that Reddit gives at once.
const LIMIT: &str = "100";
/// Comments within comments that are looked into.
const MOST_DEEP: usize = 30;

/// Where a target's list is, and how it is sorted by time.
fn place(target: &Target) -> Result<(String, Vec<(String, String)>), ConnectorError> {
    let url = Url::parse(&target.url).map_err(|_| not_valid())?;
    let path = url.path().trim_end_matches('/');
    let mut query: Vec<(String, String)> = url.query_pairs().into_owned().collect();
    let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
    let path = match parts.as_slice() {
        ["r", _] | ["domain", _] | ["user", _, "m", _] => format!("{path}/new"),
        ["r", _, "comments"] => path.to_owned(),
        _ => {
            query.push(("sort".into(), "new".into()));
            path.to_owned()
        }
    };
    query.push(("limit".into(), LIMIT.into()));
    Ok((path, query))
}

pub(super) async fn read(
    target: &Target,
    cursor: &Cursor,
    api: &super::oauth::Api<'_>,
) -> Result<Page, ConnectorError> {
    let (path, query) = place(target)?;
    let is_thread = target.target_type == TargetType::Thread;
    let sheet = |next: Option<String>| {
        let (path, query) = (&path, &query);
        async move {
            let mut all: Vec<(&str, &str)> =
                query.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
            // Never `before`: it answers nothing where the post that it names was deleted.
            all.extend(next.as_deref().map(|name| ("after", name)));
            let response = api.get(path, &all).await?;
            apart(move || if is_thread { thread(&response) } else { list(&response) }).await?
        }
    };
    // Further comments are asked for otherwise, one branch at a time.
    let most = if is_thread { 1 } else { MOST_PAGES };
    pages::read(cursor, true, most, changed, sheet).await
}

fn changed() -> ConnectorError {
    pages::changed("Reddit")
}

/// Pure.
fn list(response: &HttpResponse) -> Result<Sheet, ConnectorError> {
    if response.url.path().starts_with("/subreddits/search") {
        return Err(refusal::no_such_community());
    }
    let document = json::read(response)?;
    let (children, next) = children(&document)?;
    Ok(Sheet { rows: children.iter().map(|thing| thing::row(thing, None)).collect(), next })
}

/// The post and its comments, newest first, those within others as well.
fn thread(response: &HttpResponse) -> Result<Sheet, ConnectorError> {
    let document = json::read(response)?;
    let [post, comments] = document.as_array().map(Vec::as_slice).unwrap_or_default() else {
        return Err(changed());
    };
    let (post, comments) = (children(post)?.0, children(comments)?.0);
    let title = post.first().and_then(|post| post.inner("data")).and_then(|post| post.text("title"));
    let mut all = Vec::new();
    flatten(comments, MOST_DEEP, &mut all);
    // Reddit sorts within each branch; times are set by its servers.
    all.sort_by_key(|comment| {
        std::cmp::Reverse(comment.inner("data").and_then(|data| thing::time(data, "created_utc")))
    });
    let rows = post.iter().chain(all).map(|thing| thing::row(thing, title.as_deref()));
    let is_more = comments.iter().any(|comment| comment.text("kind").as_deref() == Some("more"));
    Ok(Sheet { rows: rows.collect(), next: is_more.then(|| "more".to_owned()) })
}

fn flatten<'a>(comments: &'a [Value], deep: usize, all: &mut Vec<&'a Value>) {
    for comment in comments.iter().filter(|comment| comment.text("kind").as_deref() == Some("t1")) {
        all.push(comment);
        let replies = comment.inner("data").and_then(|data| data.inner("replies"));
        if let Some((replies, _)) = replies.filter(|_| deep > 0).and_then(|replies| children(replies).ok()) {
            flatten(replies, deep - 1, all);
        }
    }
}

fn children(listing: &Value) -> Result<(&[Value], Option<String>), ConnectorError> {
    let data = listing.inner("data").ok_or_else(changed)?;
    let children = data.get("children").and_then(Value::as_array).ok_or_else(changed)?;
    Ok((children, data.text("after").map(|name| name.into_owned())))
}
