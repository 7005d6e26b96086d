//! Recognises sanitised markup that a second pass would surely leave as it is.

use memchr::memchr;

use super::prescan::{MAX_DEPTH, MAX_HTML_BYTES};

/// Blocks end an open `p`.
const BLOCKS: [&str; 20] = [
    "blockquote",
    "dd",
    "dl",
    "dt",
    "figcaption",
    "figure",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "li",
    "ol",
    "p",
    "pre",
    "table",
    "ul",
    "caption",
];

/// Whether `html`, which the sanitiser wrote, parses to the tree it was written from. Unwrapped
/// elements can leave nestings that no parser builds (`p` in `p`); those, tables and
/// carriage returns answer false, which only means that it must be tried.
pub(super) fn is_settled(html: &str) -> bool {
    if html.len() > MAX_HTML_BYTES || memchr(b'\r', html.as_bytes()).is_some() {
        return false;
    }
    let bytes = html.as_bytes();
    let mut open: Vec<&str> = Vec::new();
    let mut at = 0;
    while let Some(found) = memchr(b'<', bytes.get(at..).unwrap_or_default()) {
        let start = at + found + 1;
        let Some(end) = memchr(b'>', bytes.get(start..).unwrap_or_default()).map(|end| start + end) else {
            return false;
        };
        let tag = html.get(start..end).unwrap_or_default();
        // A `>` inside a value would end the tag too early here.
        if tag.matches('"').count() % 2 != 0 {
            return false;
        }
        at = end + 1;
        if let Some(name) = tag.strip_prefix('/') {
            if open.pop() != Some(name) {
                return false;
            }
            continue;
        }
        let name = tag.split(' ').next().unwrap_or_default();
        if !fits(name, &open) || (name == "pre" && bytes.get(at) == Some(&b'\n')) {
            return false;
        }
        if !matches!(name, "br" | "hr" | "img") {
            open.push(name);
            if open.len() > MAX_DEPTH {
                return false;
            }
        }
    }
    open.is_empty()
}

/// Whether a parser keeps `name` as a child of the innermost open element.
fn fits(name: &str, open: &[&str]) -> bool {
    match name {
        "table" | "caption" | "thead" | "tbody" | "tfoot" | "tr" | "td" | "th" => return false,
        "a" if open.contains(&"a") => return false,
        "li" if !matches!(open.last(), None | Some(&("ul" | "ol"))) => return false,
        "dd" | "dt" if !matches!(open.last(), None | Some(&"dl")) => return false,
        "h1" | "h2" | "h3" | "h4" | "h5" | "h6" if open.last().is_some_and(|last| is_heading(last)) => {
            return false;
        }
        _ => {}
    }
    !(BLOCKS.contains(&name) && open.contains(&"p"))
}

fn is_heading(name: &str) -> bool {
    matches!(name.as_bytes(), [b'h', b'1'..=b'6'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ordinary_markup_is_settled() {
        assert!(is_settled(
            "<p>a <a href=\"https://a.test/?a=1&amp;b=2\" rel=\"x\">b</a><br></p>\n<ul><li>c</li></ul>"
        ));
    }

    #[test]
    fn nestings_that_a_parser_changes_are_not_settled() {
        for html in [
            "<p><p>a</p></p>",
            "<p>",
            "<a><b><a></a></b></a>",
            "<table></table>",
            "<pre>\n\nx</pre>",
            "<li><li></li></li>",
            "a\rb",
            "<h1><h2></h2></h1>",
            "<p><ul></ul></p>",
            "</p>",
        ] {
            assert!(!is_settled(html), "{html}");
        }
    }
}
