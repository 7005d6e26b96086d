//! Messages for the user: what was told, where, and how the channels stand.

use axum::{Json, extract::State};
use serde::Deserialize;
use tidewatch_engine::{
    Engine,
    model::{ChannelState, Listing, Notification},
};
use utoipa::IntoParams;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    Served,
    errors::Refusal,
    extract::{Query, checked_limit},
};

pub(crate) fn routes() -> OpenApiRouter<Served> {
    OpenApiRouter::new().routes(routes!(notifications)).routes(routes!(channels))
}

/// How many messages to list.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct NotificationsQuery {
    /// How many to list at most.
    #[param(value_type = u32, required = false, minimum = 1, maximum = 1000, default = 50)]
    limit: Option<u32>,
}

/// List the latest messages, newest first
///
/// Each with how it stands on every channel that is in use. `total` counts those that are listed.
#[utoipa::path(
    get,
    path = "/api/notifications",
    tag = "notifications",
    params(NotificationsQuery),
    responses((status = OK, description = "The messages.", body = Listing<Notification>))
)]
async fn notifications(
    State(engine): State<Engine>,
    Query(query): Query<NotificationsQuery>,
) -> Result<Json<Listing<Notification>>, Refusal> {
    let items = engine.notifications(checked_limit(query.limit)?).await?;
    Ok(Json(Listing { total: items.len() as u64, items }))
}

/// List the channels in use
///
/// Mail and webhook where they are set up, terminal and desktop where a process told there within
/// the last 30 days.
#[utoipa::path(
    get,
    path = "/api/notifications/channels",
    tag = "notifications",
    responses((status = OK, description = "How each stands.", body = Listing<ChannelState>))
)]
async fn channels(State(engine): State<Engine>) -> Result<Json<Listing<ChannelState>>, Refusal> {
    let items = engine.channels().await?;
    Ok(Json(Listing { total: items.len() as u64, items }))
}
