//! `notify webhook`: a web address that messages are sent to.

use std::{fs, path::PathBuf, process::ExitCode};

use anyhow::Result;
use clap::{Subcommand, ValueHint};
use tidewatch_engine::{
    Engine, Error,
    model::{FieldError, WebhookChange, WebhookFormat, WebhookSettings},
};

use super::ask;
use crate::output::{self, say};

#[derive(Debug, Subcommand)]
pub(crate) enum WebhookCommand {
    /// Send messages to a web address; asks for it, a token and a signing key, or reads them from
    /// standard input, a line each
    Set {
        /// json, ntfy, discord, slack or matrix
        #[arg(long)]
        format: WebhookFormat,
        /// JSON with placeholders such as {title}, for the format json
        #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
        template: Option<PathBuf>,
    },
    /// Send nothing there any more, and forget address, token and signing key
    Remove,
}

pub(super) async fn run(engine: &Engine, as_json: bool, command: &WebhookCommand) -> Result<ExitCode> {
    let WebhookCommand::Set { format, template } = command else {
        engine.remove_webhook().await?;
        if as_json {
            return output::json(&serde_json::json!({ "channel": "webhook", "removed": true }));
        }
        say(format_args!("No webhook is told any more."));
        return Ok(ExitCode::SUCCESS);
    };
    let template = template.as_ref().map(read).transpose()?;
    let [address, token, signing_key] =
        ask(["Address", "Token (Enter for none)", "Signing key (Enter for none)"]).await?;
    let settings = WebhookSettings {
        format: *format,
        host: String::new(),
        template,
        digest: engine.settings().await?.webhook.and_then(|webhook| webhook.digest),
    };
    let change = WebhookChange {
        settings,
        address: Some(address.unwrap_or_default()),
        token: Some(token.unwrap_or_default()),
        signing_key: Some(signing_key.unwrap_or_default()),
    };
    let webhook = engine.set_webhook(change).await?.webhook;
    if as_json {
        return output::json(&webhook);
    }
    let host = webhook.map(|webhook| webhook.host).unwrap_or_default();
    say(format_args!(
        "Messages are sent to {} from now on. Try it: tidewatch notify test webhook",
        output::safe(&host)
    ));
    Ok(ExitCode::SUCCESS)
}

fn read(path: &PathBuf) -> Result<String> {
    // Larger ones are refused by the engine; what has no end is not read to it.
    let refused = |reason: String| {
        let message = format!("The file {} cannot be read: {reason}.", path.display());
        Error::refused(vec![FieldError::new("webhook.template", message)])
    };
    let about = fs::metadata(path).map_err(|error| refused(error.to_string()))?;
    if !about.is_file() || about.len() > 1 << 20 {
        return Err(refused("it is no text file of a template's size".into()).into());
    }
    Ok(fs::read_to_string(path).map_err(|error| refused(error.to_string()))?)
}
