//! What a connector may know beside its target: the user's settings for its platform and the
//! key, read anew for each run so that a change needs no restart.

use std::{collections::BTreeMap, fmt, sync::Arc};

use chrono::{DateTime, Utc};

use crate::{
    core::Core,
    model::{FailureCode, Key, KeyField, KeyState, KeyStatus, Platform, SecretPlace},
    platforms::{Access, ConnectorError, PlatformSettings, connector},
    ports::SecretStore,
    store::{Store, StoreResult, key_scope},
};

const PLATFORM_SETTINGS: &str = "platforms";
const SECRET_PLACE: &str = "secret_place";

/// What a run or a preview may know, and which key that is.
#[derive(Debug)]
pub(crate) struct Granted {
    pub(crate) access: Access,
    pub(crate) key: Option<UsedKey>,
    /// There is a key, which the platform has refused: a sentence on that.
    pub(crate) refusal: Option<String>,
}

/// The key that a run goes with.
#[derive(Debug, Clone, Copy)]
pub(crate) struct UsedKey {
    pub(crate) platform: Platform,
    pub(crate) set_at: DateTime<Utc>,
    pub(crate) state: KeyState,
}

/// What a session is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    Schedule,
    /// A user waits for it.
    ByHand,
    /// The key is tried, whatever became of it before.
    TestKey,
}

/// What stands for keys while a recording answers: it holds none.
#[derive(Debug, Clone, Default)]
pub struct StandIn {
    /// For every value.
    pub value: &'static str,
    /// The platforms that were asked with a key.
    pub platforms: Vec<String>,
}

impl Granted {
    /// Without its key a platform says that one is needed; what has become of it says more.
    pub(crate) fn explain(&self, error: ConnectorError) -> ConnectorError {
        match &self.refusal {
            Some(message) if error.code == FailureCode::AuthRequired => {
                ConnectorError { message: message.clone(), ..error }
            }
            _ => error,
        }
    }
}

impl Core {
    /// # Errors
    /// `auth_required` where the key is not to be had, which may pass by itself.
    pub(crate) async fn granted(
        &self,
        platform: Platform,
        purpose: Purpose,
    ) -> Result<Granted, ConnectorError> {
        let now = self.ports.clock.now();
        let about = connector(platform).about();
        let has_key = about.key.is_some();
        let read = move |store: &Store| {
            // Only its own: the addresses in them may be private, and are not for others.
            let mut settings = store.platform_settings()?;
            settings.retain(|of, _| *of == platform);
            let status = if has_key { store.find_key(platform)? } else { None };
            Ok((settings, status, store.holds(now)?))
        };
        let (settings, status, holds) = self
            .db(read)
            .await
            .map_err(|error| ConnectorError::new(FailureCode::Internal, error.to_string()))?;
        let access = Access { settings: Arc::new(settings), ..Access::default() };
        if let Some(stand_in) = &self.options.stand_in {
            let key = about.key.filter(|_| {
                !about.keyless
                    || purpose == Purpose::TestKey
                    || stand_in.platforms.contains(&platform.to_string())
            });
            let value = |field: &KeyField| (field.name.to_owned(), stand_in.value.to_owned());
            let key = key.map(|key| Key::new(key.fields.iter().map(value).collect()));
            let access = Access { key, is_replayed: true, ..access };
            return Ok(Granted { access, key: None, refusal: None });
        }
        self.holds.replace(holds);
        // One request with a key that was refused is enough, whichever job sent it: until it is
        // set anew, the platform is asked as if there were none.
        let is_refused = |status: &KeyStatus| status.state == KeyState::Wrong && purpose != Purpose::TestKey;
        let refusal = status.as_ref().filter(|status| is_refused(status)).map(|_| {
            format!(
                "{} has refused your key. Set it anew in Settings or with `tidewatch secrets set {platform}`.",
                about.name
            )
        });
        let status = status.filter(|status| !is_refused(status));
        let key = match &status {
            Some(_) => self.read_key(platform, about.name).await?,
            None => None,
        };
        let used = status.filter(|_| key.is_some());
        Ok(Granted {
            access: Access {
                key_scope: key.is_some().then(|| key_scope(platform)),
                key,
                holds: Arc::clone(&self.holds),
                tokens: Arc::clone(&self.tokens),
                tries_blocked: purpose != Purpose::Schedule,
                ..access
            },
            key: used.map(|status| UsedKey { platform, set_at: status.set_at, state: status.state }),
            refusal,
        })
    }

    async fn read_key(&self, platform: Platform, name: &str) -> Result<Option<Key>, ConnectorError> {
        let refused = |reason: String| {
            let message = format!("The key for {name} could not be read. {reason}");
            ConnectorError::new(FailureCode::AuthRequired, message)
        };
        let (secrets, entry) = self.secret(platform).await.map_err(|error| refused(error.to_string()))?;
        secrets.read(&entry).await.map_err(refused)
    }

    /// Where the key of a platform (or another secret, by a word) lies, and by which name. Two
    /// data folders share a keychain, so the name holds whose it is.
    pub(crate) async fn secret(&self, of: impl fmt::Display) -> StoreResult<(Arc<dyn SecretStore>, String)> {
        let now = self.ports.clock.now();
        let (place, user) = self.db(move |store| Ok((store.secret_place()?, store.user(now)?))).await?;
        Ok((self.secrets_at(place), format!("{of}:{}", user.0)))
    }

    pub(crate) fn secrets_at(&self, place: SecretPlace) -> Arc<dyn SecretStore> {
        let stores = &self.ports.secrets;
        Arc::clone(match place {
            SecretPlace::Keychain => &stores.keychain,
            SecretPlace::File => &stores.file,
        })
    }
}

impl Store {
    pub(crate) fn platform_settings(&self) -> StoreResult<PlatformSettings> {
        Ok(self.setting(PLATFORM_SETTINGS)?.unwrap_or_default())
    }

    /// Nothing sets a default again.
    pub(crate) fn set_platform_setting(
        &self,
        platform: Platform,
        name: &str,
        value: Option<&str>,
    ) -> StoreResult<()> {
        self.change_setting(PLATFORM_SETTINGS, |all: &mut PlatformSettings| {
            let settings: &mut BTreeMap<String, String> = all.entry(platform).or_default();
            match value {
                Some(value) => settings.insert(name.to_owned(), value.to_owned()),
                None => settings.remove(name),
            };
            all.retain(|_, settings| !settings.is_empty());
        })
    }

    pub(crate) fn secret_place(&self) -> StoreResult<SecretPlace> {
        Ok(self.setting(SECRET_PLACE)?.unwrap_or_default())
    }

    pub(crate) fn set_secret_place(&self, place: SecretPlace) -> StoreResult<()> {
        self.set_setting(SECRET_PLACE, &place)
    }
}
