//! What a connector is given and what it gives back.

use std::time::Duration;

use async_trait::async_trait;

use super::{ConnectorError, Link, Session, feed::hints::PollHints};
use crate::model::{
    Cursor, FailureCode, FieldError, FoundItem, Job, OptionAbout, Options, PageOutline, PlatformAbout,
    Recognised, TargetType,
};

/// The code for one platform.
#[async_trait]
pub trait Connector: Send + Sync {
    fn about(&self) -> PlatformAbout;

    /// The readings of a link, best first; empty when it is not this platform's.
    ///
    /// # Errors
    /// A sentence when it is this platform's but cannot be watched.
    fn recognise(&self, link: &Link) -> Result<Vec<Recognised>, String>;

    /// What else has to hold for the options of a target, beyond their description.
    ///
    /// # Errors
    /// Every option that was refused, as `options.NAME`.
    fn check_options(&self, _options: &Options) -> Result<(), Vec<FieldError>> {
        Ok(())
    }

    /// A feed of the same that other programs can read, where it can be told without the network.
    fn feed_address(&self, _target: &Target) -> Option<String> {
        None
    }

    /// An origin that may be asked only so often, by all jobs together.
    fn gap(&self) -> Option<(&'static str, Duration)> {
        None
    }

    /// What a run costs of what the platform grants; nothing where that is no concern.
    fn cost(&self, _target: &Target, _has_key: bool) -> Option<Cost> {
        None
    }

    /// Tries the session's key with the cheapest request there is. Answers a sentence for the
    /// user, such as whose key it is.
    ///
    /// # Errors
    /// `auth_required` where the platform refuses the key.
    async fn test_key(&self, _session: &Session) -> Result<String, ConnectorError> {
        Err(ConnectorError::new(FailureCode::Internal, "This platform has no key."))
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
    /// As checked by the platform's description; what is absent has its default.
    pub options: Options,
}

impl Target {
    /// What a job watches.
    pub fn of(job: &Job) -> Self {
        Self {
            target_type: job.target_type,
            url: job.target_url.clone(),
            id: job.target_id.clone(),
            options: job.options.clone(),
        }
    }

    /// The value of an option that the platform describes: what was chosen, else its default.
    pub fn option<'a>(&'a self, name: &str, abouts: &[OptionAbout]) -> &'a str {
        let default = || abouts.iter().find(|about| about.name == name).map_or("", |about| about.default);
        self.options.get(name).map_or_else(default, String::as_str)
    }
}

/// What one run asks of what a platform grants.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cost {
    /// Of one run that finds little that is new.
    pub per_run: u32,
    /// What the platform grants in a day, to all jobs together.
    pub per_day: Option<u32>,
    /// What is counted, such as `requests`.
    pub unit: &'static str,
    /// What has to be known besides, in a sentence, such as what is charged.
    pub note: Option<&'static str>,
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

impl Fetched {
    /// How often the source wants to be asked.
    pub(crate) fn hints(&self) -> PollHints {
        match self {
            Self::NotModified { hints, .. } => *hints,
            Self::Page(page) => page.hints,
        }
    }
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
    /// Why the rest was not read, where a server refused it.
    pub cut_short: Option<ConnectorError>,
    pub reach: Reach,
    /// What the target resolved to.
    pub target_id: Option<String>,
    /// To be kept once all items are.
    pub cursor: Cursor,
    pub hints: PollHints,
    /// Of a web page that is looked at for the first time.
    pub outline: Option<PageOutline>,
}

/// How far back a page goes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Reach {
    /// One answer, which may or may not be all there is.
    #[default]
    OneAnswer,
    /// As far as what is known, or to the end of the list.
    Known,
    /// More was posted than one run reads.
    Short,
}

/// A page with fewer entries than this is rather one that shows few.
const FULL: usize = 5;

impl Page {
    /// Whether older entries may be missing, where all of these are new.
    pub(crate) fn may_have_more(&self) -> bool {
        match self.reach {
            Reach::OneAnswer => self.items.len() >= FULL,
            Reach::Known => false,
            Reach::Short => true,
        }
    }
}
