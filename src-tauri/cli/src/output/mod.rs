//! What the commands print: JSON for programs; tables and sentences for people.

mod progress;
mod table;
mod words;

use std::{fmt, io::Write, process::ExitCode};

use anyhow::Result;
use serde::Serialize;
use tidewatch_engine::model::Paging;

pub(crate) use progress::busy;
pub(crate) use table::Table;
pub(crate) use words::{
    clock_time, counted, headline, key_state, kind, outcome, pause, run_line, safe, time, took, until,
};

use crate::args::PageArgs;

/// Writes a line to standard output. A reader that has gone away (`| head`) is no error.
pub(crate) fn say(text: fmt::Arguments<'_>) {
    let _ = writeln!(std::io::stdout(), "{text}");
}

/// Writes a line to standard error.
pub(crate) fn note(text: &str) {
    let _ = writeln!(std::io::stderr(), "{text}");
}

pub(crate) fn json<T: Serialize>(value: &T) -> Result<ExitCode> {
    say(format_args!("{}", serde_json::to_string_pretty(value)?));
    Ok(ExitCode::SUCCESS)
}

pub(crate) fn paging(page: PageArgs) -> Paging {
    Paging { skip: page.skip, limit: page.limit }
}

/// Says how to see what a list left out.
pub(crate) fn rest(shown: usize, skipped: u32, total: u64) {
    let seen = u64::from(skipped) + shown as u64;
    if seen < total {
        say(format_args!("{shown} of {total}. More: --skip {seen}"));
    }
}
