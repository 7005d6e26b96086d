//! Secrets are asked for: on the terminal, without showing them, or as the lines of standard
//! input. Never taken from the arguments, which other users can see.

use std::io::{IsTerminal, Read, stdin};

use anyhow::Result;
use tidewatch_engine::{Error, ErrorCode};

/// More is no secret.
const MOST_BYTES: u64 = 64 << 10;

/// A value that is asked for.
#[derive(Debug)]
pub(crate) struct Wanted {
    pub(crate) label: String,
    pub(crate) is_secret: bool,
}

/// What an empty line of standard input stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Blank {
    /// A value that is not given, where one in the middle may be left out.
    NotGiven,
    /// Nothing at all.
    Skipped,
}

/// The values in the order in which they are wanted; nothing where one is not given.
pub(crate) async fn ask(wanted: Vec<Wanted>, blank: Blank) -> Result<Vec<Option<String>>> {
    let asking = move || {
        let mut given = Vec::new();
        if stdin().is_terminal() {
            let terminal = console::Term::stderr();
            for Wanted { label, is_secret } in &wanted {
                terminal.write_str(&format!("{label}: "))?;
                given.push(if *is_secret { terminal.read_secure_line()? } else { terminal.read_line()? });
            }
        } else {
            let mut text = String::new();
            stdin().take(MOST_BYTES).read_to_string(&mut text)?;
            let lines = text.trim_end_matches(['\r', '\n']).lines();
            let counts = |line: &&str| blank == Blank::NotGiven || !line.trim().is_empty();
            given.extend(lines.filter(counts).map(str::to_owned));
        }
        if given.len() > wanted.len() {
            let labels: Vec<_> = wanted.iter().map(|value| value.label.as_str()).collect();
            let message = format!("There are {} line(s) to be given: {}.", wanted.len(), labels.join(", "));
            return Err(Error::new(ErrorCode::InvalidField, message).into());
        }
        let mut given = given.into_iter();
        let values = wanted.iter().map(|_| given.next().filter(|value| !value.is_empty()));
        Ok::<_, anyhow::Error>(values.collect())
    };
    tokio::task::spawn_blocking(asking).await?
}
