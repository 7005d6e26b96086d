//! Web pages: a part of one, or its main text, and the lines that change.

mod compare;
mod dom;
mod options;
mod outline;
mod pick;
mod read;
mod state;

use std::sync::Arc;

use async_trait::async_trait;
use http::{HeaderMap, HeaderValue, header};
use url::Url;

use self::{
    compare::{places, written},
    options::{Choices, OPTIONS, Told},
    read::{Seen, blocked, is_challenge, read},
    state::State,
};
use super::{
    Answer, Connector, ConnectorError, Fetched, Link, Page, SAMPLE_URL, Session, Target, apart::apart,
    feed::hints::PollHints, pages::not_valid,
};
use crate::{
    content::text,
    model::{
        Cursor, FailureCode, FieldError, FoundItem, HttpMemory, Options, Platform, PlatformAbout, Recognised,
        TargetType,
        identity::{identity, without_tracking},
    },
    ports::HttpResponse,
};

const ACCEPT: &str = "text/html, application/xhtml+xml, application/json;q=0.9, */*;q=0.8";
/// Bytes of the page's text that are kept with each of its versions.
const MOST_KEPT: usize = 256 << 10;

/// Web pages.
#[derive(Debug)]
pub struct Webpage;

#[async_trait]
impl Connector for Webpage {
    fn about(&self) -> PlatformAbout {
        PlatformAbout {
            platform: Platform::Webpage,
            name: "Web page",
            target_types: &[TargetType::Page],
            keyless: true,
            examples: &["https://example.org/prices"],
            limits: "What a page shows without running scripts. Each change is told with its added and removed lines.",
            key: None,
            options: OPTIONS,
            settings: &[],
        }
    }

    /// Every web address may be watched as a page.
    fn recognise(&self, link: &Link) -> Result<Vec<Recognised>, String> {
        if link.url.as_str() == SAMPLE_URL {
            return Ok(Vec::new());
        }
        let url = without_tracking(&link.url);
        Ok(vec![Recognised {
            platform: Platform::Webpage,
            target_type: TargetType::Page,
            display: display(&url),
            target_url: url.into(),
            target_id: None,
        }])
    }

    fn check_options(&self, options: &Options) -> Result<(), Vec<FieldError>> {
        Choices::check(options)
    }

    async fn fetch(
        &self,
        target: &Target,
        cursor: &Cursor,
        session: &Session,
    ) -> Result<Fetched, ConnectorError> {
        let url: Url = target.url.parse().map_err(|_| not_valid())?;
        let choices = Arc::new(Choices::of(target).map_err(|errors| {
            let reason = errors.into_iter().next().map(|error| error.message).unwrap_or_default();
            ConnectorError::new(FailureCode::Changed, reason)
        })?);
        let before = State::of(cursor);
        // Validators without the text that they belong to would keep it from being seen.
        let fresh = Cursor::default();
        let known = if before.is_some() { cursor } else { &fresh };
        let (response, memory) =
            match session.get_if_changed_or(&url, url.as_str(), accept(), known, refused).await? {
                Answer::Unchanged { memory } => {
                    let cursor = memory.map(|memory| cursor.with_http(url.as_str(), memory));
                    return Ok(Fetched::NotModified { hints: PollHints::default(), cursor });
                }
                Answer::Changed { response, memory } => (response, memory),
            };
        let at = response.url.clone();
        let seen = seen(response, &choices, before.is_none()).await?;
        let visit = Visit { target, choices: &choices, at: &at, memory };
        match before {
            Some(before) => Ok(visit.again(&before, seen)),
            None => {
                let restless = restless(&url, &choices, &seen, session).await;
                Ok(visit.first(seen, restless))
            }
        }
    }
}

/// One look at a page that answered.
struct Visit<'a> {
    target: &'a Target,
    choices: &'a Choices,
    /// Where the page was found, after redirects.
    at: &'a Url,
    memory: HttpMemory,
}

impl Visit<'_> {
    fn first(self, mut seen: Seen, restless: Option<String>) -> Fetched {
        let options = format!("{:?}", self.target.options);
        let state = State::first(&seen.compared, self.host(), &options);
        seen.warnings.extend(restless);
        let items = vec![self.whole(&seen)];
        self.page(seen, items, state)
    }

    fn again(self, before: &State, mut seen: Seen) -> Fetched {
        if before.host != self.host() {
            seen.warnings.push(format!("The page is at {} now, no longer at {}.", self.host(), before.host));
        }
        if seen.compared.hash == before.hash && before.host == self.host() {
            let cursor = before.clone().into_cursor(&self.target.url, self.memory);
            return Fetched::NotModified { hints: PollHints::default(), cursor: Some(cursor) };
        }
        let mut items = vec![self.whole(&seen)];
        if seen.compared.hash == before.hash {
            let state = before.at(self.host());
            return self.page(seen, items, state);
        }
        let state = before.then(&seen.compared, self.host());
        if before.earlier.contains(&seen.compared.hash) && !self.choices.tells_returning {
            seen.warnings.push("The page shows an earlier text again, which is not told.".into());
        } else {
            items.extend(self.change(before, &seen, &state.change));
        }
        self.page(seen, items, state)
    }

    /// The page as it is: one item, whose earlier texts are kept as it changes.
    fn whole(&self, seen: &Seen) -> FoundItem {
        let lines = seen.compared.lines.join("\n");
        let text = text::cap_bytes(&lines, MOST_KEPT).to_owned();
        self.item(&self.target.url, seen, text, None)
    }

    /// What is new, as an item of its own: so it is told, and found as something unread.
    fn change(&self, before: &State, seen: &Seen, id: &str) -> Option<FoundItem> {
        let new: Vec<&str> = seen.compared.lines.iter().map(String::as_str).collect();
        let Some(old) = &before.text else {
            let text = "The page has changed. Its text is too long to show where: watch a part of it.";
            return Some(self.item(id, seen, text.to_owned(), None));
        };
        let old: Vec<&str> = old.lines().collect();
        let places = places(&old, &new, self.choices);
        let is_told = match self.choices.told {
            Told::Any => true,
            Told::Added => places.iter().any(|place| !place.added.is_empty()),
            Told::Removed => places.iter().any(|place| !place.removed.is_empty()),
        };
        let written = written(&places);
        is_told.then(|| self.item(id, seen, written.text, Some(written.html)))
    }

    /// Without a link key: all items of a page share its address.
    fn item(&self, id: &str, seen: &Seen, text: String, html: Option<String>) -> FoundItem {
        let title = seen.title.clone().or_else(|| text::title(&display(self.at)));
        FoundItem {
            external_id: id.to_owned(),
            identity: identity(Some(id), None, "", None, ""),
            url: Some(self.at.to_string()),
            title,
            text,
            html,
            language: seen.language.clone(),
            ..FoundItem::default()
        }
    }

    fn page(self, seen: Seen, items: Vec<FoundItem>, state: State) -> Fetched {
        let title = seen.title.or_else(|| text::title(&display(self.at)));
        Fetched::Page(Box::new(Page {
            title,
            items,
            warnings: seen.warnings,
            cursor: state.into_cursor(&self.target.url, self.memory),
            outline: seen.outline,
            ..Page::default()
        }))
    }

    fn host(&self) -> &str {
        self.at.host_str().unwrap_or_default()
    }
}

/// Loads the page once more: what differs within a moment would be told at every check.
async fn restless(url: &Url, choices: &Arc<Choices>, first: &Seen, session: &Session) -> Option<String> {
    let response = session.get(url, accept()).await.ok().filter(|response| response.status == 200)?;
    let second = seen(response, choices, false).await.ok()?;
    if second.compared.hash == first.compared.hash {
        return None;
    }
    let lines = |seen: &'_ Seen| seen.compared.lines.clone();
    let (one, two) = (lines(first), lines(&second));
    let (one, two): (Vec<&str>, Vec<&str>) =
        (one.iter().map(String::as_str).collect(), two.iter().map(String::as_str).collect());
    let places = places(&one, &two, choices);
    let line = places.iter().find_map(|place| place.added.first().or(place.removed.first()))?;
    Some(format!(
        "The page changes each time it is loaded, as in \"{}\". Leave such lines out, or ignore numbers, so that \
         not every check tells a change.",
        text::snippet(line, 80)
    ))
}

async fn seen(
    response: HttpResponse,
    choices: &Arc<Choices>,
    is_first: bool,
) -> Result<Seen, ConnectorError> {
    let choices = Arc::clone(choices);
    let status = response.status;
    let read = apart(move || read(&response, &choices, is_first)).await?;
    read.map_err(|error| ConnectorError { http_status: Some(status), ..error })
}

fn refused(response: &HttpResponse) -> ConnectorError {
    let error = ConnectorError::of_status(response);
    if matches!(response.status, 403 | 429 | 503) && is_challenge(response) {
        let host = response.url.host_str().unwrap_or("The server");
        return ConnectorError { code: FailureCode::Blocked, message: blocked(host).message, ..error };
    }
    error
}

fn display(url: &Url) -> String {
    let path = url.path().trim_end_matches('/');
    format!("{}{path}", url.host_str().unwrap_or_default().trim_start_matches("www."))
}

fn accept() -> HeaderMap {
    HeaderMap::from_iter([(header::ACCEPT, HeaderValue::from_static(ACCEPT))])
}
