//! Use cases on keys: set, try, remove, and where they are kept.

use std::{collections::BTreeMap, sync::Arc};

use super::{
    Engine,
    remote::{MAIL_SECRET, WEBHOOK_SECRET},
};
use crate::{
    Error, ErrorCode, Result,
    access::Purpose,
    model::{
        Accounts, Channel, Event, FailureCode, FieldError, JobId, Key, KeyAbout, KeyState, KeyStatus,
        LostSecrets, Platform, SecretPlace,
    },
    platforms::{self, Session, connector},
    ports::SecretStore,
    store::{KeyTried, Store},
};

const MOST_CHARS: usize = 4096;

impl Engine {
    /// The platforms that have a key, and how it stands.
    pub async fn keys(&self) -> Result<Vec<KeyStatus>> {
        Ok(self.core.db(Store::keys).await?)
    }

    /// The keys, and what else the user has set for platforms.
    pub async fn accounts(&self) -> Result<Accounts> {
        let settings = self.platform_settings().await?;
        let settings = settings.into_iter().map(|(platform, set)| (platform.to_string(), set)).collect();
        Ok(Accounts { place: self.secret_place().await?, keys: self.keys().await?, settings })
    }

    /// Keeps the key of a platform in place of an earlier one. Jobs that waited for it are due.
    ///
    /// # Errors
    /// Every field that was refused, as `key.NAME`; `secret_unavailable` where it cannot be kept.
    pub async fn set_key(&self, platform: Platform, values: BTreeMap<String, String>) -> Result<KeyStatus> {
        let name = connector(platform).about().name;
        let key = checked(key_about(platform)?, values)?;
        let (secrets, entry) = self.core.secret(platform).await?;
        secrets.write(&entry, &format!("Tidewatch: {name}"), &key).await.map_err(unavailable)?;
        let now = self.core.ports.clock.now();
        let waiting = self.core.db(move |store| store.key_was_set(platform, now)).await?;
        self.core.holds.remove(&crate::store::key_scope(platform));
        self.keys_changed(waiting).await;
        self.key(platform).await
    }

    /// Tells of it, and of the jobs that are due by it.
    async fn keys_changed(&self, waiting: Vec<JobId>) {
        for job_id in waiting {
            self.core.emit(Event::JobUpdated { job_id });
        }
        self.changed(Event::SettingsChanged).await;
    }

    /// Tries the key of a platform. Its state is `works` or `wrong` afterwards; with another
    /// failure it stays what it was, and the message tells why.
    ///
    /// # Errors
    /// `not_found` where there is no key; `secret_unavailable` where it cannot be read.
    pub async fn test_key(&self, platform: Platform) -> Result<KeyStatus> {
        key_about(platform)?;
        let status = self.key(platform).await?;
        let granted = self
            .core
            .granted(platform, Purpose::TestKey)
            .await
            .map_err(|error| unavailable(error.message))?;
        let session = Session::new(
            Arc::clone(&self.core.ports.http),
            Arc::clone(&self.core.pacer),
            granted.access,
            Vec::new(),
            self.core.options.network_deadline,
        );
        let (state, message) = match connector(platform).test_key(&session).await {
            Ok(message) => (KeyState::Works, message),
            Err(error) if error.code == FailureCode::AuthRequired => (KeyState::Wrong, error.message),
            Err(error) => (status.state, error.message),
        };
        let now = self.core.ports.clock.now();
        let tried = KeyTried { platform, set_at: status.set_at, state, message };
        let waiting = self.core.db(move |store| store.key_was_tried(&tried, now)).await?;
        self.keys_changed(waiting).await;
        self.key(platform).await
    }

    /// Forgets a key. Where there is no keychain any more, its copy may still lie in it.
    ///
    /// # Errors
    /// `not_found` where there is none; `secret_unavailable` where its file cannot be changed.
    pub async fn remove_key(&self, platform: Platform) -> Result<()> {
        self.key(platform).await?;
        let (secrets, entry) = self.core.secret(platform).await?;
        if let Err(reason) = secrets.remove(&entry).await {
            if self.secret_place().await? == SecretPlace::File {
                return Err(unavailable(reason));
            }
            tracing::warn!(%platform, %reason, "the key is forgotten, but its copy could not be removed");
        }
        let now = self.core.ports.clock.now();
        let waiting = self.core.db(move |store| store.forget_key(platform, now)).await?;
        self.core.holds.remove(&crate::store::key_scope(platform));
        self.keys_changed(waiting).await;
        Ok(())
    }

    /// Where keys are kept.
    pub async fn secret_place(&self) -> Result<SecretPlace> {
        Ok(self.core.db(Store::secret_place).await?)
    }

    /// Keeps secrets elsewhere from now on, and takes those along that can be read. Answers those
    /// that could not be.
    ///
    /// # Errors
    /// `secret_unavailable` where the new place cannot be written; then all stay where they are.
    pub async fn set_secret_place(&self, place: SecretPlace) -> Result<LostSecrets> {
        if self.secret_place().await? == place {
            return Ok(LostSecrets::default());
        }
        let to = self.core.secrets_at(place);
        let mut moved: Vec<(Arc<dyn SecretStore>, String)> = Vec::new();
        let mut lost = LostSecrets::default();
        for secret in self.secrets().await? {
            let (from, entry) = self.core.secret(&secret.name).await?;
            let key = from.read(&entry).await.unwrap_or_else(|reason| {
                tracing::warn!(name = secret.name, %reason, "a secret cannot be read at its old place");
                None
            });
            let Some(key) = key else {
                match secret.of {
                    KeptFor::Platform(platform) => lost.platforms.push(platform),
                    KeptFor::Channel(channel) => lost.channels.push(channel),
                }
                continue;
            };
            if let Err(reason) = to.write(&entry, &secret.label, &key).await {
                for (_, entry) in moved {
                    // What was written there before is not to stay.
                    let _ = to.remove(&entry).await;
                }
                return Err(unavailable(reason));
            }
            moved.push((from, entry));
        }
        let (now, forgotten) = (self.core.ports.clock.now(), lost.platforms.clone());
        self.core
            .db(move |store| {
                forgotten.iter().try_for_each(|platform| store.forget_key(*platform, now).map(|_| ()))?;
                store.set_secret_place(place)
            })
            .await?;
        for (from, entry) in moved {
            // They are kept twice then, which loses nothing.
            if let Err(reason) = from.remove(&entry).await {
                tracing::warn!(%reason, "a key that was moved could not be removed from its old place");
            }
        }
        self.changed(Event::SettingsChanged).await;
        Ok(lost)
    }

    /// Every secret that must be there.
    async fn secrets(&self) -> Result<Vec<Kept>> {
        let settings = self.settings().await?;
        let keys = self.keys().await?.into_iter().map(|KeyStatus { platform, .. }| Kept {
            of: KeptFor::Platform(platform),
            name: platform.to_string(),
            label: format!("Tidewatch: {}", connector(platform).about().name),
        });
        // Mail without a login has none.
        let has_login = settings.mail.is_some_and(|mail| mail.username.is_some());
        let channels = [
            (Channel::Mail, MAIL_SECRET, has_login),
            (Channel::Webhook, WEBHOOK_SECRET, settings.webhook.is_some()),
        ];
        let channels =
            channels.into_iter().filter(|(.., is_set)| *is_set).map(|(channel, (name, label), _)| Kept {
                of: KeptFor::Channel(channel),
                name: name.to_owned(),
                label: label.to_owned(),
            });
        Ok(keys.chain(channels).collect())
    }

    async fn key(&self, platform: Platform) -> Result<KeyStatus> {
        let status = self.core.db(move |store| store.find_key(platform)).await?;
        status.ok_or_else(|| {
            let name = connector(platform).about().name;
            let message = format!("No key is set for {name}. Set one with: tidewatch secrets set {platform}");
            Error::new(ErrorCode::NotFound, message)
        })
    }
}

/// A secret, and how a keychain shows it.
struct Kept {
    of: KeptFor,
    name: String,
    label: String,
}

enum KeptFor {
    Platform(Platform),
    Channel(Channel),
}

fn key_about(platform: Platform) -> Result<&'static KeyAbout> {
    let about = platforms::connector(platform).about();
    about.key.ok_or_else(|| {
        let message = format!("{} has no key: Tidewatch reads it without one.", about.name);
        Error::refused(vec![FieldError::new("platform", message)])
    })
}

fn checked(about: &KeyAbout, values: BTreeMap<String, String>) -> Result<Key> {
    let mut errors = Vec::new();
    let mut refuse =
        |name: &str, message: String| errors.push(FieldError::new(format!("key.{name}"), message));
    for name in values.keys().filter(|name| !about.fields.iter().any(|field| field.name == *name)) {
        refuse(name, "The key has no such part.".into());
    }
    let mut kept = BTreeMap::new();
    for field in about.fields {
        let value = values.get(field.name).map(|value| value.trim()).unwrap_or_default();
        match () {
            () if value.is_empty() && field.is_optional => {}
            () if value.is_empty() => refuse(field.name, format!("{} is missing.", field.label)),
            () if value.chars().count() > MOST_CHARS => {
                refuse(field.name, format!("{} is longer than {MOST_CHARS} characters.", field.label));
            }
            () if value.chars().any(|c| c.is_control() || c.is_whitespace()) => {
                refuse(field.name, format!("{} holds blanks or line breaks: copy it again.", field.label));
            }
            () => {
                kept.insert(field.name.to_owned(), value.to_owned());
            }
        }
    }
    if errors.is_empty() { Ok(Key::new(kept)) } else { Err(Error::refused(errors)) }
}

pub(super) fn unavailable(reason: String) -> Error {
    Error::new(ErrorCode::SecretUnavailable, reason)
}
