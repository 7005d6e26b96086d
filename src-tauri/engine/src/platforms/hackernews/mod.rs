//! Hacker News: its lists, users, threads and searches, through the search that holds all of it.

mod ask;
mod hit;
mod pages;
mod question;
mod recognise;

use async_trait::async_trait;
use url::Url;

use super::{Connector, ConnectorError, Fetched, Link, Session, Target, json::Lenient, pages::not_valid};
use crate::{
    content::text,
    model::{Cursor, FailureCode, Platform, PlatformAbout, Recognised, SettingAbout, TargetType},
};

/// What people see.
const SITE: &str = "https://news.ycombinator.com/";
const SEARCH_SITE: &str = "https://hn.algolia.com/";
/// Knows which ids a list has, and whether an item or a user exists.
const LISTS: &str = "https://hacker-news.firebaseio.com/";

/// Lists, users, threads and searches on Hacker News.
#[derive(Debug)]
pub struct Hackernews;

/// Where to ask.
struct Servers {
    search: Url,
    lists: Url,
}

#[async_trait]
impl Connector for Hackernews {
    fn about(&self) -> PlatformAbout {
        PlatformAbout {
            platform: Platform::Hackernews,
            name: "Hacker News",
            target_types: &[TargetType::List, TargetType::Profile, TargetType::Thread, TargetType::Search],
            keyless: true,
            examples: &[
                "https://news.ycombinator.com/",
                "https://news.ycombinator.com/user?id=…",
                "https://news.ycombinator.com/item?id=…",
                "https://hn.algolia.com/?q=…",
            ],
            limits: "The 100 latest items at first, then up to 500 new ones per check. New items appear some minutes after \
                     they are posted.",
            key: None,
            options: &[],
            settings: const { &[SettingAbout::base_url("https://hn.algolia.com")] },
        }
    }

    fn recognise(&self, link: &Link) -> Result<Vec<Recognised>, String> {
        recognise::recognise(link)
    }

    async fn fetch(
        &self,
        target: &Target,
        cursor: &Cursor,
        session: &Session,
    ) -> Result<Fetched, ConnectorError> {
        let servers = servers(session)?;
        let url = Url::parse(&target.url).map_err(|_| not_valid())?;
        let (mut id, mut title) = (target.id.clone(), None);
        if target.target_type == TargetType::Thread && id.is_none() {
            let found = story(&url, &servers, session).await?;
            (id, title) = (Some(found.0), found.1);
        }
        let question = question::question(target.target_type, &url, id.as_deref()).ok_or_else(not_valid)?;
        let user = question.user.clone();
        let mut page = pages::read(question, &servers, cursor, session).await?;
        if let Some(user) = user.filter(|_| page.items.is_empty() && cursor.state.is_null()) {
            check_user(&user, &servers, session).await?;
        }
        page.title = title;
        page.target_id = id;
        Ok(Fetched::Page(Box::new(page)))
    }
}

/// The user's setting stands for both servers: their paths differ.
fn servers(session: &Session) -> Result<Servers, ConnectorError> {
    let parse = |text| Url::parse(text).map_err(|_| not_valid());
    let at = |own: Url| session.base(Platform::Hackernews, &own);
    Ok(Servers { search: at(parse(SEARCH_SITE)?), lists: at(parse(LISTS)?) })
}

/// The story that an item belongs to, and its title: links to comments are common.
async fn story(
    url: &Url,
    servers: &Servers,
    session: &Session,
) -> Result<(String, Option<String>), ConnectorError> {
    let id = url.query_pairs().find(|(key, _)| key == "id").and_then(|(_, id)| recognise::number(&id));
    let id = id.ok_or_else(not_valid)?;
    let answer = ask::get(&servers.lists, &format!("v0/item/{id}.json"), &[], session).await?;
    let item = ask::read(&answer)?;
    if item.is_null() {
        return Err(ConnectorError::new(
            FailureCode::Gone,
            "Hacker News shows no item of this number: it may be too new to be seen, hidden, or never have existed.",
        ));
    }
    let title = |item: &serde_json::Value| item.text("title").as_deref().and_then(text::title);
    match item.text("type").as_deref() {
        None => Err(ask::changed()),
        Some("comment" | "pollopt") => {
            let answer = ask::get(&servers.search, &format!("api/v1/items/{id}"), &[], session).await?;
            let story = ask::read(&answer)?.text("story_id").as_deref().and_then(recognise::number);
            Ok((story.ok_or_else(ask::changed)?.to_string(), None))
        }
        Some(_) => Ok((id.to_string(), title(&item))),
    }
}

/// The search knows no users, only what they wrote.
async fn check_user(name: &str, servers: &Servers, session: &Session) -> Result<(), ConnectorError> {
    let answer = ask::get(&servers.lists, &format!("v0/user/{name}.json"), &[], session).await?;
    if ask::read(&answer)?.is_null() {
        return Err(ConnectorError::new(
            FailureCode::Gone,
            format!(
                "Hacker News knows no user {name} who has written anything. Check the link: small and capital letters \
                 count."
            ),
        ));
    }
    Ok(())
}
