//! Settings, and how the monitor stands.

use tauri::State;
use tidewatch_engine::{
    Engine,
    model::{Settings, SettingsPatch, Status},
};

use super::Answer;

#[tauri::command]
pub(super) async fn get_status(engine: State<'_, Engine>) -> Answer<Status> {
    Ok(engine.status().await?)
}

#[tauri::command]
pub(super) async fn get_settings(engine: State<'_, Engine>) -> Answer<Settings> {
    Ok(engine.settings().await?)
}

#[tauri::command]
pub(super) async fn change_settings(engine: State<'_, Engine>, patch: SettingsPatch) -> Answer<Settings> {
    Ok(engine.change_settings(patch).await?)
}
