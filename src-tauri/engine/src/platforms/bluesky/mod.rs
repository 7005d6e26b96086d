//! Bluesky without a login: profiles, custom feeds and lists, from its public server.

mod ask;
mod body;
mod pages;
mod post;
mod recognise;
mod resolve;

use async_trait::async_trait;
use url::Url;

use self::{pages::Reading, resolve::Resolved};
use super::{Connector, ConnectorError, Fetched, Link, Session, Target, kinds};
use crate::model::{
    Cursor, FailureCode, OptionAbout, Platform, PlatformAbout, Recognised, SettingAbout, TargetType,
};

/// What people see.
const SITE: &str = "https://bsky.app/";
/// What is asked.
const SERVER: &str = "https://public.api.bsky.app/";

static OPTIONS: [OptionAbout; 2] = [
    kinds::replies(&[TargetType::Profile, TargetType::List]),
    kinds::reposts(&[TargetType::Profile, TargetType::List]),
];

/// Profiles, feeds and lists on Bluesky.
#[derive(Debug)]
pub struct Bluesky;

#[async_trait]
impl Connector for Bluesky {
    fn about(&self) -> PlatformAbout {
        PlatformAbout {
            platform: Platform::Bluesky,
            name: "Bluesky",
            target_types: &[TargetType::Profile, TargetType::Feed, TargetType::List],
            keyless: true,
            examples: &[
                "https://bsky.app/profile/name.bsky.social",
                "https://bsky.app/profile/…/feed/…",
                "https://bsky.app/profile/…/lists/…",
            ],
            limits: "The 100 latest posts at first, then up to 500 new ones per check. Searches, hashtags and feeds made \
                     for one reader need a login, which Tidewatch cannot do yet.",
            key: None,
            options: &OPTIONS,
            settings: const { &[SettingAbout::base_url(SERVER)] },
        }
    }

    fn recognise(&self, link: &Link) -> Result<Vec<Recognised>, String> {
        recognise::recognise(link)
    }

    /// Only profiles have one.
    fn feed_address(&self, target: &Target) -> Option<String> {
        let did = target.id.as_deref().filter(|_| target.target_type == TargetType::Profile)?;
        Some(format!("{SITE}profile/{did}/rss"))
    }

    async fn fetch(
        &self,
        target: &Target,
        cursor: &Cursor,
        session: &Session,
    ) -> Result<Fetched, ConnectorError> {
        let own = Url::parse(SERVER)
            .map_err(|_| ConnectorError::new(FailureCode::Internal, "Bluesky's address is not valid."))?;
        let base = session.base(Platform::Bluesky, &own);
        let target_type = target.target_type;
        let Resolved { id, title } = match &target.id {
            Some(id) => Resolved { id: id.clone(), title: None },
            None => resolve::resolve(target_type, &target.url, &base, session).await?,
        };
        let mut page = match (Reading { target_type, id: &id, base: &base, session }).read(cursor).await {
            // The same answer stands for accounts that are deleted, suspended or away.
            Err(error) if target_type == TargetType::Profile && error.code == FailureCode::Gone => {
                return Err(match resolve::profile(&id, &base, session).await {
                    Err(reason) => reason,
                    Ok(_) => ConnectorError {
                        code: FailureCode::PlatformDown,
                        message: "Bluesky shows the profile but not its posts at present.".into(),
                        ..error
                    },
                });
            }
            page => page?,
        };
        page.title = title.or(page.title);
        page.target_id = Some(id);
        Ok(kinds::chosen(Fetched::Page(Box::new(page)), target, &OPTIONS))
    }
}
