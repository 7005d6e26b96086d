//! Tumblr: blogs and their tags through their feeds, or with a key through the API, which also
//! knows the tags of all blogs.

mod ask;
mod feed;
mod pages;
mod post;
mod recognise;

use async_trait::async_trait;
use url::Url;

use super::{Connector, ConnectorError, Cost, Fetched, Link, PollHints, Session, Target, pages::not_valid};
use crate::model::{
    Cursor, FailureCode, ItemKind, KeyAbout, KeyField, OptionAbout, Platform, PlatformAbout, Recognised,
    SettingAbout, TargetType,
};

/// What people see.
const SITE: &str = "https://www.tumblr.com/";
const SERVER: &str = "https://api.tumblr.com";
const MIN_MINUTES: u32 = 15;

const CONSUMER_KEY: &str = "consumer_key";
const KEY: KeyAbout = KeyAbout {
    fields: &[KeyField::secret(CONSUMER_KEY, "OAuth consumer key")],
    get_at: "https://www.tumblr.com/oauth/apps",
    help: "Register an application there and copy its OAuth consumer key. With it, tags of all blogs can be watched, more \
           than 20 new posts are read at once, and reblogs are told apart.",
};

const REBLOGS: &str = "reblogs";
const OPTIONS: &[OptionAbout] = &[OptionAbout::switch(
    REBLOGS,
    "Include reblogs",
    "Posts of others that the blog passes on. Leaving them out needs a key.",
    true,
    &[TargetType::Profile, TargetType::Hashtag],
)];

/// Blogs and tags on Tumblr.
#[derive(Debug)]
pub struct Tumblr;

#[async_trait]
impl Connector for Tumblr {
    fn about(&self) -> PlatformAbout {
        PlatformAbout {
            platform: Platform::Tumblr,
            name: "Tumblr",
            target_types: &[TargetType::Profile, TargetType::Hashtag],
            keyless: true,
            examples: &[
                "https://name.tumblr.com/",
                "https://www.tumblr.com/name",
                "https://name.tumblr.com/tagged/…",
                "https://www.tumblr.com/tagged/…",
            ],
            limits: "The 20 latest posts per check, or up to 100 new ones with a key. Tags of all blogs need a key. Blogs \
                     that are shown only to those who log in cannot be read.",
            key: Some(&KEY),
            options: OPTIONS,
            settings: const { &[SettingAbout::base_url(SERVER)] },
        }
    }

    fn recognise(&self, link: &Link) -> Result<Vec<Recognised>, String> {
        recognise::recognise(link)
    }

    fn feed_address(&self, target: &Target) -> Option<String> {
        Some(Place::of(&target.url)?.feed()?.into())
    }

    fn cost(&self, _target: &Target, has_key: bool) -> Option<Cost> {
        has_key.then_some(Cost { per_run: 1, per_day: Some(5000), unit: "requests", note: None })
    }

    async fn test_key(&self, session: &Session) -> Result<String, ConnectorError> {
        let key = key(session).ok_or_else(needs_key)?;
        let answer = ask::get(session, key, "blog/staff.tumblr.com/info", &[]).await?;
        ask::read(&answer)?;
        Ok("Tumblr accepts this key.".into())
    }

    async fn fetch(
        &self,
        target: &Target,
        cursor: &Cursor,
        session: &Session,
    ) -> Result<Fetched, ConnectorError> {
        let place = Place::of(&target.url).ok_or_else(not_valid)?;
        let own_only = target.option(REBLOGS, OPTIONS) == "false";
        let hints = PollHints { min_minutes: Some(MIN_MINUTES), ..PollHints::default() };
        let Some(key) = key(session) else {
            let url = place.feed().ok_or_else(needs_key)?;
            let mut fetched = feed::read(&url, &place, cursor, session).await?;
            match &mut fetched {
                Fetched::Page(page) => {
                    page.hints = hints;
                    if own_only {
                        page.warnings.push(
                            "Without a key Tumblr does not tell which posts are reblogs: all are taken."
                                .into(),
                        );
                    }
                }
                Fetched::NotModified { hints: known, .. } => *known = hints,
            }
            return Ok(fetched);
        };
        let mut page = pages::read(&place, target.id.as_deref(), key, cursor, session).await?;
        if own_only {
            page.items.retain(|item| item.kind != ItemKind::Repost);
        }
        page.hints = hints;
        Ok(Fetched::Page(Box::new(page)))
    }
}

fn key(session: &Session) -> Option<&str> {
    session.key()?.get(CONSUMER_KEY)
}

/// What is read: a blog, one tag of a blog, or a tag of all blogs.
struct Place {
    blog: Option<String>,
    tag: Option<String>,
}

impl Place {
    /// From the address that is stored.
    fn of(target_url: &str) -> Option<Self> {
        let link = Link::parse(target_url).ok()?;
        recognise::place(&link).ok().flatten()
    }

    fn feed(&self) -> Option<Url> {
        let mut url = Url::parse(&format!("https://{}.tumblr.com/", self.blog.as_deref()?)).ok()?;
        {
            let mut path = url.path_segments_mut().ok()?;
            path.pop_if_empty();
            if let Some(tag) = &self.tag {
                path.push("tagged").push(tag);
            }
            path.push("rss");
        }
        Some(url)
    }
}

fn needs_key() -> ConnectorError {
    ConnectorError {
        needs_user: true,
        ..ConnectorError::new(
            FailureCode::AuthRequired,
            "Tumblr needs a key of yours to show a tag of all blogs. Set it in Settings or with `tidewatch secrets set tumblr`.",
        )
    }
}
