//! Recordings of the network: HAR 1.2 files, written beside it or read in its place. Secrets
//! are in none.

mod body;
mod exchange;
mod file;
mod format;
mod hiding;
mod names;
mod record;
mod replay;
mod secrets;
mod talk;

pub use record::Recorder;
pub use replay::Replayer;

/// Most bytes of a recording that is written.
const MAX_WRITTEN: usize = 64 << 20;
/// Most bytes of one that is read; browsers write larger ones.
const MAX_READ: u64 = 256 << 20;
