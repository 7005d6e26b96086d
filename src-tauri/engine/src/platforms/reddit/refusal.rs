//! What Reddit means when it gives no feed.

use std::time::Duration;

use serde_json::Value;

use crate::{
    model::FailureCode,
    platforms::{
        ConnectorError, RetryAfter,
        feed::parse::{Found, ParseError},
    },
    ports::HttpResponse,
};

/// Where Reddit names no time, or none that helps.
const AFTER_TOO_MANY: Duration = Duration::from_secs(600);
const AFTER_BLOCK: Duration = Duration::from_secs(3600);
/// How much of a refusal is looked at.
const MOST_READ: usize = 64 << 10;

/// An answer other than 200.
pub(super) fn refusal(response: &HttpResponse) -> ConnectorError {
    let usual = ConnectorError::of_status(response);
    let is_json = response.body.len() <= MOST_READ;
    let body: Value =
        is_json.then(|| serde_json::from_slice(&response.body).ok()).flatten().unwrap_or_default();
    let told = |code, message: &str| ConnectorError { code, message: message.into(), ..usual.clone() };
    match (response.status, body["reason"].as_str()) {
        (403 | 404, Some("private")) => told(
            FailureCode::Private,
            "This community is private: only its members can read it. Ask its moderators, or delete the job.",
        ),
        (403 | 404, Some("quarantined")) => told(
            FailureCode::AuthRequired,
            "Reddit shows this community only to those who log in and confirm a warning, which Tidewatch cannot do.",
        ),
        (403 | 404, Some("gold_only")) => told(
            FailureCode::AuthRequired,
            "Reddit shows this community only to paying members who log in, which Tidewatch cannot do.",
        ),
        (403 | 404, Some("banned")) => ConnectorError {
            needs_user: true,
            ..told(
                FailureCode::Suspended,
                "Reddit has closed this community. Delete the job, or watch another one.",
            )
        },
        (404, _) => told(
            FailureCode::Gone,
            "Reddit knows no such community, user or post (404): it may be misspelt, deleted or suspended. Open the link in \
             a browser to see.",
        ),
        (403, _) => ConnectorError {
            retry_after: usual.retry_after.or(Some(RetryAfter::In(AFTER_BLOCK))),
            ..told(
                FailureCode::Blocked,
                "Reddit refuses this network (403), as it does with many VPNs and data centres. Try without a VPN.",
            )
        },
        (429, _) => ConnectorError {
            retry_after: usual.retry_after.filter(names_a_time).or(Some(RetryAfter::In(AFTER_TOO_MANY))),
            ..told(
                FailureCode::RateLimited,
                "Reddit was asked too often from this network (429), perhaps by another program.",
            )
        },
        (451, _) => told(
            FailureCode::Blocked,
            "Reddit may not show this in your country for legal reasons (451). Delete the job if that will not change.",
        ),
        _ => usual,
    }
}

/// Reddit says `0` where it does not want to say.
fn names_a_time(after: &RetryAfter) -> bool {
    *after != RetryAfter::In(Duration::ZERO)
}

/// Reddit leads to its search for communities where it knows none of that name.
pub(super) fn no_such_community() -> ConnectorError {
    ConnectorError::new(
        FailureCode::Gone,
        "Reddit knows no community of this name and offers a search instead. Check the name.",
    )
}

/// An answer with success that is no feed.
pub(super) fn no_feed(response: &HttpResponse, error: &ParseError) -> ConnectorError {
    let head = &response.body[..response.body.len().min(MOST_READ)];
    let says = |words: &str| String::from_utf8_lossy(head).to_lowercase().contains(words);
    let (code, message) = match error {
        ParseError::NotAFeed { found: Found::Html } if says("you broke reddit") => {
            (FailureCode::PlatformDown, "Reddit has a problem of its own and shows a page that says so.".to_owned())
        }
        ParseError::NotAFeed { found: Found::Html } => (
            FailureCode::Blocked,
            "Reddit answers with a page for people instead of its feed, which is how it keeps programs out. Try without \
             a VPN."
                .to_owned(),
        ),
        other => {
            (FailureCode::Changed, format!("Reddit answers with something else than its feed: {other}."))
        }
    };
    ConnectorError { http_status: Some(response.status), ..ConnectorError::new(code, message) }
}
