//! Runs: list them, read one, ask for one now.

use axum::{Json, extract::State, http::StatusCode};
use serde::{Deserialize, Serialize};
use tidewatch_engine::{
    Engine,
    model::{JobId, Listing, Paging, Run, RunId, RunQuery},
};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    Served,
    errors::Refusal,
    extract::{Id, Query, paging},
};

pub(crate) fn routes() -> OpenApiRouter<Served> {
    OpenApiRouter::new()
        .routes(routes!(list_job_runs))
        .routes(routes!(execute_job))
        .routes(routes!(list_runs))
        .routes(routes!(run))
}

/// Which part of a list of runs.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct RunsQuery {
    /// How many to leave out at the start.
    #[param(value_type = u32, required = false, maximum = 2147483647, default = 0)]
    skip: Option<u32>,
    /// How many to list at most.
    #[param(value_type = u32, required = false, minimum = 1, maximum = 1000, default = 50)]
    limit: Option<u32>,
}

fn listed(job_id: Option<JobId>, query: &RunsQuery) -> Result<RunQuery, Refusal> {
    let Paging { skip, limit } = paging(query.skip, query.limit)?;
    Ok(RunQuery { job_id, skip, limit, ..RunQuery::default() })
}

/// The run that was asked for.
#[derive(Debug, Serialize, ToSchema)]
struct RunRequested {
    /// The id that the run will have, or has if the job runs already.
    run_id: RunId,
}

/// List the runs of a job, newest first
#[utoipa::path(
    get,
    path = "/api/monitoring/jobs/{job_id}/runs",
    tag = "runs",
    params(("job_id" = JobId, Path, description = "The job's id."), RunsQuery),
    responses(
        (status = OK, description = "The runs, and how many there are in all.", body = Listing<Run>),
        (status = NOT_FOUND, description = "There is no such job.")
    )
)]
async fn list_job_runs(
    State(engine): State<Engine>,
    Id(id): Id<JobId>,
    Query(query): Query<RunsQuery>,
) -> Result<Json<Listing<Run>>, Refusal> {
    Ok(Json(engine.runs(listed(Some(id), &query)?).await?))
}

/// Run a job now
///
/// Asks the process that runs the schedule, whatever the job's own schedule says. The run can
/// be read by its id as soon as it has begun; its end is told by the events.
#[utoipa::path(
    post,
    path = "/api/monitoring/jobs/{job_id}/execute",
    tag = "runs",
    params(("job_id" = JobId, Path, description = "The job's id.")),
    responses(
        (status = ACCEPTED, description = "The run is asked for.", body = RunRequested),
        (status = NOT_FOUND, description = "There is no such job, or it is deleted.")
    )
)]
async fn execute_job(
    State(engine): State<Engine>,
    Id(id): Id<JobId>,
) -> Result<(StatusCode, Json<RunRequested>), Refusal> {
    let run_id = engine.request_run(id).await?;
    Ok((StatusCode::ACCEPTED, Json(RunRequested { run_id })))
}

/// List the runs of all jobs, newest first
#[utoipa::path(
    get,
    path = "/api/monitoring/runs",
    tag = "runs",
    params(RunsQuery),
    responses((status = OK, description = "The runs, and how many there are in all.", body = Listing<Run>))
)]
async fn list_runs(
    State(engine): State<Engine>,
    Query(query): Query<RunsQuery>,
) -> Result<Json<Listing<Run>>, Refusal> {
    Ok(Json(engine.runs(listed(None, &query)?).await?))
}

/// Read a run
#[utoipa::path(
    get,
    path = "/api/monitoring/runs/{run_id}",
    tag = "runs",
    params(("run_id" = RunId, Path, description = "The run's id.")),
    responses(
        (status = OK, description = "The run.", body = Run),
        (status = NOT_FOUND, description = "There is no such run, or it has not begun.")
    )
)]
async fn run(State(engine): State<Engine>, Id(id): Id<RunId>) -> Result<Json<Run>, Refusal> {
    Ok(Json(engine.run(id).await?))
}
