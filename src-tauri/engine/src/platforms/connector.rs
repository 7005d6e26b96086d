//! What a connector is given and what it gives back.

use std::time::Duration;

use async_trait::async_trait;

use super::{ConnectorError, Link, Session, feed::hints::PollHints};
use crate::model::{Cursor, FoundItem, PlatformAbout, Recognised, TargetType};

/// The code for one platform.
#[async_trait]
pub trait Connector: Send + Sync {
    fn about(&self) -> PlatformAbout;

    /// The readings of a link, best first; empty when it is not this platform's.
    ///
    /// # Errors
    /// A sentence when it is this platform's but cannot be watched.
    fn recognise(&self, link: &Link) -> Result<Vec<Recognised>, String>;

    /// A feed of the same that other programs can read, where it can be told without the network.
    fn feed_address(&self, _target: &Target) -> Option<String> {
        None
    }

    /// An origin that may be asked only so often, by all jobs together.
    fn gap(&self) -> Option<(&'static str, Duration)> {
        None
    }

    /// Reads what the target shows now.
    async fn fetch(
        &self,
        target: &Target,
        cursor: &Cursor,
        session: &Session,
    ) -> Result<Fetched, ConnectorError>;
}

/// What is to be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    pub target_type: TargetType,
    pub url: String,
    /// What an earlier run resolved it to.
    pub id: Option<String>,
}

/// The answer of a source.
#[derive(Debug, Clone, PartialEq)]
pub enum Fetched {
    /// The source says so, or its bytes are the same: nothing was parsed.
    NotModified {
        hints: PollHints,
        /// Absent: what is known stays.
        cursor: Option<Cursor>,
    },
    Page(Box<Page>),
}

/// What a source shows now.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Page {
    pub title: Option<String>,
    /// In the order of the source.
    pub items: Vec<FoundItem>,
    /// Sentences for the user about what was odd.
    pub warnings: Vec<String>,
    /// Some of the source could not be read.
    pub is_partial: bool,
    /// What the target resolved to.
    pub target_id: Option<String>,
    /// To be kept once all items are.
    pub cursor: Cursor,
    pub hints: PollHints,
}
