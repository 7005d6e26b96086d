//! Every form of link to PeerTube, without the network.

use url::Url;

use super::{
    hosts::{looks_like_peertube, may_be},
    place::{Place, is_long},
};
use crate::{
    model::{Platform, Recognised, TargetType},
    platforms::{Link, belongs_elsewhere, servers},
};

/// The readings, best first. Where the host may be somebody else's, the page itself is one.
pub(super) fn recognise(link: &Link) -> Result<Vec<Recognised>, String> {
    let host = link.bare_host();
    if belongs_elsewhere(Platform::Peertube, host) {
        return Ok(Vec::new());
    }
    let is_sure = looks_like_peertube(host);
    if is_sure {
        refuse(link)?;
    }
    let Some((server, place)) = Place::of(&link.url) else { return Ok(Vec::new()) };
    let found = reading(&server, &place);
    if is_sure {
        return Ok(vec![found]);
    }
    let segments = link.segments();
    let (is_likely, is_possible) = match &place {
        Place::Channel(_) => (true, true),
        Place::Account(_) => (segments.len() > 2, true),
        Place::Either(_) => (false, may_be(host)),
        Place::Video(id) | Place::Playlist(id) => (is_long(id), is_long(id) || segments.len() > 2),
        Place::Front { .. } => (false, segments.len() == 2),
        Place::Search(_) => (false, true),
    };
    if !is_possible {
        return Ok(Vec::new());
    }
    servers::with_page(found, is_likely, link)
}

/// Pages that look like something to watch, but are nobody's else.
fn refuse(link: &Link) -> Result<(), String> {
    match link.segments().as_slice() {
        ["my-library" | "my-account" | "admin" | "login" | "signup", ..]
        | ["videos", "subscriptions" | "upload" | "publish"] => Err(
            "This page exists only for somebody who is logged in. Paste a channel, an account, a playlist or a video.".into(),
        ),
        ["about", ..] => Err("This page of PeerTube lists no videos. Paste a channel or the server's front page.".into()),
        ["search"] if link.query("search").is_none_or(|words| words.trim().is_empty()) => {
            Err(servers::no_words())
        }
        _ => Ok(()),
    }
}

fn reading(server: &Url, place: &Place) -> Recognised {
    let host = server.host_str().unwrap_or_default();
    let (target_type, display) = match place {
        Place::Channel(name) | Place::Either(name) => (TargetType::Channel, format!("{name}@{host}")),
        Place::Account(name) => (TargetType::Profile, format!("@{name}@{host}")),
        Place::Video(id) => (TargetType::Thread, format!("Comments on video {id} of {host}")),
        Place::Playlist(id) => (TargetType::Playlist, format!("Playlist {id} of {host}")),
        Place::Front { is_local: true } => (TargetType::Timeline, format!("Videos of {host}")),
        Place::Front { is_local: false } => (TargetType::Timeline, format!("All videos on {host}")),
        Place::Search(words) => (TargetType::Search, format!("{host}: search for {words}")),
    };
    Recognised {
        platform: Platform::Peertube,
        target_type,
        target_url: place.address(server),
        target_id: None,
        display,
    }
}
