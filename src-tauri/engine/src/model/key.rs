//! What a platform wants from those who ask: the description of a key, and the key itself.

use std::{collections::BTreeMap, fmt};

use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::ToSchema;

use super::{Channel, Platform, run::words};

/// What a key of a platform consists of and where the user gets it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
pub struct KeyAbout {
    /// At least one.
    pub fields: &'static [KeyField],
    /// The page on which the user gets it.
    pub get_at: &'static str,
    /// How to get it, and what it makes possible, in a few sentences.
    pub help: &'static str,
}

/// One value of a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
pub struct KeyField {
    /// A word, such as `token`.
    pub name: &'static str,
    /// As the platform calls it, such as `Client ID`.
    pub label: &'static str,
    /// False for a name or number that may be shown.
    pub is_secret: bool,
    /// Left out by most; always the last.
    pub is_optional: bool,
}

impl KeyField {
    /// A value that is never shown.
    pub const fn secret(name: &'static str, label: &'static str) -> Self {
        Self { name, label, is_secret: true, is_optional: false }
    }

    /// A name or number that may be shown.
    pub const fn open(name: &'static str, label: &'static str) -> Self {
        Self { name, label, is_secret: false, is_optional: false }
    }

    #[must_use]
    pub const fn optional(self) -> Self {
        Self { is_optional: true, ..self }
    }
}

/// The values of a key by the names of their fields. Printed, it shows none of them.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Key(BTreeMap<String, String>);

impl Key {
    pub fn new(values: BTreeMap<String, String>) -> Self {
        Self(values)
    }

    /// A field's value; nothing where it is missing or empty.
    pub fn get(&self, field: &str) -> Option<&str> {
        self.0.get(field).map(|value| value.trim()).filter(|value| !value.is_empty())
    }

    pub fn values(&self) -> &BTreeMap<String, String> {
        &self.0
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.0.keys()).finish()
    }
}

words!(
    /// What is known of a key that is set.
    KeyState {
        /// Nobody has tried it yet.
        Untested = "untested",
        Works = "works",
        /// The platform refused it.
        Wrong = "wrong",
    }
);

words!(
    /// Where keys are kept.
    #[derive(Default)]
    SecretPlace {
        /// That of the desktop.
        #[default]
        Keychain = "keychain",
        /// A file in the data folder that only its user can read.
        File = "file",
    }
);

/// How the key of a platform stands. Its values lie with the secrets, never here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
pub struct KeyStatus {
    pub platform: Platform,
    pub state: KeyState,
    pub set_at: DateTime<Utc>,
    pub checked_at: Option<DateTime<Utc>>,
    /// What the platform said when it was last tried, in a sentence.
    pub message: Option<String>,
}

/// The keys there are, where they are kept, and what is set for platforms.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
pub struct Accounts {
    pub place: SecretPlace,
    pub keys: Vec<KeyStatus>,
    /// By platform, then by the name of the setting.
    pub settings: BTreeMap<String, BTreeMap<String, String>>,
}

/// What could not be taken along to another place for secrets, and has to be set anew.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
pub struct LostSecrets {
    /// Their keys are forgotten.
    pub platforms: Vec<Platform>,
    /// They keep their settings, and cannot send before their secret is set.
    pub channels: Vec<Channel>,
}
