//! Everything of Tidewatch that is not a shell.
//!
//! A shell (desktop, command line, HTTP API) calls [`Engine`] and nothing else. Inside, data
//! flows one way:
//!
//! ```text
//! Engine ─► scheduler, runner ─► platforms ─► ports ─► model
//!    └──────────► store ─────────────────────────────► model
//! ```
//!
//! * `model` is values: no input or output, no clock.
//! * `store` is the only place that knows SQL.
//! * `platforms` turn bytes into items; they never touch store, clock or notifier.
//! * `adapters` implement the `ports`; only start-up code names them.
//! * `scheduler` decides when, `runner` what, `settle` and `backoff` what follows from it.
//! * `owner` decides which of several processes on one data folder runs the schedule.
//! * `outbox` tells what runs have raised, on every channel; `gathering` makes many messages one.
//! * `remote` tells by mail and webhook.
//! * `outbox` tells what runs have raised, on every channel; `telling` decides when, `gathering` and
//!   `pace` make many messages one.
//! * `import` and `export` carry jobs from and to other programs.
//! * `network` knows whether there is one, from what the runs meet.
//! * `access` is what connectors may know beside their target: settings and keys.
//! * `ending` is how a process hears that it should end.
//! * `fail_points` let tests kill a process at a chosen moment; release builds have none.
//! * `housekeeping` removes, adds up and copies what the store holds, beside the runs.
//! * `recovery` and `doctor` work on a folder whose database may be beyond use.
//! * `local_socket` is how processes on one data folder talk.
//!
//! Guard tests in `tests/engine/layers.rs` hold these directions.

mod access;
pub mod adapters;
mod backoff;
pub mod content;
mod core;
mod digest;
mod doctor;
mod ending;
mod engine;
mod error;
mod export;
mod fail_points;
mod files;
mod gathering;
mod housekeeping;
mod import;
pub mod local_socket;
pub mod model;
mod network;
mod outbox;
mod owner;
mod pace;
pub mod platforms;
pub mod ports;
pub mod recovery;
mod remote;
mod runner;
mod scheduler;
mod settle;
mod store;
mod telling;
mod turns;

pub use access::StandIn;

pub use crate::core::{EngineOptions, Ports};
pub use ending::Ending;
pub use engine::{Engine, RunReport};
pub use error::{Error, ErrorCode, Result};
pub use files::write_file;
