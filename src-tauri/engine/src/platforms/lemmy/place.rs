//! What an address on a server of Lemmy stands for, in every form that servers use.

use url::Url;

use crate::platforms::servers::{self, at_home, number};

const MOST_NAME: usize = 100;

/// Something to watch on one server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Place {
    Community(String),
    Person(String),
    Post(u64),
    Comment(u64),
    /// The posts of the server's own communities, or of all that it knows.
    Front {
        is_local: bool,
    },
    Search(String),
}

impl Place {
    /// The server that knows it best, and what it is there. People and communities of another
    /// server are read there, because only it knows all of theirs.
    pub(super) fn of(url: &Url) -> Option<(Url, Self)> {
        let server = servers::server(url, "/")?;
        Some(match servers::segments(url).as_slice() {
            ["c", name] => at_home(server, name, self::name, Self::Community)?,
            ["u", name] => at_home(server, name, self::name, Self::Person)?,
            ["post", _, id] | ["comment", id] => (server, Self::Comment(number(id)?)),
            ["post", id] => (server, Self::Post(number(id)?)),
            ["search"] => (server, Self::Search(servers::words(url, "q")?)),
            [] => (
                server,
                Self::Front { is_local: servers::query(url, "listingType").is_none_or(|kind| kind != "All") },
            ),
            _ => return None,
        })
    }

    /// The address under which it is kept.
    pub(super) fn address(&self, server: &Url) -> String {
        let mut url = server.clone();
        match self {
            Self::Community(name) => url.set_path(&format!("c/{name}")),
            Self::Person(name) => url.set_path(&format!("u/{name}")),
            Self::Post(id) => url.set_path(&format!("post/{id}")),
            Self::Comment(id) => url.set_path(&format!("comment/{id}")),
            Self::Front { is_local: true } => {}
            Self::Front { is_local: false } => url.set_query(Some("listingType=All")),
            Self::Search(words) => {
                url.set_path("search");
                url.query_pairs_mut().append_pair("q", words).append_pair("type", "Posts");
            }
        }
        url.into()
    }

    /// A feed of the same, as the server gives it to readers.
    pub(super) fn feed(&self, server: &Url) -> Option<String> {
        let path = match self {
            Self::Community(name) => format!("feeds/c/{name}.xml"),
            Self::Person(name) => format!("feeds/u/{name}.xml"),
            Self::Front { is_local } => format!("feeds/{}.xml", if *is_local { "local" } else { "all" }),
            _ => return None,
        };
        let mut url = server.clone();
        url.set_path(&path);
        // Without it the answer is a ranking.
        url.set_query(Some("sort=New"));
        Some(url.into())
    }
}

/// A name as servers allow it.
pub(super) fn name(text: &str) -> Option<String> {
    let is_name = (1..=MOST_NAME).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-');
    is_name.then(|| text.to_owned())
}
