//! Finds where tags, comments and raw elements end, as an HTML tokeniser would.

use memchr::{memchr, memmem};

/// The name of the tag at `start`.
pub(super) fn name_at(html: &str, start: usize) -> &str {
    let rest = html.get(start..).unwrap_or_default();
    let end = rest
        .find(|letter: char| letter.is_ascii_whitespace() || matches!(letter, '/' | '>'))
        .unwrap_or(rest.len());
    rest.get(..end).unwrap_or_default()
}

/// Where a tag ends (behind its `>`) and how many attributes it has.
pub(super) fn tag_end(bytes: &[u8], mut at: usize) -> Option<(usize, usize)> {
    let mut attributes = 0;
    loop {
        match bytes.get(at)? {
            b'>' => return Some((at + 1, attributes)),
            b'/' => at += 1,
            byte if byte.is_ascii_whitespace() => at += 1,
            _ => {
                attributes += 1;
                // A name may start with anything, `=` included.
                at += 1;
                while !matches!(bytes.get(at)?, b'=' | b'>' | b'/') && !bytes.get(at)?.is_ascii_whitespace() {
                    at += 1;
                }
                let mut value = at;
                while bytes.get(value)?.is_ascii_whitespace() {
                    value += 1;
                }
                if bytes.get(value)? != &b'=' {
                    continue;
                }
                at = value + 1;
                while bytes.get(at)?.is_ascii_whitespace() {
                    at += 1;
                }
                match bytes.get(at)? {
                    quote @ (b'"' | b'\'') => at += 2 + memchr(*quote, bytes.get(at + 1..)?)?,
                    _ => {
                        while !bytes.get(at)?.is_ascii_whitespace() && bytes.get(at)? != &b'>' {
                            at += 1;
                        }
                    }
                }
            }
        }
    }
}

/// Where a comment or another declaration ends.
pub(super) fn after_declaration(html: &str, start: usize) -> usize {
    let rest = html.get(start..).unwrap_or_default();
    let Some(comment) = rest.strip_prefix("!--") else {
        return memchr(b'>', rest.as_bytes()).map_or(html.len(), |end| start + end + 1);
    };
    let from = start + 3;
    if comment.starts_with('>') || comment.starts_with("->") {
        return from + comment.find('>').unwrap_or(0) + 1;
    }
    let bytes = comment.as_bytes();
    let mut at = 0;
    while let Some(found) = memmem::find(bytes.get(at..).unwrap_or_default(), b"--") {
        at += found;
        match bytes.get(at + 2..) {
            Some([b'>', ..]) => return from + at + 3,
            Some([b'!', b'>', ..]) => return from + at + 4,
            _ => at += 1,
        }
    }
    html.len()
}

/// Where the end tag of a raw element starts.
pub(super) fn raw_end(html: &str, from: usize, name: &str) -> Option<usize> {
    let bytes = html.as_bytes();
    let mut at = from;
    loop {
        at += memchr(b'<', bytes.get(at..)?)?;
        let tail = bytes.get(at + 1..)?;
        let named = tail.first() == Some(&b'/')
            && tail.get(1..=name.len()).is_some_and(|found| found.eq_ignore_ascii_case(name.as_bytes()));
        if named
            && tail
                .get(1 + name.len())
                .is_some_and(|next| next.is_ascii_whitespace() || matches!(next, b'/' | b'>'))
        {
            return Some(at);
        }
        at += 1;
    }
}
