//! A web page without what is never read on it, so that a parser can be let at the rest.

use memchr::memchr;

use super::{
    prescan::is_shallow,
    tags::{after_declaration, name_at, raw_end, tag_end},
};

/// Elements whose content no reader sees; they themselves stay, because positions count.
const UNREAD: [&str; 12] = [
    "iframe", "math", "noembed", "noframes", "noscript", "object", "script", "style", "svg", "template",
    "textarea", "xmp",
];

/// Whether emptied markup is nested so flatly that parsing it takes no longer than it should.
#[must_use]
pub fn is_parsable(emptied: &str) -> bool {
    is_shallow(emptied)
}

/// The markup with comments, scripts, styles, drawings and other unread content taken out.
#[must_use]
pub fn emptied(html: &str) -> String {
    let bytes = html.as_bytes();
    let mut out = String::with_capacity(html.len());
    let mut copied = 0;
    let mut at = 0;
    while let Some(found) = memchr(b'<', bytes.get(at..).unwrap_or_default()) {
        let start = at + found + 1;
        at = start;
        match bytes.get(start) {
            Some(b'!') if is_doctype(html, start) => {
                at = memchr(b'>', bytes.get(start..).unwrap_or_default())
                    .map_or(html.len(), |end| start + end + 1);
            }
            Some(b'!' | b'?') => {
                out.push_str(html.get(copied..start - 1).unwrap_or_default());
                at = after_declaration(html, start);
                copied = at;
            }
            Some(letter) if letter.is_ascii_alphabetic() => {
                let name = name_at(html, start);
                let Some((end, _)) = tag_end(bytes, start + name.len()) else { break };
                at = end;
                if !UNREAD.iter().any(|unread| unread.eq_ignore_ascii_case(name)) {
                    continue;
                }
                // An end that never comes: the rest is not read either.
                let closed = if is_closed(html, end, name) { end } else { content_end(html, end, name) };
                if name.eq_ignore_ascii_case("math") {
                    // Formulas have rules of their own for what ends them; an end tag is left alone.
                    out.push_str(html.get(copied..start - 1).unwrap_or_default());
                    out.push_str("<span></span>");
                    copied = closed;
                    at = closed;
                    continue;
                }
                out.push_str(html.get(copied..end).unwrap_or_default());
                if closed == end || closed == html.len() {
                    out.push_str("</");
                    out.push_str(name);
                    out.push('>');
                }
                copied = closed;
                at = closed;
            }
            _ => {}
        }
    }
    out.push_str(html.get(copied..).unwrap_or_default());
    out
}

fn is_doctype(html: &str, start: usize) -> bool {
    html.get(start..start + 8).is_some_and(|word| word.eq_ignore_ascii_case("!doctype"))
}

/// Drawings may close themselves; nothing else can.
fn is_closed(html: &str, end: usize, name: &str) -> bool {
    ["svg", "math"].iter().any(|drawing| drawing.eq_ignore_ascii_case(name))
        && html.as_bytes().get(end.wrapping_sub(2)) == Some(&b'/')
}

/// Where the end tag that belongs to the start tag before `from` begins. Of these elements only
/// some hold others of their kind.
fn content_end(html: &str, from: usize, name: &str) -> usize {
    let nests = ["object", "svg", "template"].iter().any(|nesting| nesting.eq_ignore_ascii_case(name));
    let mut open = from;
    let mut at = from;
    loop {
        let Some(end) = raw_end(html, at, name) else { return html.len() };
        let inner = if nests { next_start(html, open, end, name) } else { None };
        match inner {
            Some(inner) => {
                open = inner;
                at = end + 1;
            }
            None => return end,
        }
    }
}

/// The first start tag of this name between the two places.
fn next_start(html: &str, from: usize, to: usize, name: &str) -> Option<usize> {
    let bytes = html.as_bytes();
    let mut at = from;
    while let Some(found) = memchr(b'<', bytes.get(at..to)?) {
        at += found + 1;
        let is_named = bytes.get(at..at + name.len())?.eq_ignore_ascii_case(name.as_bytes());
        let ends = |byte: &u8| byte.is_ascii_whitespace() || matches!(byte, b'/' | b'>');
        if is_named && bytes.get(at + name.len()).is_some_and(ends) {
            let end = tag_end(bytes, at + name.len()).map_or(html.len(), |(end, _)| end);
            if !is_closed(html, end, name) {
                return Some(end);
            }
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::{emptied, is_parsable};

    #[test]
    fn what_is_not_read_goes_and_its_place_stays() {
        for (html, left) in [
            ("<p>a<script>x('</p>')</script>b</p>", "<p>a<script></script>b</p>"),
            ("a<!-- <b> -->c", "ac"),
            ("<svg><title>x</title><svg><path/></svg>y</svg>z", "<svg></svg>z"),
            ("<svg/><p>x", "<svg/></svg><p>x"),
            ("<style>p { }</STYLE>x", "<style></STYLE>x"),
            ("<!DOCTYPE html><title>t</title>", "<!DOCTYPE html><title>t</title>"),
            ("<math><mi>x</mi></math>y", "<span></span></math>y"),
            ("a<script>never ends", "a<script></script>"),
            ("<template><template>x</template>y</template>z", "<template></template>z"),
            ("1 < 2 <3 </p>", "1 < 2 <3 </p>"),
        ] {
            assert_eq!(emptied(html), left, "because of {html}");
        }
    }

    #[test]
    fn what_could_keep_a_parser_busy_forever_is_refused() {
        let is_taken = |html: &str| is_parsable(&emptied(html));
        assert!(!is_taken(&"<div>".repeat(5_000)));
        assert!(is_taken(&"<div>x</div>".repeat(5_000)));
        let deep = format!("<script>{}</script>", "<div>".repeat(5_000));
        assert!(is_taken(&deep), "because a script is no markup");
    }

    #[test]
    fn a_large_page_is_looked_through_once() {
        let begun = std::time::Instant::now();
        for part in [
            "<!---->",
            "<!--",
            "<title>",
            "<textarea>",
            "<script>",
            "<script></script>",
            "<svg>",
            "<svg><a",
            "<svg <a<",
            "<svg/>",
            "<template>",
            "<math>",
            "</p>",
            "<a ",
            "<a b='",
            "<x y=1 ",
            "<p><b>",
            "<!",
            "<?",
            "&",
            "<svg ",
        ] {
            let _ = is_parsable(&emptied(&part.repeat((1 << 20) / part.len())));
        }
        assert!(begun.elapsed().as_secs() < 60, "because it took {:?}", begun.elapsed());
    }

    #[test]
    fn any_text_is_survived() {
        for html in ["<", "<!", "<!-", "<a", "<svg", "<svg/", "</", "<script", "<é", "<!doctype", "<svg><"] {
            let _ = emptied(html);
        }
    }
}
