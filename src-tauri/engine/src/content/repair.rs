//! Mends what no XML reader can get past. Used only after a first reading has failed: bare
//! `&`, unknown entities, mismatched ends and truncation are tolerated while reading.

use std::borrow::Cow;

use memchr::{memchr, memchr3, memmem};

/// Escapes each `<` that starts no markup, drops the attributes of a tag whose quotes never
/// close, and takes the mark of a comment that never ends for text. A tag, comment or CDATA
/// section that the end of the document cuts off is left out together with what follows.
#[must_use]
pub fn repair(xml: &str) -> Cow<'_, str> {
    let bytes = xml.as_bytes();
    let mut out: Option<String> = None;
    let (mut copied, mut at) = (0, 0);
    let mut missing = Missing::default();
    while let Some(found) = memchr(b'<', bytes.get(at..).unwrap_or_default()) {
        let start = at + found;
        let rest = xml.get(start..).unwrap_or_default();
        let (keep, len): (Cow<'_, str>, usize) = match part(rest, &mut missing) {
            Part::Whole(len) => {
                at = start + len;
                continue;
            }
            Part::Stray => (Cow::Borrowed("&lt;"), 1),
            Part::Replaced(text, len) => (Cow::Owned(text), len),
            Part::Cut => (Cow::Borrowed(""), rest.len()),
        };
        let target = out.get_or_insert_with(|| String::with_capacity(xml.len()));
        target.push_str(xml.get(copied..start).unwrap_or_default());
        target.push_str(&keep);
        copied = start + len;
        at = copied;
    }
    match out {
        Some(mut out) => {
            out.push_str(xml.get(copied..).unwrap_or_default());
            Cow::Owned(out)
        }
        None => Cow::Borrowed(xml),
    }
}

/// What a `<` turns out to be.
enum Part {
    /// Markup of this many bytes.
    Whole(usize),
    /// Text.
    Stray,
    /// A broken tag of this many bytes, and what to read in its place.
    Replaced(String, usize),
    /// Markup that the document ends in.
    Cut,
}

/// Ends that were looked for in vain. They are not behind a later place either: looking once
/// keeps the effort linear.
#[derive(Default)]
struct Missing(Vec<&'static str>);

impl Missing {
    /// Bytes up to and including `mark`.
    fn find(&mut self, mark: &'static str, rest: &str) -> Option<usize> {
        if self.0.contains(&mark) {
            return None;
        }
        let found = memmem::find(rest.as_bytes(), mark.as_bytes());
        if found.is_none() {
            self.0.push(mark);
        }
        found.map(|start| start + mark.len())
    }
}

fn part(rest: &str, missing: &mut Missing) -> Part {
    let bytes = rest.as_bytes();
    if rest.starts_with("<![CDATA[") {
        return missing.find("]]>", rest).map_or(Part::Cut, Part::Whole);
    }
    if rest.starts_with("<!--") {
        return missing.find("-->", rest).map_or(Part::Stray, Part::Whole);
    }
    if rest.starts_with("<?") {
        return missing.find("?>", rest).map_or(Part::Stray, Part::Whole);
    }
    if rest.starts_with("<!") {
        let inner = bytes.get(2..).unwrap_or_default();
        // A declaration may hold a `<` only within its brackets.
        return match memchr3(b'<', b'>', b'[', inner).map(|at| (at, inner.get(at))) {
            Some((at, Some(b'>'))) => Part::Whole(at + 3),
            Some((_, Some(b'['))) => missing.find("]>", rest).map_or(Part::Stray, Part::Whole),
            _ => Part::Stray,
        };
    }
    let name_at = 1 + usize::from(bytes.get(1) == Some(&b'/'));
    let named = rest.get(name_at..).and_then(|name| name.chars().next());
    if !named.is_some_and(|letter| letter.is_alphabetic() || letter == '_') {
        return Part::Stray;
    }
    tag(rest)
}

/// A `<` outside of quotes means that this is no tag; a `>` or the end of the document inside
/// of quotes that also hold a `<`, that the quotes are broken.
fn tag(rest: &str) -> Part {
    let bytes = rest.as_bytes();
    let mut at = 1;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'>' => return Part::Whole(at + 1),
            b'<' => return Part::Stray,
            b'"' | b'\'' => {
                let inner = bytes.get(at + 1..).unwrap_or_default();
                let Some(end) = memchr(*byte, inner) else {
                    return without_attributes(rest);
                };
                let value = inner.get(..end).unwrap_or_default();
                if value.contains(&b'<') && value.contains(&b'>') {
                    return without_attributes(rest);
                }
                at += end + 2;
            }
            _ => at += 1,
        }
    }
    Part::Cut
}

fn without_attributes(rest: &str) -> Part {
    let Some(end) = memchr(b'>', rest.as_bytes()) else {
        return Part::Cut;
    };
    let tag = rest.get(..end).unwrap_or_default();
    let name = tag.split(|letter: char| letter.is_ascii_whitespace()).next().unwrap_or_default();
    let close = if tag.ends_with('/') { "/>" } else { ">" };
    Part::Replaced(format!("{name}{close}"), end + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sound_markup_is_borrowed() {
        let xml = "<?xml version='1.0'?><!DOCTYPE a [<!ENTITY x 'y'>]><!-- < --><a b='>'><![CDATA[<<]]></a>";
        assert!(matches!(repair(xml), Cow::Borrowed(_)));
    }

    #[test]
    fn a_stray_angle_bracket_becomes_text() {
        assert_eq!(repair("<a>1 < 2 <3 << <b/></a>"), "<a>1 &lt; 2 &lt;3 &lt;&lt; <b/></a>");
        assert_eq!(repair("<a>x <y <b/></a>"), "<a>x &lt;y <b/></a>");
    }

    #[test]
    fn a_quote_that_never_closes_costs_the_attributes() {
        assert_eq!(repair("<a><b href=\"x><c/></b></a>"), "<a><b><c/></b></a>");
    }

    #[test]
    fn an_angle_bracket_within_sound_quotes_stays() {
        assert_eq!(repair("<a><b c=\"1 < 2\" d='x'/></a>"), "<a><b c=\"1 < 2\" d='x'/></a>");
    }

    #[test]
    fn what_the_end_cuts_off_is_left_out() {
        assert_eq!(repair("<a><b>x</b><c d='"), "<a><b>x</b>");
        assert_eq!(repair("<a><![CDATA[x"), "<a>");
        assert_eq!(repair("<a>x<b"), "<a>x");
    }

    #[test]
    fn a_comment_without_end_hides_nothing() {
        assert_eq!(repair("<a><!-- x <b>y</b></a>"), "<a>&lt;!-- x <b>y</b></a>");
    }
}
