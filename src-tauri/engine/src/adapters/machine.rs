//! Sleep and network as the system tells them.

use tokio::sync::watch;

use crate::ports::{Machine, MachineState};

/// The computer that this runs on.
#[derive(Debug, Clone, Default)]
pub struct SystemMachine {
    state: watch::Sender<MachineState>,
}

impl Machine for SystemMachine {
    fn watch(&self) -> watch::Receiver<MachineState> {
        self.state.subscribe()
    }
}
