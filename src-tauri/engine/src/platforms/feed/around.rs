//! What of a document matters for the elements within.

use url::Url;

use super::element::Element;
use super::namespace::Ns;
use super::words::Words;

/// What of the document around an entry matters for it.
#[derive(Debug, Clone)]
pub(crate) struct Around {
    /// Address that relative links are resolved against.
    pub(crate) base: Url,
    /// The root is `feed`: texts are plain unless they say otherwise.
    pub(crate) is_atom: bool,
    /// An `xml:base` was given.
    pub(crate) explicit_base: bool,
}

impl Around {
    /// Within `element`, which may have a base of its own.
    pub(crate) fn within(&self, element: &Element<'_>) -> Self {
        match element.base(&self.base) {
            Some(base) => Self { base, explicit_base: true, ..*self },
            None => self.clone(),
        }
    }

    pub(crate) fn words<'e>(&self, element: &'e Element<'_>) -> Option<Words<'e>> {
        match element.ns {
            Ns::Atom => Words::atom(element, &self.base),
            Ns::Rss if self.is_atom || element.attribute("mode").is_some() => {
                Words::atom(element, &self.base)
            }
            _ => Words::rss(element, &self.base),
        }
    }
}

/// Texts of the core vocabularies by name.
pub(crate) fn core_text(entry: &Element<'_>, names: &[&str]) -> Option<String> {
    names.iter().find_map(|name| {
        let mut found = entry.elements().filter(|element| element.ns.is_core() && element.name == *name);
        found.find_map(|element| Some(element.text().into_owned()).filter(|text| !text.is_empty()))
    })
}
