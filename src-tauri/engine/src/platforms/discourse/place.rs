//! What an address on a forum of Discourse stands for, in every form that forums use.

use url::Url;

use crate::platforms::servers::{self, number};

const MOST_NAME: usize = 100;
const PERIODS: [&str; 6] = ["daily", "weekly", "monthly", "quarterly", "yearly", "all"];

/// Something to watch on one forum.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Place {
    Latest,
    Hot,
    Top(String),
    /// The words of its address, and its number where the address holds it.
    Category {
        slugs: String,
        id: Option<u64>,
    },
    /// A name, or a name and its number.
    Tag(String),
    Topic(u64),
    /// All posts, of all topics.
    Posts,
    User(String),
    Group(String),
    Search(String),
}

impl Place {
    /// The forum, which may live in a folder, and what it is there.
    pub(super) fn of(url: &Url) -> Option<(Url, Self)> {
        let segments = servers::segments(url);
        if segments.last().is_some_and(|last| is_file(last)) {
            return None;
        }
        let forum = |folder: &str| servers::server(url, folder);
        if let Some(place) = Self::read(&segments, url) {
            return Some((forum("/")?, place));
        }
        let (folder, rest) = segments.split_first()?;
        let place = Self::read(rest, url).filter(|_| !rest.is_empty())?;
        Some((forum(&format!("/{folder}/"))?, place))
    }

    fn read(segments: &[&str], url: &Url) -> Option<Self> {
        Some(match segments {
            [] | ["latest" | "new" | "unread"] => Self::Latest,
            ["hot"] => Self::Hot,
            ["top"] => Self::Top(period(servers::query(url, "period").as_deref().unwrap_or_default())),
            ["top", name] if PERIODS.contains(name) => Self::Top(period(name)),
            ["posts"] => Self::Posts,
            ["c", rest @ ..] => Self::category(rest)?,
            ["tag", name] | ["tag", name, "l", _] => Self::Tag(self::name(name)?),
            ["tag", slug, id] | ["tag", slug, id, "l", _] => {
                Self::Tag(format!("{}/{}", self::name(slug)?, number(id)?))
            }
            ["t", id] => Self::Topic(number(id)?),
            ["t", first, second] => {
                Self::Topic(number(first).filter(|_| number(second).is_some()).or_else(|| number(second))?)
            }
            ["t", _, id, number_of_post] => {
                Self::Topic(number(id).filter(|_| number(number_of_post).is_some())?)
            }
            ["u" | "users", user] | ["u" | "users", user, "activity" | "summary", ..] => {
                Self::User(self::name(user)?)
            }
            ["g" | "groups", group] | ["g" | "groups", group, "activity" | "members", ..] => {
                Self::Group(self::name(group)?)
            }
            ["search"] => Self::Search(servers::words(url, "q")?),
            _ => return None,
        })
    }

    /// `slug`, `slug/sub`, `slug/12`, `slug/sub/12`, and the list that is shown of it.
    fn category(rest: &[&str]) -> Option<Self> {
        let end = rest.iter().position(|part| matches!(*part, "l" | "none" | "all")).unwrap_or(rest.len());
        let parts = rest.get(..end)?;
        let (id, slugs) = match parts.split_last()? {
            (last, slugs) if number(last).is_some() && !slugs.is_empty() => (number(last), slugs),
            _ => (None, parts),
        };
        let slugs: Vec<String> = slugs.iter().map(|slug| name(slug)).collect::<Option<_>>()?;
        (1..=3).contains(&slugs.len()).then(|| Self::Category { slugs: slugs.join("/"), id })
    }

    /// The address under which it is kept, within the forum's own.
    pub(super) fn address(&self, forum: &Url) -> Option<String> {
        let at = |path: String| forum.join(&path).ok();
        let url = match self {
            Self::Latest => at("latest".into())?,
            Self::Hot => at("hot".into())?,
            Self::Top(period) => at(format!("top?period={period}"))?,
            Self::Category { slugs, id: Some(id) } => at(format!("c/{slugs}/{id}"))?,
            Self::Category { slugs, id: None } => at(format!("c/{slugs}"))?,
            Self::Tag(name) => at(format!("tag/{name}"))?,
            Self::Topic(id) => at(format!("t/{id}"))?,
            Self::Posts => at("posts".into())?,
            Self::User(name) => at(format!("u/{name}"))?,
            Self::Group(name) => at(format!("g/{name}"))?,
            Self::Search(words) => {
                let mut url = at("search".into())?;
                url.query_pairs_mut().append_pair("q", words);
                url
            }
        };
        Some(url.into())
    }

    /// A feed of the same, as the forum gives it to readers.
    pub(super) fn feed(&self, forum: &Url) -> Option<String> {
        let path = match self {
            Self::Latest => "latest.rss".into(),
            Self::Top(period) => format!("top.rss?period={period}"),
            Self::Category { slugs, id: Some(id) } => format!("c/{slugs}/{id}.rss"),
            Self::Tag(name) => format!("tag/{name}.rss"),
            Self::Topic(id) => format!("t/{id}.rss"),
            Self::Posts => "posts.rss".into(),
            Self::User(name) => format!("u/{name}/activity.rss"),
            Self::Group(name) => format!("g/{name}/posts.rss"),
            Self::Hot | Self::Category { id: None, .. } | Self::Search(_) => return None,
        };
        forum.join(&path).ok().map(String::from)
    }
}

fn period(text: &str) -> String {
    PERIODS.into_iter().find(|period| *period == text).unwrap_or("weekly").to_owned()
}

fn is_file(last: &str) -> bool {
    let last = last.to_ascii_lowercase();
    [".rss", ".json", ".atom", ".xml"].iter().any(|end| last.ends_with(end))
}

/// Names may hold letters of any script, which stand encoded in an address.
fn name(text: &str) -> Option<String> {
    let is_name = (1..=MOST_NAME).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_.-%".contains(&byte))
        && !matches!(text, "." | ".." | "-")
        && !["%2f", "%5c", "%00", "%0a", "%0d", "%1b"]
            .iter()
            .any(|code| text.to_ascii_lowercase().contains(code));
    is_name.then(|| text.to_owned())
}
