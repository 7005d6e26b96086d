//! Every form of link to a profile, post, hashtag, search or list, without the network.

use url::form_urlencoded;

use super::SITE;
use crate::{
    content::text,
    model::{Platform, Recognised, TargetType},
    platforms::{Connector, Link, feed::Feed, link::decoded},
};

const HOSTS: [&str; 4] = ["x.com", "twitter.com", "mobile.twitter.com", "mobile.x.com"];
/// Other ways to look at X, with the same paths.
const MIRRORS: [&str; 6] =
    ["fxtwitter.com", "vxtwitter.com", "fixupx.com", "fixvx.com", "xcancel.com", "twstalker.com"];
/// First parts of a path that are X's own and no account's name.
const OWN_PAGES: [&str; 18] = [
    "home",
    "explore",
    "search",
    "hashtag",
    "i",
    "intent",
    "settings",
    "messages",
    "notifications",
    "compose",
    "login",
    "signup",
    "share",
    "tos",
    "privacy",
    "jobs",
    "about",
    "download",
];

pub(super) fn recognise(link: &Link) -> Result<Vec<Recognised>, String> {
    let host = link.bare_host();
    let is_mirror = MIRRORS.contains(&host) || host.split('.').any(|part| part == "nitter");
    if !HOSTS.contains(&host) && !is_mirror {
        return Ok(Vec::new());
    }
    let segments = link.segments();
    if is_mirror && segments.last() == Some(&"rss") {
        // A feed that is already there needs no key.
        let feed = Feed.recognise(link)?;
        let read = reading(&segments[..segments.len() - 1], link).ok();
        return Ok(feed.into_iter().chain(read).collect());
    }
    match reading(&segments, link) {
        // Perhaps only a site of that name.
        Err(_) if is_mirror => Ok(Vec::new()),
        read => Ok(vec![read?]),
    }
}

fn reading(segments: &[&str], link: &Link) -> Result<Recognised, String> {
    match *segments {
        ["i", "user", id, ..] => by_id(id),
        ["intent", "user" | "follow"] => match (link.query("user_id"), link.query("screen_name")) {
            (Some(id), _) => by_id(&id),
            (None, Some(name)) => profile(&name),
            (None, None) => Err(other()),
        },
        [_, "status" | "statuses", id, ..] | ["i", "web", "status", id, ..] => thread(id),
        ["hashtag", tag, ..] => hashtag(&decoded(tag)),
        ["search", ..] => search(link.query("q")),
        ["i", "lists", id, ..] => {
            let id = number(id).ok_or_else(other)?;
            let url = format!("{SITE}i/lists/{id}");
            Ok(target(TargetType::List, url, Some(id.clone()), format!("List {id} on X")))
        }
        [owner, "lists", slug] => {
            let (owner, slug) =
                (name(owner).ok_or_else(other)?, text::name(&decoded(slug)).ok_or_else(other)?);
            let url = format!("{SITE}{}/lists/{}", owner.to_lowercase(), encoded(&slug.to_lowercase()));
            Ok(target(TargetType::List, url, None, format!("List {slug} of @{owner}")))
        }
        ["i", "communities", ..] => Err(
            "X lets programs read no communities. Paste a profile, a hashtag, a search or a list instead."
                .into(),
        ),
        ["i", "spaces" | "events" | "moments" | "trending" | "topics", ..] => Err(other()),
        [who, ..] if !OWN_PAGES.contains(&who.to_ascii_lowercase().as_str()) => profile(&decoded(who)),
        _ => Err(other()),
    }
}

fn other() -> String {
    "This page of X is not a profile, a post, a hashtag, a search or a list. Open one of these and paste its address."
        .into()
}

fn profile(who: &str) -> Result<Recognised, String> {
    let who = who.trim_start_matches('@');
    let name = name(who)
        .ok_or_else(|| format!("\"{}\" is not the name of an account on X.", text::snippet(who, 40)))?;
    let url = format!("{SITE}{}", name.to_lowercase());
    Ok(target(TargetType::Profile, url, None, format!("@{name} on X")))
}

fn by_id(id: &str) -> Result<Recognised, String> {
    let id = number(id).ok_or_else(other)?;
    let url = format!("{SITE}i/user/{id}");
    Ok(target(TargetType::Profile, url, Some(id.clone()), format!("Account {id} on X")))
}

/// Whose thread it is follows from the post, so the first check asks.
fn thread(id: &str) -> Result<Recognised, String> {
    let id = number(id).ok_or_else(|| "This is not the address of a post on X.".to_owned())?;
    let url = format!("{SITE}i/status/{id}");
    Ok(target(TargetType::Thread, url, None, format!("Answers to post {id} on X")))
}

fn hashtag(tag: &str) -> Result<Recognised, String> {
    let tag = tag.trim_start_matches('#');
    let is_tag =
        !tag.is_empty() && tag.chars().count() <= 100 && tag.chars().all(|c| c.is_alphanumeric() || c == '_');
    if !is_tag {
        return Err("This is not a hashtag on X. Open one and paste its address.".into());
    }
    let url = format!("{SITE}hashtag/{}", encoded(&tag.to_lowercase()));
    Ok(target(TargetType::Hashtag, url, None, format!("#{tag} on X")))
}

/// What only X's own page understands is left to it.
fn search(query: Option<String>) -> Result<Recognised, String> {
    let Some(words) = query.as_deref().and_then(text::title) else {
        return Err(
            "This search on X has no words. Search for something and paste the address of the results."
                .into(),
        );
    };
    const WEB_ONLY: [(&str, &str); 4] = [
        ("filter:images", "has:images"),
        ("filter:videos", "has:videos"),
        ("filter:links", "has:links"),
        ("filter:media", "has:media"),
    ];
    const DROPPED: [&str; 7] =
        ["since:", "until:", "filter:", "min_faves:", "min_retweets:", "within_time:", "near:"];
    let mut kept = Vec::new();
    for word in words.split(' ') {
        let plain = word.trim_start_matches('-');
        let sign = &word[..word.len() - plain.len()];
        match WEB_ONLY.iter().find(|(web, _)| *web == plain) {
            Some((_, own)) => kept.push(format!("{sign}{own}")),
            None if DROPPED.iter().any(|start| plain.starts_with(start)) => {}
            None => kept.push(word.to_owned()),
        }
    }
    let words = kept.join(" ");
    if words.is_empty() {
        return Err(
            "What is left of this search after what only X's own page understands is nothing. Add words."
                .into(),
        );
    }
    if words.chars().count() > 500 {
        return Err("X takes searches of 500 characters at most.".into());
    }
    if let Some(tag) =
        words.strip_prefix('#').filter(|tag| tag.chars().all(|c| c.is_alphanumeric() || c == '_'))
    {
        return hashtag(tag);
    }
    let url = format!(
        "{SITE}search?{}",
        form_urlencoded::Serializer::new(String::new()).append_pair("q", &words).finish()
    );
    Ok(target(TargetType::Search, url, None, format!("\"{words}\" on X")))
}

fn target(
    target_type: TargetType,
    target_url: String,
    target_id: Option<String>,
    display: String,
) -> Recognised {
    Recognised { platform: Platform::X, target_type, target_url, target_id, display }
}

pub(super) fn name(text: &str) -> Option<String> {
    let is_name = (1..=15).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    is_name.then(|| text.to_owned())
}

/// Numbers exceed what 53 bits hold, so they stay text.
pub(super) fn number(text: &str) -> Option<String> {
    let digits: String = text.chars().take_while(char::is_ascii_digit).collect();
    (digits.len() == text.len() && (1..=20).contains(&digits.len())).then_some(digits)
}

fn encoded(text: &str) -> String {
    form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>().replace('+', "%20")
}
