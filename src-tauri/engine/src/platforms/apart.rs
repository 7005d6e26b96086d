//! Work that may take long, such as reading a large answer.

use super::ConnectorError;
use crate::model::FailureCode;

/// Does it on a thread of its own: not on one that others wait for.
///
/// # Errors
/// `internal` where the work ends in a panic.
pub(super) async fn apart<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, ConnectorError> {
    tokio::task::spawn_blocking(work).await.map_err(|error| {
        tracing::error!(%error, "work on an answer ended unexpectedly");
        ConnectorError::new(FailureCode::Internal, "Tidewatch made a mistake while reading the answer.")
    })
}
