//! `secrets`: the keys that some platforms want.

use std::{
    collections::BTreeMap,
    io::{IsTerminal, stdin},
    process::ExitCode,
};

use anyhow::Result;
use clap::Subcommand;
use tidewatch_engine::{
    Engine, Error, ErrorCode,
    model::{KeyAbout, KeyState, KeyStatus, Platform, SecretPlace},
};

use super::asking::{self, Blank, Wanted};
use crate::{
    exit,
    output::{self, Table, busy, note, say},
};

#[derive(Debug, Subcommand)]
pub(crate) enum SecretsCommand {
    /// List which keys are set and whether they work
    List,
    /// Keep the key of a platform; asks for it, or reads it from standard input, a line per part
    Set {
        platform: Platform,
        /// Keep it without trying it first
        #[arg(long)]
        no_test: bool,
    },
    /// Try the key of a platform
    Test { platform: Platform },
    /// Forget the key of a platform
    Remove { platform: Platform },
    /// Keep keys in the desktop's keychain (keychain) or in a file that only you can read (file)
    Use { place: SecretPlace },
}

pub(crate) async fn run(engine: &Engine, as_json: bool, command: &SecretsCommand) -> Result<ExitCode> {
    match command {
        SecretsCommand::List => list(engine, as_json).await,
        SecretsCommand::Set { platform, no_test } => {
            let about = about(engine, *platform)?;
            let mut status = engine.set_key(*platform, ask(about).await?).await?;
            if !no_test {
                status = busy(as_json, "Trying the key", engine.test_key(*platform)).await?;
            }
            tell(engine, as_json, &status).await
        }
        SecretsCommand::Test { platform } => {
            let status = busy(as_json, "Trying the key", engine.test_key(*platform)).await?;
            tell(engine, as_json, &status).await
        }
        SecretsCommand::Remove { platform } => {
            engine.remove_key(*platform).await?;
            if as_json {
                return output::json(&serde_json::json!({ "platform": platform, "removed": true }));
            }
            say(format_args!("The key for {platform} is forgotten."));
            Ok(ExitCode::SUCCESS)
        }
        SecretsCommand::Use { place } => {
            let lost = engine.set_secret_place(*place).await?;
            if as_json {
                return output::json(&serde_json::json!({ "place": place, "lost": lost }));
            }
            say(format_args!("{}", kept_in(*place)));
            for platform in lost.platforms {
                say(format_args!(
                    "The key for {platform} could not be read at its old place. Set it again: tidewatch secrets set {platform}"
                ));
            }
            for channel in lost.channels {
                say(format_args!(
                    "The secret of {channel} could not be read at its old place, so nothing is sent there. Set it up again: tidewatch notify {channel} set"
                ));
            }
            Ok(ExitCode::SUCCESS)
        }
    }
}

async fn list(engine: &Engine, as_json: bool) -> Result<ExitCode> {
    let (keys, place) = (engine.keys().await?, engine.secret_place().await?);
    if as_json {
        return output::json(&serde_json::json!({ "place": place, "total": keys.len(), "items": keys }));
    }
    say(format_args!("{}", kept_in(place)));
    let mut table = Table::new(&["PLATFORM", "KEY", "TRIED", "IT SAID", "WHERE TO GET ONE"]);
    for about in engine.platforms() {
        let Some(key) = about.key else { continue };
        let status = keys.iter().find(|status| status.platform == about.platform);
        table.row([
            about.name.to_owned(),
            output::key_state(status, about.keyless).to_owned(),
            output::time(status.and_then(|status| status.checked_at)),
            output::safe(status.and_then(|status| status.message.as_deref()).unwrap_or_default()),
            key.get_at.to_owned(),
        ]);
    }
    table.print();
    Ok(ExitCode::SUCCESS)
}

/// What came of it; a key that does not work is a failure.
async fn tell(engine: &Engine, as_json: bool, status: &KeyStatus) -> Result<ExitCode> {
    if as_json {
        output::json(status)?;
    } else {
        let place = kept_in(engine.secret_place().await?);
        let state = output::key_state(Some(status), false);
        let said =
            status.message.as_deref().map(|said| format!(" {}", output::safe(said))).unwrap_or_default();
        say(format_args!("The key for {}: {state}.{said} {place}", status.platform));
    }
    let is_wrong = status.state == KeyState::Wrong;
    Ok(if is_wrong { ExitCode::from(exit::FAILED) } else { ExitCode::SUCCESS })
}

fn kept_in(place: SecretPlace) -> &'static str {
    match place {
        SecretPlace::Keychain => "Keys are kept in the keychain of your desktop.",
        SecretPlace::File => "Keys are kept in secrets.json in the data folder, which only you can read.",
    }
}

fn about(engine: &Engine, platform: Platform) -> Result<&'static KeyAbout> {
    let about = engine.platforms().into_iter().find(|about| about.platform == platform);
    about.and_then(|about| about.key).ok_or_else(|| {
        let message = format!("{platform} has no key: Tidewatch reads it without one.");
        Error::new(ErrorCode::InvalidField, message).into()
    })
}

/// The parts that were given, by their names.
async fn ask(about: &'static KeyAbout) -> Result<BTreeMap<String, String>> {
    if stdin().is_terminal() {
        note(&format!("{} Get it at {}", about.help, about.get_at));
    }
    let wanted = about.fields.iter().map(|field| {
        let or = if field.is_optional { " (Enter for none)" } else { "" };
        Wanted { label: format!("{}{or}", field.label), is_secret: field.is_secret }
    });
    let given = asking::ask(wanted.collect(), Blank::Skipped).await?;
    let named = about.fields.iter().zip(given);
    Ok(named.filter_map(|(field, value)| Some((field.name.to_owned(), value?))).collect())
}
