//! Nostr: links, relays in memory and a real one, posts signed by the tests' own people.

mod failing;
mod fetching;
mod kinds;
mod net;
mod people;
mod recognising;
mod recorded;
mod relay;
mod runs;
mod secure;
mod talking;
