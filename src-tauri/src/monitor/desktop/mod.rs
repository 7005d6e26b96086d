//! The desktop as it is reached over D-Bus: tray, notifications, and what else there is. The only
//! place of the shell that names the bus.

pub(super) mod surroundings;

#[cfg(target_os = "linux")]
pub(super) mod notifier;
#[cfg(target_os = "linux")]
pub(super) mod tray;
