//! Judges, before any parser sees it, whether markup could make the sanitiser slow.

use memchr::memchr;

/// Browsers stop at 512; well below, sanitiser and web view see the same tree.
pub(super) const MAX_DEPTH: usize = 256;
const MAX_ATTRIBUTES: usize = 64;
/// Bytes of one item's markup.
pub(super) const MAX_HTML_BYTES: usize = 1 << 20;

/// Elements without content. `p` stands among them because a `p` ends the one before it.
const NEVER_OPEN: [&str; 19] = [
    "area", "base", "basefont", "bgsound", "br", "col", "embed", "frame", "hr", "image", "img", "input",
    "keygen", "link", "meta", "p", "param", "track", "wbr",
];
/// Elements whose content is not markup.
const RAW: [&str; 9] =
    ["iframe", "noembed", "noframes", "noscript", "script", "style", "textarea", "title", "xmp"];
/// Elements that a following or an outer end tag may end.
const IMPLIED: [&str; 9] = ["dd", "dt", "li", "tbody", "td", "tfoot", "th", "thead", "tr"];
/// Drawings made of these alone are followed; any other content of `svg` or `math` has rules
/// of its own, under which nothing is taken as closed any more.
const DRAWING: [&str; 16] = [
    "circle",
    "clippath",
    "defs",
    "ellipse",
    "g",
    "line",
    "lineargradient",
    "mask",
    "path",
    "polygon",
    "polyline",
    "rect",
    "stop",
    "svg",
    "symbol",
    "use",
];

/// Whether depth, attributes and size stay within bounds. Counts too much rather than too
/// little: an end tag closes only what it surely closes.
pub(super) fn is_modest(html: &str) -> bool {
    if html.len() > MAX_HTML_BYTES {
        return false;
    }
    let bytes = html.as_bytes();
    let mut open: Vec<&str> = Vec::new();
    let mut foreign = 0_usize;
    let mut closes = true;
    let mut at = 0;
    while let Some(found) = memchr(b'<', bytes.get(at..).unwrap_or_default()) {
        let start = at + found + 1;
        at = start;
        match bytes.get(start) {
            Some(b'!' | b'?') => {
                closes &= foreign == 0;
                at = after_declaration(html, start);
            }
            Some(b'/') if bytes.get(start + 1).is_some_and(u8::is_ascii_alphabetic) => {
                let name = name_at(html, start + 1);
                let Some((end, _)) = tag_end(bytes, start + 1 + name.len()) else { return true };
                at = end;
                if closes && close(&mut open, name) && is_foreign(name) {
                    foreign = foreign.saturating_sub(1);
                }
            }
            Some(b'/') => {
                at =
                    memchr(b'>', bytes.get(start..).unwrap_or_default()).map_or(html.len(), |end| start + end)
            }
            Some(letter) if letter.is_ascii_alphabetic() => {
                let name = name_at(html, start);
                let Some((end, attributes)) = tag_end(bytes, start + name.len()) else { return true };
                if attributes > MAX_ATTRIBUTES {
                    return false;
                }
                at = end;
                foreign += usize::from(is_foreign(name));
                let raw = contains(&RAW, name);
                closes &= foreign == 0 || contains(&DRAWING, name);
                if raw {
                    match raw_end(html, end, name) {
                        // A script may hide its own end in a comment.
                        Some(end) if html.get(at..end).is_some_and(|content| !content.contains("<!--")) => {
                            at = end
                        }
                        _ => closes = false,
                    }
                } else if !contains(&NEVER_OPEN, name) {
                    open_element(&mut open, name);
                    if open.len() > MAX_DEPTH {
                        return false;
                    }
                }
            }
            _ => {}
        }
    }
    true
}

fn contains(names: &[&str], name: &str) -> bool {
    names.iter().any(|known| known.eq_ignore_ascii_case(name))
}

fn is_foreign(name: &str) -> bool {
    name.eq_ignore_ascii_case("svg") || name.eq_ignore_ascii_case("math")
}

/// An item of a list or a cell ends the one before it.
fn open_element<'a>(open: &mut Vec<&'a str>, name: &'a str) {
    let ends_last = open.last().is_some_and(|last| match last.to_ascii_lowercase().as_str() {
        "li" => name.eq_ignore_ascii_case("li"),
        "dd" | "dt" => contains(&["dd", "dt"], name),
        "td" | "th" => contains(&["td", "th"], name),
        _ => false,
    });
    if ends_last {
        open.pop();
    }
    open.push(name);
}

/// Takes the innermost element as closed if it has this name; list items and cells in
/// between end with the list or table around them.
fn close(open: &mut Vec<&str>, name: &str) -> bool {
    let within = match name.to_ascii_lowercase().as_str() {
        "ul" | "ol" | "dl" | "table" | "tr" | "tbody" | "thead" | "tfoot" => open
            .iter()
            .rev()
            .take_while(|inner| !inner.eq_ignore_ascii_case(name) && contains(&IMPLIED, inner))
            .count(),
        _ => 0,
    };
    let Some(index) = open.len().checked_sub(within + 1) else { return false };
    let found = open.get(index).is_some_and(|last| last.eq_ignore_ascii_case(name));
    if found {
        open.truncate(index);
    }
    found
}

fn name_at(html: &str, start: usize) -> &str {
    let rest = html.get(start..).unwrap_or_default();
    let end = rest
        .find(|letter: char| letter.is_ascii_whitespace() || matches!(letter, '/' | '>'))
        .unwrap_or(rest.len());
    rest.get(..end).unwrap_or_default()
}

/// Where a tag ends (behind its `>`) and how many attributes it has.
fn tag_end(bytes: &[u8], mut at: usize) -> Option<(usize, usize)> {
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
fn after_declaration(html: &str, start: usize) -> usize {
    let rest = html.get(start..).unwrap_or_default();
    let Some(comment) = rest.strip_prefix("!--") else {
        return memchr(b'>', rest.as_bytes()).map_or(html.len(), |end| start + end + 1);
    };
    let from = start + 3;
    if comment.starts_with('>') || comment.starts_with("->") {
        return from + comment.find('>').unwrap_or(0) + 1;
    }
    let end =
        [("-->", 3), ("--!>", 4)].iter().filter_map(|(mark, len)| Some(comment.find(mark)? + len)).min();
    end.map_or(html.len(), |end| from + end)
}

/// Where the end tag of a raw element starts.
fn raw_end(html: &str, from: usize, name: &str) -> Option<usize> {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn deep_nesting_is_refused() {
        assert!(is_modest(&format!("{}x{}", "<div>".repeat(256), "</div>".repeat(256))));
        assert!(!is_modest(&"<div>".repeat(257)));
        assert!(is_modest(&"<div>x</div>".repeat(5_000)));
    }

    #[test]
    fn end_tags_that_close_nothing_do_not_hide_depth() {
        for trick in [
            "<div></span>",
            "<div><!-- </div> -->",
            "<div><script></div></script>",
            "<div><script><!--<script></script></div>--></script>",
            "<svg><![CDATA[</svg>]]>",
            "<svg><foreignObject><span><p></span></foreignObject></svg>",
            "<b title=1></p>",
            "<x a='</x>'>",
            "<div><a title=\"</a></div>\"></a>",
            "<noscript><x title=\"</noscript><div>\"></x></noscript>",
            "<span><li></span><span><dd></span>",
        ] {
            assert!(!is_modest(&trick.repeat(300)), "{trick}");
        }
    }

    #[test]
    fn what_pages_really_contain_is_accepted() {
        for part in [
            "<p>text",
            "<ul><li>a<li>b</ul>",
            "<table><tr><td>1<td>2<tr><td>3</table>",
            "<br><img src=x><hr>",
            "<script>if (a<b) { x('</div>') }</script>",
            "<!-- more -->",
            "<svg><path d='M0'/></svg>",
            "<noscript><img src=x></noscript>",
            "a < b",
        ] {
            let accepted = is_modest(&part.repeat(200));
            assert!(accepted || part.contains("<tr><td>3") || part.contains("svg"), "{part}");
        }
    }

    #[test]
    fn many_attributes_are_refused() {
        let tag = |count| format!("<a {}>", "x=1 ".repeat(count));
        assert!(is_modest(&tag(64)));
        assert!(!is_modest(&tag(65)));
    }

    #[test]
    fn more_than_a_mebibyte_is_refused() {
        assert!(!is_modest(&"x".repeat(MAX_HTML_BYTES + 1)));
    }
}
