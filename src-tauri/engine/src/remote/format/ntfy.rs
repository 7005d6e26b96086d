//! ntfy: the topic is the end of the address, the message goes to the server above it.

use http::Method;
use serde_json::json;
use url::Url;

use super::{Post, fitted, written};
use crate::remote::told::Told;

/// Bytes; the server makes a file of what is longer.
const MOST: usize = 4000;
const MOST_TOPIC: usize = 64;

pub(super) fn post(address: &Url, told: &Told) -> Result<Post, String> {
    let (server, topic) = topic(address)?;
    let lines = written(told.lines(), |line| match (line.text.is_empty(), line.url) {
        (true, Some(url)) => url,
        _ => line.text,
    });
    let mut body = json!({
        "topic": topic,
        "title": told.title,
        "message": fitted(&lines, MOST, str::len),
        "tags": [told.event],
    });
    if let Some(url) = told.url() {
        body["click"] = url.into();
    }
    Ok(Post { method: Method::POST, url: server, body })
}

/// The server, and what it calls the topic.
pub(super) fn topic(address: &Url) -> Result<(Url, String), String> {
    let refused = || "An address of ntfy ends with the topic, such as https://ntfy.sh/my-topic.".to_owned();
    let path = address.path().trim_end_matches('/');
    let (above, topic) = path.rsplit_once('/').ok_or_else(refused)?;
    let is_topic = (1..=MOST_TOPIC).contains(&topic.len())
        && topic.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'));
    if !is_topic || address.query().is_some() {
        return Err(refused());
    }
    let mut server = address.clone();
    server.set_path(&format!("{above}/"));
    server.set_fragment(None);
    Ok((server, topic.to_owned()))
}
