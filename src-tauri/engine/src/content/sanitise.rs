//! Reduces foreign HTML to a small vocabulary without scripts, styles, forms or embeds.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use ammonia::{Builder, UrlRelative};
use memchr::memchr;
use url::Url;

use super::prescan::{MAX_HTML_BYTES, is_modest};
use super::settled::is_settled;
use super::{links, plain, text};

/// Changes whenever the same input may give another output: stored HTML of an older version
/// is sanitised again.
pub const SANITISER_VERSION: u32 = 1;

const TAGS: [&str; 44] = [
    "a",
    "abbr",
    "b",
    "blockquote",
    "br",
    "caption",
    "code",
    "dd",
    "del",
    "dl",
    "dt",
    "em",
    "figcaption",
    "figure",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "i",
    "img",
    "ins",
    "kbd",
    "li",
    "ol",
    "p",
    "pre",
    "q",
    "s",
    "small",
    "strong",
    "sub",
    "sup",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "tr",
    "u",
    "ul",
];
/// Elements whose content is worthless without them.
const DROPPED_WITH_CONTENT: [&str; 13] = [
    "script", "style", "iframe", "object", "noscript", "template", "textarea", "title", "svg", "math",
    "select", "noembed", "noframes",
];
/// Passes until the markup must have settled; what has not is shown as plain text.
const MAX_PASSES: usize = 4;

static BUILDER: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let mut builder = Builder::empty();
    builder
        .tags(HashSet::from(TAGS))
        .clean_content_tags(HashSet::from(DROPPED_WITH_CONTENT))
        .tag_attributes(HashMap::from([
            ("a", HashSet::from(["href", "title"])),
            ("img", HashSet::from(["src", "alt", "title", "width", "height"])),
            ("td", HashSet::from(["colspan", "rowspan"])),
            ("th", HashSet::from(["colspan", "rowspan"])),
        ]))
        .generic_attributes(HashSet::new())
        .url_schemes(HashSet::from(["http", "https", "mailto"]))
        // Resolved below, where the base of the one item is known.
        .url_relative(UrlRelative::PassThrough)
        .link_rel(Some("noopener noreferrer nofollow"))
        .strip_comments(true);
    builder
});

/// Markup that is safe to show, and its words.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sanitised {
    /// Absent where there is no markup left, or where it was too complex to judge.
    pub html: Option<String>,
    /// Plain text, at most 1 MiB.
    pub text: String,
}

/// Sanitises the HTML of one item. Relative links are resolved against `base`, or dropped
/// without one. Its own output comes back unchanged. Markup deeper than 256, with more than
/// 64 attributes on a tag or larger than 1 MiB becomes plain text.
#[must_use]
pub fn sanitise(html: &str, base: Option<&Url>) -> Sanitised {
    if memchr(b'<', html.as_bytes()).is_none() {
        return words_only(plain::from_html(html));
    }
    match sanitise_markup(html, base) {
        Some(html) if html.contains('<') => Sanitised { text: plain::from_html(&html), html: Some(html) },
        Some(words) => words_only(plain::from_html(&words)),
        None => words_only(plain::from_html(text::cap_bytes(html, MAX_HTML_BYTES))),
    }
}

fn words_only(text: String) -> Sanitised {
    Sanitised { html: None, text }
}

/// `None` where the markup is too complex, or does not settle.
fn sanitise_markup(html: &str, base: Option<&Url>) -> Option<String> {
    is_modest(html).then_some(())?;
    let mut current = pass(html, base);
    for _ in 1..MAX_PASSES {
        if is_settled(&current) {
            return Some(current);
        }
        is_modest(&current).then_some(())?;
        let next = pass(&current, base);
        if next == current {
            return Some(current);
        }
        current = next;
    }
    None
}

fn pass(html: &str, base: Option<&Url>) -> String {
    let clean = BUILDER.clean(html).to_string();
    let clean = text::clean(&clean);
    links::make_absolute(&clean, base).unwrap_or_else(|| clean.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn html(input: &str) -> String {
        let base = Url::parse("https://example.test/posts/7").unwrap();
        sanitise(input, Some(&base)).html.unwrap_or_default()
    }

    #[test]
    fn links_become_absolute_and_carry_rel() {
        let out = html("<p><a href='../x?a=1&b=2'>x</a><img src=//cdn.test/i.png onerror=x()></p>");
        assert!(out.contains("href=\"https://example.test/x?a=1&amp;b=2\""), "{out}");
        assert!(out.contains("rel=\"noopener noreferrer nofollow\""), "{out}");
        assert!(out.contains("src=\"https://cdn.test/i.png\""), "{out}");
        assert!(!out.contains("onerror"), "{out}");
    }

    #[test]
    fn without_a_base_relative_links_are_dropped() {
        let out = sanitise("<a href='x'>x</a>", None).html.unwrap();
        assert!(!out.contains("href"), "{out}");
    }

    #[test]
    fn an_attribute_that_spells_another_is_not_taken_for_it() {
        let out = html("<a title=' href=\"javascript:x\"' href='/ok'>x</a>");
        assert!(out.contains("href=\"https://example.test/ok\""), "{out}");
    }

    #[test]
    fn words_without_markup_have_no_html() {
        assert_eq!(
            sanitise("Fish &amp; chips", None),
            Sanitised { html: None, text: "Fish & chips".to_owned() }
        );
    }

    #[test]
    fn markup_beyond_the_bounds_becomes_plain_text() {
        let deep = format!("{}deep{}", "<div>".repeat(2_000), "</div>".repeat(2_000));
        let wide = format!("<a {}>wide</a>", "x=1 ".repeat(2_000));
        assert_eq!(sanitise(&deep, None), Sanitised { html: None, text: "deep".to_owned() });
        assert_eq!(sanitise(&wide, None), Sanitised { html: None, text: "wide".to_owned() });
    }

    #[test]
    fn nestings_that_settle_late_still_come_back_unchanged() {
        for input in [
            "<p><button><p>x</p></button></p>",
            "<pre>\n\n\nx</pre>",
            "<table><a><tr><td>x</a></table>",
            "<h1><div><h2>x</h2></div></h1>",
            "a&#13;b<b>c</b>",
            "<a><div><a>x</a></div></a>",
            "<b><p>x</b>y</p>",
            "<svg><p>x</p></svg><i>y</i>",
            "<ul><span><li>x<li>y</span></ul>",
        ] {
            let once = html(input);
            assert_eq!(html(&once), once, "{input}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(512))]

        #[test]
        fn sanitising_twice_is_sanitising_once(parts in proptest::collection::vec(prop_oneof![
            "[a-z &<>\"'/=\r\n\u{202E}é]{0,6}",
            proptest::sample::select(vec![
                "<p>", "</p>", "<a href='x'>", "</a>", "<b>", "</b>", "<table>", "<tr>", "<td>", "</table>", "<div>", "</div>", "<li>",
                "<ul>", "</ul>", "<pre>\n\n", "</pre>", "<svg>", "</svg>", "<math><mtext>", "<style>", "</style>", "<h1>", "</h1>",
                "<img src='/i'>", "<button>", "</button>", "&#13;", "&lt;", "&amp;lt;", "<!--", "-->", "<dl>", "<dd>", "<select>",
                "<i title='x'>", "</i>", "<script>", "</script>", "<a href=\"javascript:x\" title=\"&gt;&quot;\">", "<blockquote>", "<template>",
                "<caption>", "<figure>", "<q>", "<s>", "<hr>", "<br/>", "<th colspan=2>", "<form>", "<font>", "<nobr>", "<u>", "</u>",
            ]).prop_map(str::to_owned),
        ], 0..40)) {
            let input = parts.concat();
            let base = Url::parse("https://example.test/").unwrap();
            let once = sanitise(&input, Some(&base));
            if let Some(html) = &once.html {
                prop_assert_eq!(&sanitise(html, Some(&base)), &once);
                prop_assert_eq!(&sanitise(html, None), &once);
            }
        }

        #[test]
        fn any_text_is_survived(input in any::<String>()) {
            let _ = sanitise(&input, None);
            let _ = text::snippet(&input, 200);
            let _ = text::title(&input);
        }
    }
}
