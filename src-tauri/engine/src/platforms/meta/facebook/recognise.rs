//! Every form of link to a page, without the network.

use super::{
    super::{decoded, name},
    SITE,
};
use crate::{
    model::{Platform, Recognised, TargetType},
    platforms::Link,
};

/// Names of Facebook's servers before `facebook.com` that show the same.
const SERVERS: [&str; 7] = ["www", "m", "mbasic", "web", "touch", "free", "l"];
/// First parts of a path that are Facebook's own and no page's name.
const OWN_PAGES: [&str; 31] = [
    "ads",
    "bookmarks",
    "business",
    "dialog",
    "events",
    "fundraisers",
    "games",
    "gaming",
    "hashtag",
    "help",
    "home.php",
    "latest",
    "legal",
    "live",
    "login",
    "marketplace",
    "media",
    "messages",
    "notifications",
    "pages",
    "people",
    "photo",
    "photo.php",
    "plugins",
    "policies",
    "reel",
    "search",
    "share",
    "sharer",
    "stories",
    "watch",
];

pub(super) fn recognise(link: &Link) -> Result<Vec<Recognised>, String> {
    let host = link.url.host_str().unwrap_or_default();
    let is_facebook = match host.strip_suffix(".facebook.com") {
        // Languages have servers of their own, such as `de-de`.
        Some(server) => SERVERS.contains(&server) || (server.len() == 5 && server.contains('-')),
        None => matches!(link.bare_host(), "facebook.com" | "fb.com"),
    };
    if matches!(link.bare_host(), "fb.me" | "fb.watch") {
        return Err("This is Facebook's short form. Open it in a browser and paste the address of the page that it leads to.".into());
    }
    if !is_facebook {
        return Ok(Vec::new());
    }
    let segments = link.segments();
    let reading = match *segments.as_slice() {
        ["groups", ..] => {
            Err("Facebook lets no program read groups any more. Paste the address of a page instead.".into())
        }
        ["profile.php" | "permalink.php" | "story.php"] => {
            link.query("id").and_then(|id| number(&id)).map(by_id).ok_or_else(other)
        }
        ["people", _, id, ..] | ["pages", _, id] => number(id).map(by_id).ok_or_else(other),
        ["pages", "category", .., last] | ["p", last, ..] => trailing(last).map(by_id).ok_or_else(other),
        ["pg", who, ..] => page(&decoded(who)),
        [who, ..] if !OWN_PAGES.contains(&who.to_ascii_lowercase().as_str()) => page(&decoded(who)),
        _ => Err(other()),
    };
    Ok(vec![reading?])
}

fn other() -> String {
    "This is not a page on Facebook: people, groups, events and single posts cannot be watched. Paste the address of a page."
        .into()
}

fn page(who: &str) -> Result<Recognised, String> {
    if let Some(id) = number(who).filter(|id| id.len() > 5).or_else(|| trailing(who)) {
        return Ok(by_id(id));
    }
    let name =
        name(who, 50).filter(|name| !name.contains("..") && !name.ends_with(".php")).ok_or_else(other)?;
    Ok(target(format!("{SITE}{name}"), None, format!("{name} on Facebook")))
}

fn by_id(id: String) -> Recognised {
    target(format!("{SITE}{id}"), Some(id.clone()), format!("Facebook page {id}"))
}

fn target(target_url: String, target_id: Option<String>, display: String) -> Recognised {
    Recognised {
        platform: Platform::Facebook,
        target_type: TargetType::Profile,
        target_url,
        target_id,
        display,
    }
}

pub(super) fn number(text: &str) -> Option<String> {
    let is_number = (1..=30).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| text.to_owned())
}

/// `Name-of-it-100012345678` ends with the number of the page.
fn trailing(text: &str) -> Option<String> {
    text.rsplit_once('-').and_then(|(_, id)| number(id)).filter(|id| id.len() > 5)
}
