//! OAuth with client credentials: a token is asked for once and kept in memory for its life.

use std::{
    collections::HashMap,
    fmt,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use base64::{Engine, prelude::BASE64_STANDARD};
use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Method, header};
use tokio::time::Instant;
use url::{Url, form_urlencoded};

use super::{
    Ask, ConnectorError, Session,
    json::{self, Lenient},
    keys,
};
use crate::{
    digest::sha256_hex,
    model::{FailureCode, Platform},
    ports::HttpResponse,
};

/// Where a server does not say how long a token lives.
const USUAL_LIFE: u64 = 3600;
const LONGEST_LIFE: u64 = 90 * 24 * 3600;
/// A token is not used in its last moments.
const MARGIN: u64 = 60;

/// Tokens in memory, by what they were given for. Printed, it shows none of them.
#[derive(Default)]
pub struct Tokens(Mutex<HashMap<String, Slot>>);

/// Held while a token is asked for, so that those who need it too wait instead of asking.
type Slot = Arc<tokio::sync::Mutex<Option<Token>>>;

#[derive(Clone)]
struct Token {
    value: String,
    ends_at: Instant,
}

impl fmt::Debug for Tokens {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tokens").finish_non_exhaustive()
    }
}

impl Tokens {
    fn slot(&self, name: String) -> Slot {
        let mut slots = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(slots.entry(name).or_default())
    }
}

/// A user's app at a platform.
pub(super) struct Client<'a> {
    pub(super) name: &'static str,
    pub(super) platform: Platform,
    /// Where tokens are given out.
    pub(super) endpoint: Url,
    pub(super) id: &'a str,
    pub(super) secret: &'a str,
    /// Whether id and secret are sent as a header; otherwise in the form.
    pub(super) is_basic: bool,
}

impl Client<'_> {
    /// One GET under a token. Where it is refused, a new one is asked for once.
    pub(super) async fn get(
        &self,
        url: &Url,
        headers: &HeaderMap,
        session: &Session,
    ) -> Result<HttpResponse, ConnectorError> {
        let (token, is_fresh) = self.token(None, session).await?;
        let response = get_with(&token, url, headers, session).await?;
        if response.status != 401 || is_fresh {
            return Ok(response);
        }
        let (token, _) = self.token(Some(&token), session).await?;
        get_with(&token, url, headers, session).await
    }

    /// A token other than the one that was refused, and whether it was asked for now.
    ///
    /// # Errors
    /// `auth_required` where the platform refuses id and secret.
    pub(super) async fn token(
        &self,
        refused: Option<&str>,
        session: &Session,
    ) -> Result<(String, bool), ConnectorError> {
        let name = sha256_hex(format!("{}\0{}\0{}", self.endpoint, self.id, self.secret).as_bytes());
        let slot = session.tokens().slot(name);
        let mut slot = slot.lock().await;
        let known = slot.as_ref().filter(|token| token.ends_at > Instant::now());
        if let Some(token) = known.filter(|token| Some(token.value.as_str()) != refused) {
            return Ok((token.value.clone(), false));
        }
        *slot = None;
        let token = self.ask(session).await?;
        let value = token.value.clone();
        *slot = Some(token);
        Ok((value, true))
    }

    async fn ask(&self, session: &Session) -> Result<Token, ConnectorError> {
        let form_type = HeaderValue::from_static("application/x-www-form-urlencoded");
        let mut headers = HeaderMap::from_iter([(header::CONTENT_TYPE, form_type)]);
        let mut form = vec![("grant_type", "client_credentials")];
        if self.is_basic {
            let both = BASE64_STANDARD.encode(format!("{}:{}", self.id, self.secret));
            headers.insert(header::AUTHORIZATION, keys::header(&format!("Basic {both}"))?);
        } else {
            form.extend([("client_id", self.id), ("client_secret", self.secret)]);
        }
        let form = form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish();
        let body = Some(Bytes::from(form));
        let ask = Ask { method: Method::POST, url: self.endpoint.clone(), headers, body };
        let response = session.ask(ask).await?;
        self.read(&response)
    }

    fn read(&self, response: &HttpResponse) -> Result<Token, ConnectorError> {
        if matches!(response.status, 400 | 401 | 403) && !response.body.trim_ascii_start().starts_with(b"<") {
            return Err(keys::refused(self.name, self.platform, response.status));
        }
        let document = json::read(response)?;
        // Some say so with success.
        if document.get("error").is_some_and(|error| !error.is_null()) {
            return Err(keys::refused(self.name, self.platform, response.status));
        }
        let Some(value) = document.text("access_token").filter(|value| keys::bearer(value).is_ok()) else {
            return Err(ConnectorError::new(
                FailureCode::Changed,
                format!("{} gives out keys in a form that Tidewatch does not know.", self.name),
            ));
        };
        let life = document.count("expires_in").unwrap_or(USUAL_LIFE).min(LONGEST_LIFE);
        let ends_at = Instant::now() + Duration::from_secs(life.saturating_sub(MARGIN));
        Ok(Token { value: value.into_owned(), ends_at })
    }
}

async fn get_with(
    token: &str,
    url: &Url,
    headers: &HeaderMap,
    session: &Session,
) -> Result<HttpResponse, ConnectorError> {
    let mut headers = headers.clone();
    headers.extend(keys::bearer(token)?);
    session.get(url, headers).await
}
