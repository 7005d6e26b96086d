//! What connectors that read JSON share: the document of an answer, fields as servers really
//! write them, the next page, and until when a server wants to be left alone.

use std::{
    borrow::Cow,
    time::{Duration, SystemTime},
};

use chrono::{DateTime, Utc};
use http::{HeaderMap, header};
use serde_json::Value;
use url::Url;

use super::{ConnectorError, RetryAfter};
use crate::{
    content::{date::parse_date, links::resolve, text::MAX_URL_BYTES},
    model::FailureCode,
    ports::HttpResponse,
};

/// Headers that say when the next request is welcome.
const RESETS: [&str; 3] = ["x-ratelimit-reset", "ratelimit-reset", "x-rate-limit-reset"];
const REMAINING: [&str; 3] = ["x-ratelimit-remaining", "ratelimit-remaining", "x-rate-limit-remaining"];
/// Larger numbers are moments (seconds since 1970), smaller ones a time to wait.
const FIRST_MOMENT: f64 = 1e9;

/// The JSON of an answer.
///
/// # Errors
/// `of_status` for a status that is no success; `blocked` for a page where JSON belongs, which
/// is how challenges look; `changed` for what breaks off or is no JSON.
pub(super) fn read(response: &HttpResponse) -> Result<Value, ConnectorError> {
    if !(200..300).contains(&response.status) {
        return Err(ConnectorError::of_status(response));
    }
    let host = response.url.host_str().unwrap_or("The server");
    let body = response.body.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&response.body);
    let refusal = |code, what: &str| ConnectorError {
        http_status: Some(response.status),
        ..ConnectorError::new(code, format!("{host} {what}"))
    };
    serde_json::from_slice(body).map_err(|error| {
        if body.trim_ascii_start().starts_with(b"<") {
            let what = "answers with a page for people instead of data, which is how it keeps programs out. \
                        If the page opens in a browser, it may work again later.";
            return refusal(FailureCode::Blocked, what);
        }
        let what = if error.is_eof() {
            "sent an answer that breaks off, so none of it was taken."
        } else {
            "answers with something that Tidewatch cannot read as data."
        };
        refusal(FailureCode::Changed, what)
    })
}

/// Fields as servers really write them: absent, null, numbers as text and text as numbers.
pub(super) trait Lenient {
    /// A text or number that says something.
    fn text(&self, key: &str) -> Option<Cow<'_, str>>;
    /// A whole number that is not negative.
    fn count(&self, key: &str) -> Option<u64>;
    fn is_true(&self, key: &str) -> bool;
    /// A date in any notation, or seconds since 1970.
    fn time(&self, key: &str) -> Option<DateTime<Utc>>;
    /// An http(s) address, absolute or within `base`.
    fn address(&self, key: &str, base: Option<&Url>) -> Option<Url>;
    /// An object.
    fn inner(&self, key: &str) -> Option<&Value>;
    /// The members of an array; none where it is no array.
    fn list(&self, key: &str) -> &[Value];
}

impl Lenient for Value {
    fn text(&self, key: &str) -> Option<Cow<'_, str>> {
        match self.get(key)? {
            Value::String(text) => Some(Cow::Borrowed(text.trim())).filter(|text| !text.is_empty()),
            Value::Number(number) => Some(Cow::Owned(number.to_string())),
            _ => None,
        }
    }

    fn count(&self, key: &str) -> Option<u64> {
        match self.get(key)? {
            Value::Number(number) => number.as_u64(),
            Value::String(text) => text.trim().parse().ok(),
            _ => None,
        }
    }

    fn is_true(&self, key: &str) -> bool {
        match self.get(key) {
            Some(Value::Bool(flag)) => *flag,
            Some(Value::Number(number)) => number.as_u64() == Some(1),
            Some(Value::String(text)) => matches!(text.trim(), "true" | "1"),
            _ => false,
        }
    }

    fn time(&self, key: &str) -> Option<DateTime<Utc>> {
        match self.get(key)? {
            Value::Number(number) => DateTime::from_timestamp(number.as_i64()?, 0),
            Value::String(text) => parse_date(text),
            _ => None,
        }
    }

    fn address(&self, key: &str, base: Option<&Url>) -> Option<Url> {
        let url = resolve(self.get(key)?.as_str()?, base)?;
        let is_usable = matches!(url.scheme(), "http" | "https") && url.as_str().len() <= MAX_URL_BYTES;
        is_usable.then_some(url)
    }

    fn inner(&self, key: &str) -> Option<&Value> {
        self.get(key).filter(|value| value.is_object())
    }

    fn list(&self, key: &str) -> &[Value] {
        self.get(key).and_then(Value::as_array).map_or(&[], Vec::as_slice)
    }
}

/// The page that the `Link` header calls `next`, on the same server only: a header must not
/// send a run elsewhere.
pub(super) fn next_page(response: &HttpResponse) -> Option<Url> {
    let links = response.headers.get_all(header::LINK).iter().filter_map(|value| value.to_str().ok());
    // A target may hold commas, so links are split where the next one opens.
    let mut links = links.flat_map(|line| line.split('<').skip(1));
    let next = links.find_map(|link| {
        let (target, parameters) = link.split_once('>')?;
        let is_next = parameters.split(';').any(|parameter| {
            let (name, value) = parameter.split_once('=').unwrap_or_default();
            let value = value.trim().trim_end_matches(',').trim_matches('"');
            name.trim().eq_ignore_ascii_case("rel") && value.split(' ').any(|word| word == "next")
        });
        is_next.then_some(target)
    })?;
    let url = response.url.join(next.trim()).ok()?;
    (url.origin() == response.url.origin()).then_some(url)
}

/// When the server's count of requests starts anew: seconds since 1970, seconds from now, or a
/// time in words.
pub(super) fn reset(headers: &HeaderMap) -> Option<RetryAfter> {
    let value = first(headers, &RESETS)?;
    match value.parse::<f64>() {
        Ok(seconds) => {
            let span = Duration::try_from_secs_f64(seconds).ok()?;
            if seconds < FIRST_MOMENT {
                return Some(RetryAfter::In(span));
            }
            SystemTime::UNIX_EPOCH.checked_add(span).map(RetryAfter::At)
        }
        Err(_) => parse_date(value).map(|time| RetryAfter::At(time.into())),
    }
}

/// Whether the server says that no request is left.
pub(super) fn is_used_up(headers: &HeaderMap) -> bool {
    first(headers, &REMAINING).is_some_and(|left| left.parse::<f64>().is_ok_and(|left| left < 1.0))
}

fn first<'a>(headers: &'a HeaderMap, names: &[&str]) -> Option<&'a str> {
    names.iter().find_map(|name| headers.get(*name)?.to_str().ok()).map(str::trim)
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use chrono::TimeDelta;
    use http::{HeaderName, HeaderValue};
    use serde_json::json;

    use super::*;

    fn answer(status: u16, headers: &[(&'static str, &str)], body: &str) -> HttpResponse {
        let headers = headers
            .iter()
            .map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_str(value).unwrap()));
        HttpResponse {
            status,
            headers: headers.collect(),
            url: "https://site.example/api".parse().unwrap(),
            moved_to: None,
            body: Bytes::copy_from_slice(body.as_bytes()),
            requests: 1,
        }
    }

    #[test]
    fn what_is_no_json_is_told_apart() {
        let code = |status, body| read(&answer(status, &[], body)).map_err(|error| error.code);
        assert_eq!(code(200, "\u{feff}[1]"), Ok(json!([1])));
        assert_eq!(code(200, " <!doctype html>"), Err(FailureCode::Blocked));
        assert_eq!(code(200, r#"[{"id":"1"#), Err(FailureCode::Changed));
        assert_eq!(code(200, ""), Err(FailureCode::Changed));
        assert_eq!(code(503, "{}"), Err(FailureCode::PlatformDown));
    }

    #[test]
    fn fields_are_read_as_servers_write_them() {
        let value = json!({"id": 7, "n": "8", "neg": -1, "empty": " ", "none": null, "flag": "true",
            "at": 1_700_000_000, "when": "2026-11-03T08:15:00Z", "url": "/a", "bad": "javascript:x", "all": [1]});
        assert_eq!(value.text("id").as_deref(), Some("7"));
        assert_eq!((value.text("empty"), value.text("none"), value.text("absent")), (None, None, None));
        assert_eq!((value.count("n"), value.count("id"), value.count("neg")), (Some(8), Some(7), None));
        assert!(value.is_true("flag") && !value.is_true("none"));
        assert_eq!(value.time("at").map(|time| time.timestamp()), Some(1_700_000_000));
        assert!(value.time("when").is_some() && value.time("url").is_none());
        let base = "https://site.example/".parse().ok();
        assert_eq!(value.address("url", base.as_ref()).unwrap().as_str(), "https://site.example/a");
        assert_eq!(value.address("bad", base.as_ref()), None);
        assert_eq!((value.list("all").len(), value.list("none").len()), (1, 0));
        assert!(value.inner("all").is_none());
    }

    #[test]
    fn the_next_page_is_found_and_stays_on_the_server() {
        let next = |link| next_page(&answer(200, &[("link", link)], "")).map(String::from);
        let two = r#"<https://site.example/b?x=1,2>; rel="prev", </a?max_id=3>; title="t"; rel="next""#;
        assert_eq!(next(two).as_deref(), Some("https://site.example/a?max_id=3"));
        assert_eq!(next(r#"</c>; rel=next, </d>; rel=last"#).as_deref(), Some("https://site.example/c"));
        assert_eq!(next(r#"<https://evil.example/>; rel="next""#), None);
        assert_eq!(next("nonsense"), None);
    }

    #[test]
    fn a_reset_is_read_in_every_notation() {
        let now = DateTime::from_timestamp(1_793_692_800, 0).unwrap();
        let wait = |value| {
            let at = reset(&answer(429, &[("x-ratelimit-reset", value)], "").headers)?.at(now)?;
            Some(at - now)
        };
        assert_eq!(wait("1793692860"), Some(TimeDelta::seconds(60)));
        assert_eq!(wait("60.0"), Some(TimeDelta::seconds(60)));
        assert_eq!(wait("2026-11-03T08:01:00.000Z"), Some(TimeDelta::seconds(60)));
        assert_eq!(wait("-5"), None);
        assert_eq!(wait("soon"), None);
        assert_eq!(wait("9e99"), None);
    }
}
