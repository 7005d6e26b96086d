//! Every form of link to Lemmy, without the network.

use url::Url;

use super::{hosts::looks_like_lemmy, place::Place};
use crate::{
    model::{Platform, Recognised, TargetType},
    platforms::{Link, belongs_elsewhere, discourse::may_be_forum, servers},
};

/// The readings, best first. Where the host may be somebody else's, the page itself is one.
pub(super) fn recognise(link: &Link) -> Result<Vec<Recognised>, String> {
    let host = link.bare_host();
    if belongs_elsewhere(Platform::Lemmy, host) {
        return Ok(Vec::new());
    }
    let is_sure = looks_like_lemmy(host);
    if is_sure {
        refuse(link)?;
    }
    let Some((server, place)) = Place::of(&link.url) else { return Ok(Vec::new()) };
    let has = |name: &str| link.query(name).is_some();
    let is_likely = match place {
        // Forums show people so as well.
        Place::Person(_) if may_be_forum(host) && !is_sure => return Ok(Vec::new()),
        Place::Community(_) | Place::Person(_) | Place::Comment(_) => true,
        Place::Post(_) => false,
        Place::Front { .. } if has("listingType") || has("dataType") => true,
        Place::Search(_) if has("listingType") || has("type") => true,
        Place::Front { .. } | Place::Search(_) => return Ok(found(is_sure, reading(&server, &place))),
    };
    let found = reading(&server, &place);
    if is_sure {
        return Ok(vec![found]);
    }
    servers::with_page(found, is_likely, link)
}

fn found(is_sure: bool, reading: Recognised) -> Vec<Recognised> {
    if is_sure { vec![reading] } else { Vec::new() }
}

/// Pages that look like something to watch, but are nobody's else.
fn refuse(link: &Link) -> Result<(), String> {
    let listing = link.query("listingType").unwrap_or_default();
    match link.segments().as_slice() {
        [] if matches!(listing.as_str(), "Subscribed" | "ModeratorView") => Err(
            "This list exists only for somebody who is logged in. Paste a community, or the server's front page with all \
             communities."
                .into(),
        ),
        ["inbox" | "settings" | "login" | "signup" | "setup" | "admin" | "reports", ..] => Err(
            "This page exists only for somebody who is logged in. Paste a community, a user or a post.".into(),
        ),
        ["communities" | "instances" | "modlog" | "legal", ..] => Err(
            "This page of Lemmy lists no posts. Open a community or a user on it and paste that address.".into(),
        ),
        ["search"] if link.query("q").is_none_or(|words| words.trim().is_empty()) => {
            Err(servers::no_words())
        }
        _ => Ok(()),
    }
}

fn reading(server: &Url, place: &Place) -> Recognised {
    let host = server.host_str().unwrap_or_default();
    let (target_type, display) = match place {
        Place::Community(name) => (TargetType::Community, format!("!{name}@{host}")),
        Place::Person(name) => (TargetType::Profile, format!("@{name}@{host}")),
        Place::Post(id) => (TargetType::Thread, format!("Comments on post {id} of {host}")),
        Place::Comment(id) => (TargetType::Thread, format!("Comments around comment {id} of {host}")),
        Place::Front { is_local: true } => (TargetType::Timeline, format!("Local posts of {host}")),
        Place::Front { is_local: false } => (TargetType::Timeline, format!("All posts on {host}")),
        Place::Search(words) => (TargetType::Search, format!("{host}: search for {words}")),
    };
    Recognised {
        platform: Platform::Lemmy,
        target_type,
        target_url: place.address(server),
        target_id: None,
        display,
    }
}

/// What `!community@server` is on the web, and `@user@server` where the server is known to be
/// one: elsewhere the fediverse writes people so.
pub(crate) fn handle_address(text: &str) -> Option<String> {
    let (mark, rest) = text.split_at_checked(1)?;
    let (name, host) = rest.split_once('@')?;
    let name = super::place::name(name)?;
    let is_host = host.contains('.') && !host.contains(['@', '/', '?', '#', '%', ':']);
    match mark {
        "!" if is_host => Some(format!("https://{host}/c/{name}")),
        "@" if is_host && looks_like_lemmy(&host.to_lowercase()) => Some(format!("https://{host}/u/{name}")),
        _ => None,
    }
}
