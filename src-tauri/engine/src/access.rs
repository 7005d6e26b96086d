//! What a connector may know beside its target: the user's settings for its platform and the
//! key, read anew for each run so that a change needs no restart.

use std::{collections::BTreeMap, sync::Arc};

use chrono::{DateTime, Utc};

use crate::{
    core::Core,
    model::{FailureCode, Key, KeyState, Platform, SecretPlace},
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
}

/// The key that a run goes with.
#[derive(Debug, Clone, Copy)]
pub(crate) struct UsedKey {
    pub(crate) platform: Platform,
    pub(crate) set_at: DateTime<Utc>,
    pub(crate) state: KeyState,
}

impl Core {
    /// # Errors
    /// `auth_required` where the key is not to be had, which may pass by itself.
    pub(crate) async fn granted(
        &self,
        platform: Platform,
        is_by_hand: bool,
    ) -> Result<Granted, ConnectorError> {
        let now = self.ports.clock.now();
        let about = connector(platform).about();
        let has_key = about.key.is_some();
        let read = move |store: &Store| {
            let settings = store.platform_settings()?;
            let status = if has_key { store.find_key(platform)? } else { None };
            Ok((settings, status, store.holds(now)?))
        };
        let (settings, status, holds) = self
            .db(read)
            .await
            .map_err(|error| ConnectorError::new(FailureCode::Internal, error.to_string()))?;
        self.holds.replace(holds);
        if let Some(refused) = status.as_ref().filter(|status| status.state == KeyState::Wrong && !is_by_hand)
        {
            return Err(still_wrong(platform, about.name, refused.message.as_deref()));
        }
        let key = match (self.options.stand_in_key, about.key, &status) {
            (Some(stand_in), Some(about), _) => {
                let values = about.fields.iter().map(|field| (field.name.to_owned(), stand_in.to_owned()));
                Some(Key::new(values.collect()))
            }
            (None, _, Some(_)) => self.read_key(platform, about.name).await?,
            _ => None,
        };
        let used = status.filter(|_| key.is_some());
        let key_scope = key.is_some().then(|| key_scope(platform));
        Ok(Granted {
            access: Access {
                settings: Arc::new(settings),
                key,
                key_scope,
                holds: Arc::clone(&self.holds),
                tokens: Arc::clone(&self.tokens),
                tries_blocked: is_by_hand,
            },
            key: used.map(|status| UsedKey { platform, set_at: status.set_at, state: status.state }),
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

    /// Where the key of a platform lies, and by which name. Two data folders share a keychain,
    /// so the name holds whose it is.
    pub(crate) async fn secret(&self, platform: Platform) -> StoreResult<(Arc<dyn SecretStore>, String)> {
        let now = self.ports.clock.now();
        let (place, user) = self.db(move |store| Ok((store.secret_place()?, store.user(now)?))).await?;
        Ok((self.secrets_at(place), format!("{platform}:{}", user.0)))
    }

    pub(crate) fn secrets_at(&self, place: SecretPlace) -> Arc<dyn SecretStore> {
        let stores = &self.ports.secrets;
        Arc::clone(match place {
            SecretPlace::Keychain => &stores.keychain,
            SecretPlace::File => &stores.file,
        })
    }
}

/// One request with a key that was refused is enough, whichever job sent it.
fn still_wrong(platform: Platform, name: &str, said: Option<&str>) -> ConnectorError {
    let message = format!(
        "{name} refused your key{}. Set it anew in Settings or with: tidewatch secrets set {platform}.",
        said.map(|said| format!(" (\"{}\")", said.trim_end_matches('.'))).unwrap_or_default()
    );
    ConnectorError { needs_user: true, ..ConnectorError::new(FailureCode::AuthRequired, message) }
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
        let mut all = self.platform_settings()?;
        let settings: &mut BTreeMap<String, String> = all.entry(platform).or_default();
        match value {
            Some(value) => settings.insert(name.to_owned(), value.to_owned()),
            None => settings.remove(name),
        };
        all.retain(|_, settings| !settings.is_empty());
        self.set_setting(PLATFORM_SETTINGS, &all)
    }

    pub(crate) fn secret_place(&self) -> StoreResult<SecretPlace> {
        Ok(self.setting(SECRET_PLACE)?.unwrap_or_default())
    }

    pub(crate) fn set_secret_place(&self, place: SecretPlace) -> StoreResult<()> {
        self.set_setting(SECRET_PLACE, &place)
    }
}
