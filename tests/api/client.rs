//! A small HTTP/1.1 client that can also misbehave: nothing is added to what a test says.

use std::{net::SocketAddr, time::Duration};

use serde_json::Value;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::timeout,
};

/// So that a server that hangs fails the test instead of stopping it.
pub const PATIENCE: Duration = Duration::from_secs(20);

/// A request before it is sent.
#[derive(Debug, Clone)]
pub struct Ask {
    address: SocketAddr,
    method: String,
    target: String,
    headers: Vec<(String, String)>,
    body: Option<Vec<u8>>,
}

/// An answer, read whole.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    head: String,
    pub body: String,
}

impl Ask {
    pub fn new(address: SocketAddr, method: &str, target: &str) -> Self {
        let headers = vec![("Host".to_owned(), address.to_string())];
        Self { address, method: method.to_owned(), target: target.to_owned(), headers, body: None }
    }

    /// Sets a header, in place of one of the same name.
    pub fn header(mut self, name: &str, value: impl Into<String>) -> Self {
        self = self.without(name);
        self.headers.push((name.to_owned(), value.into()));
        self
    }

    /// A header of the same name as another.
    pub fn second(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    pub fn without(mut self, name: &str) -> Self {
        self.headers.retain(|(known, _)| !known.eq_ignore_ascii_case(name));
        self
    }

    pub fn json(self, value: &Value) -> Self {
        self.text(&value.to_string())
    }

    /// A body that says that it is JSON, whatever it is.
    pub fn text(self, body: &str) -> Self {
        self.header("Content-Type", "application/json").body(body)
    }

    pub fn body(mut self, body: &str) -> Self {
        self.body = Some(body.as_bytes().to_vec());
        self
    }

    /// The bytes of the request.
    pub fn bytes(&self) -> Vec<u8> {
        let mut bytes = format!("{} {} HTTP/1.1\r\n", self.method, self.target).into_bytes();
        for (name, value) in &self.headers {
            bytes.extend(format!("{name}: {value}\r\n").bytes());
        }
        if let Some(body) = &self.body {
            bytes.extend(format!("Content-Length: {}\r\n", body.len()).bytes());
        }
        bytes.extend(b"Connection: close\r\n\r\n");
        bytes.extend(self.body.iter().flatten());
        bytes
    }

    pub async fn send(self) -> Answer {
        let bytes = self.bytes();
        send_bytes(self.address, &bytes).await
    }

    /// Sends and leaves the connection to the caller.
    pub async fn open(self) -> TcpStream {
        let mut stream = TcpStream::connect(self.address).await.expect("the server listens");
        stream.write_all(&self.bytes()).await.expect("the server reads");
        stream
    }
}

/// Sends what may be no request at all, and reads until the server closes.
pub async fn send_bytes(address: SocketAddr, bytes: &[u8]) -> Answer {
    let exchange = async {
        let mut stream = TcpStream::connect(address).await?;
        stream.write_all(bytes).await?;
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).await?;
        Ok::<_, std::io::Error>(answer)
    };
    let answer = timeout(PATIENCE, exchange).await.expect("the server answers in time");
    Answer::parse(&answer.expect("the server answers"))
}

impl Answer {
    fn parse(bytes: &[u8]) -> Self {
        let text = String::from_utf8_lossy(bytes);
        let (head, body) = text.split_once("\r\n\r\n").unwrap_or_else(|| panic!("no answer: {text:?}"));
        let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).expect("a status");
        Self { status, head: head.to_owned(), body: body.to_owned() }
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        let mut lines = self.head.lines().filter_map(|line| line.split_once(": "));
        lines.find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    }

    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|_| panic!("not JSON: {self:?}"))
    }

    /// The JSON of an answer that must have this status.
    #[track_caller]
    pub fn expect(&self, status: u16) -> Value {
        assert_eq!(self.status, status, "because of {self:?}");
        if self.body.is_empty() { Value::Null } else { self.json() }
    }

    /// An error of this status, with its code and a sentence.
    #[track_caller]
    pub fn expect_error(&self, status: u16, code: &str) -> Value {
        let error = self.expect(status);
        assert_eq!(error["code"], code, "because of {error}");
        let message = error["message"].as_str().unwrap_or_default();
        assert!(message.ends_with('.'), "because {message:?} is shown to people");
        error
    }

    /// A refusal of exactly this field.
    #[track_caller]
    pub fn expect_field(&self, field: &str) {
        let error = self.expect(422);
        let fields: Vec<_> = error["fields"].as_array().into_iter().flatten().map(|f| &f["field"]).collect();
        assert_eq!(fields, [field], "because of {error}");
        let message = error["fields"][0]["message"].as_str().unwrap_or_default();
        assert!(message.contains(' '), "because {message:?} is shown to people");
    }
}
