//! The layer over everything but the documentation: the bearer token, and JSON bodies only.

use axum::{
    extract::{Request, State},
    http::{HeaderMap, header},
    middleware::Next,
    response::Response,
};

use crate::{Served, errors::Refusal};

const NO_TOKEN: &str = "Send the API token in the header `Authorization: Bearer …`; \
     `tidewatch api token` creates one.";

pub(crate) async fn require_token(
    State(served): State<Served>,
    request: Request,
    next: Next,
) -> Result<Response, Refusal> {
    let token = bearer(request.headers()).ok_or_else(|| Refusal::unauthorized(NO_TOKEN))?;
    if !served.access.admits(&served.engine, token).await? {
        return Err(Refusal::unauthorized(
            "This is not the API token; `tidewatch api token` creates a new one.",
        ));
    }
    Ok(next.run(request).await)
}

/// The token of the one Authorization header, where it has the scheme Bearer.
fn bearer(headers: &HeaderMap) -> Option<&str> {
    let mut values = headers.get_all(header::AUTHORIZATION).iter();
    let (only, None) = (values.next()?, values.next()) else { return None };
    let (scheme, token) = only.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then_some(token.trim_start_matches(' '))
}

/// A body that does not say that it is JSON may come from an HTML form.
pub(crate) async fn require_json(request: Request, next: Next) -> Result<Response, Refusal> {
    let headers = request.headers();
    let has_body = headers.contains_key(header::TRANSFER_ENCODING)
        || headers.get(header::CONTENT_LENGTH).is_some_and(|length| length != "0");
    if (has_body || headers.contains_key(header::CONTENT_TYPE)) && !is_json(headers) {
        return Err(Refusal::not_json());
    }
    Ok(next.run(request).await)
}

fn is_json(headers: &HeaderMap) -> bool {
    let mut values = headers.get_all(header::CONTENT_TYPE).iter();
    let (Some(only), None) = (values.next(), values.next()) else { return false };
    let essence = only.to_str().unwrap_or_default().split(';').next().unwrap_or_default();
    essence.trim().eq_ignore_ascii_case("application/json")
}
