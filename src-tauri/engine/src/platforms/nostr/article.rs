//! What can be replaced by its author: one address, the newest version counts.

use std::collections::{BTreeMap, HashMap, HashSet};

use nostr::{
    event::{Event, EventId},
    key::PublicKey,
    nips::nip01::Coordinate,
};
use serde_json::{Value, json};

use super::subject::DELETION;
use crate::model::Cursor;

const VERSIONS: &str = "versions";
const MOST_VERSIONS: usize = 300;

/// `kind:author:name`.
pub(super) fn address(place: &Coordinate) -> String {
    format!("{}:{}:{}", place.kind.as_u16(), place.public_key.to_hex(), place.identifier)
}

/// The address of an event that can be replaced.
pub(super) fn address_of(event: &Event) -> Option<String> {
    let kind = event.kind.as_u16();
    let name = || event.tags.identifier().unwrap_or_default();
    (30_000..40_000).contains(&kind).then(|| format!("{kind}:{}:{}", event.pubkey.to_hex(), name()))
}

/// Which version of each address was read last: a relay that lags behind must not bring an
/// older one back.
#[derive(Debug, Default)]
pub(super) struct Versions(HashMap<String, (u64, String)>);

impl Versions {
    pub(super) fn of(cursor: &Cursor) -> Self {
        let known = cursor.state.get(VERSIONS).and_then(Value::as_object);
        let known = known.into_iter().flatten().filter_map(|(address, version)| {
            Some((address.clone(), (version.get(0)?.as_u64()?, version.get(1)?.as_str()?.to_owned())))
        });
        Self(known.collect())
    }

    /// Whether this is the newest version so far. Of two with one time, the lower id counts.
    pub(super) fn is_newest(&mut self, event: &Event, address: &str) -> bool {
        let (time, id) = (event.created_at.as_secs(), event.id.to_hex());
        let is_older =
            |(known, known_id): &(u64, String)| time < *known || (time == *known && id > *known_id);
        if self.0.get(address).is_some_and(is_older) {
            return false;
        }
        self.0.insert(address.to_owned(), (time, id));
        true
    }

    /// Writes them down, those of the last page first of all.
    pub(super) fn keep(&self, cursor: &mut Cursor, in_page: &HashSet<String>) {
        let others = self.0.keys().filter(|address| !in_page.contains(*address));
        let addresses = in_page.iter().filter(|address| self.0.contains_key(*address)).chain(others);
        let kept: BTreeMap<&String, Value> = addresses
            .take(MOST_VERSIONS)
            .filter_map(|address| self.0.get(address).map(|(time, id)| (address, json!([time, id]))))
            .collect();
        if !kept.is_empty() {
            cursor.state[VERSIONS] = json!(kept);
        }
    }
}

/// What its author has taken back.
#[derive(Debug, Default)]
pub(super) struct Deleted {
    posts: HashSet<(PublicKey, EventId)>,
    /// Until when the versions of an address are meant.
    addresses: HashMap<String, u64>,
}

impl Deleted {
    pub(super) fn learn(&mut self, event: &Event) {
        if event.kind.as_u16() != DELETION {
            return;
        }
        self.posts.extend(event.tags.event_ids().map(|id| (event.pubkey, id)));
        for place in event.tags.coordinates().filter(|place| place.public_key == event.pubkey) {
            let until = self.addresses.entry(address(&place)).or_default();
            *until = (*until).max(event.created_at.as_secs());
        }
    }

    pub(super) fn has(&self, event: &Event) -> bool {
        let until = address_of(event).and_then(|address| self.addresses.get(&address));
        self.posts.contains(&(event.pubkey, event.id))
            || until.is_some_and(|until| event.created_at.as_secs() <= *until)
    }
}
