//! The way to the Research API, and what its refusals mean.

use std::time::Duration;

use bytes::Bytes;
use chrono::{DateTime, NaiveTime, TimeDelta, Utc};
use http::{HeaderMap, HeaderValue, Method, header};
use serde_json::Value;
use url::Url;

use super::{CLIENT_KEY, CLIENT_SECRET, SERVER, not_valid};
use crate::{
    content::date::parse_date,
    model::{FailureCode, Platform},
    platforms::{
        Ask, ConnectorError, RetryAfter, Session,
        apart::apart,
        json::{self, Lenient},
        pages,
    },
    ports::HttpResponse,
};

/// An access token, for one run.
pub(super) struct Api<'a> {
    session: &'a Session,
    base: Url,
    token: HeaderValue,
    /// What day it is, by TikTok's clock.
    pub(super) now: DateTime<Utc>,
}

impl<'a> Api<'a> {
    /// Asks for a token with the user's key.
    pub(super) async fn open(session: &'a Session) -> Result<Self, ConnectorError> {
        let of = |field| session.key().and_then(|key| key.get(field));
        let (Some(key), Some(secret)) = (of(CLIENT_KEY), of(CLIENT_SECRET)) else {
            return Err(needs_key(
                "TikTok needs a key of yours. Set it in Settings or with `tidewatch secrets set tiktok`.",
            ));
        };
        let own = Url::parse(SERVER).map_err(|_| not_valid())?;
        let base = session.base(Platform::Tiktok, &own);
        let form = url::form_urlencoded::Serializer::new(String::new())
            .extend_pairs([(CLIENT_KEY, key), (CLIENT_SECRET, secret), ("grant_type", "client_credentials")])
            .finish();
        let mut url = base.clone();
        url.set_path("/v2/oauth/token/");
        let content = HeaderValue::from_static("application/x-www-form-urlencoded");
        let headers = HeaderMap::from_iter([(header::CONTENT_TYPE, content)]);
        let answer =
            session.ask(Ask { method: Method::POST, url, headers, body: Some(Bytes::from(form)) }).await?;
        let document = read(&answer)?;
        let token = document.text("access_token").map(|token| format!("Bearer {token}"));
        let Some(mut token) = token.and_then(|token| HeaderValue::from_str(&token).ok()) else {
            // Wrong keys are answered with success at times.
            return Err(if document.get("error").is_some() { needs_key(REFUSED) } else { changed() });
        };
        token.set_sensitive(true);
        let now = date(&answer).ok_or_else(changed)?;
        Ok(Self { session, base, token, now })
    }

    /// The `data` of an answer.
    pub(super) async fn query(&self, fields: &str, body: &Value) -> Result<Value, ConnectorError> {
        let mut url = self.base.clone();
        url.set_path("/v2/research/video/query/");
        url.set_query(Some(&format!("fields={fields}")));
        let content = HeaderValue::from_static("application/json");
        let headers = HeaderMap::from_iter([
            (header::CONTENT_TYPE, content),
            (header::AUTHORIZATION, self.token.clone()),
        ]);
        let body = Some(Bytes::from(body.to_string()));
        let answer = self.session.ask(Ask { method: Method::POST, url, headers, body }).await?;
        let mut document = apart(move || read(&answer)).await??;
        document.get_mut("data").map(Value::take).filter(Value::is_object).ok_or_else(changed)
    }
}

fn date(response: &HttpResponse) -> Option<DateTime<Utc>> {
    parse_date(response.headers.get(header::DATE)?.to_str().ok()?)
}

/// The document of an answer that is no refusal.
fn read(response: &HttpResponse) -> Result<Value, ConnectorError> {
    let body: Value = serde_json::from_slice(&response.body).unwrap_or_default();
    let error = body.inner("error").and_then(|error| error.text("code"));
    match error.as_deref() {
        Some("ok") => json::read(response),
        Some(code) => Err(refused(response, code, &body)),
        // The token's refusals are a word.
        None if matches!(body.get("error"), Some(Value::String(_)))
            && (400..500).contains(&response.status) =>
        {
            Err(needs_key(REFUSED))
        }
        None => json::read(response),
    }
}

fn refused(response: &HttpResponse, code: &str, body: &Value) -> ConnectorError {
    let by_status = ConnectorError::of_status(response);
    let message =
        body.inner("error").and_then(|error| error.text("message")).unwrap_or_default().to_lowercase();
    let told = |code, message: &str| ConnectorError {
        code,
        message: message.into(),
        needs_user: false,
        ..by_status.clone()
    };
    match code {
        "access_token_invalid" | "scope_not_authorized" | "scope_permission_missed" => needs_key(REFUSED),
        "rate_limit_exceeded" => ConnectorError {
            retry_after: by_status.retry_after.or(Some(RetryAfter::In(Duration::from_secs(60)))),
            ..told(FailureCode::RateLimited, "TikTok was asked too often and wants a pause.")
        },
        "daily_quota_limit_exceeded" => ConnectorError {
            retry_after: until_midnight(response),
            ..told(FailureCode::RateLimited, "TikTok answers no more requests with your key today.")
        },
        "invalid_username" => told(FailureCode::Gone, NOBODY),
        "invalid_params" if message.contains("username") => told(FailureCode::Gone, NOBODY),
        "internal_error" | "timeout" => {
            told(FailureCode::PlatformDown, "TikTok has a problem of its own. It may be well again soon.")
        }
        _ if response.status == 401 => needs_key(REFUSED),
        _ if response.status >= 500 => by_status,
        _ => ConnectorError { http_status: by_status.http_status, ..changed() },
    }
}

fn until_midnight(response: &HttpResponse) -> Option<RetryAfter> {
    let now = date(response)?;
    let midnight = (now + TimeDelta::days(1)).with_time(NaiveTime::MIN).single()?;
    (midnight - now).to_std().ok().map(RetryAfter::In)
}

const NOBODY: &str =
    "TikTok shows nobody of this name: it may be misspelt, changed, private or closed. Check the link.";
const REFUSED: &str = "TikTok refuses the key. Check that your project may use the Research API, and set the key in Settings \
                       or with `tidewatch secrets set tiktok`.";

fn needs_key(message: &str) -> ConnectorError {
    let refuses_key = message == REFUSED;
    ConnectorError {
        needs_user: true,
        refuses_key,
        ..ConnectorError::new(FailureCode::AuthRequired, message)
    }
}

pub(super) fn changed() -> ConnectorError {
    pages::changed("TikTok")
}
