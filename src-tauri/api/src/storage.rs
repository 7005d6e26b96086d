//! Copies of the database, and whether it is sound.

use axum::{Json, extract::State, http::StatusCode};
use serde::Deserialize;
use tidewatch_engine::{
    Engine,
    model::{Backup, Check, Listing},
};
use utoipa::IntoParams;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{Served, errors::Refusal, extract::Query};

pub(crate) fn routes() -> OpenApiRouter<Served> {
    OpenApiRouter::new().routes(routes!(backup)).routes(routes!(backups)).routes(routes!(doctor))
}

/// Copy the database into the data folder
///
/// Everything goes on meanwhile.
#[utoipa::path(
    post,
    path = "/api/backup",
    tag = "storage",
    responses(
        (status = CREATED, description = "The copy.", body = Backup),
        (status = SERVICE_UNAVAILABLE, description = "There is too little room, or the database is damaged.")
    )
)]
async fn backup(State(engine): State<Engine>) -> Result<(StatusCode, Json<Backup>), Refusal> {
    Ok((StatusCode::CREATED, Json(engine.backup_now().await?)))
}

/// List the copies in the data folder, newest first
#[utoipa::path(
    get,
    path = "/api/backups",
    tag = "storage",
    responses((status = OK, description = "The copies, and how many there are.", body = Listing<Backup>))
)]
async fn backups(State(engine): State<Engine>) -> Result<Json<Listing<Backup>>, Refusal> {
    let items = engine.backups().await?;
    Ok(Json(Listing { total: items.len() as u64, items }))
}

/// How much is examined.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct DoctorQuery {
    /// Whether to read every index and reference too.
    #[param(value_type = bool, required = false, default = false)]
    thorough: bool,
}

/// Examine folder, database, copies and clock
#[utoipa::path(
    get,
    path = "/api/doctor",
    tag = "storage",
    params(DoctorQuery),
    responses((status = OK, description = "A sentence for each, and what to do.", body = Listing<Check>))
)]
async fn doctor(
    State(engine): State<Engine>,
    Query(query): Query<DoctorQuery>,
) -> Result<Json<Listing<Check>>, Refusal> {
    let items = engine.doctor(query.thorough).await?;
    Ok(Json(Listing { total: items.len() as u64, items }))
}
