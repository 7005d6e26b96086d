//! One connector per platform: each recognises links, asks through the HTTP port, and turns
//! bytes into items with a pure function. Connectors never touch store, clock or notifier.

mod access;
mod apart;
mod bare;
mod bluesky;
mod connector;
mod discourse;
mod error;
pub mod feed;
mod github;
mod hackernews;
mod holds;
mod json;
mod keys;
mod kinds;
mod lemmy;
mod link;
mod linkedin;
mod mastodon;
mod meta;
mod nostr;
mod oauth;
mod pacing;
mod pages;
mod peertube;
mod reddit;
mod seen;
mod servers;
mod session;
mod stackexchange;
mod telegram;
mod tiktok;
mod tumblr;
mod twitch;
mod unsupported;
mod walk;
mod webpage;
mod x;
mod youtube;

use std::{
    collections::{BTreeMap, HashMap},
    time::Duration,
};

use url::Url;

pub(crate) use access::Asked;
pub use access::{Access, Ask};
pub use connector::{Connector, Cost, Fetched, Page, Reach, Target};
pub(crate) use error::retry_after;
pub use error::{ConnectorError, RetryAfter};
pub use feed::hints::PollHints;
pub use holds::Holds;
pub use link::Link;
pub(crate) use link::decoded;
pub use oauth::Tokens;
pub use pacing::Pacer;
pub(crate) use session::Progress;
pub(crate) use session::grant_for;
pub use session::{Answer, Session, Traffic};

use crate::model::{FieldError, Platform, PlatformAbout, Recognised};

/// What one pastes to watch the feed that Tidewatch serves to itself.
pub const SAMPLE_URL: &str = "tidewatch:sample";

/// What the user has set for each platform, by the names that its description gives.
pub type PlatformSettings = HashMap<Platform, BTreeMap<String, String>>;

/// The connector of a platform: the registry.
pub fn connector(platform: Platform) -> &'static dyn Connector {
    match platform {
        Platform::Feed => &feed::Feed,
        Platform::Youtube => &youtube::Youtube,
        Platform::Hackernews => &hackernews::Hackernews,
        Platform::Mastodon => &mastodon::Mastodon,
        Platform::Bluesky => &bluesky::Bluesky,
        Platform::Reddit => &reddit::Reddit,
        Platform::Github => &github::Github,
        Platform::Telegram => &telegram::Telegram,
        Platform::Lemmy => &lemmy::Lemmy,
        Platform::X => &x::X,
        Platform::Nostr => &nostr::Nostr,
        Platform::Webpage => &webpage::Webpage,
        Platform::Twitch => &twitch::Twitch,
        Platform::Tumblr => &tumblr::Tumblr,
        Platform::Peertube => &peertube::Peertube,
        Platform::Stackexchange => &stackexchange::Stackexchange,
        Platform::Discourse => &discourse::Discourse,
        Platform::Tiktok => &tiktok::Tiktok,
        Platform::Linkedin => &linkedin::Linkedin,
        Platform::Instagram => &meta::Instagram,
        Platform::Facebook => &meta::Facebook,
        Platform::Threads => &meta::Threads,
    }
}

/// The origins that may be asked only so often.
fn gaps() -> HashMap<String, Duration> {
    let gaps = Platform::ALL.into_iter().filter_map(|platform| connector(platform).gap());
    gaps.map(|(origin, gap)| (origin.to_owned(), gap)).collect()
}

/// What jobs that ask the same server have in common.
pub(crate) fn origin_of(target_url: &str) -> String {
    Url::parse(target_url).map_or_else(|_| target_url.to_owned(), |url| pacing::key(&url))
}

/// All platforms as users see them.
pub fn about() -> Vec<PlatformAbout> {
    let mut all: Vec<_> = Platform::ALL.into_iter().map(|platform| connector(platform).about()).collect();
    all.sort_by_key(|about| about.name);
    all
}

/// Whether its pages lie on hosts of any name.
fn has_any_host(platform: Platform) -> bool {
    use Platform::{Discourse, Feed, Lemmy, Mastodon, Peertube, Webpage};
    matches!(platform, Mastodon | Lemmy | Peertube | Discourse | Feed | Webpage)
}

/// Whether a host, of those that have any name, is known to run something else.
fn belongs_elsewhere(platform: Platform, host: &str) -> bool {
    let known = if lemmy::looks_like_lemmy(host) {
        Some(Platform::Lemmy)
    } else if peertube::looks_like_peertube(host) {
        Some(Platform::Peertube)
    } else if discourse::looks_like_discourse(host) {
        Some(Platform::Discourse)
    } else {
        None
    };
    mastodon::is_others(host) || known.is_some_and(|known| known != platform)
}

/// What the user should know of a site that has no connector of its own.
pub(crate) fn notice(text: &str) -> Option<String> {
    Link::parse(text).ok().and_then(|link| unsupported::notice(&link))
}

/// What a pasted text stands for, best reading first, without the network. Never empty.
///
/// # Errors
/// The field is `target_url`; the message says what to paste instead.
pub fn recognise(text: &str) -> Result<Vec<Recognised>, FieldError> {
    let refuse = |message: String| FieldError::new("target_url", message);
    // Each platform has its own idea of what a name or a tag can be.
    let mut bare: Vec<Recognised> =
        bare::links(text).iter().filter_map(|link| of_link(link).ok()).flatten().collect();
    match of_link(text) {
        Ok(readings) => bare.extend(readings),
        Err(message) if bare.is_empty() => return Err(refuse(message)),
        Err(_) => {}
    }
    Ok(bare)
}

/// The readings of one link, best first. Never empty.
fn of_link(text: &str) -> Result<Vec<Recognised>, String> {
    let link = Link::parse(text)?;
    let mut readings: Vec<Recognised> = Vec::new();
    for platform in Platform::ALL {
        // A platform's own links are not offered as anything else as well, unless it is not sure.
        let is_general = has_any_host(platform);
        let is_unsure = readings.iter().any(|reading| reading.platform == Platform::Feed);
        if is_general && !readings.is_empty() && !is_unsure {
            break;
        }
        for reading in connector(platform).recognise(&link)? {
            if !readings.contains(&reading) {
                readings.push(reading);
            }
        }
    }
    if readings.is_empty() {
        return Err("This is not a link that Tidewatch can watch.".into());
    }
    Ok(readings)
}
