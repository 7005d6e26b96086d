//! How the program ends: a code for scripts, a sentence for people.

use std::process::ExitCode;

use clap::error::ErrorKind;
use tidewatch_engine::{Error, ErrorCode};

use crate::output::safe;

/// What was asked for could not be done: a run failed, a source could not be read.
pub(crate) const FAILED: u8 = 1;
/// Arguments or values that were refused. Also what the argument parser uses.
pub(crate) const USAGE: u8 = 2;
/// There is no such job, run or item.
pub(crate) const NOT_FOUND: u8 = 3;
/// The data folder cannot be used: damaged, newer, full, read-only, busy or somebody else's.
pub(crate) const STORE: u8 = 4;

/// Prints an error to standard error, as a sentence or as JSON.
#[expect(clippy::print_stderr, reason = "this is where errors are shown")]
pub(crate) fn report(error: &anyhow::Error, as_json: bool) -> ExitCode {
    let known = error.downcast_ref::<Error>();
    if as_json {
        let value = match known {
            Some(known) => serde_json::to_value(known).unwrap_or_default(),
            None => serde_json::json!({ "code": "internal", "message": error.to_string() }),
        };
        eprintln!("{value}");
    } else {
        eprintln!("tidewatch: {}", safe(&error.to_string()));
        if let Some(known) = known.filter(|known| known.fields.len() > 1) {
            for field in &known.fields {
                eprintln!("  {}: {}", field.field, safe(&field.message));
            }
        }
    }
    ExitCode::from(known.map_or(FAILED, |known| code_of(known.code)))
}

/// Prints what is wrong with the arguments to standard error, as JSON.
pub(crate) fn report_usage(error: &clap::Error) -> ExitCode {
    let text = error.to_string();
    // The first paragraph says what is wrong; hints and usage follow.
    let reason = text.split("\n\n").next().unwrap_or_default();
    let reason = reason.trim_start_matches("error:").split_whitespace().collect::<Vec<_>>().join(" ");
    let message = match error.kind() {
        // Then it shows the whole help instead.
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => "A command is missing.".to_owned(),
        _ => format!("Wrong arguments: {}.", reason.trim_end_matches('.')),
    };
    report(&Error::new(ErrorCode::InvalidField, message).into(), true)
}

fn code_of(code: ErrorCode) -> u8 {
    match code {
        ErrorCode::InvalidTarget
        | ErrorCode::InvalidSchedule
        | ErrorCode::InvalidField
        | ErrorCode::AlreadyExists => USAGE,
        ErrorCode::NotFound => NOT_FOUND,
        ErrorCode::StoreBusy | ErrorCode::StoreTooNew | ErrorCode::StoreUnusable => STORE,
        ErrorCode::Unauthorized
        | ErrorCode::RateLimited
        | ErrorCode::Blocked
        | ErrorCode::Unreachable
        | ErrorCode::MalformedResponse
        | ErrorCode::SecretUnavailable
        | ErrorCode::Internal => FAILED,
    }
}
