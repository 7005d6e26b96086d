//! `scheduler`: the monitor in the foreground.

use std::{pin::pin, process::ExitCode, sync::Arc};

use anyhow::Result;
use sd_notify::NotifyState;
use tidewatch_api::Serving;
use tidewatch_engine::{
    Ending, Engine, Error, ErrorCode,
    model::{Event, Role, RunStatus},
    ports::Notifier,
};
use tokio::sync::broadcast::error::RecvError;

use super::{Network, open, options};
use crate::{
    args::{Args, SchedulerArgs},
    exit,
    notifier::{Gathered, TerminalNotifier},
    output::{self, busy, say},
    supervisor::{self, Standing},
};

pub(crate) async fn run(args: &Args, scheduler: &SchedulerArgs, network: &Network) -> Result<ExitCode> {
    let mut options = options(args)?;
    options.look_interval = scheduler.interval;
    options.lease_ttl = scheduler.lease;
    let standing = Standing::default();
    options.on_heartbeat = Some(standing.on_heartbeat());
    let gathered = Arc::new(Gathered::default());
    let notifier: Arc<dyn Notifier> = if scheduler.once && args.json {
        Arc::clone(&gathered) as Arc<dyn Notifier>
    } else {
        Arc::new(TerminalNotifier { as_json: args.json })
    };
    let engine = open(options, network, Some(notifier)).await?;
    network.refuse_monitor(&engine, &args.command).await?;
    if scheduler.create_test {
        engine.create_sample_job().await?;
    }
    if scheduler.once {
        return once(&engine, args.json, &gathered).await;
    }
    watch(&engine, args.json, scheduler, standing).await
}

async fn once(engine: &Engine, as_json: bool, gathered: &Gathered) -> Result<ExitCode> {
    let reports = busy(as_json, "Checking what is due", engine.run_due_jobs()).await?;
    let has_failed = reports.iter().any(|report| report.run.status != RunStatus::Completed);
    if as_json {
        let notifications = gathered.take();
        output::json(
            &serde_json::json!({ "items": reports, "total": reports.len(), "notifications": notifications }),
        )?;
    } else if reports.is_empty() {
        let pause = engine.pause().await?;
        say(format_args!("{}", pause.map_or("Nothing is due.".into(), |pause| output::pause(&pause))));
    } else {
        for report in &reports {
            say(format_args!("{}", output::run_line(&report.job_name, &report.run)));
        }
    }
    Ok(if has_failed { ExitCode::from(exit::FAILED) } else { ExitCode::SUCCESS })
}

async fn watch(
    engine: &Engine,
    as_json: bool,
    scheduler: &SchedulerArgs,
    mut standing: Standing,
) -> Result<ExitCode> {
    let mut events = engine.subscribe();
    let mut role = engine.role();
    let mut ending = Ending::listen()?;
    let api = match &scheduler.api {
        Some(address) => Some(Serving::start(engine, address).await?),
        None => None,
    };
    if !as_json {
        let status = engine.status().await?;
        say(format_args!(
            "Tidewatch {} watches {} in {}. Ctrl-C ends it.",
            status.version,
            output::counted(status.jobs_active + status.jobs_failed, "job"),
            status.data_dir
        ));
        if let Some(api) = &api {
            say(format_args!("HTTP API: http://{}/", api.address));
        }
    }
    engine.start();
    let mut is_ready = false;
    let mut last = Role::Visitor;
    let mut outdated = pin!(engine.outdated());
    let is_outdated = loop {
        tokio::select! {
            () = ending.wait() => break false,
            () = &mut outdated => break true,
            changed = role.changed() => {
                if changed.is_err() {
                    break false;
                }
                let now = *role.borrow_and_update();
                let was = std::mem::replace(&mut last, now);
                if !is_ready && now != Role::Visitor {
                    supervisor::tell(NotifyState::Ready);
                    is_ready = true;
                }
                standing.tell(engine).await;
                if now == Role::Guest && was != now && !as_json {
                    say(format_args!("Another process runs the schedule on this folder; this one stands by."));
                }
            }
            () = standing.is_due() => standing.tell(engine).await,
            event = events.recv() => match event {
                Ok(event) => tell(engine, as_json, &event).await,
                Err(RecvError::Lagged(_)) => {}
                Err(RecvError::Closed) => break false,
            }
        }
    };
    supervisor::tell(NotifyState::Stopping);
    if !as_json {
        say(format_args!("Ending; what runs is finished first."));
    }
    // Both at once: together they may take no longer than one of them.
    let answers = async {
        if let Some(api) = api {
            api.stop().await;
        }
    };
    tokio::join!(answers, engine.shutdown());
    if is_outdated {
        // A supervisor starts it anew by that.
        let message = "Another database has taken the place of the damaged one: start Tidewatch anew.";
        return Err(Error::new(ErrorCode::StoreUnusable, message).into());
    }
    Ok(ExitCode::SUCCESS)
}

/// One line per finished run; with `--json`, every event.
async fn tell(engine: &Engine, as_json: bool, event: &Event) {
    if as_json {
        if let Ok(line) = serde_json::to_string(event) {
            say(format_args!("{line}"));
        }
        return;
    }
    let Event::RunFinished { job_id, run_id, .. } = event else { return };
    if let (Ok(job), Ok(run)) = (engine.job(*job_id).await, engine.run(*run_id).await) {
        say(format_args!("{} {}", output::clock_time(run.end_time), output::run_line(&job.name, &run)));
    }
}
