//! Messages on the terminal, where there is no desktop to show them on.

use async_trait::async_trait;
use tidewatch_engine::{model::Notification, ports::Notifier};

/// Writes messages to standard output, one block each.
#[derive(Debug)]
pub(crate) struct TerminalNotifier {
    pub(crate) as_json: bool,
}

#[async_trait]
impl Notifier for TerminalNotifier {
    async fn deliver(&self, notification: &Notification) -> Result<(), String> {
        use std::io::Write;
        let text = if self.as_json {
            serde_json::json!({ "event": "notification", "notification": notification }).to_string()
        } else {
            format!("* {}\n  {}", notification.title, notification.body.replace('\n', "\n  "))
        };
        writeln!(std::io::stdout(), "{text}").map_err(|error| format!("Standard output is closed: {error}."))
    }
}
