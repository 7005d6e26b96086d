//! `notify`: where else messages are told, and when.

mod mail;
mod times;
mod webhook;

use std::process::ExitCode;

use anyhow::Result;
use clap::Subcommand;
use tidewatch_engine::{Engine, model::Channel};

use super::asking::{self, Blank, Wanted};
use crate::output::{self, busy, say};

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

/// Secrets by these labels; nothing given is nothing.
async fn ask<const N: usize>(labels: [&str; N]) -> Result<[Option<String>; N]> {
    let wanted = labels.map(|label| Wanted { label: label.to_owned(), is_secret: true });
    let mut given = asking::ask(wanted.into(), Blank::NotGiven).await?.into_iter();
    Ok(labels.map(|_| given.next().flatten()))
}
