//! Every form of link to a creator, hashtag or search, without the network.

use url::Url;

use super::SITE;
use crate::{
    content::text,
    model::{Platform, Recognised, TargetType},
    platforms::{Link, Target, link::decoded},
};

const MAX_QUERY_CHARS: usize = 100;

/// What is searched for: the API's name of the field, and its value.
pub(super) struct Condition {
    pub(super) field: &'static str,
    pub(super) value: String,
}

pub(super) fn recognise(link: &Link) -> Result<Vec<Recognised>, String> {
    let host = link.bare_host();
    let segments = link.segments();
    let is_short = matches!(host, "vm.tiktok.com" | "vt.tiktok.com") || segments.first() == Some(&"t");
    if host != "tiktok.com" && !host.ends_with(".tiktok.com") {
        return Ok(Vec::new());
    }
    if is_short {
        return Err("This is TikTok's short form for sharing. Open it in a browser and paste the address that it leads to."
            .into());
    }
    if host != "tiktok.com" {
        return Err(other());
    }
    let reading = match segments.as_slice() {
        // A video leads to whoever made it.
        [name, ..] if handle(name).is_some() => {
            let name = handle(name).filter(|name| is_name(name)).ok_or_else(other)?.to_lowercase();
            target(TargetType::Profile, format!("{SITE}@{name}"), format!("@{name} on TikTok"))
        }
        ["tag", tag, ..] => {
            let tag = decoded(tag).to_lowercase();
            let is_tag = !tag.is_empty()
                && tag.chars().count() <= 100
                && tag.chars().all(|c| c.is_alphanumeric() || c == '_');
            let url =
                address(&["tag", &tag]).filter(|_| is_tag).ok_or("This link names no hashtag of TikTok.")?;
            target(TargetType::Hashtag, url.into(), format!("#{tag} on TikTok"))
        }
        ["search", ..] => search(link)?,
        _ => return Err(other()),
    };
    Ok(vec![reading])
}

fn search(link: &Link) -> Result<Recognised, String> {
    let words = text::one_line(&link.query("q").unwrap_or_default());
    if words.is_empty() {
        return Err(
            "This search has no words. Search for something and paste the address of the results.".into()
        );
    }
    if words.chars().count() > MAX_QUERY_CHARS {
        return Err(format!("A search can have {MAX_QUERY_CHARS} characters at most."));
    }
    let mut url = address(&["search"]).ok_or_else(other)?;
    url.query_pairs_mut().append_pair("q", &words);
    Ok(target(TargetType::Search, url.into(), format!("\"{words}\" on TikTok")))
}

/// From the address that is stored.
pub(super) fn condition(target: &Target) -> Option<Condition> {
    let link = Link::parse(&target.url).ok()?;
    Some(match (target.target_type, link.segments().as_slice()) {
        (TargetType::Profile, [name]) => Condition { field: "username", value: handle(name)?.to_owned() },
        (TargetType::Hashtag, ["tag", tag]) => Condition { field: "hashtag_name", value: decoded(tag) },
        (TargetType::Search, ["search"]) => Condition { field: "keyword", value: link.query("q")? },
        _ => return None,
    })
}

fn handle(part: &str) -> Option<&str> {
    part.strip_prefix('@').or_else(|| part.strip_prefix("%40"))
}

fn is_name(name: &str) -> bool {
    (2..=24).contains(&name.len())
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.'))
}

fn address(path: &[&str]) -> Option<Url> {
    let mut url = Url::parse(SITE).ok()?;
    url.path_segments_mut().ok()?.pop_if_empty().extend(path);
    Some(url)
}

fn target(target_type: TargetType, target_url: String, display: String) -> Recognised {
    Recognised { platform: Platform::Tiktok, target_type, target_url, target_id: None, display }
}

fn other() -> String {
    "This page of TikTok is not a creator, a hashtag or a search. Open one of these and paste its address."
        .into()
}
