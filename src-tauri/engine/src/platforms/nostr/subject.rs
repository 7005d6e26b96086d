//! What a link names, and what relays are asked for it.

use nostr::{
    event::{Event, EventId, Kind},
    filter::{Filter, SingleLetterTag},
    key::PublicKey,
    nips::{
        nip01::Coordinate,
        nip19::{FromBech32, Nip19, Nip19Coordinate, Nip19Event, Nip19Profile, ToBech32},
    },
    types::{RelayUrl, Timestamp},
};
use url::Url;

use super::{OPTIONS, article};
use crate::platforms::Target;

/// Events of one list that are asked for at once.
pub(super) const PAGE: usize = 100;
/// Of a search, which has one page.
const FOUND: usize = 50;
pub(super) const METADATA: u16 = 0;
pub(super) const NOTE: u16 = 1;
pub(super) const DELETION: u16 = 5;
pub(super) const REPOST: u16 = 6;
pub(super) const OTHER_REPOST: u16 = 16;
pub(super) const PICTURE: u16 = 20;
pub(super) const VIDEO: u16 = 21;
pub(super) const SHORT_VIDEO: u16 = 22;
pub(super) const COMMENT: u16 = 1111;
pub(super) const RELAY_LIST: u16 = 10_002;
pub(super) const ARTICLE: u16 = 30_023;
/// Relays that a link may add.
const MOST_HINTS: usize = 3;

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Subject {
    Profile(PublicKey),
    Post(EventId),
    Article(Coordinate),
    Hashtag(String),
    Search(String),
    Relay(Url),
}

/// A subject, and the relays that are said to know it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Named {
    pub(super) subject: Subject,
    pub(super) hints: Vec<Url>,
}

/// Questions to a relay: what is listed page by page, and what is asked once besides.
pub(super) struct Question {
    pub(super) paged: Vec<Filter>,
    pub(super) once: Vec<Filter>,
}

impl Named {
    pub(super) fn of(subject: Subject) -> Self {
        Self { subject, hints: Vec::new() }
    }

    /// What `npub1…` and its like stand for; nothing where it is broken or a private key.
    pub(super) fn of_code(code: &str) -> Option<Self> {
        let (subject, relays) = match Nip19::from_bech32(code).ok()? {
            Nip19::Pubkey(key) => (Subject::Profile(key), Vec::new()),
            Nip19::Profile(profile) => (Subject::Profile(profile.public_key), profile.relays),
            Nip19::EventId(id) => (Subject::Post(id), Vec::new()),
            Nip19::Event(event) => (Subject::Post(event.event_id), event.relays),
            Nip19::Coordinate(place) => (Subject::Article(place.coordinate), place.relays),
            Nip19::Secret(_) => return None,
        };
        Some(Self::with_hints(subject, &relays))
    }

    pub(super) fn with_hints(subject: Subject, relays: &[RelayUrl]) -> Self {
        let relays = relays.iter().filter_map(|relay| public_relay(relay.as_str()));
        Self { subject, hints: relays.take(MOST_HINTS).collect() }
    }

    /// With its relays, where it has any: what a link without them does not say.
    pub(super) fn id(&self) -> Option<String> {
        let relays =
            || self.hints.iter().filter_map(|url| RelayUrl::parse(url.as_str().trim_end_matches('/')).ok());
        match &self.subject {
            Subject::Profile(key) if self.hints.is_empty() => key.to_bech32().ok(),
            Subject::Profile(key) => Nip19Profile::new(*key, relays()).to_bech32().ok(),
            Subject::Post(id) if self.hints.is_empty() => id.to_bech32().ok(),
            Subject::Post(id) => Nip19Event::new(*id).relays(relays()).to_bech32().ok(),
            Subject::Article(place) => Nip19Coordinate::new(place.clone(), relays()).to_bech32().ok(),
            Subject::Hashtag(_) | Subject::Search(_) | Subject::Relay(_) => None,
        }
    }
}

impl Subject {
    /// Newer events always stand before older ones.
    pub(super) fn is_by_time(&self) -> bool {
        !matches!(self, Self::Search(_))
    }

    pub(super) fn question(&self, target: &Target, until: Option<Timestamp>) -> Question {
        let kinds = |kinds: &[u16]| Filter::new().kinds(kinds.iter().copied().map(Kind::from_u16));
        let page = |filter: Filter| {
            let filter = filter.limit(PAGE);
            until.map_or(filter.clone(), |until| filter.until(until))
        };
        let (paged, once) = match self {
            Self::Profile(key) => (
                vec![page(kinds(&profile_kinds(target)).author(*key))],
                vec![
                    kinds(&[METADATA, RELAY_LIST]).author(*key),
                    kinds(&[DELETION]).author(*key).limit(PAGE),
                ],
            ),
            Self::Post(id) => (
                vec![
                    page(kinds(&[NOTE, COMMENT]).event(*id)),
                    page(kinds(&[COMMENT]).custom_tag(SingleLetterTag::UPPERCASE_E, id.to_hex())),
                ],
                vec![Filter::new().id(*id)],
            ),
            Self::Article(place) => {
                let address = article::address(place);
                (
                    vec![
                        page(kinds(&[NOTE, COMMENT]).custom_tag(SingleLetterTag::LOWERCASE_A, &address)),
                        page(kinds(&[COMMENT]).custom_tag(SingleLetterTag::UPPERCASE_A, &address)),
                    ],
                    vec![
                        Filter::new().kind(place.kind).author(place.public_key).identifier(&place.identifier),
                        kinds(&[DELETION]).custom_tag(SingleLetterTag::LOWERCASE_A, &address).limit(PAGE),
                    ],
                )
            }
            Self::Hashtag(tag) => (vec![page(kinds(&[NOTE, ARTICLE]).hashtag(tag))], Vec::new()),
            Self::Search(words) => (vec![kinds(&[NOTE]).search(words).limit(FOUND)], Vec::new()),
            Self::Relay(_) => (vec![page(kinds(&[NOTE, ARTICLE]))], Vec::new()),
        };
        // What is asked once belongs to the first page.
        Question { paged, once: if until.is_none() { once } else { Vec::new() } }
    }

    /// Whether an event that was found is one of those that the user wants.
    pub(super) fn wants(&self, event: &Event, target: &Target) -> bool {
        let kind = event.kind.as_u16();
        match self {
            Self::Profile(_) => {
                profile_kinds(target).contains(&kind)
                    && (kind != NOTE || is_on(target, "replies") || super::post::parent(event).is_none())
            }
            Self::Post(id) => (event.id == *id && is_post(event)) || matches!(kind, NOTE | COMMENT),
            _ => matches!(kind, NOTE | COMMENT | ARTICLE),
        }
    }
}

/// Not what people say of themselves, whom they follow, what they like or what they have paid.
pub(super) fn is_post(event: &Event) -> bool {
    !matches!(event.kind.as_u16(), METADATA | 2..=5 | 7 | 8 | 9735 | 10_000..30_000)
}

/// An address that links and people may name: private ones are for the user to set.
pub(super) fn public_relay(text: &str) -> Option<Url> {
    let mut url = Url::parse(text.trim()).ok().filter(|url| url.scheme() == "wss" && url.has_host())?;
    url.set_fragment(None);
    (url.username().is_empty() && url.password().is_none() && url.as_str().len() <= 200).then_some(url)
}

fn profile_kinds(target: &Target) -> Vec<u16> {
    let options: [(&str, &[u16]); 4] = [
        ("reposts", &[REPOST, OTHER_REPOST]),
        ("articles", &[ARTICLE]),
        ("media", &[PICTURE, VIDEO, SHORT_VIDEO]),
        ("comments", &[COMMENT]),
    ];
    let chosen = options.into_iter().filter(|(name, _)| is_on(target, name)).flat_map(|(_, kinds)| kinds);
    [NOTE].into_iter().chain(chosen.copied()).collect()
}

fn is_on(target: &Target, name: &str) -> bool {
    target.option(name, OPTIONS) == "true"
}
