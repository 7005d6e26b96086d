//! Telegram: public channels, and searches in one of them, from the pages that show the latest
//! messages to readers without an account.

mod dom;
mod message;
mod pages;
mod recognise;
mod refusal;
mod sheet;

use std::time::Duration;

use async_trait::async_trait;
use url::Url;

use super::{Connector, ConnectorError, Fetched, Link, PollHints, Session, Target, pages::not_valid};
use crate::model::{
    Cursor, FailureCode, ItemKind, OptionAbout, Platform, PlatformAbout, Recognised, SettingAbout,
    TargetType, option::BASE_URL,
};

const ORIGIN: &str = "https://t.me";
/// Shows the same; stands in where the first cannot be reached.
const SECOND_ORIGIN: &str = "https://telegram.me";
/// Bursts are answered with nothing.
const GAP: Duration = Duration::from_secs(2);
const MIN_MINUTES: u32 = 10;

const FORWARDS: &str = "forwards";
const OPTIONS: &[OptionAbout] = &[OptionAbout::switch(
    FORWARDS,
    "Include forwarded messages",
    "Messages that the channel passes on from others.",
    true,
    &[TargetType::Channel, TargetType::Search],
)];

pub(super) use recognise::written_out;

/// Public channels on Telegram.
#[derive(Debug)]
pub struct Telegram;

#[async_trait]
impl Connector for Telegram {
    fn about(&self) -> PlatformAbout {
        PlatformAbout {
            platform: Platform::Telegram,
            name: "Telegram",
            target_types: &[TargetType::Channel, TargetType::Search],
            keyless: true,
            examples: &["https://t.me/…", "https://t.me/s/…?q=…"],
            limits: "Public channels only, no groups or people. The 20 latest messages at first, then up to 100 new ones \
                     per check.",
            key: None,
            options: OPTIONS,
            settings: const { &[SettingAbout::base_url(ORIGIN)] },
        }
    }

    fn recognise(&self, link: &Link) -> Result<Vec<Recognised>, String> {
        recognise::recognise(link)
    }

    fn gap(&self) -> Option<(&'static str, Duration)> {
        Some((ORIGIN, GAP))
    }

    async fn fetch(
        &self,
        target: &Target,
        cursor: &Cursor,
        session: &Session,
    ) -> Result<Fetched, ConnectorError> {
        let url = Url::parse(&target.url).map_err(|_| not_valid())?;
        let own = Url::parse(ORIGIN).map_err(|_| not_valid())?;
        let base = session.base(Platform::Telegram, &own);
        let place = pages::Place::of(&url).ok_or_else(not_valid)?;
        let mut page = match pages::read(&place, &base, cursor, session).await {
            Err(error)
                if may_be_elsewhere(&error) && session.setting(Platform::Telegram, BASE_URL).is_none() =>
            {
                let second = Url::parse(SECOND_ORIGIN).map_err(|_| not_valid())?;
                pages::read(&place, &second, cursor, session).await.map_err(|_| unreachable(error))?
            }
            page => page?,
        };
        if target.option(FORWARDS, OPTIONS) == "false" {
            page.items.retain(|item| item.kind != ItemKind::Repost);
        }
        page.hints = PollHints { min_minutes: Some(MIN_MINUTES), ..PollHints::default() };
        Ok(Fetched::Page(Box::new(page)))
    }
}

fn may_be_elsewhere(error: &ConnectorError) -> bool {
    matches!(error.code, FailureCode::Unreachable | FailureCode::Tls)
}

fn unreachable(error: ConnectorError) -> ConnectorError {
    let message = format!(
        "{} Some networks keep Telegram out. Its settings can name another address that shows the same pages.",
        error.message
    );
    ConnectorError { message, ..error }
}
