//! Discord: one text that mentions nobody and in which nothing of a title is a format.

use serde_json::{Value, json};

use super::{fitted, written};
use crate::remote::told::{Line, Told};

/// In UTF-16 units, the strictest way of counting characters.
const MOST: usize = 2000;

pub(super) fn body(told: &Told) -> Value {
    let mut lines = vec![format!("**{}**", escape(&told.title))];
    lines.extend(written(told.lines(), |line| {
        let text = escape(&line.text);
        match line {
            Line { is_heading: true, .. } => format!("__{text}__"),
            // In angle brackets no picture of the page is shown.
            Line { url: Some(url), .. } if text.is_empty() => format!("<{url}>"),
            Line { url: Some(url), .. } => format!("• {text} <{url}>"),
            Line { url: None, .. } => text,
        }
    }));
    json!({
        "content": fitted(&lines, MOST, |text| text.encode_utf16().count()),
        "allowed_mentions": {"parse": []},
    })
}

/// Without what Discord would take for a format, a mention or a link with another text.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len() + 16);
    for letter in text.chars() {
        if letter.is_ascii_punctuation()
            && !matches!(letter, '.' | ',' | '!' | '?' | '\'' | '"' | '/' | '&' | '%')
        {
            escaped.push('\\');
        }
        escaped.push(letter);
    }
    escaped
}
