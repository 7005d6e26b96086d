//! PeerTube.
mod failing;
mod fetching;
mod recognising;
mod runs;
mod server;
