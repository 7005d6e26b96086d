//! Every form of link to a channel, video, clip or category, without the network.

use super::SITE;
use crate::{
    content::text,
    model::{Platform, Recognised, TargetType},
    platforms::{Link, link::decoded},
};

/// First parts of a path that are Twitch's own and no channel's name.
const OWN_PAGES: [&str; 20] = [
    "directory",
    "downloads",
    "jobs",
    "p",
    "search",
    "settings",
    "subscriptions",
    "inventory",
    "drops",
    "wallet",
    "turbo",
    "store",
    "login",
    "signup",
    "videos",
    "team",
    "collections",
    "events",
    "prime",
    "friends",
];

pub(super) fn recognise(link: &Link) -> Result<Vec<Recognised>, String> {
    let segments = link.segments();
    let reading = match (link.bare_host(), segments.as_slice()) {
        ("clips.twitch.tv", [slug, ..]) => clip(slug),
        ("twitch.tv" | "go.twitch.tv", ["videos", id, ..] | [_, "v" | "video", id, ..]) => video(id),
        ("twitch.tv" | "go.twitch.tv", ["directory", "category" | "game", name, ..]) => {
            category(segments[1], name)
        }
        ("twitch.tv" | "go.twitch.tv", ["team" | "collections", ..]) => Err(
            "Teams and collections on Twitch cannot be watched. Paste the channels of the team one by one."
                .into(),
        ),
        ("twitch.tv" | "go.twitch.tv", ["popout" | "moderator" | "embed", name, ..]) => channel(name),
        ("player.twitch.tv", _) => link.query("channel").map_or_else(|| Err(other()), |name| channel(&name)),
        ("twitch.tv" | "go.twitch.tv", [name, ..])
            if !OWN_PAGES.contains(&name.to_ascii_lowercase().as_str()) =>
        {
            channel(name)
        }
        ("twitch.tv" | "go.twitch.tv" | "clips.twitch.tv", _) => Err(other()),
        _ => return Ok(Vec::new()),
    };
    Ok(vec![reading?])
}

fn other() -> String {
    "This page of Twitch is not a channel, a video, a clip or a category. Open one of these and paste its address."
        .into()
}

fn channel(name: &str) -> Result<Recognised, String> {
    let name = login(name)
        .ok_or_else(|| format!("\"{}\" is not the name of a channel on Twitch.", text::snippet(name, 40)))?;
    Ok(target(TargetType::Channel, format!("{SITE}{name}"), format!("{name} on Twitch")))
}

/// Whose it is, the first check finds out.
fn video(id: &str) -> Result<Recognised, String> {
    let id = id.strip_prefix('v').unwrap_or(id);
    let is_id = (1..=20).contains(&id.len()) && id.bytes().all(|byte| byte.is_ascii_digit());
    let id = Some(id).filter(|_| is_id).ok_or_else(other)?;
    Ok(target(TargetType::Channel, format!("{SITE}videos/{id}"), format!("Twitch channel of video {id}")))
}

fn clip(slug: &str) -> Result<Recognised, String> {
    let slug = Some(slug).filter(|slug| is_slug(slug) && *slug != "embed").ok_or_else(other)?;
    let url = format!("https://clips.twitch.tv/{slug}");
    Ok(target(TargetType::Channel, url, format!("Twitch channel of clip {}", text::snippet(slug, 40))))
}

fn category(form: &str, name: &str) -> Result<Recognised, String> {
    let words = decoded(name);
    let shown = text::name(&words).ok_or_else(other)?;
    let url = format!("{SITE}directory/{form}/{}", encoded(&shown));
    Ok(target(TargetType::Community, url, format!("Videos in {shown} on Twitch")))
}

fn target(target_type: TargetType, target_url: String, display: String) -> Recognised {
    Recognised { platform: Platform::Twitch, target_type, target_url, target_id: None, display }
}

/// In small letters, as Twitch compares them.
pub(super) fn login(text: &str) -> Option<String> {
    let name = text.trim_start_matches('@').to_ascii_lowercase();
    let is_name =
        (2..=25).contains(&name.len()) && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
    is_name.then_some(name)
}

pub(super) fn is_slug(text: &str) -> bool {
    (1..=120).contains(&text.len())
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'))
}

fn encoded(text: &str) -> String {
    url::form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>().replace('+', "%20")
}
