//! Text within markup.

/// Text as HTML shows it, in content and in quoted attributes.
pub(super) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len() + text.len() / 8);
    for letter in text.chars() {
        match letter {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            other => escaped.push(other),
        }
    }
    escaped
}

/// A link that shows `text`, or the text where there is no address.
pub(super) fn link(text: &str, url: Option<&str>) -> String {
    let text = escape(text);
    match url {
        // Isolated: letters that are read from right to left turn nothing around them.
        Some(url) => format!("<a href=\"{}\" rel=\"noopener noreferrer\"><bdi>{text}</bdi></a>", escape(url)),
        None => format!("<bdi>{text}</bdi>"),
    }
}
