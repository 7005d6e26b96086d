//! What a refused request is answered with: a status, and a body with code, sentence and fields.

use axum::{
    Json,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::Serialize;
use tidewatch_engine::{Error, ErrorCode, model::FieldError};
use utoipa::ToSchema;

/// The body of every error.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Error)]
pub(crate) struct ErrorBody {
    pub(crate) code: Code,
    /// A sentence for the user.
    pub(crate) message: String,
    /// What is wrong with which field or parameter, for input that was refused.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) fields: Vec<FieldError>,
}

/// What a program can branch on.
#[derive(Debug, Serialize, ToSchema)]
#[serde(untagged)]
#[schema(as = AnyErrorCode)]
pub(crate) enum Code {
    Engine(ErrorCode),
    Request(RequestErrorCode),
}

/// What is wrong with a request before its meaning is looked at.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum RequestErrorCode {
    /// A Host or Origin header that only a web page would send.
    Forbidden,
    MalformedJson,
    MethodNotAllowed,
    PayloadTooLarge,
    RequestTimeout,
    UnsupportedMediaType,
}

/// Why a request was refused.
#[derive(Debug)]
pub(crate) struct Refusal {
    status: StatusCode,
    body: ErrorBody,
}

impl Refusal {
    fn request(status: StatusCode, code: RequestErrorCode, message: impl Into<String>) -> Self {
        let body = ErrorBody { code: Code::Request(code), message: message.into(), fields: Vec::new() };
        Self { status, body }
    }

    pub(crate) fn unauthorized(message: &str) -> Self {
        let mut refusal = Self::from(Error::new(ErrorCode::Unauthorized, message));
        refusal.status = StatusCode::UNAUTHORIZED;
        refusal
    }

    pub(crate) fn forbidden(message: impl Into<String>) -> Self {
        Self::request(StatusCode::FORBIDDEN, RequestErrorCode::Forbidden, message)
    }

    pub(crate) fn malformed_json(message: impl Into<String>) -> Self {
        Self::request(StatusCode::BAD_REQUEST, RequestErrorCode::MalformedJson, message)
    }

    pub(crate) fn not_json() -> Self {
        Self::request(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            RequestErrorCode::UnsupportedMediaType,
            "A body must have the header `Content-Type: application/json`.",
        )
    }

    pub(crate) fn too_large() -> Self {
        Self::request(
            StatusCode::PAYLOAD_TOO_LARGE,
            RequestErrorCode::PayloadTooLarge,
            "A body can have at most 1 MiB.",
        )
    }

    pub(crate) fn too_slow() -> Self {
        Self::request(
            StatusCode::REQUEST_TIMEOUT,
            RequestErrorCode::RequestTimeout,
            "The body did not arrive within ten seconds.",
        )
    }

    pub(crate) fn field(field: impl Into<String>, message: impl Into<String>) -> Self {
        Error::refused(vec![FieldError::new(field, message)]).into()
    }
}

/// What a source did is 424, so that no program takes it for an answer of the API itself: a
/// source's 401 says nothing of our token.
impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        let status = match error.code {
            ErrorCode::InvalidTarget | ErrorCode::InvalidSchedule | ErrorCode::InvalidField => {
                StatusCode::UNPROCESSABLE_ENTITY
            }
            ErrorCode::NotFound => StatusCode::NOT_FOUND,
            ErrorCode::AlreadyExists => StatusCode::CONFLICT,
            ErrorCode::Unauthorized
            | ErrorCode::RateLimited
            | ErrorCode::Blocked
            | ErrorCode::Unreachable
            | ErrorCode::MalformedResponse => StatusCode::FAILED_DEPENDENCY,
            ErrorCode::SecretUnavailable
            | ErrorCode::StoreBusy
            | ErrorCode::StoreTooNew
            | ErrorCode::StoreUnusable => StatusCode::SERVICE_UNAVAILABLE,
            ErrorCode::Internal => StatusCode::INTERNAL_SERVER_ERROR,
        };
        let Error { code, message, fields } = error;
        Self { status, body: ErrorBody { code: Code::Engine(code), message, fields } }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        if self.status.is_server_error() {
            tracing::warn!(status = self.status.as_u16(), message = %self.body.message, "the API failed");
        }
        let mut response = (self.status, Json(self.body)).into_response();
        if self.status == StatusCode::UNAUTHORIZED {
            let scheme = HeaderValue::from_static("Bearer");
            response.headers_mut().insert(header::WWW_AUTHENTICATE, scheme);
        }
        response
    }
}

pub(crate) async fn no_such_route() -> Refusal {
    Error::not_found("route").into()
}

pub(crate) async fn no_such_method() -> Refusal {
    Refusal::request(
        StatusCode::METHOD_NOT_ALLOWED,
        RequestErrorCode::MethodNotAllowed,
        "This route does not have that method; the header Allow lists those it has.",
    )
}
