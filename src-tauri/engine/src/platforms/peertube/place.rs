//! What an address on a server of PeerTube stands for, in every form that servers use.

use url::Url;

use crate::platforms::servers::{self, at_home};

const MOST_NAME: usize = 100;
const MOST_ID: usize = 64;

/// Something to watch on one server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Place {
    Channel(String),
    Account(String),
    /// A channel or an account: short addresses do not say which.
    Either(String),
    Video(String),
    Playlist(String),
    Front {
        is_local: bool,
    },
    Search(String),
}

impl Place {
    /// The server that knows it best, and what it is there. Channels and accounts of another
    /// server are read there, because only it surely has all of their videos.
    pub(super) fn of(url: &Url) -> Option<(Url, Self)> {
        let server = servers::server(url, "/")?;
        Some(match servers::segments(url).as_slice() {
            ["c" | "video-channels", name, tab @ ..] if is_tab(tab) => {
                at_home(server, name, self::name, Self::Channel)?
            }
            ["a" | "accounts", name, tab @ ..] if is_tab(tab) => {
                at_home(server, name, self::name, Self::Account)?
            }
            ["w", "p", id] | ["videos", "watch", "playlist", id] | ["video-playlists", "embed", id] => {
                (server, Self::Playlist(local_id(id)?))
            }
            ["w", id] | ["videos", "watch" | "embed", id] => (server, Self::Video(local_id(id)?)),
            ["videos", "local"] => (server, Self::Front { is_local: true }),
            ["videos", "browse" | "recently-added" | "trending" | "overview" | "most-liked"] => {
                let is_local = servers::query(url, "scope").is_some_and(|scope| scope == "local");
                (server, Self::Front { is_local })
            }
            ["search"] => (server, Self::Search(servers::words(url, "search")?)),
            [] => (server, Self::Front { is_local: true }),
            [handle, tab @ ..] if is_tab(tab) => {
                let name = handle.strip_prefix('@').or_else(|| handle.strip_prefix("%40"))?;
                at_home(server, name, self::name, Self::Either)?
            }
            _ => return None,
        })
    }

    /// The address under which it is kept.
    pub(super) fn address(&self, server: &Url) -> String {
        let mut url = server.clone();
        match self {
            Self::Channel(name) => url.set_path(&format!("c/{name}/videos")),
            Self::Account(name) => url.set_path(&format!("a/{name}/videos")),
            Self::Either(name) => url.set_path(&format!("@{name}")),
            Self::Video(id) => url.set_path(&format!("w/{id}")),
            Self::Playlist(id) => url.set_path(&format!("w/p/{id}")),
            Self::Front { is_local: true } => url.set_path("videos/local"),
            Self::Front { is_local: false } => url.set_path("videos/browse"),
            Self::Search(words) => {
                url.set_path("search");
                url.query_pairs_mut().append_pair("search", words);
            }
        }
        url.into()
    }

    /// A feed of the same, as the server gives it to readers.
    pub(super) fn feed(&self, server: &Url) -> Option<String> {
        let (path, name, value) = match self {
            Self::Channel(name) => ("feeds/videos.xml", "videoChannelName", name.as_str()),
            Self::Account(name) => ("feeds/videos.xml", "accountName", name.as_str()),
            Self::Front { is_local } => {
                ("feeds/videos.xml", "isLocal", if *is_local { "true" } else { "false" })
            }
            Self::Video(id) if id.len() == 36 => ("feeds/video-comments.xml", "videoId", id.as_str()),
            _ => return None,
        };
        let mut url = server.clone();
        url.set_path(path);
        url.query_pairs_mut().append_pair(name, value);
        Some(url.into())
    }
}

/// Nothing, or one of the pages that a channel or account consists of.
fn is_tab(rest: &[&str]) -> bool {
    matches!(rest, [] | ["videos" | "video-playlists" | "video-channels" | "about" | "search"])
}

fn name(text: &str) -> Option<String> {
    let is_name = (1..=MOST_NAME).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_.:-".contains(&byte))
        && text.starts_with(|first: char| first.is_ascii_alphanumeric() || first == '_');
    is_name.then(|| text.to_owned())
}

/// A number, a UUID or its short form: opaque, but never more than one part of a path.
fn local_id(text: &str) -> Option<String> {
    // The moment at which to start may follow.
    let text = text.split(';').next().unwrap_or_default();
    let is_id = (1..=MOST_ID).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    is_id.then(|| text.to_owned())
}

/// Whether nothing but PeerTube has such names for videos.
pub(super) fn is_long(id: &str) -> bool {
    let is_uuid = id.len() == 36 && id.bytes().filter(|byte| *byte == b'-').count() == 4;
    is_uuid || ((20..=24).contains(&id.len()) && id.bytes().any(|byte| byte.is_ascii_digit()))
}
