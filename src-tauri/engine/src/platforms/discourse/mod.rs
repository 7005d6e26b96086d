//! Forums that run Discourse: their new topics, rankings, categories, tags, topics, users,
//! groups and searches, through the interface of each forum.

mod api;
mod hosts;
mod list;
mod options;
mod pages;
mod place;
mod post;
mod recognise;
mod topic;

use async_trait::async_trait;
use url::Url;

use self::{list::List, place::Place};
use super::{
    Connector, ConnectorError, Fetched, Link, PollHints, Session, Target, json::Lenient, pages::not_valid,
    servers::host,
};
use crate::model::{
    Cursor, FailureCode, KeyAbout, KeyField, Platform, PlatformAbout, Recognised, TargetType,
};

pub(super) use hosts::{looks_like_discourse, may_be_forum};

/// Forums keep their answers for a while, and most are slow.
const MIN_MINUTES: u32 = 10;

/// Forums that run Discourse.
#[derive(Debug)]
pub struct Discourse;

#[async_trait]
impl Connector for Discourse {
    fn about(&self) -> PlatformAbout {
        PlatformAbout {
            platform: Platform::Discourse,
            name: "Discourse",
            target_types: &[
                TargetType::List,
                TargetType::Community,
                TargetType::Hashtag,
                TargetType::Thread,
                TargetType::Timeline,
                TargetType::Profile,
                TargetType::Search,
            ],
            keyless: true,
            examples: &[
                "https://meta.discourse.org/latest",
                "https://meta.discourse.org/c/…",
                "https://meta.discourse.org/t/…",
            ],
            limits: "Public forums: the latest 30 topics, 50 posts or 20 posts of a topic at first, then five times as \
                     many per check. Lists of topics give titles, not the words of the posts.",
            key: Some(&KEY),
            options: options::OPTIONS,
            settings: &[],
        }
    }

    fn recognise(&self, link: &Link) -> Result<Vec<Recognised>, String> {
        recognise::recognise(link)
    }

    fn feed_address(&self, target: &Target) -> Option<String> {
        let (forum, place) = Place::of(&Url::parse(&target.url).ok()?)?;
        place.feed(&forum)
    }

    async fn test_key(&self, session: &Session) -> Result<String, ConnectorError> {
        let forum = session.key().and_then(|key| api::address(key.get("server")?)).ok_or_else(no_server)?;
        let response = api::ask(&forum, "session/current.json", &[], session).await?;
        let refused = || ConnectorError {
            needs_user: true,
            ..ConnectorError::new(
                FailureCode::AuthRequired,
                format!("{} does not accept this key. Make a new one there.", host(&forum)),
            )
        };
        if response.status == 404 || response.status == 403 {
            return Err(refused());
        }
        let user = api::read(&response)?.inner("current_user").cloned();
        let name = user.as_ref().and_then(|user| user.text("username")).ok_or_else(refused)?;
        Ok(format!("Logged in as {name} on {}.", host(&forum)))
    }

    /// `target.id` is the number of a category whose address does not hold it.
    async fn fetch(
        &self,
        target: &Target,
        cursor: &Cursor,
        session: &Session,
    ) -> Result<Fetched, ConnectorError> {
        let url = Url::parse(&target.url).map_err(|_| not_valid())?;
        let (forum, place) = Place::of(&url).ok_or_else(not_valid)?;
        let mut known = target.id.as_deref().and_then(|id| id.parse().ok());
        if let Place::Category { slugs, id } = &place {
            known = match id.or(known) {
                Some(id) => Some(id),
                None => Some(pages::category(slugs, &forum, session).await?),
            };
        }
        let mut page = match &place {
            Place::Topic(id) => pages::topic(*id, &forum, cursor, session).await?,
            place => {
                let list = List::of(place, target, known).ok_or_else(not_valid)?;
                pages::read(list, &forum, cursor, session).await?
            }
        };
        if let Place::User(name) = &place
            && page.items.is_empty()
        {
            pages::why_silent(name, &forum, session).await?;
        }
        page.target_id = known.map(|id| id.to_string()).or_else(|| target.id.clone());
        page.hints = PollHints { min_minutes: Some(MIN_MINUTES), ..PollHints::default() };
        Ok(Fetched::Page(Box::new(page)))
    }
}

const KEY: KeyAbout = KeyAbout {
    fields: &[
        KeyField::open("server", "Forum"),
        KeyField::secret("key", "API key"),
        KeyField::open("username", "User name (only for keys of administrators)").optional(),
    ],
    get_at: "https://meta.discourse.org/t/user-api-keys-specification/48536",
    help: "Only for forums that are not public. Use a user API key with the scope read, or a key that an administrator of the \
           forum has made, with the name of its user. It is sent to that forum and to no other.",
};

fn no_server() -> ConnectorError {
    ConnectorError {
        needs_user: true,
        ..ConnectorError::new(
            FailureCode::AuthRequired,
            "The name of the forum is missing, such as meta.discourse.org. Set it in Settings or with `tidewatch secrets \
             set discourse`.",
        )
    }
}
