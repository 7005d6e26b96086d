//! GitHub without a key: Atom feeds of what repositories publish and people do, and the REST
//! interface for issues, pull requests and comments, which grants sixty requests an hour.

mod atom;
mod issue;
mod pages;
mod recognise;
mod refusal;

use async_trait::async_trait;
use url::Url;

use super::{Connector, ConnectorError, Fetched, Link, PollHints, Session, Target};
use crate::model::{Cursor, FailureCode, Platform, PlatformAbout, Recognised, SettingAbout, TargetType};

const SITE: &str = "https://github.com";
const GISTS: &str = "https://gist.github.com";
const API: &str = "https://api.github.com/";
/// Feeds are made anew about that often, and requests are few.
const MIN_MINUTES: u32 = 15;

/// Repositories and people on GitHub.
#[derive(Debug)]
pub struct Github;

#[async_trait]
impl Connector for Github {
    fn about(&self) -> PlatformAbout {
        PlatformAbout {
            platform: Platform::Github,
            name: "GitHub",
            target_types: &[
                TargetType::Releases,
                TargetType::Tags,
                TargetType::Commits,
                TargetType::Issues,
                TargetType::Thread,
                TargetType::Discussions,
                TargetType::Wiki,
                TargetType::Profile,
                TargetType::Gists,
            ],
            keyless: true,
            examples: &[
                "https://github.com/owner/repository",
                "https://github.com/owner/repository/issues",
                "https://github.com/somebody",
            ],
            limits: "Public things only. The 10 latest releases or tags, 20 commits, 30 activities; for issues, pull \
                     requests and comments, 60 requests an hour for all jobs together.",
            key: None,
            options: &[],
            settings: const { &[SettingAbout::base_url("https://github.com")] },
        }
    }

    fn recognise(&self, link: &Link) -> Result<Vec<Recognised>, String> {
        recognise::recognise(link)
    }

    fn feed_address(&self, target: &Target) -> Option<String> {
        let url = Url::parse(&target.url).ok()?;
        let has_feed = !matches!(target.target_type, TargetType::Issues | TargetType::Thread);
        has_feed.then(|| atom::address(&url, &url).into())
    }

    async fn fetch(
        &self,
        target: &Target,
        cursor: &Cursor,
        session: &Session,
    ) -> Result<Fetched, ConnectorError> {
        let url = parse(&target.url)?;
        let api = Api { base: api_base(session)? };
        match target.target_type {
            TargetType::Issues => pages::issues(&api, &url, cursor, session).await,
            TargetType::Thread => pages::thread(&api, &url, cursor, session).await,
            kind => {
                let own = if kind == TargetType::Gists { GISTS } else { SITE };
                let base = session.base(Platform::Github, &parse(own)?);
                atom::fetch(kind, &atom::address(&base, &url), cursor, session).await
            }
        }
    }
}

/// Where the REST interface is.
#[derive(Debug)]
struct Api {
    base: Url,
}

impl Api {
    fn at(&self, path: &str) -> Result<Url, ConnectorError> {
        self.base.join(path).map_err(|_| not_valid())
    }
}

/// A server of one's own has its interface below its address.
fn api_base(session: &Session) -> Result<Url, ConnectorError> {
    let own = parse(SITE)?;
    let base = session.base(Platform::Github, &own);
    if base == own {
        return parse(API);
    }
    base.join("/api/v3/").map_err(|_| not_valid())
}

fn parse(text: &str) -> Result<Url, ConnectorError> {
    Url::parse(text).map_err(|_| not_valid())
}

fn not_valid() -> ConnectorError {
    ConnectorError::new(FailureCode::Internal, "The stored address is not valid.")
}

fn hints() -> PollHints {
    PollHints { min_minutes: Some(MIN_MINUTES), ..PollHints::default() }
}
