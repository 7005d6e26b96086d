//! What connectors say of a key that is missing or refused, and how one is sent.

use http::{HeaderMap, HeaderValue, header};

use super::ConnectorError;
use crate::model::{FailureCode, Platform};

/// Nothing can be asked without one.
pub(super) fn missing(name: &str, platform: Platform) -> ConnectorError {
    needs_user(format!(
        "{name} needs a key of yours. Set it in Settings or with `tidewatch secrets set {platform}`."
    ))
}

/// The platform does not take the one there is.
pub(super) fn refused(name: &str, platform: Platform, status: u16) -> ConnectorError {
    ConnectorError {
        http_status: Some(status),
        refuses_key: true,
        ..needs_user(format!(
            "{name} refuses your key: it may be mistyped, expired or withdrawn. Set it anew in Settings or with \
             `tidewatch secrets set {platform}`."
        ))
    }
}

pub(super) fn needs_user(message: impl Into<String>) -> ConnectorError {
    ConnectorError { needs_user: true, ..ConnectorError::new(FailureCode::AuthRequired, message) }
}

/// A header that no log shows.
pub(super) fn header(value: &str) -> Result<HeaderValue, ConnectorError> {
    let mut value = HeaderValue::from_str(value)
        .map_err(|_| needs_user("The key holds characters that no key has. Set it anew."))?;
    value.set_sensitive(true);
    Ok(value)
}

/// `Authorization: Bearer …`.
pub(super) fn bearer(token: &str) -> Result<HeaderMap, ConnectorError> {
    Ok(HeaderMap::from_iter([(header::AUTHORIZATION, header(&format!("Bearer {token}"))?)]))
}
