//! One connector per platform: each recognises links, asks through the HTTP port, and turns
//! bytes into items with a pure function. Connectors never touch store, clock or notifier.

mod bluesky;
mod connector;
mod error;
pub mod feed;
mod github;
mod hackernews;
mod json;
mod link;
mod mastodon;
mod pacing;
mod reddit;
mod seen;
mod session;
mod walk;
mod youtube;

use std::{collections::HashMap, time::Duration};

use url::Url;

pub use connector::{Connector, Fetched, Page, Target};
pub use error::{ConnectorError, RetryAfter};
pub use feed::hints::PollHints;
pub use link::Link;
pub use pacing::Pacer;
pub(crate) use session::Progress;
pub(crate) use session::grant_for;
pub use session::{Answer, Session, Traffic};

use crate::model::{FieldError, Platform, PlatformAbout, Recognised};

/// What one pastes to watch the feed that Tidewatch serves to itself.
pub const SAMPLE_URL: &str = "tidewatch:sample";

/// Where a platform is reached when not at its own address: mirrors, proxies, tests.
pub type BaseUrls = HashMap<Platform, Url>;

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

/// What a pasted text stands for, best reading first, without the network. Never empty.
///
/// # Errors
/// The field is `target_url`; the message says what to paste instead.
pub fn recognise(text: &str) -> Result<Vec<Recognised>, FieldError> {
    let refuse = |message: String| FieldError::new("target_url", message);
    let link = Link::parse(text).map_err(refuse)?;
    let mut readings = Vec::new();
    for platform in Platform::ALL {
        let found = connector(platform).recognise(&link).map_err(refuse)?;
        // A platform's own links are not offered as web pages as well.
        if platform == Platform::Feed && !readings.is_empty() {
            break;
        }
        readings.extend(found);
    }
    if readings.is_empty() {
        return Err(refuse("This is not a link that Tidewatch can watch.".into()));
    }
    Ok(readings)
}
