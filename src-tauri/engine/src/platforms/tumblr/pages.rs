//! Page after page through the API until what is known, and what becomes of them.

use serde_json::Value;

use super::{Place, ask, post};
use crate::{
    model::Cursor,
    platforms::{
        ConnectorError, Page, Session,
        apart::apart,
        json::Lenient,
        walk::{MOST_PAGES, Walk},
    },
};

const PER_PAGE: usize = 20;

/// One page, read.
#[derive(Default)]
struct Sheet {
    posts: Vec<post::Row>,
    title: Option<String>,
    /// Stays when a blog is renamed.
    blog: Option<String>,
    /// Of all posts of the blog.
    total: Option<u64>,
    /// When the last post was tagged.
    last_at: Option<u64>,
}

/// The newest page at first; later all that is newer than what is known, within limits.
pub(super) async fn read(
    place: &Place,
    id: Option<&str>,
    key: &str,
    cursor: &Cursor,
    session: &Session,
) -> Result<Page, ConnectorError> {
    let mut walk = Walk::new(cursor, true);
    let (mut title, mut blog, mut before) = (None, None, None);
    for number in 0..MOST_PAGES {
        let sheet = match sheet(place, id, key, number * PER_PAGE, before, session).await {
            Ok(sheet) => sheet,
            Err(error) => {
                walk.failed(error)?;
                break;
            }
        };
        let count = sheet.posts.len();
        for row in sheet.posts {
            match row {
                post::Row::Post(item) => walk.add(*item),
                post::Row::Pinned(item) => walk.add_pinned(*item),
                post::Row::Unreadable => walk.add_unreadable(),
            }
        }
        (title, blog) = (title.or(sheet.title), blog.or(sheet.blog));
        let has_more = match place.blog {
            Some(_) => {
                sheet.total.map_or(count >= PER_PAGE, |total| total > ((number + 1) * PER_PAGE) as u64)
            }
            None => sheet.last_at.is_some_and(|last| before.is_none_or(|before| last < before)),
        };
        before = sheet.last_at;
        if !walk.goes_on(has_more && count > 0) {
            break;
        }
    }
    Ok(Page { title, target_id: blog, ..walk.finish(ask::changed)? })
}

async fn sheet(
    place: &Place,
    id: Option<&str>,
    key: &str,
    offset: usize,
    before: Option<u64>,
    session: &Session,
) -> Result<Sheet, ConnectorError> {
    let (limit, offset) = (PER_PAGE.to_string(), offset.to_string());
    let before = before.map(|before| before.to_string());
    let mut parameters = vec![("limit", limit.as_str())];
    let method = match &place.blog {
        Some(name) => {
            parameters.extend([("reblog_info", "true"), ("offset", offset.as_str())]);
            let id = id
                .filter(|id| id.starts_with("t:"))
                .map_or_else(|| format!("{name}.tumblr.com"), str::to_owned);
            format!("blog/{id}/posts")
        }
        None => {
            parameters.extend(before.as_deref().map(|before| ("before", before)));
            "tagged".into()
        }
    };
    parameters.extend(place.tag.as_deref().map(|tag| ("tag", tag)));
    let answer = ask::get(session, key, &method, &parameters).await?;
    apart(move || parse(&ask::read(&answer)?)).await?
}

/// Pure: the posts of a blog, or of a tag, which come without one.
fn parse(response: &Value) -> Result<Sheet, ConnectorError> {
    let posts = response.get("posts").unwrap_or(response).as_array().ok_or_else(ask::changed)?;
    let blog = response.inner("blog");
    let of = |key: &str| blog.and_then(|blog| blog.text(key));
    let times =
        posts.iter().filter_map(|post| post.count("featured_timestamp").or_else(|| post.count("timestamp")));
    Ok(Sheet {
        posts: posts.iter().map(post::read).collect(),
        title: of("title").or_else(|| of("name")).as_deref().and_then(crate::content::text::title),
        blog: of("uuid")
            .filter(|uuid| uuid.starts_with("t:") && uuid.len() < 100)
            .map(|uuid| uuid.into_owned()),
        total: response.count("total_posts").or_else(|| blog?.count("posts")),
        last_at: times.min(),
    })
}
