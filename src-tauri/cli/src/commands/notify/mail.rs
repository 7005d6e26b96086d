//! `notify mail`: the server that mail goes through.

use std::process::ExitCode;

use anyhow::Result;
use clap::Subcommand;
use tidewatch_engine::{
    Engine,
    model::{MailChange, MailSecurity, MailSettings},
};

use super::ask;
use crate::output::{self, say};

#[derive(Debug, Subcommand)]
pub(crate) enum MailCommand {
    /// Send messages by mail; asks for the password, or reads it from standard input
    Set {
        /// Name of the server
        #[arg(long)]
        host: String,
        /// 465 for tls, else 587, unless given
        #[arg(long)]
        port: Option<u16>,
        /// starttls, tls, or none (only for a server on this computer)
        #[arg(long, default_value = "starttls")]
        security: MailSecurity,
        /// Leave it out for a server without a login
        #[arg(long)]
        username: Option<String>,
        /// Address that mail comes from
        #[arg(long)]
        from: String,
        /// Where mail goes for jobs without an address of their own
        #[arg(long)]
        to: Option<String>,
        /// Keep the password that is set
        #[arg(long, requires = "username")]
        keep_password: bool,
    },
    /// Send no mail any more, and forget the password
    Remove,
}

pub(super) async fn run(engine: &Engine, as_json: bool, command: &MailCommand) -> Result<ExitCode> {
    let MailCommand::Set { host, port, security, username, from, to, keep_password } = command else {
        engine.remove_mail().await?;
        if as_json {
            return output::json(&serde_json::json!({ "channel": "mail", "removed": true }));
        }
        say(format_args!("No mail is sent any more."));
        return Ok(ExitCode::SUCCESS);
    };
    let [password] = match username {
        Some(_) if !keep_password => ask(["Password"]).await?,
        _ => [None],
    };
    // Asked for and not given is none, not the one before.
    let password = if *keep_password { None } else { Some(password.unwrap_or_default()) };
    let settings = MailSettings {
        host: host.clone(),
        port: port.unwrap_or(if *security == MailSecurity::Tls { 465 } else { 587 }),
        security: *security,
        username: username.clone(),
        from: from.clone(),
        to: to.clone(),
        digest: engine.settings().await?.mail.and_then(|mail| mail.digest),
    };
    let mail = engine.set_mail(MailChange { settings, password }).await?.mail;
    if as_json {
        return output::json(&mail);
    }
    say(format_args!("Messages are sent by mail from now on. Try it: tidewatch notify test mail"));
    Ok(ExitCode::SUCCESS)
}
