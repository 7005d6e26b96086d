//! Slack, and what takes the same: one text with links.

use serde_json::{Value, json};

use super::{fitted, written};
use crate::remote::told::{Line, Told};

/// Characters that Slack advises not to exceed.
const MOST: usize = 4000;

pub(super) fn body(told: &Told) -> Value {
    let mut lines = vec![format!("*{}*", escape(&told.title))];
    lines.extend(written(told.lines(), |line| {
        let text = escape(&line.text);
        match line {
            Line { is_heading: true, .. } => format!("*{text}*"),
            Line { url: Some(url), .. } if text.is_empty() => format!("<{}>", escape(&url)),
            // The bar would end the address.
            Line { url: Some(url), .. } => format!("• <{}|{}>", escape(&url), text.replace('|', "¦")),
            Line { url: None, .. } => text,
        }
    }));
    json!({
        "text": fitted(&lines, MOST, |text| text.chars().count()),
        "unfurl_links": false,
        "unfurl_media": false,
    })
}

/// The three letters that Slack takes for something else; mentions begin with one of them.
fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
