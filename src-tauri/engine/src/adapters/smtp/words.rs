//! What a mail server or the network has against a mail, in sentences that hold no password.

use std::{error::Error as _, io, time::Duration};

use base64::{Engine as _, prelude::BASE64_STANDARD};
use lettre::transport::smtp::Error;

use crate::{content::text::one_line, model::MailSecurity, ports::MailServer};

/// Characters of what a server says.
const MOST_SAID: usize = 300;

/// What was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    Greeting,
    StartTls,
    Login,
    Sender,
    Recipient,
    Text,
}

pub(super) fn refused(server: &MailServer, step: Step, error: &Error) -> String {
    let host = &server.host;
    let said = said(server, error);
    if let Some(code) = error.status() {
        let what = match step {
            Step::Greeting => "turns Tidewatch away",
            Step::StartTls => "does not secure the connection",
            Step::Login if error.is_transient() => "cannot check the login at the moment",
            Step::Login => "refuses the login; check user name and password",
            Step::Sender => "refuses the sender's address",
            Step::Recipient => "refuses the recipient's address",
            Step::Text => "refuses the mail",
        };
        let said = if said.is_empty() { String::new() } else { format!(" It says: {}", sentence(&said)) };
        return format!("The mail server {host} {what} ({code}).{said}");
    }
    if let Some(network) = error.source().and_then(|source| source.downcast_ref::<io::Error>()) {
        return format!("The connection to the mail server {host} broke: {}", sentence(&broken(network)));
    }
    if said == "incomplete response" {
        return format!("The mail server {host} ended the connection in the middle.");
    }
    if step == Step::Login {
        return format!("The mail server {host} asks for a login in a way that Tidewatch does not know.");
    }
    format!(
        "What answers at {host} on port {} does not speak SMTP as it should. Is it the right port?",
        server.port
    )
}

pub(super) fn too_slow(server: &MailServer, deadline: Duration) -> String {
    let hint = match (server.security, server.port) {
        (MailSecurity::Starttls, 465) => " With port 465 the security is mostly tls.",
        _ => "",
    };
    format!(
        "The mail server {} did not answer in full within {} seconds.{hint}",
        server.host,
        deadline.as_secs()
    )
}

pub(super) fn unreachable(server: &MailServer, error: &io::Error) -> String {
    let reason = match error.kind() {
        io::ErrorKind::ConnectionRefused => format!("it refuses the connection on port {}", server.port),
        _ => broken(error),
    };
    format!("The mail server {} could not be reached: {}", server.host, sentence(&reason))
}

pub(super) fn no_starttls(server: &MailServer) -> String {
    format!(
        "The mail server {} does not offer to secure the connection (STARTTLS), so nothing was sent.",
        server.host
    )
}

pub(super) fn no_login(server: &MailServer) -> String {
    format!(
        "The mail server {} offers no login with a password. Remove the user name if it needs none.",
        server.host
    )
}

fn broken(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::ConnectionReset | io::ErrorKind::BrokenPipe | io::ErrorKind::UnexpectedEof => {
            "it broke off".into()
        }
        io::ErrorKind::NetworkUnreachable | io::ErrorKind::HostUnreachable => "there is no way to it".into(),
        io::ErrorKind::TimedOut => "it does not answer".into(),
        io::ErrorKind::InvalidData => "it sends what is no text".into(),
        _ => one_line(&error.to_string()),
    }
}

/// What the server said, in one line. Some repeat the login that they refuse.
fn said(server: &MailServer, error: &Error) -> String {
    let mut said = error.source().map(|source| one_line(&source.to_string())).unwrap_or_default();
    if let Some((name, password)) = &server.login {
        let encoded = |text: String| BASE64_STANDARD.encode(text);
        for secret in [
            encoded(format!("\0{name}\0{password}")),
            encoded(password.clone()),
            one_line(password),
            password.clone(),
        ] {
            if !secret.is_empty() {
                said = said.replace(&secret, "…");
            }
        }
    }
    match said.char_indices().nth(MOST_SAID) {
        Some((cut, _)) => format!("{}…", said.get(..cut).unwrap_or_default()),
        None => said,
    }
}

fn sentence(text: &str) -> String {
    if text.ends_with(['.', '!', '?', '…']) { text.to_owned() } else { format!("{text}.") }
}
