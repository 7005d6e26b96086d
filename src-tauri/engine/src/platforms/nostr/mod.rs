//! Nostr: signed posts that many relays pass on. Several are asked at once, none is believed
//! without the signature.

mod article;
mod body;
mod fill;
mod frame;
mod name;
mod pages;
mod post;
mod recognise;
mod relays;
mod subject;

use async_trait::async_trait;

use super::{Connector, ConnectorError, Fetched, Link, Session, Target, pages::not_valid};
use crate::model::{
    Cursor, OptionAbout, Platform, PlatformAbout, Recognised, SettingAbout, TargetType,
    option::{RELAYS, SEARCH_RELAYS},
};

pub(super) use recognise::written_out;

/// Where links to posts and people lead: a page that shows what relays have.
const SITE: &str = "https://njump.me/";
/// Asked where the user has set none.
const OWN_RELAYS: &str = "wss://relay.damus.io wss://nos.lol wss://relay.primal.net";
/// These answer searches.
const OWN_SEARCH_RELAYS: &str = "wss://relay.nostr.band wss://nostr.wine";
/// Knows where people write to.
const INDEX_RELAY: &str = "wss://purplepag.es";

const PROFILE: &[TargetType] = &[TargetType::Profile];
const OPTIONS: &[OptionAbout] = &[
    OptionAbout::switch("replies", "Include replies", "Answers to the posts of others.", false, PROFILE),
    OptionAbout::switch("reposts", "Include reposts", "Posts of others that are passed on.", true, PROFILE),
    OptionAbout::switch(
        "articles",
        "Include articles",
        "Long texts, which can be edited later.",
        true,
        PROFILE,
    ),
    OptionAbout::switch(
        "media",
        "Include pictures and videos",
        "Posts made for pictures or videos only.",
        true,
        PROFILE,
    ),
    OptionAbout::switch(
        "comments",
        "Include comments",
        "Comments on articles, pictures and other things.",
        false,
        PROFILE,
    ),
];

const SETTINGS: &[SettingAbout] = &[
    SettingAbout {
        name: RELAYS,
        label: "Relays",
        help: "The servers that are asked, as wss:// addresses with spaces between them. What a link or a \
               person names is asked besides.",
        default: OWN_RELAYS,
    },
    SettingAbout {
        name: SEARCH_RELAYS,
        label: "Search relays",
        help: "The servers that are asked to search: few of them can.",
        default: OWN_SEARCH_RELAYS,
    },
];

/// Nostr.
#[derive(Debug)]
pub struct Nostr;

#[async_trait]
impl Connector for Nostr {
    fn about(&self) -> PlatformAbout {
        PlatformAbout {
            platform: Platform::Nostr,
            name: "Nostr",
            target_types: &[
                TargetType::Profile,
                TargetType::Thread,
                TargetType::Hashtag,
                TargetType::Search,
                TargetType::Timeline,
            ],
            keyless: true,
            examples: &[
                "npub180cvv07tjdrrgpa0j7j7tmnyl2yr6yr7l8j4s3evf6u64th6gkwsyjh6w6",
                "name@example.org",
                "#tide",
                "wss://nos.lol",
            ],
            limits: "What the relays that are asked still have: each keeps its own share of the posts. No \
                     counts of likes and reposts.",
            key: None,
            options: OPTIONS,
            settings: SETTINGS,
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
        let named = match name::of(target) {
            Some(name) => name::resolve(&name, session).await?,
            None => recognise::named(target).ok_or_else(not_valid)?,
        };
        let mut page = pages::read(&named, target, cursor, session).await?;
        page.target_id = named.id().or_else(|| target.id.clone());
        Ok(Fetched::Page(Box::new(page)))
    }
}
