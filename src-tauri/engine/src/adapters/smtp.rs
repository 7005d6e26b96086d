//! Mail through an SMTP server.

use async_trait::async_trait;

use crate::ports::{Mail, MailSender, MailServer};

/// Sends each mail over a connection of its own.
#[derive(Debug, Clone, Copy, Default)]
pub struct Smtp;

#[async_trait]
impl MailSender for Smtp {
    async fn send(&self, server: &MailServer, _mail: &Mail) -> Result<(), String> {
        Err(format!("{} cannot be reached yet.", server.host))
    }
}
