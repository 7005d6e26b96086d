//! Copies of the database, whether it is sound, and how much is kept.

use tauri::{AppHandle, State};
use tidewatch_engine::{
    Engine,
    model::{Backup, Check, Coverage, JobId},
};

use super::{Answer, transfer::chosen_file};

const MOST_DAYS: i64 = 3660;

#[tauri::command]
pub(super) async fn list_backups(engine: State<'_, Engine>) -> Answer<Vec<Backup>> {
    Ok(engine.backups().await?)
}

#[tauri::command]
pub(super) async fn make_backup(engine: State<'_, Engine>) -> Answer<Backup> {
    Ok(engine.backup_now().await?)
}

/// Asks where to; answers false when the user chose nothing.
#[tauri::command]
pub(super) async fn save_backup(app: AppHandle, engine: State<'_, Engine>) -> Answer<bool> {
    let Some(path) = chosen_file(&app, "Save a copy of the database", "tidewatch.db").await? else {
        return Ok(false);
    };
    engine.backup_to(&path).await?;
    Ok(true)
}

#[tauri::command]
pub(super) async fn run_doctor(engine: State<'_, Engine>) -> Answer<Vec<Check>> {
    Ok(engine.doctor(true).await?)
}

/// Answers how many items were removed.
#[tauri::command]
pub(super) async fn apply_retention(engine: State<'_, Engine>) -> Answer<u64> {
    Ok(engine.apply_retention().await?)
}

#[tauri::command]
pub(super) async fn get_coverage(engine: State<'_, Engine>, job_id: JobId, days: i64) -> Answer<Coverage> {
    let now = engine.now();
    let since = now - chrono::TimeDelta::days(days.clamp(1, MOST_DAYS));
    Ok(engine.coverage(job_id, since, now).await?)
}
