//! YouTube without a key.

mod fetching;
mod recognising;
