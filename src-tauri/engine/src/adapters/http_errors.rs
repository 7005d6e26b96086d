//! What went wrong with a request, told without the address that the libraries would repeat.

use std::error::Error as _;

use super::{reqwest_client::CONNECT_TIMEOUT, resolver::PrivateName};
use crate::ports::HttpError;

/// What went wrong, from the chain of causes; reqwest's own text would repeat the address.
pub(super) fn classify(error: &reqwest::Error, host: &str) -> HttpError {
    let host = host.to_owned();
    let mut cause = error.source();
    let mut io_kind = None;
    while let Some(current) = cause {
        if current.is::<PrivateName>() {
            return HttpError::PrivateAddress { host };
        }
        if let Some(tls) = current.downcast_ref::<rustls::Error>() {
            return HttpError::Tls { host, reason: tls_reason(tls) };
        }
        if let Some(io) = current.downcast_ref::<std::io::Error>() {
            let io = innermost(io);
            io_kind = Some(io.kind());
            if let Some(tls) = io.get_ref().and_then(|inner| inner.downcast_ref::<rustls::Error>()) {
                return HttpError::Tls { host, reason: tls_reason(tls) };
            }
        }
        cause = current.source();
    }
    let text = chain(error);
    if error.is_timeout() {
        return HttpError::Timeout { host, seconds: CONNECT_TIMEOUT.as_secs() };
    }
    if error.is_connect() {
        if text.contains("dns error") || text.contains("lookup address") {
            return HttpError::UnknownHost { host };
        }
        let reason = match io_kind {
            Some(std::io::ErrorKind::ConnectionRefused) => "it refuses the connection".into(),
            Some(std::io::ErrorKind::NetworkUnreachable | std::io::ErrorKind::HostUnreachable) => {
                "there is no way to it".into()
            }
            Some(std::io::ErrorKind::ConnectionReset) => "it broke off the connection".into(),
            _ => last_cause(error),
        };
        return HttpError::Connect { host, reason };
    }
    if error.is_body() || error.is_decode() {
        return HttpError::Broken { host, reason: "the answer ended early or could not be unpacked".into() };
    }
    HttpError::Broken { host, reason: last_cause(error) }
}

/// What hides inside I/O errors that wrap each other: none names the other as its source.
fn innermost(error: &std::io::Error) -> &std::io::Error {
    error.get_ref().and_then(|inner| inner.downcast_ref()).map_or(error, innermost)
}

pub(super) fn tls_reason(error: &rustls::Error) -> String {
    use rustls::CertificateError as Certificate;
    match error {
        rustls::Error::InvalidCertificate(Certificate::Expired | Certificate::ExpiredContext { .. }) => {
            "its certificate has expired".into()
        }
        rustls::Error::InvalidCertificate(
            Certificate::NotValidYet | Certificate::NotValidYetContext { .. },
        ) => "its certificate is not valid yet; is this computer's clock right?".into(),
        rustls::Error::InvalidCertificate(
            Certificate::NotValidForName | Certificate::NotValidForNameContext { .. },
        ) => "its certificate is for another name".into(),
        rustls::Error::InvalidCertificate(Certificate::UnknownIssuer) => {
            "its certificate was issued by somebody this computer does not trust".into()
        }
        other => other.to_string(),
    }
}

fn last_cause(error: &reqwest::Error) -> String {
    let mut last: &dyn std::error::Error = error;
    while let Some(cause) = last.source() {
        last = cause;
    }
    // Without a cause, the text is reqwest's own and may hold the address.
    if last.source().is_none() && std::ptr::addr_eq(last, error) {
        return "the request failed".into();
    }
    last.to_string()
}

pub(super) fn chain(error: &reqwest::Error) -> String {
    let mut text = String::new();
    let mut cause = error.source();
    while let Some(current) = cause {
        if !text.is_empty() {
            text.push_str(": ");
        }
        text.push_str(&current.to_string());
        cause = current.source();
    }
    text
}
