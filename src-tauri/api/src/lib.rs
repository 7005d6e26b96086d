//! The HTTP API of Tidewatch: a shell over [`Engine`], for programs on the same machine.
//!
//! A request passes, from the outside in:
//!
//! ```text
//! server ─► guard ─► auth ─► one file per noun ─► Engine
//!   │         │        └ the bearer token; a body must say that it is JSON
//!   │         └ Host must be this server, no Origin; headers of every answer
//!   └ loopback only, bounded connections, a deadline for the head of a request
//! ```
//!
//! `extract` turns bodies, queries and ids into typed values or a [`Refusal`](errors::Refusal)
//! that names the field; `docs` serves the OpenAPI document and a page made from it, the only
//! routes outside of `auth`.

mod access;
mod auth;
mod bind;
mod coverage;
mod docs;
mod errors;
mod events;
mod extract;
mod guard;
mod items;
mod jobs;
mod mistakes;
mod notifications;
mod platforms;
mod remote;
mod runs;
mod server;
mod serving;
mod status;
mod storage;

use std::sync::Arc;

use axum::{
    Router,
    extract::{DefaultBodyLimit, FromRef},
    middleware::{from_fn, from_fn_with_state},
};
use tidewatch_engine::Engine;
use tokio_util::sync::CancellationToken;
use utoipa_axum::router::OpenApiRouter;

pub use access::{Access, WeakToken};
pub use bind::{BindError, bind};
pub use docs::openapi;
pub use server::serve;
pub use serving::Serving;

/// What the routes share.
#[derive(Debug, Clone)]
struct Served {
    engine: Engine,
    access: Arc<Access>,
    shutdown: CancellationToken,
    pages: Arc<docs::Pages>,
}

impl FromRef<Served> for Engine {
    fn from_ref(served: &Served) -> Self {
        served.engine.clone()
    }
}

/// Every route that needs the token.
fn operations() -> OpenApiRouter<Served> {
    OpenApiRouter::new()
        .merge(jobs::routes())
        .merge(coverage::routes())
        .merge(runs::routes())
        .merge(items::routes())
        .merge(platforms::routes())
        .merge(notifications::routes())
        .merge(remote::routes())
        .merge(status::routes())
        .merge(storage::routes())
        .merge(events::routes())
}

/// The whole API as it is reached on `port`.
fn router(served: Served, port: u16) -> Router {
    let (operations, _) = operations().split_for_parts();
    let (docs, _) = docs::routes().split_for_parts();
    // The fallback is inside of `auth` too: without a token nobody learns which paths exist.
    let operations = operations
        .fallback(errors::no_such_route)
        .method_not_allowed_fallback(errors::no_such_method)
        .layer(from_fn(auth::require_json))
        .layer(from_fn_with_state(served.clone(), auth::require_token));
    operations
        .merge(docs.method_not_allowed_fallback(errors::no_such_method))
        .layer(DefaultBodyLimit::max(extract::MAX_BODY))
        .layer(from_fn(mistakes::answer))
        .layer(from_fn_with_state(port, guard::guard))
        .with_state(served)
}
