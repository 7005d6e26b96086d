//! A sign of life while something takes longer, on a terminal only.

use std::{
    future::Future,
    io::{IsTerminal, stderr},
    time::Duration,
};

use indicatif::ProgressBar;

/// Shows what is being done until it is.
pub(crate) async fn busy<T>(is_quiet: bool, what: &str, work: impl Future<Output = T>) -> T {
    if is_quiet || !stderr().is_terminal() {
        return work.await;
    }
    let spinner = ProgressBar::new_spinner().with_message(super::safe(what));
    spinner.enable_steady_tick(Duration::from_millis(120));
    let done = work.await;
    spinner.finish_and_clear();
    done
}
