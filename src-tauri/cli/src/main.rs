//! `tidewatch`: the command line of Tidewatch.

mod args;
mod commands;
mod exit;
mod notifier;
mod output;
mod select;
mod supervisor;

use std::{process::ExitCode, time::Duration};

use clap::Parser;

use args::Args;

fn main() -> ExitCode {
    // Before anything is created: what Tidewatch writes is its user's alone.
    #[cfg(unix)]
    rustix::process::umask(rustix::fs::Mode::from_raw_mode(0o077));
    let args = match Args::try_parse() {
        Ok(args) => args,
        Err(error) if error.use_stderr() && asks_for_json() => return exit::report_usage(&error),
        Err(error) => error.exit(),
    };
    start_logging(args.verbose);
    let runtime = tokio::runtime::Builder::new_current_thread()
        .max_blocking_threads(12)
        .thread_keep_alive(Duration::from_secs(5))
        .enable_all()
        .build();
    let runtime = match runtime {
        Ok(runtime) => runtime,
        Err(error) => {
            return exit::report(
                &anyhow::anyhow!("Tidewatch could not start its threads: {error}."),
                args.json,
            );
        }
    };
    let outcome = runtime.block_on(commands::run(&args));
    // A connector that hangs must not keep the process.
    runtime.shutdown_timeout(Duration::from_secs(1));
    match outcome {
        Ok(code) => code,
        Err(error) => exit::report(&error, args.json),
    }
}

/// For arguments that could not be parsed. What follows `--` is no option.
fn asks_for_json() -> bool {
    std::env::args_os().skip(1).take_while(|argument| argument != "--").any(|argument| argument == "--json")
}

/// Logs go to standard error; `RUST_LOG` decides where `--verbose` does not.
fn start_logging(verbose: u8) {
    use std::io::IsTerminal;
    use tracing_subscriber::EnvFilter;
    let own = match verbose {
        0 => "warn",
        1 => "tidewatch_engine=info,tidewatch_api=info,tidewatch=info,warn",
        _ => "tidewatch_engine=debug,tidewatch_api=debug,tidewatch=debug,info",
    };
    let filter = match std::env::var("RUST_LOG") {
        Ok(wanted) if verbose == 0 => EnvFilter::new(wanted),
        _ => EnvFilter::new(own),
    };
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal())
        .with_target(false)
        .init();
}
