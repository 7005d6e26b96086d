//! Feeds: RSS, Atom and JSON Feed.

mod around;
mod chain;
mod channel;
mod connector;
mod detect;
pub mod discover;
mod draft;
mod element;
mod engines;
mod entry;
mod fields;
pub mod hints;
mod json;
mod link;
mod media;
mod namespace;
pub mod parse;
mod parsed;
mod person;
mod read;
mod references;
pub(super) mod rules;
mod words;
mod xml;

pub use connector::Feed;
