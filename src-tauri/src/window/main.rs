//! `tidewatch-desktop`: becomes the monitor; with `--window` it is the window, Tauri's web view
//! over thin commands, which follows the monitor, never replaces it, and ends when it is closed.
#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

mod commands;
mod guard;
#[cfg(test)]
mod hardening_tests;
mod link;
mod page;

use std::{process::ExitCode, sync::Arc};

use tauri::{Emitter, Manager, RunEvent};
use tidewatch_desktop::{
    args::{Args, Wanted},
    start::{self, Ended},
};

use tidewatch_engine::{EngineOptions, recovery};
use tokio::sync::Notify;

use commands::Recovery;
use link::MonitorLink;

fn main() -> ExitCode {
    start::prepare();
    start::end(match Args::parse() {
        Ok(Wanted::Text(text)) => {
            start::print(&text);
            Ok(())
        }
        Ok(Wanted::Window(args)) => run(&args),
        Ok(Wanted::Monitor(_)) => start::become_other(start::MONITOR),
        Err(error) => Err(start::misunderstood(&error)),
    })
}

/// Runs until the window is closed.
fn run(args: &Args) -> Ended {
    if !start::has_display() {
        return Err("there is no display to open a window on; `tidewatch scheduler` needs none".into());
    }
    let runtime = start::runtime(2).map_err(|error| format!("its threads could not be started: {error}"))?;
    tauri::async_runtime::set(runtime.handle().clone());
    let data_dir = start::data_dir(args)?;
    let engine = match runtime.block_on(start::open(data_dir.clone(), None)) {
        Ok(engine) => engine,
        Err(error) => {
            let trouble = recovery::look(&data_dir).ok_or(error)?;
            return recover(Recovery { dir: data_dir, trouble: Some(trouble) });
        }
    };
    let _inside = runtime.enter();
    engine.follow();
    let (route, folder) = (args.route.clone(), engine.data_dir().to_owned());
    let followed = engine.clone();
    let app = tauri::Builder::default()
        .plugin(tauri_plugin_dialog::init())
        .plugin(tauri_plugin_window_state::Builder::default().build())
        .plugin(tauri_plugin_autostart::Builder::new().app_name("tidewatch").args(at_login(args)).build())
        .invoke_handler(commands::handler())
        .manage(engine.clone())
        .manage(commands::Clipboard::default())
        .manage(Recovery { dir: folder.clone(), trouble: None })
        .setup(move |app| {
            let loaded = Arc::new(Notify::new());
            app.manage(MonitorLink::follow(&folder, app.handle().clone(), Arc::clone(&loaded)));
            page::open(app, &folder, route.as_deref(), move || loaded.notify_one())?;
            forward_events(&followed, app.handle().clone());
            Ok(())
        })
        .build(tauri::generate_context!())?;
    let code = app.run_return(|app, event| {
        if matches!(event, RunEvent::Exit) {
            app.state::<MonitorLink>().end();
        }
    });
    runtime.block_on(engine.shutdown());
    if code == 0 { Ok(()) } else { Err(format!("the window ended with code {code}").into()) }
}

/// Without an engine: what is wrong with the database, and what can take its place.
fn recover(recovery: Recovery) -> Ended {
    let folder = recovery.dir.clone();
    let app = tauri::Builder::default()
        .invoke_handler(commands::handler())
        .manage(recovery)
        .setup(move |app| Ok(page::open(app, &folder, None, || {})?))
        .build(tauri::generate_context!())?;
    match app.run_return(|_, _| {}) {
        0 => Ok(()),
        code => Err(format!("the window ended with code {code}").into()),
    }
}

/// The arguments of a start at login: in the tray, on the folder that this window shows.
fn at_login(args: &Args) -> Vec<String> {
    let folder = args.data_dir.clone().filter(|dir| EngineOptions::default_data_dir().as_ref() != Some(dir));
    // Quoted as a desktop entry's command line wants it.
    let quoted = folder.map(|dir| {
        let mut text = String::from('"');
        for letter in dir.to_string_lossy().chars() {
            if matches!(letter, '"' | '`' | '$' | '\\') {
                text.push('\\');
            }
            text.push(letter);
        }
        text + "\""
    });
    let folder = quoted.into_iter().flat_map(|dir| ["--data-dir".to_owned(), dir]);
    std::iter::once("--hidden".to_owned()).chain(folder).collect()
}

/// Everything that happens in the engine, as one event of the page.
fn forward_events(engine: &tidewatch_engine::Engine, app: tauri::AppHandle) {
    use tokio::sync::broadcast::error::RecvError;
    let mut events = engine.subscribe();
    tauri::async_runtime::spawn(async move {
        loop {
            let event = match events.recv().await {
                Ok(event) => event,
                // Too slow to hear every one: everything is read again.
                Err(RecvError::Lagged(_)) => tidewatch_engine::model::Event::StoreChanged,
                Err(RecvError::Closed) => return,
            };
            if let Err(error) = app.emit("engine", &event) {
                tracing::debug!(%error, "the page did not hear of an event");
            }
        }
    });
}
