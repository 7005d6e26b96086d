//! Plain text: without control characters, within bounds.

use std::borrow::Cow;

use unicode_segmentation::UnicodeSegmentation;

use super::plain::Lines;

/// Graphemes of a title.
pub const MAX_TITLE_GRAPHEMES: usize = 300;
/// Characters of an author's name or handle, and of a tag.
pub const MAX_NAME_CHARS: usize = 200;
/// Tags of an item.
pub const MAX_TAGS: usize = 50;
/// Bytes of an address.
pub const MAX_URL_BYTES: usize = 4096;
/// Bytes of a body's text.
pub const MAX_TEXT_BYTES: usize = 1 << 20;

/// Removes control characters (C0 and C1 except line feed and tab) and those that turn the
/// direction of the text around them.
#[must_use]
pub fn clean(text: &str) -> Cow<'_, str> {
    if has_unwanted(text) {
        Cow::Owned(text.chars().filter(|letter| !is_unwanted(*letter)).collect())
    } else {
        Cow::Borrowed(text)
    }
}

/// Whether [`clean`] would change the text. Looks at bytes first: few texts hold one that an
/// unwanted character could start with.
pub(crate) fn has_unwanted(text: &str) -> bool {
    let may_start = |byte: u8| match byte {
        b'\n' | b'\t' => false,
        0..0x20 | 0x7F | 0xC2 | 0xD8 | 0xE2 | 0xEF => true,
        _ => false,
    };
    text.bytes().any(may_start) && text.contains(is_unwanted)
}

/// Whether `letter` is a control character other than line feed and tab, or a bidi control.
#[must_use]
pub fn is_unwanted(letter: char) -> bool {
    match letter {
        '\n' | '\t' => false,
        '\0'..='\u{1F}' | '\u{7F}'..='\u{9F}' => true,
        '\u{61C}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' => true,
        '\u{FEFF}' | '\u{FFFE}' | '\u{FFFF}' => true,
        _ => false,
    }
}

/// One line: cleaned, each run of white space as one space, none at the ends.
#[must_use]
pub fn one_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for word in clean(text).split_whitespace() {
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    line
}

/// A title as one line of at most 300 graphemes; `None` where nothing is left.
#[must_use]
pub fn title(text: &str) -> Option<String> {
    let line = one_line(text);
    (!line.is_empty()).then(|| cap_graphemes(line, MAX_TITLE_GRAPHEMES))
}

/// A name (of an author, a tag) as one line of at most 200 characters.
#[must_use]
pub fn name(text: &str) -> Option<String> {
    let mut line = one_line(text);
    if let Some((cut, _)) = line.char_indices().nth(MAX_NAME_CHARS) {
        line.truncate(cut);
    }
    (!line.is_empty()).then_some(line)
}

/// A body given as plain text: cleaned, lines kept, blank lines reduced to one, within 1 MiB.
#[must_use]
pub fn body(text: &str) -> String {
    let mut out = Lines::default();
    for (number, line) in cap_bytes(text, MAX_TEXT_BYTES).lines().enumerate() {
        if number > 0 {
            out.line_break();
        }
        out.words(line);
    }
    out.finish()
}

/// The first `graphemes` of a text as one line, cut at a word where one is near, with `…`.
#[must_use]
pub fn snippet(text: &str, graphemes: usize) -> String {
    // Bytes beyond this cannot matter: few graphemes are longer than 16 bytes.
    let head = cap_bytes(text, graphemes.saturating_mul(16).max(64));
    let line = one_line(head);
    let Some((cut, _)) = line.grapheme_indices(true).nth(graphemes) else {
        return line;
    };
    let kept = line.get(..cut).unwrap_or_default();
    let kept = match kept.rfind(' ') {
        Some(space) if space * 4 >= kept.len() * 3 => kept.get(..space).unwrap_or(kept),
        _ => kept,
    };
    format!("{}…", kept.trim_end_matches([' ', ',', '.', ';', ':']))
}

fn cap_graphemes(line: String, graphemes: usize) -> String {
    if line.len() <= graphemes {
        return line;
    }
    match line.grapheme_indices(true).nth(graphemes) {
        Some((cut, _)) => format!("{}…", line.get(..cut).unwrap_or_default().trim_end()),
        None => line,
    }
}

/// The longest head of `text` that has at most `bytes` bytes.
#[must_use]
pub fn cap_bytes(text: &str, bytes: usize) -> &str {
    text.get(..text.floor_char_boundary(bytes)).unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn control_and_direction_characters_are_removed() {
        assert_eq!(clean("a\u{202E}b\u{7}c\u{85}\n\td"), "abc\n\td");
        assert!(matches!(clean("plain"), Cow::Borrowed(_)));
    }

    #[test]
    fn a_title_is_one_line_of_at_most_300_graphemes() {
        assert_eq!(title(" a\n b ").as_deref(), Some("a b"));
        assert_eq!(title("\u{202E} \n"), None);
        let long = title(&"e\u{301}".repeat(400)).unwrap();
        assert_eq!(long.graphemes(true).count(), 301, "300 and the ellipsis");
    }

    #[test]
    fn a_snippet_ends_at_a_word() {
        assert_eq!(snippet("short", 200), "short");
        assert_eq!(snippet("one two three four", 15), "one two three…");
    }

    #[test]
    fn a_plain_body_keeps_its_lines() {
        assert_eq!(body("a  b\r\n\r\n\r\n\r\nc\nd "), "a b\n\nc\nd");
    }
}
