//! People with keys of their own, who sign what they write.

use nostr::{
    event::{Event, Kind, SignEvent, Tag, UnsignedEvent},
    key::{Keys, PublicKey},
    nips::nip19::ToBech32,
    types::Timestamp,
};

/// Around the time at which test clocks begin.
pub(super) const NOW: u64 = 1_772_533_043;

/// The same person for the same number.
pub(super) struct Person {
    keys: Keys,
}

impl Person {
    pub(super) fn new(number: u8) -> Self {
        Self { keys: Keys::parse(&format!("{:064x}", u64::from(number) + 1)).unwrap() }
    }

    pub(super) fn key(&self) -> PublicKey {
        self.keys.public_key()
    }

    pub(super) fn npub(&self) -> String {
        self.key().to_bech32().unwrap()
    }

    /// Signs; `age` is in seconds before [`NOW`].
    pub(super) fn writes(&self, kind: u16, age: i64, content: &str, tags: &[&[&str]]) -> Event {
        let at = Timestamp::from_secs(NOW.checked_add_signed(-age).unwrap());
        let tags = tags.iter().map(|tag| Tag::parse(tag.iter().copied()).unwrap());
        let event = UnsignedEvent::new(self.key(), at, Kind::from_u16(kind), tags, content);
        self.keys.sign_event(event).unwrap()
    }

    pub(super) fn notes(&self, age: i64, content: &str) -> Event {
        self.writes(1, age, content, &[])
    }

    pub(super) fn is_called(&self, name: &str) -> Event {
        let content = serde_json::json!({"name": name, "picture": "https://m.example/a.png"}).to_string();
        self.writes(0, 1_000_000, &content, &[])
    }
}
