//! A computer that sleeps and loses its network when a test says so.

use tidewatch_engine::ports::{Machine, MachineState};
use tokio::sync::watch;

#[derive(Debug, Default)]
pub struct FakeMachine(watch::Sender<MachineState>);

impl FakeMachine {
    pub fn set(&self, change: impl FnOnce(&mut MachineState)) {
        self.0.send_modify(change);
    }
}

impl Machine for FakeMachine {
    fn watch(&self) -> watch::Receiver<MachineState> {
        self.0.subscribe()
    }
}
