//! A mail server that keeps what it is sent, or refuses it.

use std::sync::{Mutex, PoisonError};

use async_trait::async_trait;
use tidewatch_engine::ports::{Mail, MailSender, MailServer};

use super::TestEngine;

#[derive(Debug, Default)]
pub struct FakeMail {
    sent: Mutex<Vec<(MailServer, Mail)>>,
    refusals_left: Mutex<u32>,
}

impl FakeMail {
    /// What was sent, in order.
    pub fn sent(&self) -> Vec<Mail> {
        self.sent_through().into_iter().map(|(_, mail)| mail).collect()
    }

    /// The same with the server that each went through.
    pub fn sent_through(&self) -> Vec<(MailServer, Mail)> {
        self.sent.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub fn refuse_times(&self, times: u32) {
        *self.refusals_left.lock().unwrap_or_else(PoisonError::into_inner) = times;
    }
}

#[async_trait]
impl MailSender for FakeMail {
    async fn send(&self, server: &MailServer, mail: &Mail) -> Result<(), String> {
        let mut left = self.refusals_left.lock().unwrap_or_else(PoisonError::into_inner);
        if *left > 0 {
            *left -= 1;
            return Err(format!("{} refused the mail (550).", server.host));
        }
        self.sent.lock().unwrap_or_else(PoisonError::into_inner).push((server.clone(), mail.clone()));
        Ok(())
    }
}

impl TestEngine {
    /// The mail server of its user.
    pub fn mail(&self) -> &FakeMail {
        &self.builder.mail
    }
}
