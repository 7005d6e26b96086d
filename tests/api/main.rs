//! The HTTP API as a client on the same machine meets it: a real server over a real engine.

#![allow(clippy::expect_used, reason = "a test that cannot go on has failed")]

/// Who is let in: the token, on every route of the document but the documentation.
mod access;
/// Where the server listens, and how it starts and ends.
mod binding;
/// A small HTTP/1.1 client that can also misbehave.
mod client;
/// The OpenAPI document and the reference page.
mod document;
/// The stream of server-sent events.
mod events;
/// Web pages are kept out: Host, Origin, headers of every answer.
mod guard;
/// What is wrong with a request is told by field or parameter.
mod input;
/// Items: list, search, read, mark, revisions.
mod items;
/// Jobs: create, list, read, change, delete, restore.
mod jobs;
/// A mistake of ours in one request.
mod mistakes;
/// What was told and where, and what filters would have told.
mod notifications;
/// Platforms, links and previews.
mod platforms;
/// Mail and webhook: set up, tried, removed.
mod remote;
/// Runs: ask, read, list; status and health.
mod runs;
/// A server of the test's own, with its engine and data folder.
mod server;
