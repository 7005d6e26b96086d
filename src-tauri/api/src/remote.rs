//! Mail and webhook: set up, removed, tried. Secrets go in and never come out.

use axum::{Json, extract::State, http::StatusCode};
use serde::{Deserialize, Serialize};
use tidewatch_engine::{
    Engine,
    model::{Channel, MailChange, MailSettings, WebhookChange, WebhookSettings},
};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    Served,
    errors::Refusal,
    extract::{Body, Id, Query},
};

pub(crate) fn routes() -> OpenApiRouter<Served> {
    OpenApiRouter::new()
        .routes(routes!(set_mail, remove_mail))
        .routes(routes!(set_webhook, remove_webhook))
        .routes(routes!(send_test))
}

/// Where a test goes.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct TestQuery {
    /// For mail: this address in place of that of the settings.
    #[param(value_type = String, required = false)]
    to: Option<String>,
}

/// What came of a test.
#[derive(Debug, Serialize, ToSchema)]
struct Tested {
    /// A sentence.
    message: String,
}

/// Send messages by mail
///
/// The password is kept with the keys and never answered. Left out, it stays what it is; where
/// server, port or user name change, it has to be given anew, else the change is refused.
#[utoipa::path(
    put,
    path = "/api/notifications/mail",
    tag = "notifications",
    request_body = MailChange,
    responses((status = OK, description = "How mail is sent from now on.", body = MailSettings))
)]
async fn set_mail(
    State(engine): State<Engine>,
    Body(change): Body<MailChange>,
) -> Result<Json<Option<MailSettings>>, Refusal> {
    Ok(Json(engine.set_mail(change).await?.mail))
}

/// Send no mail any more
#[utoipa::path(
    delete,
    path = "/api/notifications/mail",
    tag = "notifications",
    responses(
        (status = NO_CONTENT, description = "None is sent, and the password is forgotten."),
        (status = NOT_FOUND, description = "None was sent.")
    )
)]
async fn remove_mail(State(engine): State<Engine>) -> Result<StatusCode, Refusal> {
    engine.remove_mail().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Send messages to a webhook
///
/// Address, token and signing key are kept with the keys and never answered. What is left out
/// stays what it is; where the address leads to another server, the token has to be given anew
/// (or an empty one), else the change is refused.
#[utoipa::path(
    put,
    path = "/api/notifications/webhook",
    tag = "notifications",
    request_body = WebhookChange,
    responses((status = OK, description = "How it is told from now on.", body = WebhookSettings))
)]
async fn set_webhook(
    State(engine): State<Engine>,
    Body(change): Body<WebhookChange>,
) -> Result<Json<Option<WebhookSettings>>, Refusal> {
    Ok(Json(engine.set_webhook(change).await?.webhook))
}

/// Tell no webhook any more
#[utoipa::path(
    delete,
    path = "/api/notifications/webhook",
    tag = "notifications",
    responses(
        (status = NO_CONTENT, description = "None is told, and its secrets are forgotten."),
        (status = NOT_FOUND, description = "None was told.")
    )
)]
async fn remove_webhook(State(engine): State<Engine>) -> Result<StatusCode, Refusal> {
    engine.remove_webhook().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Send a test
///
/// By mail and to the webhook it is sent at once. On desktop and terminal the process that tells
/// there shows it; whether that went well, the list of channels says.
#[utoipa::path(
    post,
    path = "/api/notifications/{channel}/test",
    tag = "notifications",
    params(("channel" = Channel, Path, description = "Where."), TestQuery),
    responses(
        (status = OK, description = "The test was taken, or is shown soon.", body = Tested),
        (status = NOT_FOUND, description = "The channel is not set up."),
        (status = FAILED_DEPENDENCY, description = "The server did not take it; the message says why.")
    )
)]
async fn send_test(
    State(engine): State<Engine>,
    Id(channel): Id<Channel>,
    Query(query): Query<TestQuery>,
) -> Result<Json<Tested>, Refusal> {
    Ok(Json(Tested { message: engine.send_test(channel, query.to).await? }))
}
