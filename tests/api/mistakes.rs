//! A mistake of ours in one request.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use chrono::{DateTime, Utc};
use tidewatch_engine::{adapters::SystemClock, ports::Clock};

use crate::server::Api;

/// Panics once when it is read, each time it is told to.
#[derive(Debug, Default)]
struct Faulty(AtomicBool);

impl Clock for Faulty {
    fn now(&self) -> DateTime<Utc> {
        assert!(!self.0.swap(false, Ordering::SeqCst), "the clock has a bug");
        SystemClock.now()
    }

    fn uptime(&self) -> Duration {
        SystemClock.uptime()
    }

    fn boot_id(&self) -> String {
        SystemClock.boot_id()
    }

    fn time_zone(&self) -> String {
        SystemClock.time_zone()
    }
}

#[tokio::test]
async fn a_request_that_meets_a_mistake_is_answered_and_so_are_all_after_it() {
    let clock = Arc::new(Faulty::default());
    let api = Api::start_by(Arc::clone(&clock) as Arc<dyn Clock>, None).await;
    // More often than there are places for connections.
    for _ in 0..300 {
        clock.0.store(true, Ordering::SeqCst);
        api.ask("GET", "/api/status").send().await.expect_error(500, "internal");
    }
    api.get("/api/status").await;
    assert!(!api.served.is_finished(), "because the server lives");
}
