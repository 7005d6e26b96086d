//! Runs: list, read, ask for; and the pause of all.

use chrono::{DateTime, Utc};
use tauri::State;
use tidewatch_engine::{
    Engine,
    model::{Heartbeat, JobId, Listing, Run, RunId, RunQuery},
};

use super::Answer;

const MOST_BEATS: u32 = 100;
const MOST_LISTED: u32 = 1000;

#[tauri::command]
pub(super) async fn check_job(engine: State<'_, Engine>, id: JobId) -> Answer<RunId> {
    Ok(engine.request_run(id).await?)
}

#[tauri::command]
pub(super) async fn check_all_jobs(engine: State<'_, Engine>) -> Answer<usize> {
    Ok(engine.request_all_runs().await?)
}

#[tauri::command]
pub(super) async fn pause_all(engine: State<'_, Engine>, until: Option<DateTime<Utc>>) -> Answer<()> {
    Ok(engine.pause_all(until).await?)
}

#[tauri::command]
pub(super) async fn resume_all(engine: State<'_, Engine>) -> Answer<()> {
    Ok(engine.resume_all().await?)
}

#[tauri::command]
pub(super) async fn list_heartbeats(
    engine: State<'_, Engine>,
    job_id: Option<JobId>,
    limit: u32,
) -> Answer<Vec<Heartbeat>> {
    Ok(engine.heartbeats(job_id, limit.min(MOST_BEATS)).await?)
}

#[tauri::command]
pub(super) async fn list_runs(engine: State<'_, Engine>, query: RunQuery) -> Answer<Listing<Run>> {
    let limit = query.limit.min(MOST_LISTED);
    Ok(engine.runs(RunQuery { limit, ..query }).await?)
}

#[tauri::command]
pub(super) async fn get_run(engine: State<'_, Engine>, id: RunId) -> Answer<Run> {
    Ok(engine.run(id).await?)
}
