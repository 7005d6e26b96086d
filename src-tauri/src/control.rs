//! `desktop.sock`: how a second start and the window talk with the monitor.

use std::{path::Path, time::Duration};

use serde::{Deserialize, Serialize};
use tidewatch_engine::local_socket::{self, Receiving, Sending};

pub const SOCKET: &str = "desktop.sock";
const ANSWER: Duration = Duration::from_secs(2);

/// What is said to the monitor.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "ask", rename_all = "snake_case")]
pub enum Ask {
    /// This is another start: show the window, there if a route is given, unless it is hidden.
    Start { hidden: bool, route: Option<String> },
    /// This is the window: tell it what follows until it goes away.
    Attach,
}

/// What the monitor answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "tell", rename_all = "snake_case")]
pub enum Tell {
    /// The monitor is here, and does it.
    Here,
    /// The window comes to the front, and goes there if a route is given.
    Navigate { route: Option<String> },
    /// How the desktop stands, at first and after each change.
    Surroundings(Surroundings),
    /// The monitor ends, and the window with it.
    Close,
}

/// What the monitor has found on this desktop. Each text says in a sentence why something is
/// missing.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Surroundings {
    pub tray_problem: Option<String>,
    pub notifications_problem: Option<String>,
    pub keychain_problem: Option<String>,
    pub api_address: Option<String>,
    pub api_problem: Option<String>,
}

/// Connects to the monitor of this folder, if one runs.
pub async fn connect(data_dir: &Path) -> Option<(Receiving, Sending)> {
    local_socket::connect(data_dir, SOCKET).await
}

/// Whether a monitor runs on this folder and answers; one that does shows its window, there if a
/// route is given, unless this start is `hidden`.
pub async fn is_running(data_dir: &Path, hidden: bool, route: Option<String>) -> bool {
    let answers = async {
        let Some((mut receiving, mut sending)) = connect(data_dir).await else { return false };
        sending.say(&Ask::Start { hidden, route }).await.is_ok()
            && matches!(receiving.next::<Tell>().await, Ok(Some(Tell::Here)))
    };
    // One that hangs still accepts.
    tokio::time::timeout(ANSWER, answers).await.unwrap_or_default()
}
