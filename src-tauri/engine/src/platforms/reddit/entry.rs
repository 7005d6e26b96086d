//! From an entry of a feed to a post or comment.

use scraper::{Html, Selector};
use url::Url;

use super::ORIGIN;
use crate::{
    content::{sanitise::sanitise, text},
    model::{FoundItem, ItemKind, Media, identity},
};

/// How Reddit ends the body of each post.
const SIGNATURE: &str = "submitted by";

/// `None` where the entry does not say which post or comment it is.
pub(super) fn read(mut item: FoundItem) -> Option<FoundItem> {
    let link = item.url.as_deref().and_then(|url| Url::parse(url).ok());
    let id = full_name(&item.external_id).or_else(|| full_name_in(link.as_ref()?))?;
    let is_comment = id.starts_with("t1_");
    // The same post under any host, spelling and tracking.
    let own = link.filter(is_reddit).map(|link| format!("{ORIGIN}{}", link.path()));
    item.url = own.or_else(|| Some(format!("{ORIGIN}/comments/{}/", id.strip_prefix("t3_")?)));
    item.identity = format!("id:{id}");
    item.link_key = item.url.as_deref().and_then(identity::link_key);
    item.external_id = id;
    item.kind = if is_comment { ItemKind::Comment } else { ItemKind::Post };
    let writer = item.author.name.as_deref().map(|name| name.trim_start_matches("/u/").to_owned());
    item.author.name = writer.clone().filter(|name| name != "[deleted]");
    item.author.handle.clone_from(&item.author.name);
    if item.author.name.is_none() {
        item.author.url = None;
    }
    for tag in &mut item.tags {
        *tag = tag.trim_start_matches('/').to_owned();
    }
    if !is_comment {
        without_signature(&mut item);
    }
    Some(item)
}

/// `t3_` and the id of a post, `t1_` and that of a comment.
fn full_name(text: &str) -> Option<String> {
    let id = text.strip_prefix("t3_").or_else(|| text.strip_prefix("t1_"))?;
    is_id(id).then(|| text.to_owned())
}

/// The same from an address, for feeds that name entries by it.
fn full_name_in(link: &Url) -> Option<String> {
    let parts: Vec<&str> = link.path_segments()?.filter(|part| !part.is_empty()).collect();
    let rest = parts.get(parts.iter().position(|part| *part == "comments")? + 1..)?;
    match *rest {
        [_, _, comment, ..] if is_id(comment) => Some(format!("t1_{comment}")),
        [post, ..] if is_id(post) => Some(format!("t3_{post}")),
        _ => None,
    }
}

pub(super) fn is_id(text: &str) -> bool {
    (1..=13).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

fn is_reddit(url: &Url) -> bool {
    url.host_str().is_some_and(|host| host == "reddit.com" || host.ends_with(".reddit.com"))
}

/// Takes from the body what Reddit has put behind the words of the author: who it is by, where
/// the post leads, how many comments it has.
fn without_signature(item: &mut FoundItem) {
    let Some(html) = item.html.take() else { return };
    let Some(at) = html.rfind(SIGNATURE).filter(|at| html[*at..].contains("[link]")) else {
        item.html = Some(html);
        return;
    };
    let (body, signature) = html.split_at(at);
    let body = sanitise(body, None);
    let has_picture = body.html.as_deref().is_some_and(|html| html.contains("<img"));
    item.html = body.html.filter(|_| has_picture || !body.text.is_empty());
    item.text = body.text;
    let signature = Html::parse_fragment(signature);
    let Ok(anchors) = Selector::parse("a[href]") else { return };
    for anchor in signature.select(&anchors) {
        let words: String = anchor.text().collect();
        let target = anchor.attr("href").unwrap_or_default();
        if words == "[link]" {
            leads_to(item, target);
        } else if let Some(count) = words.strip_prefix('[').and_then(|words| words.split(' ').next()) {
            item.engagement.replies = count.parse().ok().or(item.engagement.replies);
        }
    }
}

/// What a post is about, where that is not the post itself.
fn leads_to(item: &mut FoundItem, target: &str) {
    let Ok(url) = Url::parse(target) else { return };
    let is_web = matches!(url.scheme(), "http" | "https") && target.len() <= text::MAX_URL_BYTES;
    if !is_web || full_name_in(&url).is_some_and(|id| id == item.external_id) {
        return;
    }
    let class = match url.host_str() {
        Some("i.redd.it" | "preview.redd.it" | "i.imgur.com") => Some("image"),
        Some("v.redd.it") => Some("video"),
        _ => None,
    };
    if class == Some("video") {
        item.kind = ItemKind::Video;
    }
    if let Some(class) = class {
        let known = item.media.iter().any(|media| media.url == url.as_str());
        if !known {
            let media_type = Some(class.to_owned());
            item.media.insert(0, Media { url: url.to_string(), media_type, ..Media::default() });
        }
    }
    let raw = item.raw.get_or_insert_with(|| serde_json::json!({}));
    raw["link"] = url.as_str().into();
}
