//! One question to an interface of Meta under the user's token, and what its refusals mean.

use std::{
    sync::atomic::{AtomicBool, Ordering},
    time::Duration,
};

use http::HeaderMap;
use serde_json::Value;
use url::Url;

use crate::{
    model::{FailureCode, Platform},
    platforms::{
        ConnectorError, PollHints, RetryAfter, Session,
        json::{self, Lenient},
        keys,
        pages::not_valid,
    },
    ports::HttpResponse,
};

/// Where Meta says how much of what it grants is used, in per cent.
const USAGE: [&str; 3] = ["x-business-use-case-usage", "x-app-usage", "x-ad-account-usage"];
const MUCH: u64 = 80;
/// How often is asked at most once much is used.
const RARELY: u32 = 60;
const AFTER_TOO_MANY: Duration = Duration::from_secs(3600);

/// An interface under the user's token.
pub(super) struct Graph<'a> {
    session: &'a Session,
    headers: HeaderMap,
    base: Url,
    name: &'static str,
    platform: Platform,
    is_much_used: AtomicBool,
}

impl<'a> Graph<'a> {
    /// # Errors
    /// `auth_required` without a key.
    pub(super) fn new(
        session: &'a Session,
        name: &'static str,
        platform: Platform,
        own: &str,
        own_version: &str,
    ) -> Result<Self, ConnectorError> {
        let token = session.key().and_then(|key| key.get("token"));
        let headers = keys::bearer(token.ok_or_else(|| keys::missing(name, platform))?)?;
        let base = session.base(platform, &Url::parse(own).map_err(|_| not_valid())?);
        let version = session.setting(platform, "api_version").unwrap_or(own_version).trim_matches('/');
        let path = if version.is_empty() { "/".to_owned() } else { format!("/{version}/") };
        let base = base.join(&path).map_err(|_| not_valid())?;
        Ok(Self { session, headers, base, name, platform, is_much_used: AtomicBool::new(false) })
    }

    /// The document of an answer.
    pub(super) async fn get(&self, path: &str, parameters: &[(&str, &str)]) -> Result<Value, ConnectorError> {
        let mut url = self.base.join(path).map_err(|_| not_valid())?;
        url.query_pairs_mut().extend_pairs(parameters);
        let response = self.session.get(&url, self.headers.clone()).await?;
        if usage(&response.headers, &["call_count", "total_cputime", "total_time"]) >= MUCH {
            self.is_much_used.store(true, Ordering::Relaxed);
        }
        if !(200..300).contains(&response.status) {
            return Err(self.refused(&response));
        }
        let document = json::read(&response)?;
        // Some refusals come with success.
        if document.inner("error").is_some() { Err(self.refused(&response)) } else { Ok(document) }
    }

    /// Whose token it is.
    pub(super) async fn test(&self, name: &str) -> Result<String, ConnectorError> {
        let me = self.get("me", &[("fields", &format!("id,{name}"))]).await?;
        let who = me.text(name).as_deref().and_then(crate::content::text::name);
        Ok(who.map_or_else(|| "The key works.".to_owned(), |who| format!("The key is {who}'s.")))
    }

    /// Fewer questions once much of what is granted is used.
    pub(super) fn hints(&self) -> PollHints {
        let is_much_used = self.is_much_used.load(Ordering::Relaxed);
        PollHints { min_minutes: is_much_used.then_some(RARELY), ..PollHints::default() }
    }

    fn refused(&self, response: &HttpResponse) -> ConnectorError {
        let usual = ConnectorError::of_status(response);
        let is_small = response.body.len() <= 64 << 10;
        let body: Value =
            is_small.then(|| serde_json::from_slice(&response.body).ok()).flatten().unwrap_or_default();
        let error = body.inner("error").unwrap_or(&Value::Null);
        let (number, part) = (error.count("code"), error.count("error_subcode").unwrap_or(0));
        let name = self.name;
        let told = |code, message: String| ConnectorError {
            http_status: Some(response.status),
            retry_after: usual.retry_after,
            ..ConnectorError::new(code, message)
        };
        match (number, part) {
            (Some(190 | 102), _) => keys::refused(name, self.platform, response.status),
            (Some(10 | 200..=299), _) => ConnectorError {
                needs_user: true,
                // The key may be good for others.
                ..told(
                    FailureCode::Private,
                    format!(
                        "{name} does not let your app read this: it lacks a permission, or Meta has yet to review it."
                    ),
                )
            },
            (Some(18), _) => ConnectorError {
                // Other targets can still be asked for.
                retry_after: None,
                ..told(
                    FailureCode::RateLimited,
                    format!(
                        "{name} lets an account ask for 30 hashtags in seven days, and these are used up."
                    ),
                )
            },
            (Some(4 | 17 | 32 | 613 | 80_000..=80_014), _) => {
                self.too_often(response, told(FailureCode::RateLimited, String::new()))
            }
            _ if response.status == 429 => {
                self.too_often(response, told(FailureCode::RateLimited, String::new()))
            }
            (Some(368), _) => {
                told(FailureCode::Blocked, format!("{name} has barred your app or account for a while."))
            }
            (Some(1 | 2), _) => told(FailureCode::PlatformDown, format!("{name} has a problem of its own.")),
            _ if error.is_true("is_transient") => {
                told(FailureCode::PlatformDown, format!("{name} has a problem of its own."))
            }
            (Some(100), 33) | (Some(24 | 110 | 803), _) => told(
                FailureCode::Gone,
                format!(
                    "{name} finds nothing that your key may see: it may be misspelt, deleted, private, or no professional \
                     account. Open it in a browser to see."
                ),
            ),
            (Some(100), _) => told(
                FailureCode::Changed,
                format!(
                    "{name} does not understand the question: another version of the interface may have to be set."
                ),
            ),
            _ if response.status == 401 => keys::refused(name, self.platform, 401),
            _ => usual,
        }
    }

    fn too_often(&self, response: &HttpResponse, error: ConnectorError) -> ConnectorError {
        let minutes = usage(&response.headers, &["estimated_time_to_regain_access"]);
        let wait = if minutes > 0 { Duration::from_secs(minutes.min(24 * 60) * 60) } else { AFTER_TOO_MANY };
        ConnectorError {
            message: format!("{} answers no more questions of your app for now.", self.name),
            retry_after: error.retry_after.or(Some(RetryAfter::In(wait))),
            ..error
        }
    }
}

/// The largest of these numbers, wherever in the headers they stand.
fn usage(headers: &HeaderMap, keys: &[&str]) -> u64 {
    fn largest(value: &Value, keys: &[&str], deep: usize) -> u64 {
        let inner: Vec<&Value> = match value {
            Value::Array(list) => list.iter().collect(),
            Value::Object(object) => object.values().collect(),
            _ => return 0,
        };
        let own = keys.iter().filter_map(|key| value.get(*key)?.as_f64()).map(|number| number as u64);
        let below = inner.into_iter().filter(|_| deep > 0).map(|value| largest(value, keys, deep - 1));
        own.chain(below).max().unwrap_or(0)
    }
    let values = USAGE.iter().filter_map(|name| headers.get(*name));
    let values = values.filter_map(|value| serde_json::from_slice::<Value>(value.as_bytes()).ok());
    values.map(|value| largest(&value, keys, 3)).max().unwrap_or(0)
}
