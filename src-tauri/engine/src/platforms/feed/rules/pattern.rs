//! Forms of links with parts to take out: `medium.com/@{user}`.

use std::collections::BTreeMap;

use url::form_urlencoded;

use crate::{content::text, platforms::Link};

/// The parts of an address by name, decoded.
pub(super) type Values = BTreeMap<String, String>;

/// The rest of a path, which does not matter.
const REST: &str = "…";
const MOST_CHARS: usize = 200;

/// One form of a link.
#[derive(Debug)]
pub(super) struct Pattern {
    host: Vec<&'static str>,
    path: Vec<&'static str>,
    /// Name of a parameter, and of the part that it is.
    query: Option<(&'static str, &'static str)>,
}

impl Pattern {
    pub(super) fn parse(text: &'static str) -> Option<Self> {
        let (address, query) = text.split_once('?').map_or((text, None), |(address, query)| {
            (address, query.split_once('=').map(|(name, part)| (name, part.trim_matches(['{', '}']))))
        });
        let mut parts = address.split('/');
        let host = parts.next()?.split('.').collect();
        Some(Self { host, path: parts.filter(|part| !part.is_empty()).collect(), query })
    }

    /// The parts of a link that has this form.
    pub(super) fn read(&self, link: &Link) -> Option<Values> {
        let mut values = self.host_values(link.url.host_str()?)?;
        let segments = link.segments();
        let is_open = self.path.last() == Some(&REST);
        let fixed = self.path.len() - usize::from(is_open);
        let is_long_enough = if is_open { segments.len() >= fixed } else { segments.len() == fixed };
        is_long_enough.then_some(())?;
        for (form, segment) in self.path.iter().take(fixed).zip(&segments) {
            take(form, &decoded(segment)?, &mut values)?;
        }
        if let Some((name, part)) = self.query {
            let value = link.query(name).filter(|value| is_usable(value))?;
            values.insert(part.to_owned(), value);
        }
        Some(values)
    }

    pub(super) fn is_host(&self, host: &str) -> bool {
        self.host_values(host).is_some()
    }

    fn host_values(&self, host: &str) -> Option<Values> {
        let mut values = Values::new();
        let host = host.strip_prefix("www.").unwrap_or(host);
        let take_all = |host: &str, values: &mut Values| {
            let labels: Vec<&str> = host.split('.').collect();
            let forms = self.host.strip_prefix(&["www"]).unwrap_or(&self.host);
            (labels.len() == forms.len()).then_some(())?;
            forms.iter().zip(labels).try_for_each(|(form, label)| take(form, label, values))
        };
        let short = host.strip_prefix("m.").filter(|short| short.contains('.'));
        take_all(short.unwrap_or(host), &mut values)?;
        Some(values)
    }

    /// The page of these parts.
    pub(super) fn page(&self, values: &Values) -> String {
        let path = self.path.iter().filter(|part| **part != REST).copied().collect::<Vec<_>>().join("/");
        let mut page = format!("https://{}/{path}", self.host.join("."));
        if let Some((name, part)) = self.query {
            page.push_str(&format!("?{name}={{{part}}}"));
        }
        fill(&page, values)
    }
}

/// Compares one part of an address with its form.
fn take(form: &str, part: &str, values: &mut Values) -> Option<()> {
    let Some((before, rest)) = form.split_once('{') else {
        return (form == part).then_some(());
    };
    let (name, after) = rest.split_once('}')?;
    let part = part.strip_prefix(before)?;
    if name == "n" {
        let digits = part.len() - part.trim_start_matches(|digit: char| digit.is_ascii_digit()).len();
        let (number, rest) = part.split_at(digits);
        values.insert(name.to_owned(), number.to_owned());
        return take(after, rest, values).filter(|()| is_usable(number));
    }
    let value = part.strip_suffix(after)?;
    let is_right = match name {
        "nsid" => value.contains("@N"),
        _ => true,
    };
    (is_right && is_usable(value)).then_some(())?;
    if name != "_" {
        values.insert(name.to_owned(), value.to_owned());
    }
    Some(())
}

fn is_usable(value: &str) -> bool {
    !value.is_empty()
        && value.chars().count() <= MOST_CHARS
        && !matches!(value, "." | "..")
        && !value.chars().any(|letter| letter.is_control() || matches!(letter, '{' | '}' | '\\' | '/'))
}

fn decoded(segment: &str) -> Option<String> {
    let escaped = segment.replace('+', "%2B").replace('&', "%26").replace('=', "%3D");
    form_urlencoded::parse(escaped.as_bytes()).next().map(|(name, _)| name.into_owned())
}

/// An address with the parts in their places; parts that are missing stay as they stand.
pub(super) fn fill(address: &str, values: &Values) -> String {
    put(address, values, encoded)
}

/// A name with the parts as people write them.
pub(super) fn named(name: &str, values: &Values) -> String {
    put(name, values, |value| text::name(value).unwrap_or_default())
}

fn put(form: &str, values: &Values, write: impl Fn(&str) -> String) -> String {
    values
        .iter()
        .fold(form.to_owned(), |form, (name, value)| form.replace(&format!("{{{name}}}"), &write(value)))
}

fn encoded(value: &str) -> String {
    let mut out = String::with_capacity(value.len());
    for byte in value.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.~@:,!$*'()".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}
