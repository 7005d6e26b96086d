//! What a session knows beside its target, and whom it may ask.

use std::sync::Arc;

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Method};
use url::Url;

use super::{ConnectorError, Holds, PlatformSettings, Tokens, pacing};
use crate::model::{FailureCode, Key};

/// What the user has set for platforms, and the key for the one that is asked.
#[derive(Debug, Clone, Default)]
pub struct Access {
    pub settings: Arc<PlatformSettings>,
    pub key: Option<Key>,
    /// What requests with this key have in common.
    pub key_scope: Option<String>,
    /// Shared by all runs, so that not every one asks for a token.
    pub tokens: Arc<Tokens>,
    pub holds: Arc<Holds>,
    /// Answers from a recording are no server's, so nobody is left alone and nothing is learnt.
    pub is_replayed: bool,
    /// A user who asks by hand may try what refused automatic reading.
    pub tries_blocked: bool,
}

/// Whom a run has asked last.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Asked {
    /// The origin, or the key.
    pub(crate) scope: Option<String>,
    /// There was a hold on it, which the user passed over.
    pub(crate) was_held: bool,
    /// The connector has used the key.
    pub(crate) with_key: bool,
}

/// One request, whatever its method.
#[derive(Debug, Clone)]
pub struct Ask {
    pub method: Method,
    pub url: Url,
    pub headers: HeaderMap,
    pub body: Option<Bytes>,
}

impl Access {
    /// Asks nobody who wants to be left alone.
    pub(super) fn leave(&self, url: &Url, headers: &HeaderMap) -> Result<Asked, ConnectorError> {
        // What is granted is counted by key where one is sent, else by who asks.
        let is_keyed = headers.values().any(HeaderValue::is_sensitive);
        let key_scope = self.key_scope.clone().filter(|_| is_keyed);
        let scope = key_scope.unwrap_or_else(|| pacing::key(url));
        if self.is_replayed {
            return Ok(Asked::default());
        }
        let Some(hold) = self.holds.find(&scope) else {
            return Ok(Asked { scope: Some(scope), ..Asked::default() });
        };
        if self.tries_blocked && hold.code == FailureCode::Blocked {
            return Ok(Asked { scope: Some(scope), was_held: true, ..Asked::default() });
        }
        Err(ConnectorError::held(&hold))
    }
}
