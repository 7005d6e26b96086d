//! Instagram.

use async_trait::async_trait;

use super::super::{Connector, ConnectorError, Fetched, Link, Session, Target};
use crate::model::{Cursor, FailureCode, Platform, PlatformAbout, Recognised};

/// Instagram.
#[derive(Debug)]
pub struct Instagram;

#[async_trait]
impl Connector for Instagram {
    fn about(&self) -> PlatformAbout {
        PlatformAbout {
            platform: Platform::Instagram,
            name: "Instagram",
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
