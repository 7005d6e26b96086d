//! What the two programs of the desktop share: options, how they talk, and how they start.
//!
//! ```text
//! tidewatch-desktop            what is started; becomes tidewatch-monitor (exec): tray,
//!    │                         notifications, one instance; no web view
//!    │ the monitor starts the window, tells it where to go (desktop.sock)
//!    ▼
//! tidewatch-desktop --window   Tauri's web view over commands; ends when it is closed
//! ```
//!
//! Both open the same data folder. The monitor takes part in running the schedule; the window
//! only follows, so that closing it gives all of its memory back and a crash of it stops nothing.
//!
//! The monitor is a file of its own: a program that is linked with WebKit has its libraries
//! mapped and relocated, some 40 MiB, whether or not it ever opens a window. So nothing here or in
//! the monitor names Tauri.

pub mod args;
pub mod control;
pub mod start;
