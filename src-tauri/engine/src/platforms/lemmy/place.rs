//! What an address on a server of Lemmy stands for, in every form that servers use.

use url::Url;

use crate::content::text;

const MOST_NAME: usize = 100;
const MOST_QUERY: usize = 400;

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
        let query = |name: &str| url.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value);
        let segments: Vec<&str> =
            url.path_segments().into_iter().flatten().filter(|segment| !segment.is_empty()).collect();
        let server = origin(url)?;
        Some(match segments.as_slice() {
            ["c", name] => at_home(server, name, Self::Community)?,
            ["u", name] => at_home(server, name, Self::Person)?,
            ["post", _, id] | ["comment", id] => (server, Self::Comment(number(id)?)),
            ["post", id] => (server, Self::Post(number(id)?)),
            ["search"] => {
                let words = text::one_line(query("q").as_deref().unwrap_or_default());
                let is_search = (1..=MOST_QUERY).contains(&words.chars().count());
                is_search.then_some((server, Self::Search(words)))?
            }
            [] => (server, Self::Front { is_local: query("listingType").is_none_or(|kind| kind != "All") }),
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

/// `name`, or `name@home`.
fn at_home(server: Url, text: &str, place: fn(String) -> Place) -> Option<(Url, Place)> {
    let text = text.replace("%40", "@");
    let Some((user, home)) = text.split_once('@') else { return Some((server, place(name(&text)?))) };
    let home = Url::parse(&format!("https://{home}/")).ok()?;
    let is_host = home.path() == "/" && home.query().is_none() && home.domain()?.contains('.');
    let is_here = home.host_str() == server.host_str();
    is_host.then_some((if is_here { server } else { home }, place(name(user)?)))
}

/// A name as servers allow it.
pub(super) fn name(text: &str) -> Option<String> {
    let is_name = (1..=MOST_NAME).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-');
    is_name.then(|| text.to_owned())
}

fn number(text: &str) -> Option<u64> {
    text.parse().ok().filter(|id| *id > 0)
}

fn origin(url: &Url) -> Option<Url> {
    url.has_host().then(|| {
        let mut url = url.clone();
        url.set_path("/");
        url.set_query(None);
        url.set_fragment(None);
        url
    })
}
