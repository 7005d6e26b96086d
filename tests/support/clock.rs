//! A clock that follows tokio's, so that paused time is the engine's time; wall clock and
//! uptime can be moved beside it.

use std::{
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use chrono::{DateTime, TimeDelta, Utc};
use tidewatch_engine::ports::Clock;
use tokio::time::Instant;

#[derive(Debug)]
pub struct TestClock {
    begun: Instant,
    state: Mutex<State>,
}

#[derive(Debug, Clone)]
struct State {
    wall_offset: TimeDelta,
    uptime_offset: Duration,
    zone: String,
    readings: u64,
    is_faulty: bool,
}

impl TestClock {
    /// When every test begins: a Tuesday, at an odd moment so that a wrong use of it shows.
    pub fn start() -> DateTime<Utc> {
        "2026-03-03T10:17:23.456Z".parse().unwrap()
    }

    pub fn new() -> Self {
        let state = State {
            wall_offset: TimeDelta::zero(),
            uptime_offset: Duration::ZERO,
            zone: "UTC".into(),
            readings: 0,
            is_faulty: false,
        };
        Self { begun: Instant::now(), state: Mutex::new(state) }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn set_zone(&self, zone: &str) {
        self.state().zone = zone.into();
    }

    /// The wall clock is set to another time; nothing else notices.
    pub fn set_wall_clock_by(&self, change: TimeDelta) {
        self.state().wall_offset += change;
    }

    /// The machine sleeps: wall clock and uptime go on, timers stand still.
    pub fn suspend(&self, time: TimeDelta) {
        let mut state = self.state();
        state.wall_offset += time;
        state.uptime_offset += time.to_std().unwrap();
    }

    /// Whoever reads the time next panics: a mistake wherever that happens to be.
    pub fn panic_once(&self) {
        self.state().is_faulty = true;
    }

    /// Whether that has happened.
    pub fn has_panicked(&self) -> bool {
        !self.state().is_faulty
    }

    /// How often the time was read: every look at the store needs it.
    pub fn readings(&self) -> u64 {
        self.state().readings
    }
}

impl Clock for TestClock {
    fn now(&self) -> DateTime<Utc> {
        let mut state = self.state();
        state.readings += 1;
        if std::mem::take(&mut state.is_faulty) {
            drop(state);
            panic!("the clock has a bug");
        }
        Self::start() + TimeDelta::from_std(self.begun.elapsed()).unwrap() + state.wall_offset
    }

    fn uptime(&self) -> Duration {
        Duration::from_secs(3600) + self.begun.elapsed() + self.state().uptime_offset
    }

    fn boot_id(&self) -> String {
        "test-boot".into()
    }

    fn time_zone(&self) -> String {
        self.state().zone.clone()
    }
}
