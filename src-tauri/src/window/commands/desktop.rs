//! The desktop around the window: launch at login, the API's token, the data folder, the monitor.

use std::sync::{Mutex, PoisonError};

use serde::Serialize;
use tauri::{AppHandle, State};
use tauri_plugin_autostart::ManagerExt;
use tidewatch_engine::Engine;

use super::{Answer, error::Refusal};
use crate::link::MonitorLink;

/// How the desktop around the window stands. Each text says in a sentence why something is
/// missing; nothing means that it works.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
pub(super) struct DesktopState {
    /// Whether a monitor runs in the tray of this desktop.
    monitor_is_here: bool,
    tray_problem: Option<String>,
    notifications_problem: Option<String>,
    keychain_problem: Option<String>,
    starts_at_login: bool,
    /// Where the HTTP API is served.
    api_address: Option<String>,
    api_problem: Option<String>,
    has_api_token: bool,
}

#[tauri::command]
pub(super) async fn get_desktop_state(
    app: AppHandle,
    engine: State<'_, Engine>,
    link: State<'_, MonitorLink>,
) -> Answer<DesktopState> {
    let found = link.surroundings();
    let monitor_is_here = found.is_some();
    let found = found.unwrap_or_default();
    Ok(DesktopState {
        monitor_is_here,
        tray_problem: found.tray_problem,
        notifications_problem: found.notifications_problem,
        keychain_problem: found.keychain_problem,
        starts_at_login: app.autolaunch().is_enabled().unwrap_or_default(),
        api_address: found.api_address,
        api_problem: found.api_problem,
        has_api_token: engine.has_api_token().await?,
    })
}

#[tauri::command]
pub(super) async fn set_start_at_login(app: AppHandle, enabled: bool) -> Answer<()> {
    let entry = app.autolaunch();
    let done = if enabled { entry.enable() } else { entry.disable() };
    done.map_err(|error| Refusal::internal(format!("The entry for the login could not be changed: {error}.")))
}

/// Holds what was copied for as long as the window lives: on X11 the owner serves it.
#[derive(Default)]
pub(crate) struct Clipboard(Mutex<Option<arboard::Clipboard>>);

#[tauri::command]
pub(super) async fn create_api_token(
    engine: State<'_, Engine>,
    clipboard: State<'_, Clipboard>,
) -> Answer<()> {
    // Before the token is made: one that nobody can read would only lock others out.
    let mut copied = arboard::Clipboard::new().map_err(|error| {
        Refusal::internal(format!("The clipboard cannot be used: {error}. No token was created."))
    })?;
    let token = engine.create_api_token().await?;
    copied.set_text(token).map_err(|error| {
        Refusal::internal(format!(
            "The clipboard did not take the new token: {error}. The earlier one no longer works; create another."
        ))
    })?;
    *clipboard.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(copied);
    Ok(())
}

#[tauri::command]
pub(super) async fn open_data_folder(engine: State<'_, Engine>) -> Answer<()> {
    open::that_detached(engine.data_dir())
        .map_err(|error| Refusal::internal(format!("The folder could not be opened: {error}.")))
}

#[tauri::command]
pub(super) async fn start_monitor(link: State<'_, MonitorLink>) -> Answer<()> {
    Ok(link.start_monitor().await?)
}
