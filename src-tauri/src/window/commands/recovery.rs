//! A database that cannot be used: what is wrong, and what can take its place. The original is
//! never changed; these are the only commands that work then.

use std::path::{Path, PathBuf};

use tauri::{AppHandle, State};
use tidewatch_engine::{model::StoreTrouble, recovery};

use super::{Answer, error::Refusal};
use tidewatch_desktop::start;

/// Why there is no engine; nothing when there is one.
#[derive(Debug)]
pub(crate) struct Recovery {
    pub(crate) dir: PathBuf,
    pub(crate) trouble: Option<StoreTrouble>,
}

#[tauri::command]
pub(super) fn get_trouble(recovery: State<'_, Recovery>) -> Option<StoreTrouble> {
    recovery.trouble.clone()
}

/// Puts a copy in the place of the database; the window closes and the monitor starts anew.
#[tauri::command]
pub(super) async fn restore_backup(
    app: AppHandle,
    recovery: State<'_, Recovery>,
    path: String,
) -> Answer<()> {
    let trouble = damaged(&recovery)?;
    // The page names one of those that it was shown, and no other file.
    if !trouble.backups.iter().any(|backup| backup.path == path) {
        return Err(Refusal::internal("This is none of the copies that were found."));
    }
    let dir = recovery.dir.clone();
    finish(&app, move || recovery::restore(&dir, Path::new(&path), start::now()).map(|_| ())).await
}

/// Begins with an empty database.
#[tauri::command]
pub(super) async fn start_anew(app: AppHandle, recovery: State<'_, Recovery>) -> Answer<()> {
    damaged(&recovery)?;
    let dir = recovery.dir.clone();
    finish(&app, move || recovery::start_anew(&dir, start::now()).map(|_| ())).await
}

/// Closes the window; the monitor ends when nothing has changed.
#[tauri::command]
pub(super) fn quit(app: AppHandle) {
    app.exit(0);
}

fn damaged<'a>(recovery: &'a State<'_, Recovery>) -> Answer<&'a StoreTrouble> {
    let trouble = recovery.trouble.as_ref().filter(|trouble| trouble.is_damaged);
    trouble.ok_or_else(|| Refusal::internal("The database is not damaged, so nothing takes its place."))
}

async fn finish(
    app: &AppHandle,
    work: impl FnOnce() -> tidewatch_engine::Result<()> + Send + 'static,
) -> Answer<()> {
    let done = tokio::task::spawn_blocking(work).await;
    done.map_err(|error| Refusal::internal(error.to_string()))??;
    app.exit(0);
    Ok(())
}
