//! Who may use the API: whoever has the token of the data folder, or the one given at start.

use std::fmt;

use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;
use tidewatch_engine::Engine;

/// 128 bits in hexadecimal.
const MIN_TOKEN_CHARS: usize = 32;

/// Which bearer token is asked for.
pub struct Access(Expected);

enum Expected {
    Stored,
    /// The hash, so that both sides of the comparison are equally long.
    Given([u8; 32]),
}

/// A token that could be guessed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "The API token must have at least {MIN_TOKEN_CHARS} visible ASCII characters; \
     `openssl rand -hex 32` prints a good one."
)]
pub struct WeakToken;

impl Access {
    /// The token that `tidewatch api token` created for the data folder; a new one counts at
    /// once. Nobody is let in before there is one.
    pub fn stored() -> Self {
        Self(Expected::Stored)
    }

    /// A token from outside (environment, systemd credential) instead of the stored one. White
    /// space around it is ignored, as credential files often end with a line break.
    pub fn token(token: &str) -> Result<Self, WeakToken> {
        let token = token.trim();
        if token.len() < MIN_TOKEN_CHARS || !token.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(WeakToken);
        }
        Ok(Self(Expected::Given(Sha256::digest(token).into())))
    }

    /// Compares in constant time.
    pub(crate) async fn admits(&self, engine: &Engine, token: &str) -> tidewatch_engine::Result<bool> {
        match &self.0 {
            Expected::Stored => engine.is_api_token(token).await,
            Expected::Given(expected) => {
                let given: [u8; 32] = Sha256::digest(token).into();
                Ok(given.ct_eq(expected).into())
            }
        }
    }
}

impl fmt::Debug for Access {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.0 {
            Expected::Stored => "Access(stored)",
            Expected::Given(_) => "Access(given)",
        })
    }
}
