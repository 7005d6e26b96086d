//! Mastodon and its like.
mod failing;
mod hostile;
mod paging;
mod reading;
mod recognising;
mod recorded;
mod resolving;
mod server;
