//! One question to a server of PeerTube, and what its refusals mean.

use std::time::Duration;

use http::HeaderMap;
use serde_json::Value;
use url::Url;

use crate::{
    model::FailureCode,
    platforms::{
        ConnectorError, RetryAfter, Session,
        json::{self, Lenient},
    },
    ports::HttpResponse,
};

/// Where the server does not say for how long: it counts by the second.
const PAUSE: Duration = Duration::from_secs(60);
/// How much of a refusal is looked at.
const MOST_READ: usize = 64 << 10;

pub(super) async fn ask(
    server: &Url,
    path: &str,
    parameters: &[(&str, String)],
    session: &Session,
) -> Result<HttpResponse, ConnectorError> {
    let mut url = server.clone();
    url.set_path(&format!("api/v1/{path}"));
    if !parameters.is_empty() {
        url.query_pairs_mut().extend_pairs(parameters);
    }
    session.get(&url, HeaderMap::new()).await
}

/// The document of an answer.
pub(super) fn read(response: &HttpResponse) -> Result<Value, ConnectorError> {
    if (200..300).contains(&response.status) {
        return json::read(response);
    }
    Err(refusal(response))
}

fn refusal(response: &HttpResponse) -> ConnectorError {
    use FailureCode::{Changed, Gone, Private, RateLimited, Suspended};
    let usual = ConnectorError::of_status(response);
    let host = host(&response.url);
    let is_small = response.body.len() <= MOST_READ;
    let body: Option<Value> = is_small.then(|| serde_json::from_slice(&response.body).ok()).flatten();
    let body = body.filter(Value::is_object);
    let says = |key: &str| body.as_ref().and_then(|body| body.text(key)).unwrap_or_default().to_lowercase();
    let (code, message) = match response.status {
        404 if body.is_none() => (
            Changed,
            format!(
                "{host} does not answer as servers of PeerTube do. If it is another kind of site, paste the address again \
                 and choose another reading."
            ),
        ),
        404 => (
            Gone,
            format!(
                "{host} finds no such channel, account, playlist or video (404): it was removed, renamed or is misspelt. \
                 Open it in a browser and paste its address anew."
            ),
        ),
        401 => (
            Private,
            format!("{host} shows this only to those who are logged in, which Tidewatch cannot be (401)."),
        ),
        403 if says("code") == "does_not_respect_follow_constraints" => {
            let origin = body.as_ref().and_then(|body| body.address("originUrl", None));
            let next = match origin {
                Some(origin) => format!("Paste its own address instead: {origin}."),
                None => "Paste its address on its own server.".to_owned(),
            };
            (Private, format!("{host} shows only what is on servers that it follows. {next}"))
        }
        403 if says("code").contains("block") || says("detail").contains("block") => {
            (Suspended, format!("{host} has blocked this account. If it has moved, paste its new address."))
        }
        403 if body.is_some() => (Private, format!("{host} shows this only to some people (403).")),
        429 => (RateLimited, usual.message.clone()),
        _ => return usual,
    };
    let pause = || (code == RateLimited).then_some(RetryAfter::In(PAUSE));
    ConnectorError {
        code,
        message,
        retry_after: usual.retry_after.or_else(pause),
        // Nothing but another address or a wider circle helps.
        needs_user: code == Private,
        ..usual
    }
}

pub(super) fn host(url: &Url) -> &str {
    url.host_str().unwrap_or("The server")
}

pub(super) fn changed(server: &Url) -> ConnectorError {
    ConnectorError::new(
        FailureCode::Changed,
        format!(
            "{} lists videos in a form that Tidewatch cannot read; a newer Tidewatch may be able to.",
            host(server)
        ),
    )
}
