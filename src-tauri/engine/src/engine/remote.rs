//! Use cases on mail and webhook: set up, tried, removed. Secrets lie where keys do.

use std::{collections::BTreeMap, sync::Arc};

use url::Url;

use super::{Engine, keys::unavailable};
use crate::{
    Error, ErrorCode, Result,
    model::{
        Channel, Event, FieldError, Key, MailChange, MailSettings, SecretPlace, Settings, WebhookChange,
        WebhookFormat,
    },
    ports::Notifier,
    remote::{
        ADDRESS, MAIL, PASSWORD, RemoteMail, RemoteWebhook, SIGNING_KEY, TOKEN, WEBHOOK, check_address,
        check_template, needs_token,
    },
    store::Store,
};

/// Secrets beside those of platforms: their names, and how a keychain shows them.
pub(super) const MAIL_SECRET: (&str, &str) = (MAIL, "Tidewatch: mail");
pub(super) const WEBHOOK_SECRET: (&str, &str) = (WEBHOOK, "Tidewatch: webhook");

impl Engine {
    /// Sends mail in this way from now on.
    ///
    /// # Errors
    /// Every field that was refused, as `mail.NAME`; `secret_unavailable` where the password
    /// cannot be kept, or is to stay what it is and cannot be read.
    pub async fn set_mail(&self, mut change: MailChange) -> Result<Settings> {
        let mut errors = change.check();
        let before = self.settings().await?.mail;
        let MailChange { settings, password } = change;
        let was_given = password.is_some();
        // Whoever may change the server is not to learn the password by that.
        let is_known = before.as_ref().is_some_and(|before| is_same_server(before, &settings));
        let secret = match (&settings.username, password) {
            // Without a login there is nothing to keep.
            (None, _) => None,
            // A keychain may ask its user to unlock it: only where that is needed.
            (Some(_), None) if is_known => self.core.secret_parts(MAIL).await?.remove(PASSWORD),
            (Some(_), password) => password.filter(|password| !password.is_empty()),
        };
        let is_complete = settings.username.is_none() || secret.is_some();
        if !is_complete && !errors.iter().any(|error| error.field == "mail.password") {
            let had_login = before.as_ref().is_some_and(|before| before.username.is_some());
            let message = match was_given {
                false if had_login && !is_known => {
                    "Server, port or user name have changed: give the password anew."
                }
                _ => "A login needs a password; leave out the user name for none.",
            };
            errors.push(FieldError::new("mail.password", message));
        }
        if !errors.is_empty() {
            return Err(Error::refused(errors));
        }
        let parts: BTreeMap<_, _> =
            secret.into_iter().map(|password| (PASSWORD.to_owned(), password)).collect();
        if !parts.is_empty() || before.is_some_and(|before| before.username.is_some()) {
            self.keep_secret(MAIL_SECRET, parts).await?;
        }
        self.change_channel(Channel::Mail, move |all| all.mail = Some(settings)).await
    }

    /// Sends no mail any more, and forgets the password.
    ///
    /// # Errors
    /// `not_found` where none was sent; `secret_unavailable` where the password cannot be removed.
    pub async fn remove_mail(&self) -> Result<()> {
        if self.settings().await?.mail.is_none() {
            return Err(Error::new(ErrorCode::NotFound, "No mail server is set."));
        }
        // Removal can be repeated for as long as the settings are there.
        self.forget_secret(MAIL).await?;
        self.change_channel(Channel::Mail, |all| all.mail = None).await.map(drop)
    }

    /// Tells this webhook from now on.
    ///
    /// # Errors
    /// Every field that was refused, as `webhook.NAME`; `secret_unavailable` where its secrets
    /// cannot be kept, or one is to stay what it is and cannot be read.
    pub async fn set_webhook(&self, mut change: WebhookChange) -> Result<Settings> {
        let mut errors = change.check();
        let WebhookChange { mut settings, address, token, signing_key } = change;
        // Parts that cannot be read are not to be lost by keeping others.
        let keeps = address.is_none() || token.is_none() || signing_key.is_none();
        let mut parts = if keeps { self.core.secret_parts(WEBHOOK).await? } else { BTreeMap::new() };
        let before = parts.get(ADDRESS).and_then(|address| Url::parse(address).ok());
        let mut refuse =
            |field: &str, message: &str| errors.push(FieldError::new(format!("webhook.{field}"), message));
        let wanted = match &address {
            Some(address) => Url::parse(address).map(Some),
            None => Ok(before.clone()),
        };
        match wanted {
            Err(_) => refuse("address", "This is not a web address, such as https://example.org/hook."),
            Ok(None) => refuse("address", "The address is missing."),
            Ok(Some(url)) => {
                if let Err(message) = check_address(settings.format, &url) {
                    refuse("address", &message);
                } else if url.scheme() == "http" && !self.core.ports.http.is_private(&url).await {
                    refuse(
                        "address",
                        "Anybody on the way could read what goes over http: use an https address.",
                    );
                }
                let is_elsewhere = before.is_some_and(|before| before.origin() != url.origin());
                if is_elsewhere && token.is_none() && parts.contains_key(TOKEN) {
                    refuse(
                        "token",
                        "The address leads to another server: give its token anew, or an empty one.",
                    );
                }
                settings.host = url.host_str().unwrap_or_default().to_owned();
                parts.insert(ADDRESS.to_owned(), url.into());
            }
        }
        for (name, value) in [(TOKEN, token), (SIGNING_KEY, signing_key)] {
            match value {
                None => {}
                Some(value) if value.is_empty() => drop(parts.remove(name)),
                Some(value) => drop(parts.insert(name.to_owned(), value)),
            }
        }
        if needs_token(settings.format) && !parts.contains_key(TOKEN) {
            refuse("token", "Matrix takes messages only with the access token of an account.");
        }
        settings.template = settings.template.filter(|template| !template.trim().is_empty());
        match &settings.template {
            Some(_) if settings.format != WebhookFormat::Json => {
                refuse("template", "Only the format json has a template.");
            }
            Some(template) => {
                if let Err(message) = check_template(template) {
                    refuse("template", &message);
                }
            }
            None => {}
        }
        if !errors.is_empty() {
            return Err(Error::refused(errors));
        }
        self.keep_secret(WEBHOOK_SECRET, parts).await?;
        self.change_channel(Channel::Webhook, move |all| all.webhook = Some(settings)).await
    }

    /// Tells no webhook any more, and forgets its secrets.
    ///
    /// # Errors
    /// `not_found` where none was told; `secret_unavailable` where its secrets cannot be removed.
    pub async fn remove_webhook(&self) -> Result<()> {
        if self.settings().await?.webhook.is_none() {
            return Err(Error::new(ErrorCode::NotFound, "No webhook is set."));
        }
        self.forget_secret(WEBHOOK).await?;
        self.change_channel(Channel::Webhook, |all| all.webhook = None).await.map(drop)
    }

    /// Sends a message at once that says it is a test, whatever the quiet hours; answers what was
    /// done, in a sentence. By mail (to this address, or to where mail goes by the settings) and
    /// to the webhook it is sent here. On terminal and desktop the process that tells there shows
    /// it: whether that went well, [`Engine::channels`] says a moment later, and a test that
    /// nobody shows within ten minutes is forgotten.
    ///
    /// # Errors
    /// `not_found` where the channel is not set up; `unreachable` with what went wrong; an address
    /// that is missing, or given where none is used.
    pub async fn send_test(&self, channel: Channel, to: Option<String>) -> Result<String> {
        let settings = self.settings().await?;
        let core = Arc::clone(&self.core);
        if to.is_some() && channel != Channel::Mail {
            let message = "Only a test by mail goes to an address.";
            return Err(Error::refused(vec![FieldError::new("to", message)]));
        }
        let missing = |what: &str| Err(Error::new(ErrorCode::NotFound, format!("No {what} is set.")));
        let sent = match channel {
            Channel::Mail if settings.mail.is_none() => return missing("mail server"),
            Channel::Webhook if settings.webhook.is_none() => return missing("webhook"),
            Channel::Mail => {
                let to = to.map(|to| to.trim().to_owned()).filter(|to| !to.is_empty());
                if to.is_none() && settings.mail.is_some_and(|mail| mail.to.is_none()) {
                    let message = "There is no address for all jobs: say where the test is to go.";
                    return Err(Error::refused(vec![FieldError::new("to", message)]));
                }
                RemoteMail::new(core).test(to).await
            }
            Channel::Webhook => RemoteWebhook::new(core).test().await,
            Channel::Terminal | Channel::Desktop => {
                let now = self.core.ports.clock.now();
                self.core.db(move |store| store.ask_for_test(channel, now)).await?;
                self.changed(Event::StoreChanged).await;
                let shows = if channel == Channel::Desktop { "desktop" } else { "monitor" };
                Ok(format!("The {shows} shows a test as soon as it runs, within ten minutes."))
            }
        };
        sent.map_err(|reason| Error::new(ErrorCode::Unreachable, reason))
    }

    /// What tells by mail or to the webhook, as they are set up at each delivery; nothing for
    /// other channels.
    pub fn remote(&self, channel: Channel) -> Option<Arc<dyn Notifier>> {
        let core = Arc::clone(&self.core);
        match channel {
            Channel::Mail => Some(Arc::new(RemoteMail::new(core))),
            Channel::Webhook => Some(Arc::new(RemoteWebhook::new(core))),
            Channel::Terminal | Channel::Desktop => None,
        }
    }

    /// What the channel could not tell so far is tried at once as it is set up now.
    async fn change_channel(
        &self,
        channel: Channel,
        change: impl FnOnce(&mut Settings) + Send + 'static,
    ) -> Result<Settings> {
        let change = move |store: &Store| {
            let changed = store.change_settings(|mut settings| {
                change(&mut settings);
                Ok::<_, Error>(settings)
            })?;
            store.retry_deliveries(channel)?;
            Ok(changed)
        };
        let settings = self.core.db(change).await??;
        self.changed(Event::SettingsChanged).await;
        Ok(settings)
    }

    async fn keep_secret(&self, (name, label): (&str, &str), parts: BTreeMap<String, String>) -> Result<()> {
        let (secrets, entry) = self.core.secret(name).await?;
        if parts.is_empty() {
            // A keychain that is not there holds nothing that would have to be removed.
            if let Err(reason) = secrets.remove(&entry).await {
                tracing::debug!(name, %reason, "there is no secret to remove");
            }
            return Ok(());
        }
        secrets.write(&entry, label, &Key::new(parts)).await.map_err(unavailable)
    }

    async fn forget_secret(&self, name: &str) -> Result<()> {
        let (secrets, entry) = self.core.secret(name).await?;
        if let Err(reason) = secrets.remove(&entry).await {
            if self.secret_place().await? == SecretPlace::File {
                return Err(unavailable(reason));
            }
            tracing::warn!(name, %reason, "the channel is removed, but a copy of its secret could not be");
        }
        Ok(())
    }
}

fn is_same_server(before: &MailSettings, now: &MailSettings) -> bool {
    before.host.eq_ignore_ascii_case(&now.host) && before.port == now.port && before.username == now.username
}
