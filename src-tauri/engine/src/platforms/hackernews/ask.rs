//! One question to a server of Hacker News, and what its refusals mean.

use std::time::Duration;

use http::HeaderMap;
use serde_json::Value;
use url::Url;

use crate::{
    model::FailureCode,
    platforms::{ConnectorError, RetryAfter, Session, json, pages},
    ports::HttpResponse,
};

/// The servers do not say for how long; what they count is requests per hour.
const PAUSE: Duration = Duration::from_secs(3600);

pub(super) async fn get(
    base: &Url,
    path: &str,
    parameters: &[(&str, String)],
    session: &Session,
) -> Result<HttpResponse, ConnectorError> {
    let mut url = base.clone();
    url.set_path(path);
    if !parameters.is_empty() {
        url.query_pairs_mut().clear().extend_pairs(parameters);
    }
    session.get(&url, HeaderMap::new()).await
}

/// The document of an answer.
pub(super) fn read(response: &HttpResponse) -> Result<Value, ConnectorError> {
    let too_often = |message: &str| ConnectorError {
        http_status: Some(response.status),
        retry_after: ConnectorError::of_status(response).retry_after.or(Some(RetryAfter::In(PAUSE))),
        ..ConnectorError::new(FailureCode::RateLimited, message)
    };
    let is_page = response.body.trim_ascii_start().starts_with(b"<");
    match response.status {
        200 if response.body.trim_ascii().is_empty() => {
            Err(too_often("Hacker News answers with nothing, as it does when it is asked too often."))
        }
        429 => Err(too_often("Hacker News was asked too often.")),
        403 if !is_page => Err(too_often("Hacker News answers no more requests for now.")),
        404 => Err(ConnectorError {
            http_status: Some(404),
            ..ConnectorError::new(FailureCode::Gone, "Hacker News finds no such item. Check the link.")
        }),
        400 | 401 => Err(ConnectorError {
            http_status: Some(response.status),
            ..ConnectorError::new(
                FailureCode::Changed,
                "Hacker News does not understand the question: its form has changed and Tidewatch has to learn it.",
            )
        }),
        _ => json::read(response),
    }
}

pub(super) fn changed() -> ConnectorError {
    pages::changed("Hacker News")
}
