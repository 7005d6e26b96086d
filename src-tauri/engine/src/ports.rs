//! What the engine asks of the outside: small traits, each because a test needs a fake.

use std::{fmt, sync::Arc, time::Duration};

use async_trait::async_trait;
use bytes::Bytes;
use chrono::{DateTime, Utc};
use http::{HeaderMap, Method};
use serde::{Deserialize, Serialize};
use tokio::sync::watch;
use url::Url;

use crate::model::{Channel, Grant, Key, MailSecurity, Notification};

/// The time. Tests move it.
pub trait Clock: Send + Sync + fmt::Debug {
    fn now(&self) -> DateTime<Utc>;
    /// Time since the machine was started, sleep included.
    fn uptime(&self) -> Duration;
    /// Names this start of the machine.
    fn boot_id(&self) -> String;
    /// The system's IANA zone, `UTC` where it cannot be told.
    fn time_zone(&self) -> String;
}

/// One HTTP request, redirects included unless they are not to be followed.
#[derive(Debug, Clone)]
pub struct HttpRequest {
    pub method: Method,
    pub url: Url,
    /// Sent to the origin of `url` only, not to where it redirects.
    pub headers: HeaderMap,
    pub body: Option<Bytes>,
    /// Private hosts that may be reached.
    pub grants: Vec<Grant>,
    /// Off: a redirect is an answer like others, and nothing goes anywhere but to `url`.
    pub follows_redirects: bool,
    /// Off: the status says all. Of a body that is too long, breaks off or does not end, what came
    /// within moments is enough.
    pub needs_whole_body: bool,
    /// Most bytes of a body, counted after decompression.
    pub max_bytes: usize,
    /// For everything, from the name's resolution to the last byte.
    pub deadline: Duration,
}

/// The answer at the end of all redirects.
#[derive(Debug, Clone)]
pub struct HttpResponse {
    pub status: u16,
    pub headers: HeaderMap,
    /// Where the answer came from.
    pub url: Url,
    /// Where the address has moved to for good: every redirect so far was permanent.
    pub moved_to: Option<Url>,
    pub body: Bytes,
    /// Requests sent, redirects included.
    pub requests: u32,
}

/// One conversation over a WebSocket: some texts are sent, then texts are collected.
#[derive(Debug, Clone)]
pub struct Conversation {
    /// ws or wss. Redirects are not followed.
    pub url: Url,
    /// Sent as soon as it is open.
    pub says: Vec<String>,
    /// Whether a text is the last one that is waited for.
    pub is_last: fn(&str) -> bool,
    /// Private hosts that may be reached.
    pub grants: Vec<Grant>,
    /// Most bytes of one text.
    pub max_text_bytes: usize,
    /// Most bytes of all texts together, and most texts.
    pub max_bytes: usize,
    pub max_texts: usize,
    /// For everything, from the name's resolution to the last text.
    pub deadline: Duration,
}

/// What was heard in a conversation.
#[derive(Debug, Clone)]
pub struct Heard {
    /// In the order in which they came.
    pub texts: Vec<String>,
    /// Why it ended before the last text came.
    pub cut_short: Option<HttpError>,
}

/// Why there is no answer. Texts hold no address with a query: those may be secrets.
/// Recordings hold them.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HttpError {
    #[error("the address {0} cannot be used")]
    InvalidUrl(String),
    #[error("the name {host} could not be found")]
    UnknownHost { host: String },
    #[error("{host} could not be reached: {reason}")]
    Connect { host: String, reason: String },
    #[error("{host} did not answer in full within {seconds} seconds")]
    Timeout { host: String, seconds: u64 },
    #[error("no secure connection to {host} could be made: {reason}")]
    Tls { host: String, reason: String },
    #[error("the answer of {host} is larger than {limit_mib} MiB")]
    TooLarge { host: String, limit_mib: usize },
    #[error("{host} redirects in a circle or more than {limit} times")]
    TooManyRedirects { host: String, limit: u32 },
    #[error("{host} redirects to something that is not a web address")]
    InvalidRedirect { host: String },
    #[error(
        "{host} lies in a private network. Tidewatch goes there only when you type that address yourself, \
         not when a page or a redirect leads to it"
    )]
    PrivateAddress { host: String },
    #[error("the connection to {host} broke: {reason}")]
    Broken { host: String, reason: String },
    #[error("the recording has no such request: {method} {url}")]
    NotRecorded { method: String, url: String },
    #[error("the recording has the request {method} {url}, but not the text of its answer")]
    NoBodyRecorded { method: String, url: String },
}

/// The network.
#[async_trait]
pub trait HttpClient: Send + Sync + fmt::Debug {
    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, HttpError>;

    /// Talks over a WebSocket. Networks that have none say so.
    ///
    /// # Errors
    /// Why there was no conversation at all; one that ends early is [`Heard::cut_short`].
    async fn converse(&self, conversation: Conversation) -> Result<Heard, HttpError> {
        let host = conversation.url.host_str().unwrap_or_default().to_owned();
        Err(HttpError::Connect { host, reason: "this network has no WebSockets".into() })
    }

    /// Whether this name leads to an address outside the public internet: then a user who
    /// types it gives leave to go there.
    async fn is_private(&self, url: &Url) -> bool;
}

/// A place that keeps keys.
#[async_trait]
pub trait SecretStore: Send + Sync + fmt::Debug {
    /// # Errors
    /// A sentence on why the place cannot be read.
    async fn read(&self, name: &str) -> Result<Option<Key>, String>;

    /// `label` is what the user reads where the place shows what it keeps.
    ///
    /// # Errors
    /// A sentence on why nothing was kept.
    async fn write(&self, name: &str, label: &str, key: &Key) -> Result<(), String>;

    /// What is not there is removed already.
    ///
    /// # Errors
    /// A sentence on why it is still there.
    async fn remove(&self, name: &str) -> Result<(), String>;
}

/// The places that keys can be kept in; the user chooses.
#[derive(Debug, Clone)]
pub struct SecretStores {
    pub keychain: Arc<dyn SecretStore>,
    pub file: Arc<dyn SecretStore>,
}

/// A mail server and how to talk to it. Printed, it does not show the password.
#[derive(Clone)]
pub struct MailServer {
    pub host: String,
    pub port: u16,
    pub security: MailSecurity,
    /// Name and password.
    pub login: Option<(String, String)>,
}

impl fmt::Debug for MailServer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MailServer")
            .field("host", &self.host)
            .field("port", &self.port)
            .field("security", &self.security)
            .finish_non_exhaustive()
    }
}

/// A mail that is ready to be sent. Its texts may hold anything: the sender encodes them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mail {
    pub from: String,
    pub to: String,
    pub subject: String,
    pub text: String,
    pub html: String,
    /// Of this mail, the same for each try, without angle brackets.
    pub message_id: String,
    /// Of the first mail of its thread, which need not have been sent.
    pub thread_id: String,
    pub date: DateTime<Utc>,
}

/// Sends mail.
#[async_trait]
pub trait MailSender: Send + Sync + fmt::Debug {
    /// # Errors
    /// A sentence on what the server or the network said; it holds no password.
    async fn send(&self, server: &MailServer, mail: &Mail) -> Result<(), String>;
}

/// How the computer stands.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct MachineState {
    /// It is about to sleep, or sleeps.
    pub is_asleep: bool,
    /// Absent: it cannot be told, and requests show it.
    pub has_network: Option<bool>,
}

/// The computer that this runs on.
pub trait Machine: Send + Sync + fmt::Debug {
    /// How it stands, and each time that changes. Asked once; the first call may begin to watch.
    fn watch(&self) -> watch::Receiver<MachineState>;
}

/// Why messages could not be told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Undelivered {
    /// A sentence.
    pub reason: String,
    /// The receiver wants nothing before.
    pub not_before: Option<DateTime<Utc>>,
}

impl From<String> for Undelivered {
    fn from(reason: String) -> Self {
        Self { reason, not_before: None }
    }
}

/// Where messages for the user go.
#[async_trait]
pub trait Notifier: Send + Sync + fmt::Debug {
    fn channel(&self) -> Channel;

    /// Tells one message, or several as one: then those of them that were told before, by
    /// themselves or together, are replaced by it.
    ///
    /// # Errors
    /// Why not; the messages are tried again later.
    async fn deliver(&self, messages: &[Notification]) -> Result<(), Undelivered>;
}
