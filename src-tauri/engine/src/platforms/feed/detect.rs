//! Tells by its beginning what a document is.

/// What a document looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Looks {
    Empty,
    Json,
    Html,
    /// Markup that is not plainly HTML.
    Xml,
    Other,
}

/// Whether a web page may have a feed written into its markup.
pub(crate) fn may_hold_feed(text: &str) -> bool {
    ["<feed ", "<rss ", "<rdf:RDF"].iter().any(|tag| text.contains(tag))
}

/// Bytes that are looked at for the first tag.
const HEAD_BYTES: usize = 4_096;

/// Looks past white space, declarations, comments and the doctype.
pub(crate) fn looks(text: &str) -> Looks {
    let start = text.trim_start_matches(|letter: char| letter.is_whitespace() || letter == '\u{FEFF}');
    match start.chars().next() {
        None => Looks::Empty,
        Some('{' | '[') => Looks::Json,
        _ => by_tag(crate::content::text::cap_bytes(start, HEAD_BYTES)),
    }
}

fn by_tag(head: &str) -> Looks {
    let mut rest = head;
    loop {
        let Some((_, tail)) = rest.split_once('<') else {
            return Looks::Other;
        };
        rest = tail;
        let skip = if tail.starts_with("!--") {
            "-->"
        } else if tail.starts_with(['!', '?']) {
            ">"
        } else if tail.starts_with(|letter: char| letter.is_alphabetic()) {
            let name: String = tail.chars().take_while(|letter| letter.is_alphanumeric()).collect();
            let html = ["html", "head", "body", "div", "p", "script", "meta", "title", "h1", "center"];
            return if html.iter().any(|known| name.eq_ignore_ascii_case(known)) {
                Looks::Html
            } else {
                Looks::Xml
            };
        } else {
            continue;
        };
        // A doctype says little: feeds have been seen under that of HTML.
        rest = tail.split_once(skip).map_or("", |(_, after)| after);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documents_are_told_apart_by_their_first_tag() {
        for (text, expected) in [
            ("", Looks::Empty),
            (" \n", Looks::Empty),
            ("{\"a\":1}", Looks::Json),
            ("<!DOCTYPE html><html>", Looks::Html),
            ("<!DOCTYPE html><rss>", Looks::Xml),
            ("<!-- <rss> --><HTML lang='en'>", Looks::Html),
            ("<?xml version='1.0'?><!DOCTYPE rss PUBLIC 'x'><rss>", Looks::Xml),
            ("warning: x\n<rss>", Looks::Xml),
            ("hello", Looks::Other),
        ] {
            assert_eq!(looks(text), expected, "{text}");
        }
    }
}
