//! One question to a server of PeerTube, and what its refusals mean.

use http::HeaderMap;
use serde_json::Value;
use url::Url;

use crate::{
    model::FailureCode,
    platforms::{
        ConnectorError, Session,
        json::{self, Lenient},
        servers::{self, host},
    },
    ports::HttpResponse,
};

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
    let body = servers::said(response);
    let says = |key: &str| body.as_ref().and_then(|body| body.text(key)).unwrap_or_default().to_lowercase();
    let (code, message) = match response.status {
        404 if body.is_none() => (Changed, servers::another_kind(host, "servers of PeerTube")),
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
    // Nothing but another address or a wider circle helps.
    servers::told(usual, code, message, code == Private)
}

pub(super) fn changed(server: &Url) -> ConnectorError {
    servers::changed(host(server), "videos")
}
