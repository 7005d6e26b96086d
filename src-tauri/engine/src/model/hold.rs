//! Who must not be asked for a while, why, and until when.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::FailureCode;

/// A server, or a key, that no request may be sent to or with before a time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
pub struct Hold {
    /// An origin (scheme and host), or `key:` and a platform.
    pub scope: String,
    /// `rate_limited`, `platform_down` or `blocked`.
    pub code: FailureCode,
    /// What the server said, in a sentence.
    pub reason: String,
    pub since: DateTime<Utc>,
    pub until: DateTime<Utc>,
}
