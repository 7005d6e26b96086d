//! One question to LinkedIn's interface for those who administer pages, and what its refusals
//! mean.

use std::time::{Duration, SystemTime};

use http::{HeaderMap, HeaderName, HeaderValue, header};
use serde_json::Value;
use url::Url;

use super::API_VERSION;
use crate::{
    model::{FailureCode, Platform},
    platforms::{
        ConnectorError, RetryAfter, Session,
        json::{self, Lenient},
    },
    ports::HttpResponse,
};

const API: &str = "https://api.linkedin.com";
const DAY: u64 = 86_400;
const HOUR: Duration = Duration::from_secs(3600);
/// How much of a refusal is looked at.
const MOST_READ: usize = 64 << 10;

pub(super) async fn ask(
    path: &str,
    parameters: &[(&str, String)],
    session: &Session,
) -> Result<HttpResponse, ConnectorError> {
    let Some(token) = session.key().and_then(|key| key.get("token")) else { return Err(no_key()) };
    let own = Url::parse(API).map_err(|_| super::not_valid())?;
    let mut url = session.base(Platform::Linkedin, &own);
    url.set_path(&format!("rest/{path}"));
    url.query_pairs_mut().clear().extend_pairs(parameters);
    let mut bearer = HeaderValue::try_from(format!("Bearer {token}")).map_err(|_| no_key())?;
    bearer.set_sensitive(true);
    let version = HeaderValue::try_from(version(session)).map_err(|_| super::not_valid())?;
    let headers = HeaderMap::from_iter([
        (header::AUTHORIZATION, bearer),
        (HeaderName::from_static("linkedin-version"), version),
        (HeaderName::from_static("x-restli-protocol-version"), HeaderValue::from_static("2.0.0")),
        (HeaderName::from_static("x-restli-method"), HeaderValue::from_static("FINDER")),
    ]);
    session.get(&url, headers).await
}

fn version(session: &Session) -> &str {
    let chosen = session.setting(Platform::Linkedin, "api_version");
    chosen
        .filter(|version| version.bytes().all(|byte| byte.is_ascii_digit()) && version.len() == 6)
        .unwrap_or(API_VERSION)
}

/// The document of an answer.
pub(super) fn read(response: &HttpResponse) -> Result<Value, ConnectorError> {
    if response.url.path().starts_with("/authwall") {
        return Err(kept_out(response));
    }
    if (200..300).contains(&response.status) {
        return json::read(response);
    }
    Err(refusal(response))
}

fn refusal(response: &HttpResponse) -> ConnectorError {
    use FailureCode::{AuthRequired, Changed, Gone, RateLimited};
    let usual = ConnectorError::of_status(response);
    let is_small = response.body.len() <= MOST_READ;
    let body: Option<Value> = is_small.then(|| serde_json::from_slice(&response.body).ok()).flatten();
    let told = |code, needs_user, message: &str| ConnectorError {
        code,
        needs_user,
        message: message.into(),
        ..usual.clone()
    };
    match response.status {
        401 => ConnectorError {
            refuses_key: true,
            ..told(
                AuthRequired,
                true,
                "LinkedIn does not accept your token any more: each is valid for 60 days. Make a new one and set it in Settings or \
             with `tidewatch secrets set linkedin`.",
            )
        },
        403 if body.as_ref().is_some_and(Value::is_object) => told(
            AuthRequired,
            true,
            "Your token may not read this page. You need to be its administrator, and the token needs the scope \
             r_organization_social.",
        ),
        404 => {
            told(Gone, false, "LinkedIn finds no such page (404): it was renamed or removed, or is misspelt.")
        }
        400 => told(
            Changed,
            false,
            "LinkedIn does not understand the question (400). Try another month as its version in Settings.",
        ),
        426 => told(
            Changed,
            true,
            "LinkedIn no longer answers in the version that is set. Set a newer month in Settings, such as 202611.",
        ),
        429 => ConnectorError {
            retry_after: usual.retry_after.or_else(|| Some(midnight(response))),
            ..told(
                RateLimited,
                false,
                "The requests that LinkedIn grants your app in a day are used up; they start anew at midnight UTC.",
            )
        },
        999 => kept_out(response),
        _ => usual,
    }
}

fn kept_out(response: &HttpResponse) -> ConnectorError {
    ConnectorError {
        http_status: Some(response.status),
        ..ConnectorError::new(
            FailureCode::Blocked,
            "LinkedIn refuses automatic reading. Wait, and check less often.",
        )
    }
}

/// The end of the server's day.
fn midnight(response: &HttpResponse) -> RetryAfter {
    let date = response.headers.get(header::DATE).and_then(|value| value.to_str().ok());
    let now = date.and_then(|date| httpdate::parse_http_date(date).ok());
    let seconds =
        now.and_then(|now| now.duration_since(SystemTime::UNIX_EPOCH).ok()).map(|since| since.as_secs());
    let next = seconds.and_then(|seconds| {
        let next = (seconds / DAY).checked_add(1)?.checked_mul(DAY)?;
        SystemTime::UNIX_EPOCH.checked_add(Duration::from_secs(next))
    });
    next.map_or(RetryAfter::In(HOUR), RetryAfter::At)
}

fn no_key() -> ConnectorError {
    ConnectorError {
        needs_user: true,
        ..ConnectorError::new(
            FailureCode::AuthRequired,
            "LinkedIn needs a key of yours. Set it in Settings or with `tidewatch secrets set linkedin`.",
        )
    }
}

/// The members of a list.
pub(super) fn elements(document: &Value) -> Result<&[Value], ConnectorError> {
    document
        .get("elements")
        .filter(|elements| elements.is_array())
        .map(|_| document.list("elements"))
        .ok_or_else(changed)
}

pub(super) fn changed() -> ConnectorError {
    ConnectorError::new(
        FailureCode::Changed,
        "LinkedIn answers in a form that Tidewatch does not know. Try another month as its version in Settings.",
    )
}
