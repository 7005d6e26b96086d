//! What goes wrong, as the shells see it: a code to branch on and a sentence to show.

use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    model::{FailureCode, FieldError},
    store::StoreError,
};

/// What a caller can branch on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
pub enum ErrorCode {
    InvalidTarget,
    InvalidSchedule,
    InvalidField,
    NotFound,
    AlreadyExists,
    Unauthorized,
    RateLimited,
    Blocked,
    Unreachable,
    MalformedResponse,
    SecretUnavailable,
    StoreBusy,
    StoreTooNew,
    /// Damaged, read-only, full or somebody else's.
    StoreUnusable,
    Internal,
}

/// An error of a use case. The message is a sentence for the user.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema, thiserror::Error)]
#[error("{message}")]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
pub struct Error {
    pub code: ErrorCode,
    pub message: String,
    /// What is wrong with which field, for input that was refused.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<FieldError>,
}

/// What a use case answers.
pub type Result<T> = std::result::Result<T, Error>;

impl Error {
    /// An error that concerns no field.
    pub fn new(code: ErrorCode, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), fields: Vec::new() }
    }

    /// `what` as in "There is no such job."
    pub fn not_found(what: &str) -> Self {
        Self::new(ErrorCode::NotFound, format!("There is no such {what}."))
    }

    /// A mistake of ours or of the machine.
    pub fn internal(message: impl Into<String>) -> Self {
        Self::new(ErrorCode::Internal, message)
    }

    /// The message is that of the only field, or counts them.
    pub fn refused(fields: Vec<FieldError>) -> Self {
        let code = match fields.first() {
            Some(first) if first.field == "target_url" => ErrorCode::InvalidTarget,
            Some(first) if first.field.starts_with("schedule") || first.field == "interval_minutes" => {
                ErrorCode::InvalidSchedule
            }
            _ => ErrorCode::InvalidField,
        };
        let message = match fields.as_slice() {
            [one] => format!("{}: {}", one.field, one.message),
            many => format!("{} fields were refused.", many.len()),
        };
        Self { code, message, fields }
    }
}

impl From<StoreError> for Error {
    fn from(error: StoreError) -> Self {
        let code = match &error {
            StoreError::NotFound(_) => ErrorCode::NotFound,
            StoreError::Busy => ErrorCode::StoreBusy,
            StoreError::TooNew { .. } => ErrorCode::StoreTooNew,
            StoreError::Damaged { .. }
            | StoreError::ReadOnly
            | StoreError::Full
            | StoreError::NoRoom { .. }
            | StoreError::Folder { .. }
            | StoreError::Disk(_) => ErrorCode::StoreUnusable,
            StoreError::NotACopy { .. } | StoreError::NotCopied { .. } => ErrorCode::InvalidField,
            StoreError::StaleToken
            | StoreError::Sql(_)
            | StoreError::Json(_)
            | StoreError::Pool
            | StoreError::Mistake => ErrorCode::Internal,
        };
        Self::new(code, error.to_string())
    }
}

impl From<FailureCode> for ErrorCode {
    fn from(code: FailureCode) -> Self {
        match code {
            FailureCode::AuthRequired => ErrorCode::Unauthorized,
            FailureCode::RateLimited => ErrorCode::RateLimited,
            FailureCode::Blocked => ErrorCode::Blocked,
            // Not `NotFound`: that is what Tidewatch itself does not have.
            FailureCode::Gone
            | FailureCode::Private
            | FailureCode::Suspended
            | FailureCode::Unreachable
            | FailureCode::Timeout
            | FailureCode::Tls
            | FailureCode::PlatformDown => ErrorCode::Unreachable,
            FailureCode::Changed | FailureCode::NotAFeed | FailureCode::TooLarge => {
                ErrorCode::MalformedResponse
            }
            FailureCode::DiskFull => ErrorCode::StoreUnusable,
            FailureCode::Internal => ErrorCode::Internal,
        }
    }
}
