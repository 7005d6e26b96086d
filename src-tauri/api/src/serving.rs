//! Serving beside a monitor: who may use the API, from its start to its end.

use std::{net::SocketAddr, path::PathBuf};

use tidewatch_engine::{Engine, Error, ErrorCode, Result};
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use crate::{Access, BindError, bind, serve};

/// The API while it is served.
#[derive(Debug)]
pub struct Serving {
    pub address: SocketAddr,
    stop: CancellationToken,
    served: JoinHandle<std::io::Result<()>>,
}

impl Serving {
    /// Listens on a loopback address (`127.0.0.1:8787`), for whoever has the token.
    ///
    /// # Errors
    /// Why it cannot be served, in a sentence.
    pub async fn start(engine: &Engine, address: &str) -> Result<Self> {
        let access = access(engine).await?;
        let listener = bind(address).await.map_err(|error| {
            let code = match error {
                BindError::Io { .. } => ErrorCode::Internal,
                BindError::NotAnAddress(_) | BindError::NotLoopback(_) => ErrorCode::InvalidField,
            };
            Error::new(code, error.to_string())
        })?;
        let address = listener.local_addr().map_err(|error| Error::internal(error.to_string()))?;
        let stop = CancellationToken::new();
        let served = tokio::spawn(serve(engine.clone(), listener, access, stop.clone()));
        Ok(Self { address, stop, served })
    }

    /// Ends event streams and lets requests in progress end.
    pub async fn stop(self) {
        self.stop.cancel();
        if let Err(error) = self.served.await {
            tracing::warn!(%error, "the API ended unexpectedly");
        }
    }
}

/// A token from the environment or from systemd's credentials comes before the stored one.
async fn access(engine: &Engine) -> Result<Access> {
    if let Ok(token) = std::env::var("TIDEWATCH_API_TOKEN") {
        return given(&token);
    }
    if let Some(dir) = std::env::var_os("CREDENTIALS_DIRECTORY") {
        let path = PathBuf::from(dir).join("tidewatch-api-token");
        match std::fs::read_to_string(&path) {
            Ok(token) => return given(&token),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
            Err(error) => {
                let message = format!("The credential tidewatch-api-token could not be read: {error}.");
                return Err(Error::internal(message));
            }
        }
    }
    if !engine.has_api_token().await? {
        let message = "The API needs a token. Create one in the settings or with `tidewatch api token`.";
        return Err(Error::new(ErrorCode::Unauthorized, message));
    }
    Ok(Access::stored())
}

fn given(token: &str) -> Result<Access> {
    Access::token(token).map_err(|weak| Error::new(ErrorCode::InvalidField, weak.to_string()))
}
