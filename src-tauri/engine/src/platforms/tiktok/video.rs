//! Pure: one video as an item.

use serde_json::{Map, Value, json};

use super::SITE;
use crate::{
    content::text,
    model::{Author, Engagement, FoundItem, ItemKind, identity},
    platforms::json::Lenient,
};

pub(super) const FIELDS: &str = "id,video_description,create_time,region_code,username,like_count,comment_count,share_count,\
                                 view_count,hashtag_names,video_duration";

/// `None` without what makes a video.
pub(super) fn read(video: &Value) -> Option<FoundItem> {
    let id = video.text("id").filter(|id| id.len() <= 20 && id.bytes().all(|byte| byte.is_ascii_digit()))?;
    let username = video.text("username").as_deref().and_then(text::name);
    let is_name = |name: &&String| name.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '.'));
    let profile = username.as_ref().filter(is_name).map(|name| format!("{SITE}@{name}"));
    let url = profile
        .as_ref()
        .map_or_else(|| format!("{SITE}embed/v2/{id}"), |profile| format!("{profile}/video/{id}"));
    let mut raw = Map::new();
    for key in ["region_code", "video_duration"] {
        if let Some(value) = video.text(key) {
            raw.insert(key.to_owned(), json!(text::cap_bytes(&value, 100)));
        }
    }
    let tags = video.list("hashtag_names").iter().filter_map(Value::as_str).filter_map(text::name);
    Some(FoundItem {
        identity: identity::identity(Some(&id), None, "", None, ""),
        external_id: id.into_owned(),
        link_key: identity::link_key(&url),
        url: Some(url),
        author: Author { name: username.clone(), handle: username, url: profile, avatar: None },
        text: text::body(&video.text("video_description").unwrap_or_default()),
        published_at: video.time("create_time"),
        kind: ItemKind::Video,
        engagement: Engagement {
            likes: video.count("like_count"),
            reposts: video.count("share_count"),
            replies: video.count("comment_count"),
            views: video.count("view_count"),
        },
        tags: tags.take(text::MAX_TAGS).collect(),
        raw: Some(Value::Object(raw)),
        ..FoundItem::default()
    })
}
