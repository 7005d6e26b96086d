//! Every form of link to a community, user, post or search, without the network.

use url::Url;

use super::{ORIGIN, entry::is_id};
use crate::{
    content::text,
    model::{Platform, Recognised, TargetType},
    platforms::{Link, link::decoded},
};

/// Names of Reddit's servers before `reddit.com`; all show the same.
const SERVERS: [&str; 8] = ["www", "old", "new", "sh", "np", "m", "i", "amp"];
/// Other ways to look at Reddit, with the same paths.
const MIRRORS: [&str; 3] = ["libreddit", "redlib", "teddit"];
const SORTS: [&str; 6] = ["hot", "new", "top", "rising", "controversial", "best"];

pub(super) fn recognise(link: &Link) -> Result<Vec<Recognised>, String> {
    let host = link.url.host_str().unwrap_or_default();
    let server = host.strip_suffix(".reddit.com");
    let is_reddit = host == "reddit.com" || server.is_some_and(|server| SERVERS.contains(&server));
    let is_mirror = host.split('.').next().is_some_and(|name| MIRRORS.contains(&name));
    let segments = link.segments();
    if matches!(host, "redd.it" | "www.redd.it") {
        let id = segments.first().filter(|id| is_id(id)).ok_or_else(other)?;
        return Ok(vec![post(None, id)]);
    }
    if host.ends_with(".redd.it") {
        return Err(
            "This is a picture or video on Reddit. Paste the address of its post, or of the community."
                .into(),
        );
    }
    if !is_reddit && !is_mirror {
        return Ok(Vec::new());
    }
    if link.query("feed").is_some() {
        return Err("This address holds the key to your own Reddit account, which would be kept in plain text. Paste \
                    the address of a community instead."
            .into());
    }
    let path: Vec<&str> = segments.iter().map(|part| bare(part)).filter(|part| !part.is_empty()).collect();
    match reading(&path, link) {
        // Perhaps only a site of that name.
        Err(_) if is_mirror => Ok(Vec::new()),
        read => Ok(vec![read?]),
    }
}

/// Feeds are below the address of what they are of.
fn bare(part: &str) -> &str {
    part.strip_suffix(".rss").or_else(|| part.strip_suffix(".json")).unwrap_or(part)
}

fn reading(path: &[&str], link: &Link) -> Result<Recognised, String> {
    match *path {
        ["r", _, "s", _] | ["u" | "user", _, "s", _] => {
            Err("This is Reddit's short form for sharing. Open it in a browser and paste the address that it leads to."
                .into())
        }
        ["r", name, "comments", id, ..] if is_id(id) => Ok(post(Some(&community(name)?), id)),
        ["comments" | "gallery" | "tb", id, ..] if is_id(id) => Ok(post(None, id)),
        ["u" | "user", name, "comments", id, ..] if is_id(id) => {
            Ok(post(Some(&format!("u_{}", user(name)?)), id))
        }
        ["r", name, "comments"] => {
            let name = community(name)?;
            let url = format!("{ORIGIN}/r/{}/comments/", name.to_lowercase());
            Ok(target(TargetType::Community, url, format!("Comments in r/{name}")))
        }
        ["r", name, "search"] => search(Some(&community(name)?), link.query("q").as_deref(), link),
        ["search"] => search(None, link.query("q").as_deref(), link),
        ["r", name, ..] => {
            let name = community(name)?;
            if let Some(flair) = link.query("f") {
                return search(Some(&name), Some(&flair.replace("flair_name:", "flair:")), link);
            }
            let url = format!("{ORIGIN}/r/{}/", name.to_lowercase());
            Ok(target(TargetType::Community, url, format!("r/{name}")))
        }
        ["me", "m", ..] => Err("This address of your custom feed works only for you. Open the feed, copy the address with \
                                your name in it (/user/…/m/…), and make the feed public."
            .into()),
        ["u" | "user", owner, "m", name, ..] => {
            let (owner, name) = (user(owner)?, decoded(name));
            let is_name = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
            if !is_name || name.is_empty() {
                return Err(other());
            }
            let url = format!("{ORIGIN}/user/{}/m/{}/", owner.to_lowercase(), name.to_lowercase());
            Ok(target(TargetType::List, url, format!("Custom feed {name} of u/{owner}")))
        }
        ["u" | "user", name, ref rest @ ..] => {
            let name = user(name)?;
            let (part, what) = match rest.first() {
                Some(&"submitted") => ("submitted/", "Posts of "),
                Some(&"comments") => ("comments/", "Comments of "),
                _ => ("", ""),
            };
            let url = format!("{ORIGIN}/user/{}/{part}", name.to_lowercase());
            Ok(target(TargetType::Profile, url, format!("{what}u/{name}")))
        }
        ["domain", host, ..] => {
            let host = decoded(host).to_lowercase();
            let site = Url::parse(&format!("https://{host}/")).ok().filter(|_| host.contains('.'));
            let host = site.as_ref().and_then(Url::host_str).ok_or_else(other)?;
            let url = format!("{ORIGIN}/domain/{host}/");
            Ok(target(TargetType::Search, url, format!("Links to {host} on Reddit")))
        }
        [] | [_] if path.first().is_none_or(|sort| SORTS.contains(sort)) => {
            Err("Reddit's start page is made for whoever looks at it. Paste a community such as \
                 https://www.reddit.com/r/popular/."
                .into())
        }
        _ => Err(other()),
    }
}

fn other() -> String {
    "This page of Reddit is not a community, a user, a post or a search. Open one of these and paste its address."
        .into()
}

fn post(community: Option<&str>, id: &str) -> Recognised {
    let id = id.to_lowercase();
    let below = community.map(|name| format!("/r/{}", name.to_lowercase())).unwrap_or_default();
    let whose = community.map(|name| format!(" in r/{name}")).unwrap_or_default();
    Recognised {
        target_id: Some(format!("t3_{id}")),
        ..target(
            TargetType::Thread,
            format!("{ORIGIN}{below}/comments/{id}/"),
            format!("Comments on post {id}{whose}"),
        )
    }
}

fn search(community: Option<&str>, words: Option<&str>, link: &Link) -> Result<Recognised, String> {
    let Some(words) = words.and_then(text::title) else {
        return Err(
            "This search on Reddit has no words. Search for something and paste the address of the results."
                .into(),
        );
    };
    let everywhere =
        link.query("restrict_sr").is_some_and(|value| matches!(value.as_str(), "off" | "0" | "false"));
    let community = community.filter(|_| !everywhere);
    let mut url = format!("{ORIGIN}/search");
    if let Some(name) = community {
        url = format!("{ORIGIN}/r/{}/search", name.to_lowercase());
    }
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    query.append_pair("q", &words);
    if community.is_some() {
        query.append_pair("restrict_sr", "on");
    }
    let place = community.map_or_else(|| "Reddit".to_owned(), |name| format!("r/{name}"));
    Ok(target(TargetType::Search, format!("{url}?{}", query.finish()), format!("\"{words}\" on {place}")))
}

fn target(target_type: TargetType, target_url: String, display: String) -> Recognised {
    Recognised { platform: Platform::Reddit, target_type, target_url, target_id: None, display }
}

/// One community, or several joined by `+`.
fn community(text: &str) -> Result<String, String> {
    let text = decoded(text);
    let is_name = |name: &str| {
        let name = name.strip_prefix("u_").unwrap_or(name);
        (2..=21).contains(&name.len()) && name.bytes().all(|byte| is_word(byte) || byte == b'-')
    };
    match text.split('+').all(is_name) {
        true => Ok(text),
        false => Err(format!("\"{}\" is not the name of a community on Reddit.", text::snippet(&text, 40))),
    }
}

fn user(text: &str) -> Result<String, String> {
    let text = decoded(text);
    let is_name = (3..=20).contains(&text.len()) && text.bytes().all(|byte| is_word(byte) || byte == b'-');
    match is_name {
        true => Ok(text),
        false => Err(format!("\"{}\" is not the name of a user of Reddit.", text::snippet(&text, 40))),
    }
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

/// What to call a target whose feed has no name of its own.
pub(super) fn name(target_url: &str) -> Option<String> {
    let link = Link::parse(target_url).ok()?;
    Some(recognise(&link).ok()?.into_iter().next()?.display)
}
