//! The tables.

mod codes;
mod forums;
mod meta;
mod nostr;
mod open;
mod questions;
mod reddit;
mod sites;
mod videos;
mod x;
mod youtube;

use super::row::{PLATFORM, Platform, ROW, Refusal, Row, Runs, refusal, refusal_at};

pub(super) fn all() -> Vec<&'static Platform> {
    vec![
        &open::BLUESKY,
        &open::MASTODON,
        &open::LINKEDIN,
        &open::TUMBLR,
        &meta::INSTAGRAM,
        &meta::FACEBOOK,
        &meta::THREADS,
        &nostr::NOSTR,
        &forums::DISCOURSE,
        &forums::LEMMY,
        &questions::HACKERNEWS,
        &questions::STACKEXCHANGE,
        &reddit::REDDIT,
        &sites::FEED,
        &sites::WEBPAGE,
        &sites::TELEGRAM,
        &codes::GITHUB,
        &videos::PEERTUBE,
        &videos::TWITCH,
        &videos::TIKTOK,
        &youtube::YOUTUBE,
        &x::X,
    ]
}
