//! One question to X's interface under the user's key, in the names that it understands now.

use std::sync::atomic::{AtomicBool, Ordering};

use http::HeaderMap;
use serde_json::Value;
use url::Url;

use super::{NAME, refusal};
use crate::{
    model::Platform,
    platforms::{
        ConnectorError, Session,
        json::{self, Lenient},
        keys,
        pages::not_valid,
    },
    ports::HttpResponse,
};

const SERVER: &str = "https://api.x.com";
const USER_FIELDS: &str = "username,name,profile_image_url,verified_type,protected";
const MEDIA_FIELDS: &str = "type,url,preview_image_url,variants,alt_text,duration_ms";

/// The interface, and which of its names hold.
pub(super) struct Api<'a> {
    session: &'a Session,
    headers: HeaderMap,
    base: Url,
    /// Posts are called posts and no longer tweets.
    is_renamed: AtomicBool,
    may_rename: bool,
}

/// What comes with each post.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum With {
    /// Each author is charged for.
    Authors,
    Nothing,
}

impl<'a> Api<'a> {
    /// # Errors
    /// `auth_required` without a key.
    pub(super) fn new(session: &'a Session) -> Result<Self, ConnectorError> {
        let token = session.key().and_then(|key| key.get("token"));
        let token = token.ok_or_else(|| keys::missing(NAME, Platform::X))?;
        let setting = |name| session.setting(Platform::X, name).filter(|value| !value.is_empty());
        let base = Url::parse(setting("api_url").unwrap_or(SERVER)).map_err(|_| not_valid())?;
        let version = setting("api_version").unwrap_or("2");
        let base = base.join(&format!("/{}/", version.trim_matches('/'))).map_err(|_| not_valid())?;
        let names = setting("field_names");
        Ok(Self {
            session,
            headers: keys::bearer(token)?,
            base,
            is_renamed: AtomicBool::new(names == Some("post")),
            may_rename: names.is_none(),
        })
    }

    /// Takes the names that an earlier check found to hold.
    pub(super) fn remember(&self, is_renamed: bool) {
        if self.may_rename && is_renamed {
            self.is_renamed.store(true, Ordering::Relaxed);
        }
    }

    pub(super) fn is_renamed(&self) -> bool {
        self.is_renamed.load(Ordering::Relaxed)
    }

    /// Users and lists.
    pub(super) async fn get(&self, path: &str, own: &[(&str, &str)]) -> Result<Value, ConnectorError> {
        let response = self.send(path, own).await?;
        refusal::read(&response)
    }

    /// Posts, whatever the status of the answer.
    pub(super) async fn posts(
        &self,
        path: &str,
        own: &[(&str, String)],
        with: With,
    ) -> Result<HttpResponse, ConnectorError> {
        loop {
            let is_renamed = self.is_renamed();
            let post = if is_renamed { "post" } else { "tweet" };
            let fields = format!(
                "created_at,author_id,conversation_id,in_reply_to_user_id,lang,entities,attachments,public_metrics,\
                 referenced_{post}s,possibly_sensitive,note_{post},withheld"
            );
            let fields_name = format!("{post}.fields");
            let referenced = if is_renamed { "referenced_posts" } else { "referenced_tweets.id" };
            let mut expansions = format!("attachments.media_keys,{referenced}");
            let mut parameters: Vec<(&str, &str)> =
                own.iter().map(|(name, value)| (*name, value.as_str())).collect();
            parameters.extend([(fields_name.as_str(), fields.as_str()), ("media.fields", MEDIA_FIELDS)]);
            if with == With::Authors {
                expansions.push_str(",author_id");
                parameters.push(("user.fields", USER_FIELDS));
            }
            parameters.push(("expansions", &expansions));
            let response = self.send(path, &parameters).await?;
            let is_misnamed = response.status == 400 && refusal::is_about(&response, &fields_name);
            if !is_misnamed || is_renamed || !self.may_rename {
                return Ok(response);
            }
            self.is_renamed.store(true, Ordering::Relaxed);
        }
    }

    /// What of the month's posts is used: the one question that is not charged.
    pub(super) async fn usage(&self) -> Result<String, ConnectorError> {
        let response = self.send("usage/tweets", &[]).await?;
        if !(200..300).contains(&response.status) {
            return Err(refusal::refused(&response));
        }
        let document = json::read(&response)?;
        let data = document.inner("data");
        let count = |name| data.and_then(|data| data.count(name));
        Ok(match (count("project_usage"), count("project_cap")) {
            (Some(used), Some(cap)) => {
                format!("The key works. {used} of {cap} posts of this month are used.")
            }
            _ => "The key works.".into(),
        })
    }

    pub(super) async fn user(&self, path: &str) -> Result<Value, ConnectorError> {
        self.get(path, &[("user.fields", USER_FIELDS)]).await
    }

    async fn send(&self, path: &str, parameters: &[(&str, &str)]) -> Result<HttpResponse, ConnectorError> {
        let mut url = self.base.join(path).map_err(|_| not_valid())?;
        if !parameters.is_empty() {
            url.query_pairs_mut().extend_pairs(parameters);
        }
        self.session.get(&url, self.headers.clone()).await
    }
}
