//! Matrix: a message in a room, whose transaction id makes a repeat no second one.

use http::Method;
use serde_json::json;
use url::Url;

use super::{Ask, Post, fitted, written};
use crate::remote::{
    markup::{escape, link},
    told::{Line, Told},
};

/// Bytes of each of the two texts; an event has 64 KiB at most.
const MOST: usize = 16 << 10;
const END: &str = "/send/m.room.message";

pub(super) fn post(ask: Ask<'_>, told: &Told) -> Result<Post, String> {
    let mut url = ask.address.clone();
    url.set_path(&format!("{}/tidewatch-{}", url.path().trim_end_matches('/'), ask.fingerprint));
    let mut plain = vec![told.title.clone()];
    plain.extend(written(told.lines(), |line| match line {
        Line { url: Some(url), text, .. } if text.is_empty() => url,
        Line { url: Some(url), text, .. } => format!("• {text} {url}"),
        Line { url: None, text, .. } => text,
    }));
    let mut html = vec![format!("<strong>{}</strong>", escape(&told.title))];
    html.extend(written(told.lines(), |line| match line {
        Line { is_heading: true, text, .. } => format!("<br><em>{}</em>", escape(&text)),
        Line { url: Some(url), text, .. } => {
            let text = if text.is_empty() { url.clone() } else { text };
            format!("<br>{}", link(&text, Some(&url)))
        }
        Line { url: None, text, .. } => format!("<br>{}", escape(&text)),
    }));
    let body = json!({
        "msgtype": "m.text",
        "body": fitted(&plain, MOST, str::len),
        "format": "org.matrix.custom.html",
        "formatted_body": fitted(&html, MOST, str::len),
    });
    Ok(Post { method: Method::PUT, url, body })
}

pub(super) fn check(address: &Url) -> Result<(), String> {
    let path = address.path().trim_end_matches('/');
    if path.contains("/rooms/") && path.ends_with(END) && address.query().is_none() {
        return Ok(());
    }
    Err("An address of Matrix looks like \
         https://matrix.example.org/_matrix/client/v3/rooms/ROOM/send/m.room.message."
        .into())
}
