//! Who may use the HTTP API: a token that is shown once and kept as its hash.

use subtle::ConstantTimeEq;

use super::Engine;
use crate::{
    Error, Result,
    digest::{hex, sha256_hex},
    model::Event,
};

const API_TOKEN_HASH: &str = "api_token_sha256";

impl Engine {
    /// Creates the token (256 random bits in hexadecimal); an earlier one is no longer valid.
    pub async fn create_api_token(&self) -> Result<String> {
        let mut bytes = [0; 32];
        getrandom::fill(&mut bytes)
            .map_err(|error| Error::internal(format!("No random numbers: {error}.")))?;
        let token = hex(&bytes);
        let hash = sha256_hex(token.as_bytes());
        self.core.db(move |store| store.set_setting(API_TOKEN_HASH, &hash)).await?;
        self.changed(Event::SettingsChanged).await;
        Ok(token)
    }

    /// Whether there is a token at all.
    pub async fn has_api_token(&self) -> Result<bool> {
        Ok(self.core.db(|store| store.setting::<String>(API_TOKEN_HASH)).await?.is_some())
    }

    /// Compares in constant time.
    pub async fn is_api_token(&self, token: &str) -> Result<bool> {
        let known = self.core.db(|store| store.setting::<String>(API_TOKEN_HASH)).await?;
        let given = sha256_hex(token.as_bytes());
        Ok(known.is_some_and(|known| known.as_bytes().ct_eq(given.as_bytes()).into()))
    }
}
