//! A mistake of ours in one request: that request is answered with 500, and nothing else is touched.

use std::panic::AssertUnwindSafe;

use axum::{extract::Request, middleware::Next, response::Response};
use futures_util::FutureExt;
use tidewatch_engine::Error;

use crate::errors::Refusal;

pub(crate) async fn answer(request: Request, next: Next) -> Result<Response, Refusal> {
    let answered = AssertUnwindSafe(next.run(request)).catch_unwind().await;
    answered.map_err(|_| {
        Error::internal("Tidewatch made a mistake while it answered this; it goes on all the same.").into()
    })
}
