//! How the monitor stands: for people, and for whatever supervises it.

use axum::{Json, extract::State, http::StatusCode};
use chrono::{DateTime, Utc};
use serde::Serialize;
use tidewatch_engine::{Engine, model::Status};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{Served, errors::Refusal};

pub(crate) fn routes() -> OpenApiRouter<Served> {
    OpenApiRouter::new().routes(routes!(status)).routes(routes!(health))
}

/// Whether some process runs the schedule.
#[derive(Debug, Serialize, ToSchema)]
struct Health {
    is_healthy: bool,
    /// When the process that runs the schedule last showed that it lives.
    heartbeat_at: Option<DateTime<Utc>>,
    /// Seconds since then.
    heartbeat_age: Option<u64>,
    /// What is wrong, in a sentence.
    problem: Option<String>,
}

/// Read how the monitor and its store stand
#[utoipa::path(
    get,
    path = "/api/status",
    tag = "status",
    responses((status = OK, description = "How they stand.", body = Status))
)]
async fn status(State(engine): State<Engine>) -> Result<Json<Status>, Refusal> {
    Ok(Json(engine.status().await?))
}

/// Ask whether the monitor runs
///
/// For supervisors: healthy means that some process runs the schedule. One that hangs loses the
/// right to, within half a minute.
#[utoipa::path(
    get,
    path = "/api/health",
    tag = "status",
    responses(
        (status = OK, description = "The schedule is being run.", body = Health),
        (status = SERVICE_UNAVAILABLE, description = "It is not, or the store cannot be read.", body = Health)
    )
)]
async fn health(State(engine): State<Engine>) -> (StatusCode, Json<Health>) {
    let age = |at: DateTime<Utc>| (engine.now() - at).num_seconds().max(0).unsigned_abs();
    let (heartbeat_at, problem) = match engine.status().await {
        Ok(status) if status.store_problem.is_some() => (status.heartbeat_at, status.store_problem),
        Ok(status) if status.monitor_running => (status.heartbeat_at, None),
        Ok(status) => {
            let last = status.heartbeat_at.map(|at| {
                let seconds = age(at);
                format!("; the last one showed that it lives {seconds} seconds ago")
            });
            let last = last.unwrap_or_default();
            (status.heartbeat_at, Some(format!("No process runs the schedule{last}.")))
        }
        Err(error) => (None, Some(error.message)),
    };
    let is_healthy = problem.is_none();
    let code = if is_healthy { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    (code, Json(Health { is_healthy, heartbeat_at, heartbeat_age: heartbeat_at.map(age), problem }))
}
