//! From bytes, query and path to typed values; what does not fit is refused by its name.

mod reason;

use std::time::Duration;

use axum::{
    body::Bytes,
    extract::{FromRequest, FromRequestParts, Path, RawPathParams, Request},
    http::{StatusCode, header, request::Parts},
};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::error::Category;
use tidewatch_engine::model::Paging;
use url::form_urlencoded;

use crate::errors::Refusal;

/// Bytes of the largest body.
pub(crate) const MAX_BODY: usize = 1 << 20;
const BODY_DEADLINE: Duration = Duration::from_secs(10);
const DEFAULT_LIMIT: u32 = 50;
/// The largest `int32`, as the OpenAPI document calls these numbers.
const MAX_SKIP: u32 = i32::MAX as u32;

/// A JSON object.
#[derive(Debug)]
pub(crate) struct Body<T>(pub(crate) T);

impl<T: DeserializeOwned + Serialize, S: Send + Sync> FromRequest<S> for Body<T> {
    type Rejection = Refusal;

    async fn from_request(request: Request, state: &S) -> Result<Self, Refusal> {
        let announced = request.headers().get(header::CONTENT_LENGTH);
        let announced = announced.and_then(|length| length.to_str().ok()?.parse::<u64>().ok());
        if announced.is_some_and(|length| length > MAX_BODY as u64) {
            return Err(Refusal::too_large());
        }
        let bytes = tokio::time::timeout(BODY_DEADLINE, Bytes::from_request(request, state))
            .await
            .map_err(|_| Refusal::too_slow())?
            .map_err(|rejection| match rejection.status() {
                StatusCode::PAYLOAD_TOO_LARGE => Refusal::too_large(),
                _ => Refusal::malformed_json("The body did not arrive whole."),
            })?;
        object(&bytes).map(Self)
    }
}

fn object<T: DeserializeOwned + Serialize>(bytes: &[u8]) -> Result<T, Refusal> {
    let mut json = serde_json::Deserializer::from_slice(bytes);
    let value =
        serde_path_to_error::deserialize(&mut json).map_err(|error| match error.inner().classify() {
            Category::Data => {
                let field = reason::of(error.path(), &error.inner().to_string());
                Refusal::field(field.field, field.message)
            }
            Category::Eof if bytes.is_empty() => {
                Refusal::malformed_json("The body is empty; it must be a JSON object.")
            }
            Category::Io | Category::Syntax | Category::Eof => malformed(error.inner()),
        })?;
    json.end().map_err(|error| malformed(&error))?;
    let given = serde_json::from_slice(bytes).map_err(|error| malformed(&error))?;
    let understood = serde_json::to_value(&value).unwrap_or_default();
    match reason::misread(&given, &understood, String::new()) {
        Some(field) => Err(Refusal::field(field.field, field.message)),
        None => Ok(value),
    }
}

fn malformed(error: &serde_json::Error) -> Refusal {
    Refusal::malformed_json(format!("The body is not JSON: {error}."))
}

/// The parameters after the question mark.
#[derive(Debug)]
pub(crate) struct Query<T>(pub(crate) T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Query<T> {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Refusal> {
        let query = parts.uri.query().unwrap_or_default();
        let pairs = serde_urlencoded::Deserializer::new(form_urlencoded::parse(query.as_bytes()));
        serde_path_to_error::deserialize(pairs).map(Self).map_err(|error| {
            let field = reason::of(error.path(), &error.inner().to_string());
            Refusal::field(field.field, field.message)
        })
    }
}

/// The id in the path.
#[derive(Debug)]
pub(crate) struct Id<T>(pub(crate) T);

impl<T: DeserializeOwned + Send, S: Send + Sync> FromRequestParts<S> for Id<T> {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Refusal> {
        if let Ok(Path(id)) = Path::<T>::from_request_parts(parts, state).await {
            return Ok(Self(id));
        }
        let given = RawPathParams::from_request_parts(parts, state).await;
        let name = given.as_ref().ok().and_then(|given| given.iter().next()).map_or("id", |(name, _)| name);
        Err(Refusal::field(name, "This is not an id of that kind."))
    }
}

/// A part of a list, checked.
pub(crate) fn paging(skip: Option<u32>, limit: Option<u32>) -> Result<Paging, Refusal> {
    let skip = skip.unwrap_or(0);
    if skip > MAX_SKIP {
        return Err(Refusal::field("skip", "The list is never that long."));
    }
    Ok(Paging { skip, limit: checked_limit(limit)? })
}

/// 1 to 1000; 50 when absent.
pub(crate) fn checked_limit(limit: Option<u32>) -> Result<u32, Refusal> {
    match limit.unwrap_or(DEFAULT_LIMIT) {
        limit @ 1..=1000 => Ok(limit),
        _ => Err(Refusal::field("limit", "The limit must be 1 to 1000.")),
    }
}

#[cfg(test)]
mod tests {
    use axum::{body::Body as Bytes, response::IntoResponse};
    use futures_util::stream;

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_body_that_never_ends_is_given_up() {
        let endless = Bytes::from_stream(stream::pending::<Result<String, std::io::Error>>());
        let read = Body::<serde_json::Value>::from_request(Request::new(endless), &()).await;
        assert_eq!(read.unwrap_err().into_response().status(), StatusCode::REQUEST_TIMEOUT);
    }
}
