//! The channel for mail: messages that are told as one are one mail.

use std::sync::Arc;

use async_trait::async_trait;

use super::{MAIL, NOTHING_SENT, PASSWORD, letter, letter::Envelope, secret, told::Told};
use crate::{
    core::Core,
    model::{Channel, MailSettings, Notification, UserId},
    ports::{MailServer, Notifier, Undelivered},
};

/// Tells by mail.
#[derive(Debug)]
pub(crate) struct RemoteMail {
    core: Arc<Core>,
}

impl RemoteMail {
    pub(crate) fn new(core: Arc<Core>) -> Self {
        Self { core }
    }

    /// Sends a test to this address, or to where mail goes by the settings. Answers where it went,
    /// in a sentence.
    ///
    /// # Errors
    /// A sentence on what is missing, or on what the server or the network said.
    pub(crate) async fn test(&self, to: Option<String>) -> Result<String, String> {
        if self.core.options.stand_in.is_some() {
            return Ok(NOTHING_SENT.to_owned());
        }
        let sending = self.sending().await?.ok_or("No mail server is set.")?;
        let to = to.or_else(|| sending.settings.to.clone());
        let to = to.ok_or("There is no address to send the test to: name one, or set one for all jobs.")?;
        sending.send(&self.core, &to, &Told::test(self.core.ports.clock.now())).await?;
        Ok(format!("A test was sent to {to}."))
    }

    /// How mail is sent now; nothing where it is not.
    async fn sending(&self) -> Result<Option<Sending>, String> {
        let now = self.core.ports.clock.now();
        let read = self.core.db(move |store| Ok((store.settings()?, store.user(now)?))).await;
        let (settings, user) = read.map_err(|error| error.to_string())?;
        let Some(mail) = settings.mail else { return Ok(None) };
        let login = match &mail.username {
            None => None,
            Some(name) => {
                let secret = secret(&self.core, MAIL, "The password of the mail server").await?;
                let password = secret.values().get(PASSWORD).filter(|password| !password.is_empty());
                let missing =
                    || format!("The password for {} is missing: set the mail server anew.", mail.host);
                Some((name.clone(), password.cloned().ok_or_else(missing)?))
            }
        };
        let server = MailServer { host: mail.host.clone(), port: mail.port, security: mail.security, login };
        let zone = settings.time_zone.unwrap_or_else(|| self.core.ports.clock.time_zone());
        Ok(Some(Sending { settings: mail, server, user, zone }))
    }
}

struct Sending {
    settings: MailSettings,
    server: MailServer,
    user: UserId,
    zone: String,
}

impl Sending {
    async fn send(&self, core: &Core, to: &str, told: &Told) -> Result<(), String> {
        let (user, zone, from) = (self.user, self.zone.as_str(), self.settings.from.as_str());
        let mail = letter::compose(&Envelope { user, from, to, zone, now: core.ports.clock.now() }, told);
        core.ports.mail.send(&self.server, &mail).await
    }
}

#[async_trait]
impl Notifier for RemoteMail {
    fn channel(&self) -> Channel {
        Channel::Mail
    }

    async fn deliver(&self, messages: &[Notification]) -> Result<(), Undelivered> {
        // While a recording answers, nothing leaves the machine.
        if self.core.options.stand_in.is_some() {
            return Ok(());
        }
        let Some(sending) = self.sending().await? else { return Ok(()) };
        // The outbox tells as one only what goes to one address.
        let address = messages.first().and_then(|message| message.mail_to.as_deref());
        match address.or(sending.settings.to.as_deref()) {
            Some(address) => Ok(sending.send(&self.core, address, &Told::new(messages)).await?),
            None => Ok(()),
        }
    }
}
