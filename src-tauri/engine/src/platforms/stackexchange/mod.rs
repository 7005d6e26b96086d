//! Stack Exchange: new questions of a site or tag, what a user writes, a question with its
//! answers, searches. Feeds where they serve, so that the few requests that the API grants
//! without a key last; the API with a key, and for what has no feed.

mod ask;
mod feed;
mod item;
mod pages;
mod place;
mod recognise;
mod site;
mod thread;

use async_trait::async_trait;
use url::Url;

use self::place::Place;
use super::{Connector, ConnectorError, Cost, Fetched, Link, PollHints, Session, Target, pages::not_valid};
use crate::model::{
    Cursor, FailureCode, KeyAbout, KeyField, OptionAbout, OptionValue, Platform, PlatformAbout, Recognised,
    SettingAbout, TargetType,
};

const SERVER: &str = "https://api.stackexchange.com";
const VERSION: &str = "2.3";
/// Unknown programs are shown a riddle when they come often.
const MIN_MINUTES: u32 = 30;
const MIN_MINUTES_WITH_KEY: u32 = 10;

const KEY_FIELD: &str = "key";
const KEY: KeyAbout = KeyAbout {
    fields: &[KeyField::open(KEY_FIELD, "Request key")],
    get_at: "https://stackapps.com/apps/oauth/register",
    help: "Register an application there and copy its key; nothing else of it is needed. With it 10,000 requests a day are \
           granted instead of 300, up to 500 new questions are read at once, and scores are shown.",
};

const API_VERSION: &str = "api_version";
const SORT: &str = "sort";
const COMMENTS: &str = "comments";
const OPTIONS: &[OptionAbout] = &[
    OptionAbout::choice(
        SORT,
        "Questions",
        "By activity, older questions are found too once they are answered or edited.",
        &[
            OptionValue { value: "creation", label: "Newly asked" },
            OptionValue { value: "activity", label: "Newly asked, answered or edited" },
        ],
        "creation",
        &[TargetType::Community, TargetType::Hashtag, TargetType::Search],
    ),
    OptionAbout::switch(
        COMMENTS,
        "Include comments",
        "Comments on the question and its answers.",
        true,
        &[TargetType::Thread],
    ),
];

/// Sites, tags, users, questions and searches on Stack Exchange.
#[derive(Debug)]
pub struct Stackexchange;

#[async_trait]
impl Connector for Stackexchange {
    fn about(&self) -> PlatformAbout {
        PlatformAbout {
            platform: Platform::Stackexchange,
            name: "Stack Exchange",
            target_types: &[
                TargetType::Hashtag,
                TargetType::Community,
                TargetType::Profile,
                TargetType::Thread,
                TargetType::Search,
            ],
            keyless: true,
            examples: &[
                "https://stackoverflow.com/questions/tagged/…",
                "https://stackoverflow.com/users/…",
                "https://stackoverflow.com/questions/…",
                "https://stackoverflow.com/search?q=…",
            ],
            limits: "Without a key the 30 latest entries per check, every 30 minutes at most. Searches, several tags at once \
                     and questions by activity use the 300 requests a day that all jobs together have without a key.",
            key: Some(&KEY),
            options: OPTIONS,
            settings: const {
                &[
                    SettingAbout::base_url(SERVER),
                    SettingAbout {
                        name: API_VERSION,
                        label: "API version",
                        help: "The version of the API that is asked.",
                        default: VERSION,
                    },
                ]
            },
        }
    }

    fn recognise(&self, link: &Link) -> Result<Vec<Recognised>, String> {
        recognise::recognise(link)
    }

    fn feed_address(&self, target: &Target) -> Option<String> {
        let (host, place) = place_of(target)?;
        Some(place.feed(&host, false)?.into())
    }

    fn cost(&self, target: &Target, has_key: bool) -> Option<Cost> {
        let (host, place) = place_of(target)?;
        if place.has_feed_only() {
            return None;
        }
        let per_day = Some(if has_key { 10_000 } else { 300 });
        let per_run = match (&place, is_by_activity(target)) {
            (Place::Question(_) | Place::Answer(_), _) if has_key => 4,
            (place, by_activity) if !has_key && place.feed(&host, by_activity).is_some() => return None,
            _ => 1,
        };
        Some(Cost {
            per_run,
            per_day,
            unit: "requests",
            note: Some("All programs in this network share them."),
        })
    }

    async fn test_key(&self, session: &Session) -> Result<String, ConnectorError> {
        let api = ask::Api::of(session, "stackoverflow.com")?;
        if !api.has_key() {
            return Err(ask::refuses_key("Stack Exchange needs the key that is to be tried."));
        }
        let answer = api.ask("info", &[]).await?;
        Ok(match answer.quota_left {
            Some(left) => format!("Stack Exchange accepts this key; {left} requests are left today."),
            None => "Stack Exchange accepts this key.".into(),
        })
    }

    async fn fetch(
        &self,
        target: &Target,
        cursor: &Cursor,
        session: &Session,
    ) -> Result<Fetched, ConnectorError> {
        let (host, place) = place_of(target).ok_or_else(not_valid)?;
        let api = ask::Api::of(session, &host)?;
        let by_activity = is_by_activity(target);
        let feed = place.feed(&host, by_activity);
        let min_minutes = Some(if api.has_key() { MIN_MINUTES_WITH_KEY } else { MIN_MINUTES });
        let hints = PollHints { min_minutes, ..PollHints::default() };
        if let Some(url) = feed.filter(|_| !api.has_key() || place.has_feed_only()) {
            match feed::read(&url, &place, by_activity, &host, cursor, session).await {
                // The API is not guarded so, but grants little.
                Err(error) if error.code == FailureCode::Blocked && !place.has_feed_only() => {}
                Err(error) => return Err(error),
                Ok(Fetched::NotModified { cursor, .. }) => return Ok(Fetched::NotModified { hints, cursor }),
                Ok(Fetched::Page(mut page)) => {
                    if let Place::Question(_) = place {
                        chosen(&mut page.items, target);
                    }
                    page.hints = hints;
                    return Ok(Fetched::Page(page));
                }
            }
        }
        let mut page = match place {
            Place::Question(_) | Place::Answer(_) => {
                thread::read(&place, target, &api, wants_comments(target), cursor).await?
            }
            place => pages::read(&place, by_activity, &api, cursor).await?,
        };
        page.hints = PollHints { min_minutes: page.hints.min_minutes.max(min_minutes), ..hints };
        Ok(Fetched::Page(Box::new(page)))
    }
}

fn place_of(target: &Target) -> Option<(String, Place)> {
    let link = Link::parse(&target.url).ok()?;
    let (host, place) = recognise::place(&link).ok().flatten()?;
    // An earlier run may have found the question of an answer.
    let question = target.id.as_deref().and_then(place::number);
    let place = match (place, question) {
        (Place::Answer(_), Some(question)) => Place::Question(question),
        (place, _) => place,
    };
    Some((host, place))
}

fn is_by_activity(target: &Target) -> bool {
    target.option(SORT, OPTIONS) == "activity"
}

fn wants_comments(target: &Target) -> bool {
    target.option(COMMENTS, OPTIONS) != "false"
}

fn chosen(items: &mut Vec<crate::model::FoundItem>, target: &Target) {
    if !wants_comments(target) {
        items.retain(|item| item.kind != crate::model::ItemKind::Comment);
    }
}

fn own_server() -> Result<Url, ConnectorError> {
    Url::parse(SERVER).map_err(|_| not_valid())
}
