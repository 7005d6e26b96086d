//! What an address on a server stands for, in every form that servers use.

use url::Url;

use crate::platforms::link;

const MOST_NAME: usize = 100;
const MOST_ID: usize = 64;

/// Something to watch on one server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Place {
    Profile {
        user: String,
        part: Part,
    },
    /// An account by its local id.
    Account(String),
    Hashtag(String),
    Timeline(Scope),
    /// A post by its local id, and the path that names it.
    Thread {
        id: String,
        path: String,
    },
}

/// Which of an account's posts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Part {
    /// What its page shows first: posts and boosts.
    Posts,
    WithReplies,
    Media,
    Tagged(String),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Scope {
    All,
    Local,
    Remote,
}

impl Place {
    /// Reads the parts of a path; the old web interface's prefixes count for nothing. The
    /// server's own pages, settings and the like are no places.
    pub(super) fn of(segments: &[&str]) -> Option<Self> {
        let rest = match segments {
            ["web" | "deck", rest @ ..] => rest,
            all => all,
        };
        match rest {
            ["accounts", id, ..] if rest.len() < segments.len() => Some(Self::Account(local_id(id)?)),
            ["statuses", id, ..] if rest.len() < segments.len() => {
                Some(Self::Thread { id: local_id(id)?, path: format!("web/statuses/{id}") })
            }
            ["timelines", "tag", name, ..] | ["tags", name] => Some(Self::Hashtag(tag(name)?)),
            ["ap", "users", account, "statuses", id, ..] => {
                let account = local_id(account)?;
                Some(Self::Thread { id: local_id(id)?, path: format!("ap/users/{account}/statuses/{id}") })
            }
            ["ap", "users", id, ..] => Some(Self::Account(local_id(id)?)),
            ["users", user, "statuses", id, ..] => Self::thread(&name(user)?, id),
            ["users", user] => Some(Self::Profile { user: name(user)?, part: Part::Posts }),
            ["public"] => Some(Self::Timeline(Scope::All)),
            ["public", "local"] => Some(Self::Timeline(Scope::Local)),
            ["public", "remote"] => Some(Self::Timeline(Scope::Remote)),
            [handle, rest @ ..] => Self::of_user(&name(after_at(handle)?)?, rest),
            [] => None,
        }
    }

    fn of_user(user: &str, rest: &[&str]) -> Option<Self> {
        let part = match rest {
            [] | ["followers" | "following" | "featured" | "featured_tags" | "posts"] => Part::Posts,
            ["with_replies"] => Part::WithReplies,
            ["media"] => Part::Media,
            ["tagged", name] => Part::Tagged(tag(name)?),
            ["statuses", id, ..] | [id, ..] => return Self::thread(user, id),
        };
        Some(Self::Profile { user: user.to_owned(), part })
    }

    fn thread(user: &str, id: &str) -> Option<Self> {
        // Others keep articles where posts are here: those are named by words.
        let is_number = id.bytes().all(|byte| byte.is_ascii_digit());
        let is_flake = (18..=26).contains(&id.len())
            && id.bytes().all(|byte| byte.is_ascii_alphanumeric())
            && id.bytes().any(|byte| byte.is_ascii_digit());
        let id = local_id(id).filter(|_| is_number || is_flake)?;
        Some(Self::Thread { path: format!("@{user}/{id}"), id })
    }

    /// The path under which it is kept.
    pub(super) fn path(&self) -> String {
        match self {
            Self::Profile { user, part } => match part {
                Part::Posts => format!("@{user}"),
                Part::WithReplies => format!("@{user}/with_replies"),
                Part::Media => format!("@{user}/media"),
                Part::Tagged(tag) => format!("@{user}/tagged/{tag}"),
            },
            Self::Account(id) => format!("ap/users/{id}"),
            Self::Hashtag(tag) => format!("tags/{tag}"),
            Self::Timeline(Scope::All) => "public".into(),
            Self::Timeline(Scope::Local) => "public/local".into(),
            Self::Timeline(Scope::Remote) => "public/remote".into(),
            Self::Thread { path, .. } => path.clone(),
        }
    }

    /// Whether other sites have addresses of this form too.
    pub(super) fn is_ambiguous(&self, segments: &[&str]) -> bool {
        matches!(self, Self::Hashtag(_) | Self::Timeline(_)) || matches!(segments, ["users", _])
    }
}

/// What a handle such as `@ana@sea.example` or `acct:ana@sea.example` is on the web.
pub(crate) fn handle_address(text: &str) -> Option<String> {
    let text = text.get(..5).filter(|start| start.eq_ignore_ascii_case("acct:")).map_or(text, |_| &text[5..]);
    let (user, host) = text.strip_prefix('@').unwrap_or(text).split_once('@')?;
    let is_host = host.contains('.') && !host.contains(['@', '/', '?', '#', '%', ':']);
    (is_host && name(user).is_some()).then(|| format!("https://{host}/@{user}"))
}

/// The server of `user@server`, where a page shows somebody from elsewhere.
pub(super) fn elsewhere(segments: &[&str]) -> Option<(String, Url)> {
    let handle = after_at(segments.iter().find(|segment| after_at(segment).is_some())?)?;
    let (user, _) = handle.split_once('@')?;
    let url = Url::parse(&handle_address(handle)?).ok()?;
    Some((user.to_owned(), url))
}

fn after_at(segment: &str) -> Option<&str> {
    segment.strip_prefix('@').or_else(|| segment.strip_prefix("%40"))
}

/// A user's name; those of feeds' files end as none does.
pub(super) fn name(text: &str) -> Option<String> {
    let is_file =
        [".rss", ".atom", ".json", ".xml"].iter().any(|end| text.to_ascii_lowercase().ends_with(end));
    let is_name = (1..=MOST_NAME).contains(&text.len())
        && text.starts_with(|first: char| first.is_ascii_alphanumeric() || first == '_')
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_.-".contains(&byte));
    (is_name && !is_file).then(|| text.to_owned())
}

/// Kept in lower case, because servers make no difference.
fn tag(text: &str) -> Option<String> {
    let decoded = link::decoded(text).to_lowercase();
    let is_tag = (1..=MOST_NAME).contains(&decoded.chars().count())
        && decoded
            .chars()
            .all(|letter| letter.is_alphanumeric() || matches!(letter, '_' | '·' | '・' | '\u{200c}'));
    is_tag.then_some(decoded)
}

/// Opaque, but never more than one part of a path.
pub(super) fn local_id(text: &str) -> Option<String> {
    let is_id = (1..=MOST_ID).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-".contains(&byte));
    is_id.then(|| text.to_owned())
}
