//! A desktop that shows what it is told to, fails, or hangs.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use tidewatch_engine::{
    model::{Channel, Notification},
    ports::{Clock, Notifier, Undelivered},
};

use super::TestClock;

#[derive(Debug)]
pub struct FakeNotifier {
    clock: Arc<TestClock>,
    state: Mutex<State>,
    changed: tokio::sync::watch::Sender<()>,
}

#[derive(Debug, Default)]
struct State {
    channel: Option<Channel>,
    /// Ids of the messages of each delivery.
    told: Vec<Vec<i64>>,
    shown: Vec<Notification>,
    tried_at: Vec<DateTime<Utc>>,
    failures_left: u32,
    panics_left: u32,
    hangs: bool,
}

impl FakeNotifier {
    pub fn new(clock: Arc<TestClock>) -> Self {
        Self { clock, state: Mutex::default(), changed: tokio::sync::watch::Sender::new(()) }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Becomes a desktop, which tells also while another process runs the schedule.
    pub fn become_desktop(&self) {
        self.become_channel(Channel::Desktop);
    }

    /// Tells in the place of this channel.
    pub fn become_channel(&self, channel: Channel) {
        self.state().channel = Some(channel);
    }

    /// Ids of the messages that were told, those told as one together.
    pub fn told(&self) -> Vec<Vec<i64>> {
        self.state().told.clone()
    }

    pub fn fail_times(&self, times: u32) {
        self.state().failures_left = times;
    }

    pub fn panic_times(&self, times: u32) {
        self.state().panics_left = times;
    }

    pub fn hang(&self, hangs: bool) {
        self.state().hangs = hangs;
    }

    /// What was delivered, in order.
    pub fn shown(&self) -> Vec<Notification> {
        self.state().shown.clone()
    }

    pub fn titles(&self) -> Vec<String> {
        self.state().shown.iter().map(|shown| shown.title.clone()).collect()
    }

    /// When delivery was tried, successfully or not.
    pub fn tried_at(&self) -> Vec<DateTime<Utc>> {
        self.state().tried_at.clone()
    }

    /// Waits until something has been tried `count` times.
    pub async fn tried(&self, count: usize) {
        let mut changed = self.changed.subscribe();
        while self.state().tried_at.len() < count {
            changed.changed().await.unwrap();
        }
    }
}

#[async_trait]
impl Notifier for FakeNotifier {
    fn channel(&self) -> Channel {
        self.state().channel.unwrap_or(Channel::Terminal)
    }

    async fn deliver(&self, messages: &[Notification]) -> Result<(), Undelivered> {
        let hangs = {
            let mut state = self.state();
            state.tried_at.push(self.clock.now());
            state.hangs
        };
        self.changed.send_replace(());
        if hangs {
            std::future::pending::<()>().await;
        }
        let mut state = self.state();
        if state.panics_left > 0 {
            state.panics_left -= 1;
            drop(state);
            panic!("the notifier has a bug");
        }
        if state.failures_left > 0 {
            state.failures_left -= 1;
            return Err("Nobody is at home.".to_owned().into());
        }
        state.told.push(messages.iter().map(|message| message.id).collect());
        state.shown.extend(messages.last().cloned());
        Ok(())
    }
}
