//! YouTube without a key.

mod fetching;
mod keyed;
mod recognising;
mod recorded;
mod refused;
