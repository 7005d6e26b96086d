//! Who wrote an entry or a feed.

use super::around::core_text;
use super::element::Element;
use super::namespace::Ns::{Atom, Dc, Itunes};
use crate::content::text;
use crate::model::Author;

/// `dc:creator`, else `author` as a person (Atom) or as `mail (Name)` (RSS), else iTunes.
pub(crate) fn author(element: &Element<'_>) -> Option<Author> {
    let named = |name: &str| {
        Some(Author { name: text::name(name), ..Author::default() }).filter(|author| author.name.is_some())
    };
    let creator = element.text_of(Dc, "creator").and_then(|name| named(&name));
    let person = || {
        element.elements().filter(|child| child.ns.is_core() && child.name == "author").find_map(|author| {
            let part = |name| core_text(author, &[name]);
            if author.has_elements() {
                let name =
                    part("name").or_else(|| part("email")).and_then(|name| named(&name)).unwrap_or_default();
                let url = part("uri").or_else(|| part("url")).or_else(|| part("homepage"));
                let url = url.filter(|url| url.starts_with("http://") || url.starts_with("https://"));
                Some(Author { url, ..name }).filter(|author| *author != Author::default())
            } else {
                named(display_name(&author.text()))
            }
        })
    };
    let source = || {
        element.child(Atom, "source").and_then(|source| {
            source.child(Atom, "author").and_then(|author| named(&author.text_of(Atom, "name")?))
        })
    };
    creator
        .or_else(person)
        .or_else(source)
        .or_else(|| element.text_of(Itunes, "author").and_then(|name| named(&name)))
}

/// The name in `mail@host (Name)` or `Name <mail@host>`.
fn display_name(text: &str) -> &str {
    let in_brackets = text
        .split_once('(')
        .and_then(|(mail, rest)| mail.contains('@').then(|| rest.trim_end().trim_end_matches(')').trim()));
    let before_mail = text
        .split_once('<')
        .and_then(|(name, rest)| rest.contains('@').then(|| name.trim().trim_matches('"')));
    in_brackets.or(before_mail).filter(|name| !name.is_empty()).unwrap_or(text)
}
