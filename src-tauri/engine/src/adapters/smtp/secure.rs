//! TLS to a mail server, with the roots that the web is checked against.

use std::{io, sync::Arc};

use rustls::{ClientConfig, pki_types::ServerName};
use rustls_platform_verifier::Verifier;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio_rustls::{TlsConnector, client::TlsStream};

use crate::{adapters::http_errors::tls_reason, ports::MailServer};

/// # Errors
/// A sentence on what is wrong with the server's certificate or its TLS.
pub(super) async fn encrypt<S: AsyncRead + AsyncWrite + Unpin>(
    server: &MailServer,
    stream: S,
) -> Result<TlsStream<S>, String> {
    let insecure = |reason: &str| {
        format!("No secure connection to the mail server {} could be made: {reason}.", server.host)
    };
    let name = ServerName::try_from(server.host.clone())
        .map_err(|_| insecure("it has no name that a certificate could be for"))?;
    // Mail is rare: the roots are read for each and take no memory between.
    let config = tokio::task::spawn_blocking(trust).await.map_err(|error| insecure(&error.to_string()))?;
    let config = config.map_err(|error| insecure(&error.to_string()))?;
    TlsConnector::from(Arc::new(config))
        .connect(name, stream)
        .await
        .map_err(|error| insecure(&reason(server, &error)))
}

fn trust() -> Result<ClientConfig, rustls::Error> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let verifier = Verifier::new(Arc::clone(&provider))?;
    Ok(ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(verifier))
        .with_no_client_auth())
}

fn reason(server: &MailServer, error: &io::Error) -> String {
    match error.get_ref().and_then(|inner| inner.downcast_ref::<rustls::Error>()) {
        Some(rustls::Error::InvalidMessage(_)) => {
            format!(
                "it does not speak TLS on port {}; with port 587 the security is mostly starttls",
                server.port
            )
        }
        Some(tls) => tls_reason(tls),
        None if error.kind() == io::ErrorKind::UnexpectedEof => "it ended the connection".into(),
        None => error.to_string(),
    }
}
