//! `api`: who may use the HTTP API.

use std::process::ExitCode;

use anyhow::Result;
use tidewatch_engine::Engine;

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
