//! The parts of a HAR 1.2 file that are written or read. Fields with an underscore are
//! Tidewatch's own; what browsers add is passed over, what they leave out has a default.

use http::{HeaderMap, HeaderName, HeaderValue, header};
use serde::{Deserialize, Deserializer, Serialize};
use url::{Url, form_urlencoded};

use super::{body, secrets::Secrets};
use crate::ports::HttpError;

pub(super) const CREATOR: &str = "Tidewatch";

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Har<E> {
    pub(super) log: Log<E>,
}

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Log<E> {
    #[serde(default, deserialize_with = "or_default")]
    pub(super) version: String,
    #[serde(default, deserialize_with = "or_default")]
    pub(super) creator: Creator,
    pub(super) entries: Vec<E>,
    /// The platforms that were asked with a key of the user's.
    #[serde(
        rename = "_keys",
        default,
        deserialize_with = "or_default",
        skip_serializing_if = "Vec::is_empty"
    )]
    pub(super) keys: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) comment: Option<String>,
}

#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Creator {
    #[serde(default, deserialize_with = "or_default")]
    pub(super) name: String,
    #[serde(default, deserialize_with = "or_default")]
    pub(super) version: String,
}

/// One request and its answer.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Entry {
    #[serde(skip_deserializing)]
    pub(super) started_date_time: String,
    /// Milliseconds.
    #[serde(skip_deserializing)]
    pub(super) time: f64,
    pub(super) request: Request,
    pub(super) response: Response,
    /// Why there was no answer, or why a conversation ended early.
    #[serde(rename = "_httpError", default, skip_serializing_if = "Option::is_none")]
    pub(super) error: Option<HttpError>,
    /// A conversation over a WebSocket, as browsers write it down.
    #[serde(
        rename = "_webSocketMessages",
        default,
        skip_serializing_if = "Vec::is_empty",
        deserialize_with = "or_default"
    )]
    pub(super) messages: Vec<SocketMessage>,
    #[serde(rename = "_resourceType", skip_deserializing, skip_serializing_if = "Option::is_none")]
    pub(super) resource_type: Option<&'static str>,
    #[serde(skip_deserializing)]
    pub(super) cache: Cache,
    #[serde(skip_deserializing)]
    pub(super) timings: Timings,
}

/// One text of a conversation.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct SocketMessage {
    /// [`SENT`], or what came.
    #[serde(rename = "type")]
    pub(super) kind: String,
    /// Seconds since 1970.
    #[serde(skip_deserializing)]
    pub(super) time: f64,
    pub(super) opcode: u8,
    #[serde(default, deserialize_with = "or_default")]
    pub(super) data: String,
}

pub(super) const SENT: &str = "send";
pub(super) const RECEIVED: &str = "receive";
/// Of a message that is text.
pub(super) const TEXT: u8 = 1;

#[derive(Debug, Clone, Default, Serialize)]
pub(super) struct Cache {}

#[derive(Debug, Clone, Default, Serialize)]
pub(super) struct Timings {
    pub(super) send: f64,
    pub(super) wait: f64,
    pub(super) receive: f64,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Request {
    pub(super) method: String,
    pub(super) url: String,
    #[serde(flatten)]
    pub(super) head: Head,
    #[serde(skip_deserializing)]
    pub(super) query_string: Vec<Named>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) post_data: Option<PostData>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct PostData {
    #[serde(default, deserialize_with = "or_default")]
    pub(super) mime_type: String,
    #[serde(default, deserialize_with = "or_default")]
    pub(super) text: String,
    #[serde(rename = "_encoding", default, skip_serializing_if = "Option::is_none")]
    pub(super) encoding: Option<String>,
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Response {
    /// 0: there was no answer.
    #[serde(default, deserialize_with = "or_default")]
    pub(super) status: i64,
    #[serde(skip_deserializing)]
    pub(super) status_text: String,
    #[serde(flatten)]
    pub(super) head: Head,
    #[serde(default, deserialize_with = "or_default")]
    pub(super) content: Content,
    /// Where a browser went next; Tidewatch writes the answer at the end of all redirects.
    #[serde(rename = "redirectURL", default, deserialize_with = "or_default")]
    pub(super) redirect_url: String,
    #[serde(rename = "_finalUrl", default, skip_serializing_if = "Option::is_none")]
    pub(super) final_url: Option<String>,
    #[serde(rename = "_movedTo", default, skip_serializing_if = "Option::is_none")]
    pub(super) moved_to: Option<String>,
    #[serde(rename = "_requests", default, skip_serializing_if = "Option::is_none")]
    pub(super) requests: Option<u32>,
}

/// What requests and answers have in common.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Head {
    #[serde(default, deserialize_with = "or_default")]
    pub(super) headers: Vec<Named>,
    /// Below the HTTP port nobody knows it.
    #[serde(skip_deserializing)]
    http_version: String,
    #[serde(skip_deserializing)]
    cookies: Vec<Named>,
    #[serde(skip_deserializing)]
    headers_size: i64,
    #[serde(skip_deserializing)]
    pub(super) body_size: i64,
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Content {
    #[serde(default, deserialize_with = "or_default")]
    pub(super) size: i64,
    #[serde(default, deserialize_with = "or_default")]
    pub(super) mime_type: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) text: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) encoding: Option<String>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Named {
    pub(super) name: String,
    #[serde(default, deserialize_with = "or_default")]
    pub(super) value: String,
}

impl Default for Head {
    fn default() -> Self {
        Self {
            headers: Vec::new(),
            http_version: "unknown".into(),
            cookies: Vec::new(),
            headers_size: -1,
            body_size: -1,
        }
    }
}

impl Head {
    /// Headers without their secrets.
    pub(super) fn written(headers: &HeaderMap, secrets: &Secrets) -> Self {
        let headers = headers.iter().map(|(name, value)| Named {
            name: name.to_string(),
            // Latin-1 takes any byte there and back.
            value: secrets.redact_header(
                name.as_str(),
                &value.as_bytes().iter().map(|&byte| char::from(byte)).collect::<String>(),
            ),
        });
        Self { headers: headers.collect(), ..Self::default() }
    }

    /// The headers that still hold once the body has been unpacked.
    pub(super) fn read(&self) -> HeaderMap {
        let packing = [header::CONTENT_ENCODING, header::CONTENT_LENGTH, header::TRANSFER_ENCODING];
        let headers = self.headers.iter().filter_map(|Named { name, value }| {
            // Browsers list what HTTP/2 has instead of a request line, such as `:status`.
            let name = HeaderName::from_bytes(name.as_bytes()).ok()?;
            let latin: Option<Vec<u8>> = value.chars().map(|c| u8::try_from(c).ok()).collect();
            let value = HeaderValue::from_bytes(&latin.unwrap_or_else(|| value.clone().into_bytes())).ok()?;
            (!packing.contains(&name)).then_some((name, value))
        });
        let mut map = HeaderMap::new();
        headers.for_each(|(name, value)| {
            map.append(name, value);
        });
        map
    }
}

impl Entry {
    /// Takes out what was found to be a secret after this had been written down.
    pub(super) fn scrub(&mut self, secrets: &Secrets) {
        let scrub = |text: &mut String| *text = secrets.scrub(text);
        let Request { url, head, query_string, post_data, .. } = &mut self.request;
        let Response { head: answer, content, final_url, moved_to, .. } = &mut self.response;
        scrub(url);
        let named = head.headers.iter_mut().chain(query_string).chain(&mut answer.headers);
        named.for_each(|named| scrub(&mut named.value));
        final_url.iter_mut().chain(moved_to).for_each(scrub);
        self.messages.iter_mut().for_each(|message| scrub(&mut message.data));
        if let Some(post_data) = post_data {
            body::scrub(&mut post_data.text, post_data.encoding.as_deref(), secrets);
        }
        if let Some(text) = &mut content.text {
            body::scrub(text, content.encoding.as_deref(), secrets);
        }
    }
}

/// The parameters of an address, for those who look at the file.
pub(super) fn query_of(url: &str) -> Vec<Named> {
    let query = Url::parse(url).ok().and_then(|url| url.query().map(str::to_owned)).unwrap_or_default();
    form_urlencoded::parse(query.as_bytes())
        .map(|(name, value)| Named { name: name.into_owned(), value: value.into_owned() })
        .collect()
}

/// Some programs write null for what they do not know.
fn or_default<'de, D: Deserializer<'de>, T: Default + Deserialize<'de>>(from: D) -> Result<T, D::Error> {
    Ok(Option::deserialize(from)?.unwrap_or_default())
}
