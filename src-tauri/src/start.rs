//! What both programs do first and last: prepare, find the folder, open the engine on it, end.

use std::{
    error::Error,
    io::{self, IsTerminal, Write},
    path::{Path, PathBuf},
    process::{ExitCode, Stdio},
    sync::Arc,
    time::Duration,
};

use chrono::{DateTime, Utc};
use tidewatch_engine::{
    Engine, EngineOptions, Ports,
    adapters::{ReqwestClient, Smtp, SystemClock, SystemMachine, secret_stores},
    ports::{Clock, Notifier},
};

use crate::args::Args;

/// Why a process ended: a sentence.
pub type Ended = Result<(), Box<dyn Error>>;

/// What is started by hand, and shows the window.
pub const DESKTOP: &str = "tidewatch-desktop";
/// What watches.
pub const MONITOR: &str = "tidewatch-monitor";

/// Before anything else: what Tidewatch writes is its user's alone, and logs go to standard
/// error; `RUST_LOG` decides which.
pub fn prepare() {
    use tracing_subscriber::EnvFilter;
    #[cfg(unix)]
    rustix::process::umask(rustix::fs::Mode::from_raw_mode(0o077));
    let filter = std::env::var("RUST_LOG").unwrap_or_else(|_| "warn".into());
    tracing_subscriber::fmt()
        .with_env_filter(EnvFilter::new(filter))
        .with_writer(io::stderr)
        .with_ansi(io::stderr().is_terminal())
        .with_target(false)
        .init();
}

/// Tells why a process ended, where it ended badly.
pub fn end(outcome: Ended) -> ExitCode {
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(reason) => {
            // Nothing is left to tell when standard error is closed.
            let _ = writeln!(io::stderr(), "tidewatch-desktop: {reason}");
            ExitCode::FAILURE
        }
    }
}

/// Writes a line to standard output. A reader that has gone away is no error.
pub fn print(text: &str) {
    let _ = writeln!(io::stdout(), "{text}");
}

/// What is wrong with the arguments, and where to read about them.
pub fn misunderstood(error: &lexopt::Error) -> Box<dyn Error> {
    format!("{error}. --help lists the options.").into()
}

/// For a program that waits: two arenas are enough for its few threads, and give memory back sooner.
const ARENAS: (&str, &str) = ("MALLOC_ARENA_MAX", "2");

/// Replaces this process by one of the two programs, which lie side by side, with the same
/// arguments. Answers only when that fails.
///
/// # Errors
/// There is no such program.
pub fn become_other(name: &str) -> Ended {
    let path = program(name)?;
    let mut command = std::process::Command::new(&path);
    command.args(std::env::args_os().skip(1));
    if name == MONITOR && std::env::var_os(ARENAS.0).is_none() {
        command.env(ARENAS.0, ARENAS.1);
    }
    #[cfg(unix)]
    let error = std::os::unix::process::CommandExt::exec(&mut command);
    #[cfg(not(unix))]
    let error = match command.status() {
        Ok(status) => std::process::exit(status.code().unwrap_or(1)),
        Err(error) => error,
    };
    Err(format!("{} could not be started: {error}", path.display()).into())
}

/// A window on this folder, which is no program that waits.
///
/// # Errors
/// There is no such program.
pub fn window(data_dir: &Path) -> io::Result<tokio::process::Command> {
    let mut command = tokio::process::Command::new(program(DESKTOP)?);
    command.arg("--window").arg("--data-dir").arg(data_dir).stdin(Stdio::null()).env_remove(ARENAS.0);
    Ok(command)
}

/// # Errors
/// There is no home.
pub fn data_dir(args: &Args) -> Result<PathBuf, Box<dyn Error>> {
    args.data_dir
        .clone()
        .or_else(EngineOptions::default_data_dir)
        .ok_or_else(|| "there is no home folder to keep data in; name one with --data-dir".into())
}

/// # Errors
/// What is wrong with the folder, in a sentence.
pub async fn open(
    data_dir: PathBuf,
    notifier: Option<Arc<dyn Notifier>>,
) -> tidewatch_engine::Result<Engine> {
    let ports = Ports {
        clock: Arc::new(SystemClock),
        http: Arc::new(ReqwestClient::default()),
        secrets: secret_stores(&data_dir),
        mail: Arc::new(Smtp),
        machine: Arc::new(SystemMachine::default()),
        notifier,
    };
    Engine::open(EngineOptions::new(data_dir), ports).await
}

/// The time, where there is no engine to ask.
pub fn now() -> DateTime<Utc> {
    SystemClock.now()
}

/// # Errors
/// The system refuses threads.
pub fn runtime(workers: usize) -> io::Result<tokio::runtime::Runtime> {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(workers)
        .max_blocking_threads(12)
        .thread_keep_alive(Duration::from_secs(5))
        .enable_all()
        .build()
}

/// One of the two programs, which lie side by side. After an upgrade Linux calls the file that
/// runs deleted; the new ones lie in its place.
///
/// # Errors
/// The system does not tell where this one lies.
pub fn program(name: &str) -> io::Result<PathBuf> {
    Ok(in_place(std::env::current_exe()?).with_file_name(name))
}

fn in_place(path: PathBuf) -> PathBuf {
    match path.to_str().and_then(|path| path.strip_suffix(" (deleted)")) {
        Some(replaced) if !path.exists() => replaced.into(),
        _ => path,
    }
}

/// GTK panics without one, before Tauri can return an error.
pub fn has_display() -> bool {
    let is_set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    !cfg!(target_os = "linux") || is_set("DISPLAY") || is_set("WAYLAND_DISPLAY")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_upgraded_program_is_found_in_its_place() {
        assert_eq!(
            in_place("/nowhere/tidewatch-desktop (deleted)".into()),
            PathBuf::from("/nowhere/tidewatch-desktop")
        );
        assert_eq!(
            in_place("/nowhere/tidewatch-desktop".into()),
            PathBuf::from("/nowhere/tidewatch-desktop")
        );
    }
}
