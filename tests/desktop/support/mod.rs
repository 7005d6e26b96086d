//! What the tests of the desktop are made of.

mod desk;
mod home;
mod machine;
mod news;
mod notifications;
mod page;
mod process;
mod screen;
mod tray;

use std::time::{Duration, Instant};

pub use desk::{Desk, EVERYTHING, Offers};
pub use machine::FakeMachine;
pub use news::{Entry, News};
pub use notifications::{Manner, USUAL};
pub use page::Page;
pub use process::Running;

/// For what waits for nothing; generous, because other tests run beside it.
pub const SOON: Duration = Duration::from_secs(20);
const LOOK_AGAIN: Duration = Duration::from_millis(20);

/// Looks again and again at what no event tells of, until it answers something.
#[track_caller]
pub fn wait_for<T>(
    what: &str,
    within: Duration,
    mut look: impl AsyncFnMut() -> Option<T>,
) -> impl Future<Output = T> {
    let caller = std::panic::Location::caller();
    async move {
        let end = Instant::now() + within;
        loop {
            if let Some(found) = look().await {
                return found;
            }
            assert!(Instant::now() < end, "{what}: not within {within:?} ({caller})");
            tokio::time::sleep(LOOK_AGAIN).await;
        }
    }
}

/// Like [`wait_for`], for what is so or is not.
#[track_caller]
pub fn eventually(
    what: &str,
    within: Duration,
    mut is_so: impl AsyncFnMut() -> bool,
) -> impl Future<Output = ()> {
    wait_for(what, within, async move || is_so().await.then_some(()))
}
