//! The desktop shell of Tidewatch: two processes of one binary.
//!
//! ```text
//! tidewatch-desktop            the monitor: tray, notifications, one instance; no web view
//!    │ starts, tells where to go (desktop.sock)
//!    ▼
//! tidewatch-desktop --window   the window: Tauri's web view over commands; ends when closed
//! ```
//!
//! Both open the same data folder. The monitor takes part in running the schedule; the window
//! only follows, so that closing it gives all of its memory back and a crash of it stops nothing.
#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

mod args;
mod control;
mod monitor;
mod start;
mod window;

use std::{
    io::{self, IsTerminal, Write},
    process::ExitCode,
};

use args::{Args, Wanted};

fn main() -> ExitCode {
    // Before anything is created: what Tidewatch writes is its user's alone.
    #[cfg(unix)]
    rustix::process::umask(rustix::fs::Mode::from_raw_mode(0o077));
    start_logging();
    let outcome = match Args::parse() {
        Ok(Wanted::Text(text)) => {
            // A reader that has gone away is no error.
            let _ = writeln!(io::stdout(), "{text}");
            Ok(())
        }
        Ok(Wanted::Monitor(args)) => monitor::run(&args),
        Ok(Wanted::Window(args)) => window::run(&args),
        Err(error) => Err(format!("{error}. --help lists the options.").into()),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(reason) => {
            // Nothing is left to tell when standard error is closed.
            let _ = writeln!(io::stderr(), "tidewatch-desktop: {reason}");
            ExitCode::FAILURE
        }
    }
}

/// Logs go to standard error; `RUST_LOG` decides what.
fn start_logging() {
    use tracing_subscriber::EnvFilter;
    let filter = std::env::var("RUST_LOG").unwrap_or_else(|_| "warn".into());
    tracing_subscriber::fmt()
        .with_env_filter(EnvFilter::new(filter))
        .with_writer(io::stderr)
        .with_ansi(io::stderr().is_terminal())
        .with_target(false)
        .init();
}
