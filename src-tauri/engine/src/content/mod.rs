//! Turns untrusted bytes and markup into values that are safe to keep, show and compare.

pub mod date;
mod date_names;
pub mod decode;
pub mod emptied;
pub mod entities;
pub mod links;
pub mod plain;
pub(crate) mod prescan;
pub mod repair;
pub mod sanitise;
mod settled;
mod tags;
pub mod text;
