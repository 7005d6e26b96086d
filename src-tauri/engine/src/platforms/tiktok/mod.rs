//! TikTok, for researchers to whom it has given access to its Research API: creators, hashtags
//! and searches. TikTok shows lists of videos to no other program.

mod ask;
mod pages;
mod recognise;
mod video;

use async_trait::async_trait;

use super::{Connector, ConnectorError, Cost, Fetched, Link, PollHints, Session, Target, pages::not_valid};
use crate::model::{
    Cursor, KeyAbout, KeyField, Platform, PlatformAbout, Recognised, SettingAbout, TargetType,
};

const SITE: &str = "https://www.tiktok.com/";
const SERVER: &str = "https://open.tiktokapis.com";
const MIN_MINUTES: u32 = 60;

const CLIENT_KEY: &str = "client_key";
const CLIENT_SECRET: &str = "client_secret";
const KEY: KeyAbout = KeyAbout {
    fields: &[KeyField::open(CLIENT_KEY, "Client key"), KeyField::secret(CLIENT_SECRET, "Client secret")],
    get_at: "https://developers.tiktok.com/products/research-api/",
    help: "TikTok gives access to its Research API to researchers of non-profit institutions in the US and Europe who apply \
           for it. Copy both values from the page of your project.",
};

/// Creators, hashtags and searches on TikTok.
#[derive(Debug)]
pub struct Tiktok;

#[async_trait]
impl Connector for Tiktok {
    fn about(&self) -> PlatformAbout {
        PlatformAbout {
            platform: Platform::Tiktok,
            name: "TikTok",
            target_types: &[TargetType::Profile, TargetType::Hashtag, TargetType::Search],
            keyless: false,
            examples: &["https://www.tiktok.com/@…", "https://www.tiktok.com/tag/…"],
            limits: "Only with a key of TikTok's Research API, which TikTok gives to approved researchers. Videos of the last \
                     30 days, up to two days late. Others can paste the feed of a bridge that they run.",
            key: Some(&KEY),
            options: &[],
            settings: const { &[SettingAbout::base_url(SERVER)] },
        }
    }

    fn recognise(&self, link: &Link) -> Result<Vec<Recognised>, String> {
        recognise::recognise(link)
    }

    fn cost(&self, _target: &Target, has_key: bool) -> Option<Cost> {
        let note = Some("The count starts anew at midnight UTC.");
        has_key.then_some(Cost { per_run: 1, per_day: Some(1000), unit: "requests", note })
    }

    async fn test_key(&self, session: &Session) -> Result<String, ConnectorError> {
        ask::Api::open(session).await?;
        Ok("TikTok accepts this key.".into())
    }

    async fn fetch(
        &self,
        target: &Target,
        cursor: &Cursor,
        session: &Session,
    ) -> Result<Fetched, ConnectorError> {
        let condition = recognise::condition(target).ok_or_else(not_valid)?;
        let api = ask::Api::open(session).await?;
        let mut page = pages::read(&condition, &api, cursor).await?;
        page.hints = PollHints { min_minutes: Some(MIN_MINUTES), ..PollHints::default() };
        Ok(Fetched::Page(Box::new(page)))
    }
}
