//! Requests and their answers as a HAR file holds them.

use http::HeaderMap;

use super::{
    body,
    format::{Cache, Content, Entry, Head, PostData, Request, Response, Timings, query_of},
    secrets::Secrets,
};
use crate::ports::{HttpError, HttpRequest, HttpResponse};

/// A request and its answer, without secrets.
pub(super) fn entry(
    request: &HttpRequest,
    answer: &Result<HttpResponse, HttpError>,
    secrets: &Secrets,
) -> Entry {
    let url = secrets.redact_url(&request.url);
    let mime_type = |headers: &HeaderMap| {
        let kind = headers.get(http::header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
        kind.unwrap_or_default().to_owned()
    };
    let post_data = request.body.as_ref().map(|sent| {
        let (text, encoding) = body::write(sent, secrets, Secrets::redact_request);
        PostData { mime_type: mime_type(&request.headers), text, encoding }
    });
    let mut head = Head::written(&request.headers, secrets);
    head.body_size = request.body.as_ref().map_or(0, |sent| size(sent.len()));
    let (response, error) = match answer {
        Ok(answer) => (response(answer, &url, &mime_type(&answer.headers), secrets), None),
        Err(error) => (Response::default(), Some(error.clone())),
    };
    Entry {
        started_date_time: String::new(),
        time: 0.0,
        request: Request {
            method: request.method.to_string(),
            query_string: query_of(&url),
            url,
            head,
            post_data,
        },
        response,
        error,
        messages: Vec::new(),
        resource_type: None,
        cache: Cache {},
        timings: Timings::default(),
    }
}

fn response(answer: &HttpResponse, asked: &str, mime_type: &str, secrets: &Secrets) -> Response {
    let (text, encoding) = body::write(&answer.body, secrets, Secrets::redact_answer);
    let final_url = secrets.redact_url(&answer.url);
    let reason = http::StatusCode::from_u16(answer.status).ok().and_then(|status| status.canonical_reason());
    Response {
        status: i64::from(answer.status),
        status_text: reason.unwrap_or_default().to_owned(),
        head: Head::written(&answer.headers, secrets),
        content: Content {
            size: size(answer.body.len()),
            mime_type: mime_type.to_owned(),
            text: Some(text),
            encoding,
        },
        redirect_url: String::new(),
        final_url: (final_url != asked).then_some(final_url),
        moved_to: answer.moved_to.as_ref().map(|url| secrets.redact_url(url)),
        requests: Some(answer.requests),
    }
}

fn size(bytes: usize) -> i64 {
    i64::try_from(bytes).unwrap_or(i64::MAX)
}
