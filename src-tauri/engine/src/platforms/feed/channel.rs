//! What an XML feed says about itself.

use url::Url;

use super::around::Around;
use super::element::Element;
use super::hints::HintReader;
use super::link::link;
use super::namespace::Ns::{self, Dc, Itunes, Podcast};
use super::person::author;
use crate::content::links::resolve;
use crate::content::text;
use crate::model::Author;

/// The children of a `channel` or `feed`, apart from its entries.
#[derive(Debug, Default)]
pub(crate) struct Channel {
    pub(crate) title: Option<String>,
    pub(crate) link: Option<Url>,
    pub(crate) language: Option<String>,
    pub(crate) id: Option<String>,
    pub(crate) author: Option<Author>,
    pub(crate) next: Option<Url>,
    pub(crate) moved_to: Option<Url>,
    pub(crate) complete: bool,
    pub(crate) hints: HintReader,
}

impl Channel {
    /// Looks at one child; the first of each kind counts.
    pub(crate) fn look(&mut self, child: Element<'_>, around: &Around) {
        self.hints.look(&child);
        let around = around.within(&child);
        let first = |slot: &mut Option<String>, text: &str| {
            if slot.is_none() {
                *slot = Some(text.to_owned()).filter(|text| !text.is_empty());
            }
        };
        match (child.ns, child.name.as_str()) {
            (Ns::Rss | Ns::Atom | Dc, "title") if self.title.is_none() => {
                self.title = around.words(&child).and_then(|words| words.title());
            }
            (Ns::Rss | Ns::Atom, "link") => self.link(child, &around),
            (Ns::Rss | Dc, "language") => first(&mut self.language, &child.text()),
            (Ns::Atom | Ns::Rss, "id") | (Podcast, "guid") => {
                first(&mut self.id, text::cap_bytes(&child.text(), 4_096))
            }
            (Itunes, "new-feed-url") => {
                self.moved_to = resolve(&child.text(), Some(&around.base)).filter(is_web)
            }
            (Itunes, "complete") => self.complete = child.text().eq_ignore_ascii_case("yes"),
            (Ns::Rss | Ns::Atom, "author" | "managingeditor") | (Dc, "creator") | (Itunes, "author")
                if self.author.is_none() =>
            {
                let scope = Element {
                    ns: Ns::Other,
                    name: String::new(),
                    attributes: Vec::new(),
                    nodes: vec![super::element::Node::Element(child)],
                };
                self.author = author(&scope);
            }
            _ => {}
        }
    }

    fn link(&mut self, child: Element<'_>, around: &Around) {
        let rel = child.attribute("rel").map(str::to_ascii_lowercase);
        let target =
            child.attribute("href").and_then(|href| resolve(href, Some(&around.base))).filter(is_web);
        match rel.as_deref() {
            Some("next" | "prev-archive") => self.next = self.next.take().or(target),
            None | Some("alternate") if self.link.is_none() => {
                let scope = Element {
                    ns: Ns::Other,
                    name: String::new(),
                    attributes: Vec::new(),
                    nodes: vec![super::element::Node::Element(child)],
                };
                self.link = link(&scope, around);
            }
            _ => {}
        }
    }
}

fn is_web(url: &Url) -> bool {
    matches!(url.scheme(), "http" | "https")
}
