//! Which job is meant: by id, by the end of its id as lists show it, or by name.

use tidewatch_engine::{
    Engine, Error, ErrorCode, Result,
    model::{Job, JobId, JobQuery, JobStatus, Paging},
};

/// Characters of an id that lists show. Its end: the beginning is the time, which jobs that
/// were added together share.
pub(crate) const SHOWN: usize = 8;
const SHORTEST: usize = 4;

/// The one job that `text` names.
pub(crate) async fn job(engine: &Engine, text: &str) -> Result<Job> {
    among(engine, text, None).await
}

/// The one deleted job that `text` names.
pub(crate) async fn deleted_job(engine: &Engine, text: &str) -> Result<Job> {
    among(engine, text, Some(JobStatus::Deleted)).await
}

/// The end of an id.
pub(crate) fn short(id: impl std::fmt::Display) -> String {
    let id = id.to_string();
    id[id.len().saturating_sub(SHOWN)..].to_owned()
}

async fn among(engine: &Engine, text: &str, status: Option<JobStatus>) -> Result<Job> {
    if let Ok(id) = text.parse::<JobId>() {
        return engine.job(id).await;
    }
    let mut matching = Vec::new();
    let mut paging = Paging { skip: 0, limit: 1000 };
    loop {
        let page = engine.jobs(JobQuery { platform: None, status, paging }).await?;
        let is_last = page.items.len() < paging.limit as usize;
        matching.extend(page.items.into_iter().filter(|job| is_meant(job, text)));
        if is_last {
            break;
        }
        paging.skip += paging.limit;
    }
    let exact = matching.iter().position(|job| job.name == text);
    match (matching.len(), exact) {
        (1, _) => Ok(matching.remove(0)),
        (0, _) => Err(Error::new(
            ErrorCode::NotFound,
            format!("There is no job \"{text}\". `tidewatch jobs list` shows names and ids."),
        )),
        (_, Some(index)) if matching.iter().filter(|job| job.name == text).count() == 1 => {
            Ok(matching.swap_remove(index))
        }
        (several, _) => Err(Error::new(
            ErrorCode::InvalidTarget,
            format!("\"{text}\" fits {several} jobs. Use the id that `tidewatch jobs list` shows."),
        )),
    }
}

fn is_meant(job: &Job, text: &str) -> bool {
    let is_id = text.len() >= SHORTEST && job.id.to_string().ends_with(&text.to_ascii_lowercase());
    is_id || job.name.to_lowercase() == text.to_lowercase()
}
