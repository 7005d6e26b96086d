//! Reads what relays have of a subject: page by page until what is known begins.

use std::collections::HashSet;

use chrono::{DateTime, TimeDelta, Utc};
use nostr::{
    event::{Event, EventId},
    types::Timestamp,
};
use serde_json::{Value, json};
use url::Url;

use super::{
    INDEX_RELAY, OWN_RELAYS, OWN_SEARCH_RELAYS,
    article::{self, Versions},
    fill::Besides,
    post,
    relays::Relays,
    subject::{Named, Question, RELAY_LIST, Subject, is_post, public_relay},
};
use crate::{
    content::text::snippet,
    model::{
        Cursor, FailureCode, Platform, identity,
        option::{RELAYS, SEARCH_RELAYS},
    },
    platforms::{
        ConnectorError, Page, Session, Target,
        seen::Seen,
        walk::{MOST_PAGES, Walk},
    },
};

/// Relays that are asked for one subject at most, and of those the author's own.
const MOST_RELAYS: usize = 6;
const MOST_OWN: usize = 3;
/// Clocks differ; what lies further ahead was set so.
const AHEAD: TimeDelta = TimeDelta::minutes(15);
/// In the cursor: where the author writes to, and when that was said.
const OWN: &str = "relays";

/// What is gathered in a run.
struct Gathering<'a> {
    named: &'a Named,
    target: &'a Target,
    session: &'a Session,
    seen: Seen,
    besides: Besides,
    versions: Versions,
    met: HashSet<EventId>,
    own: Option<(u64, Vec<Url>)>,
    title: Option<String>,
    /// Reposts of what no relay has.
    empty: HashSet<String>,
}

pub(super) async fn read(
    named: &Named,
    target: &Target,
    cursor: &Cursor,
    session: &Session,
) -> Result<Page, ConnectorError> {
    let mut gathering = Gathering {
        named,
        target,
        session,
        seen: Seen::of(cursor),
        besides: Besides::default(),
        versions: Versions::of(cursor),
        met: HashSet::new(),
        own: own_relays(cursor),
        title: None,
        empty: HashSet::new(),
    };
    let mut relays = gathering.choose().await?;
    let mut walk = Walk::new(cursor, named.subject.is_by_time());
    let (mut until, mut is_whole) = (None, true);
    for _ in 0..MOST_PAGES {
        let question = named.subject.question(target, until);
        let answers = match relays.ask(&question, session).await {
            Ok(answers) => answers,
            Err(error) => {
                walk.failed(error)?;
                break;
            }
        };
        is_whole &= answers.is_whole;
        let has_more = answers.until.is_some() && answers.until != until && named.subject.is_by_time();
        let is_over = !gathering.take(answers.events, &mut walk, &mut relays).await && until.is_some();
        if !walk.goes_on(has_more && !is_over) {
            break;
        }
        until = answers.until;
    }
    let changed = || ConnectorError::new(FailureCode::Changed, "What relays sent cannot be read.");
    let page = walk.finish(changed)?;
    Ok(gathering.finish(page, cursor, &relays, is_whole))
}

impl Gathering<'_> {
    /// The relays to ask: those that the link or the author names, then the user's.
    async fn choose(&mut self) -> Result<Relays, ConnectorError> {
        let set = |name, own| {
            let text = self.session.setting(Platform::Nostr, name).unwrap_or(own);
            text.split([' ', ',']).filter_map(|url| Url::parse(url).ok()).collect::<Vec<Url>>()
        };
        let hints = self.named.hints.clone();
        match &self.named.subject {
            Subject::Relay(relay) => return Ok(Relays::new(vec![relay.clone()])),
            Subject::Search(_) => return Ok(Relays::new(set(SEARCH_RELAYS, OWN_SEARCH_RELAYS))),
            Subject::Profile(key) if self.own.is_none() => {
                let is_own_choice = self.session.setting(Platform::Nostr, RELAYS).is_some();
                let index = Url::parse(INDEX_RELAY).ok().filter(|_| !is_own_choice);
                let mut index =
                    Relays::new(hints.iter().cloned().chain(index).chain(set(RELAYS, OWN_RELAYS)).collect());
                let list = nostr::filter::Filter::new().author(*key).kind(RELAY_LIST.into());
                let answers =
                    index.ask(&Question { paged: Vec::new(), once: vec![list] }, self.session).await?;
                self.learn(&answers.events);
                // Who has no list is not asked for it at every run.
                self.own.get_or_insert_default();
            }
            _ => {}
        }
        let own = self.own.iter().flat_map(|(_, own)| own.iter().take(MOST_OWN)).cloned();
        let mut all: Vec<Url> = Vec::new();
        for url in hints.into_iter().chain(own).chain(set(RELAYS, OWN_RELAYS)) {
            if !all.contains(&url) && all.len() < MOST_RELAYS {
                all.push(url);
            }
        }
        Ok(Relays::new(all))
    }

    fn learn(&mut self, events: &[Event]) {
        self.besides.learn(events);
        let Subject::Profile(key) = self.named.subject else { return };
        for list in events.iter().filter(|event| event.kind.as_u16() == RELAY_LIST && event.pubkey == key) {
            let at = list.created_at.as_secs();
            if self.own.as_ref().is_none_or(|(known, _)| *known <= at) {
                let writes = list.tags.iter().filter(|tag| {
                    tag.kind() == "r" && tag.as_slice().get(2).is_none_or(|mark| mark != "read")
                });
                let writes = writes.filter_map(|tag| public_relay(tag.content()?));
                self.own = Some((at, writes.take(MOST_OWN).collect()));
            }
        }
    }

    /// Adds the posts of a page to the walk. Answers whether there were any that it had not met.
    async fn take(&mut self, events: Vec<Event>, walk: &mut Walk<'_>, relays: &mut Relays) -> bool {
        self.learn(&events);
        let now = self.session.began_at();
        let posts: Vec<&Event> = events
            .iter()
            .filter(|event| {
                self.named.subject.wants(event, self.target) || is_subject(&self.named.subject, event)
            })
            .filter(|event| now.is_none_or(|now| is_of_now(event, now)))
            .filter(|event| self.met.insert(event.id))
            .collect();
        let new: Vec<&Event> = posts.iter().copied().filter(|event| !self.seen.has(&key(event))).collect();
        self.besides.fill(&posts, &new, relays, self.session).await;
        for event in &posts {
            if self.besides.deleted.has(event) {
                continue;
            }
            if let Some(address) = article::address_of(event)
                && !self.versions.is_newest(event, &address)
            {
                continue;
            }
            let shown = self.besides.shown(event);
            if shown.is_none() {
                self.empty.insert(key(event));
            }
            let item = post::item(event, shown.unwrap_or(event), &self.besides.people);
            if is_subject(&self.named.subject, event) {
                let name = item.author.name.as_deref().unwrap_or_default();
                let words = item.title.clone().unwrap_or_else(|| snippet(&item.text, 60));
                self.title = Some(format!("{name}: {words}"));
            }
            walk.add(item);
        }
        !posts.is_empty()
    }

    fn finish(self, mut page: Page, cursor: &Cursor, relays: &Relays, is_whole: bool) -> Page {
        let is_moving = page.cursor != *cursor || !page.items.is_empty() && !page.is_partial;
        if !is_whole {
            page.is_partial = true;
            page.cursor = cursor.clone();
        } else if is_moving {
            let ids = page.items.iter().map(|item| item.external_id.clone()).collect();
            self.versions.keep(&mut page.cursor, &ids);
            if let Some((at, own)) = &self.own {
                page.cursor.state[OWN] = json!([at, own]);
            }
        }
        page.items.retain(|item| !self.empty.contains(&item.identity));
        page.title = self.title.clone().or_else(|| self.name());
        page.warnings.extend(relays.warnings());
        if page.items.is_empty() && page.title.is_none() {
            page.warnings.extend(match self.named.subject {
                Subject::Profile(_) => Some(
                    "None of the relays knows this key. If it is right, paste an nprofile link, which says \
                     where its posts are.",
                ),
                Subject::Post(_) | Subject::Article(_) => Some(
                    "None of the relays has such a post. It may have been deleted, or lie on others: a nevent link \
                     says where.",
                ),
                _ => None,
            }.map(str::to_owned));
        }
        page
    }

    fn name(&self) -> Option<String> {
        let Subject::Profile(key) = self.named.subject else { return None };
        self.besides.people.get(&key)?.name.clone()
    }
}

/// The post itself, in a list of its replies.
fn is_subject(subject: &Subject, event: &Event) -> bool {
    match subject {
        Subject::Post(id) => event.id == *id && is_post(event),
        Subject::Article(place) => article::address_of(event).is_some_and(|it| it == article::address(place)),
        _ => false,
    }
}

/// Neither set ahead nor past the time that it was meant for.
fn is_of_now(event: &Event, now: DateTime<Utc>) -> bool {
    let seconds = |time: DateTime<Utc>| Timestamp::from_secs(u64::try_from(time.timestamp()).unwrap_or(0));
    event.created_at <= seconds(now + AHEAD) && !event.is_expired_at(seconds(now))
}

fn key(event: &Event) -> String {
    let id = article::address_of(event).unwrap_or_else(|| event.id.to_hex());
    identity::identity(Some(&id), None, "", None, "")
}

fn own_relays(cursor: &Cursor) -> Option<(u64, Vec<Url>)> {
    let own = cursor.state.get(OWN)?;
    let urls = own.get(1).and_then(Value::as_array)?.iter();
    Some((own.get(0)?.as_u64()?, urls.filter_map(|url| public_relay(url.as_str()?)).collect()))
}
