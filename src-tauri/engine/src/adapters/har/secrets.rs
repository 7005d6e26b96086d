//! Takes secrets out of what is written: by the names they go by, and by their values once
//! they are known.

use std::sync::LazyLock;

use memchr::memmem;
use regex::{Captures, Regex};
use url::{Position, Url, form_urlencoded};

use super::names::{REDACTED, is_handed_out, is_secret};

/// Shorter values are told from ordinary words by nothing.
const SHORTEST: usize = 8;
/// Beside their name, shorter values may be the beginning of longer ones.
const SHORTEST_IN_PAIR: usize = 4;

/// `name=value` within a longer text.
static PAIR: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r#"([?&;])([\w.%\[\]-]{1,64})=([^&#;\s"'<>]+)"#).ok());
/// `"name": "value"` in JSON.
static MEMBER: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r#"("([\w.-]{1,64})"\s*:\s*")((?:[^"\\]|\\.)+)""#).ok());

/// The values that have to be taken out wherever they stand: servers repeat in their answers
/// what they were asked.
#[derive(Debug, Default)]
pub(super) struct Secrets {
    /// What is replaced, and by what; the longest first.
    known: Vec<(Vec<u8>, String)>,
}

impl Secrets {
    /// Has this value taken out in each of the ways that it can be written. Answers whether it
    /// is new.
    pub(super) fn add(&mut self, value: &str) -> bool {
        let encoded = form_urlencoded::byte_serialize(value.as_bytes()).collect();
        let in_markup = value.replace('&', "&amp;");
        let in_json = serde_json::to_string(value).unwrap_or_default().trim_matches('"').to_owned();
        [value.to_owned(), encoded, in_markup, in_json]
            .into_iter()
            .fold(false, |is_new, text| self.replace(text, REDACTED.to_owned()) | is_new)
    }

    fn replace(&mut self, text: String, by: String) -> bool {
        let text = text.into_bytes();
        if text.is_empty()
            || text == REDACTED.as_bytes()
            || self.known.iter().any(|(known, _)| *known == text)
        {
            return false;
        }
        self.known.push((text, by));
        self.known.sort_by_key(|(known, _)| std::cmp::Reverse(known.len()));
        true
    }

    /// Learns the secrets of an address that is asked. Answers whether there are new ones.
    pub(super) fn learn(&mut self, url: &Url) -> bool {
        let mut is_new = false;
        for pair in url.query().unwrap_or_default().split('&') {
            let Some((name, value)) = pair.split_once('=').filter(|(name, _)| is_secret(&decoded(name)))
            else {
                continue;
            };
            if value.len() >= SHORTEST_IN_PAIR && value != REDACTED {
                is_new |= self.replace(pair.to_owned(), format!("{name}={REDACTED}"));
            }
            is_new |= self.learn_value(&decoded(value));
        }
        is_new | self.learn_value(&decoded(url.password().unwrap_or_default()))
    }

    /// Learns a value that has to be secret because of its name, unless it may be a word.
    pub(super) fn learn_value(&mut self, value: &str) -> bool {
        let looks_random = value.bytes().any(|byte| byte.is_ascii_digit()) || value.len() >= 2 * SHORTEST;
        value.len() >= SHORTEST && looks_random && self.add(value)
    }

    /// An address without user, fragment and secrets.
    pub(super) fn redact_url(&self, url: &Url) -> String {
        let mut url = url.clone();
        let _ = url.set_username("");
        let _ = url.set_password(None);
        url.set_fragment(None);
        if let Some(query) = url.query().map(redact_form) {
            url.set_query(Some(&query));
        }
        // A name is no secret, and would be another one without a part of it.
        let (origin, rest) = (&url[..Position::BeforePath], &url[Position::BeforePath..]);
        format!("{origin}{}", self.scrub(rest))
    }

    /// A header's value.
    pub(super) fn redact_header(&self, name: &str, value: &str) -> String {
        if is_secret(name) {
            return REDACTED.to_owned();
        }
        let redact = |pair: &Captures<'_>| match is_secret(&decoded(&pair[2])) {
            true => format!("{}{}={REDACTED}", &pair[1], &pair[2]),
            false => pair[0].to_owned(),
        };
        match PAIR.as_ref() {
            Some(pairs) => self.scrub(&pairs.replace_all(value, redact)),
            None => self.scrub(value),
        }
    }

    /// The text of a request's body.
    pub(super) fn redact_request(&self, text: &str) -> String {
        let is_form = text.contains('=') && !text.contains(['{', '<', '\n', ' ']);
        let text = if is_form { redact_form(text) } else { redact_members(text, is_secret) };
        self.scrub(&text)
    }

    /// The text of an answer's body.
    pub(super) fn redact_answer(&self, text: &str) -> String {
        self.scrub(&redact_members(text, is_handed_out))
    }

    pub(super) fn scrub(&self, text: &str) -> String {
        match self.scrub_bytes(text.as_bytes()) {
            Some(bytes) => String::from_utf8_lossy(&bytes).into_owned(),
            None => text.to_owned(),
        }
    }

    /// Nothing where there is nothing to take out.
    pub(super) fn scrub_bytes(&self, bytes: &[u8]) -> Option<Vec<u8>> {
        let mut scrubbed: Option<Vec<u8>> = None;
        for (text, by) in &self.known {
            let current = scrubbed.as_deref().unwrap_or(bytes);
            let mut kept_from = 0;
            let mut next = Vec::new();
            for at in memmem::find_iter(current, text) {
                next.extend_from_slice(&current[kept_from..at]);
                next.extend_from_slice(by.as_bytes());
                kept_from = at + text.len();
            }
            if kept_from > 0 {
                next.extend_from_slice(&current[kept_from..]);
                scrubbed = Some(next);
            }
        }
        scrubbed
    }
}

/// A query or a form, byte for byte except for secrets.
fn redact_form(form: &str) -> String {
    let redact = |pair: &str| match pair.split_once('=') {
        Some((name, value)) if !value.is_empty() && is_secret(&decoded(name)) => format!("{name}={REDACTED}"),
        _ => pair.to_owned(),
    };
    form.split('&').map(redact).collect::<Vec<_>>().join("&")
}

fn redact_members(text: &str, is_secret: fn(&str) -> bool) -> String {
    let redact = |member: &Captures<'_>| match is_secret(&member[2]) {
        true => format!("{}{REDACTED}\"", &member[1]),
        false => member[0].to_owned(),
    };
    MEMBER.as_ref().map_or_else(|| text.to_owned(), |members| members.replace_all(text, redact).into_owned())
}

fn decoded(text: &str) -> String {
    form_urlencoded::parse(text.as_bytes())
        .next()
        // What stands alone is a name; a value may hold further signs.
        .map_or_else(String::new, |(name, value)| match value.is_empty() {
            true => name.into_owned(),
            false => format!("{name}={value}"),
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(text: &str) -> Url {
        text.parse().unwrap()
    }

    #[test]
    fn an_address_loses_its_secrets_and_nothing_else() {
        let secrets = Secrets::default();
        for (full, redacted) in [
            ("https://a.test/feed?b=%41&a=1&c", "https://a.test/feed?b=%41&a=1&c"),
            ("https://me:pass@a.test/feed#access_token=x", "https://a.test/feed"),
            (
                "https://a.test/?key=k1&q=x&Access_Token=t%3D",
                "https://a.test/?key=REDACTED&q=x&Access_Token=REDACTED",
            ),
            ("https://a.test/?client%5Fsecret=s&sig=", "https://a.test/?client%5Fsecret=REDACTED&sig="),
            ("tidewatch:sample", "tidewatch:sample"),
        ] {
            assert_eq!(secrets.redact_url(&url(full)), redacted);
            assert_eq!(secrets.redact_url(&url(redacted)), redacted, "because it is redacted already");
        }
    }

    #[test]
    fn headers_lose_what_they_hold_by_name_and_what_their_addresses_hold() {
        let secrets = Secrets::default();
        for name in ["Authorization", "cookie", "Set-Cookie", "X-Api-Key"] {
            assert_eq!(secrets.redact_header(name, "anything"), REDACTED);
        }
        assert_eq!(
            secrets.redact_header("Link", "<https://a.test/?page=2&token=abc>; rel=\"next\""),
            "<https://a.test/?page=2&token=REDACTED>; rel=\"next\""
        );
        assert_eq!(secrets.redact_header("ETag", "\"key=1\""), "\"key=1\"");
    }

    #[test]
    fn bodies_lose_the_members_that_are_secrets() {
        let secrets = Secrets::default();
        assert_eq!(
            secrets.redact_request("grant_type=refresh&refresh_token=abc"),
            "grant_type=refresh&refresh_token=REDACTED"
        );
        assert_eq!(
            secrets.redact_request(r#"{"password" : "a\"b", "user": "me"}"#),
            r#"{"password" : "REDACTED", "user": "me"}"#
        );
        assert_eq!(
            secrets.redact_answer(r#"{"access_token":"abc","key":"mit"}"#),
            r#"{"access_token":"REDACTED","key":"mit"}"#
        );
    }

    #[test]
    fn what_was_a_secret_once_is_one_everywhere() {
        let mut secrets = Secrets::default();
        assert!(secrets.learn(&url("https://a.test/?token=s3cr%26t-value&key=news")));
        assert!(!secrets.learn(&url("https://a.test/?token=s3cr%26t-value&key=news")), "because it is known");
        assert_eq!(
            secrets.scrub("s3cr&t-value s3cr&amp;t-value s3cr%26t-value key=news and news"),
            "REDACTED REDACTED REDACTED key=REDACTED and news",
            "because a word is taken out only where it stands as a key"
        );
        secrets.add("hunter2");
        assert_eq!(secrets.scrub_bytes(b"\xff hunter2\xff"), Some(b"\xff REDACTED\xff".to_vec()));
        assert_eq!(secrets.scrub_bytes(b"nothing"), None);
    }
}
