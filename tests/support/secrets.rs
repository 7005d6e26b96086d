//! Places for keys, in memory.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
};

use async_trait::async_trait;
use tidewatch_engine::{
    model::Key,
    ports::{SecretStore, SecretStores},
};

use super::TestEngine;

/// A place that keeps keys, or one that is not there.
#[derive(Debug, Default)]
pub struct FakeSecrets {
    keys: Mutex<HashMap<String, Key>>,
    is_absent: Mutex<bool>,
}

impl FakeSecrets {
    pub fn stores(keychain: &Arc<Self>, file: &Arc<Self>) -> SecretStores {
        SecretStores { keychain: Arc::clone(keychain) as _, file: Arc::clone(file) as _ }
    }

    pub fn vanish(&self) {
        *self.is_absent.lock().unwrap() = true;
    }

    pub fn come_back(&self) {
        *self.is_absent.lock().unwrap() = false;
    }

    /// How many keys it holds.
    pub fn count(&self) -> usize {
        self.keys.lock().unwrap().len()
    }

    fn answers(&self) -> Result<(), String> {
        if *self.is_absent.lock().unwrap() { Err("There is no keychain here.".into()) } else { Ok(()) }
    }
}

impl TestEngine {
    /// The keychain of its desktop.
    pub fn keychain(&self) -> &FakeSecrets {
        &self.builder.keychain
    }

    /// The file that keys may be kept in instead.
    pub fn secret_file(&self) -> &FakeSecrets {
        &self.builder.secret_file
    }
}

#[async_trait]
impl SecretStore for FakeSecrets {
    async fn read(&self, name: &str) -> Result<Option<Key>, String> {
        self.answers()?;
        Ok(self.keys.lock().unwrap().get(name).cloned())
    }

    async fn write(&self, name: &str, _label: &str, key: &Key) -> Result<(), String> {
        self.answers()?;
        self.keys.lock().unwrap().insert(name.to_owned(), key.clone());
        Ok(())
    }

    async fn remove(&self, name: &str) -> Result<(), String> {
        self.answers()?;
        self.keys.lock().unwrap().remove(name);
        Ok(())
    }
}
