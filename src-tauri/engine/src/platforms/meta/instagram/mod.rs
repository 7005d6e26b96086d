//! Instagram through Meta's interface: professional accounts and hashtags.

mod post;
mod recognise;

use async_trait::async_trait;
use serde_json::{Value, json};
use url::Url;

use super::{TOKEN, ask::Graph, decoded, sheet, sort, version};
use crate::{
    content::text,
    model::{
        Cursor, FailureCode, KeyAbout, OptionAbout, Platform, PlatformAbout, Recognised, SettingAbout,
        TargetType,
    },
    platforms::{
        Connector, ConnectorError, Cost, Fetched, Link, Page, Session, Target,
        json::Lenient,
        keys,
        pages::{self, Sheet, changed, not_valid},
        walk::MOST_PAGES,
    },
};

/// What people see.
const SITE: &str = "https://www.instagram.com/";
const NAME: &str = "Instagram";
const SERVER: &str = "https://graph.facebook.com";
/// The number of the user's own account, in the cursor.
const ACCOUNT: &str = "account";
const FIELDS: &str = "id,caption,media_type,media_product_type,permalink,timestamp,like_count,comments_count";

const KEY: KeyAbout = KeyAbout {
    fields: TOKEN,
    get_at: "https://developers.facebook.com/apps",
    help: "Create a Meta app with Facebook Login, link your professional Instagram account to a Facebook page of yours, and \
           make a long-lived user token with instagram_basic and pages_show_list. Hashtags also need \"Instagram Public \
           Content Access\", which Meta reviews. A token lives about 60 days.",
};

const OPTIONS: &[OptionAbout] = &[sort("The latest are those of the last 24 hours.", &[TargetType::Hashtag])];

/// Profiles and hashtags on Instagram.
#[derive(Debug)]
pub struct Instagram;

#[async_trait]
impl Connector for Instagram {
    fn about(&self) -> PlatformAbout {
        PlatformAbout {
            platform: Platform::Instagram,
            name: NAME,
            target_types: &[TargetType::Profile, TargetType::Hashtag],
            keyless: false,
            examples: &["https://www.instagram.com/name/", "https://www.instagram.com/explore/tags/…/"],
            limits: "Professional accounts only, with an app of yours at Meta; 30 hashtags in seven days. Pictures are not \
                     kept, because their addresses expire.",
            key: Some(&KEY),
            options: OPTIONS,
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

    fn cost(&self, target: &Target, has_key: bool) -> Option<Cost> {
        let is_hashtag = target.target_type == TargetType::Hashtag;
        (has_key && is_hashtag).then_some(Cost {
            per_run: 1,
            per_day: None,
            unit: "requests",
            note: Some("Instagram lets an account ask for 30 hashtags in seven days."),
        })
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
        let graph = graph(session)?;
        let account = match cursor.state.text(ACCOUNT) {
            Some(account) => account.into_owned(),
            None => account(&graph).await?,
        };
        let url = Url::parse(&target.url).map_err(|_| not_valid())?;
        let mut page = match target.target_type {
            TargetType::Hashtag => hashtag(target, &url, &account, cursor, &graph).await?,
            _ => profile(&url, &account, cursor, &graph).await?,
        };
        if page.cursor != *cursor && page.cursor.state.is_object() {
            page.cursor.state[ACCOUNT] = json!(account);
        }
        page.hints = graph.hints();
        Ok(Fetched::Page(Box::new(page)))
    }
}

fn graph(session: &Session) -> Result<Graph<'_>, ConnectorError> {
    Graph::new(session, NAME, Platform::Instagram, SERVER, "")
}

/// The professional account of the user's through which others are asked for.
async fn account(graph: &Graph<'_>) -> Result<String, ConnectorError> {
    let pages = graph.get("me/accounts", &[("fields", "instagram_business_account")]).await?;
    let mut pages = pages.list("data").iter();
    let own = pages.find_map(|page| number(&page.inner("instagram_business_account")?.text("id")?));
    own.ok_or_else(|| {
        keys::needs_user(
            "No professional Instagram account is linked to a Facebook page of yours, or the token may not see it. Link one \
             and make a new token.",
        )
    })
}

async fn profile(
    url: &Url,
    account: &str,
    cursor: &Cursor,
    graph: &Graph<'_>,
) -> Result<Page, ConnectorError> {
    let name = url.path_segments().and_then(|mut parts| parts.next()).and_then(|part| super::name(part, 30));
    let name = name.ok_or_else(not_valid)?;
    let sheet = |next: Option<String>| discovered(&name, account, next, graph);
    let mut page = pages::read(cursor, true, MOST_PAGES, || changed(NAME), sheet).await?;
    page.title = page.items.first().and_then(|item| item.author.name.clone());
    Ok(page)
}

async fn discovered(
    name: &str,
    account: &str,
    next: Option<String>,
    graph: &Graph<'_>,
) -> Result<Sheet, ConnectorError> {
    // What stands between brackets is not escaped, so only what a place can be is let in.
    let next = next
        .filter(|word| word.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'=')));
    let after = next.map(|word| format!(".after({word})")).unwrap_or_default();
    let fields =
        format!("business_discovery.username({name}){{id,username,name,media.limit(50){after}{{{FIELDS}}}}}");
    let document = graph.get(account, &[("fields", &fields)]).await?;
    let found = document.inner("business_discovery").ok_or_else(|| changed(NAME))?;
    match found.get("media") {
        // Who has posted nothing has no list.
        None | Some(Value::Null) if found.text("id").is_some() => Ok(Sheet::default()),
        Some(media) => sheet(media, NAME, |value| post::post(value, Some(found)).into()),
        None => Err(changed(NAME)),
    }
}

async fn hashtag(
    target: &Target,
    url: &Url,
    account: &str,
    cursor: &Cursor,
    graph: &Graph<'_>,
) -> Result<Page, ConnectorError> {
    let id = match &target.id {
        Some(id) => id.clone(),
        None => {
            let tag =
                url.path_segments().and_then(|mut parts| parts.nth(2)).map(decoded).ok_or_else(not_valid)?;
            let found = graph.get("ig_hashtag_search", &[("user_id", account), ("q", &tag)]).await?;
            let id = found.list("data").first().and_then(|tag| number(&tag.text("id")?));
            id.ok_or_else(|| {
                ConnectorError::new(
                    FailureCode::Gone,
                    "Instagram knows no such hashtag that your key may see.",
                )
            })?
        }
    };
    let is_recent = target.option("sort", OPTIONS) == "recent";
    let path = format!("{id}/{}", if is_recent { "recent_media" } else { "top_media" });
    let sheet = |next: Option<String>| {
        let path = &path;
        async move {
            let fields = FIELDS.replace("media_product_type,", "");
            let mut parameters = vec![("user_id", account), ("fields", fields.as_str()), ("limit", "50")];
            parameters.extend(next.as_deref().map(|word| ("after", word)));
            let document = graph.get(path, &parameters).await?;
            sheet(&document, NAME, |value| post::post(value, None).into())
        }
    };
    let mut page = pages::read(cursor, is_recent, MOST_PAGES, || changed(NAME), sheet).await?;
    page.target_id = Some(id);
    Ok(page)
}

fn number(text: &str) -> Option<String> {
    let is_number = (1..=30).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| text::cap_bytes(text, 30).to_owned())
}
