//! X through its paid interface with the user's key, or through the feeds of the user's own
//! Nitter server.

mod ask;
mod body;
mod lookup;
mod post;
mod recognise;
mod refusal;
mod rss;
mod source;

use async_trait::async_trait;

use super::{Connector, ConnectorError, Cost, Fetched, Link, Session, Target, keys, kinds};
use crate::model::{
    Cursor, KeyAbout, KeyField, OptionAbout, OptionValue, Platform, PlatformAbout, Recognised, SettingAbout,
    TargetType, option::BASE_URL,
};

/// What people see.
const SITE: &str = "https://x.com/";
const NAME: &str = "X";

const KEY: KeyAbout = KeyAbout {
    fields: &[KeyField::secret("token", "Bearer token")],
    get_at: "https://console.x.com",
    help: "Create an app in X's developer console, buy credits there, and copy the app's bearer token. X charges for every \
           post that is read; without credits nothing can be read.",
};

const OPTIONS: &[OptionAbout] = &[
    OptionAbout::switch(
        "replies",
        "Include replies",
        "What is said in answer to others, which X charges for as well.",
        false,
        &[TargetType::Profile],
    ),
    kinds::reposts(&[TargetType::Profile]),
    OptionAbout::choice(
        "most",
        "Posts per check, at most",
        "Bounds what X charges for one check. The oldest of what is more is left out.",
        &[
            OptionValue { value: "20", label: "20" },
            OptionValue { value: "100", label: "100" },
            OptionValue { value: "500", label: "500" },
        ],
        "100",
        ALL,
    ),
];

const ALL: &[TargetType] =
    &[TargetType::Profile, TargetType::Hashtag, TargetType::Search, TargetType::List, TargetType::Thread];

const SETTINGS: &[SettingAbout] = &[
    SettingAbout {
        name: BASE_URL,
        label: "Nitter address",
        help: "A Nitter server of your own: its feeds are read instead of X itself, without a key and without charge.",
        default: "",
    },
    SettingAbout {
        name: "api_url",
        label: "Interface",
        help: "Where X's interface for programs is.",
        default: "https://api.x.com",
    },
    SettingAbout {
        name: "api_version",
        label: "Version of the interface",
        help: "The number in its addresses.",
        default: "2",
    },
    SettingAbout {
        name: "field_names",
        label: "Names of fields",
        help: "X is renaming tweets to posts: \"tweet\" or \"post\". Empty tries the first, then the second.",
        default: "",
    },
];

/// Profiles, hashtags, searches, lists and threads on X.
#[derive(Debug)]
pub struct X;

#[async_trait]
impl Connector for X {
    fn about(&self) -> PlatformAbout {
        PlatformAbout {
            platform: Platform::X,
            name: NAME,
            target_types: ALL,
            keyless: false,
            examples: &["https://x.com/name", "https://x.com/hashtag/…", "https://x.com/search?q=…"],
            limits: "X charges for each post that is read (about half a US cent in 2026). The 20 latest posts at first, then \
                     what is new. Searches, hashtags and answers reach back seven days.",
            key: Some(&KEY),
            options: OPTIONS,
            settings: SETTINGS,
        }
    }

    fn recognise(&self, link: &Link) -> Result<Vec<Recognised>, String> {
        recognise::recognise(link)
    }

    fn cost(&self, target: &Target, has_key: bool) -> Option<Cost> {
        has_key.then(|| Cost {
            // A list cannot be asked for what is new only.
            per_run: if target.target_type == TargetType::List { source::FIRST } else { 5 },
            per_day: None,
            unit: "posts",
            note: Some(
                "X charges about half a US cent for each post, once a day for the same one: a source with 20 new posts a \
                 day costs about 3 dollars a month.",
            ),
        })
    }

    async fn test_key(&self, session: &Session) -> Result<String, ConnectorError> {
        ask::Api::new(session)?.usage().await
    }

    async fn fetch(
        &self,
        target: &Target,
        cursor: &Cursor,
        session: &Session,
    ) -> Result<Fetched, ConnectorError> {
        if let Some(feed) = rss::address(target, session) {
            return rss::read(&feed, cursor, session).await;
        }
        if session.key().is_none()
            && session.setting(Platform::X, BASE_URL).is_some_and(|url| !url.is_empty())
        {
            return Err(keys::needs_user(
                "Your Nitter server has no feed of this, and reading it from X itself needs a key of yours. Set one in \
                 Settings or with `tidewatch secrets set x`.",
            ));
        }
        let page = source::read(target, cursor, &ask::Api::new(session)?).await?;
        Ok(Fetched::Page(Box::new(page)))
    }
}
