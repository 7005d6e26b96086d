//! What has just happened, told after it was committed: ids, not rows.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{JobId, RunId, RunStatus};

/// Something that happened in this process or, over the socket, in the Owner.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "event", rename_all = "snake_case")]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
pub enum Event {
    JobCreated {
        job_id: JobId,
    },
    JobUpdated {
        job_id: JobId,
    },
    JobDeleted {
        job_id: JobId,
    },
    RunStarted {
        job_id: JobId,
        run_id: RunId,
    },
    /// Another answer of the source has been read.
    RunProgressed {
        job_id: JobId,
        run_id: RunId,
        requests: u32,
        /// Read so far, after decompression.
        #[cfg_attr(test, ts(type = "number"))]
        bytes: u64,
    },
    RunFinished {
        job_id: JobId,
        run_id: RunId,
        status: RunStatus,
    },
    ItemsFound {
        job_id: JobId,
        run_id: RunId,
        count: u32,
    },
    NotificationRaised {
        id: i64,
    },
    SettingsChanged,
    /// The computer has lost its network, or has one again.
    NetworkChanged {
        is_online: bool,
    },
    /// Another process wrote to the store: what is shown should be read again.
    StoreChanged,
}
