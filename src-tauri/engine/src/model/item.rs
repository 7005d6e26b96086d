//! What a connector finds: one post, video, entry or comment, before and after it is stored.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{ItemId, JobId, Platform, RunId, run::words};

/// One thing a connector found. Texts are safe to keep: decoded, capped, free of control
/// characters; `html` is sanitised. Times are UTC and never decide order or cursors.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct FoundItem {
    /// The source's own id, verbatim; the identity where the source gives none.
    pub external_id: String,
    /// What makes the item one: `id:…`, else `link:…`, else `hash:…`. Unique in a job.
    pub identity: String,
    /// The link without scheme, `www.`, tracking parameters and trailing slash: recognises
    /// an item whose id the source has changed.
    pub link_key: Option<String>,
    /// Absolute http(s) address.
    pub url: Option<String>,
    pub author: Author,
    /// Plain text, at most 300 graphemes.
    pub title: Option<String>,
    /// Plain text of the whole body.
    pub text: String,
    /// Sanitised HTML; absent where the source has plain text only.
    pub html: Option<String>,
    /// BCP 47, as the source says it.
    pub language: Option<String>,
    pub published_at: Option<DateTime<Utc>>,
    /// When the source says that it was last changed.
    pub updated_at: Option<DateTime<Utc>>,
    pub kind: ItemKind,
    pub media: Vec<Media>,
    pub engagement: Engagement,
    pub tags: Vec<String>,
    /// What the source says beyond these fields, as JSON.
    pub raw: Option<serde_json::Value>,
}

/// Who wrote an item, as far as the source says.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
pub struct Author {
    pub name: Option<String>,
    pub handle: Option<String>,
    pub url: Option<String>,
    pub avatar: Option<String>,
}

words!(
    /// What sort of thing an item is.
    #[derive(Default)]
    ItemKind {
        #[default]
        Post = "post",
        Video = "video",
        Audio = "audio",
        Quote = "quote",
        Reply = "reply",
        Repost = "repost",
        Comment = "comment",
        Release = "release",
    }
);

/// A picture, video, sound or file that belongs to an item. Only its address is kept.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
pub struct Media {
    /// Absolute http(s) address.
    pub url: String,
    /// Media type (`audio/mpeg`) or class (`image`, `video`, `audio`).
    #[serde(rename = "type")]
    pub media_type: Option<String>,
    pub alt: Option<String>,
    /// Bytes.
    pub size: Option<u64>,
    pub duration_seconds: Option<u64>,
}

/// Latest counts that the source shows; absent is not zero.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
pub struct Engagement {
    pub likes: Option<u64>,
    pub reposts: Option<u64>,
    pub replies: Option<u64>,
    pub views: Option<u64>,
}

words!(
    /// Whether the user has seen an item.
    ItemState {
        Unread = "unread",
        Read = "read",
    }
);

/// A stored item.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
pub struct Item {
    pub id: ItemId,
    pub job_id: JobId,
    /// The run that first saw it.
    pub run_id: RunId,
    pub external_id: String,
    pub url: Option<String>,
    pub author: Author,
    pub title: Option<String>,
    /// Plain text of the whole body.
    pub text: String,
    /// The first 200 characters of the text.
    pub snippet: String,
    /// Sanitised HTML. Left out of lists.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub html: Option<String>,
    pub language: Option<String>,
    pub published_at: Option<DateTime<Utc>>,
    pub first_seen_at: DateTime<Utc>,
    pub last_seen_at: DateTime<Utc>,
    pub kind: ItemKind,
    pub media: Vec<Media>,
    pub engagement: Engagement,
    pub tags: Vec<String>,
    pub state: ItemState,
    pub starred: bool,
    pub note: Option<String>,
    /// How many earlier texts are kept.
    pub revisions: u32,
}

/// An earlier title and text of an item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
pub struct Revision {
    pub title: Option<String>,
    pub text: String,
    /// When Tidewatch saw that it had been replaced.
    pub replaced_at: DateTime<Utc>,
}

/// Which items to list; all that is absent does not restrict.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export, optional_fields))]
pub struct ItemQuery {
    pub job_id: Option<JobId>,
    pub run_id: Option<RunId>,
    pub platform: Option<Platform>,
    pub state: Option<ItemState>,
    pub starred: Option<bool>,
    /// First seen at this time or later.
    pub since: Option<DateTime<Utc>>,
    /// First seen before this time.
    pub until: Option<DateTime<Utc>>,
    /// Words to find in title, text, author and tags: all of them; `"…"` is a phrase,
    /// a leading `-` excludes.
    pub search: Option<String>,
    /// Only items after (in the list) this one.
    pub before: Option<ItemId>,
    /// 1 to 1000.
    #[cfg_attr(test, ts(as = "Option<u32>"))]
    pub limit: u32,
}

impl Default for ItemQuery {
    fn default() -> Self {
        Self {
            job_id: None,
            run_id: None,
            platform: None,
            state: None,
            starred: None,
            since: None,
            until: None,
            search: None,
            before: None,
            limit: 50,
        }
    }
}

/// A link in the text of an item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
pub struct Link {
    /// Plain text; the address where the link has none.
    pub text: String,
    /// Absolute http(s) address.
    pub url: String,
}

/// An item with everything that is read with it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
pub struct ItemDetail {
    pub item: Item,
    /// In the order of the text, each address once.
    pub links: Vec<Link>,
    /// Newest first.
    pub revisions: Vec<Revision>,
}

/// What a user changes of an item; absent fields stay.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export, optional_fields))]
pub struct ItemPatch {
    pub state: Option<ItemState>,
    pub starred: Option<bool>,
    /// An empty note removes it.
    pub note: Option<String>,
}
