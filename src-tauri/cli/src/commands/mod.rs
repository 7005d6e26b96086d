//! One file per noun; each command is one or two calls of the engine.

mod api;
pub(crate) mod edit;
pub(crate) mod export;
pub(crate) mod import;
mod items;
mod jobs;
mod look;
mod runs;
pub(crate) mod schedule;
mod scheduler;
mod status;

use std::{process::ExitCode, sync::Arc};

use anyhow::Result;
use clap::CommandFactory;
use tidewatch_engine::{
    Engine, EngineOptions, Error, ErrorCode, Ports,
    adapters::{ReqwestClient, SystemClock},
    ports::Notifier,
};

use crate::args::{Args, Command};

pub(crate) async fn run(args: &Args) -> Result<ExitCode> {
    // Opened by the commands that wait for it.
    let engine = async { open(options(args)?, None).await };
    match &args.command {
        Command::Completions { shell } => {
            // It panics where it cannot write, and a reader may go away.
            let mut script = Vec::new();
            clap_complete::generate(*shell, &mut Args::command(), "tidewatch", &mut script);
            crate::output::say(format_args!("{}", String::from_utf8_lossy(&script).trim_end()));
            Ok(ExitCode::SUCCESS)
        }
        Command::Scheduler(scheduler) => scheduler::run(args, scheduler).await,
        Command::Recognise { url } => look::recognise(&engine.await?, args.json, url).await,
        Command::Preview { url, limit } => look::preview(&engine.await?, args.json, url, *limit).await,
        Command::Jobs(command) => jobs::run(&engine.await?, args.json, command).await,
        Command::Items(command) => items::run(&engine.await?, args.json, command).await,
        Command::Runs(command) => runs::run(&engine.await?, args.json, command).await,
        Command::Import(import) => import::run(engine, args.json, import).await,
        Command::Export(export) => export::run(&engine.await?, args.json, export).await,
        Command::Platforms => look::platforms(&engine.await?, args.json),
        Command::Status => status::run(&engine.await?, args.json).await,
        Command::Api(command) => api::run(&engine.await?, args.json, command).await,
    }
}

pub(crate) fn options(args: &Args) -> Result<EngineOptions> {
    let dir = args.data_dir.clone().or_else(EngineOptions::default_data_dir).ok_or_else(|| {
        Error::new(
            ErrorCode::StoreUnusable,
            "There is no home folder to keep data in. Name one with --data-dir.",
        )
    })?;
    let mut options = EngineOptions::new(dir);
    options.network_deadline = args.deadline;
    Ok(options)
}

pub(crate) async fn open(options: EngineOptions, notifier: Option<Arc<dyn Notifier>>) -> Result<Engine> {
    let ports = Ports { clock: Arc::new(SystemClock), http: Arc::new(ReqwestClient::default()), notifier };
    Ok(Engine::open(options, ports).await?)
}
