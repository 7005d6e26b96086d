//! Platforms, and what a pasted text stands for.

use tauri::State;
use tidewatch_engine::{
    Engine,
    model::{PlatformAbout, Preview, Recognition, Schedule, SchedulePreview},
};

use super::Answer;

/// Items that a preview shows at most.
const MOST_PREVIEWED: usize = 20;

#[tauri::command]
pub(super) async fn list_platforms(engine: State<'_, Engine>) -> Answer<Vec<PlatformAbout>> {
    Ok(engine.platforms())
}

#[tauri::command]
pub(super) async fn recognise_target(engine: State<'_, Engine>, text: String) -> Answer<Recognition> {
    Ok(engine.recognise(&text).await?)
}

#[tauri::command]
pub(super) async fn preview_target(engine: State<'_, Engine>, text: String, limit: usize) -> Answer<Preview> {
    Ok(engine.preview(&text, limit.min(MOST_PREVIEWED)).await?)
}

#[tauri::command]
pub(super) async fn preview_schedule(
    engine: State<'_, Engine>,
    schedule: Schedule,
) -> Answer<SchedulePreview> {
    Ok(engine.preview_schedule(schedule)?)
}
