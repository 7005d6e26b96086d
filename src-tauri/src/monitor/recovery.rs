//! A database that cannot be opened: the window says so and offers what can take its place.

use std::{path::Path, sync::Arc};

use tidewatch_desktop::start;
use tidewatch_engine::{Engine, ports::Notifier, recovery};

/// Opens the engine. Where the database cannot be used, shows that in a window first and tries
/// again for as long as the user puts something else in its place; nothing when they did not.
///
/// # Errors
/// What is wrong, where no window could help.
pub(crate) async fn open(
    data_dir: &Path,
    notifier: impl Fn() -> Option<Arc<dyn Notifier>>,
) -> Result<Option<Engine>, Box<dyn std::error::Error>> {
    let mut shown = None;
    loop {
        let error = match start::open(data_dir.to_owned(), notifier()).await {
            Ok(engine) => return Ok(Some(engine)),
            Err(error) => error,
        };
        let folder = data_dir.to_owned();
        let trouble = tokio::task::spawn_blocking(move || recovery::look(&folder)).await?;
        let Some(trouble) = trouble else { return Err(error.into()) };
        tracing::error!("{}", trouble.message);
        if shown.as_ref() == Some(&trouble) {
            return Ok(None);
        }
        let window = start::window(data_dir)?.kill_on_drop(true).status().await?;
        if !window.success() {
            return Err(error.into());
        }
        shown = Some(trouble);
    }
}
