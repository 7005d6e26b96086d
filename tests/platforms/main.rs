//! The connectors, over fixtures of the project's own: what they recognise, ask and read.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test ends where something is not as it should be"
)]

// Feeds, from bytes to items.
mod feed;
// From a pasted address to a feed.
mod finding;
// A server that answers from a table, and the session that asks it.
mod scripted;
// YouTube: every form of link, channel resolution, its feed, its failures.
mod youtube;
