//! The desktop as its user has it: the real processes and the real window on an X server, a session
//! bus, a notification service and a tray of each test's own.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on has failed")]

#[path = "../api/client.rs"]
#[allow(dead_code, reason = "shared with other tests, each of which uses a part")]
mod client;
#[path = "../servers/mod.rs"]
#[allow(dead_code, reason = "shared with other tests, each of which uses a part")]
mod servers;
mod support;

mod failures;
mod hostile;
mod login;
mod machine;
mod missing;
mod notifying;
mod processes;
mod starts;
mod together;
mod tour;
mod tray;
mod watching;
