//! Jobs: create, list, read, change, delete, restore.

use axum::{
    Json,
    extract::State,
    http::{StatusCode, header},
    response::IntoResponse,
};
use serde::{Deserialize, Serialize};
use tidewatch_engine::{
    Engine,
    model::{
        BackTest, BackTestRequest, Filters, Job, JobId, JobPatch, JobQuery, JobStatus, Listing, NewJob,
        Platform,
    },
};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    Served,
    errors::Refusal,
    extract::{Body, Id, Query, paging},
};

pub(crate) fn routes() -> OpenApiRouter<Served> {
    OpenApiRouter::new()
        .routes(routes!(list_jobs, create_job))
        .routes(routes!(job, change_job, delete_job))
        .routes(routes!(restore_job))
        .routes(routes!(back_test))
}

/// Which jobs to list.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct JobsQuery {
    /// Only jobs on this platform.
    #[param(value_type = Platform, required = false)]
    platform: Option<Platform>,
    /// Only jobs that stand like this. Deleted jobs are listed only by `deleted`.
    #[param(value_type = JobStatus, required = false)]
    status: Option<JobStatus>,
    /// How many to leave out at the start.
    #[param(value_type = u32, required = false, maximum = 2147483647, default = 0)]
    skip: Option<u32>,
    /// How many to list at most.
    #[param(value_type = u32, required = false, minimum = 1, maximum = 1000, default = 50)]
    limit: Option<u32>,
}

/// Which filters to try.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct FilterTest {
    /// Absent: those that the job has.
    #[serde(default)]
    filters: Option<Filters>,
    /// How far back, today included.
    #[serde(default)]
    #[schema(minimum = 1, maximum = 90, default = 7)]
    days: Option<u32>,
}

/// List jobs
#[utoipa::path(
    get,
    path = "/api/monitoring/jobs",
    tag = "jobs",
    params(JobsQuery),
    responses((status = OK, description = "The jobs, and how many match in all.", body = Listing<Job>))
)]
async fn list_jobs(
    State(engine): State<Engine>,
    Query(query): Query<JobsQuery>,
) -> Result<Json<Listing<Job>>, Refusal> {
    let paging = paging(query.skip, query.limit)?;
    let query = JobQuery { platform: query.platform, status: query.status, paging };
    Ok(Json(engine.jobs(query).await?))
}

/// Create a job
///
/// Only `target_url` is needed; a job without a schedule runs hourly. Its first run is due at
/// once and marks what it finds as read.
#[utoipa::path(
    post,
    path = "/api/monitoring/jobs",
    tag = "jobs",
    request_body = NewJob,
    responses((
        status = CREATED,
        description = "The job as it was created.",
        body = Job,
        headers(("Location" = String, description = "The path of the job."))
    ))
)]
async fn create_job(
    State(engine): State<Engine>,
    Body(new): Body<NewJob>,
) -> Result<impl IntoResponse, Refusal> {
    let job = engine.create_job(new).await?;
    let location = [(header::LOCATION, format!("/api/monitoring/jobs/{}", job.id))];
    Ok((StatusCode::CREATED, location, Json(job)))
}

/// Read a job
#[utoipa::path(
    get,
    path = "/api/monitoring/jobs/{job_id}",
    tag = "jobs",
    params(("job_id" = JobId, Path, description = "The job's id.")),
    responses(
        (status = OK, description = "The job; a deleted one too.", body = Job),
        (status = NOT_FOUND, description = "There is no such job.")
    )
)]
async fn job(State(engine): State<Engine>, Id(id): Id<JobId>) -> Result<Json<Job>, Refusal> {
    Ok(Json(engine.job(id).await?))
}

/// Change a job
///
/// Changes the fields that are named and leaves the others; null clears. `status` can be set to
/// `active` or `paused`.
#[utoipa::path(
    put,
    path = "/api/monitoring/jobs/{job_id}",
    tag = "jobs",
    params(("job_id" = JobId, Path, description = "The job's id.")),
    request_body = JobPatch,
    responses(
        (status = OK, description = "The job as it is now.", body = Job),
        (status = NOT_FOUND, description = "There is no such job, or it is deleted.")
    )
)]
async fn change_job(
    State(engine): State<Engine>,
    Id(id): Id<JobId>,
    Body(patch): Body<JobPatch>,
) -> Result<Json<Job>, Refusal> {
    Ok(Json(engine.change_job(id, patch).await?))
}

/// Delete a job
///
/// Hides the job and its items; it can be restored for 30 days.
#[utoipa::path(
    delete,
    path = "/api/monitoring/jobs/{job_id}",
    tag = "jobs",
    params(("job_id" = JobId, Path, description = "The job's id.")),
    responses(
        (status = NO_CONTENT, description = "It is deleted."),
        (status = NOT_FOUND, description = "There is no such job, or it is deleted already.")
    )
)]
async fn delete_job(State(engine): State<Engine>, Id(id): Id<JobId>) -> Result<StatusCode, Refusal> {
    engine.delete_job(id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Restore a deleted job
///
/// It stands as it stood before; an active job is due at once.
#[utoipa::path(
    post,
    path = "/api/monitoring/jobs/{job_id}/restore",
    tag = "jobs",
    params(("job_id" = JobId, Path, description = "The job's id.")),
    responses(
        (status = OK, description = "The job as it is now.", body = Job),
        (status = NOT_FOUND, description = "There is no such job."),
        (status = CONFLICT, description = "The job is not deleted.")
    )
)]
async fn restore_job(State(engine): State<Engine>, Id(id): Id<JobId>) -> Result<Json<Job>, Refusal> {
    Ok(Json(engine.restore_job(id).await?))
}

/// Try filters on the items that a job has found
///
/// Says what they would have told of its stored items, at most the latest 5,000. Nothing is
/// changed.
#[utoipa::path(
    post,
    path = "/api/monitoring/jobs/{job_id}/back-test",
    tag = "jobs",
    params(("job_id" = JobId, Path, description = "The job's id.")),
    request_body = FilterTest,
    responses(
        (status = OK, description = "How many would have been told, by day, and the latest with reasons.", body = BackTest),
        (status = NOT_FOUND, description = "There is no such job.")
    )
)]
async fn back_test(
    State(engine): State<Engine>,
    Id(id): Id<JobId>,
    Body(test): Body<FilterTest>,
) -> Result<Json<BackTest>, Refusal> {
    let usual = BackTestRequest::of(id);
    let days = test.days.unwrap_or(usual.days);
    Ok(Json(engine.back_test(BackTestRequest { filters: test.filters, days, ..usual }).await?))
}
