//! Every form of link to a forum of Discourse, without the network.

use url::Url;

use super::{
    hosts::{looks_like_discourse, may_be_forum},
    place::Place,
};
use crate::{
    content::text,
    model::{Platform, Recognised, TargetType},
    platforms::{Link, belongs_elsewhere, link::decoded, servers},
};

/// The readings, best first. Where the host may be somebody else's, the page itself is one.
pub(super) fn recognise(link: &Link) -> Result<Vec<Recognised>, String> {
    let host = link.bare_host();
    if belongs_elsewhere(Platform::Discourse, host) {
        return Ok(Vec::new());
    }
    let is_sure = looks_like_discourse(host);
    if is_sure {
        refuse(link)?;
    }
    let Some(found) = Place::of(&link.url) else { return Ok(Vec::new()) };
    let (forum, place) = found;
    let Some(found) = reading(&forum, &place) else { return Ok(Vec::new()) };
    if is_sure {
        return Ok(vec![found]);
    }
    let is_forum = may_be_forum(host) || may_be_forum(forum.path().trim_matches('/'));
    let is_in_folder = forum.path() != "/";
    let segments = link.segments();
    let (is_likely, is_possible) = match &place {
        Place::Topic(_) => (segments.len() > 2, true),
        Place::Category { id: Some(_), .. } => (true, true),
        // The old form of it stands on every other site.
        Place::User(_) => (is_forum, is_forum || (!is_in_folder && segments.first() == Some(&"u"))),
        Place::Tag(_) => (false, is_forum || !is_in_folder),
        Place::Search(_) => (false, is_forum),
        Place::Latest if segments.is_empty() => (false, is_forum),
        Place::Category { id: None, .. } => (is_forum, is_forum),
        Place::Latest | Place::Hot | Place::Top(_) | Place::Posts | Place::Group(_) => (is_forum, is_forum),
    };
    if !is_possible || (is_in_folder && !is_forum && !is_likely) {
        return Ok(Vec::new());
    }
    servers::with_page(found, is_likely, link)
}

/// Pages that look like something to watch, but are nobody's else or hold no posts.
fn refuse(link: &Link) -> Result<(), String> {
    match link.segments().as_slice() {
        ["my", ..]
        | ["u" | "users", _, "messages" | "preferences" | "notifications" | "drafts" | "bookmarks", ..]
        | ["u" | "users", _, "activity", "bookmarks" | "drafts" | "read" | "pending"] => Err(
            "This page exists only for somebody who is logged in. Paste a category, a topic, a tag or a user.".into(),
        ),
        ["categories" | "tags" | "about" | "badges" | "faq" | "guidelines"] | ["u" | "users" | "g" | "groups"] => Err(
            "This page of the forum lists no topics. Open a category, a tag or a user on it and paste that address.".into(),
        ),
        ["search"] if link.query("q").is_none_or(|words| words.trim().is_empty()) => {
            Err(servers::no_words())
        }
        _ => Ok(()),
    }
}

fn reading(forum: &Url, place: &Place) -> Option<Recognised> {
    let host = format!("{}{}", forum.host_str()?, forum.path().trim_end_matches('/'));
    let (target_type, display) = match place {
        Place::Latest => (TargetType::List, format!("New topics of {host}")),
        Place::Hot => (TargetType::List, format!("Hot topics of {host}")),
        Place::Top(period) => (TargetType::List, format!("Top topics of {host} ({period})")),
        Place::Category { slugs, .. } => (TargetType::Community, format!("{host}: {}", shown(slugs))),
        Place::Tag(name) => {
            (TargetType::Hashtag, format!("{host}: #{}", shown(name.split('/').next().unwrap_or(name))))
        }
        Place::Topic(id) => (TargetType::Thread, format!("{host}: topic {id}")),
        Place::Posts => (TargetType::Timeline, format!("All posts of {host}")),
        Place::User(name) => (TargetType::Profile, format!("{} on {host}", shown(name))),
        Place::Group(name) => (TargetType::Profile, format!("Posts of {} on {host}", shown(name))),
        Place::Search(words) => (TargetType::Search, format!("{host}: search for {words}")),
    };
    Some(Recognised {
        platform: Platform::Discourse,
        target_type,
        target_url: place.address(forum)?,
        target_id: None,
        display,
    })
}

/// A name of an address in the letters that people read.
fn shown(name: &str) -> String {
    text::one_line(&decoded(name))
}
