//! LinkedIn: the posts of pages that the user administers, with a key of the user's. It gives
//! nothing else to programs.

mod api;
mod post;
mod recognise;
mod words;

use std::sync::Arc;

use async_trait::async_trait;
use serde_json::Value;
use url::Url;

use self::post::{Entry, post};
use super::{
    Connector, ConnectorError, Cost, Fetched, Link, Page, PollHints, Session, Target,
    apart::apart,
    json::Lenient,
    pages::not_valid,
    walk::{MOST_PAGES, Walk},
};
use crate::{
    content::text,
    model::{
        Cursor, FailureCode, KeyAbout, KeyField, Platform, PlatformAbout, Recognised, SettingAbout,
        TargetType,
    },
};

const SITE: &str = "https://www.linkedin.com/";
/// A month; each is answered for about a year.
const API_VERSION: &str = "202610";
const PER_PAGE: usize = 50;
/// Requests are few, and nobody says how many.
const MIN_MINUTES: u32 = 60;

/// Pages on LinkedIn.
#[derive(Debug)]
pub struct Linkedin;

#[async_trait]
impl Connector for Linkedin {
    fn about(&self) -> PlatformAbout {
        PlatformAbout {
            platform: Platform::Linkedin,
            name: "LinkedIn",
            target_types: &[TargetType::Page],
            keyless: false,
            examples: &["https://www.linkedin.com/company/…"],
            limits: "Only posts of pages that you administer, with a key of an app that LinkedIn has approved. Profiles, \
                     groups, hashtags and pages of others are open to no program.",
            key: Some(&KEY),
            options: &[],
            settings: SETTINGS,
        }
    }

    fn recognise(&self, link: &Link) -> Result<Vec<Recognised>, String> {
        recognise::recognise(link)
    }

    fn cost(&self, _target: &Target, _has_key: bool) -> Option<Cost> {
        Some(Cost {
            per_run: 1,
            per_day: None,
            unit: "requests",
            note: Some("How many LinkedIn grants in a day is shown in its developer portal only."),
        })
    }

    async fn test_key(&self, session: &Session) -> Result<String, ConnectorError> {
        let parameters = [("q", "roleAssignee"), ("role", "ADMINISTRATOR"), ("state", "APPROVED")];
        let parameters = parameters.map(|(name, value)| (name, value.to_owned()));
        let answer = api::read(&api::ask("organizationAcls", &parameters, session).await?)?;
        Ok(match api::elements(&answer)?.len() {
            0 => "The key works, but you administer no page with it.".to_owned(),
            1 => "The key works, for one page that you administer.".to_owned(),
            pages => format!("The key works, for {pages} pages that you administer."),
        })
    }

    /// `target.id` is the number of the page.
    async fn fetch(
        &self,
        target: &Target,
        cursor: &Cursor,
        session: &Session,
    ) -> Result<Fetched, ConnectorError> {
        let url = Url::parse(&target.url).map_err(|_| not_valid())?;
        let name = url.path_segments().into_iter().flatten().next_back().unwrap_or_default().to_owned();
        let (id, title) = match &target.id {
            Some(id) => (id.clone(), None),
            None => organisation(&name, session).await?,
        };
        let mut page = posts(&id, &target.url, cursor, session).await?;
        page.title = title;
        page.target_id = Some(id);
        page.hints = PollHints { min_minutes: Some(MIN_MINUTES), ..PollHints::default() };
        Ok(Fetched::Page(Box::new(page)))
    }
}

const KEY: KeyAbout = KeyAbout {
    fields: &[KeyField::secret("token", "Access token")],
    get_at: "https://www.linkedin.com/developers/apps",
    help: "Make an app for your page, ask LinkedIn for its Community Management API, and make an access token with the scope \
           r_organization_social. It is valid for 60 days.",
};

const SETTINGS: &[SettingAbout] = &[
    SettingAbout::base_url("https://api.linkedin.com"),
    SettingAbout {
        name: "api_version",
        label: "Version",
        help: "The month of LinkedIn's interface that is asked for. Each is answered for about a year.",
        default: API_VERSION,
    },
];

/// The number of a page and what it is called.
async fn organisation(name: &str, session: &Session) -> Result<(String, Option<String>), ConnectorError> {
    let parameters = [("q", "vanityName".to_owned()), ("vanityName", name.to_owned())];
    let answer = api::read(&api::ask("organizations", &parameters, session).await?)?;
    let Some(found) = api::elements(&answer)?.first() else {
        return Err(ConnectorError::new(
            FailureCode::Gone,
            format!("LinkedIn finds no page called {name}: it was renamed or removed, or is misspelt."),
        ));
    };
    let id = found.text("id").filter(|id| id.bytes().all(|byte| byte.is_ascii_digit()));
    let title = found.text("localizedName").as_deref().and_then(text::title);
    Ok((id.ok_or_else(api::changed)?.into_owned(), title))
}

async fn posts(id: &str, page: &str, cursor: &Cursor, session: &Session) -> Result<Page, ConnectorError> {
    let mut walk = Walk::new(cursor, true);
    for number in 0..MOST_PAGES {
        let parameters = [
            ("q", "author".to_owned()),
            ("author", format!("urn:li:organization:{id}")),
            ("count", PER_PAGE.to_string()),
            ("start", (number * PER_PAGE).to_string()),
            ("sortBy", "CREATED".to_owned()),
        ];
        let sheet = match api::ask("posts", &parameters, session).await {
            Ok(response) => {
                let page: Arc<str> = page.into();
                let reading = apart(move || {
                    let document = api::read(&response)?;
                    let entries = api::elements(&document)?;
                    let has_more = entries.len() >= PER_PAGE || has_next(&document);
                    Ok((entries.iter().map(|entry| post(entry, &page)).collect::<Vec<_>>(), has_more))
                });
                reading.await.and_then(|read| read)
            }
            Err(error) => Err(error),
        };
        let (entries, has_more) = match sheet {
            Ok(sheet) => sheet,
            Err(error) => {
                walk.failed(error)?;
                break;
            }
        };
        for entry in entries {
            match entry {
                Entry::Item(item) => walk.add(*item),
                Entry::Other => {}
                Entry::Unreadable => walk.add_unreadable(),
            }
        }
        if !walk.goes_on(has_more) {
            break;
        }
    }
    walk.finish(api::changed)
}

fn has_next(document: &Value) -> bool {
    let links = document.inner("paging").map(|paging| paging.list("links")).unwrap_or_default();
    links.iter().any(|link| link.text("rel").as_deref() == Some("next"))
}
