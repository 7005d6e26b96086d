//! One element of a feed with all it contains: what the mappings read from.

use std::borrow::Cow;

use url::Url;

use super::namespace::Ns;
use crate::content::links::resolve;

/// An element. Local names are lower case, references are decoded.
#[derive(Debug, Clone)]
pub(crate) struct Element<'a> {
    pub(crate) ns: Ns,
    pub(crate) name: String,
    pub(crate) attributes: Vec<Attribute<'a>>,
    pub(crate) nodes: Vec<Node<'a>>,
}

/// An attribute; without prefix its namespace is [`Ns::Rss`].
#[derive(Debug, Clone)]
pub(crate) struct Attribute<'a> {
    pub(crate) ns: Ns,
    pub(crate) name: String,
    pub(crate) value: Cow<'a, str>,
}

/// What an element contains, in order. Neighbouring texts are one.
#[derive(Debug, Clone)]
pub(crate) enum Node<'a> {
    Text(Cow<'a, str>),
    Element(Element<'a>),
}

impl<'a> Element<'a> {
    pub(crate) fn is(&self, ns: Ns, name: &str) -> bool {
        self.ns == ns && self.name == name
    }

    pub(crate) fn elements(&self) -> impl Iterator<Item = &Element<'a>> {
        self.nodes.iter().filter_map(|node| match node {
            Node::Element(element) => Some(element),
            Node::Text(_) => None,
        })
    }

    pub(crate) fn all(&self, ns: Ns, name: &str) -> impl Iterator<Item = &Element<'a>> {
        self.elements().filter(move |element| element.is(ns, name))
    }

    pub(crate) fn child(&self, ns: Ns, name: &str) -> Option<&Element<'a>> {
        self.all(ns, name).next()
    }

    /// The text of the first child of that name that has any.
    pub(crate) fn text_of(&self, ns: Ns, name: &str) -> Option<Cow<'_, str>> {
        self.all(ns, name).map(Element::text).find(|text| !text.is_empty())
    }

    /// An attribute without prefix.
    pub(crate) fn attribute(&self, name: &str) -> Option<&str> {
        self.attribute_in(Ns::Rss, name)
    }

    pub(crate) fn attribute_in(&self, ns: Ns, name: &str) -> Option<&str> {
        let found = self.attributes.iter().find(|attribute| attribute.ns == ns && attribute.name == name);
        found.map(|attribute| attribute.value.trim()).filter(|value| !value.is_empty())
    }

    pub(crate) fn language(&self) -> Option<&str> {
        self.attribute_in(Ns::Xml, "lang")
    }

    /// The base of this element, which lies within `outer`.
    pub(crate) fn base(&self, outer: &Url) -> Option<Url> {
        let base = resolve(self.attribute_in(Ns::Xml, "base")?, Some(outer))?;
        matches!(base.scheme(), "http" | "https").then_some(base)
    }

    pub(crate) fn has_elements(&self) -> bool {
        self.nodes.iter().any(|node| matches!(node, Node::Element(_)))
    }

    /// Its own text and that of all elements within, trimmed.
    pub(crate) fn text(&self) -> Cow<'_, str> {
        match self.nodes.as_slice() {
            [] => Cow::Borrowed(""),
            [Node::Text(text)] => Cow::Borrowed(text.trim()),
            _ => {
                let mut out = String::new();
                self.append_text(&mut out);
                Cow::Owned(out.trim().to_owned())
            }
        }
    }

    // Depth is bounded by the reader.
    fn append_text(&self, out: &mut String) {
        for node in &self.nodes {
            match node {
                Node::Text(text) => out.push_str(text),
                Node::Element(element) => element.append_text(out),
            }
        }
    }

    /// Its content as HTML: the text itself where it holds no elements (it is escaped markup
    /// or CDATA then), else the elements written out.
    pub(crate) fn html(&self, base: &Url) -> Cow<'_, str> {
        if self.has_elements() { Cow::Owned(self.markup(base)) } else { self.text() }
    }

    /// Its elements and text written as HTML. Links below an `xml:base` become absolute.
    pub(crate) fn markup(&self, base: &Url) -> String {
        let mut out = String::new();
        let own = self.base(base);
        self.append_markup(&mut out, own.as_ref());
        out.trim().to_owned()
    }

    fn append_markup(&self, out: &mut String, base: Option<&Url>) {
        for node in &self.nodes {
            match node {
                Node::Text(text) => escape(out, text),
                Node::Element(element) => {
                    let inner = base.and_then(|base| element.base(base));
                    element.append_tag(out, inner.as_ref().or(base));
                }
            }
        }
    }

    fn append_tag(&self, out: &mut String, base: Option<&Url>) {
        out.push('<');
        out.push_str(&self.name);
        for attribute in self.attributes.iter().filter(|attribute| attribute.ns == Ns::Rss) {
            out.push(' ');
            out.push_str(&attribute.name);
            out.push_str("=\"");
            let address = matches!(attribute.name.as_str(), "href" | "src");
            match base.filter(|_| address).and_then(|base| base.join(&attribute.value).ok()) {
                Some(url) => escape(out, url.as_str()),
                None => escape(out, &attribute.value),
            }
            out.push('"');
        }
        out.push('>');
        if !matches!(self.name.as_str(), "br" | "hr" | "img" | "wbr" | "col" | "input" | "link" | "meta") {
            self.append_markup(out, base);
            out.push_str("</");
            out.push_str(&self.name);
            out.push('>');
        }
    }
}

fn escape(out: &mut String, text: &str) {
    let mut rest = text;
    while let Some(at) = rest.find(['&', '<', '>', '"']) {
        let (before, special) = rest.split_at(at);
        out.push_str(before);
        out.push_str(match special.as_bytes().first() {
            Some(b'&') => "&amp;",
            Some(b'<') => "&lt;",
            Some(b'>') => "&gt;",
            _ => "&quot;",
        });
        rest = special.get(1..).unwrap_or_default();
    }
    out.push_str(rest);
}
