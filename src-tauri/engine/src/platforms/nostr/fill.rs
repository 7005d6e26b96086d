//! What posts need besides: who wrote them, what they pass on, whether they were taken back.

use std::collections::HashMap;

use nostr::{
    event::{Event, EventId, Kind},
    filter::Filter,
    key::PublicKey,
};

use super::{
    article::Deleted,
    post::{self, People},
    relays::Relays,
    subject::{DELETION, METADATA, Question},
};
use crate::platforms::Session;

/// What is known beside the posts themselves.
#[derive(Debug, Default)]
pub(super) struct Besides {
    pub(super) people: People,
    pub(super) deleted: Deleted,
    pub(super) originals: HashMap<EventId, Event>,
}

impl Besides {
    pub(super) fn learn(&mut self, events: &[Event]) {
        for event in events {
            post::learn(&mut self.people, event);
            self.deleted.learn(event);
        }
    }

    /// Asks for what is missing. `new` are the posts that were not there last time; of the
    /// others only what they pass on is needed. Relays that do not answer leave gaps.
    pub(super) async fn fill(
        &mut self,
        all: &[&Event],
        new: &[&Event],
        relays: &mut Relays,
        session: &Session,
    ) {
        let mut missing: Vec<EventId> = Vec::new();
        let mut authors: Vec<PublicKey> = new.iter().map(|event| event.pubkey).collect();
        for repost in all.iter().filter(|event| post::is_repost(event)) {
            let (original, id) = post::original(repost);
            match original {
                Some(original) => {
                    authors.push(original.pubkey);
                    self.originals.insert(repost.id, original);
                }
                None => missing.extend(id),
            }
        }
        authors.retain(|author| !self.people.contains_key(author));
        let mut once = Vec::new();
        if !missing.is_empty() {
            once.push(Filter::new().ids(missing));
        }
        if !authors.is_empty() && !new.is_empty() {
            once.push(Filter::new().kind(Kind::from_u16(METADATA)).authors(authors));
        }
        if !new.is_empty() {
            let ids = new.iter().map(|event| event.id);
            once.push(Filter::new().kind(Kind::from_u16(DELETION)).events(ids));
        }
        if once.is_empty() {
            return;
        }
        let Ok(answers) = relays.ask_aside(&Question { paged: Vec::new(), once }, session).await else {
            return;
        };
        self.learn(&answers.events);
        let found: HashMap<EventId, &Event> = answers.events.iter().map(|event| (event.id, event)).collect();
        for repost in all.iter().filter(|event| post::is_repost(event)) {
            if let (None, Some(id)) = post::original(repost)
                && let Some(original) = found.get(&id)
            {
                self.originals.insert(repost.id, (*original).clone());
            }
        }
    }

    /// What an event shows: itself, or what it passes on, where that is known.
    pub(super) fn shown<'a>(&'a self, event: &'a Event) -> Option<&'a Event> {
        if post::is_repost(event) { self.originals.get(&event.id) } else { Some(event) }
    }
}
