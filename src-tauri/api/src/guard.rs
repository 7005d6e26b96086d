//! What every request must be and every answer says, documentation included: no web page may
//! reach the API through the browser of whoever runs it.

use axum::{
    extract::{Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, Uri, header},
    middleware::Next,
    response::{IntoResponse, Response},
};

use crate::errors::Refusal;

const ANSWER_HEADERS: [(HeaderName, &str); 4] = [
    (header::CACHE_CONTROL, "no-store"),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "no-referrer"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
];

const NO_CONTENT: &str = "default-src 'none'; frame-ancestors 'none'";

pub(crate) async fn guard(State(port): State<u16>, request: Request, next: Next) -> Response {
    let mut response = match check(request.headers(), request.uri(), port) {
        Ok(()) => next.run(request).await,
        Err(refusal) => refusal.into_response(),
    };
    let headers = response.headers_mut();
    for (name, value) in ANSWER_HEADERS {
        headers.insert(name, HeaderValue::from_static(value));
    }
    // The reference page brings its own, which admits its style.
    headers.entry(header::CONTENT_SECURITY_POLICY).or_insert(HeaderValue::from_static(NO_CONTENT));
    response
}

fn check(headers: &HeaderMap, uri: &Uri, port: u16) -> Result<(), Refusal> {
    let names_us = |host: &[u8]| {
        [format!("127.0.0.1:{port}"), format!("localhost:{port}"), format!("[::1]:{port}")]
            .iter()
            .any(|ours| ours.as_bytes() == host)
    };
    let mut hosts = headers.get_all(header::HOST).iter();
    // A name that was made to resolve to this machine (DNS rebinding) shows here.
    if !hosts.next().is_some_and(|host| names_us(host.as_bytes())) || hosts.next().is_some() {
        return Err(Refusal::forbidden(format!(
            "The Host header must be 127.0.0.1:{port}, localhost:{port} or [::1]:{port}."
        )));
    }
    // A request line with a full address speaks to what it names, whatever the Host header says.
    if uri.authority().is_some_and(|authority| !names_us(authority.as_str().as_bytes())) {
        return Err(Refusal::forbidden("The request names another server."));
    }
    if headers.contains_key(header::ORIGIN) {
        return Err(Refusal::forbidden("Requests from web pages (with an Origin header) are refused."));
    }
    Ok(())
}
