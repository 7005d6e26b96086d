//! Keys that are read while a recording goes on are kept out of it, wherever they stand.

use std::sync::Arc;

use async_trait::async_trait;

use super::Recorder;
use crate::{
    model::{Key, Platform},
    platforms::connector,
    ports::{SecretStore, SecretStores},
};

/// A place for keys that has each key hidden as soon as it is known.
#[derive(Debug)]
struct Hiding {
    store: Arc<dyn SecretStore>,
    recorder: Arc<Recorder>,
}

impl Recorder {
    /// The same places; what is read from them or written there is kept out of the recording.
    pub fn hiding(self: &Arc<Self>, stores: SecretStores) -> SecretStores {
        let hiding = |store| Arc::new(Hiding { store, recorder: Arc::clone(self) }) as Arc<dyn SecretStore>;
        SecretStores { keychain: hiding(stores.keychain), file: hiding(stores.file) }
    }
}

impl Hiding {
    /// Names of servers and users are no secrets, and stand in many an answer.
    fn hide(&self, name: &str, key: &Key) {
        let platform = name.split(':').next().and_then(|platform| platform.parse().ok());
        let about = platform.and_then(|platform: Platform| connector(platform).about().key);
        let is_open = |name: &str| {
            about.is_some_and(|about| about.fields.iter().any(|field| field.name == name && !field.is_secret))
        };
        let values = key.values().iter().filter(|(name, _)| !is_open(name)).map(|(_, value)| value.clone());
        self.recorder.hide(&values.collect::<Vec<_>>());
        self.recorder.has_key(name.split(':').next().unwrap_or_default());
    }
}

#[async_trait]
impl SecretStore for Hiding {
    async fn read(&self, name: &str) -> Result<Option<Key>, String> {
        let key = self.store.read(name).await?;
        if let Some(key) = &key {
            self.hide(name, key);
        }
        Ok(key)
    }

    async fn write(&self, name: &str, label: &str, key: &Key) -> Result<(), String> {
        self.hide(name, key);
        self.store.write(name, label, key).await
    }

    async fn remove(&self, name: &str) -> Result<(), String> {
        self.store.remove(name).await
    }
}
