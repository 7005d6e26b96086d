//! The words of marked-up text.

use memchr::memchr;

use super::entities::decode_entities;
use super::text::{MAX_TEXT_BYTES, cap_bytes, clean};

/// Elements that begin and end a line of text.
pub(crate) const BLOCKS: [&str; 34] = [
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
pub(super) struct Lines {
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

    pub(super) fn line_break(&mut self) {
        self.breaks = (self.breaks + 1).min(2);
    }

    pub(super) fn words(&mut self, text: &str) {
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

    pub(super) fn finish(mut self) -> String {
        let end = cap_bytes(&self.text, MAX_TEXT_BYTES).len();
        self.text.truncate(end);
        self.text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entities_are_decoded_once() {
        assert_eq!(from_html("<p>1 &amp;lt; 2</p>"), "1 &lt; 2");
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
}
