//! Points at which a process can be told to die, for tests of what a kill leaves behind. Only debug
//! builds have them.

/// Dies here, as if killed, where the environment variable `TIDEWATCH_FAIL_POINT` is `NAME:N` and
/// this is the N-th passing.
macro_rules! fail_point {
    ($name:ident) => {
        #[cfg(debug_assertions)]
        $crate::fail_points::pass(stringify!($name));
    };
}
pub(crate) use fail_point;

#[cfg(debug_assertions)]
pub(crate) fn pass(name: &str) {
    use std::sync::{
        LazyLock,
        atomic::{AtomicU32, Ordering},
    };

    /// Where to die, and how often that may be passed before. Read once.
    static DEADLY: LazyLock<Option<(String, AtomicU32)>> = LazyLock::new(|| {
        let wanted = std::env::var("TIDEWATCH_FAIL_POINT").ok()?;
        let (name, passing) = wanted.split_once(':')?;
        Some((name.to_owned(), AtomicU32::new(passing.parse().ok()?)))
    });

    let Some((_, left)) = DEADLY.as_ref().filter(|(deadly, _)| deadly == name) else { return };
    if left.fetch_sub(1, Ordering::SeqCst) == 1 {
        #[cfg(unix)]
        let _ = rustix::process::kill_process(rustix::process::getpid(), rustix::process::Signal::KILL);
        std::process::abort();
    }
}
