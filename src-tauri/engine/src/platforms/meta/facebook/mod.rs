//! Facebook through Meta's interface: public pages.

mod post;
mod recognise;

use async_trait::async_trait;
use url::Url;

use super::{TOKEN, ask::Graph, decoded, sheet, version};
use crate::{
    content::text,
    model::{Cursor, KeyAbout, Platform, PlatformAbout, Recognised, SettingAbout, TargetType},
    platforms::{
        Connector, ConnectorError, Fetched, Link, Session, Target,
        json::Lenient,
        pages::{self, changed, not_valid},
        walk::MOST_PAGES,
    },
};

/// What people see.
const SITE: &str = "https://www.facebook.com/";
const NAME: &str = "Facebook";
const SERVER: &str = "https://graph.facebook.com";
const FIELDS: &str = "id,message,story,created_time,updated_time,permalink_url,from,attachments{media_type,title,url},shares,\
                      comments.summary(true).limit(0),reactions.summary(true).limit(0),is_hidden";

const KEY: KeyAbout = KeyAbout {
    fields: TOKEN,
    get_at: "https://developers.facebook.com/apps",
    help: "Create a Meta app with Facebook Login and make a long-lived token with pages_show_list and pages_read_engagement for \
           pages of yours. Pages of others need \"Page Public Content Access\", which Meta reviews. A token lives about 60 days.",
};

/// Pages on Facebook.
#[derive(Debug)]
pub struct Facebook;

#[async_trait]
impl Connector for Facebook {
    fn about(&self) -> PlatformAbout {
        PlatformAbout {
            platform: Platform::Facebook,
            name: NAME,
            target_types: &[TargetType::Profile],
            keyless: false,
            examples: &["https://www.facebook.com/page"],
            limits: "Pages only, with an app of yours at Meta: people and groups cannot be read. Pictures are not kept, because \
                     their addresses expire.",
            key: Some(&KEY),
            options: &[],
            settings: const {
                &[
                    SettingAbout::base_url(SERVER),
                    version("", "Such as v25.0; empty is the one that your app was made for."),
                ]
            },
        }
    }

    fn recognise(&self, link: &Link) -> Result<Vec<Recognised>, String> {
        recognise::recognise(link)
    }

    async fn test_key(&self, session: &Session) -> Result<String, ConnectorError> {
        graph(session)?.test("name").await
    }

    async fn fetch(
        &self,
        target: &Target,
        cursor: &Cursor,
        session: &Session,
    ) -> Result<Fetched, ConnectorError> {
        let graph = &graph(session)?;
        let (id, title) = match &target.id {
            Some(id) => (id.clone(), None),
            None => resolve(&target.url, graph).await?,
        };
        let path = &format!("{id}/posts");
        let sheet = |next: Option<String>| async move {
            let mut parameters = vec![("fields", FIELDS), ("limit", "50")];
            parameters.extend(next.as_deref().map(|word| ("after", word)));
            let document = graph.get(path, &parameters).await?;
            sheet(&document, NAME, post::post)
        };
        let mut page = pages::read(cursor, true, MOST_PAGES, || changed(NAME), sheet).await?;
        page.title = title;
        page.target_id = Some(id);
        page.hints = graph.hints();
        Ok(Fetched::Page(Box::new(page)))
    }
}

fn graph(session: &Session) -> Result<Graph<'_>, ConnectorError> {
    Graph::new(session, NAME, Platform::Facebook, SERVER, "")
}

/// The number outlives the name.
async fn resolve(url: &str, graph: &Graph<'_>) -> Result<(String, Option<String>), ConnectorError> {
    let url = Url::parse(url).map_err(|_| not_valid())?;
    let name = url.path_segments().and_then(|mut parts| parts.next()).map(decoded);
    let name = name.filter(|name| !name.is_empty()).ok_or_else(not_valid)?;
    let page = graph.get(&name, &[("fields", "id,name")]).await?;
    let id = page.text("id").and_then(|id| recognise::number(&id)).ok_or_else(|| changed(NAME))?;
    Ok((id, page.text("name").as_deref().and_then(text::title)))
}
