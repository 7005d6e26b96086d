//! Mends what no XML reader can get past. Used only after a first reading has failed: bare
//! `&`, unknown entities, mismatched ends and truncation are tolerated while reading.

use std::borrow::Cow;

use memchr::{memchr, memmem};

/// Escapes each `<` that starts no markup, drops the attributes of a tag whose quotes never
/// close, and takes the mark of a comment that never ends for text. A tag, comment or CDATA
/// section that the end of the document cuts off is left out together with what follows.
#[must_use]
pub fn repair(xml: &str) -> Cow<'_, str> {
    let bytes = xml.as_bytes();
    let mut out: Option<String> = None;
    let (mut copied, mut at) = (0, 0);
    while let Some(found) = memchr(b'<', bytes.get(at..).unwrap_or_default()) {
        let start = at + found;
        let rest = xml.get(start..).unwrap_or_default();
        let (keep, len): (Cow<'_, str>, usize) = match part(rest) {
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

fn part(rest: &str) -> Part {
    let bytes = rest.as_bytes();
    let up_to = |mark: &str| memmem::find(bytes, mark.as_bytes()).map(|end| end + mark.len());
    if rest.starts_with("<![CDATA[") {
        return up_to("]]>").map_or(Part::Cut, Part::Whole);
    }
    if rest.starts_with("<!--") {
        return up_to("-->").map_or(Part::Stray, Part::Whole);
    }
    if rest.starts_with("<?") {
        return up_to("?>").map_or(Part::Stray, Part::Whole);
    }
    if rest.starts_with("<!") {
        let subset = memchr(b'[', bytes).filter(|open| memchr(b'>', bytes).is_none_or(|end| *open < end));
        let end = if subset.is_some() { up_to("]>") } else { up_to(">") };
        return end.map_or(Part::Stray, Part::Whole);
    }
    let name_at = 1 + usize::from(bytes.get(1) == Some(&b'/'));
    let named = rest.get(name_at..).and_then(|name| name.chars().next());
    if !named.is_some_and(|letter| letter.is_alphabetic() || letter == '_') {
        return Part::Stray;
    }
    tag(rest)
}

/// A tag may hold no `<`: one inside quotes means that the quotes are broken, one outside
/// that the tag is none.
fn tag(rest: &str) -> Part {
    let bytes = rest.as_bytes();
    let mut quote = None;
    for (at, byte) in bytes.iter().enumerate().skip(1) {
        match (byte, quote) {
            (b'>', None) => return Part::Whole(at + 1),
            (b'<', None) => return Part::Stray,
            (b'<', Some(_)) => return without_attributes(rest),
            (b'"' | b'\'', None) => quote = Some(*byte),
            (_, Some(open)) if *byte == open => quote = None,
            _ => {}
        }
    }
    if quote.is_some() { without_attributes(rest) } else { Part::Cut }
}

fn without_attributes(rest: &str) -> Part {
    let Some(end) = memchr(b'>', rest.as_bytes()) else { return Part::Cut };
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
