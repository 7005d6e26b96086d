//! Elements by their class, and what they say.

use scraper::ElementRef;
use url::Url;

use crate::content::{
    links::resolve,
    text::{self, MAX_URL_BYTES},
};

/// All elements of a class, in the order of the document.
pub(super) fn all<'a>(scope: ElementRef<'a>, class: &'static str) -> impl Iterator<Item = ElementRef<'a>> {
    scope.descendent_elements().filter(move |element| has(element, class))
}

pub(super) fn first<'a>(scope: ElementRef<'a>, class: &'static str) -> Option<ElementRef<'a>> {
    all(scope, class).next()
}

pub(super) fn has(element: &ElementRef<'_>, class: &str) -> bool {
    element.value().classes().any(|known| known == class)
}

/// All elements of a name that has a `src`.
pub(super) fn sources<'a>(scope: ElementRef<'a>, name: &'static str) -> impl Iterator<Item = &'a str> {
    scope
        .descendent_elements()
        .filter(move |element| element.value().name() == name)
        .filter_map(|element| element.attr("src"))
}

/// Whether the element stands in one of this class.
pub(super) fn is_within(element: ElementRef<'_>, class: &str) -> bool {
    element.ancestors().filter_map(ElementRef::wrap).any(|around| has(&around, class))
}

/// The words of an element as one line.
pub(super) fn words(element: ElementRef<'_>) -> Option<String> {
    let words: String = element.text().collect();
    text::title(&words)
}

/// The picture that a style puts behind an element.
pub(super) fn picture(element: ElementRef<'_>) -> Option<String> {
    let (_, rest) = element.attr("style")?.split_once("background-image:url(")?;
    address(rest.split(')').next()?.trim_matches(['\'', '"', ' ']), None)
}

/// An http(s) address, absolute or within `base`.
pub(super) fn address(value: &str, base: Option<&Url>) -> Option<String> {
    let url = resolve(value, base)?;
    let is_usable = matches!(url.scheme(), "http" | "https") && url.as_str().len() <= MAX_URL_BYTES;
    is_usable.then(|| url.into())
}

/// `1.2K`, `3M` or `12 345`: rounded as they are shown.
pub(super) fn count(text: &str) -> Option<u64> {
    let text: String = text.chars().filter(|letter| !letter.is_whitespace()).collect();
    let (number, factor) = match text.char_indices().next_back()? {
        (at, 'K' | 'k') => (&text[..at], 1e3),
        (at, 'M') => (&text[..at], 1e6),
        (at, 'B') => (&text[..at], 1e9),
        _ => (&*text, 1.0),
    };
    let is_number = number.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    let number: f64 = number.parse().ok().filter(|_| is_number && number.len() < 12)?;
    Some((number * factor).round() as u64)
}

#[cfg(test)]
mod tests {
    use super::count;

    #[test]
    fn rounded_counts_are_read() {
        for (text, read) in [
            ("7", Some(7)),
            ("1.2K", Some(1_200)),
            ("2.38M", Some(2_380_000)),
            ("12 345", Some(12_345)),
            ("", None),
            ("many", None),
            ("-3", None),
            ("1e9", None),
            ("K", None),
            ("é", None),
        ] {
            assert_eq!(count(text), read, "because it says {text}");
        }
    }
}
