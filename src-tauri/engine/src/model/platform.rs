//! The kinds of source that Tidewatch can watch.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{KeyAbout, OptionAbout, SettingAbout, TargetType};

/// A kind of source. A variant here and a line in the registry are what a connector needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
pub enum Platform {
    Feed,
    Youtube,
    Mastodon,
    Reddit,
    Github,
    Bluesky,
    Hackernews,
    Telegram,
    Lemmy,
    #[serde(alias = "twitter")]
    X,
    Nostr,
    Webpage,
    Twitch,
    Tumblr,
    Peertube,
    Stackexchange,
    Discourse,
    Instagram,
    Facebook,
    Threads,
    Tiktok,
    Linkedin,
}

impl Platform {
    /// All of them, in the order in which they are asked to recognise a link: those that know
    /// their hosts first, then those whose servers have any name, and last `feed` and
    /// `webpage`, which take what nobody else knows.
    pub const ALL: [Platform; 22] = [
        Platform::Youtube,
        Platform::Reddit,
        Platform::Github,
        Platform::Bluesky,
        Platform::Hackernews,
        Platform::Telegram,
        Platform::X,
        Platform::Twitch,
        Platform::Tumblr,
        Platform::Stackexchange,
        Platform::Instagram,
        Platform::Facebook,
        Platform::Threads,
        Platform::Tiktok,
        Platform::Linkedin,
        Platform::Nostr,
        Platform::Mastodon,
        Platform::Lemmy,
        Platform::Peertube,
        Platform::Discourse,
        Platform::Feed,
        Platform::Webpage,
    ];

    pub const fn as_str(self) -> &'static str {
        match self {
            Platform::Feed => "feed",
            Platform::Youtube => "youtube",
            Platform::Hackernews => "hackernews",
            Platform::Mastodon => "mastodon",
            Platform::Bluesky => "bluesky",
            Platform::Reddit => "reddit",
            Platform::Github => "github",
            Platform::Telegram => "telegram",
            Platform::Lemmy => "lemmy",
            Platform::X => "x",
            Platform::Nostr => "nostr",
            Platform::Webpage => "webpage",
            Platform::Twitch => "twitch",
            Platform::Tumblr => "tumblr",
            Platform::Peertube => "peertube",
            Platform::Stackexchange => "stackexchange",
            Platform::Discourse => "discourse",
            Platform::Instagram => "instagram",
            Platform::Facebook => "facebook",
            Platform::Threads => "threads",
            Platform::Tiktok => "tiktok",
            Platform::Linkedin => "linkedin",
        }
    }
}

impl fmt::Display for Platform {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for Platform {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        // Many still call it by its earlier name.
        let text = if text == "twitter" { Platform::X.as_str() } else { text };
        Self::ALL
            .into_iter()
            .find(|platform| platform.as_str() == text)
            .ok_or_else(|| format!("There is no platform called \"{text}\"."))
    }
}

/// What a user wants to know of a platform before watching something on it.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
pub struct PlatformAbout {
    pub platform: Platform,
    /// The name as it is written, such as `YouTube`.
    pub name: &'static str,
    pub target_types: &'static [TargetType],
    /// Whether it works without a key of the user's.
    pub keyless: bool,
    /// What one can paste.
    pub examples: &'static [&'static str],
    /// What limits it, in a sentence.
    pub limits: &'static str,
    /// The key that it needs or can use.
    pub key: Option<&'static KeyAbout>,
    /// What can be chosen for its targets.
    pub options: &'static [OptionAbout],
    /// What can be set for all of its jobs.
    pub settings: &'static [SettingAbout],
}
