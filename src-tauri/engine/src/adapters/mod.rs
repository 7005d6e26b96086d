//! The outside as it is: network, clock, keychain. Only start-up code names these.

mod address_policy;
mod har;
mod http_errors;
mod machine;
mod redirects;
mod reqwest_client;
mod resolver;
mod sample_feed;
mod secrets;
mod smtp;
mod system_clock;
mod websocket;

pub use har::{Recorder, Replayer};
pub use machine::SystemMachine;
pub use reqwest_client::ReqwestClient;
pub use secrets::secret_stores;
pub use smtp::Smtp;
pub use system_clock::SystemClock;
