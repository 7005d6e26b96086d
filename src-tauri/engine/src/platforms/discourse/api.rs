//! One question to a forum, and what its refusals mean.

use std::time::Duration;

use http::{HeaderMap, HeaderName, HeaderValue, header};
use serde_json::Value;
use url::Url;

use crate::{
    model::{FailureCode, Key},
    platforms::{
        ConnectorError, RetryAfter, Session,
        json::{self, Lenient},
        servers::{self, PAUSE, host},
    },
    ports::HttpResponse,
};

const LONGEST_PAUSE: u64 = 86_400;

pub(super) async fn ask(
    forum: &Url,
    path: &str,
    parameters: &[(&str, String)],
    session: &Session,
) -> Result<HttpResponse, ConnectorError> {
    let mut url = forum.join(path).map_err(|_| super::not_valid())?;
    if !parameters.is_empty() {
        url.query_pairs_mut().extend_pairs(parameters);
    }
    let mut headers = session.key().and_then(|key| login(key, forum)).unwrap_or_default();
    // Otherwise some forums answer with a page.
    headers.insert(header::ACCEPT, HeaderValue::from_static("application/json"));
    session.get(&url, headers).await
}

/// The user's key, for the forum that it is from and no other: with a name it is one that an
/// administrator has made, without it one of the user's own.
fn login(key: &Key, forum: &Url) -> Option<HeaderMap> {
    let own = key.get("server").and_then(address)?;
    (own.origin() == forum.origin()).then_some(())?;
    let mut value = HeaderValue::try_from(key.get("key")?).ok()?;
    value.set_sensitive(true);
    let mut headers = HeaderMap::new();
    match key.get("username") {
        Some(name) => {
            headers.insert(HeaderName::from_static("api-key"), value);
            headers.insert(HeaderName::from_static("api-username"), HeaderValue::try_from(name).ok()?);
        }
        None => {
            headers.insert(HeaderName::from_static("user-api-key"), value);
        }
    }
    Some(headers)
}

/// The address of a forum whose name somebody typed, with or without a scheme.
pub(super) fn address(name: &str) -> Option<Url> {
    let mut url = servers::typed(name)?;
    let folder = format!("{}/", url.path().trim_end_matches('/'));
    url.set_path(&folder);
    Some(url)
}

/// The document of an answer.
pub(super) fn read(response: &HttpResponse) -> Result<Value, ConnectorError> {
    // Forums for members send everybody else to their door.
    if response.url.path().trim_end_matches('/').ends_with("/login") {
        return Err(members_only(response, host(&response.url)));
    }
    if (200..300).contains(&response.status) {
        return json::read(response);
    }
    Err(refusal(response))
}

fn refusal(response: &HttpResponse) -> ConnectorError {
    use FailureCode::{Changed, Gone, Private, RateLimited};
    let usual = ConnectorError::of_status(response);
    let host = host(&response.url);
    let body = servers::said(response);
    let kind = body.as_ref().and_then(|body| body.text("error_type")).unwrap_or_default().into_owned();
    let told = |code, message: String| ConnectorError { code, message, needs_user: false, ..usual.clone() };
    match (response.status, kind.as_str()) {
        (_, "rate_limit") | (429, _) => {
            let wait = body.as_ref().and_then(|body| body.inner("extras")?.count("wait_seconds"));
            let wait = wait.map(|seconds| Duration::from_secs(seconds.min(LONGEST_PAUSE)));
            ConnectorError {
                retry_after: usual.retry_after.or(Some(RetryAfter::In(wait.unwrap_or(PAUSE)))),
                ..told(RateLimited, format!("{host} was asked too often."))
            }
        }
        (_, "not_logged_in") | (401, _) => members_only(response, host),
        (403, "invalid_access") => ConnectorError {
            needs_user: true,
            ..told(
                Private,
                format!(
                    "{host} shows this only to some of its members. Paste something that everybody may read."
                ),
            )
        },
        (404, _) if body.is_none() => told(Changed, servers::another_kind(host, "forums of Discourse")),
        (404, _) => told(
            Gone,
            format!(
                "{host} finds no such category, topic, tag or user (404): it was removed, hidden, renamed or is misspelt. \
                 Open it in a browser without a login and paste its address anew."
            ),
        ),
        (400 | 422, _) => told(
            Changed,
            format!(
                "{host} does not understand this question ({}). Paste its address anew.",
                response.status
            ),
        ),
        _ => usual,
    }
}

fn members_only(response: &HttpResponse, host: &str) -> ConnectorError {
    ConnectorError {
        needs_user: true,
        http_status: Some(response.status),
        ..ConnectorError::new(
            FailureCode::AuthRequired,
            format!(
                "{host} shows this only to members, or your key for it is no longer valid. If you are one, set your key in \
                 Settings or with `tidewatch secrets set discourse`."
            ),
        )
    }
}

pub(super) fn changed(forum: &Url) -> ConnectorError {
    servers::changed(host(forum), "topics")
}
