//! Lemmy: communities, people, posts with their comments, front pages and searches, through
//! the interface of each server in both of its versions.

mod api;
mod entry;
mod hosts;
mod options;
mod pages;
mod place;
mod question;
mod recognise;

use std::sync::Arc;

use async_trait::async_trait;
use serde_json::{Value, json};
use url::Url;

use self::{
    api::{Api, Version},
    entry::Languages,
    place::Place,
};
use super::{
    Connector, ConnectorError, Fetched, Link, PollHints, Session, Target, json::Lenient, pages::not_valid,
    servers::host,
};
use crate::model::{
    Cursor, FailureCode, KeyAbout, KeyField, Platform, PlatformAbout, Recognised, TargetType,
};

pub(super) use hosts::looks_like_lemmy;
pub(super) use recognise::handle_address;

/// Answers are kept by servers for a minute, and few communities move faster than this.
const MIN_MINUTES: u32 = 5;
const LANGUAGES: &str = "languages";

/// Communities and people on Lemmy.
#[derive(Debug)]
pub struct Lemmy;

#[async_trait]
impl Connector for Lemmy {
    fn about(&self) -> PlatformAbout {
        PlatformAbout {
            platform: Platform::Lemmy,
            name: "Lemmy",
            target_types: &[
                TargetType::Community,
                TargetType::Profile,
                TargetType::Thread,
                TargetType::Timeline,
                TargetType::Search,
            ],
            keyless: true,
            examples: &["!community@server", "https://lemmy.world/c/…", "https://lemmy.world/u/…"],
            limits: "The 50 latest posts or comments at first, then up to 250 new ones per check. A few servers show \
                     their posts only to members.",
            key: Some(&KEY),
            options: options::OPTIONS,
            settings: &[],
        }
    }

    fn recognise(&self, link: &Link) -> Result<Vec<Recognised>, String> {
        recognise::recognise(link)
    }

    fn feed_address(&self, target: &Target) -> Option<String> {
        let (server, place) = Place::of(&Url::parse(&target.url).ok()?)?;
        place.feed(&server)
    }

    async fn test_key(&self, session: &Session) -> Result<String, ConnectorError> {
        let server = session.key().and_then(|key| api::address(key.get("server")?)).ok_or_else(no_server)?;
        let (api, site) = Api::probe(&server, session).await?;
        let user = match api.version {
            Version::V3 => site.inner("my_user").cloned(),
            Version::V4 => Some(api.get("account", &[]).await?),
        };
        let person = user.as_ref().and_then(|user| user.inner("local_user_view")?.inner("person"));
        let name = person.and_then(|person| person.text("name")).ok_or_else(|| ConnectorError {
            needs_user: true,
            ..ConnectorError::new(
                FailureCode::AuthRequired,
                format!(
                    "{} does not accept this login. Log in there again and copy the new one.",
                    host(&server)
                ),
            )
        })?;
        Ok(format!("Logged in as {name} on {}.", host(&server)))
    }

    /// `target.id` is what the server speaks, and the post whose comments are watched.
    async fn fetch(
        &self,
        target: &Target,
        cursor: &Cursor,
        session: &Session,
    ) -> Result<Fetched, ConnectorError> {
        let url = Url::parse(&target.url).map_err(|_| not_valid())?;
        let (server, place) = Place::of(&url).ok_or_else(not_valid)?;
        let known = target.id.as_deref().and_then(Resolved::of);
        // Before anything was read, the numbers of languages are not known either.
        if let Some(known) = known.filter(|_| !cursor.state.is_null()) {
            let api = Api::new(&server, known.version, session);
            let languages = serde_json::from_value(cursor.state[LANGUAGES].clone()).unwrap_or_default();
            match read(&place, target, known, languages, &api, cursor).await {
                // The server may speak another version by now.
                Err(error) if matches!(error.code, FailureCode::Gone | FailureCode::Changed) => {
                    let probed = Api::probe(&server, session).await;
                    if probed.as_ref().map_or(true, |(api, _)| api.version == known.version) {
                        return Err(error);
                    }
                }
                done => return done,
            }
        }
        let (api, site) = Api::probe(&server, session).await?;
        let resolved = Resolved { version: api.version, post: known.and_then(|known| known.post) };
        read(&place, target, resolved, pages::languages(&site), &api, cursor).await
    }
}

const KEY: KeyAbout = KeyAbout {
    fields: &[KeyField::open("server", "Server"), KeyField::secret("token", "Token")],
    get_at: "https://join-lemmy.org/instances",
    help: "Only for servers that show their posts to members alone. Log in on your server in a browser and copy the value of \
           its cookie called jwt. It is sent to that server and to no other.",
};

/// What earlier runs have found out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Resolved {
    version: Version,
    post: Option<u64>,
}

impl Resolved {
    fn of(text: &str) -> Option<Self> {
        let (version, post) = text.split_once(':').unwrap_or((text, ""));
        Some(Self { version: Version::of(version)?, post: post.parse().ok() })
    }

    fn text(self) -> String {
        match self.post {
            Some(post) => format!("{}:{post}", self.version.as_str()),
            None => self.version.as_str().to_owned(),
        }
    }
}

async fn read(
    place: &Place,
    target: &Target,
    mut resolved: Resolved,
    languages: Languages,
    api: &Api<'_>,
    cursor: &Cursor,
) -> Result<Fetched, ConnectorError> {
    resolved.post = match place {
        Place::Post(id) => Some(*id),
        Place::Comment(id) if resolved.post.is_none() => Some(pages::post_of(*id, api).await?),
        _ => resolved.post,
    };
    let languages = Arc::new(languages);
    let questions = question::questions(place, target, resolved.post, api.version);
    let post = match resolved.post {
        Some(id) => Some(pages::post(id, api, &languages).await?.ok_or_else(|| gone(api.server))?),
        None => None,
    };
    let mut page = pages::read_all(questions, api, &languages, cursor).await?;
    if page.items.is_empty() && post.is_none() {
        why_empty(place, api).await?;
    }
    page.title = match place {
        Place::Community(name) => page.title.map(|title| format!("{title} (!{name}@{})", host(api.server))),
        Place::Person(name) => page.title.map(|title| format!("{title} (@{name}@{})", host(api.server))),
        Place::Front { .. } | Place::Search(_) => None,
        Place::Post(_) | Place::Comment(_) => post.as_ref().and_then(|post| post.title.clone()),
    };
    if let Some(post) = post {
        page.items.insert(0, post);
    }
    page.target_id = Some(resolved.text());
    page.hints = PollHints { min_minutes: Some(MIN_MINUTES), ..PollHints::default() };
    if page.cursor.state.is_object() && !languages.is_empty() {
        page.cursor.state[LANGUAGES] = json!(*languages);
    }
    Ok(Fetched::Page(Box::new(page)))
}

/// An empty list: the community or person may be gone, or be shown to others only.
async fn why_empty(place: &Place, api: &Api<'_>) -> Result<(), ConnectorError> {
    let host = host(api.server);
    let refused = |code, message: String| Err(ConnectorError::new(code, message));
    match place {
        Place::Community(name) => {
            let answer = api.get("community", &[("name", name.clone())]).await?;
            let community = answer.inner("community_view").and_then(|view| view.inner("community"));
            let community = community.unwrap_or(&Value::Null);
            if community.text("visibility").is_some_and(|word| word.eq_ignore_ascii_case("private")) {
                return refused(
                    FailureCode::Private,
                    format!("The community {name} of {host} shows its posts only to its followers."),
                );
            }
            if is_removed(community) {
                return Err(gone(api.server));
            }
        }
        Place::Person(name) => {
            let path = if api.version == Version::V4 { "person" } else { "user" };
            let answer = api.get(path, &[("username", name.clone())]).await?;
            let person = answer.inner("person_view").and_then(|view| view.inner("person"));
            let person = person.unwrap_or(&Value::Null);
            if person.is_true("banned")
                || answer.inner("person_view").is_some_and(|view| view.is_true("banned"))
            {
                return refused(
                    FailureCode::Suspended,
                    format!("{host} has banned {name}. If they have moved, paste their new address."),
                );
            }
            if is_removed(person) {
                return Err(gone(api.server));
            }
        }
        _ => {}
    }
    Ok(())
}

fn is_removed(what: &Value) -> bool {
    what.is_true("removed") || what.is_true("deleted")
}

fn gone(server: &Url) -> ConnectorError {
    ConnectorError::new(
        FailureCode::Gone,
        format!(
            "{} says that this was deleted or taken down. Delete the job, or paste another address.",
            host(server)
        ),
    )
}

fn no_server() -> ConnectorError {
    ConnectorError {
        needs_user: true,
        ..ConnectorError::new(
            FailureCode::AuthRequired,
            "The name of the server is missing, such as lemmy.world. Set it in Settings or with `tidewatch secrets set \
             lemmy`.",
        )
    }
}
