//! What an address means on a server of the fediverse, or on what may be one.

use url::Url;

use super::{
    hosts::{is_others, is_pixelfed, looks_federated},
    place::{Part, Place, elsewhere},
};
use crate::{
    model::{Platform, Recognised, TargetType},
    platforms::{Link, belongs_elsewhere, servers},
};

/// Pages of Pixelfed itself where people's names stand otherwise.
const PIXELFED_PAGES: [&str; 10] =
    ["about", "discover", "explore", "home", "i", "login", "privacy", "register", "site", "web"];

/// The readings, best first. Where the host may be somebody else's, the page itself is one.
pub(super) fn recognise(link: &Link) -> Result<Vec<Recognised>, String> {
    let segments = link.segments();
    let Some(host) = link.url.host_str() else { return Ok(Vec::new()) };
    if belongs_elsewhere(Platform::Mastodon, link.bare_host()) {
        return Ok(Vec::new());
    }
    let (is_sure, is_pixelfed) = (looks_federated(host), is_pixelfed(host));
    if let Some((user, url)) = elsewhere(&segments) {
        // The other server knows all of its posts; this one knows those that came by.
        if url.host_str().is_none_or(is_others) {
            return Ok(Vec::new());
        }
        return Ok(vec![reading(&url, &Place::Profile { user, part: Part::Posts })]);
    }
    let place = Place::of(&segments).or_else(|| match segments.as_slice() {
        ["p", user, _] | [user] if is_pixelfed && !user.contains('.') && !PIXELFED_PAGES.contains(user) => {
            Place::of(&[&format!("@{user}")])
        }
        _ => None,
    });
    let Some(place) = place else {
        return if is_sure { refusal(&segments) } else { Ok(Vec::new()) };
    };
    let found = reading(&link.url, &place);
    if is_sure {
        return Ok(vec![found]);
    }
    servers::with_page(found, !place.is_ambiguous(&segments), link)
}

/// Pages that look like something to watch, but answer only those who are logged in.
fn refusal(segments: &[&str]) -> Result<Vec<Recognised>, String> {
    let segments = if let ["web" | "deck", rest @ ..] = segments { rest } else { segments };
    match segments {
        ["home" | "notifications" | "bookmarks" | "favourites" | "conversations"] | ["lists", ..] => Err(
            "This page exists only for somebody who is logged in, which Tidewatch cannot be yet. Paste a profile, a hashtag \
             or the public timeline."
                .into(),
        ),
        ["search"] => Err("Servers search posts only for those who are logged in, which Tidewatch cannot be yet. Paste a \
                           hashtag, such as https://mastodon.social/tags/tide."
            .into()),
        _ => Ok(Vec::new()),
    }
}

fn reading(url: &Url, place: &Place) -> Recognised {
    let host = url.host_str().unwrap_or_default();
    let (target_type, display) = match place {
        Place::Profile { user, part: Part::Posts } => (TargetType::Profile, format!("@{user}@{host}")),
        Place::Profile { user, part: Part::WithReplies } => {
            (TargetType::Profile, format!("@{user}@{host} with replies"))
        }
        Place::Profile { user, part: Part::Media } => {
            (TargetType::Profile, format!("Media of @{user}@{host}"))
        }
        Place::Profile { user, part: Part::Tagged(tag) } => {
            (TargetType::Profile, format!("#{tag} of @{user}@{host}"))
        }
        Place::Account(id) => (TargetType::Profile, format!("Account {id} on {host}")),
        Place::Hashtag(tag) => (TargetType::Hashtag, format!("#{tag} on {host}")),
        Place::Timeline(_) => (TargetType::Timeline, format!("Public timeline of {host}")),
        Place::Thread { id, .. } => (TargetType::Thread, format!("Post {id} on {host} and its replies")),
    };
    Recognised {
        platform: Platform::Mastodon,
        target_type,
        target_url: at(url, &place.path()),
        target_id: None,
        display,
    }
}

/// A path on the server of `url`.
fn at(url: &Url, path: &str) -> String {
    let mut url = url.clone();
    url.set_query(None);
    url.set_path(path);
    url.into()
}
