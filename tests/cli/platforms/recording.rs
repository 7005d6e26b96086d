//! Recordings that no network was needed for: answers, written down as the recorder does.

use std::{fs, path::PathBuf};

use serde_json::{Value, json};

use super::super::home::Home;

/// What answers have in common: the time at the server.
const DATE: &str = "Tue, 10 Nov 2026 08:00:00 GMT";

/// A question and its answer.
#[derive(Debug, Clone)]
pub(super) struct Answer {
    /// An address, or a method and an address; what is sent stands in the lines below it.
    pub(super) request: String,
    pub(super) status: u16,
    pub(super) headers: Vec<(String, String)>,
    /// Of a conversation, a line for each text.
    pub(super) body: String,
    /// Where redirects have led, where they have.
    pub(super) led_to: &'static str,
    /// Why there is no answer.
    pub(super) error: Option<Value>,
}

impl Answer {
    pub(super) fn ok(request: impl Into<String>, body: impl Into<String>) -> Self {
        let body = body.into();
        let headers = vec![("content-type".into(), kind_of(&body).into()), ("date".into(), DATE.into())];
        Self { request: request.into(), status: 200, headers, body, led_to: "", error: None }
    }

    pub(super) fn with(mut self, status: u16, headers: &[(&str, &str)]) -> Self {
        self.status = status;
        self.headers.extend(headers.iter().map(|(name, value)| ((*name).into(), (*value).into())));
        self
    }

    fn entry(&self) -> Value {
        let (head, sent) = self.request.split_once('\n').unwrap_or((&self.request, ""));
        let (method, url) = head.split_once(' ').unwrap_or(("GET", head));
        if url.starts_with("wss:") {
            return self.conversation(url, sent);
        }
        let headers: Vec<Value> =
            self.headers.iter().map(|(name, value)| json!({ "name": name, "value": value })).collect();
        let mut request = json!({ "method": method, "url": url, "headers": [] });
        if !sent.is_empty() {
            request["postData"] = json!({ "mimeType": "", "text": sent });
        }
        let mut entry = json!({
            "request": request,
            "response": {
                "status": self.status, "headers": headers,
                "content": { "size": self.body.len(), "mimeType": "", "text": self.body }
            },
        });
        if !self.led_to.is_empty() {
            entry["response"]["_finalUrl"] = json!(self.led_to);
        }
        self.failed(entry)
    }

    fn failed(&self, mut entry: Value) -> Value {
        if let Some(error) = &self.error {
            entry["response"]["status"] = json!(0);
            entry["_httpError"] = error.clone();
        }
        entry
    }

    fn conversation(&self, url: &str, sent: &str) -> Value {
        let text = |kind: &str, data: &str| json!({ "type": kind, "time": 0, "opcode": 1, "data": data });
        let said = sent.lines().map(|line| text("send", line));
        let heard = self.body.lines().map(|line| text("receive", line));
        self.failed(json!({
            "request": { "method": "GET", "url": url, "headers": [] },
            "response": { "status": 101, "headers": [] },
            "_resourceType": "websocket",
            "_webSocketMessages": said.chain(heard).collect::<Vec<_>>(),
        }))
    }
}

/// Writes a recording of a platform, asked with a key, into a home.
pub(super) fn write(home: &Home, name: &str, platform: &str, answers: &[Answer]) -> PathBuf {
    let entries: Vec<Value> = answers.iter().map(Answer::entry).collect();
    let har = json!({ "log": {
        "version": "1.2", "creator": { "name": "Tidewatch", "version": "0" }, "_keys": [platform], "entries": entries
    } });
    let path = home.path().join(name);
    fs::write(&path, har.to_string()).expect("a recording");
    path
}

fn kind_of(body: &str) -> &'static str {
    let body = body.trim_start();
    match body.get(..1) {
        Some("{" | "[" | "n") => "application/json",
        Some("<") if body.starts_with("<html") || body.starts_with("<!doctype") => "text/html",
        Some("<") => "application/xml",
        _ => "text/plain",
    }
}
