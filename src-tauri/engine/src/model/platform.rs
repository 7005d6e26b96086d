//! The kinds of source that Tidewatch can watch.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{KeyAbout, OptionAbout, SettingAbout, TargetType};

/// One list makes the variants, their words and [`Platform::ALL`], so that none can be left out.
macro_rules! platforms {
    ($(#[$doc:meta])* $name:ident { $($(#[$about:meta])* $variant:ident = $word:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
        #[serde(rename_all = "lowercase")]
        #[cfg_attr(test, derive(ts_rs::TS), ts(export))]
        pub enum $name { $($(#[$about])* $variant),+ }

        impl $name {
            /// All of them, in the order in which they are asked to recognise a link.
            pub const ALL: [$name; [$($word),+].len()] = [$($name::$variant),+];

            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }
        }
    };
}

platforms!(
    /// A kind of source. They stand in the order in which they are asked to recognise a link:
    /// those that know their hosts first, then those whose servers have any name, and last
    /// `feed` and `webpage`, which take what nobody else knows.
    Platform {
        Youtube = "youtube",
        Reddit = "reddit",
        Github = "github",
        Bluesky = "bluesky",
        Hackernews = "hackernews",
        Telegram = "telegram",
        // Many still call it by its earlier name.
        #[serde(alias = "twitter")]
        X = "x",
        Twitch = "twitch",
        Tumblr = "tumblr",
        Stackexchange = "stackexchange",
        Instagram = "instagram",
        Facebook = "facebook",
        Threads = "threads",
        Tiktok = "tiktok",
        Linkedin = "linkedin",
        Nostr = "nostr",
        Mastodon = "mastodon",
        Lemmy = "lemmy",
        Peertube = "peertube",
        Discourse = "discourse",
        Feed = "feed",
        Webpage = "webpage",
    }
);

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
