//! Reads XML as feeds write it: strictly where it is sound, with tolerance where it is not.

use std::borrow::Cow;
use std::collections::HashMap;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use quick_xml::name::{NamespaceResolver, QName, ResolveResult};

use super::chain::Chain;
use super::element::{Attribute, Element};
use super::namespace::Ns;
use super::references::References;

/// Elements deeper than this lose their tags; their text stays.
const MAX_DEPTH: usize = 128;
const MAX_ATTRIBUTES: usize = 64;
/// Elements and texts below one child of a channel or feed.
const MAX_NODES: usize = 50_000;
const MAX_BINDINGS: usize = 128;

/// A reader over one document, and what it had to tolerate.
pub(crate) struct XmlReader<'a> {
    reader: Reader<&'a [u8]>,
    resolver: NamespaceResolver,
    /// Raw names of the open elements.
    open: Vec<String>,
    /// How many elements of each name are open that were too deep, or too many, to keep.
    skipped: HashMap<String, usize>,
    references: References,
    pending: Option<Event<'a>>,
    repaired: bool,
    /// The document ended inside an element.
    pub(crate) truncated: bool,
    /// A `<` was read as a tag that probably is none.
    has_stray: bool,
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
            skipped: HashMap::new(),
            references: References::default(),
            pending: None,
            repaired: !junk.trim().is_empty(),
            truncated: false,
            has_stray: false,
            broken: None,
        }
    }

    /// Why the document should be read again after a repair.
    pub(crate) fn defect(&self) -> Option<String> {
        let stray = || self.has_stray.then(|| "a < that starts no tag".to_owned());
        self.broken.clone().or_else(stray)
    }

    /// Whether something was not well-formed, but could be read.
    pub(crate) fn was_repaired(&self) -> bool {
        self.repaired || self.references.found_unknown
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
                self.references.declare(&doctype);
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
            Ok(event) => {
                if let Event::Start(start) = &event {
                    self.has_stray |=
                        !is_name(start.name().into_inner()) || start.attributes_raw().contains('<');
                }
                event
            }
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
        let mut chain = Chain::new(head);
        let mut nodes = 0;
        loop {
            match self.event() {
                Event::Start(start) => {
                    if chain.is_at_head() && self.is_next_item(chain.head(), &start) {
                        self.repaired = true;
                        self.pending = Some(Event::Start(start));
                        self.close_to(outside);
                        return (chain.finish(), true);
                    }
                    nodes += 1;
                    if nodes > MAX_NODES {
                        self.skip(&start);
                    } else if let Some(element) = self.enter(&start) {
                        chain.open(element);
                    }
                }
                Event::End(end) => {
                    let closed = self.leave(end.name());
                    if self.open.len() <= outside {
                        return (chain.finish(), true);
                    }
                    chain.close(closed);
                }
                Event::Text(text) => chain.text(text.into_inner()),
                Event::CData(text) => chain.text(text.into_inner()),
                Event::GeneralRef(reference) => {
                    let value = self.references.resolve(&reference);
                    chain.text(Cow::Owned(value));
                }
                Event::Eof => {
                    self.truncated = true;
                    return (chain.finish(), false);
                }
                _ => {}
            }
        }
    }

    /// An item inside an item means that the end tag of the first is missing.
    fn is_next_item(&self, head: &Element<'_>, start: &BytesStart<'_>) -> bool {
        matches!(head.name.as_str(), "item" | "entry")
            && self.open.last().is_some_and(|name| *name == start.name().into_inner())
    }

    fn enter(&mut self, start: &BytesStart<'_>) -> Option<Element<'a>> {
        if self.open.len() >= MAX_DEPTH {
            self.skip(start);
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
            let value = self.references.unescape(&attribute.value);
            attributes.push(Attribute { ns, name, value: Cow::Owned(value) });
        }
        Some(Element { ns, name, attributes, nodes: Vec::new() })
    }

    fn skip(&mut self, start: &BytesStart<'_>) {
        self.repaired = true;
        if self.skipped.len() < MAX_NODES {
            *self.skipped.entry(start.name().into_inner().to_owned()).or_default() += 1;
        }
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
        if let Some(count) = self.skipped.get_mut(name.into_inner()).filter(|count| **count > 0) {
            *count -= 1;
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
        // Nothing within a closed element is open.
        self.skipped.clear();
        for _ in depth..self.open.len() {
            self.resolver.pop();
        }
        self.open.truncate(depth);
    }
}

fn is_name(name: &str) -> bool {
    name.starts_with(|letter: char| letter.is_alphabetic() || letter == '_')
}

impl std::fmt::Debug for XmlReader<'_> {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("XmlReader").field("open", &self.open).finish_non_exhaustive()
    }
}
