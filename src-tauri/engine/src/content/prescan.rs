//! Judges, before any parser sees it, whether markup could make the sanitiser slow.

use memchr::memchr;

use super::tags::{after_declaration, name_at, raw_end, tag_end};

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
/// Elements whose end tag ends the list items or cells within.
const LISTS: [&str; 8] = ["dl", "ol", "table", "tbody", "tfoot", "thead", "tr", "ul"];
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

/// Elements that a parser opens again in each block that follows, until they are closed.
const FORMATTING: [&str; 14] =
    ["a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u"];
/// How many elements may be opened again in all, at most.
const MAX_REOPENED: usize = 200_000;

/// Whether depth, attributes and size stay within bounds. Counts too much rather than too
/// little: an end tag closes only what it surely closes.
pub(crate) fn is_modest(html: &str) -> bool {
    html.len() <= MAX_HTML_BYTES && is_shallow(html)
}

/// The same whatever its size.
pub(super) fn is_shallow(html: &str) -> bool {
    let bytes = html.as_bytes();
    let mut open: Vec<Open<'_>> = Vec::new();
    let mut foreign = 0_usize;
    let mut closes = true;
    let mut reopened = 0_usize;
    // Looking for the same end again and again could take forever.
    let mut endless: Vec<&str> = Vec::new();
    let mut at = 0;
    while let Some(found) = memchr(b'<', bytes.get(at..).unwrap_or_default()) {
        let start = at + found + 1;
        at = start;
        reopened += open.iter().filter(|open| open.1).count();
        if reopened > MAX_REOPENED {
            return false;
        }
        match bytes.get(start) {
            Some(b'!' | b'?') => {
                closes &= foreign == 0;
                at = after_declaration(html, start);
            }
            Some(b'/') if bytes.get(start + 1).is_some_and(u8::is_ascii_alphabetic) => {
                let name = name_at(html, start + 1);
                let Some((end, _)) = tag_end(bytes, start + 1 + name.len()) else {
                    return true;
                };
                at = end;
                // Some end tags lead out of a drawing without closing it.
                closes &= foreign == 0 || contains(&DRAWING, name);
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
                let Some((end, attributes)) = tag_end(bytes, start + name.len()) else {
                    return true;
                };
                if attributes > MAX_ATTRIBUTES {
                    return false;
                }
                at = end;
                let drawn = foreign > 0 || is_foreign(name);
                if closes && drawn && contains(&DRAWING, name) && bytes.get(end - 2) == Some(&b'/') {
                    continue;
                }
                foreign += usize::from(is_foreign(name));
                let raw = contains(&RAW, name);
                closes &= foreign == 0 || contains(&DRAWING, name);
                if raw {
                    let end = if contains(&endless, name) { None } else { raw_end(html, end, name) };
                    match end {
                        // A script may hide its own end in a comment.
                        Some(end) if html.get(at..end).is_some_and(|content| !content.contains("<!--")) => {
                            at = end
                        }
                        Some(_) => closes = false,
                        None => {
                            closes = false;
                            if !contains(&endless, name) {
                                endless.push(name);
                            }
                        }
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

/// Name of an open element, and whether it is a formatting one.
type Open<'a> = (&'a str, bool);

/// An item of a list or a cell ends the one before it.
fn open_element<'a>(open: &mut Vec<Open<'a>>, name: &'a str) {
    let ends_last = open.last().is_some_and(|(last, _)| match last.to_ascii_lowercase().as_str() {
        "li" => name.eq_ignore_ascii_case("li"),
        "dd" | "dt" => contains(&["dd", "dt"], name),
        "td" | "th" => contains(&["td", "th"], name),
        _ => false,
    });
    if ends_last {
        open.pop();
    }
    open.push((name, contains(&FORMATTING, name)));
}

/// Takes the innermost element as closed if it has this name; list items and cells in
/// between end with the list or table around them.
fn close(open: &mut Vec<Open<'_>>, name: &str) -> bool {
    let outlives = |(inner, _): &&Open<'_>| !inner.eq_ignore_ascii_case(name) && contains(&IMPLIED, inner);
    let within = if contains(&LISTS, name) { open.iter().rev().take_while(outlives).count() } else { 0 };
    let Some(index) = open.len().checked_sub(within + 1) else {
        return false;
    };
    let found = open.get(index).is_some_and(|(last, _)| last.eq_ignore_ascii_case(name));
    if found {
        open.truncate(index);
    }
    found
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
            "<svg></p><g/></svg>",
            "<g/>",
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
            assert!(is_modest(&part.repeat(200)), "{part}");
        }
    }

    #[test]
    fn many_attributes_are_refused() {
        let tag = |count| format!("<a {}>", "x=1 ".repeat(count));
        assert!(is_modest(&tag(64)));
        assert!(!is_modest(&tag(65)));
    }

    #[test]
    fn formatting_that_every_block_would_open_again_is_refused() {
        let bold: String = (0..250).map(|number| format!("<b title={number}>")).collect();
        assert!(!is_modest(&format!("<p>{bold}{}", "<p>x".repeat(10_000))));
        assert!(is_modest(&format!("<b><i>{}", "<p>x".repeat(10_000))));
    }

    #[test]
    fn more_than_a_mebibyte_is_refused() {
        assert!(!is_modest(&"x".repeat(MAX_HTML_BYTES + 1)));
    }
}
