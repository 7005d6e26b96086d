//! From what is stored to documents that other programs read. Pure.

mod opml;

pub(crate) use opml::write as opml;
