//! What GitHub means when it refuses.

use std::time::Duration;

use serde_json::Value;

use crate::{
    model::{FailureCode, Platform, TargetType},
    platforms::{ConnectorError, RetryAfter, json::Lenient, keys},
    ports::HttpResponse,
};

/// Where GitHub names no time.
const AFTER_TOO_MANY: Duration = Duration::from_secs(60);
/// How much of a refusal is looked at.
const MOST_READ: usize = 64 << 10;

/// A feed that is not there. GitHub tells nobody whether something is private.
pub(super) fn of_feed(kind: TargetType, response: &HttpResponse) -> ConnectorError {
    let usual = of_list(response, false);
    let message = match (response.status, kind) {
        (404 | 406, TargetType::Discussions) => {
            "GitHub gives no feed of these discussions: they may be switched off, or the repository is private or gone."
        }
        (404 | 406, TargetType::Wiki) => {
            "GitHub gives no feed of this wiki: it may be switched off or empty, or the repository is private or gone."
        }
        (406, _) => "GitHub gives no feed of this (406). Watch the repository's releases or commits instead.",
        _ => return usual,
    };
    ConnectorError { code: FailureCode::Gone, message: message.into(), ..usual }
}

/// An answer of the REST interface other than 200.
pub(super) fn of_list(response: &HttpResponse, has_key: bool) -> ConnectorError {
    let usual = ConnectorError::of_status(response);
    let is_small = response.body.len() <= MOST_READ;
    let body: Value =
        is_small.then(|| serde_json::from_slice(&response.body).ok()).flatten().unwrap_or_default();
    let said = body.text("message").unwrap_or_default().to_lowercase();
    let told = |code, message: &str| ConnectorError { code, message: message.into(), ..usual.clone() };
    match response.status {
        401 if has_key => keys::refused("GitHub", Platform::Github, 401),
        403 | 429 if has_key && (usual.code == FailureCode::RateLimited || said.contains("rate limit")) => {
            ConnectorError {
                retry_after: usual.retry_after.or(Some(RetryAfter::In(AFTER_TOO_MANY))),
                ..told(
                    FailureCode::RateLimited,
                    "GitHub answers no more requests of your key for now: it grants 5,000 an hour to all programs together.",
                )
            }
        }
        403 | 429 if usual.code == FailureCode::RateLimited || said.contains("rate limit") => {
            ConnectorError {
                retry_after: usual.retry_after.or(Some(RetryAfter::In(AFTER_TOO_MANY))),
                ..told(
                    FailureCode::RateLimited,
                    "GitHub answers no more requests from this network for now: without a key it grants 60 an hour. Set a key, or \
                 watch releases and commits, which do not count.",
                )
            }
        }
        403 if said.contains("repository access blocked") => told(
            FailureCode::Suspended,
            "GitHub has blocked this repository. Open it in a browser to read why.",
        ),
        403 if said.contains("not accessible") || response.headers.contains_key("x-github-sso") => {
            let message = match has_key {
                true => {
                    "GitHub does not show this to your key: give it leave to read issues of this repository."
                }
                false => {
                    "GitHub shows this only to those who log in. Set a key of yours in Settings or with `tidewatch secrets \
                     set github`."
                }
            };
            // A key that lacks one permission may be good for other repositories.
            let code = if has_key { FailureCode::Private } else { FailureCode::AuthRequired };
            ConnectorError { needs_user: true, ..told(code, message) }
        }
        404 if has_key => told(
            FailureCode::Gone,
            "GitHub finds nothing here that your key may see (404): it may be misspelt, renamed, deleted or private.",
        ),
        404 => told(
            FailureCode::Gone,
            "GitHub finds nothing public here (404): it may be misspelt, renamed, deleted or private. Open the link in a \
             browser without a login to see.",
        ),
        410 => told(
            FailureCode::Gone,
            "GitHub says that this was deleted or switched off (410). Delete the job, or watch something else of it.",
        ),
        422 => told(
            FailureCode::Changed,
            "GitHub does not understand this search (422), or the repository is gone or private. Try it on GitHub and paste \
             its address again.",
        ),
        451 => told(
            FailureCode::Suspended,
            "GitHub may not show this for legal reasons (451). Open it in a browser to read why.",
        ),
        _ => usual,
    }
}
