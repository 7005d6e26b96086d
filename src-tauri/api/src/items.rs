//! Items: list, search, read, mark, and their earlier texts.

use axum::{Json, extract::State};
use serde::Deserialize;
use tidewatch_engine::{
    Engine,
    model::{Item, ItemId, ItemPage, ItemPatch, ItemQuery, ItemState, JobId, Listing, Revision, RunId},
};
use utoipa::IntoParams;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    Served,
    errors::Refusal,
    extract::{Body, Id, Query, checked_limit},
};

pub(crate) fn routes() -> OpenApiRouter<Served> {
    OpenApiRouter::new()
        .routes(routes!(list_items))
        .routes(routes!(item, change_item))
        .routes(routes!(list_revisions))
        .routes(routes!(search_items))
}

/// Which items to list.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct ItemsQuery {
    /// Only items of this job.
    #[param(value_type = JobId, required = false)]
    job_id: Option<JobId>,
    /// Only items that this run saw first.
    #[param(value_type = RunId, required = false)]
    run_id: Option<RunId>,
    /// Only unread or only read items.
    #[param(value_type = ItemState, required = false)]
    state: Option<ItemState>,
    /// Only starred items, or only others.
    #[param(value_type = bool, required = false)]
    starred: Option<bool>,
    /// Only items that follow this one: `next` of the part before.
    #[param(value_type = ItemId, required = false)]
    before: Option<ItemId>,
    /// How many to list at most.
    #[param(value_type = u32, required = false, minimum = 1, maximum = 1000, default = 50)]
    limit: Option<u32>,
}

/// What to search for.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct SearchQuery {
    /// Words to find in title, text, author and tags: all of them. `"…"` is a phrase, a leading
    /// `-` excludes.
    q: String,
    /// Only items of this job.
    #[param(value_type = JobId, required = false)]
    job_id: Option<JobId>,
    /// Only items that follow this one: `next` of the part before.
    #[param(value_type = ItemId, required = false)]
    before: Option<ItemId>,
    /// How many to list at most.
    #[param(value_type = u32, required = false, minimum = 1, maximum = 1000, default = 50)]
    limit: Option<u32>,
}

/// List items, newest first
///
/// Without their HTML. Items of deleted jobs are listed only by `job_id`.
#[utoipa::path(
    get,
    path = "/api/items",
    tag = "items",
    params(ItemsQuery),
    responses(
        (status = OK, description = "A part of the items, and where the next one begins.", body = ItemPage),
        (status = NOT_FOUND, description = "There is no such job.")
    )
)]
async fn list_items(
    State(engine): State<Engine>,
    Query(query): Query<ItemsQuery>,
) -> Result<Json<ItemPage>, Refusal> {
    let query = ItemQuery {
        job_id: query.job_id,
        run_id: query.run_id,
        state: query.state,
        starred: query.starred,
        before: query.before,
        limit: checked_limit(query.limit)?,
        ..ItemQuery::default()
    };
    Ok(Json(engine.items(query).await?))
}

/// Search items, newest first
#[utoipa::path(
    get,
    path = "/api/search",
    tag = "items",
    params(SearchQuery),
    responses(
        (status = OK, description = "A part of what was found, and where the next one begins.", body = ItemPage),
        (status = NOT_FOUND, description = "There is no such job.")
    )
)]
async fn search_items(
    State(engine): State<Engine>,
    Query(query): Query<SearchQuery>,
) -> Result<Json<ItemPage>, Refusal> {
    let query = ItemQuery {
        job_id: query.job_id,
        search: Some(query.q),
        before: query.before,
        limit: checked_limit(query.limit)?,
        ..ItemQuery::default()
    };
    Ok(Json(engine.items(query).await?))
}

/// Read an item
#[utoipa::path(
    get,
    path = "/api/items/{id}",
    tag = "items",
    params(("id" = ItemId, Path, description = "The item's id.")),
    responses(
        (status = OK, description = "The item with its sanitised HTML.", body = Item),
        (status = NOT_FOUND, description = "There is no such item.")
    )
)]
async fn item(State(engine): State<Engine>, Id(id): Id<ItemId>) -> Result<Json<Item>, Refusal> {
    Ok(Json(engine.item(id).await?))
}

/// Mark an item as read or unread, star it, note something
#[utoipa::path(
    put,
    path = "/api/items/{id}",
    tag = "items",
    params(("id" = ItemId, Path, description = "The item's id.")),
    request_body = ItemPatch,
    responses(
        (status = OK, description = "The item as it is now.", body = Item),
        (status = NOT_FOUND, description = "There is no such item.")
    )
)]
async fn change_item(
    State(engine): State<Engine>,
    Id(id): Id<ItemId>,
    Body(patch): Body<ItemPatch>,
) -> Result<Json<Item>, Refusal> {
    Ok(Json(engine.change_item(id, patch).await?))
}

/// List the earlier texts of an item, newest first
#[utoipa::path(
    get,
    path = "/api/items/{id}/revisions",
    tag = "items",
    params(("id" = ItemId, Path, description = "The item's id.")),
    responses(
        (status = OK, description = "All earlier texts that are kept.", body = Listing<Revision>),
        (status = NOT_FOUND, description = "There is no such item.")
    )
)]
async fn list_revisions(
    State(engine): State<Engine>,
    Id(id): Id<ItemId>,
) -> Result<Json<Listing<Revision>>, Refusal> {
    let items = engine.revisions(id).await?;
    Ok(Json(Listing { total: items.len() as u64, items }))
}
