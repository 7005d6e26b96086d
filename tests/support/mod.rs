//! What engine tests are made of: an engine in a folder of its own, and an outside that
//! does as it is told.

#![allow(dead_code, reason = "each test uses its part")]
#![allow(unused_imports, reason = "each test uses its part")]

mod builder;
mod clock;
mod engine;
mod feed;
mod http;
mod machine;
mod mail;
mod notifier;
mod secrets;

pub use builder::TestEngineBuilder;
pub use clock::TestClock;
pub use engine::{TestEngine, patch, paused_runtime};
pub use feed::{Entry, Feed};
pub use http::{Asked, FakeHttp, Reply};
pub use machine::FakeMachine;
pub use mail::FakeMail;
pub use notifier::FakeNotifier;
pub use secrets::FakeSecrets;
