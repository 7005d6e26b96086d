//! Conversations over WebSockets: opened as an HTTP request, so that they go where requests may
//! go and nowhere else, with the same TLS.

use futures_util::{SinkExt, StreamExt};
use http::header;
use reqwest::{Client, Response, StatusCode, Upgraded};
use tokio::time::{Instant, timeout_at};
use tokio_tungstenite::{
    WebSocketStream,
    tungstenite::{
        Error, Message,
        handshake::{client::generate_key, derive_accept_key},
        protocol::{Role, WebSocketConfig},
    },
};
use url::Url;

use super::{http_errors::classify, reqwest_client::host_of};
use crate::ports::{Conversation, Heard, HttpError};

/// The address that opens a conversation.
pub(super) fn http_url(url: &Url) -> Result<Url, HttpError> {
    let scheme = match url.scheme() {
        "wss" => "https",
        "ws" => "http",
        other => return Err(HttpError::InvalidUrl(format!("{other}:…"))),
    };
    let mut http = url.clone();
    http.set_scheme(scheme).map_err(|()| HttpError::InvalidUrl(format!("{}:…", url.scheme())))?;
    Ok(http)
}

pub(super) async fn converse(
    client: &Client,
    url: &Url,
    conversation: &Conversation,
) -> Result<Heard, HttpError> {
    let ends_at = Instant::now() + conversation.deadline;
    let late = || HttpError::Timeout { host: host_of(url), seconds: conversation.deadline.as_secs() };
    let mut socket =
        timeout_at(ends_at, open(client, url, conversation)).await.unwrap_or_else(|_| Err(late()))?;
    let mut texts = Vec::new();
    let talking = timeout_at(ends_at, talk(&mut socket, url, conversation, &mut texts)).await;
    let cut_short = talking.unwrap_or_else(|_| Err(late())).err();
    // Who is not told that it is over finds out.
    let goodbye =
        timeout_at(ends_at.min(Instant::now() + std::time::Duration::from_secs(1)), socket.close(None));
    let _ = goodbye.await;
    Ok(Heard { texts, cut_short })
}

async fn open(
    client: &Client,
    url: &Url,
    conversation: &Conversation,
) -> Result<WebSocketStream<Upgraded>, HttpError> {
    let host = host_of(url);
    let key = generate_key();
    let request = client
        .get(url.clone())
        .header(header::CONNECTION, "Upgrade")
        .header(header::UPGRADE, "websocket")
        .header(header::SEC_WEBSOCKET_VERSION, "13")
        .header(header::SEC_WEBSOCKET_KEY, &key);
    let response = request.send().await.map_err(|error| classify(&error, &host))?;
    if let Some(reason) = refusal(&response, &key) {
        return Err(HttpError::Connect { host, reason });
    }
    let stream = response.upgrade().await.map_err(|error| classify(&error, &host))?;
    let config = WebSocketConfig::default()
        .read_buffer_size(16 << 10)
        .max_message_size(Some(conversation.max_text_bytes))
        .max_frame_size(Some(conversation.max_text_bytes));
    Ok(WebSocketStream::from_raw_socket(stream, Role::Client, Some(config)).await)
}

/// Why an answer opens no conversation.
fn refusal(response: &Response, key: &str) -> Option<String> {
    if response.status() != StatusCode::SWITCHING_PROTOCOLS {
        return Some(format!("it opens no conversation ({})", response.status().as_u16()));
    }
    let accept = response.headers().get(header::SEC_WEBSOCKET_ACCEPT).map(|value| value.as_bytes());
    let is_right = accept == Some(derive_accept_key(key.as_bytes()).as_bytes());
    (!is_right).then(|| "it does not speak WebSocket".to_owned())
}

async fn talk(
    socket: &mut WebSocketStream<Upgraded>,
    url: &Url,
    conversation: &Conversation,
    texts: &mut Vec<String>,
) -> Result<(), HttpError> {
    let broken = |reason: &str| HttpError::Broken { host: host_of(url), reason: reason.to_owned() };
    let too_large = |bytes: usize| HttpError::TooLarge { host: host_of(url), limit_mib: bytes >> 20 };
    let told = |error: Error| match error {
        Error::Capacity(_) => too_large(conversation.max_text_bytes),
        Error::ConnectionClosed | Error::AlreadyClosed => broken("it ended the conversation early"),
        Error::Protocol(_) | Error::Utf8(_) => broken("what it sends is no conversation"),
        _ => broken("the connection was lost"),
    };
    for text in &conversation.says {
        socket.send(Message::text(text.as_str())).await.map_err(told)?;
    }
    let mut bytes = 0;
    while let Some(message) = socket.next().await {
        let text = match message.map_err(told)? {
            Message::Text(text) => text,
            Message::Close(_) => break,
            Message::Binary(_) | Message::Ping(_) | Message::Pong(_) | Message::Frame(_) => continue,
        };
        bytes += text.len();
        if bytes > conversation.max_bytes || texts.len() == conversation.max_texts {
            return Err(too_large(conversation.max_bytes));
        }
        let is_last = (conversation.is_last)(&text);
        texts.push(text.to_string());
        if is_last {
            return Ok(());
        }
    }
    Err(broken("it ended the conversation early"))
}
