//! Page after page of a list until what is known.

use std::sync::Arc;

use serde_json::Value;
use url::Url;

use super::{
    api::{self, changed},
    video::{Entry, comment, video},
};
use crate::{
    content::text,
    model::{Cursor, FailureCode, FoundItem},
    platforms::{
        ConnectorError, Page, Session,
        apart::apart,
        json::Lenient,
        servers::host,
        walk::{MOST_PAGES, Walk},
    },
    ports::HttpResponse,
};

const PER_PAGE: usize = 50;
/// Of a playlist, which has to be read whole: as many as one answer holds.
const PER_PLAYLIST_PAGE: usize = 100;

/// A list of a server.
#[derive(Debug, Clone)]
pub(super) struct List {
    pub(super) path: String,
    pub(super) parameters: Vec<(&'static str, String)>,
    pub(super) kind: Kind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Of a channel or account, whose name this is in each entry.
    VideosOf(&'static str),
    Videos,
    Comments,
    /// In the order of whoever made it.
    Playlist,
}

/// One answer, read.
struct Sheet {
    entries: Vec<Entry>,
    listed: usize,
    total: Option<usize>,
    title: Option<String>,
}

pub(super) async fn read(
    list: List,
    server: &Url,
    cursor: &Cursor,
    session: &Session,
) -> Result<Page, ConnectorError> {
    let is_playlist = list.kind == Kind::Playlist;
    let per_page = if is_playlist { PER_PLAYLIST_PAGE } else { PER_PAGE };
    let list = Arc::new(list);
    let mut walk = Walk::new(cursor, !is_playlist);
    let (mut start, mut title, mut warning) = (0, None, None);
    for number in 0..MOST_PAGES {
        let sheet = match sheet(&list, start, per_page, server, session).await {
            Ok(sheet) => sheet,
            Err(error) => {
                walk.failed(error)?;
                break;
            }
        };
        for entry in sheet.entries {
            match entry {
                Entry::Item(item) => walk.add(*item),
                Entry::Other => {}
                Entry::Unreadable => walk.add_unreadable(),
            }
        }
        title = title.or(sheet.title);
        start += sheet.listed;
        let has_more =
            sheet.listed > 0 && sheet.total.map_or(sheet.listed >= per_page, |total| start < total);
        if is_playlist {
            // New videos are put at its end.
            let last = sheet.total.unwrap_or(0).saturating_sub((MOST_PAGES - 1) * per_page);
            if number == 0 && last > start {
                start = last;
                warning =
                    Some("This playlist is longer than one check reads: its middle was left out.".to_owned());
            }
            if !has_more {
                walk.goes_on(false);
                break;
            }
        } else if !walk.goes_on(has_more) {
            break;
        }
    }
    let own = server.clone();
    let mut page = walk.finish(|| changed(&own))?;
    page.title = title;
    page.warnings.extend(warning);
    Ok(page)
}

async fn sheet(
    list: &Arc<List>,
    start: usize,
    count: usize,
    server: &Url,
    session: &Session,
) -> Result<Sheet, ConnectorError> {
    let mut parameters = list.parameters.clone();
    parameters.extend([("start", start.to_string()), ("count", count.to_string())]);
    let response = api::ask(server, &list.path, &parameters, session).await?;
    let (list, server) = (Arc::clone(list), server.clone());
    apart(move || parse(&response, list.kind, &server)).await?
}

/// Pure.
fn parse(response: &HttpResponse, kind: Kind, server: &Url) -> Result<Sheet, ConnectorError> {
    let document = api::read(response)?;
    let data = document.get("data").and_then(Value::as_array).ok_or_else(|| changed(server))?;
    let entries = data.iter().map(|entry| match kind {
        Kind::Comments => comment(entry, server),
        // A video that was deleted or closed leaves its place.
        Kind::Playlist => entry.inner("video").map_or(Entry::Other, |entry| video(entry, server)),
        Kind::Videos | Kind::VideosOf(_) => video(entry, server),
    });
    let title = match kind {
        Kind::VideosOf(of) => data
            .first()
            .and_then(|video| video.inner(of)?.text("displayName").as_deref().and_then(text::title)),
        _ => None,
    };
    let total = document.count("total").and_then(|total| usize::try_from(total).ok());
    Ok(Sheet { listed: data.len(), total, entries: entries.collect(), title })
}

/// The video of a thread, as an item.
pub(super) async fn video_of(id: &str, server: &Url, session: &Session) -> Result<FoundItem, ConnectorError> {
    let answer = api::read(&api::ask(server, &format!("videos/{id}"), &[], session).await?)?;
    match video(&answer, server) {
        Entry::Item(item) => Ok(*item),
        Entry::Other => Err(ConnectorError {
            needs_user: true,
            ..ConnectorError::new(
                FailureCode::Private,
                format!("{} shows this video only to some people.", host(server)),
            )
        }),
        Entry::Unreadable => Err(changed(server)),
    }
}

/// What a playlist is called.
pub(super) async fn name_of(playlist: &str, server: &Url, session: &Session) -> Option<String> {
    let answer = api::ask(server, &format!("video-playlists/{playlist}"), &[], session).await.ok()?;
    api::read(&answer).ok()?.text("displayName").as_deref().and_then(text::title)
}
