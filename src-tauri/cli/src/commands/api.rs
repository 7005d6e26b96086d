//! The HTTP API: who may use it, and serving it beside the monitor.

use std::{net::SocketAddr, path::PathBuf, process::ExitCode};

use anyhow::{Context, Result};
use tidewatch_api::{Access, BindError};
use tidewatch_engine::{Engine, Error, ErrorCode};
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use crate::{
    args::ApiCommand,
    output::{self, say},
};

pub(crate) async fn run(engine: &Engine, as_json: bool, command: &ApiCommand) -> Result<ExitCode> {
    match command {
        ApiCommand::Token => {
            let token = engine.create_api_token().await?;
            if as_json {
                return output::json(&serde_json::json!({ "token": token }));
            }
            // Alone on standard output, so that it can be piped into a file.
            say(format_args!("{token}"));
            output::note("Keep it: it is not shown again. Send it as \"Authorization: Bearer …\".");
            Ok(ExitCode::SUCCESS)
        }
    }
}

/// The API while it is served.
pub(crate) struct Serving {
    pub(crate) address: SocketAddr,
    stop: CancellationToken,
    served: JoinHandle<std::io::Result<()>>,
}

/// Listens on a loopback address, for whoever has the token.
pub(crate) async fn serve(engine: &Engine, address: &str) -> Result<Serving> {
    let access = access(engine).await?;
    let listener = tidewatch_api::bind(address).await.map_err(|error| {
        let code = match error {
            BindError::Io { .. } => ErrorCode::Internal,
            BindError::NotAnAddress(_) | BindError::NotLoopback(_) => ErrorCode::InvalidField,
        };
        Error::new(code, error.to_string())
    })?;
    let address = listener.local_addr()?;
    let stop = CancellationToken::new();
    let served = tokio::spawn(tidewatch_api::serve(engine.clone(), listener, access, stop.clone()));
    Ok(Serving { address, stop, served })
}

impl Serving {
    /// Ends event streams and lets requests in progress end.
    pub(crate) async fn stop(self) {
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
            Err(error) => return Err(error).context("The credential tidewatch-api-token could not be read."),
        }
    }
    if !engine.has_api_token().await? {
        let message = "The API needs a token. `tidewatch api token` creates one and prints it once.";
        return Err(Error::new(ErrorCode::Unauthorized, message).into());
    }
    Ok(Access::stored())
}

fn given(token: &str) -> Result<Access> {
    Ok(Access::token(token).map_err(|weak| Error::new(ErrorCode::InvalidField, weak.to_string()))?)
}
