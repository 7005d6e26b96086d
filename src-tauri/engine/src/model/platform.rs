//! The kinds of source that Tidewatch can watch.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::TargetType;

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
}

impl Platform {
    /// All of them, in the order in which they are asked to recognise a link: `feed` takes
    /// what nobody else knows, so it is last.
    pub const ALL: [Platform; 7] = [
        Platform::Youtube,
        Platform::Reddit,
        Platform::Github,
        Platform::Bluesky,
        Platform::Mastodon,
        Platform::Hackernews,
        Platform::Feed,
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
}
