//! One server of Lemmy: which of the two interfaces it speaks, how it is asked, and what its
//! refusals mean.

use http::{HeaderMap, HeaderValue, header};
use serde_json::Value;
use url::Url;

use crate::{
    model::{FailureCode, Key},
    platforms::{
        ConnectorError, Session,
        json::{self, Lenient},
        servers::{self, host},
    },
    ports::HttpResponse,
};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Version {
    V3,
    V4,
}

impl Version {
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Version::V3 => "v3",
            Version::V4 => "v4",
        }
    }

    pub(super) fn of(text: &str) -> Option<Self> {
        [Version::V3, Version::V4].into_iter().find(|version| version.as_str() == text)
    }
}

/// The way to one server.
#[derive(Debug)]
pub(super) struct Api<'a> {
    pub(super) server: &'a Url,
    pub(super) version: Version,
    session: &'a Session,
}

impl<'a> Api<'a> {
    pub(super) fn new(server: &'a Url, version: Version, session: &'a Session) -> Self {
        Self { server, version, session }
    }

    /// Finds out what the server speaks: some servers of version 4 still answer a part of 3.
    /// Answers what the server says of itself as well.
    pub(super) async fn probe(
        server: &'a Url,
        session: &'a Session,
    ) -> Result<(Self, Value), ConnectorError> {
        let api = Self::new(server, Version::V4, session);
        match api.get("site", &[]).await {
            Ok(site) if site.inner("site_view").is_some() => return Ok((api, site)),
            Err(error) if is_passing(&error) => return Err(error),
            _ => {}
        }
        let api = Self::new(server, Version::V3, session);
        match api.get("site", &[]).await {
            Ok(site) if site.inner("site_view").is_some() => Ok((api, site)),
            Err(error) if !matches!(error.code, FailureCode::Gone | FailureCode::Changed) => Err(error),
            _ => Err(ConnectorError::new(
                FailureCode::Changed,
                servers::another_kind(host(server), "servers of Lemmy"),
            )),
        }
    }

    pub(super) async fn get(
        &self,
        path: &str,
        parameters: &[(&str, String)],
    ) -> Result<Value, ConnectorError> {
        let response = self.ask(path, parameters).await?;
        read(&response)
    }

    pub(super) async fn ask(
        &self,
        path: &str,
        parameters: &[(&str, String)],
    ) -> Result<HttpResponse, ConnectorError> {
        let mut url = self.server.clone();
        url.set_path(&format!("api/{}/{path}", self.version.as_str()));
        if !parameters.is_empty() {
            url.query_pairs_mut().extend_pairs(parameters);
        }
        let headers = self.session.key().and_then(|key| login(key, self.server)).unwrap_or_default();
        self.session.get(&url, headers).await
    }
}

/// The user's login, for the server that it is from and no other.
fn login(key: &Key, server: &Url) -> Option<HeaderMap> {
    let own = key.get("server").and_then(address)?;
    (own.origin() == server.origin()).then_some(())?;
    let mut value = HeaderValue::try_from(format!("Bearer {}", key.get("token")?)).ok()?;
    value.set_sensitive(true);
    Some(HeaderMap::from_iter([(header::AUTHORIZATION, value)]))
}

/// The address of a server whose name somebody typed, with or without a scheme.
pub(super) fn address(name: &str) -> Option<Url> {
    servers::server(&servers::typed(name)?, "/")
}

/// The document of an answer.
pub(super) fn read(response: &HttpResponse) -> Result<Value, ConnectorError> {
    if (200..300).contains(&response.status) {
        return json::read(response);
    }
    Err(refusal(response))
}

fn refusal(response: &HttpResponse) -> ConnectorError {
    use FailureCode::{AuthRequired, Gone, Private, RateLimited};
    let usual = ConnectorError::of_status(response);
    let host = host(&response.url);
    let body = servers::said(response).unwrap_or_default();
    let said = body.text("error").unwrap_or_default().to_lowercase();
    let (code, message) = match said.as_ref() {
        "instance_is_private" => (
            AuthRequired,
            format!(
                "{host} shows its posts only to its members. If you are one, set your login in Settings or with `tidewatch \
                 secrets set lemmy`."
            ),
        ),
        "not_logged_in" | "incorrect_login" => (
            AuthRequired,
            format!(
                "{host} shows this only to those who are logged in, or the login is no longer valid. Set it anew in Settings \
                 or with `tidewatch secrets set lemmy`."
            ),
        ),
        "rate_limit_error" | "too_many_requests" => (RateLimited, format!("{host} was asked too often.")),
        "deleted" | "removed" => {
            (Gone, format!("{host} says that this was deleted. Delete the job, or paste another address."))
        }
        "private_community" | "community_is_private" => {
            (Private, format!("This community of {host} shows its posts only to its followers."))
        }
        said if said.starts_with("couldnt_find") || said == "not_found" || said == "unknown_person" => (
            Gone,
            format!(
                "{host} finds no such community, user or post: it was removed, is misspelt, or has not reached this server. \
                 Open it in a browser and paste its address anew."
            ),
        ),
        _ if response.status == 429 => (RateLimited, usual.message.clone()),
        _ => return usual,
    };
    servers::told(usual, code, message, code == AuthRequired)
}

/// Whether it says nothing about what the server speaks.
fn is_passing(error: &ConnectorError) -> bool {
    use FailureCode::{Blocked, PlatformDown, RateLimited, Timeout, Tls, Unreachable};
    matches!(error.code, RateLimited | PlatformDown | Timeout | Tls | Unreachable)
        || (error.code == Blocked && error.http_status.is_none_or(|status| status == 403))
}

pub(super) fn changed(server: &Url) -> ConnectorError {
    servers::changed(host(server), "posts")
}
