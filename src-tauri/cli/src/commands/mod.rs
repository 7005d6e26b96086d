//! One file per noun; each command is one or two calls of the engine.

mod api;
mod asking;
pub(crate) mod backup;
pub(crate) mod choice;
mod coverage;
pub(crate) mod edit;
pub(crate) mod export;
pub(crate) mod filters;
pub(crate) mod import;
pub(crate) mod items;
mod jobs;
mod look;
pub(crate) mod mute;
mod notifications;
pub(crate) mod notify;
pub(crate) mod platforms;
pub(crate) mod recovery;
pub(crate) mod runs;
pub(crate) mod schedule;
mod scheduler;
pub(crate) mod secrets;
mod status;

use std::{process::ExitCode, sync::Arc};

use anyhow::Result;
use clap::CommandFactory;
use tidewatch_engine::{
    Engine, EngineOptions, Error, ErrorCode, Ports,
    adapters::{Recorder, Replayer, ReqwestClient, Smtp, SystemClock, SystemMachine, secret_stores},
    model::PreviewRequest,
    ports::{HttpClient, Notifier},
};

use crate::args::{Args, Command, JobsCommand};
use secrets::SecretsCommand;

/// Where answers come from.
#[derive(Debug)]
pub(crate) enum Network {
    Real,
    /// Real, and written down.
    Recorded(Arc<Recorder>),
    /// A file; nothing leaves the machine.
    Replayed(Arc<Replayer>),
}

impl Network {
    fn chosen(args: &Args) -> Result<Self, Error> {
        let network = match (&args.record, &args.replay) {
            (None, None) => return Ok(Self::Real),
            _ if !fetches(&args.command) => {
                let message = "--record and --replay are for preview, jobs add, jobs run, scheduler and secrets test: \
                               nothing else fetches.";
                return Err(Error::new(ErrorCode::InvalidField, message));
            }
            (Some(_), Some(_)) => {
                let message = "--record and --replay cannot be used together.";
                return Err(Error::new(ErrorCode::InvalidField, message));
            }
            (Some(file), None) => {
                let real = Arc::new(ReqwestClient::default());
                Self::Recorded(Arc::new(Recorder::create(file, real, Arc::new(SystemClock))?))
            }
            (None, Some(file)) => Self::Replayed(Arc::new(Replayer::open(file)?)),
        };
        Ok(network)
    }

    fn http(&self) -> Arc<dyn HttpClient> {
        match self {
            Self::Real => Arc::new(ReqwestClient::default()),
            Self::Recorded(recorder) => Arc::clone(recorder) as Arc<dyn HttpClient>,
            Self::Replayed(replayer) => Arc::clone(replayer) as Arc<dyn HttpClient>,
        }
    }

    /// A monitor in another process would fetch in place of this one, by its own network.
    async fn refuse_monitor(&self, engine: &Engine, command: &Command) -> Result<()> {
        let leaves_it_to_monitor = match (self, command) {
            (Self::Real, _) => false,
            (_, Command::Jobs(JobsCommand::Run { .. })) => true,
            (_, Command::Scheduler(scheduler)) => scheduler.once,
            (Self::Replayed(_), Command::Jobs(_)) => true,
            _ => false,
        };
        if leaves_it_to_monitor && engine.status().await?.monitor_running {
            let message = "A monitor runs on this data folder and would fetch instead, outside of the recording. End \
                           it, or name another folder with --data-dir.";
            return Err(Error::new(ErrorCode::StoreBusy, message).into());
        }
        Ok(())
    }
}

fn fetches(command: &Command) -> bool {
    use Command::{Jobs, Preview, Scheduler, Secrets};
    matches!(
        command,
        Preview { .. }
            | Jobs(JobsCommand::Add { .. } | JobsCommand::Run { .. })
            | Scheduler(_)
            | Secrets(SecretsCommand::Set { .. } | SecretsCommand::Test { .. })
    )
}

pub(crate) async fn run(args: &Args) -> Result<ExitCode> {
    let network = Network::chosen(args)?;
    let outcome = carry_out(args, &network).await;
    let recorded = match &network {
        // What was refused replaces no earlier recording.
        Network::Recorded(recorder) if outcome.is_ok() || !recorder.is_empty() => recorder.finish().await,
        _ => Ok(()),
    };
    let code = outcome?;
    recorded?;
    Ok(code)
}

async fn carry_out(args: &Args, network: &Network) -> Result<ExitCode> {
    // Opened by the commands that wait for it.
    let engine = async {
        let engine = open(options(args)?, network, None).await?;
        network.refuse_monitor(&engine, &args.command).await?;
        Ok(engine)
    };
    match &args.command {
        Command::Completions { shell } => {
            // It panics where it cannot write, and a reader may go away.
            let mut script = Vec::new();
            clap_complete::generate(*shell, &mut Args::command(), "tidewatch", &mut script);
            crate::output::say(format_args!("{}", String::from_utf8_lossy(&script).trim_end()));
            Ok(ExitCode::SUCCESS)
        }
        Command::Scheduler(scheduler) => scheduler::run(args, scheduler, network).await,
        Command::Recognise { url } => look::recognise(&engine.await?, args.json, url).await,
        Command::Preview { url, reading, options, limit } => {
            let request = PreviewRequest {
                text: url.clone(),
                platform: reading.platform,
                target_type: reading.target_type,
                options: options.clone().into_options(),
                limit: usize::from(*limit),
                filters: None,
            };
            look::preview(&engine.await?, args.json, request).await
        }
        Command::Jobs(command) => jobs::run(&engine.await?, args.json, command).await,
        Command::Items(command) => items::run(&engine.await?, args.json, command).await,
        Command::Runs(command) => runs::run(&engine.await?, args.json, command).await,
        Command::Coverage { job, days } => coverage::run(&engine.await?, args.json, job, *days).await,
        Command::Import(import) => import::run(engine, args.json, import).await,
        Command::Export(export) => export::run(&engine.await?, args.json, export).await,
        Command::Platforms { command } => platforms::run(&engine.await?, args.json, command.as_ref()).await,
        Command::Secrets(command) => secrets::run(&engine.await?, args.json, command).await,
        Command::Backup(backup) => backup::run(&engine.await?, args.json, backup).await,
        // These work on a folder whose database cannot be opened.
        Command::Restore(restore) => {
            recovery::restore(&options(args)?.data_dir, args.json, restore, &SystemClock)
        }
        Command::Doctor(doctor) => {
            recovery::doctor(&options(args)?.data_dir, args.json, doctor, &SystemClock)
        }
        Command::Notifications { limit } => notifications::run(&engine.await?, args.json, *limit).await,
        Command::Notify(command) => notify::run(&engine.await?, args.json, command).await,
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

pub(crate) async fn open(
    mut options: EngineOptions,
    network: &Network,
    notifier: Option<Arc<dyn Notifier>>,
) -> Result<Engine> {
    if let Network::Replayed(replayer) = network {
        options.is_paced = false;
        options.stand_in = Some(replayer.stand_in());
    }
    let secrets = secret_stores(&options.data_dir);
    let secrets = match network {
        Network::Recorded(recorder) => recorder.hiding(secrets),
        Network::Real | Network::Replayed(_) => secrets,
    };
    let ports = Ports {
        clock: Arc::new(SystemClock),
        http: network.http(),
        secrets,
        mail: Arc::new(Smtp),
        machine: Arc::new(SystemMachine::default()),
        notifier,
    };
    Ok(Engine::open(options, ports).await?)
}
