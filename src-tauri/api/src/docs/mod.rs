//! The documentation, the only routes without a token: the OpenAPI document and a page to read.

mod document;
mod page;
mod schema;

use axum::{
    body::Bytes,
    extract::State,
    http::{HeaderName, header},
    response::{IntoResponse, Response},
};
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{Served, operations};

/// The OpenAPI document of the whole API.
pub fn openapi() -> utoipa::openapi::OpenApi {
    let (_, document) = operations().merge(routes()).split_for_parts();
    document::complete(document)
}

pub(crate) fn routes() -> OpenApiRouter<Served> {
    OpenApiRouter::new()
        .routes(routes!(openapi_document))
        .routes(routes!(reference))
        .routes(routes!(start_page))
}

/// What the documentation routes answer, made once.
#[derive(Debug)]
pub(crate) struct Pages {
    document: Bytes,
    page: Bytes,
    page_policy: String,
}

impl Pages {
    pub(crate) fn new() -> Self {
        let document = serde_json::to_value(openapi()).unwrap_or_default();
        Self {
            page: page::render(&document).into(),
            page_policy: page::content_security_policy(),
            document: document.to_string().into(),
        }
    }

    fn page(&self) -> Response {
        let headers: [(HeaderName, &str); 2] = [
            (header::CONTENT_TYPE, "text/html; charset=utf-8"),
            (header::CONTENT_SECURITY_POLICY, &self.page_policy),
        ];
        (headers, self.page.clone()).into_response()
    }
}

/// Read this description as an OpenAPI document
#[utoipa::path(
    get,
    path = "/api/openapi.json",
    tag = "documentation",
    responses((status = OK, description = "The OpenAPI 3.1 document.", body = Object))
)]
async fn openapi_document(State(served): State<Served>) -> Response {
    ([(header::CONTENT_TYPE, "application/json")], served.pages.document.clone()).into_response()
}

/// Read this description as a page
#[utoipa::path(
    get,
    path = "/api/docs",
    tag = "documentation",
    responses((status = OK, description = "One page without scripts.", body = String, content_type = "text/html"))
)]
async fn reference(State(served): State<Served>) -> Response {
    served.pages.page()
}

/// Read the same page
#[utoipa::path(
    get,
    path = "/",
    tag = "documentation",
    responses((status = OK, description = "One page without scripts.", body = String, content_type = "text/html"))
)]
async fn start_page(State(served): State<Served>) -> Response {
    served.pages.page()
}
