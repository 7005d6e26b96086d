//! One question to Reddit's interface under the user's app.

use http::HeaderMap;
use url::Url;

use super::{not_valid, refusal};
use crate::{
    model::{FailureCode, Platform},
    platforms::{ConnectorError, Session, json, keys, oauth},
    ports::HttpResponse,
};

pub(super) const SERVER: &str = "https://oauth.reddit.com";
const TOKENS: &str = "https://www.reddit.com/api/v1/access_token";

/// The interface under the user's app.
pub(super) struct Api<'a> {
    session: &'a Session,
    client: oauth::Client<'a>,
    base: Url,
}

impl<'a> Api<'a> {
    /// Nothing without a key.
    pub(super) fn new(session: &'a Session) -> Result<Option<Self>, ConnectorError> {
        let Some(key) = session.key() else { return Ok(None) };
        let Some(id) = key.get("client_id") else { return Ok(None) };
        let parse = |text| Url::parse(text).map_err(|_| not_valid());
        let base = session.setting(Platform::Reddit, "api_url").filter(|url| !url.is_empty());
        let client = oauth::Client {
            name: "Reddit",
            platform: Platform::Reddit,
            endpoint: parse(TOKENS)?,
            id,
            // Installed apps have none.
            secret: key.get("client_secret").unwrap_or_default(),
            is_basic: true,
        };
        Ok(Some(Self { session, client, base: parse(base.unwrap_or(SERVER))? }))
    }

    /// A token is proof enough.
    pub(super) async fn test(&self) -> Result<String, ConnectorError> {
        self.client.token(None, self.session).await?;
        Ok("Reddit has given the app a token.".into())
    }

    /// The answer with success. `raw_json` keeps Reddit from escaping texts once more.
    pub(super) async fn get(
        &self,
        path: &str,
        query: &[(&str, &str)],
    ) -> Result<HttpResponse, ConnectorError> {
        let mut url = self.base.clone();
        url.set_path(path);
        url.query_pairs_mut().clear().extend_pairs(query).append_pair("raw_json", "1");
        let response = self.client.get(&url, &HeaderMap::new(), self.session).await?;
        match response.status {
            200..300 => Ok(response),
            401 => Err(keys::refused("Reddit", Platform::Reddit, 401)),
            // With a key it is not the network that is refused.
            403 if json::read(&HttpResponse { status: 200, ..response.clone() })
                .is_ok_and(|body| body["reason"].is_null()) =>
            {
                Err(ConnectorError {
                    http_status: Some(403),
                    ..ConnectorError::new(
                        FailureCode::Private,
                        "Reddit does not let your app read this (403): it may be private, or the app may lack leave.",
                    )
                })
            }
            _ => Err(refusal::refusal(&response)),
        }
    }
}
