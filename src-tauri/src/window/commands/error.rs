//! What a command that failed answers: a code, a sentence, and which fields were refused.

use serde::Serialize;
use tidewatch_engine::{Error, ErrorCode, model::FieldError};

/// What a command answers.
pub(super) type Answer<T> = Result<T, Refusal>;

/// An engine's error as the page takes it: always with its list of fields.
#[derive(Debug, Serialize)]
pub(super) struct Refusal {
    code: ErrorCode,
    message: String,
    fields: Vec<FieldError>,
}

impl From<Error> for Refusal {
    fn from(Error { code, message, fields }: Error) -> Self {
        Self { code, message, fields }
    }
}

impl Refusal {
    /// A mistake of ours or of the machine.
    pub(super) fn internal(message: impl Into<String>) -> Self {
        Error::internal(message).into()
    }
}
