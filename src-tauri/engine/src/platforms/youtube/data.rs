//! One question to YouTube's Data API under the user's key, and what its refusals mean.

use std::time::{Duration, SystemTime};

use http::{HeaderMap, HeaderName, header};
use jiff::{Timestamp, civil::Time, tz::TimeZone};
use serde_json::Value;
use url::Url;

use crate::{
    content::date::parse_date,
    model::{FailureCode, Platform},
    platforms::{
        ConnectorError, RetryAfter, Session,
        json::{self, Lenient},
        keys,
        pages::not_valid,
    },
    ports::HttpResponse,
};

const SERVER: &str = "https://www.googleapis.com";
/// Where the day of the quota ends at midnight.
const QUOTA_ZONE: &str = "America/Los_Angeles";
/// Where the answer does not say what time it is.
const AFTER_QUOTA: Duration = Duration::from_secs(6 * 3600);
const AFTER_TOO_MANY: Duration = Duration::from_secs(60);

/// The interface under the user's key.
pub(super) struct Api<'a> {
    session: &'a Session,
    headers: HeaderMap,
    base: Url,
}

impl<'a> Api<'a> {
    /// Nothing without a key.
    pub(super) fn new(session: &'a Session) -> Result<Option<Self>, ConnectorError> {
        let Some(key) = session.key().and_then(|key| key.get("key")) else { return Ok(None) };
        let base = session.setting(Platform::Youtube, "api_url").filter(|url| !url.is_empty());
        let base = Url::parse(base.unwrap_or(SERVER)).map_err(|_| not_valid())?;
        let headers = HeaderMap::from_iter([(HeaderName::from_static("x-goog-api-key"), keys::header(key)?)]);
        Ok(Some(Self { session, headers, base }))
    }

    pub(super) async fn get(
        &self,
        list: &str,
        parameters: &[(&str, &str)],
    ) -> Result<HttpResponse, ConnectorError> {
        let mut url = self.base.join(&format!("/youtube/v3/{list}")).map_err(|_| not_valid())?;
        url.query_pairs_mut().extend_pairs(parameters);
        self.session.get(&url, self.headers.clone()).await
    }
}

/// The entries of an answer and where the next page is.
pub(super) fn read(response: &HttpResponse) -> Result<(Vec<Value>, Option<String>), ConnectorError> {
    if !(200..300).contains(&response.status) {
        return Err(refused(response));
    }
    let mut document = json::read(response)?;
    let next = document.text("nextPageToken").map(|word| word.into_owned());
    match document.get_mut("items").map(Value::take) {
        Some(Value::Array(items)) => Ok((items, next)),
        // Lists of nothing are left out.
        None if document.text("kind").is_some_and(|kind| kind.ends_with("ListResponse")) => {
            Ok((Vec::new(), next))
        }
        _ => Err(super::changed()),
    }
}

fn refused(response: &HttpResponse) -> ConnectorError {
    let usual = ConnectorError::of_status(response);
    let small = response.body.len() <= 64 << 10;
    let body: Value =
        small.then(|| serde_json::from_slice(&response.body).ok()).flatten().unwrap_or_default();
    let error = body.inner("error").unwrap_or(&Value::Null);
    let reasons: Vec<&str> = error
        .list("errors")
        .iter()
        .chain(error.list("details"))
        .filter_map(|part| part.get("reason")?.as_str())
        .collect();
    let is = |known: &[&str]| reasons.iter().any(|reason| known.contains(reason));
    let told = |code, message: &str| ConnectorError { code, message: message.into(), ..usual.clone() };
    let says_key = error.text("message").is_some_and(|message| message.contains("API key"));
    if is(&["quotaExceeded", "dailyLimitExceeded"]) {
        return ConnectorError {
            retry_after: Some(next_day(response)),
            needs_user: false,
            ..told(
                FailureCode::RateLimited,
                "What YouTube grants your key in a day is used up. It starts anew at midnight in California. Check less often.",
            )
        };
    }
    if is(&["rateLimitExceeded", "userRateLimitExceeded"]) || response.status == 429 {
        return ConnectorError {
            retry_after: usual.retry_after.or(Some(RetryAfter::In(AFTER_TOO_MANY))),
            ..told(FailureCode::RateLimited, "YouTube was asked too often and wants a pause.")
        };
    }
    if is(&[
        "accessNotConfigured",
        "SERVICE_DISABLED",
        "API_KEY_SERVICE_BLOCKED",
        "API_KEY_HTTP_REFERRER_BLOCKED",
        "ipRefererBlocked",
    ]) {
        return ConnectorError {
            http_status: usual.http_status,
            ..keys::needs_user(
                "Your key may not ask YouTube: switch on \"YouTube Data API v3\" for its project at console.cloud.google.com, \
                 and allow the key to use it from anywhere.",
            )
        };
    }
    if is(&["keyInvalid", "API_KEY_INVALID", "keyExpired"]) || says_key || response.status == 401 {
        return keys::refused("YouTube", Platform::Youtube, response.status);
    }
    if is(&["channelClosed", "channelSuspended"]) {
        return told(FailureCode::Suspended, "YouTube has closed this channel.");
    }
    if is(&["playlistItemsNotAccessible", "playlistForbidden", "channelForbidden"]) {
        return told(FailureCode::Private, "This is private on YouTube: only its owner sees it.");
    }
    if is(&["commentsDisabled"]) {
        return told(FailureCode::Private, "The comments of this video are switched off.");
    }
    match response.status {
        404 => told(
            FailureCode::Gone,
            "YouTube finds nothing here (404): it may be deleted or private. Open it in a browser to see.",
        ),
        400 => told(
            FailureCode::Changed,
            "YouTube does not understand the question (400): Tidewatch may have to learn a new form.",
        ),
        _ => usual,
    }
}

/// The next midnight where quotas are counted, by the server's clock.
fn next_day(response: &HttpResponse) -> RetryAfter {
    let next = || {
        let now = response.headers.get(header::DATE)?.to_str().ok().and_then(parse_date)?;
        let zone = TimeZone::get(QUOTA_ZONE).ok()?;
        let day =
            Timestamp::from_second(now.timestamp()).ok()?.to_zoned(zone.clone()).date().tomorrow().ok()?;
        let midnight = day.to_datetime(Time::midnight()).to_zoned(zone).ok()?.timestamp().as_second();
        SystemTime::UNIX_EPOCH.checked_add(Duration::from_secs(u64::try_from(midnight).ok()?))
    };
    next().map_or(RetryAfter::In(AFTER_QUOTA), RetryAfter::At)
}
