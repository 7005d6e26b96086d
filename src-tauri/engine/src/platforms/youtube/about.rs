//! What users are told of YouTube.

use super::BASE;
use crate::{
    model::{
        KeyAbout, KeyField, OptionAbout, OptionValue, Platform, PlatformAbout, SettingAbout, TargetType,
    },
    platforms::{Cost, Target},
};

const KEY: KeyAbout = KeyAbout {
    fields: &[KeyField::secret("key", "API key")],
    get_at: "https://console.cloud.google.com/apis/credentials",
    help: "Create a project in Google's cloud console, switch on \"YouTube Data API v3\" for it, and create an API key. It \
           costs nothing and makes searches, hashtags, comments and exact counts possible.",
};

pub(super) const OPTIONS: &[OptionAbout] = &[
    OptionAbout::choice(
        "live",
        "Broadcasts",
        "Whether only videos that are live, will be, or were are found.",
        &[
            OptionValue { value: "any", label: "All videos" },
            OptionValue { value: "live", label: "Live now" },
            OptionValue { value: "upcoming", label: "Announced" },
            OptionValue { value: "completed", label: "Past" },
        ],
        "any",
        &[TargetType::Search, TargetType::Hashtag],
    ),
    OptionAbout::switch(
        "replies",
        "Include replies",
        "The latest replies to each of the newest comments.",
        false,
        &[TargetType::Thread],
    ),
];

pub(super) fn about() -> PlatformAbout {
    PlatformAbout {
        platform: Platform::Youtube,
        name: "YouTube",
        target_types: &[
            TargetType::Channel,
            TargetType::Playlist,
            TargetType::Search,
            TargetType::Hashtag,
            TargetType::Thread,
        ],
        keyless: true,
        examples: &[
            "https://www.youtube.com/@handle",
            "https://youtu.be/…",
            "https://www.youtube.com/playlist?list=…",
        ],
        limits: "The 15 latest videos. YouTube's feeds fail at times for hours; Tidewatch goes on trying. Searches, hashtags \
                 and comments need a key, which is good for about 100 searches a day.",
        key: Some(&KEY),
        options: OPTIONS,
        settings: const {
            &[
                SettingAbout::base_url(BASE),
                SettingAbout {
                    name: "api_url",
                    label: "Interface",
                    help: "Where YouTube's interface for programs is.",
                    default: "https://www.googleapis.com",
                },
            ]
        },
    }
}

/// In units of the quota that a key has.
pub(super) fn cost(target: &Target, has_key: bool) -> Option<Cost> {
    let is_search = matches!(target.target_type, TargetType::Search | TargetType::Hashtag);
    has_key.then_some(Cost {
        per_run: if is_search { 101 } else { 1 },
        per_day: Some(10_000),
        unit: "units",
        note: is_search.then_some(
            "YouTube grants one key about 100 searches a day: one search every 15 minutes at most.",
        ),
    })
}
