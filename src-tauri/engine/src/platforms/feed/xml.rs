//! Reads XML as feeds write it: strictly where it is sound, with tolerance where it is not.

use std::borrow::Cow;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use quick_xml::name::{NamespaceResolver, QName, ResolveResult};

use super::element::{Attribute, Element, Node};
use super::namespace::Ns;
use crate::content::text::push_entity;

/// Elements deeper than this lose their tags; their text stays.
const MAX_DEPTH: usize = 128;
const MAX_ATTRIBUTES: usize = 64;
/// Elements and texts below one child of a channel or feed.
const MAX_NODES: usize = 50_000;
const MAX_ENTITIES: usize = 64;
/// Bytes of what an entity of the document's own stands for.
const MAX_ENTITY_BYTES: usize = 256;
const MAX_BINDINGS: usize = 128;

/// A reader over one document, and what it had to tolerate.
pub(crate) struct XmlReader<'a> {
    reader: Reader<&'a [u8]>,
    resolver: NamespaceResolver,
    /// Raw names of the open elements.
    open: Vec<String>,
    /// Open elements that were too deep to keep.
    too_deep: usize,
    entities: Vec<(String, String)>,
    pending: Option<Event<'a>>,
    /// Something was not well-formed, but could be read.
    pub(crate) repaired: bool,
    /// The document ended inside an element.
    pub(crate) truncated: bool,
    /// Why reading had to stop before the end.
    pub(crate) broken: Option<String>,
}

/// What comes next between the elements that are taken whole.
pub(crate) enum Step<'a> {
    /// An element began: enter it by reading on, or take it whole by [`XmlReader::element`].
    Open(Element<'a>),
    /// An element that was entered has ended.
    Close,
    Text,
    End,
}

impl<'a> XmlReader<'a> {
    pub(crate) fn new(text: &'a str) -> Self {
        // Whatever stands before the first tag (white space, messages of a script) is no XML.
        let start = text.find('<').unwrap_or(text.len());
        let (junk, text) = text.split_at(start);
        let mut reader = Reader::from_str(text);
        let config = reader.config_mut();
        config.allow_dangling_amp = true;
        config.allow_unmatched_ends = true;
        config.check_end_names = false;
        config.expand_empty_elements = true;
        let mut resolver = NamespaceResolver::default();
        resolver.set_max_namespace_bindings(MAX_BINDINGS);
        Self {
            reader,
            resolver,
            open: Vec::new(),
            too_deep: 0,
            entities: Vec::new(),
            pending: None,
            repaired: !junk.trim().is_empty(),
            truncated: false,
            broken: None,
        }
    }

    /// How many elements are open.
    pub(crate) fn depth(&self) -> usize {
        self.open.len()
    }

    pub(crate) fn step(&mut self) -> Step<'a> {
        match self.event() {
            Event::Start(start) => self.enter(&start).map_or(Step::Text, Step::Open),
            Event::End(end) if self.leave(end.name()) > 0 => Step::Close,
            Event::DocType(doctype) => {
                self.declare_entities(&doctype);
                Step::Text
            }
            Event::Eof => {
                self.truncated |= !self.open.is_empty();
                Step::End
            }
            _ => Step::Text,
        }
    }

    fn event(&mut self) -> Event<'a> {
        if let Some(event) = self.pending.take() {
            return event;
        }
        match self.reader.read_event() {
            Ok(event) => event,
            Err(error) => {
                self.broken = Some(error.to_string());
                Event::Eof
            }
        }
    }

    /// Takes the element that [`Step::Open`] just gave with all it contains. False beside it
    /// if the document ended before the element did.
    pub(crate) fn element(&mut self, head: Element<'a>) -> (Element<'a>, bool) {
        let outside = self.open.len() - 1;
        let mut chain = vec![head];
        let mut nodes = 0;
        loop {
            match self.event() {
                Event::Start(start) => {
                    if chain.len() == 1 && self.is_next_item(&chain, &start) {
                        self.repaired = true;
                        self.pending = Some(Event::Start(start));
                        self.close_to(outside);
                        return (fold(&mut chain, 1), true);
                    }
                    nodes += 1;
                    if nodes > MAX_NODES {
                        self.too_deep += 1;
                    } else if let Some(element) = self.enter(&start) {
                        chain.push(element);
                    }
                }
                Event::End(end) => {
                    let closed = self.leave(end.name());
                    if self.open.len() <= outside {
                        return (fold(&mut chain, 1), true);
                    }
                    let left = chain.len().saturating_sub(closed).max(1);
                    if left < chain.len() {
                        let whole = fold(&mut chain, left + 1);
                        chain.truncate(left);
                        if let Some(parent) = chain.last_mut() {
                            parent.nodes.push(Node::Element(whole));
                        }
                    }
                }
                Event::Text(text) => push(&mut chain, text.into_inner()),
                Event::CData(text) => push(&mut chain, text.into_inner()),
                Event::GeneralRef(reference) => {
                    let value = self.reference(&reference);
                    push(&mut chain, Cow::Owned(value));
                }
                Event::Eof => {
                    self.truncated = true;
                    return (fold(&mut chain, 1), false);
                }
                _ => {}
            }
        }
    }

    /// An item inside an item means that the end tag of the first is missing.
    fn is_next_item(&self, chain: &[Element<'_>], start: &BytesStart<'_>) -> bool {
        let own = chain.first().map(|head| head.name.as_str());
        matches!(own, Some("item" | "entry"))
            && self.open.last().is_some_and(|name| *name == start.name().into_inner())
    }

    fn enter(&mut self, start: &BytesStart<'_>) -> Option<Element<'a>> {
        if self.open.len() >= MAX_DEPTH {
            self.too_deep += 1;
            return None;
        }
        // More bindings than the limit only means that some names stay unknown.
        self.repaired |= self.resolver.push(start).is_err();
        self.open.push(start.name().into_inner().to_owned());
        let (ns, name) = self.resolve(start.name(), true);
        let mut attributes = Vec::new();
        for attribute in start.html_attributes().with_checks(false).take(MAX_ATTRIBUTES) {
            let Ok(attribute) = attribute else {
                self.repaired = true;
                continue;
            };
            if attribute.key.as_namespace_binding().is_some() {
                continue;
            }
            let (ns, name) = self.resolve(attribute.key, false);
            let value = self.unescape(&attribute.value);
            attributes.push(Attribute { ns, name, value: Cow::Owned(value) });
        }
        Some(Element { ns, name, attributes, nodes: Vec::new() })
    }

    fn resolve(&self, name: QName<'_>, element: bool) -> (Ns, String) {
        let (resolved, local) = self.resolver.resolve(name, element);
        let ns = match resolved {
            ResolveResult::Bound(uri) => match Ns::of_uri(uri.into_inner()) {
                // Well-known prefixes are often bound to a misspelt URI.
                Ns::Other => name.prefix().map_or(Ns::Other, |prefix| Ns::of_prefix(prefix.into_inner())),
                known => known,
            },
            ResolveResult::Unbound => Ns::Rss,
            ResolveResult::Unknown(prefix) => Ns::of_prefix(&prefix),
        };
        (ns, local.into_inner().to_ascii_lowercase())
    }

    /// Closes the innermost open element of that name and all within it; returns how many.
    fn leave(&mut self, name: QName<'_>) -> usize {
        if self.too_deep > 0 {
            self.too_deep -= 1;
            return 0;
        }
        let before = self.open.len();
        let Some(index) = self.open.iter().rposition(|open| open == name.into_inner()) else {
            self.repaired = true;
            return 0;
        };
        self.repaired |= index + 1 != before;
        self.close_to(index);
        before - index
    }

    fn close_to(&mut self, depth: usize) {
        for _ in depth..self.open.len() {
            self.resolver.pop();
        }
        self.open.truncate(depth);
    }

    fn reference(&mut self, name: &str) -> String {
        let mut out = String::new();
        if let Some((_, value)) = self.entities.iter().find(|(known, _)| known == name) {
            out.push_str(value);
            return out;
        }
        let predefined = name.starts_with('#') || matches!(name, "amp" | "lt" | "gt" | "quot" | "apos");
        self.repaired |= !predefined;
        if !push_entity(&mut out, name) {
            out = format!("&{name};");
        }
        out
    }

    fn unescape(&mut self, value: &str) -> String {
        let mut out = String::with_capacity(value.len());
        let mut rest = value;
        while let Some((before, tail)) = rest.split_once('&') {
            out.push_str(before);
            match tail.split_once(';').filter(|(name, _)| is_reference(name)) {
                Some((name, after)) => {
                    let text = self.reference(name);
                    out.push_str(&text);
                    rest = after;
                }
                None => {
                    self.repaired = true;
                    out.push('&');
                    rest = tail;
                }
            }
        }
        out.push_str(rest);
        out
    }

    /// Keeps the document's own entities that are plain text. They are not expanded within
    /// one another, so nothing can grow.
    fn declare_entities(&mut self, doctype: &str) {
        for declaration in doctype.split("<!ENTITY").skip(1).take(MAX_ENTITIES) {
            let mut words = declaration.trim_start().splitn(2, char::is_whitespace);
            let (Some(name), Some(rest)) = (words.next(), words.next()) else { continue };
            let rest = rest.trim_start();
            let Some(quote) = rest.chars().next().filter(|quote| matches!(quote, '"' | '\'')) else {
                continue;
            };
            let Some((value, _)) = rest.get(1..).and_then(|rest| rest.split_once(quote)) else { continue };
            if is_reference(name) && value.len() <= MAX_ENTITY_BYTES {
                let value = crate::content::text::decode_entities(value).into_owned();
                self.entities.push((name.to_owned(), value));
            }
        }
    }
}

fn is_reference(name: &str) -> bool {
    !name.is_empty()
        && name.len() <= 32
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'#' | b'_' | b'-' | b'.'))
}

/// Folds the elements from `index` on into the one before each, and returns the last left.
fn fold<'a>(chain: &mut Vec<Element<'a>>, left: usize) -> Element<'a> {
    loop {
        match chain.pop() {
            Some(inner) if chain.len() >= left => {
                if let Some(parent) = chain.last_mut() {
                    parent.nodes.push(Node::Element(inner));
                }
            }
            Some(last) => return last,
            None => {
                return Element {
                    ns: Ns::Other,
                    name: String::new(),
                    attributes: Vec::new(),
                    nodes: Vec::new(),
                };
            }
        }
    }
}

fn push<'a>(chain: &mut [Element<'a>], text: Cow<'a, str>) {
    let Some(element) = chain.last_mut() else { return };
    match element.nodes.last_mut() {
        Some(Node::Text(before)) => before.to_mut().push_str(&text),
        _ => element.nodes.push(Node::Text(text)),
    }
}

impl std::fmt::Debug for XmlReader<'_> {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("XmlReader").field("open", &self.open).finish_non_exhaustive()
    }
}
