//! Page after page until what is known, and what becomes of them.

use serde_json::Value;
use url::Url;

use super::{
    ask,
    post::{Post, Row, row},
};
use crate::{
    model::{Cursor, FailureCode, TargetType},
    platforms::{
        ConnectorError, Page, Session,
        apart::apart,
        json::Lenient,
        pages,
        walk::{MOST_PAGES, Walk},
    },
    ports::HttpResponse,
};

/// The most that Bluesky gives at once.
const PER_PAGE: &str = "100";

/// What is read.
pub(super) struct Reading<'a> {
    pub(super) target_type: TargetType,
    pub(super) id: &'a str,
    pub(super) base: &'a Url,
    pub(super) session: &'a Session,
}

/// One page, read.
#[derive(Default)]
struct Sheet {
    rows: Vec<Row>,
    /// Where older ones are.
    next: Option<String>,
}

impl Reading<'_> {
    /// The newest page at first; later all that is newer than what is known, within limits.
    pub(super) async fn read(&self, cursor: &Cursor) -> Result<Page, ConnectorError> {
        // What a feed's maker sorts may come in any order.
        let mut walk = Walk::new(cursor, self.target_type != TargetType::Feed);
        let (mut title, mut next) = (None, None);
        for _ in 0..MOST_PAGES {
            let sheet = match self.sheet(next.as_deref()).await {
                Ok(sheet) => sheet,
                Err(error) => {
                    walk.failed(error)?;
                    break;
                }
            };
            for row in sheet.rows {
                match row {
                    Row::Post(post) => {
                        title = title.or_else(|| self.title(&post));
                        if post.is_pinned { walk.add_pinned(post.item) } else { walk.add(post.item) }
                    }
                    Row::Withheld { did } if did == self.id => return Err(withheld()),
                    Row::Withheld { .. } => {}
                    Row::Unreadable => walk.add_unreadable(),
                }
            }
            let older = sheet.next.filter(|older| next.as_ref() != Some(older));
            if !walk.goes_on(older.is_some()) {
                break;
            }
            next = older;
        }
        Ok(Page { title, ..walk.finish(changed)? })
    }

    /// The name that the account has now; nothing else is told with the posts.
    fn title(&self, post: &Post) -> Option<String> {
        let is_own = self.target_type == TargetType::Profile && post.author_did == self.id;
        post.item.author.name.clone().filter(|_| is_own)
    }

    async fn sheet(&self, older: Option<&str>) -> Result<Sheet, ConnectorError> {
        let (method, name) = match self.target_type {
            TargetType::Feed => ("app.bsky.feed.getFeed", "feed"),
            TargetType::List => ("app.bsky.feed.getListFeed", "list"),
            _ => ("app.bsky.feed.getAuthorFeed", "actor"),
        };
        let mut parameters = vec![(name, self.id), ("limit", PER_PAGE)];
        parameters.extend(older.map(|older| ("cursor", older)));
        let answer = ask::get(self.base, method, &parameters, self.session).await?;
        apart(move || parse(&answer)).await?
    }
}

fn parse(answer: &HttpResponse) -> Result<Sheet, ConnectorError> {
    let document = ask::read(answer)?;
    let rows = document.get("feed").and_then(Value::as_array).ok_or_else(changed)?;
    let next = document.text("cursor").map(|cursor| cursor.into_owned());
    Ok(Sheet { rows: rows.iter().map(row).collect(), next })
}

fn changed() -> ConnectorError {
    pages::changed("Bluesky")
}

fn withheld() -> ConnectorError {
    ConnectorError::new(
        FailureCode::Private,
        "The owner of this account asks Bluesky to show it only to people who are logged in, which Tidewatch \
         respects.",
    )
}
