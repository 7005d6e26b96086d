//! Before a job: which platforms there are, what a link stands for, what it would bring.

use axum::{Json, extract::State};
use serde::{Deserialize, Serialize};
use tidewatch_engine::{
    Engine, Error,
    model::{self, Filters, Listing, Options, Platform, PlatformAbout, Preview, Recognition, TargetType},
};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    Served,
    errors::Refusal,
    extract::{Body, Query, checked_limit},
};

pub(crate) fn routes() -> OpenApiRouter<Served> {
    OpenApiRouter::new().routes(routes!(list_platforms)).routes(routes!(recognise)).routes(routes!(preview))
}

/// What to recognise.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct RecogniseQuery {
    /// What was pasted: a link, or what a platform's examples show.
    #[param(min_length = 1)]
    url: String,
}

/// What to look at.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct PreviewRequest {
    /// What was pasted: a link, or what a platform's examples show.
    #[schema(min_length = 1)]
    url: String,
    /// Which reading of the link is meant, where there are several.
    #[serde(default)]
    platform: Option<Platform>,
    #[serde(default)]
    target_type: Option<TargetType>,
    /// By the names that the platform's description gives.
    #[serde(default)]
    options: Options,
    /// How many items to show at most; 50 when absent.
    #[serde(default)]
    #[schema(minimum = 1, maximum = 1000)]
    limit: Option<u32>,
    /// To be tried on the items: then each says whether it would be told, and why.
    #[serde(default)]
    filters: Option<Filters>,
}

/// List the platforms
#[utoipa::path(
    get,
    path = "/api/platforms",
    tag = "platforms",
    responses((status = OK, description = "All platforms, by name.", body = Listing<PlatformAbout>))
)]
async fn list_platforms(State(engine): State<Engine>) -> Json<Listing<PlatformAbout>> {
    let items = engine.platforms();
    Json(Listing { total: items.len() as u64, items })
}

/// Recognise a link
///
/// Says what a link stands for, what it may stand for besides, and which jobs watch it already.
/// Nothing is fetched.
#[utoipa::path(
    get,
    path = "/api/recognise",
    tag = "platforms",
    params(RecogniseQuery),
    responses((status = OK, description = "The best reading, and others.", body = Recognition))
)]
async fn recognise(
    State(engine): State<Engine>,
    Query(query): Query<RecogniseQuery>,
) -> Result<Json<Recognition>, Refusal> {
    Ok(Json(engine.recognise(&query.url).await.map_err(about_url)?))
}

/// Look at what a link would bring
///
/// Fetches the latest items and keeps nothing. A link that leads to no feed is shown as a page.
#[utoipa::path(
    post,
    path = "/api/preview",
    tag = "platforms",
    request_body = PreviewRequest,
    responses(
        (status = OK, description = "The latest items.", body = Preview),
        (
            status = FAILED_DEPENDENCY,
            description = "The source did not answer as it should: the code says how \
                           (unauthorized, rate_limited, blocked, unreachable, malformed_response)."
        )
    )
)]
async fn preview(
    State(engine): State<Engine>,
    Body(request): Body<PreviewRequest>,
) -> Result<Json<Preview>, Refusal> {
    let limit = checked_limit(request.limit)?;
    let request = model::PreviewRequest {
        text: request.url,
        platform: request.platform,
        target_type: request.target_type,
        options: request.options,
        limit: limit as usize,
        filters: request.filters,
    };
    Ok(Json(engine.preview(request).await.map_err(about_url)?))
}

/// The engine calls it `target_url`, as jobs do; here the caller gave `url`.
fn about_url(mut error: Error) -> Error {
    for field in &mut error.fields {
        if field.field == "target_url" {
            "url".clone_into(&mut field.field);
        }
    }
    if let [only] = error.fields.as_slice() {
        error.message = format!("{}: {}", only.field, only.message);
    }
    error
}
