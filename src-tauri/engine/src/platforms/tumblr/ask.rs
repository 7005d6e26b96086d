//! One question to Tumblr's API, and what its refusals mean.

use std::time::Duration;

use http::HeaderMap;
use serde_json::Value;
use url::Url;

use super::{SERVER, not_valid};
use crate::{
    model::{FailureCode, Platform},
    platforms::{
        ConnectorError, RetryAfter, Session,
        json::{self, Lenient},
        pages,
    },
    ports::HttpResponse,
};

/// Requests are counted per hour.
const PAUSE: Duration = Duration::from_secs(3600);
/// Shown only to those who log in.
const DASHBOARD_ONLY: u64 = 4012;

pub(super) async fn get(
    session: &Session,
    key: &str,
    method: &str,
    parameters: &[(&str, &str)],
) -> Result<HttpResponse, ConnectorError> {
    let own = Url::parse(SERVER).map_err(|_| not_valid())?;
    let mut url = session.base(Platform::Tumblr, &own);
    url.set_path(&format!("/v2/{method}"));
    // The key is not taken in a header.
    url.query_pairs_mut().clear().append_pair("api_key", key).extend_pairs(parameters);
    session.get(&url, HeaderMap::new()).await
}

/// What an answer holds.
pub(super) fn read(response: &HttpResponse) -> Result<Value, ConnectorError> {
    if !(200..300).contains(&response.status) {
        return Err(refused(response));
    }
    let mut document = json::read(response)?;
    Ok(document.get_mut("response").map(Value::take).unwrap_or_default())
}

fn refused(response: &HttpResponse) -> ConnectorError {
    let by_status = ConnectorError::of_status(response);
    let body: Value = serde_json::from_slice(&response.body).unwrap_or_default();
    let error = body.list("errors").first().and_then(|error| error.count("code"));
    let (code, message) = match response.status {
        401 => (
            FailureCode::AuthRequired,
            "Tumblr refuses the key. Copy it again from the page of your application and set it in Settings or with \
             `tidewatch secrets set tumblr`.",
        ),
        404 if error == Some(DASHBOARD_ONLY) => (FailureCode::Private, super::feed::NOT_FOR_STRANGERS),
        403 if body.is_object() => (
            FailureCode::Private,
            "Tumblr does not show this blog to your key: it may be protected by a password, or your application is \
             suspended.",
        ),
        404 => (FailureCode::Gone, super::feed::NO_BLOG),
        429 => (FailureCode::RateLimited, "Tumblr answers no more requests with your key for now."),
        _ => return by_status,
    };
    let retry_after = match code {
        FailureCode::RateLimited => {
            by_status.retry_after.or_else(|| reset(response)).or(Some(RetryAfter::In(PAUSE)))
        }
        _ => by_status.retry_after,
    };
    let needs_user = code == FailureCode::AuthRequired;
    ConnectorError {
        code,
        message: message.into(),
        retry_after,
        needs_user,
        refuses_key: needs_user,
        ..by_status
    }
}

/// Seconds until the count that is used up starts anew.
fn reset(response: &HttpResponse) -> Option<RetryAfter> {
    let number = |name: &str| response.headers.get(name)?.to_str().ok()?.trim().parse::<u64>().ok();
    let is_day = number("x-ratelimit-perday-remaining") == Some(0);
    let name = if is_day { "x-ratelimit-perday-reset" } else { "x-ratelimit-perhour-reset" };
    number(name).map(|seconds| RetryAfter::In(Duration::from_secs(seconds)))
}

pub(super) fn changed() -> ConnectorError {
    pages::changed("Tumblr")
}
