//! Keys that are read while a recording goes on are kept out of it, wherever they stand.

use std::sync::Arc;

use async_trait::async_trait;

use super::Recorder;
use crate::{
    model::Key,
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
    fn hide(&self, key: &Key) {
        self.recorder.hide(&key.values().values().cloned().collect::<Vec<_>>());
    }
}

#[async_trait]
impl SecretStore for Hiding {
    async fn read(&self, name: &str) -> Result<Option<Key>, String> {
        let key = self.store.read(name).await?;
        if let Some(key) = &key {
            self.hide(key);
        }
        Ok(key)
    }

    async fn write(&self, name: &str, label: &str, key: &Key) -> Result<(), String> {
        self.hide(key);
        self.store.write(name, label, key).await
    }

    async fn remove(&self, name: &str) -> Result<(), String> {
        self.store.remove(name).await
    }
}
