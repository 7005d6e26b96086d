//! Asking only for what has changed.

use http::{HeaderMap, HeaderValue, header};
use url::Url;

use super::Session;
use crate::{
    digest::sha256_hex,
    model::{Cursor, FailureCode, HttpMemory},
    platforms::ConnectorError,
    ports::HttpResponse,
};

/// The answer to a conditional request.
#[derive(Debug)]
#[expect(clippy::large_enum_variant, reason = "one per request, taken apart at once")]
pub enum Answer {
    /// 304, or the same bytes as last time; then perhaps under other validators.
    Unchanged { memory: Option<HttpMemory> },
    Changed {
        response: HttpResponse,
        /// To be kept in the cursor once all of it has been taken.
        memory: HttpMemory,
    },
}

impl Session {
    /// One GET that sends back the validators of last time, byte for byte. `key` names this
    /// address in the cursor.
    ///
    /// # Errors
    /// Any status but 200 and 304, as [`ConnectorError::of_status`] reads it.
    pub async fn get_if_changed(
        &self,
        url: &Url,
        key: &str,
        headers: HeaderMap,
        cursor: &Cursor,
    ) -> Result<Answer, ConnectorError> {
        self.get_if_changed_or(url, key, headers, cursor, ConnectorError::of_status).await
    }

    /// The same for platforms whose refusals say more than their status: `refused` reads them.
    pub(in crate::platforms) async fn get_if_changed_or(
        &self,
        url: &Url,
        key: &str,
        mut headers: HeaderMap,
        cursor: &Cursor,
        refused: impl Fn(&HttpResponse) -> ConnectorError + Send,
    ) -> Result<Answer, ConnectorError> {
        let known = cursor.http.get(key);
        if let Some(known) = known {
            let mut echo = |name: header::HeaderName, value: &Option<String>| {
                if let Some(value) = value.as_deref().and_then(header_value) {
                    headers.insert(name, value);
                }
            };
            echo(header::IF_NONE_MATCH, &known.etag);
            echo(header::IF_MODIFIED_SINCE, &known.last_modified);
        }
        let response = self.get(url, headers).await?;
        match response.status {
            304 if known.is_some() => return Ok(Answer::Unchanged { memory: None }),
            200 | 203 | 226 => {}
            304 => {
                return Err(ConnectorError::new(
                    FailureCode::Changed,
                    "The server says that nothing has changed although it was not asked so (304).",
                ));
            }
            _ => return Err(refused(&response)),
        }
        let memory = HttpMemory {
            etag: verbatim(&response.headers, header::ETAG),
            last_modified: verbatim(&response.headers, header::LAST_MODIFIED),
            body_sha256: Some(sha256_hex(&response.body)),
        };
        if known.is_some_and(|known| known.body_sha256 == memory.body_sha256) {
            return Ok(Answer::Unchanged { memory: (known != Some(&memory)).then_some(memory) });
        }
        Ok(Answer::Changed { response, memory })
    }
}

/// Validators may hold bytes beyond ASCII; Latin-1 takes them there and back unchanged.
fn verbatim(headers: &HeaderMap, name: header::HeaderName) -> Option<String> {
    let value = headers.get(name)?.as_bytes();
    (value.len() <= 1024).then(|| value.iter().map(|&byte| char::from(byte)).collect())
}

fn header_value(text: &str) -> Option<HeaderValue> {
    let bytes: Option<Vec<u8>> = text.chars().map(|c| u8::try_from(c).ok()).collect();
    HeaderValue::from_bytes(&bytes?).ok()
}
