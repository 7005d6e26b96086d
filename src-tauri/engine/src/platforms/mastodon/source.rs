//! Where a place can be read: the addresses of its server's API, and its feeds where that is
//! closed to those who are not logged in.

use url::Url;

use super::{
    account::{is_final, lookup, webfinger},
    internal,
    place::{Part, Place, Scope},
};
use crate::{
    model::FailureCode,
    platforms::{ConnectorError, Session, servers},
};

/// Statuses of a page; servers give no more.
const PAGE: &str = "40";

/// Where to try, best first.
#[derive(Debug)]
pub(super) struct Candidates {
    pub(super) urls: Vec<Url>,
    /// Why nothing better is known; to be told where all of them fail.
    pub(super) doubt: Option<ConnectorError>,
}

/// The addresses of a place; those of an account after asking for its id.
///
/// # Errors
/// Where the server does not know the account, or is not to be reached.
pub(super) async fn candidates(
    place: &Place,
    server: &Url,
    session: &Session,
) -> Result<Candidates, ConnectorError> {
    let api = |path: &str, extra: &[(&str, &str)]| {
        let mut url = server.clone();
        url.set_path(path);
        url.query_pairs_mut().clear().append_pair("limit", PAGE).extend_pairs(extra);
        url
    };
    let urls = match place {
        Place::Profile { user, part } => return profile(user, part, server, session).await,
        Place::Account(id) => vec![posts(server, id, &Part::Posts)],
        Place::Hashtag(tag) => {
            let path = format!("/api/v1/timelines/tag/{tag}");
            vec![api(&path, &[]), api(&path, &[("local", "true")]), plain(server, &format!("tags/{tag}.rss"))]
        }
        Place::Timeline(scope) => {
            let path = "/api/v1/timelines/public";
            match scope {
                Scope::All => vec![api(path, &[]), api(path, &[("local", "true")])],
                Scope::Local => vec![api(path, &[("local", "true")])],
                Scope::Remote => vec![api(path, &[("remote", "true")])],
            }
        }
        Place::Thread { id, .. } => vec![plain(server, &format!("api/v1/statuses/{id}"))],
    };
    Ok(Candidates { urls, doubt: None })
}

/// An account's id belongs to its server, which may not be the one in the handle.
async fn profile(
    user: &str,
    part: &Part,
    server: &Url,
    session: &Session,
) -> Result<Candidates, ConnectorError> {
    let known = |server: &Url, user: &str, id: &str| {
        let urls = [posts(server, id, part)].into_iter().chain(feeds(user, part, server)).collect();
        Candidates { urls, doubt: None }
    };
    let mut home = (server.clone(), user.to_owned());
    let mut error = match lookup(user, server, session).await {
        Ok(id) => return Ok(known(server, user, &id)),
        Err(error) if is_final(&error) => return Err(error),
        Err(error) => error,
    };
    if let Some((server, user)) = webfinger(user, server, session).await {
        error = match lookup(&user, &server, session).await {
            Ok(id) => return Ok(known(&server, &user, &id)),
            Err(other) if is_final(&other) => return Err(other),
            Err(other) => other,
        };
        home = (server, user);
    }
    // A server that knows its accounts, but not this one, has no feed of it either.
    if error.code == FailureCode::Gone {
        return Err(error);
    }
    Ok(Candidates { urls: feeds(&home.1, part, &home.0), doubt: Some(error) })
}

/// The posts of an account.
fn posts(server: &Url, id: &str, part: &Part) -> Url {
    let mut url = plain(server, &format!("api/v1/accounts/{id}/statuses"));
    let mut query = url.query_pairs_mut();
    query.append_pair("limit", PAGE);
    match part {
        Part::Posts => query.append_pair("exclude_replies", "true"),
        Part::WithReplies => &mut query,
        Part::Media => query.append_pair("only_media", "true"),
        Part::Tagged(tag) => query.append_pair("tagged", tag),
    };
    drop(query);
    url
}

/// Where most servers have the feed of a place. `server` may be an address of its API: ids in
/// it that are no numbers are those of Akkoma and Pleroma.
pub(super) fn usual_feed(place: &Place, server: &Url) -> Option<String> {
    let account = server.path().strip_prefix("/api/v1/accounts/").unwrap_or_default();
    let is_akkoma =
        account.split('/').next().is_some_and(|id| id.bytes().any(|byte| byte.is_ascii_alphabetic()));
    let path = match place {
        Place::Profile { user, part: Part::Posts } if is_akkoma => format!("users/{user}/feed.rss"),
        Place::Profile { .. } | Place::Hashtag(_) => format!("{}.rss", place.path()),
        Place::Account(_) | Place::Timeline(_) | Place::Thread { .. } => return None,
    };
    Some(plain(server, &path).into())
}

/// Where Mastodon, GoToSocial, Pixelfed and Akkoma, and Takahe have the feed of a profile.
fn feeds(user: &str, part: &Part, server: &Url) -> Vec<Url> {
    let host = server.host_str().unwrap_or_default();
    let paths = match part {
        Part::Posts => vec![
            format!("@{user}.rss"),
            format!("@{user}/feed.rss"),
            format!("users/{user}.atom"),
            format!("users/{user}/feed.rss"),
            format!("@{user}@{host}/rss/"),
        ],
        Part::WithReplies => vec![format!("@{user}/with_replies.rss")],
        Part::Media => vec![format!("@{user}/media.rss")],
        Part::Tagged(tag) => vec![format!("@{user}/tagged/{tag}.rss")],
    };
    paths.iter().map(|path| plain(server, path)).collect()
}

pub(super) fn plain(server: &Url, path: &str) -> Url {
    let mut url = server.clone();
    url.set_query(None);
    url.set_path(path);
    url
}

/// The server of a kept address.
pub(super) fn server_of(target_url: &str) -> Result<(Url, Place), ConnectorError> {
    let url = Url::parse(target_url).map_err(|_| internal())?;
    let segments = servers::segments(&url);
    let place = Place::of(&segments).ok_or_else(internal)?;
    Ok((plain(&url, "/"), place))
}
