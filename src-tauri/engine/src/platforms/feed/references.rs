//! Entity and character references in XML, those of HTML and of the document's own included.

use crate::content::entities::{decode_entities, push_entity};

/// Entities of its own that a document may declare.
const MAX_ENTITIES: usize = 64;
/// Bytes of what one of them stands for.
const MAX_ENTITY_BYTES: usize = 256;
/// Bytes of a reference, `&` and `;` excluded.
const MAX_NAME_BYTES: usize = 32;

/// Resolves references. Those that mean nothing stay as they are.
#[derive(Debug, Default)]
pub(super) struct References {
    declared: Vec<(String, String)>,
    /// One was met that XML does not know, or an `&` that starts none.
    pub(super) found_unknown: bool,
}

impl References {
    /// What `name` (without `&` and `;`) stands for.
    pub(super) fn resolve(&mut self, name: &str) -> String {
        if let Some((_, value)) = self.declared.iter().find(|(known, _)| known == name) {
            return value.clone();
        }
        let of_xml = name.starts_with('#') || matches!(name, "amp" | "lt" | "gt" | "quot" | "apos");
        self.found_unknown |= !of_xml;
        let mut out = String::new();
        if push_entity(&mut out, name) { out } else { format!("&{name};") }
    }

    /// The value of an attribute with its references resolved.
    pub(super) fn unescape(&mut self, value: &str) -> String {
        let mut out = String::with_capacity(value.len());
        let mut rest = value;
        while let Some((before, tail)) = rest.split_once('&') {
            out.push_str(before);
            let head = crate::content::text::cap_bytes(tail, MAX_NAME_BYTES + 1);
            match head.split_once(';').filter(|(name, _)| is_reference(name)) {
                Some((name, _)) => {
                    out.push_str(&self.resolve(name));
                    rest = tail.get(name.len() + 1..).unwrap_or_default();
                }
                None => {
                    self.found_unknown = true;
                    out.push('&');
                    rest = tail;
                }
            }
        }
        out.push_str(rest);
        out
    }

    /// Keeps the entities of a doctype that are plain text. They are not expanded within one
    /// another, and nothing outside of the document is read, so nothing can grow or leak.
    pub(super) fn declare(&mut self, doctype: &str) {
        for declaration in doctype.split("<!ENTITY").skip(1).take(MAX_ENTITIES) {
            if let Some((name, value)) = declared(declaration) {
                self.declared.push((name.to_owned(), decode_entities(value).into_owned()));
            }
        }
    }
}

/// Name and value of a declaration such as ` who "Ana"`.
fn declared(declaration: &str) -> Option<(&str, &str)> {
    let (name, rest) = declaration.trim_start().split_once(char::is_whitespace)?;
    let rest = rest.trim_start();
    let quote = rest.chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
    let (value, _) = rest.get(1..)?.split_once(quote)?;
    (is_reference(name) && value.len() <= MAX_ENTITY_BYTES).then_some((name, value))
}

fn is_reference(name: &str) -> bool {
    !name.is_empty()
        && name.len() <= MAX_NAME_BYTES
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'#' | b'_' | b'-' | b'.'))
}
