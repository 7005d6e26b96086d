//! One question to Twitch under the user's app, and what its refusals mean.

use http::{HeaderMap, HeaderName};
use serde_json::Value;
use url::Url;

use super::NAME;
use crate::{
    model::{FailureCode, Platform},
    platforms::{
        ConnectorError, Session,
        json::{self, Lenient},
        keys, oauth,
        pages::not_valid,
    },
    ports::HttpResponse,
};

const SERVER: &str = "https://api.twitch.tv/";
const TOKENS: &str = "https://id.twitch.tv/oauth2/token";

/// The interface under the user's app.
pub(super) struct Api<'a> {
    session: &'a Session,
    client: oauth::Client<'a>,
    headers: HeaderMap,
    base: Url,
}

impl<'a> Api<'a> {
    /// # Errors
    /// `auth_required` without a key.
    pub(super) fn new(session: &'a Session) -> Result<Self, ConnectorError> {
        let field = |name| {
            let value = session.key().and_then(|key| key.get(name));
            value.ok_or_else(|| keys::missing(NAME, Platform::Twitch))
        };
        let (id, secret) = (field("client_id")?, field("client_secret")?);
        let parse = |text| Url::parse(text).map_err(|_| not_valid());
        let tokens = session.setting(Platform::Twitch, "token_url").filter(|url| !url.is_empty());
        let client = oauth::Client {
            name: NAME,
            platform: Platform::Twitch,
            endpoint: parse(tokens.unwrap_or(TOKENS))?,
            id,
            secret,
            is_basic: false,
        };
        let headers = HeaderMap::from_iter([(HeaderName::from_static("client-id"), keys::header(id)?)]);
        let base = session.base(Platform::Twitch, &parse(SERVER)?);
        Ok(Self { session, client, headers, base })
    }

    /// A token is proof enough.
    pub(super) async fn test(&self) -> Result<String, ConnectorError> {
        self.client.token(None, self.session).await?;
        Ok("Twitch has given the app a token.".into())
    }

    /// The answer with success.
    pub(super) async fn get(
        &self,
        path: &str,
        parameters: &[(&str, &str)],
    ) -> Result<HttpResponse, ConnectorError> {
        let mut url = self.base.clone();
        url.set_path(&format!("/helix/{path}"));
        url.query_pairs_mut().clear().extend_pairs(parameters);
        let response = self.client.get(&url, &self.headers, self.session).await?;
        if (200..300).contains(&response.status) { Ok(response) } else { Err(refused(&response)) }
    }

    /// The first entry of an answer.
    pub(super) async fn first(
        &self,
        path: &str,
        parameters: &[(&str, &str)],
    ) -> Result<Option<Value>, ConnectorError> {
        let document = json::read(&self.get(path, parameters).await?)?;
        Ok(entries(&document)?.first().cloned())
    }
}

/// The entries of an answer.
pub(super) fn entries(document: &Value) -> Result<&[Value], ConnectorError> {
    document
        .get("data")
        .and_then(Value::as_array)
        .map(Vec::as_slice)
        .ok_or_else(|| crate::platforms::pages::changed(NAME))
}

fn refused(response: &HttpResponse) -> ConnectorError {
    let usual = ConnectorError::of_status(response);
    let is_page = response.body.trim_ascii_start().starts_with(b"<");
    let said: Value =
        serde_json::from_slice(&response.body[..response.body.len().min(64 << 10)]).unwrap_or_default();
    let said = said.text("message").unwrap_or_default().to_lowercase();
    match response.status {
        401 => keys::refused(NAME, Platform::Twitch, 401),
        // The key may be good for others.
        403 if !is_page => ConnectorError {
            code: FailureCode::Private,
            message: "Twitch does not let your app read this (403). Look at it at dev.twitch.tv.".into(),
            needs_user: true,
            ..usual
        },
        404 => ConnectorError { message: "Twitch finds no such thing (404): it may have been deleted.".into(), ..usual },
        400 if said.contains("invalid") || said.contains("malformed") || said.contains("missing") => ConnectorError {
            code: FailureCode::Changed,
            message: "Twitch does not understand the question (400): the address may be wrong, or Tidewatch has to learn a new \
                      form."
                .into(),
            ..usual
        },
        429 => ConnectorError { message: "Twitch was asked too often and wants a pause.".into(), ..usual },
        _ => usual,
    }
}
