//! GitHub: Atom feeds of what repositories publish and people do, and the REST interface for
//! issues, pull requests and comments, which grants sixty requests an hour, with a key more.

mod atom;
mod issue;
mod pages;
mod recognise;
mod refusal;

use async_trait::async_trait;
use http::{HeaderMap, HeaderName, HeaderValue, header};
use url::Url;

use super::{
    Connector, ConnectorError, Cost, Fetched, Link, PollHints, Session, Target, keys, pages::not_valid,
};
use crate::model::{
    Cursor, KeyAbout, KeyField, Platform, PlatformAbout, Recognised, SettingAbout, TargetType,
};

const SITE: &str = "https://github.com";
const GISTS: &str = "https://gist.github.com";
const API: &str = "https://api.github.com/";
/// Feeds are made anew about that often, and requests are few.
const MIN_MINUTES: u32 = 15;

/// The version of the interface that answers are read in.
const VERSION: &str = "2022-11-28";

const KEY: KeyAbout = KeyAbout {
    fields: &[KeyField::secret("token", "Personal access token")],
    get_at: "https://github.com/settings/personal-access-tokens",
    help: "Create a fine-grained token with access to public repositories only; it needs no permissions. It grants 5,000 \
           requests an hour for issues, pull requests and comments instead of 60. For a private repository it needs leave to \
           read its issues.",
};

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
            limits: "The 10 latest releases or tags, 20 commits, 30 activities, of public repositories; for issues, pull \
                     requests and comments, 60 requests an hour for all jobs together, 5,000 with a key.",
            key: Some(&KEY),
            options: &[],
            settings: const {
                &[
                    SettingAbout::base_url("https://github.com"),
                    SettingAbout {
                        name: "api_version",
                        label: "Version of the interface",
                        help: "The date that GitHub calls it by.",
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
        let url = Url::parse(&target.url).ok()?;
        let has_feed = !matches!(target.target_type, TargetType::Issues | TargetType::Thread);
        has_feed.then(|| atom::address(&url, &url).into())
    }

    /// Feeds cost nothing.
    fn cost(&self, target: &Target, has_key: bool) -> Option<Cost> {
        let per_run = match target.target_type {
            TargetType::Issues => 1,
            TargetType::Thread => 2,
            _ => return None,
        };
        let (per_hour, note) = match has_key {
            true => (5_000, None),
            false => (60, Some("Without a key GitHub grants 60 requests an hour to all jobs together.")),
        };
        Some(Cost { per_run, per_day: Some(per_hour * 24), unit: "requests", note })
    }

    /// Asking what is left is not counted.
    async fn test_key(&self, session: &Session) -> Result<String, ConnectorError> {
        session
            .key()
            .and_then(|key| key.get("token"))
            .ok_or_else(|| keys::missing("GitHub", Platform::Github))?;
        let api = Api { base: api_base(session)? };
        let response = session.get(&api.at("rate_limit")?, api.headers(session)?).await?;
        match response.status {
            200 => Ok("The key works.".into()),
            _ => Err(refusal::of_list(&response, true)),
        }
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

    /// `full` gives texts as HTML too.
    fn headers(&self, session: &Session) -> Result<HeaderMap, ConnectorError> {
        let version = session.setting(Platform::Github, "api_version").filter(|version| !version.is_empty());
        let version = HeaderValue::from_str(version.unwrap_or(VERSION)).map_err(|_| not_valid())?;
        let mut headers = HeaderMap::from_iter([
            (header::ACCEPT, HeaderValue::from_static("application/vnd.github.full+json")),
            (HeaderName::from_static("x-github-api-version"), version),
        ]);
        if let Some(token) = session.key().and_then(|key| key.get("token")) {
            headers.extend(keys::bearer(token)?);
        }
        Ok(headers)
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

fn hints() -> PollHints {
    PollHints { min_minutes: Some(MIN_MINUTES), ..PollHints::default() }
}
