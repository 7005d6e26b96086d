//! Several relays asked at once: what they have is put together, what fails is told apart.

use std::collections::{HashMap, HashSet};

use futures_util::future::join_all;
use nostr::{
    event::{Event, EventId},
    filter::{Filter, MatchEventOptions},
    types::Timestamp,
};
use tokio::time::Duration;
use url::Url;

use super::{
    frame::{self, Answer},
    subject::Question,
};
use crate::{
    model::FailureCode,
    platforms::{ConnectorError, Session, apart::apart},
    ports::Heard,
};

/// A relay that has not answered by then is left out.
const PATIENCE: Duration = Duration::from_secs(12);
/// So many events of one list make it likely that there are more: relays cap lists below what
/// is asked for.
const LIKELY_MORE: usize = 50;
/// Relays that are asked for names and the like.
const MOST_ASIDE: usize = 3;
/// Failures that one sentence names.
const MOST_NAMED: usize = 3;

/// The relays that are asked in a run.
#[derive(Debug)]
pub(super) struct Relays {
    alive: Vec<Url>,
    troubles: Vec<ConnectorError>,
    forged: usize,
}

/// What all relays together have.
#[derive(Debug, Default)]
pub(super) struct Answers {
    /// Newest first, each once, all with a right signature.
    pub(super) events: Vec<Event>,
    /// Where the lists go on, where they do.
    pub(super) until: Option<Timestamp>,
    /// At least one relay has sent all that it has.
    pub(super) is_whole: bool,
}

/// One relay's share.
struct Share {
    events: Vec<Event>,
    forged: usize,
    until: Option<Timestamp>,
    is_whole: bool,
    trouble: Option<ConnectorError>,
}

impl Relays {
    pub(super) fn new(urls: Vec<Url>) -> Self {
        let mut known = HashSet::new();
        let alive = urls.into_iter().filter(|url| known.insert(url.clone())).collect();
        Self { alive, troubles: Vec::new(), forged: 0 }
    }

    /// Asks all that have answered so far.
    ///
    /// # Errors
    /// Where none of them answers: what most is to be known of it.
    pub(super) async fn ask(
        &mut self,
        question: &Question,
        session: &Session,
    ) -> Result<Answers, ConnectorError> {
        let filters: Vec<&Filter> = question.paged.iter().chain(&question.once).collect();
        let text = frame::question(&filters);
        let asking = self.alive.iter().map(|url| async {
            (url.clone(), session.converse(url, vec![text.clone()], frame::is_last, PATIENCE).await)
        });
        let heard = join_all(asking).await;
        let (paged, once) = (question.paged.clone(), question.once.clone());
        // A signature takes a moment, and there are hundreds.
        let shares = apart(move || {
            let mut known = HashMap::new();
            let share = |(url, heard)| share(url, heard, (&paged, &once), &mut known);
            heard.into_iter().map(share).collect::<Vec<_>>()
        })
        .await?;
        self.put_together(shares)
    }

    /// Asks for what can be done without: who does not answer is left out of nothing else.
    pub(super) async fn ask_aside(
        &mut self,
        question: &Question,
        session: &Session,
    ) -> Result<Answers, ConnectorError> {
        let mut aside = Self {
            alive: self.alive.iter().take(MOST_ASIDE).cloned().collect(),
            troubles: Vec::new(),
            forged: 0,
        };
        aside.ask(question, session).await
    }

    fn put_together(&mut self, shares: Vec<(Url, Share)>) -> Result<Answers, ConnectorError> {
        let mut answers = Answers::default();
        let mut met: HashSet<EventId> = HashSet::new();
        self.alive.clear();
        for (url, share) in shares {
            if share.is_whole || !share.events.is_empty() {
                self.alive.push(url);
            }
            answers.is_whole |= share.is_whole;
            answers.until = answers.until.max(share.until);
            self.forged += share.forged;
            self.troubles.extend(share.trouble);
            answers.events.extend(share.events.into_iter().filter(|event| met.insert(event.id)));
        }
        if self.alive.is_empty() {
            return Err(self.all_failed());
        }
        answers.events.sort();
        Ok(answers)
    }

    /// Sentences about what did not answer, though others did.
    pub(super) fn warnings(&self) -> Vec<String> {
        let mut told = HashSet::new();
        let troubles = self.troubles.iter().map(|trouble| trouble.message.as_str());
        let mut warnings: Vec<String> = troubles
            .filter(|message| told.insert(*message))
            .map(|message| format!("One relay was left out. {message}"))
            .collect();
        if self.forged > 0 {
            warnings.push(format!(
                "{} of the posts that relays sent were left out, because their signatures are wrong.",
                self.forged
            ));
        }
        warnings
    }

    fn all_failed(&self) -> ConnectorError {
        let code = |code| self.troubles.iter().find(|trouble| trouble.code == code);
        let first = [FailureCode::RateLimited, FailureCode::AuthRequired, FailureCode::Blocked];
        let first = first.into_iter().find_map(code).or(self.troubles.first());
        let Some(first) = first else {
            return ConnectorError::new(
                FailureCode::Unreachable,
                "There is no relay to ask: set some for Nostr in Settings.",
            );
        };
        let named: Vec<&str> =
            self.troubles.iter().take(MOST_NAMED).map(|trouble| trouble.message.as_str()).collect();
        ConnectorError::new(first.code, format!("None of the relays answers. {}", named.join(" ")))
    }
}

fn share(
    url: Url,
    heard: Result<Heard, ConnectorError>,
    (paged, once): (&[Filter], &[Filter]),
    known: &mut HashMap<EventId, Event>,
) -> (Url, Share) {
    let heard = match heard {
        Ok(heard) => heard,
        Err(error) => {
            let trouble = Some(error);
            return (url, Share { events: Vec::new(), forged: 0, until: None, is_whole: false, trouble });
        }
    };
    let mut answer = frame::read(heard.texts);
    let sent = std::mem::take(&mut answer.events);
    let count = sent.len();
    let mut events: Vec<Event> =
        sent.into_iter().filter_map(|event| frame::verified_once(event, known)).collect();
    let forged = count - events.len();
    // Relays may send what nobody asked for.
    let options = MatchEventOptions { nip50: false, ..MatchEventOptions::new() };
    let fits =
        |event: &Event, filters: &[Filter]| filters.iter().any(|filter| filter.match_event(event, options));
    events.retain(|event| fits(event, paged) || fits(event, once));
    let listed = || events.iter().filter(|event| fits(event, paged)).map(|event| event.created_at);
    let until = if listed().count() >= LIKELY_MORE { listed().min() } else { None };
    let trouble = trouble(&url, &answer, heard.cut_short.map(ConnectorError::from));
    (url, Share { events, forged, until, is_whole: answer.is_whole, trouble })
}

/// Why a relay's answer is none, or not all of it.
fn trouble(url: &Url, answer: &Answer, cut_short: Option<ConnectorError>) -> Option<ConnectorError> {
    if answer.is_whole {
        return None;
    }
    let host = url.host_str().unwrap_or("A relay");
    if let Some(reason) = &answer.refusal {
        return Some(refused(host, reason));
    }
    if let Some(notice) = &answer.notice {
        return Some(ConnectorError::new(
            FailureCode::PlatformDown,
            format!("{host} does not answer, but says: \"{notice}\"."),
        ));
    }
    if answer.unreadable > 0 && answer.events.is_empty() {
        return Some(ConnectorError::new(
            FailureCode::Changed,
            format!("{host} sends something that is not Nostr."),
        ));
    }
    cut_short
}

/// Relays begin with one word for programs.
fn refused(host: &str, reason: &str) -> ConnectorError {
    let (code, what) = match reason.split(':').next().unwrap_or_default().trim() {
        "auth-required" | "restricted" => {
            (FailureCode::AuthRequired, "answers only those who are known to it")
        }
        "rate-limited" => (FailureCode::RateLimited, "was asked too often"),
        "blocked" | "mute" => (FailureCode::Blocked, "refuses to answer"),
        "unsupported" | "invalid" | "pow" => (FailureCode::Changed, "does not understand the question"),
        _ => (FailureCode::PlatformDown, "has a problem of its own"),
    };
    let said = if reason.is_empty() { String::new() } else { format!(" (\"{reason}\")") };
    ConnectorError::new(code, format!("{host} {what}{said}."))
}
