//! Messages on the terminal, where there is no desktop to show them on.

use std::{
    io::Write,
    sync::{Mutex, PoisonError},
};

use async_trait::async_trait;
use tidewatch_engine::{
    model::{Channel, Notification},
    ports::{Notifier, Undelivered},
};

use crate::output::safe;

/// Writes messages to standard output as they come: blocks of text, or a line of JSON each.
#[derive(Debug)]
pub(crate) struct TerminalNotifier {
    pub(crate) as_json: bool,
}

#[async_trait]
impl Notifier for TerminalNotifier {
    fn channel(&self) -> Channel {
        Channel::Terminal
    }

    async fn deliver(&self, messages: &[Notification]) -> Result<(), Undelivered> {
        let texts: Vec<String> = messages.iter().map(|message| self.text(message)).collect();
        writeln!(std::io::stdout(), "{}", texts.join("\n"))
            .map_err(|error| format!("Standard output is closed: {error}.").into())
    }
}

impl TerminalNotifier {
    fn text(&self, notification: &Notification) -> String {
        if self.as_json {
            serde_json::json!({ "event": "notification", "notification": notification }).to_string()
        } else {
            let body = safe(&notification.body).replace('\n', "\n  ");
            format!("* {}\n  {body}", safe(&notification.title))
        }
    }
}

/// Gathers messages for the one document that `--once --json` prints.
#[derive(Debug, Default)]
pub(crate) struct Gathered(Mutex<Vec<Notification>>);

impl Gathered {
    pub(crate) fn take(&self) -> Vec<Notification> {
        std::mem::take(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

#[async_trait]
impl Notifier for Gathered {
    fn channel(&self) -> Channel {
        Channel::Terminal
    }

    async fn deliver(&self, messages: &[Notification]) -> Result<(), Undelivered> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(messages);
        Ok(())
    }
}
