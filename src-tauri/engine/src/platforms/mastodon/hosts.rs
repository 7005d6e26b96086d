//! Which hosts look like servers of the fediverse. Without the network nothing more can be
//! told: these servers have any name.

use crate::platforms::feed;

/// Sites of others on which `/@name` is somebody's page too.
const OTHERS: [&str; 41] = [
    "youtube.com",
    "youtu.be",
    "youtube-nocookie.com",
    "youtubekids.com",
    "yewtu.be",
    "piped.video",
    "medium.com",
    "tiktok.com",
    "threads.net",
    "threads.com",
    "substack.com",
    "instagram.com",
    "facebook.com",
    "x.com",
    "twitter.com",
    "bsky.app",
    "bsky.social",
    "reddit.com",
    "github.com",
    "gitlab.com",
    "t.me",
    "telegram.me",
    "twitch.tv",
    "tumblr.com",
    "linkedin.com",
    "ycombinator.com",
    "stackoverflow.com",
    "stackexchange.com",
    "stackapps.com",
    "superuser.com",
    "serverfault.com",
    "askubuntu.com",
    "mathoverflow.net",
    "flipboard.com",
    "hackmd.io",
    "odysee.com",
    "producthunt.com",
    "unsplash.com",
    "steemit.com",
    "jsr.io",
    "npmjs.com",
];
/// Large servers whose name does not say what they are.
const SERVERS: [&str; 14] = [
    "mas.to",
    "hachyderm.io",
    "infosec.exchange",
    "ioc.exchange",
    "journa.host",
    "pawoo.net",
    "c.im",
    "tilde.zone",
    "social.coop",
    "troet.cafe",
    "botsin.space",
    "universeodon.com",
    "mathstodon.xyz",
    "fosstodon.org",
];
/// Parts of names that others hardly use.
const HINTS: [&str; 8] =
    ["mastodon", "masto.", "mstdn", "pleroma", "akkoma", "gotosocial", "pixelfed", "fedi"];

pub(crate) fn is_others(host: &str) -> bool {
    let is_own = |name: &str| host == name || host.strip_suffix(name).is_some_and(|rest| rest.ends_with('.'));
    OTHERS.into_iter().any(is_own)
        || host.split('.').next().is_some_and(|first| first == "invidious")
        || feed::rules::has_host(host)
}

pub(super) fn looks_federated(host: &str) -> bool {
    let first = host.split('.').next().unwrap_or_default();
    SERVERS.contains(&host)
        || HINTS.iter().any(|hint| host.contains(hint))
        || matches!(first, "social" | "gts" | "toot")
        || host.ends_with(".social")
}

/// Pixelfed shows people at `/name`, as nobody else here does.
pub(super) fn is_pixelfed(host: &str) -> bool {
    host.contains("pixelfed")
}
