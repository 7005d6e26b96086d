//! A computer that sleeps and loses its network when a test says so.

use tidewatch_engine::ports::{Machine, MachineState};
use tokio::sync::watch;

use super::TestEngine;

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

impl TestEngine {
    /// The computer that it runs on.
    pub fn machine(&self) -> &FakeMachine {
        &self.builder.machine
    }

    /// The system says whether there is a network.
    pub fn set_network(&self, has_network: Option<bool>) {
        self.machine().set(|state| state.has_network = has_network);
    }
}
