//! What is watched: from a pasted link to what a connector needs to resume.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Author, Engagement, Filters, ItemKind, JobId, Media, Options, Platform, RunOutcome, run::words};

words!(
    /// What sort of thing is watched on a platform.
    TargetType {
        Feed = "feed",
        Channel = "channel",
        Playlist = "playlist",
        Hashtag = "hashtag",
        Timeline = "timeline",
        Profile = "profile",
        Community = "community",
        Thread = "thread",
        Search = "search",
        List = "list",
        Releases = "releases",
        Tags = "tags",
        Commits = "commits",
        Issues = "issues",
        Discussions = "discussions",
        Wiki = "wiki",
        Gists = "gists",
        Page = "page",
    }
);

/// What a pasted text stands for. Says nothing about whether it exists.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
pub struct Recognised {
    pub platform: Platform,
    pub target_type: TargetType,
    /// What was pasted, normalised.
    pub target_url: String,
    /// The platform's own id, where the link holds it; otherwise the first run finds it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub target_id: Option<String>,
    /// What to call it before its name is known.
    pub display: String,
}

/// What a pasted text stands for, and what it may stand for besides.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
pub struct Recognition {
    #[serde(flatten)]
    pub recognised: Recognised,
    /// Other readings of the same text, best first.
    pub alternatives: Vec<Recognised>,
    /// What to know of the site before watching it, in a sentence.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub notice: Option<String>,
    /// Jobs that watch the same already.
    pub existing_job_ids: Vec<JobId>,
}

/// The latest items of a target, fetched without keeping anything.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
pub struct Preview {
    #[serde(flatten)]
    pub recognised: Recognised,
    pub title: Option<String>,
    pub items: Vec<PreviewItem>,
    /// `new_items`, `nothing_new` for an empty source, `partial` where some could not be read.
    pub outcome: RunOutcome,
    pub warnings: Vec<String>,
    /// Which parts of a web page are watched; absent for everything else.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, ts(optional))]
    pub page: Option<PageOutline>,
}

/// What to look at before it is watched.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PreviewRequest {
    /// What was pasted.
    pub text: String,
    /// Which reading of it is meant; the best where absent.
    pub platform: Option<Platform>,
    pub target_type: Option<TargetType>,
    /// By the names that the platform's description gives.
    pub options: Options,
    /// Most items shown.
    pub limit: usize,
    /// To be tried on the items.
    pub filters: Option<Filters>,
}

impl PreviewRequest {
    /// The best reading, as it is without any choice.
    pub fn of(text: impl Into<String>, limit: usize) -> Self {
        Self { text: text.into(), limit, ..Self::default() }
    }
}

/// A web page block by block, and which of them are watched.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
pub struct PageOutline {
    /// How many elements the selector finds; absent where none was given.
    pub matches: Option<u32>,
    /// In the order of the page, hidden ones left out.
    pub blocks: Vec<PageBlock>,
    /// Whether the page goes on beyond these.
    pub is_cut: bool,
}

/// A paragraph, a heading, a cell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
pub struct PageBlock {
    /// Plain text, shortened.
    pub text: String,
    pub state: BlockState,
    /// A selector that finds its element and no other.
    pub selector: Option<String>,
}

words!(
    /// What becomes of a part of a page.
    BlockState {
        Watched = "watched",
        LeftOut = "left_out",
        Beside = "beside",
    }
);

/// An item of a preview.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
pub struct PreviewItem {
    pub external_id: String,
    pub url: Option<String>,
    pub title: Option<String>,
    pub text: String,
    pub author: Author,
    pub published_at: Option<DateTime<Utc>>,
    pub kind: ItemKind,
    pub media: Vec<Media>,
    pub engagement: Engagement,
    /// Whether the filters let it through; absent where none were given.
    pub is_told: Option<bool>,
    /// Why, or why not, in a sentence.
    pub reason: Option<String>,
}

/// What a job would ask of what its platform grants.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
pub struct CostEstimate {
    /// Of this job.
    pub per_day: u64,
    /// Of all active jobs of the platform, this one included.
    pub of_all_jobs: u64,
    /// Absent: the platform names no number.
    pub granted_per_day: Option<u32>,
    /// What is counted, such as `requests`.
    pub unit: String,
    /// More than is granted.
    pub is_over: bool,
    /// All of it in sentences.
    pub text: String,
}

/// What a connector needs to resume. Kept as JSON beside the job.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Cursor {
    /// Version of this shape.
    pub v: u32,
    /// What is known of each address that was read.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub http: BTreeMap<String, HttpMemory>,
    /// The connector's own.
    #[serde(skip_serializing_if = "serde_json::Value::is_null")]
    pub state: serde_json::Value,
}

impl Cursor {
    /// The same with other validators for one address.
    pub fn with_http(&self, key: &str, memory: HttpMemory) -> Self {
        let mut cursor = self.clone();
        cursor.http.insert(key.to_owned(), memory);
        cursor
    }
}

/// Validators of an HTTP answer, byte for byte, and the hash of its body.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct HttpMemory {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub etag: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_modified: Option<String>,
    /// Lower-case hexadecimal SHA-256 of the decoded body.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub body_sha256: Option<String>,
}

/// Leave to reach one private host and port, given by the user who typed its address.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Grant {
    /// As in the URL: a name or an address, lower case, IPv6 in brackets.
    pub host: String,
    pub port: u16,
}
