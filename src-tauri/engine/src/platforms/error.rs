//! Why a connector has no answer: a code to branch on, a sentence to show.

use std::time::{Duration, SystemTime};

use chrono::{DateTime, TimeDelta, Utc};
use http::{HeaderMap, header};

use super::json;
use crate::{
    model::{FailureCode, Hold},
    ports::{HttpError, HttpResponse},
};

const LONGEST_RETRY_AFTER: TimeDelta = TimeDelta::hours(24);

/// A failed fetch.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct ConnectorError {
    pub code: FailureCode,
    /// What failed and why, in a sentence; the runner adds what happens next.
    pub message: String,
    pub http_status: Option<u16>,
    pub retry_after: Option<RetryAfter>,
    /// Trying again is useless until the user does something.
    pub needs_user: bool,
    /// The key that was sent is not accepted, whatever is asked with it.
    pub refuses_key: bool,
    /// Nobody was asked: an earlier answer forbids it until `retry_after`.
    pub is_held: bool,
    /// No connection came about: the network may be down, not the server.
    pub is_unconnected: bool,
}

/// When the server wants to be asked again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RetryAfter {
    In(Duration),
    At(SystemTime),
}

impl ConnectorError {
    pub fn new(code: FailureCode, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
            http_status: None,
            retry_after: None,
            needs_user: false,
            refuses_key: false,
            is_held: false,
            is_unconnected: false,
        }
    }

    /// What an earlier answer forbids to ask.
    pub(super) fn held(hold: &Hold) -> Self {
        let retry_after = Some(RetryAfter::At(hold.until.into()));
        Self { retry_after, is_held: true, ..Self::new(hold.code, hold.reason.clone()) }
    }

    /// What an answer other than 200 means, where the platform has no rule of its own.
    pub fn of_status(response: &HttpResponse) -> Self {
        let host = response.url.host_str().unwrap_or("The server").to_owned();
        let status = response.status;
        let is_challenge =
            response.headers.contains_key("cf-mitigated") || looks_like_html(&response.headers);
        let (code, message) = match status {
            401 | 407 => (FailureCode::AuthRequired, format!("{host} asks for a login ({status}).")),
            403 if json::is_used_up(&response.headers) => {
                (FailureCode::RateLimited, format!("{host} answers no more requests for now (403)."))
            }
            403 if is_challenge => (
                FailureCode::Blocked,
                format!("{host} refuses automatic reading and shows a page for people instead (403)."),
            ),
            403 => (FailureCode::Blocked, format!("{host} refuses access (403).")),
            404 => (FailureCode::Gone, format!("{host} finds nothing at this address (404).")),
            410 => (FailureCode::Gone, format!("{host} says that this was removed for good (410).")),
            429 => (FailureCode::RateLimited, format!("{host} was asked too often (429).")),
            500.. => (FailureCode::PlatformDown, format!("{host} has a problem of its own ({status}).")),
            _ => (FailureCode::Changed, format!("{host} gave an unexpected answer ({status}).")),
        };
        let is_limited = code == FailureCode::RateLimited;
        let reset = || is_limited.then(|| json::reset(&response.headers)).flatten();
        Self {
            code,
            message,
            http_status: Some(status),
            retry_after: retry_after(&response.headers).or_else(reset),
            needs_user: matches!(status, 401 | 407 | 410),
            refuses_key: false,
            is_held: false,
            is_unconnected: false,
        }
    }
}

impl From<HttpError> for ConnectorError {
    fn from(error: HttpError) -> Self {
        let code = match &error {
            HttpError::Timeout { .. } => FailureCode::Timeout,
            HttpError::Tls { .. } => FailureCode::Tls,
            HttpError::TooLarge { .. } => FailureCode::TooLarge,
            HttpError::PrivateAddress { .. } => FailureCode::Blocked,
            HttpError::InvalidUrl(_)
            | HttpError::UnknownHost { .. }
            | HttpError::Connect { .. }
            | HttpError::Broken { .. }
            | HttpError::NotRecorded { .. }
            | HttpError::NoBodyRecorded { .. }
            | HttpError::TooManyRedirects { .. }
            | HttpError::InvalidRedirect { .. } => FailureCode::Unreachable,
        };
        let is_unconnected = matches!(error, HttpError::UnknownHost { .. } | HttpError::Connect { .. });
        Self { is_unconnected, ..Self::new(code, sentence(&error.to_string())) }
    }
}

impl RetryAfter {
    /// The time not to ask before: after `now`, and at most a day away.
    pub fn at(self, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let at = match self {
            RetryAfter::In(wait) => now + TimeDelta::from_std(wait).unwrap_or(LONGEST_RETRY_AFTER),
            RetryAfter::At(time) => time.into(),
        };
        (at > now).then(|| at.min(now + LONGEST_RETRY_AFTER))
    }
}

/// What `Retry-After` says, if it can be read.
pub(crate) fn retry_after(headers: &HeaderMap) -> Option<RetryAfter> {
    let value = headers.get(header::RETRY_AFTER)?.to_str().ok()?.trim();
    match value.parse::<u64>() {
        Ok(seconds) => Some(RetryAfter::In(Duration::from_secs(seconds))),
        Err(_) => httpdate::parse_http_date(value).ok().map(RetryAfter::At),
    }
}

fn looks_like_html(headers: &HeaderMap) -> bool {
    headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|value| value.trim_start().to_ascii_lowercase().starts_with("text/html"))
}

/// First letter large, a full stop at the end.
fn sentence(text: &str) -> String {
    let mut chars = text.chars();
    let first = chars.next().map(|c| c.to_uppercase().to_string()).unwrap_or_default();
    format!("{first}{}.", chars.as_str().trim_end_matches('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(value: &str) -> HeaderMap {
        HeaderMap::from_iter([(header::RETRY_AFTER, value.parse().unwrap())])
    }

    #[test]
    fn retry_after_is_read_as_seconds_or_date_and_kept_within_a_day() {
        let now = DateTime::parse_from_rfc3339("2026-11-03T08:00:00Z").unwrap().to_utc();
        let at = |value: &str| retry_after(&headers(value)).and_then(|after| after.at(now));
        assert_eq!(at("120"), Some(now + TimeDelta::seconds(120)));
        assert_eq!(at("Tue, 03 Nov 2026 09:00:00 GMT"), Some(now + TimeDelta::hours(1)));
        assert_eq!(at("99999999999"), Some(now + TimeDelta::hours(24)), "because a day is the longest wait");
        assert_eq!(at("0"), None, "because it names no later time");
        assert_eq!(at("Tue, 03 Nov 2020 09:00:00 GMT"), None, "because it lies in the past");
        assert_eq!(at("soon"), None);
    }
}
