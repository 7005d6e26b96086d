//! One question to the API, and what its refusals mean.

use std::time::Duration;

use http::HeaderMap;
use serde_json::Value;
use url::Url;

use super::{API_VERSION, KEY_FIELD, VERSION, not_valid, own_server, site};
use crate::{
    model::{FailureCode, Platform},
    platforms::{
        ConnectorError, RetryAfter, Session,
        apart::apart,
        json::{self, Lenient},
        pages,
    },
    ports::HttpResponse,
};

/// Where the API names no time.
const PAUSE: Duration = Duration::from_secs(1800);

/// The way to one site's data.
pub(super) struct Api<'a> {
    session: &'a Session,
    base: Url,
    pub(super) host: String,
    site: String,
    key: Option<&'a str>,
}

/// What the API answers.
pub(super) struct Reply {
    pub(super) items: Vec<Value>,
    pub(super) has_more: bool,
    /// Seconds in which not to ask the same again.
    pub(super) backoff: Option<u64>,
    pub(super) quota_left: Option<u64>,
}

impl<'a> Api<'a> {
    pub(super) fn of(session: &'a Session, host: &str) -> Result<Self, ConnectorError> {
        Ok(Self {
            session,
            base: session.base(Platform::Stackexchange, &own_server()?),
            host: host.to_owned(),
            site: site::name(host).ok_or_else(not_valid)?,
            key: session.key().and_then(|key| key.get(KEY_FIELD)),
        })
    }

    pub(super) fn has_key(&self) -> bool {
        self.key.is_some()
    }

    pub(super) async fn ask(&self, path: &str, parameters: &[(&str, &str)]) -> Result<Reply, ConnectorError> {
        let version = self.session.setting(Platform::Stackexchange, API_VERSION).unwrap_or(VERSION);
        let mut url = self.base.clone();
        url.set_path(&format!("/{}/{path}", version.trim_matches('/')));
        // The key is not taken in a header, and is no secret.
        let key = self.key.map(|key| ("key", key));
        url.query_pairs_mut()
            .clear()
            .append_pair("site", &self.site)
            .extend_pairs(parameters)
            .extend_pairs(key);
        let answer = self.session.get(&url, HeaderMap::new()).await?;
        apart(move || read(&answer)).await?
    }
}

fn read(response: &HttpResponse) -> Result<Reply, ConnectorError> {
    let body: Value = serde_json::from_slice(&response.body).unwrap_or_default();
    if body.get("error_id").is_some() {
        return Err(refused(response, &body));
    }
    let mut document = json::read(response)?;
    let (backoff, quota_left) = (document.count("backoff"), document.count("quota_remaining"));
    let has_more = document.is_true("has_more");
    let Some(Value::Array(items)) = document.get_mut("items").map(Value::take) else { return Err(changed()) };
    Ok(Reply { items, has_more, backoff, quota_left })
}

/// The number in the body says more than the status.
fn refused(response: &HttpResponse, body: &Value) -> ConnectorError {
    let by_status = ConnectorError::of_status(response);
    let message = body.text("error_message").unwrap_or_default().to_lowercase();
    let told = |code, message: &str| ConnectorError {
        code,
        message: message.into(),
        needs_user: code == FailureCode::AuthRequired,
        ..by_status.clone()
    };
    match body.count("error_id") {
        Some(502) => ConnectorError {
            retry_after: Some(RetryAfter::In(seconds(&message).map_or(PAUSE, Duration::from_secs))),
            ..told(
                FailureCode::RateLimited,
                "Stack Exchange answers no more requests from this network for now. A key in Settings allows many more.",
            )
        },
        Some(400) if message.contains("site") => {
            told(FailureCode::Gone, "Stack Exchange knows no such site. Check the link.")
        }
        Some(400) if message.contains("key") => refuses_key(REFUSED),
        Some(401..=403 | 405 | 406) => refuses_key(REFUSED),
        Some(500 | 503) => told(
            FailureCode::PlatformDown,
            "Stack Exchange has a problem of its own. It may be well again soon.",
        ),
        _ => ConnectorError { http_status: by_status.http_status, ..changed() },
    }
}

const REFUSED: &str = "Stack Exchange refuses the key. Copy it again from stackapps.com and set it in Settings or with \
                       `tidewatch secrets set stackexchange`.";

pub(super) fn refuses_key(message: &str) -> ConnectorError {
    ConnectorError {
        needs_user: true,
        refuses_key: true,
        ..ConnectorError::new(FailureCode::AuthRequired, message)
    }
}

/// `… more requests available in 4321 seconds`.
fn seconds(message: &str) -> Option<u64> {
    let (before, _) = message.rsplit_once(" second")?;
    before.rsplit(' ').next()?.parse().ok()
}

/// More of this list may be asked for only later.
pub(super) fn wants_pause(seconds: u64) -> ConnectorError {
    ConnectorError {
        retry_after: Some(RetryAfter::In(Duration::from_secs(seconds))),
        ..ConnectorError::new(FailureCode::RateLimited, "Stack Exchange wants a pause before it shows more.")
    }
}

pub(super) fn changed() -> ConnectorError {
    pages::changed("Stack Exchange")
}

pub(super) const GONE: &str = "This site shows no such question, user or tag: it may be deleted, merged with another or never \
                               have existed. Open the link in a browser to see.";
