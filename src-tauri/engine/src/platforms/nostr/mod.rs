//! Nostr.

use async_trait::async_trait;

use super::{Connector, ConnectorError, Fetched, Link, Session, Target};
use crate::model::{Cursor, FailureCode, Platform, PlatformAbout, Recognised};

/// Nostr.
#[derive(Debug)]
pub struct Nostr;

#[async_trait]
impl Connector for Nostr {
    fn about(&self) -> PlatformAbout {
        PlatformAbout {
            platform: Platform::Nostr,
            name: "Nostr",
            target_types: &[],
            keyless: true,
            examples: &[],
            limits: "",
            key: None,
            options: &[],
            settings: &[],
        }
    }

    fn recognise(&self, _link: &Link) -> Result<Vec<Recognised>, String> {
        Ok(Vec::new())
    }

    async fn fetch(
        &self,
        _target: &Target,
        _cursor: &Cursor,
        _session: &Session,
    ) -> Result<Fetched, ConnectorError> {
        Err(ConnectorError::new(FailureCode::Internal, "Not built yet."))
    }
}
