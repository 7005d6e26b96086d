//! Coverage: when jobs were watched, and why not when they were not.

use axum::{Json, extract::State};
use chrono::TimeDelta;
use serde::Deserialize;
use tidewatch_engine::{
    Engine,
    model::{Coverage, JobId, Listing},
};
use utoipa::IntoParams;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    Served,
    errors::Refusal,
    extract::{Id, Query},
};

const DEFAULT_DAYS: u32 = 30;
const MOST_DAYS: u32 = 3660;

pub(crate) fn routes() -> OpenApiRouter<Served> {
    OpenApiRouter::new().routes(routes!(job_coverage)).routes(routes!(coverage))
}

/// How far back.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct CoverageQuery {
    /// Days before now.
    #[param(value_type = u32, required = false, minimum = 1, maximum = 3660, default = 30)]
    days: Option<u32>,
}

impl CoverageQuery {
    fn before(&self) -> Result<TimeDelta, Refusal> {
        match self.days.unwrap_or(DEFAULT_DAYS) {
            days @ 1..=MOST_DAYS => Ok(TimeDelta::days(i64::from(days))),
            _ => Err(Refusal::field("days", "It must be a number from 1 to 3660.")),
        }
    }
}

/// Read when a job was watched
///
/// Gaps longer than the job's interval, with their reason, and the share of the time that was
/// watched.
#[utoipa::path(
    get,
    path = "/api/monitoring/jobs/{job_id}/coverage",
    tag = "jobs",
    params(("job_id" = JobId, Path, description = "The job's id."), CoverageQuery),
    responses(
        (status = OK, description = "The gaps and the share.", body = Coverage),
        (status = NOT_FOUND, description = "There is no such job, or it is deleted.")
    )
)]
async fn job_coverage(
    State(engine): State<Engine>,
    Id(id): Id<JobId>,
    Query(query): Query<CoverageQuery>,
) -> Result<Json<Coverage>, Refusal> {
    let until = engine.now();
    Ok(Json(engine.coverage(id, until - query.before()?, until).await?))
}

/// Read when all jobs were watched
#[utoipa::path(
    get,
    path = "/api/coverage",
    tag = "jobs",
    params(CoverageQuery),
    responses((status = OK, description = "Every job that is not deleted.", body = Listing<Coverage>))
)]
async fn coverage(
    State(engine): State<Engine>,
    Query(query): Query<CoverageQuery>,
) -> Result<Json<Listing<Coverage>>, Refusal> {
    let until = engine.now();
    let items = engine.coverage_of_all(until - query.before()?, until).await?;
    let total = items.len() as u64;
    Ok(Json(Listing { items, total }))
}
