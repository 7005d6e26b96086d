//! Turns untrusted bytes and markup into values that are safe to keep, show and compare.

pub mod date;
pub mod decode;
mod prescan;
pub mod repair;
pub mod sanitise;
mod settled;
pub mod text;
