//! Platforms, and what a pasted text stands for.

use tauri::State;
use tidewatch_engine::{
    Engine,
    model::{
        Filters, Options, Platform, PlatformAbout, Preview, PreviewRequest, Recognition, Schedule,
        SchedulePreview, TargetType,
    },
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
pub(super) async fn preview_target(
    engine: State<'_, Engine>,
    text: String,
    limit: usize,
    platform: Option<Platform>,
    target_type: Option<TargetType>,
    options: Option<Options>,
    filters: Option<Filters>,
) -> Answer<Preview> {
    let limit = limit.min(MOST_PREVIEWED);
    let options = options.unwrap_or_default();
    Ok(engine.preview(PreviewRequest { text, platform, target_type, options, limit, filters }).await?)
}

#[tauri::command]
pub(super) async fn preview_schedule(
    engine: State<'_, Engine>,
    schedule: Schedule,
) -> Answer<SchedulePreview> {
    Ok(engine.preview_schedule(schedule)?)
}
