//! Plain text: out of markup, without control characters, within bounds.

use std::borrow::Cow;

use encoding_rs::WINDOWS_1252;
use memchr::memchr;
use quick_xml::escape::resolve_html5_entity;
use unicode_segmentation::UnicodeSegmentation;

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

/// Longest name of an entity, `&` and `;` excluded (`CounterClockwiseContourIntegral`).
const MAX_ENTITY_BYTES: usize = 32;
/// Elements that begin and end a line of text.
const BLOCKS: [&str; 34] = [
    "address",
    "article",
    "aside",
    "blockquote",
    "br",
    "caption",
    "dd",
    "div",
    "dl",
    "dt",
    "figcaption",
    "figure",
    "footer",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hr",
    "li",
    "main",
    "nav",
    "ol",
    "option",
    "p",
    "pre",
    "section",
    "table",
    "td",
    "th",
    "tr",
    "ul",
];

/// Removes control characters (C0 and C1 except line feed and tab) and those that turn the
/// direction of the text around them.
#[must_use]
pub fn clean(text: &str) -> Cow<'_, str> {
    if text.bytes().all(|byte| matches!(byte, 0x20..0x7F | b'\n' | b'\t')) || !text.contains(is_unwanted) {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(text.chars().filter(|letter| !is_unwanted(*letter)).collect())
    }
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

/// Replaces character references by what they stand for, once. References that mean nothing
/// stay as they are; numbers from 128 to 159 are read as Windows-1252, as browsers do.
#[must_use]
pub fn decode_entities(text: &str) -> Cow<'_, str> {
    let Some(mut at) = memchr(b'&', text.as_bytes()) else {
        return Cow::Borrowed(text);
    };
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    loop {
        let (before, tail) = rest.split_at(at);
        out.push_str(before);
        let name_end = tail.bytes().take(MAX_ENTITY_BYTES + 2).position(|byte| byte == b';');
        match name_end.and_then(|end| Some((end, tail.get(1..end)?))) {
            Some((end, name)) if push_entity(&mut out, name) => {
                rest = tail.get(end + 1..).unwrap_or_default()
            }
            _ => {
                out.push('&');
                rest = tail.get(1..).unwrap_or_default();
            }
        }
        match memchr(b'&', rest.as_bytes()) {
            Some(next) => at = next,
            None => break,
        }
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// Appends what the reference `name` (without `&` and `;`) stands for; false if nothing.
pub(crate) fn push_entity(out: &mut String, name: &str) -> bool {
    let Some(number) = name.strip_prefix('#') else {
        return resolve_html5_entity(name).map(|value| out.push_str(value)).is_some();
    };
    let code = match number.strip_prefix(['x', 'X']) {
        Some(hex) => u32::from_str_radix(hex, 16),
        None => number.parse(),
    };
    match code.map(|code| (code, char::from_u32(code))) {
        Ok((0x80..=0x9F, Some(letter))) => {
            let byte = [letter as u8];
            out.push_str(&WINDOWS_1252.decode_without_bom_handling(&byte).0);
            true
        }
        Ok((_, Some(letter))) if letter != '\0' => {
            out.push(letter);
            true
        }
        _ => false,
    }
}

/// Undoes a second encoding: UTF-8 that was once taken for Latin-1 or Windows-1252 and encoded
/// again (`Ã©` for `é`). Text that could be anything else comes back as it is.
#[must_use]
pub fn undouble(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        return Cow::Borrowed(text);
    }
    let mut bytes = Vec::with_capacity(text.len());
    for letter in text.chars() {
        let Some(byte) = byte_of(letter) else { return Cow::Borrowed(text) };
        bytes.push(byte);
    }
    String::from_utf8(bytes).map_or(Cow::Borrowed(text), Cow::Owned)
}

/// The byte that stands for `letter` in Latin-1 or Windows-1252.
fn byte_of(letter: char) -> Option<u8> {
    if let Ok(byte) = u8::try_from(u32::from(letter)) {
        return Some(byte);
    }
    let mut buffer = [0; 4];
    let (bytes, _, unknown) = WINDOWS_1252.encode(letter.encode_utf8(&mut buffer));
    if unknown { None } else { bytes.first().copied() }
}

/// The words of marked-up text: tags dropped, blocks as lines, entities decoded once, white
/// space collapsed outside of `pre`. Made for sanitised markup; from anything else it gives
/// text too, but then the content of scripts may be part of it.
#[must_use]
pub fn from_html(html: &str) -> String {
    let mut out = Lines::default();
    let mut preformatted = 0_usize;
    let mut rest = html;
    while let Some(at) = memchr(b'<', rest.as_bytes()) {
        let (before, tail) = rest.split_at(at);
        push_text(&mut out, before, preformatted > 0);
        let bytes = tail.as_bytes();
        let closing = bytes.get(1) == Some(&b'/');
        let name_at = 1 + usize::from(closing);
        if !bytes.get(name_at).is_some_and(|byte| byte.is_ascii_alphabetic() || matches!(byte, b'!' | b'?')) {
            out.words("<");
            rest = tail.get(1..).unwrap_or_default();
            continue;
        }
        let end = memchr(b'>', bytes).unwrap_or(bytes.len());
        let name_len = bytes.iter().skip(name_at).take_while(|byte| byte.is_ascii_alphanumeric()).count();
        let name = tail.get(name_at..name_at + name_len).unwrap_or_default();
        if let Some(block) = BLOCKS.iter().find(|block| block.eq_ignore_ascii_case(name)) {
            match *block {
                "p" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "blockquote" => out.paragraph(),
                "td" | "th" => out.space(),
                "br" => out.line_break(),
                _ => out.new_line(),
            }
            if *block == "pre" {
                preformatted = if closing { preformatted.saturating_sub(1) } else { preformatted + 1 };
            }
        }
        rest = tail.get(end + 1..).unwrap_or_default();
        if out.text.len() > MAX_TEXT_BYTES {
            break;
        }
    }
    push_text(&mut out, rest, preformatted > 0);
    out.finish()
}

fn push_text(out: &mut Lines, text: &str, preformatted: bool) {
    let text = decode_entities(text);
    if preformatted {
        for (number, line) in text.split('\n').enumerate() {
            if number > 0 {
                out.line_break();
            }
            out.words(line);
        }
    } else {
        out.words(&text);
    }
}

/// Text that grows word by word; white space is written only when a word follows.
#[derive(Debug, Default)]
struct Lines {
    text: String,
    breaks: usize,
    space: bool,
}

impl Lines {
    fn space(&mut self) {
        self.space = true;
    }

    fn new_line(&mut self) {
        self.breaks = self.breaks.max(1);
    }

    fn paragraph(&mut self) {
        self.breaks = 2;
    }

    fn line_break(&mut self) {
        self.breaks = (self.breaks + 1).min(2);
    }

    fn words(&mut self, text: &str) {
        let text = clean(text);
        if text.starts_with(char::is_whitespace) {
            self.space = true;
        }
        for word in text.split_whitespace() {
            if !self.text.is_empty() {
                match self.breaks {
                    0 if self.space => self.text.push(' '),
                    0 => {}
                    1 => self.text.push('\n'),
                    _ => self.text.push_str("\n\n"),
                }
            }
            self.breaks = 0;
            self.text.push_str(word);
            self.space = true;
        }
        if !text.is_empty() {
            self.space = text.ends_with(char::is_whitespace);
        }
    }

    fn finish(mut self) -> String {
        let end = cap_bytes(&self.text, MAX_TEXT_BYTES).len();
        self.text.truncate(end);
        self.text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entities_are_decoded_once_and_never_twice() {
        assert_eq!(decode_entities("a &amp;lt; b &eacute; &#8217; &#x41; &#150;"), "a &lt; b é ’ A –");
        assert_eq!(decode_entities("AT&T & co; &nosuch; &#0; &"), "AT&T & co; &nosuch; &#0; &");
        assert_eq!(from_html("<p>1 &amp;lt; 2</p>"), "1 &lt; 2");
    }

    #[test]
    fn a_second_encoding_is_undone_and_honest_text_kept() {
        assert_eq!(undouble("KÃ¤lte â€™n"), "Kälte ’n");
        for honest in ["Kälte", "Ã", "日本 Ã©", "plain", "São «x»"] {
            assert_eq!(undouble(honest), honest);
        }
    }

    #[test]
    fn blocks_become_lines_and_inline_elements_nothing() {
        let html = "<h1>Ti<b>de</b></h1><p>One <i>two</i>,\n three</p><ul><li>a</li><li>b</li></ul>x<br>y";
        assert_eq!(from_html(html), "Tide\n\nOne two, three\n\na\nb\nx\ny");
    }

    #[test]
    fn preformatted_text_keeps_its_lines() {
        assert_eq!(from_html("<pre>a\nb</pre>c"), "a\nb\nc");
    }

    #[test]
    fn a_lone_angle_bracket_is_text() {
        assert_eq!(from_html("1 < 2 <3"), "1 < 2 <3");
    }

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
