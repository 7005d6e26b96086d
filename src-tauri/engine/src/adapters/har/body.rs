//! Bodies as a HAR file holds them: text where they are UTF-8, base64 otherwise.

use base64::{Engine as _, prelude::BASE64_STANDARD};
use bytes::Bytes;

use super::secrets::Secrets;

const BASE64: &str = "base64";

/// A body's text and how it is encoded.
pub(super) type Written = (String, Option<String>);

/// `redact` is for a body that is text.
pub(super) fn write(body: &Bytes, secrets: &Secrets, redact: fn(&Secrets, &str) -> String) -> Written {
    match std::str::from_utf8(body) {
        Ok(text) => (redact(secrets, text), None),
        Err(_) => {
            let scrubbed = secrets.scrub_bytes(body);
            (BASE64_STANDARD.encode(scrubbed.as_deref().unwrap_or(body)), Some(BASE64.into()))
        }
    }
}

/// The bytes again; nothing where they are not what their encoding says.
pub(super) fn read(text: &str, encoding: Option<&str>) -> Option<Bytes> {
    match encoding {
        Some(encoding) if encoding.eq_ignore_ascii_case(BASE64) => {
            // Some writers break the lines.
            let packed: Vec<u8> = text.bytes().filter(|byte| !byte.is_ascii_whitespace()).collect();
            BASE64_STANDARD.decode(packed).ok().map(Bytes::from)
        }
        _ => Some(Bytes::copy_from_slice(text.as_bytes())),
    }
}

pub(super) fn scrub(text: &mut String, encoding: Option<&str>, secrets: &Secrets) {
    if encoding.is_none() {
        *text = secrets.scrub(text);
    } else if let Some(scrubbed) = read(text, encoding).and_then(|bytes| secrets.scrub_bytes(&bytes)) {
        *text = BASE64_STANDARD.encode(scrubbed);
    }
}
