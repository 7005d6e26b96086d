//! From what somebody pastes to an address: what is missing is added, what is dangerous refused.

use std::borrow::Cow;

use url::{Host, Url};

use super::{SAMPLE_URL, servers};

const MAX_CHARS: usize = 2048;

/// A pasted text as an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// http, https, or [`SAMPLE_URL`].
    pub url: Url,
    /// What was pasted as `name@host`, which more than one network has.
    pub address: Option<String>,
}

impl Link {
    /// # Errors
    /// A sentence for the user.
    pub fn parse(text: &str) -> Result<Self, String> {
        let text = text.trim();
        if text.is_empty() {
            return Err("Paste a link, such as https://example.org/blog.".into());
        }
        if text.chars().count() > MAX_CHARS {
            return Err(format!("This link is longer than {MAX_CHARS} characters."));
        }
        // Parsers disagree about these, which is how one address is checked and another fetched.
        if text.chars().any(|c| c.is_control() || c == '\\' || c.is_whitespace()) {
            return Err("A link cannot hold spaces, backslashes or control characters.".into());
        }
        if text == SAMPLE_URL {
            let url = Url::parse(text).map_err(|_| "The sample feed's address is not valid.".to_owned())?;
            return Ok(Self { url, address: None });
        }
        let address = text.get(1..).is_some_and(|rest| rest.contains('@')) && !text.contains([':', '/']);
        let address = (address && !text.starts_with('@')).then(|| text.to_owned());
        let text = &*written_out(without_feed_scheme(text));
        let full = match text.split_once("://") {
            Some((scheme, _))
                if scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https") =>
            {
                text.to_owned()
            }
            Some((scheme, _)) if scheme.chars().all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c)) => {
                return Err(format!("Tidewatch reads http and https addresses, not {scheme}."));
            }
            // Its name is no user's of a web server.
            None if text.get(..7).is_some_and(|start| start.eq_ignore_ascii_case("mailto:")) => {
                return Err(unusable(text));
            }
            _ if text.starts_with("//") => format!("https:{text}"),
            _ if is_near(text) => format!("http://{text}"),
            _ => format!("https://{text}"),
        };
        let mut url = Url::parse(&full).map_err(|_| unusable(text))?;
        match url.host() {
            None => return Err(unusable(text)),
            // One word is a slip of the hand, not a host; only this machine is called so.
            Some(Host::Domain(name)) if !name.contains('.') && name != "localhost" => {
                return Err(unusable(text));
            }
            Some(_) => {}
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(
                "Remove the user name and password from the link: they would be kept in plain text.".into()
            );
        }
        url.set_fragment(None);
        Ok(Self { url, address })
    }

    /// The host in lower case without `www.` and `m.`.
    pub fn bare_host(&self) -> &str {
        let host = self.url.host_str().unwrap_or_default();
        let host = host.strip_prefix("www.").unwrap_or(host);
        host.strip_prefix("m.").unwrap_or(host)
    }

    /// The path's parts without empty ones.
    pub fn segments(&self) -> Vec<&str> {
        servers::segments(&self.url)
    }

    /// The first value of a query parameter, decoded.
    pub fn query(&self, name: &str) -> Option<String> {
        servers::query(&self.url, name)
    }
}

/// A part of a path without its encoding; a plus stays one.
pub(crate) fn decoded(part: &str) -> String {
    let pair = format!("n={}", part.replace('+', "%2B").replace('&', "%26"));
    let mut pairs = url::form_urlencoded::parse(pair.as_bytes());
    pairs.next().map(|(_, value)| value.into_owned()).unwrap_or_default()
}

fn unusable(text: &str) -> String {
    let short: String = text.chars().take(60).collect();
    format!("\"{short}\" is not a web address. Paste a link such as https://example.org/blog.")
}

/// `feed:https://…`, `feed://…` and `feed:…` mean the address behind them.
fn without_feed_scheme(text: &str) -> &str {
    let Some(rest) = text.get(..5).filter(|start| start.eq_ignore_ascii_case("feed:")).map(|_| &text[5..])
    else {
        return text;
    };
    rest.strip_prefix("//").unwrap_or(rest)
}

/// Short forms that people use for one platform only.
fn written_out(text: &str) -> Cow<'_, str> {
    let handle = super::lemmy::handle_address(text).or_else(|| super::mastodon::handle_address(text));
    if let Some(address) = handle {
        return Cow::Owned(address);
    }
    if let Some(address) = super::telegram::written_out(text) {
        return Cow::Owned(address);
    }
    if let Some(address) = super::nostr::written_out(text) {
        return Cow::Owned(address);
    }
    let path = text.strip_prefix('/').unwrap_or(text);
    if ["r/", "u/"].iter().any(|start| path.starts_with(start)) && !text.starts_with("//") {
        return Cow::Owned(format!("https://www.reddit.com/{path}"));
    }
    let is_handle = |name: &&str| name.contains('.') && !name.contains(['@', '/', ':', '?']);
    let bluesky = text.strip_prefix("at://").or_else(|| Some(text).filter(|text| text.starts_with("did:")));
    if let Some(path) = bluesky.or_else(|| text.strip_prefix('@').filter(is_handle)) {
        return Cow::Owned(format!("https://bsky.app/profile/{path}"));
    }
    match text.strip_prefix("git@github.com:").or_else(|| is_repository(text).then_some(text)) {
        Some(path) => Cow::Owned(format!("https://github.com/{path}")),
        None => Cow::Borrowed(text),
    }
}

/// `owner/name`, where the owner cannot be a host.
fn is_repository(text: &str) -> bool {
    let is_part = |part: &str, more: &str| {
        !part.is_empty() && part.chars().all(|c| c.is_ascii_alphanumeric() || more.contains(c))
    };
    text.split_once('/').is_some_and(|(owner, name)| {
        is_part(owner, "-") && !owner.eq_ignore_ascii_case("localhost") && is_part(name, "-_.")
    })
}

/// Addresses typed without a scheme that hardly ever speak https.
fn is_near(text: &str) -> bool {
    let end = text.find(['/', '?', '#']).unwrap_or(text.len());
    let host = text[..end].rsplit_once(':').map_or(&text[..end], |(host, _)| host);
    host.eq_ignore_ascii_case("localhost")
        || host.parse::<std::net::Ipv4Addr>().is_ok()
        || host.starts_with('[')
}

#[cfg(test)]
mod tests {
    use super::Link;

    #[test]
    fn what_is_missing_is_added() {
        for (pasted, read) in [
            ("example.org", "https://example.org/"),
            ("  https://Example.org/a?b=1#c ", "https://example.org/a?b=1"),
            ("//example.org/x", "https://example.org/x"),
            ("feed:https://example.org/rss", "https://example.org/rss"),
            ("feed://example.org/rss", "https://example.org/rss"),
            ("FEED:example.org/rss", "https://example.org/rss"),
            ("localhost:8000/feed", "http://localhost:8000/feed"),
            ("127.0.0.1:8000/feed", "http://127.0.0.1:8000/feed"),
            ("bücher.example", "https://xn--bcher-kva.example/"),
            ("tidewatch:sample", "tidewatch:sample"),
            ("@ana@sea.example", "https://sea.example/@ana"),
            ("acct:ana@sea.example", "https://sea.example/@ana"),
            ("!tide@sea.example", "https://sea.example/c/tide"),
            ("@ana@lemmy.world", "https://lemmy.world/u/ana"),
            ("r/rust", "https://www.reddit.com/r/rust"),
            ("/u/ana", "https://www.reddit.com/u/ana"),
            ("@ana.example", "https://bsky.app/profile/ana.example"),
            ("did:plc:a", "https://bsky.app/profile/did:plc:a"),
            (
                "at://did:plc:a/app.bsky.feed.post/1",
                "https://bsky.app/profile/did:plc:a/app.bsky.feed.post/1",
            ),
            ("git@github.com:o/r.git", "https://github.com/o/r.git"),
            ("harbour-watch/tide.js", "https://github.com/harbour-watch/tide.js"),
            ("localhost/feed", "http://localhost/feed"),
        ] {
            assert_eq!(Link::parse(pasted).unwrap().url.as_str(), read, "because {pasted} was pasted");
        }
    }

    #[test]
    fn what_is_no_web_address_is_refused_with_a_sentence() {
        for pasted in [
            "",
            "   ",
            "hello",
            "hello world",
            "file:///etc/passwd",
            "javascript:alert(1)",
            "ftp://example.org/",
            "https://",
            "https://exa mple.org",
            "https://example.org\\@evil.example/",
            "https://u:p@example.org/",
            "tidewatch:other",
            "data:text/html,x",
            "https://example.org/\u{0}",
        ] {
            let message = Link::parse(pasted).expect_err(pasted);
            assert!(message.ends_with('.') && message.len() > 20, "because {message:?} must be a sentence");
        }
    }
}
