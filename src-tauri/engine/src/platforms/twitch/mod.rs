//! Twitch under the user's app: when a channel goes live, its videos and clips, and the videos
//! of a category.

mod ask;
mod item;
mod recognise;
mod resolve;
mod source;

use async_trait::async_trait;

use super::{Connector, ConnectorError, Fetched, Link, Session, Target};
use crate::model::{
    Cursor, KeyAbout, KeyField, OptionAbout, OptionValue, Platform, PlatformAbout, Recognised, SettingAbout,
    TargetType,
};

/// What people see.
const SITE: &str = "https://www.twitch.tv/";
const NAME: &str = "Twitch";

const KEY: KeyAbout = KeyAbout {
    fields: &[KeyField::open("client_id", "Client ID"), KeyField::secret("client_secret", "Client secret")],
    get_at: "https://dev.twitch.tv/console/apps",
    help: "Register an app (a login with two factors is needed): any name, http://localhost as the redirect address, \
           confidential as the type. Copy its client ID, and a new secret. It costs nothing.",
};

const OPTIONS: &[OptionAbout] = &[
    OptionAbout::switch(
        "live",
        "Going live",
        "An entry for each time the channel goes live.",
        true,
        &[TargetType::Channel],
    ),
    OptionAbout::choice(
        "videos",
        "Videos",
        "Which of its videos are read.",
        &[
            OptionValue { value: "all", label: "All" },
            OptionValue { value: "archive", label: "Past broadcasts" },
            OptionValue { value: "highlight", label: "Highlights" },
            OptionValue { value: "upload", label: "Uploads" },
            OptionValue { value: "none", label: "None" },
        ],
        "all",
        &[TargetType::Channel, TargetType::Community],
    ),
    OptionAbout::switch(
        "clips",
        "Clips",
        "The 100 clips of the last seven days that are watched most.",
        false,
        &[TargetType::Channel],
    ),
];

const SETTINGS: &[SettingAbout] = &[
    SettingAbout::base_url("https://api.twitch.tv"),
    SettingAbout {
        name: "token_url",
        label: "Login address",
        help: "Where Twitch gives an app its token.",
        default: "https://id.twitch.tv/oauth2/token",
    },
];

/// Channels and categories on Twitch.
#[derive(Debug)]
pub struct Twitch;

#[async_trait]
impl Connector for Twitch {
    fn about(&self) -> PlatformAbout {
        PlatformAbout {
            platform: Platform::Twitch,
            name: NAME,
            target_types: &[TargetType::Channel, TargetType::Community],
            keyless: false,
            examples: &["https://www.twitch.tv/name", "https://www.twitch.tv/directory/category/…"],
            limits: "The 100 latest videos at first, then up to 500 new ones per check. A broadcast that begins and ends \
                     between two checks is seen only as its video. Chats cannot be watched.",
            key: Some(&KEY),
            options: OPTIONS,
            settings: SETTINGS,
        }
    }

    fn recognise(&self, link: &Link) -> Result<Vec<Recognised>, String> {
        recognise::recognise(link)
    }

    async fn test_key(&self, session: &Session) -> Result<String, ConnectorError> {
        ask::Api::new(session)?.test().await
    }

    async fn fetch(
        &self,
        target: &Target,
        cursor: &Cursor,
        session: &Session,
    ) -> Result<Fetched, ConnectorError> {
        let api = ask::Api::new(session)?;
        let page = source::read(target, cursor, &api).await?;
        Ok(Fetched::Page(Box::new(page)))
    }
}
