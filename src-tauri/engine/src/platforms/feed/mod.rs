//! Feeds: RSS, Atom and JSON Feed.
mod channel;
mod connector;
mod detect;
pub mod discover;
mod draft;
mod element;
mod entry;
pub mod hints;
mod json;
mod media;
mod namespace;
pub mod parse;
mod words;
mod xml;

pub use connector::Feed;
