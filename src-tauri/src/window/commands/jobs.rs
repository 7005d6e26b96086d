//! Jobs: list, read, create, change, delete, restore.

use chrono::{DateTime, Utc};
use tauri::State;
use tidewatch_engine::{
    Engine,
    model::{Job, JobId, JobPatch, JobQuery, NewJob, Paging},
};

use super::{Answer, opening};

/// The window shows all of them.
const ALL: Paging = Paging { skip: 0, limit: u32::MAX >> 1 };
const MOST_TIMES: usize = 50;

#[tauri::command]
pub(super) async fn list_jobs(engine: State<'_, Engine>) -> Answer<Vec<Job>> {
    Ok(engine.jobs(JobQuery { paging: ALL, ..JobQuery::default() }).await?.items)
}

#[tauri::command]
pub(super) async fn get_job(engine: State<'_, Engine>, id: JobId) -> Answer<Job> {
    Ok(engine.job(id).await?)
}

#[tauri::command]
pub(super) async fn create_job(engine: State<'_, Engine>, job: NewJob) -> Answer<Job> {
    Ok(engine.create_job(job).await?)
}

#[tauri::command]
pub(super) async fn create_sample_job(engine: State<'_, Engine>) -> Answer<Job> {
    Ok(engine.create_sample_job().await?)
}

#[tauri::command]
pub(super) async fn change_job(engine: State<'_, Engine>, id: JobId, patch: JobPatch) -> Answer<Job> {
    Ok(engine.change_job(id, patch).await?)
}

#[tauri::command]
pub(super) async fn delete_job(engine: State<'_, Engine>, id: JobId) -> Answer<()> {
    Ok(engine.delete_job(id).await?)
}

#[tauri::command]
pub(super) async fn restore_job(engine: State<'_, Engine>, id: JobId) -> Answer<Job> {
    Ok(engine.restore_job(id).await?)
}

#[tauri::command]
pub(super) async fn next_times(
    engine: State<'_, Engine>,
    id: JobId,
    count: usize,
) -> Answer<Vec<DateTime<Utc>>> {
    let job = engine.job(id).await?;
    Ok(engine.next_times(&job, count.min(MOST_TIMES)))
}

#[tauri::command]
pub(super) async fn open_job_target(engine: State<'_, Engine>, id: JobId) -> Answer<()> {
    opening::open_address(&engine.job(id).await?.target_url)
}
