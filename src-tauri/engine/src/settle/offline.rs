//! A run without a network: nothing has failed, and the job is due as soon as there is one.

use super::Settling;
use crate::{
    model::{Run, RunOutcome, RunStatus},
    store::{FinishedRun, Outage, WAITS},
};

impl Settling<'_> {
    /// The job stays as it is, overdue: that shows what was missed once there is a network.
    pub(crate) fn offline(&self, mut run: Run, outage: Outage) -> FinishedRun {
        run.end(RunStatus::Skipped, RunOutcome::Offline, self.now);
        run.error_message = Some(WAITS.into());
        FinishedRun { outage: Some(outage), ..FinishedRun::new(run, None, Vec::new()) }
    }
}
