//! Every form of link to a profile or hashtag, without the network.

use super::{
    super::{decoded, encoded, name, tag},
    SITE,
};
use crate::{
    model::{Platform, Recognised, TargetType},
    platforms::Link,
};

/// First parts of a path that are Instagram's own and no account's name.
const OWN_PAGES: [&str; 13] = [
    "accounts",
    "about",
    "api",
    "developer",
    "direct",
    "directory",
    "emails",
    "explore",
    "legal",
    "press",
    "share",
    "web",
    "challenge",
];

pub(super) fn recognise(link: &Link) -> Result<Vec<Recognised>, String> {
    let segments = link.segments();
    let reading = match (link.bare_host(), segments.as_slice()) {
        ("ig.me", ["m", who, ..]) => profile(who),
        ("ig.me" | "instagr.am", []) => Err(other()),
        ("instagram.com" | "instagr.am", parts) => match *parts {
            ["p" | "reel" | "reels" | "tv", ..] | ["share", ..] => Err(
                "Instagram tells programs nothing of a single post. Paste the address of its profile, or a hashtag.".into(),
            ),
            ["explore", "tags", text, ..] => hashtag(&decoded(text)),
            ["explore", "search", ..] => link.query("q").filter(|words| words.starts_with('#')).map_or_else(
                || Err("Instagram lets programs search for hashtags only. Paste a hashtag or a profile.".into()),
                |words| hashtag(&words),
            ),
            ["stories", "highlights", ..] => Err(other()),
            ["stories", who, ..] => profile(who),
            [who, ..] if !OWN_PAGES.contains(&who.to_ascii_lowercase().as_str()) => profile(&decoded(who)),
            _ => Err(other()),
        },
        _ => return Ok(Vec::new()),
    };
    Ok(vec![reading?])
}

fn other() -> String {
    "This page of Instagram is not a profile or a hashtag. Open one of these and paste its address.".into()
}

fn profile(who: &str) -> Result<Recognised, String> {
    let name = name(who, 30).ok_or_else(other)?;
    Ok(target(TargetType::Profile, format!("{SITE}{name}/"), format!("@{name} on Instagram")))
}

fn hashtag(text: &str) -> Result<Recognised, String> {
    let tag = tag(text).ok_or_else(other)?;
    let url = format!("{SITE}explore/tags/{}/", encoded(&tag));
    Ok(target(TargetType::Hashtag, url, format!("#{tag} on Instagram")))
}

fn target(target_type: TargetType, target_url: String, display: String) -> Recognised {
    Recognised { platform: Platform::Instagram, target_type, target_url, target_id: None, display }
}
