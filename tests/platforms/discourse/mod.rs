//! Forums that run Discourse.
mod failing;
mod fetching;
mod forum;
mod recognising;
mod recorded;
mod runs;
mod threads;
