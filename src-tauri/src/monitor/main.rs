//! `tidewatch-monitor`: takes part in running the schedule, tells what is new, shows a tray, and
//! starts the window when somebody wants it. It never creates a web view.

mod api;
mod desktop;
mod hub;
mod instance;
mod pause;
mod recovery;
mod routes;
mod window_process;

use std::{pin::pin, process::ExitCode, sync::Arc};

use tidewatch_engine::{Ending, Engine, model::Event, ports::Notifier};
use tokio::sync::{broadcast::error::RecvError, mpsc};

use hub::{Hub, Wish};
use instance::{Instance, Taken};
use tidewatch_desktop::{
    args::{Args, Wanted},
    control,
    start::{self, Ended},
};
use window_process::WindowProcess;

fn main() -> ExitCode {
    start::prepare();
    start::end(match Args::parse() {
        Ok(Wanted::Text(text)) => {
            start::print(&text);
            Ok(())
        }
        Ok(Wanted::Monitor(args)) => run(&args),
        Ok(Wanted::Window(_)) => start::become_other(start::DESKTOP),
        Err(error) => Err(start::misunderstood(&error)),
    })
}

/// Runs until somebody quits it.
fn run(args: &Args) -> Ended {
    if !start::has_display() {
        return Err(
            "there is no display to show anything on; `tidewatch scheduler` watches without one".into()
        );
    }
    let runtime = start::runtime(2).map_err(|error| format!("its threads could not be started: {error}"))?;
    let ended = runtime.block_on(watch(args));
    // A connector that hangs must not keep the process.
    runtime.shutdown_timeout(std::time::Duration::from_secs(1));
    ended
}

async fn watch(args: &Args) -> Ended {
    let data_dir = start::data_dir(args)?;
    // A second start; a hidden one is the login's, beside a session that brought the first back.
    if control::is_running(&data_dir, args.hidden, args.route.clone()).await {
        return Ok(());
    }
    let (wishes, mut wished) = mpsc::unbounded_channel();
    let Some(engine) = recovery::open(&data_dir, || notifier(&wishes)).await? else { return Ok(()) };
    let instance = match Instance::take(engine.data_dir(), args).await? {
        Taken::Now(instance) => instance,
        Taken::ByAnother => return Ok(()),
    };
    let hub = Hub::open(engine.data_dir(), wishes.clone());
    let mut ending = Ending::listen()?;
    engine.start();
    let mut window = WindowProcess::new(engine.data_dir(), hub.clone());
    let settings = engine.settings().await?;
    if !args.hidden && !settings.start_hidden {
        window.show(args.route.clone());
    }
    desktop::surroundings::look(&hub, &engine).await;
    let mut api = api::Serving::default();
    api.follow(&engine, &settings, &hub).await;
    #[cfg(target_os = "linux")]
    let tray = desktop::tray::Tray::show(&engine, &hub, &wishes).await;
    let mut events = engine.subscribe();
    let mut outdated = pin!(engine.outdated());
    let is_outdated = loop {
        tokio::select! {
            () = ending.wait() => break false,
            () = &mut outdated => break true,
            Some(wish) = wished.recv() => match wish {
                Wish::Quit => break false,
                wish => fulfil(wish, &engine, &mut window).await,
            },
            () = window.ended() => {}
            event = events.recv() => match event {
                Ok(Event::SettingsChanged | Event::StoreChanged) | Err(RecvError::Lagged(_)) => {
                    if let Ok(settings) = engine.settings().await {
                        api.follow(&engine, &settings, &hub).await;
                    }
                }
                Ok(_) => {}
                Err(RecvError::Closed) => break false,
            },
        }
    };
    // From here on a start is no longer answered: it waits for the lock and comes after this one.
    wished.close();
    #[cfg(target_os = "linux")]
    tray.hide().await;
    window.close().await;
    // The ten seconds of an end are for both.
    tokio::join!(api.stop(), engine.shutdown());
    drop(instance);
    if is_outdated { start::become_other(start::MONITOR) } else { Ok(()) }
}

#[cfg(target_os = "linux")]
fn notifier(wishes: &mpsc::UnboundedSender<Wish>) -> Option<Arc<dyn Notifier>> {
    Some(Arc::new(desktop::notifier::DesktopNotifier::new(wishes.clone())))
}

#[cfg(not(target_os = "linux"))]
fn notifier(_: &mpsc::UnboundedSender<Wish>) -> Option<Arc<dyn Notifier>> {
    None
}

/// What goes wrong is logged: nobody waits for the answer of a tray.
async fn fulfil(wish: Wish, engine: &Engine, window: &mut WindowProcess) {
    let done = match wish {
        Wish::Show(route) => {
            window.show(route);
            Ok(())
        }
        Wish::Open(messages) => {
            window.show(Some(routes::of(engine, &messages).await));
            Ok(())
        }
        Wish::MarkRead(message) => routes::mark_read(engine, &message).await,
        Wish::CheckAll => engine.request_all_runs().await.map(|_| ()),
        Wish::Pause(length) => engine.pause_all(pause::until(length, engine.now())).await,
        Wish::Resume => engine.resume_all().await,
        Wish::Quit => Ok(()),
    };
    if let Err(error) = done {
        tracing::warn!(%error, "what the tray or a notification asked for could not be done");
    }
}
