//! What both processes do first: find the folder, open the engine on it.

use std::{error::Error, path::PathBuf, sync::Arc, time::Duration};

use tidewatch_engine::{
    Engine, EngineOptions, Ports,
    adapters::{ReqwestClient, SystemClock},
    ports::Notifier,
};

use crate::args::Args;

/// Why a process ended: a sentence.
pub(crate) type Ended = Result<(), Box<dyn Error>>;

pub(crate) fn data_dir(args: &Args) -> Result<PathBuf, Box<dyn Error>> {
    args.data_dir
        .clone()
        .or_else(EngineOptions::default_data_dir)
        .ok_or_else(|| "there is no home folder to keep data in; name one with --data-dir".into())
}

pub(crate) async fn open(
    data_dir: PathBuf,
    notifier: Option<Arc<dyn Notifier>>,
) -> tidewatch_engine::Result<Engine> {
    let ports = Ports { clock: Arc::new(SystemClock), http: Arc::new(ReqwestClient::default()), notifier };
    Engine::open(EngineOptions::new(data_dir), ports).await
}

/// # Errors
/// The system refuses threads.
pub(crate) fn runtime(workers: usize) -> std::io::Result<tokio::runtime::Runtime> {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(workers)
        .max_blocking_threads(12)
        .thread_keep_alive(Duration::from_secs(5))
        .enable_all()
        .build()
}

/// GTK panics without one, before Tauri can return an error.
pub(crate) fn has_display() -> bool {
    let is_set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    !cfg!(target_os = "linux") || is_set("DISPLAY") || is_set("WAYLAND_DISPLAY")
}
