//! The tree of a page: which elements show something, and their words line by line.

use std::collections::HashSet;

use scraper::{ElementRef, Node, Selector};

use crate::content::{plain, text};

/// Attributes that say something to a reader; ids, classes and the like change at each load.
const TOLD: [&str; 7] = ["href", "src", "alt", "title", "datetime", "content", "value"];
/// Where an element without words may say something, such as a price in `meta`.
const VALUES: [&str; 4] = ["content", "value", "datetime", "alt"];
/// An address that some servers write anew at each load.
const SCRAMBLED: &str = "/cdn-cgi/l/email-protection";

/// Elements by where they stand in memory, for as long as their page is there.
#[derive(Debug, Default)]
pub(super) struct Elements(HashSet<usize>);

impl Elements {
    pub(super) fn of(page: &scraper::Html, selector: Option<&Selector>) -> Self {
        let found = selector.into_iter().flat_map(|selector| page.select(selector));
        Self(found.map(place).collect())
    }

    pub(super) fn from(elements: &[ElementRef<'_>]) -> Self {
        Self(elements.iter().copied().map(place).collect())
    }

    pub(super) fn add(&mut self, page: &scraper::Html, selector: Option<&Selector>) {
        self.0.extend(Self::of(page, selector).0);
    }

    pub(super) fn has(&self, element: ElementRef<'_>) -> bool {
        self.0.contains(&place(element))
    }
}

fn place(element: ElementRef<'_>) -> usize {
    std::ptr::from_ref(element.value()).addr()
}

/// Whether the page itself says that an element is not to be seen.
pub(super) fn is_hidden(element: ElementRef<'_>) -> bool {
    let style = element.attr("style").map(|style| style.to_ascii_lowercase().replace([' ', '\t', '\n'], ""));
    style.is_some_and(|style| style.contains("display:none") || style.contains("visibility:hidden"))
        || element.attr("hidden").is_some_and(|how| !how.eq_ignore_ascii_case("until-found"))
        || (element.value().name() == "input" && element.attr("type") == Some("hidden"))
}

pub(super) fn is_block(element: ElementRef<'_>) -> bool {
    plain::BLOCKS.contains(&element.value().name())
}

/// The lines of an element without what is left out.
pub(super) fn lines(element: ElementRef<'_>, skipped: &Elements, is_html: bool) -> Vec<String> {
    let mut markup = String::new();
    inside(element, skipped, is_html, &mut markup);
    let mut lines: Vec<String> = if is_html {
        markup.lines().map(seen).collect()
    } else {
        plain::from_html(&markup).lines().map(seen).collect()
    };
    lines.retain(|line| !line.is_empty());
    if lines.is_empty() && !is_html {
        let value = VALUES.iter().find_map(|name| element.attr(name)).map(seen);
        lines.extend(value.filter(|value| !value.is_empty()));
    }
    lines
}

/// One line without characters that nobody sees.
pub(super) fn seen(line: &str) -> String {
    let is_unseen = |letter| matches!(letter, '\u{AD}' | '\u{200B}' | '\u{2060}');
    if line.contains(is_unseen) { text::one_line(&line.replace(is_unseen, "")) } else { text::one_line(line) }
}

/// Markup of what an element holds: without attributes, or with those that say something, and
/// then each block on a line of its own. Parsing has bounded the depth.
fn inside(element: ElementRef<'_>, skipped: &Elements, is_html: bool, out: &mut String) {
    if is_html {
        start(element, out);
    }
    for child in element.children() {
        match child.value() {
            Node::Text(words) => push_escaped(words, is_html, out),
            Node::Element(_) => {
                let Some(child) = ElementRef::wrap(child) else { continue };
                if skipped.has(child) || is_hidden(child) {
                    // Words on both sides stay apart.
                    out.push(' ');
                } else if is_html {
                    inside(child, skipped, true, out);
                } else {
                    let name = child.value().name();
                    out.push_str(&format!("<{name}>"));
                    inside(child, skipped, false, out);
                    out.push_str(&format!("</{name}>"));
                }
            }
            _ => {}
        }
    }
    if is_html {
        out.push_str(&format!("</{}>", element.value().name()));
        if is_block(element) {
            out.push('\n');
        }
    }
}

fn start(element: ElementRef<'_>, out: &mut String) {
    let name = element.value().name();
    if is_block(element) {
        out.push('\n');
    }
    out.push('<');
    out.push_str(name);
    for attribute in TOLD {
        let value = element.attr(attribute).filter(|value| !value.contains(SCRAMBLED));
        if let Some(value) = value {
            out.push_str(&format!(" {attribute}=\""));
            out.push_str(&text::one_line(value));
            out.push('"');
        }
    }
    out.push('>');
}

fn push_escaped(words: &str, is_html: bool, out: &mut String) {
    if is_html {
        // Line breaks of the source mean nothing.
        let starts = words.starts_with(char::is_whitespace);
        let line = text::one_line(words);
        if starts || line.is_empty() {
            out.push(' ');
        }
        out.push_str(&line);
        if !line.is_empty() && words.ends_with(char::is_whitespace) {
            out.push(' ');
        }
    } else {
        out.push_str(&words.replace('&', "&amp;").replace('<', "&lt;"));
    }
}
