//! Every form of link to a blog or a tag, without the network.

use url::Url;

use super::{Place, SITE};
use crate::{
    content::text,
    model::{Platform, Recognised, TargetType},
    platforms::Link,
};

/// Hosts below Tumblr's that are no blogs.
const OWN_HOSTS: [&str; 9] = ["api", "assets", "cdn", "embed", "help", "px", "safe", "static", "support"];
/// First parts of a path that are no blog's name.
const OWN_PAGES: [&str; 25] = [
    "about",
    "activity",
    "apps",
    "changes",
    "communities",
    "customize",
    "docs",
    "domains",
    "download",
    "explore",
    "following",
    "help",
    "inbox",
    "likes",
    "live",
    "login",
    "logout",
    "new",
    "oauth",
    "policy",
    "privacy",
    "register",
    "settings",
    "support",
    "tips",
];
const MAX_TAG_CHARS: usize = 140;

pub(super) fn recognise(link: &Link) -> Result<Vec<Recognised>, String> {
    let Some(place) = place(link)? else { return Ok(Vec::new()) };
    let (target_type, url, display) = match (&place.blog, &place.tag) {
        (Some(blog), None) => {
            (TargetType::Profile, format!("https://{blog}.tumblr.com/"), format!("{blog} on Tumblr"))
        }
        (Some(blog), Some(tag)) => (
            TargetType::Hashtag,
            address(&format!("https://{blog}.tumblr.com/"), tag)?,
            format!("#{tag} of {blog} on Tumblr"),
        ),
        (None, Some(tag)) => (TargetType::Hashtag, address(SITE, tag)?, format!("#{tag} on Tumblr")),
        (None, None) => return Err(other()),
    };
    let reading =
        Recognised { platform: Platform::Tumblr, target_type, target_url: url, target_id: None, display };
    Ok(vec![reading])
}

/// What a link leads to; nothing where it is not Tumblr's.
pub(super) fn place(link: &Link) -> Result<Option<Place>, String> {
    let segments = link.segments();
    let host = link.bare_host();
    if host == "tumblr.com" {
        return on_site(&segments).map(Some);
    }
    let Some(name) = host.strip_suffix(".tumblr.com") else { return Ok(None) };
    if name.ends_with("media") || name == "va" {
        return Err("This is a picture or video on Tumblr. Paste the address of the blog instead.".into());
    }
    if OWN_HOSTS.contains(&name) {
        return Ok(None);
    }
    in_blog(name, &segments).map(Some)
}

fn on_site(segments: &[&str]) -> Result<Place, String> {
    match segments {
        ["tagged", tag, ..] => Ok(Place { blog: None, tag: Some(tag_of(tag)?) }),
        ["blog", "view", name, rest @ ..] | ["dashboard", "blog", name, rest @ ..] => in_blog(name, rest),
        ["search", ..] => {
            Err("Tumblr's search cannot be watched. Paste the address of a tag instead, such as \
                               https://www.tumblr.com/tagged/tide."
                .into())
        }
        ["communities", ..] => {
            Err("Tumblr shows communities only to those who log in. Paste the address of a blog or a tag."
                .into())
        }
        ["blog", name, rest @ ..] => in_blog(name, rest),
        ["dashboard", ..] | [] => Err(other()),
        [name, ..] if OWN_PAGES.contains(name) => Err(other()),
        [name, rest @ ..] => {
            in_blog(name.strip_prefix('@').or(name.strip_prefix("%40")).unwrap_or(name), rest)
        }
    }
}

/// A post leads to the blog that it stands in.
fn in_blog(name: &str, rest: &[&str]) -> Result<Place, String> {
    let name = name.to_lowercase();
    let name = name.strip_suffix(".tumblr.com").unwrap_or(&name);
    let is_name = (1..=32).contains(&name.len())
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
        && !name.starts_with('-')
        && !name.ends_with('-');
    if !is_name {
        return Err(format!("\"{}\" is not the name of a blog on Tumblr.", text::snippet(name, 40)));
    }
    let tag = match rest {
        ["tagged", tag, ..] => Some(tag_of(tag)?),
        _ => None,
    };
    Ok(Place { blog: Some(name.to_owned()), tag })
}

/// Blanks, pluses and hyphens stand for each other in addresses; capitals do not count.
fn tag_of(part: &str) -> Result<String, String> {
    let pair = format!("t={}", part.replace('&', "%26"));
    let tag = url::form_urlencoded::parse(pair.as_bytes()).next().map(|(_, tag)| tag.into_owned());
    let tag = text::one_line(tag.unwrap_or_default().trim_start_matches('#')).to_lowercase();
    if tag.is_empty() || tag.chars().count() > MAX_TAG_CHARS || tag.contains(['/', ',']) {
        return Err("This link names no tag of Tumblr.".into());
    }
    Ok(tag)
}

fn address(start: &str, tag: &str) -> Result<String, String> {
    let mut url = Url::parse(start).map_err(|_| other())?;
    url.path_segments_mut().map_err(|()| other())?.pop_if_empty().push("tagged").push(tag);
    Ok(url.into())
}

fn other() -> String {
    "This page of Tumblr is not a blog or a tag. Open one of these and paste its address.".into()
}
