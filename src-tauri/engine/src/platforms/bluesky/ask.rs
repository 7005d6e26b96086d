//! One question to Bluesky's public server, and what its refusals mean.

use http::HeaderMap;
use serde_json::Value;
use url::Url;

use crate::{
    model::FailureCode,
    platforms::{
        ConnectorError, Session,
        json::{self, Lenient},
    },
    ports::HttpResponse,
};

/// The answer to a query, whatever its status.
pub(super) async fn get(
    base: &Url,
    method: &str,
    parameters: &[(&str, &str)],
    session: &Session,
) -> Result<HttpResponse, ConnectorError> {
    let mut url = base.clone();
    url.set_path(&format!("/xrpc/{method}"));
    url.query_pairs_mut().clear().extend_pairs(parameters);
    session.get(&url, HeaderMap::new()).await
}

/// The document of an answer.
pub(super) fn read(response: &HttpResponse) -> Result<Value, ConnectorError> {
    if (200..300).contains(&response.status) { json::read(response) } else { Err(refused(response)) }
}

/// What a refusal means: the name in its body says more than the status.
fn refused(response: &HttpResponse) -> ConnectorError {
    let by_status = ConnectorError::of_status(response);
    let Ok(body) = serde_json::from_slice::<Value>(&response.body) else { return by_status };
    let (name, message) =
        (body.text("error").unwrap_or_default(), body.text("message").unwrap_or_default().to_lowercase());
    let (code, sentence) = match &*name {
        "AccountTakedown" | "AccountSuspended" | "RepoTakendown" | "RepoSuspended" => {
            (FailureCode::Suspended, "Bluesky has suspended this account. It may come back.")
        }
        "AccountDeactivated" | "RepoDeactivated" => {
            (FailureCode::Suspended, "The owner has deactivated this account for now. It may come back.")
        }
        "BlockedActor" | "BlockedByActor" => {
            (FailureCode::Private, "This account cannot be read because of a block.")
        }
        "HandleNotFound" => (FailureCode::Gone, NO_HANDLE),
        "UnknownFeed" => (FailureCode::Gone, NO_FEED),
        "UnknownList" => (FailureCode::Gone, NO_LIST),
        "AuthMissing" | "AuthenticationRequired" | "InvalidToken" | "ExpiredToken" => (
            FailureCode::AuthRequired,
            "Bluesky shows this to people who are logged in only, as it does with feeds that are made for \
             each reader. Tidewatch cannot log in there yet: watch a profile or another feed.",
        ),
        "RateLimitExceeded" => (FailureCode::RateLimited, "Bluesky was asked too often and wants a pause."),
        "UpstreamFailure" | "UpstreamTimeout" | "InvalidResponse" => (
            FailureCode::PlatformDown,
            "The service behind this feed does not answer. Bluesky itself may be well.",
        ),
        "InvalidRequest" if message.contains("resolve handle") => (FailureCode::Gone, NO_HANDLE),
        "InvalidRequest" if message.contains("profile not found") || message.contains("actor not found") => {
            (FailureCode::Gone, "Bluesky finds no such profile: it may have been deleted or renamed.")
        }
        "InvalidRequest" if message.contains("find feed") => (FailureCode::Gone, NO_FEED),
        "InvalidRequest" if message.contains("list not found") || message.contains("find list") => {
            (FailureCode::Gone, NO_LIST)
        }
        "NotFound" => (FailureCode::Gone, "Bluesky finds nothing under this link. Check it."),
        _ => return by_status,
    };
    ConnectorError {
        code,
        message: sentence.into(),
        needs_user: code == FailureCode::AuthRequired,
        ..by_status
    }
}

const NO_HANDLE: &str = "Bluesky knows nobody of this name. Check the link; who was renamed has a new one.";
const NO_FEED: &str = "Bluesky finds no such feed: its maker may have deleted it.";
const NO_LIST: &str = "Bluesky finds no such list: its owner may have deleted it.";
