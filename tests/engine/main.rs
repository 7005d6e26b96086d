//! The engine through its public face: real store, fake network and clock.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on has failed")]

#[path = "../servers/smtp/mod.rs"]
#[allow(dead_code, reason = "shared with other tests, each of which uses a part")]
mod mail_sink;
#[path = "../support/mod.rs"]
mod support;

/// A month of refusals.
mod bad_month;
/// The first run: kept, read, told to nobody.
mod baseline;
/// More new items than one run takes.
mod cap;
/// Terminal and desktop each tell every message once.
mod channels;
/// A wall clock that jumps and a machine that sleeps.
mod clock_jumps;
/// Asking only for what has changed.
mod conditional;
/// Copies of the database.
mod copies;
/// When a job was not watched, and why.
mod coverage;
/// An end without a goodbye.
mod crash;
/// A database that is damaged or poor.
mod damage;
/// What the engine tells while it works.
mod events;
/// When the user is told of a failure and of its end.
mod failure_notices;
/// What happens when a source fails: how long to wait, when to stop, what to say.
mod failures;
/// What filters let through and why, and what they would have told.
mod filtering;
/// A window that follows the Owner.
mod following;
/// When the desktop makes one message of many.
mod gathering;
/// What was done: runs by kind and search, and the strips of the latest.
mod history;
/// Who wants to be left alone, is.
mod holds;
/// The same item stays the same, whatever its source does to it.
mod identity;
/// Items as they are listed, paged and marked.
mod items;
/// What a user does with jobs.
mod jobs;
/// Keys: kept, tried, and told of.
mod keys;
/// Who may name whom: the architecture, read from the source.
mod layers;
/// A year of two hundred jobs on a machine that sleeps, jumps and loses its network.
mod long_run;
/// Looking without keeping: recognise, preview, status, token.
mod looking;
/// Mistakes of ours: the schedule goes on, the end comes in time.
mod mistakes;
/// Without a network nothing fails.
mod network;
/// What the user is told about new items.
mod notices;
/// Lists of feeds from other programs, and for them.
mod opml;
/// Messages reach the user once and hold up nothing.
mod outbox;
/// Due times that pass while a run is under way.
mod overlap;
/// Several engines on one folder.
mod owner;
/// Platforms that may be asked only so often.
mod pacing;
/// A pause of all jobs.
mod pause;
/// What is written down of the network, and read in its place.
mod recordings;
/// Input that is refused, field by field.
mod refusals;
/// What is told by mail and to a webhook, and how these are set up.
mod remote;
/// What is not to be kept goes, and does not come back.
mod retention;
/// Tries within one run.
mod retries;
/// Runs of long ago, added up.
mod rollups;
/// Schedules: times, words, refusals.
mod schedule;
/// Every indexed word is found, whatever is typed never fails.
mod search;
/// What the user sets for all jobs.
mod settings;
/// Mail over the wire: whatever it holds, whatever the server does.
mod smtp;
/// The data folder: ours alone, refused untouched when it is not.
mod store;
/// One bad source harms nobody else.
mod supervision;
/// When messages are told: quiet hours, digests, mutes, and what became of each.
mod telling;
/// When runs start.
mod timing;
/// A store of an earlier version.
mod upgrading;
/// Sources whose pages change in every way.
mod whims;
