//! What is wrong with one field of what the user gave.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// One field that was refused, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
pub struct FieldError {
    /// Path of the field, such as `schedule.at`.
    pub field: String,
    /// A sentence for the user.
    pub message: String,
}

impl FieldError {
    /// The message is a sentence.
    pub fn new(field: impl Into<String>, message: impl Into<String>) -> Self {
        Self { field: field.into(), message: message.into() }
    }
}
