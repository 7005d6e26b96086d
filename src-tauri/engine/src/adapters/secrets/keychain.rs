//! The desktop's keychain, over the session bus. Its calls block and may ask the user to unlock
//! it, so they run beside the async threads and are not waited for longer than a minute.

use async_trait::async_trait;

use crate::{model::Key, ports::SecretStore};

#[derive(Debug, Default)]
pub(super) struct Keychain {}

#[async_trait]
impl SecretStore for Keychain {
    async fn read(&self, name: &str) -> Result<Option<Key>, String> {
        let name = name.to_owned();
        system::call(move |keychain| keychain.read(&name)).await
    }

    async fn write(&self, name: &str, label: &str, key: &Key) -> Result<(), String> {
        let (name, label, key) = (name.to_owned(), label.to_owned(), key.clone());
        system::call(move |keychain| keychain.write(&name, &label, &key)).await
    }

    async fn remove(&self, name: &str) -> Result<(), String> {
        let name = name.to_owned();
        system::call(move |keychain| keychain.remove(&name)).await
    }
}

#[cfg(target_os = "linux")]
mod system {
    use std::{collections::HashMap, sync::Arc, time::Duration};

    use keyring_core::{Entry, Error, api::CredentialStoreApi};
    use zbus_secret_service_keyring_store::Store;

    use crate::model::Key;

    const SERVICE: &str = "org.tidewatch";
    const LONGEST: Duration = Duration::from_secs(60);
    const INSTEAD: &str = "To keep keys in a file that only you can read: tidewatch secrets use file";

    /// A connection to the keychain.
    pub(super) struct System(Arc<Store>);

    pub(super) async fn call<T: Send + 'static>(
        call: impl FnOnce(&System) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, String> {
        let calling = tokio::task::spawn_blocking(move || {
            // The bus library panics on some broken setups.
            let done = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
                let keychain = System(Store::new().map_err(|error| absent(&error))?);
                call(&keychain).map_err(|error| refused(&error))
            }));
            done.unwrap_or_else(|_| Err(format!("The keychain could not be used. {INSTEAD}")))
        });
        match tokio::time::timeout(LONGEST, calling).await {
            Ok(Ok(answer)) => answer,
            Ok(Err(_)) => Err(format!("The keychain could not be used. {INSTEAD}")),
            Err(_) => Err("The keychain did not answer within a minute: it may wait to be unlocked.".into()),
        }
    }

    fn absent(error: &Error) -> String {
        tracing::debug!(reason = reason(error), "no keychain answers");
        format!("There is no keychain here. {INSTEAD}")
    }

    fn refused(error: &Error) -> String {
        match error {
            Error::NoStorageAccess(_) => format!("The keychain is locked and was not unlocked. {INSTEAD}"),
            other => format!("The keychain refuses: {}. {INSTEAD}", reason(other)),
        }
    }

    fn reason(error: &Error) -> String {
        let text = match error {
            Error::PlatformFailure(inner) | Error::NoStorageAccess(inner) => inner.to_string(),
            other => other.to_string(),
        };
        text.trim_end_matches('.').to_owned()
    }

    impl System {
        fn entry(&self, name: &str, label: Option<&str>) -> Result<Entry, Error> {
            let modifiers: HashMap<&str, &str> = label.map(|label| ("label", label)).into_iter().collect();
            self.0.build(SERVICE, name, Some(&modifiers))
        }

        pub(super) fn read(&self, name: &str) -> Result<Option<Key>, Error> {
            match self.entry(name, None)?.get_password() {
                Ok(text) => Ok(serde_json::from_str(&text).ok().map(Key::new)),
                Err(Error::NoEntry) => Ok(None),
                Err(error) => Err(error),
            }
        }

        pub(super) fn write(&self, name: &str, label: &str, key: &Key) -> Result<(), Error> {
            let text = serde_json::to_string(key.values()).unwrap_or_default();
            self.entry(name, Some(label))?.set_password(&text)
        }

        pub(super) fn remove(&self, name: &str) -> Result<(), Error> {
            match self.entry(name, None)?.delete_credential() {
                Err(Error::NoEntry) => Ok(()),
                done => done,
            }
        }
    }
}

#[cfg(not(target_os = "linux"))]
mod system {
    use crate::model::Key;

    pub(super) struct System {}

    pub(super) async fn call<T>(_: impl FnOnce(&System) -> Result<T, String>) -> Result<T, String> {
        Err("This version cannot use the keychain of this system. To keep keys in a file that only you can \
             read: tidewatch secrets use file"
            .into())
    }

    impl System {
        pub(super) fn read(&self, _: &str) -> Result<Option<Key>, String> {
            Ok(None)
        }

        pub(super) fn write(&self, _: &str, _: &str, _: &Key) -> Result<(), String> {
            Ok(())
        }

        pub(super) fn remove(&self, _: &str) -> Result<(), String> {
            Ok(())
        }
    }
}
