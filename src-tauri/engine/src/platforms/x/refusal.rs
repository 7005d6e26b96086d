//! What X means when it refuses, in its present form, its earlier one, and beside success.

use serde_json::Value;

use super::NAME;
use crate::{
    content::text,
    model::{FailureCode, Platform},
    platforms::{
        ConnectorError,
        json::{self, Lenient},
        keys,
    },
    ports::HttpResponse,
};

/// How much of a refusal is looked at.
const MOST_READ: usize = 64 << 10;

const SUSPENDED: &str = "X has suspended this account. It may come back.";
const PRIVATE: &str = "This is shown only to those whom its owner has accepted as followers. Ask for it to be public, or delete the job.";
const GONE: &str = "X finds nothing of this name or number: it may be renamed, deleted or suspended. Open the link in a browser to see.";
const NO_CREDITS: &str = "The credits of your X account are used up, or the limit that you set there is reached. Add credits at \
                          console.x.com, then resume the job.";
const NOT_ENROLLED: &str =
    "X does not let your key read this: its app may lack credits or a plan. Look at it at console.x.com.";
const TOO_OFTEN: &str = "X was asked too often and wants a pause.";

/// The document of an answer with data, or with nothing wrong.
pub(super) fn read(response: &HttpResponse) -> Result<Value, ConnectorError> {
    if !(200..300).contains(&response.status) {
        return Err(refused(response));
    }
    let document = json::read(response)?;
    match document.list("errors").first() {
        // Beside data they tell of things that posts refer to.
        Some(error) if document.get("data").is_none() && document.get("meta").is_none() => {
            Err(meaning(error, response))
        }
        _ => Ok(document),
    }
}

/// An answer other than success.
pub(super) fn refused(response: &HttpResponse) -> ConnectorError {
    let is_small = response.body.len() <= MOST_READ;
    let body: Value =
        is_small.then(|| serde_json::from_slice(&response.body).ok()).flatten().unwrap_or_default();
    let inner = body.list("errors").first().filter(|error| error.is_object());
    // The whole says what kind it is; its parts say so where the whole does not.
    let is_told = body.text("type").is_some_and(|kind| !kind.ends_with("blank"));
    let error = if is_told { &body } else { inner.unwrap_or(&body) };
    // What exactly was misunderstood, only its parts say.
    let detail = inner.and_then(|error| error.text("message")).filter(|_| is_told);
    match detail {
        Some(detail) if response.status == 400 => misunderstood(&detail, 400),
        _ => meaning(error, response),
    }
}

/// Whether a refusal names a parameter.
pub(super) fn is_about(response: &HttpResponse, parameter: &str) -> bool {
    let head = &response.body[..response.body.len().min(MOST_READ)];
    String::from_utf8_lossy(head).contains(parameter)
}

fn meaning(error: &Value, response: &HttpResponse) -> ConnectorError {
    let usual = ConnectorError::of_status(response);
    let status = response.status;
    let kind = error.text("type").unwrap_or_default();
    let kind = kind.rsplit('/').next().unwrap_or_default();
    let title = error.text("title").unwrap_or_default();
    let detail = error.text("detail").or_else(|| error.text("message")).unwrap_or_default();
    let says = |words: &str| [&*title, &*detail].iter().any(|text| text.to_lowercase().contains(words));
    let told = |code, message: &str| ConnectorError {
        http_status: Some(status),
        retry_after: usual.retry_after,
        ..ConnectorError::new(code, message)
    };
    let ask_user = |code, message: &str| ConnectorError { needs_user: true, ..told(code, message) };
    // The first interface had numbers, which still come up.
    let number = error.count("code").filter(|_| error.get("type").is_none());
    let is_capped = || {
        kind == "usage-capped"
            || ["creditsdepleted", "spendcapreached", "usagecapexceeded", "credits"]
                .iter()
                .any(|word| says(word))
    };
    match (kind, number) {
        _ if is_capped() || status == 402 => ask_user(FailureCode::RateLimited, NO_CREDITS),
        _ if says("suspended") && status != 401 => told(FailureCode::Suspended, SUSPENDED),
        (_, Some(63 | 64)) => told(FailureCode::Suspended, SUSPENDED),
        ("not-authorized-for-resource", _) | (_, Some(179)) => told(FailureCode::Private, PRIVATE),
        ("resource-not-found", _) | (_, Some(17 | 34 | 50 | 144)) => told(FailureCode::Gone, GONE),
        ("rate-limit-exceeded", _) | (_, Some(88)) => told(FailureCode::RateLimited, TOO_OFTEN),
        _ if status == 429 => told(FailureCode::RateLimited, TOO_OFTEN),
        _ if status == 401 || matches!(number, Some(32 | 89 | 215)) => {
            keys::refused(NAME, Platform::X, status)
        }
        ("client-forbidden" | "client-not-enrolled" | "unsupported-authentication", _) => {
            ask_user(FailureCode::AuthRequired, NOT_ENROLLED)
        }
        _ if status == 403 && !error.is_null() => ask_user(FailureCode::AuthRequired, NOT_ENROLLED),
        ("invalid-request", _) => misunderstood(&detail, status),
        _ if status == 400 => misunderstood(&detail, status),
        _ if (200..300).contains(&status) => told(FailureCode::Gone, GONE),
        _ => usual,
    }
}

/// The same question would be refused again.
fn misunderstood(detail: &str, status: u16) -> ConnectorError {
    let detail = match text::snippet(detail, 160) {
        said if said.is_empty() => String::new(),
        said => format!(": \"{said}\""),
    };
    ConnectorError {
        http_status: Some(status),
        needs_user: true,
        ..ConnectorError::new(
            FailureCode::Changed,
            format!(
                "X does not understand the question ({status}){detail}. Change the search, or look for a newer version."
            ),
        )
    }
}
