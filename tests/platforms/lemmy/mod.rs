//! Lemmy.
mod failing;
mod fetching;
mod recognising;
mod recorded;
mod runs;
mod server;
