//! Titles and bodies, which feeds give as plain text, escaped HTML, inline XHTML or base64.

use std::borrow::Cow;

use base64::Engine;
use base64::engine::DecodePaddingMode;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig};
use url::Url;

use super::element::Element;
use super::namespace::Ns;
use crate::content::entities::undouble;
use crate::content::sanitise::{Sanitised, sanitise};
use crate::content::text;

const LENIENT: GeneralPurpose = GeneralPurpose::new(
    &base64::alphabet::STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// A text as the feed means it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Words<'a> {
    Plain(Cow<'a, str>),
    Html(Cow<'a, str>),
}

impl<'a> Words<'a> {
    /// An element of RSS: HTML, escaped or (wrongly) inline.
    pub(crate) fn rss(element: &'a Element<'_>, base: &Url) -> Option<Self> {
        Self::filled(Self::Html(element.html(base)))
    }

    /// A text construct of Atom 1.0 (`type` is text, html, xhtml or a media type) or 0.3
    /// (`type` is a media type, `mode` is xml, escaped or base64).
    pub(crate) fn atom(element: &'a Element<'_>, base: &Url) -> Option<Self> {
        let kind = element.attribute("type").map(str::to_ascii_lowercase);
        let mode = element.attribute("mode").map(str::to_ascii_lowercase);
        let words = match (kind.as_deref(), mode.as_deref()) {
            (kind, Some("base64")) => Self::from_base64(element, kind.is_some_and(is_markup))?,
            (Some(kind), Some("escaped")) if is_markup(kind) => Self::Html(element.text()),
            (Some("text" | "text/plain"), _) => Self::Plain(element.text()),
            (Some("html" | "text/html"), _) => Self::Html(element.html(base)),
            (Some("xhtml"), _) => Self::Html(Cow::Owned(xhtml(element, base))),
            (Some(kind), _) if is_markup(kind) => {
                if element.has_elements() {
                    Self::Html(Cow::Owned(xhtml(element, base)))
                } else {
                    Self::Html(element.text())
                }
            }
            (Some(kind), _) if kind.starts_with("text/") => Self::Plain(element.text()),
            (Some(kind), _) if kind.contains('/') => Self::from_base64(element, false)?,
            // Markup that forgot its type, as Atom 0.3 allows.
            _ if element.has_elements() => Self::Html(Cow::Owned(xhtml(element, base))),
            (None, _) if element.name != "title" && looks_like_html(&element.text()) => {
                Self::Html(element.text())
            }
            _ => Self::Plain(element.text()),
        };
        Self::filled(words)
    }

    fn from_base64(element: &Element<'_>, html: bool) -> Option<Self> {
        let packed: String = element.text().split_whitespace().collect();
        let text = String::from_utf8(LENIENT.decode(packed).ok()?).ok()?;
        Some(if html { Self::Html(Cow::Owned(text)) } else { Self::Plain(Cow::Owned(text)) })
    }

    fn filled(self) -> Option<Self> {
        if self.raw().trim().is_empty() {
            return None;
        }
        let undoubled = match undouble(self.raw()) {
            Cow::Borrowed(_) => return Some(self),
            Cow::Owned(undoubled) => Cow::Owned(undoubled),
        };
        Some(match self {
            Self::Plain(_) => Self::Plain(undoubled),
            Self::Html(_) => Self::Html(undoubled),
        })
    }

    /// As it stood in the feed.
    pub(crate) fn raw(&self) -> &str {
        match self {
            Self::Plain(text) | Self::Html(text) => text,
        }
    }

    /// As the title of an item.
    pub(crate) fn title(&self) -> Option<String> {
        match self {
            Self::Plain(text) => text::title(text),
            Self::Html(html) => text::title(&sanitise(html, None).text),
        }
    }

    /// As the body of an item.
    pub(crate) fn body(&self, base: &Url) -> Sanitised {
        match self {
            Self::Plain(text) => Sanitised { html: None, text: text::body(text) },
            Self::Html(html) => sanitise(html, Some(base)),
        }
    }
}

/// Whether a body without type holds escaped markup all the same.
fn looks_like_html(text: &str) -> bool {
    ["</p>", "</a>", "</div>", "</li>", "<br", "<img "].iter().any(|tag| text.contains(tag))
}

fn is_markup(kind: &str) -> bool {
    kind.contains("html") || kind.ends_with("+xml") || kind.ends_with("/xml")
}

/// The content of the one `div` that should hold it, or of the element itself.
fn xhtml(element: &Element<'_>, base: &Url) -> String {
    let own = element.base(base);
    let base = own.as_ref().unwrap_or(base);
    match element.elements().next() {
        Some(div)
            if div.name == "div"
                && matches!(div.ns, Ns::Xhtml | Ns::Rss | Ns::Atom)
                && element.elements().nth(1).is_none() =>
        {
            div.markup(base)
        }
        _ => element.markup(base),
    }
}
