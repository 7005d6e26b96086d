//! Threads through Meta's interface: public profiles, searches and topics.

mod post;
mod recognise;

use async_trait::async_trait;
use url::Url;

use super::{TOKEN, ask::Graph, decoded, sheet, sort, version};
use crate::{
    model::{Cursor, KeyAbout, OptionAbout, Platform, PlatformAbout, Recognised, SettingAbout, TargetType},
    platforms::{
        Connector, ConnectorError, Cost, Fetched, Link, Session, Target, kinds,
        pages::{self, changed, not_valid},
        walk::MOST_PAGES,
    },
};

/// What people see.
const SITE: &str = "https://www.threads.com/";
const NAME: &str = "Threads";
const SERVER: &str = "https://graph.threads.net";
const VERSION: &str = "v1.0";
const FIELDS: &str = "id,text,media_type,permalink,timestamp,username,has_replies,is_quote_post,is_reply,topic_tag,link_attachment_url";

const KEY: KeyAbout = KeyAbout {
    fields: TOKEN,
    get_at: "https://developers.facebook.com/apps",
    help: "Create a Meta app with the use case Threads and make a long-lived token with threads_basic, threads_profile_discovery \
           for profiles and threads_keyword_search for searches, which Meta reviews: before, a search finds only posts of your \
           own. A token lives about 60 days.",
};

const OPTIONS: &[OptionAbout] =
    &[kinds::reposts(&[TargetType::Profile]), sort("", &[TargetType::Search, TargetType::Hashtag])];

/// Profiles, searches and topics on Threads.
#[derive(Debug)]
pub struct Threads;

#[async_trait]
impl Connector for Threads {
    fn about(&self) -> PlatformAbout {
        PlatformAbout {
            platform: Platform::Threads,
            name: NAME,
            target_types: &[TargetType::Profile, TargetType::Search, TargetType::Hashtag],
            keyless: false,
            examples: &["https://www.threads.com/@name", "https://www.threads.com/search?q=…"],
            limits: "Public profiles with enough followers, and searches, with an app of yours at Meta. Without likes; pictures \
                     are not kept, because their addresses expire.",
            key: Some(&KEY),
            options: OPTIONS,
            settings: const { &[SettingAbout::base_url(SERVER), version(VERSION, "Such as v1.0.")] },
        }
    }

    fn recognise(&self, link: &Link) -> Result<Vec<Recognised>, String> {
        recognise::recognise(link)
    }

    fn cost(&self, target: &Target, has_key: bool) -> Option<Cost> {
        let per_day = if target.target_type == TargetType::Profile { 1000 } else { 2200 };
        has_key.then_some(Cost { per_run: 1, per_day: Some(per_day), unit: "requests", note: None })
    }

    async fn test_key(&self, session: &Session) -> Result<String, ConnectorError> {
        graph(session)?.test("username").await
    }

    async fn fetch(
        &self,
        target: &Target,
        cursor: &Cursor,
        session: &Session,
    ) -> Result<Fetched, ConnectorError> {
        let graph = &graph(session)?;
        let (path, own) = question(target)?;
        let own = &own;
        let with_reposts = target.option("reposts", OPTIONS) == "true";
        let sheet = |next: Option<String>| async move {
            let mut parameters: Vec<(&str, &str)> =
                own.iter().map(|(name, value)| (*name, value.as_str())).collect();
            parameters.extend([("fields", FIELDS), ("limit", "100")]);
            parameters.extend(next.as_deref().map(|word| ("after", word)));
            let document = graph.get(path, &parameters).await?;
            sheet(&document, NAME, |value| post::post(value, with_reposts))
        };
        let is_by_time = target.option("sort", OPTIONS) == "recent";
        let mut page = pages::read(cursor, is_by_time, MOST_PAGES, || changed(NAME), sheet).await?;
        page.hints = graph.hints();
        Ok(Fetched::Page(Box::new(page)))
    }
}

fn graph(session: &Session) -> Result<Graph<'_>, ConnectorError> {
    Graph::new(session, NAME, Platform::Threads, SERVER, VERSION)
}

type Question = (&'static str, Vec<(&'static str, String)>);

fn question(target: &Target) -> Result<Question, ConnectorError> {
    let url = Url::parse(&target.url).map_err(|_| not_valid())?;
    if target.target_type == TargetType::Profile {
        let name = url
            .path_segments()
            .and_then(|mut parts| parts.next())
            .and_then(|part| super::name(&decoded(part), 30));
        return Ok(("profile_posts", vec![("username", name.ok_or_else(not_valid)?)]));
    }
    let words = url.query_pairs().find(|(key, _)| key == "q").map(|(_, words)| words.into_owned());
    let words = words.ok_or_else(not_valid)?;
    let mode = if target.target_type == TargetType::Hashtag { "TAG" } else { "KEYWORD" };
    let order = if target.option("sort", OPTIONS) == "top" { "TOP" } else { "RECENT" };
    let words = words.trim_start_matches('#').to_owned();
    Ok(("keyword_search", vec![("q", words), ("search_mode", mode.into()), ("search_type", order.into())]))
}
