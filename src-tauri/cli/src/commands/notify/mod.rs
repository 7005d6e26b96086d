//! `notify`: where else messages are told, and when.

mod mail;
mod times;
mod webhook;

use std::{
    io::{IsTerminal, Read, stdin},
    process::ExitCode,
};

use anyhow::Result;
use clap::Subcommand;
use tidewatch_engine::{Engine, Error, ErrorCode, model::Channel};

use crate::output::{self, busy, say};

/// More is no secret.
const MOST_BYTES: u64 = 64 << 10;

#[derive(Debug, Subcommand)]
pub(crate) enum NotifyCommand {
    /// Messages by mail
    #[command(subcommand)]
    Mail(mail::MailCommand),
    /// Messages to a web address: ntfy, Discord, Slack, Matrix, or a program of yours
    #[command(subcommand)]
    Webhook(webhook::WebhookCommand),
    /// Hours in which nothing is told; what comes meanwhile is told together at their end
    Quiet {
        #[command(subcommand)]
        command: Option<times::QuietCommand>,
    },
    /// Tell new content together at a fixed time; failures at once
    Digest(times::DigestArgs),
    /// Send a test
    Test {
        /// desktop, mail, webhook or terminal
        channel: Channel,
        /// Send the mail here instead of to the usual address
        #[arg(long, value_name = "ADDRESS")]
        to: Option<String>,
    },
}

pub(crate) async fn run(engine: &Engine, as_json: bool, command: &NotifyCommand) -> Result<ExitCode> {
    match command {
        NotifyCommand::Mail(command) => mail::run(engine, as_json, command).await,
        NotifyCommand::Webhook(command) => webhook::run(engine, as_json, command).await,
        NotifyCommand::Quiet { command } => times::quiet(engine, as_json, command.as_ref()).await,
        NotifyCommand::Digest(digest) => times::digest(engine, as_json, digest).await,
        NotifyCommand::Test { channel, to } => {
            let testing = engine.send_test(*channel, to.clone());
            let said = busy(as_json, "Sending the test", testing).await?;
            if as_json {
                return output::json(&serde_json::json!({ "channel": channel, "message": said }));
            }
            say(format_args!("{}", output::safe(&said)));
            Ok(ExitCode::SUCCESS)
        }
    }
}

/// Secrets by these labels: from the terminal without showing them, or the lines of standard
/// input. Nothing given is nothing. Never from the arguments, which other users can see.
async fn ask<const N: usize>(labels: [&'static str; N]) -> Result<[Option<String>; N]> {
    let asking = move || {
        let mut given = [const { None }; N];
        if stdin().is_terminal() {
            let terminal = console::Term::stderr();
            for (label, value) in labels.iter().zip(&mut given) {
                terminal.write_str(&format!("{label}: "))?;
                *value = Some(terminal.read_secure_line()?).filter(|line| !line.is_empty());
            }
            return Ok(given);
        }
        let mut text = String::new();
        stdin().take(MOST_BYTES).read_to_string(&mut text)?;
        if text.lines().count() > N {
            let message = format!("There are {N} line(s) to be given: {}.", labels.join(", "));
            return Err(Error::new(ErrorCode::InvalidField, message).into());
        }
        for (line, value) in text.lines().zip(&mut given) {
            *value = Some(line.to_owned()).filter(|line| !line.is_empty());
        }
        Ok::<_, anyhow::Error>(given)
    };
    tokio::task::spawn_blocking(asking).await?
}
