//! Use cases on platforms: what they are, what the user has set for them, who must not be asked.

use std::collections::BTreeMap;

use url::Url;

use super::Engine;
use crate::{
    Error, Result,
    model::{
        Event, FieldError, Hold, Platform, PlatformAbout,
        option::{RELAYS, SEARCH_RELAYS},
    },
    platforms::{self, PlatformSettings, connector},
    store::Store,
};

const MOST_CHARS: usize = 2000;

impl Engine {
    /// All platforms, by name.
    pub fn platforms(&self) -> Vec<PlatformAbout> {
        platforms::about()
    }

    /// What the user has set for each platform, by the names that its description gives.
    pub async fn platform_settings(&self) -> Result<PlatformSettings> {
        Ok(self.core.db(Store::platform_settings).await?)
    }

    /// Sets one thing for all jobs of a platform, such as another address; nothing, or the
    /// default, restores the default. It holds from the next run on.
    ///
    /// # Errors
    /// `invalid_field` where the platform has no such setting or the value is no address.
    pub async fn set_platform_setting(
        &self,
        platform: Platform,
        name: &str,
        value: Option<String>,
    ) -> Result<BTreeMap<String, String>> {
        let about = connector(platform).about();
        let refuse = |message: String| Error::refused(vec![FieldError::new(name, message)]);
        let Some(setting) = about.settings.iter().find(|setting| setting.name == name) else {
            let names: Vec<_> = about.settings.iter().map(|setting| setting.name).collect();
            let known = if names.is_empty() { "none".to_owned() } else { names.join(", ") };
            return Err(refuse(format!("{} has no setting \"{name}\"; it has: {known}.", about.name)));
        };
        let value = value.map(|value| value.trim().to_owned());
        let value = value.filter(|value| !value.is_empty() && value != setting.default);
        match &value {
            Some(value) if value.chars().count() > MOST_CHARS || value.chars().any(char::is_control) => {
                return Err(refuse(format!(
                    "{} can have {MOST_CHARS} characters at most, in one line.",
                    setting.label
                )));
            }
            Some(value) if name.ends_with("_url") && !is_server(value, &["http", "https"]) => {
                return Err(refuse(
                    "This is not the address of a server, such as https://example.org.".into(),
                ));
            }
            Some(value) if [RELAYS, SEARCH_RELAYS].contains(&name) && !are_relays(value) => {
                return Err(refuse(
                    "This is not the address of a relay, such as wss://relay.example.org, or several with blanks between \
                     them."
                        .into(),
                ));
            }
            _ => {}
        }
        let name = setting.name;
        self.core.db(move |store| store.set_platform_setting(platform, name, value.as_deref())).await?;
        self.changed(Event::SettingsChanged).await;
        Ok(self.platform_settings().await?.remove(&platform).unwrap_or_default())
    }

    /// The servers and keys that no request is sent to or with for a while.
    pub async fn holds(&self) -> Result<Vec<Hold>> {
        let now = self.core.ports.clock.now();
        Ok(self.core.db(move |store| store.holds(now)).await?)
    }
}

/// Secrets have their own place.
fn is_server(address: &str, schemes: &[&str]) -> bool {
    Url::parse(address).is_ok_and(|url| {
        schemes.contains(&url.scheme())
            && url.has_host()
            && url.username().is_empty()
            && url.password().is_none()
    })
}

fn are_relays(addresses: &str) -> bool {
    let mut addresses = addresses.split([' ', ',']).filter(|address| !address.is_empty());
    addresses.all(|address| is_server(address, &["ws", "wss"]))
}
