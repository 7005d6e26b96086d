//! Page after page until what is known, and what becomes of them.

use http::{HeaderMap, HeaderValue, header};
use url::Url;

use super::{
    refusal,
    sheet::{self, Sheet},
};
use crate::{
    model::Cursor,
    platforms::{
        ConnectorError, Page, Session,
        apart::apart,
        walk::{MOST_PAGES, Walk},
    },
};

/// What is read.
pub(super) struct Place {
    channel: String,
    query: Option<String>,
}

impl Place {
    /// From the address that is stored.
    pub(super) fn of(url: &Url) -> Option<Self> {
        let channel = url.path().strip_prefix("/s/").filter(|name| !name.is_empty())?.to_owned();
        let query = url.query_pairs().find(|(key, _)| key == "q").map(|(_, words)| words.into_owned());
        Some(Self { channel, query })
    }

    fn url(&self, base: &Url, before: Option<u64>) -> Url {
        let mut url = base.clone();
        url.set_path(&format!("/s/{}", self.channel));
        url.set_query(None);
        if let Some(query) = &self.query {
            url.query_pairs_mut().append_pair("q", query);
        }
        if let Some(before) = before {
            url.query_pairs_mut().append_pair("before", &before.to_string());
        }
        url
    }
}

/// The newest page at first; later all that is newer than what is known, within limits.
pub(super) async fn read(
    place: &Place,
    base: &Url,
    cursor: &Cursor,
    session: &Session,
) -> Result<Page, ConnectorError> {
    let mut walk = Walk::new(cursor, true);
    let (mut title, mut name, mut before) = (None, None, None);
    for _ in 0..MOST_PAGES {
        let sheet = match sheet(&place.url(base, before), session).await {
            Ok(sheet) => sheet,
            Err(error) => {
                walk.failed(error)?;
                break;
            }
        };
        title = title.or(sheet.title);
        for message in sheet.messages {
            name = name.or(Some(message.channel));
            walk.add(message.item);
        }
        (0..sheet.unreadable).for_each(|_| walk.add_unreadable());
        let older = sheet.before.filter(|older| before.is_none_or(|before| *older < before));
        if !walk.goes_on(older.is_some()) {
            break;
        }
        before = older;
    }
    Ok(Page { title, target_id: name, ..walk.finish(refusal::changed)? })
}

async fn sheet(url: &Url, session: &Session) -> Result<Sheet, ConnectorError> {
    // Some labels are looked at, and they are translated.
    let language = HeaderValue::from_static("en-US,en;q=0.8");
    let answer = session.get(url, HeaderMap::from_iter([(header::ACCEPT_LANGUAGE, language)])).await?;
    apart(move || sheet::parse(&answer)).await?
}
