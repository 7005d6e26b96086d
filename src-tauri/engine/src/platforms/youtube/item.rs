//! Pure: videos and comments of the Data API as items, and what it adds to those of a feed.

use serde_json::{Value, json};
use url::Url;

use super::BASE;
use crate::{
    content::text,
    model::{Author, Engagement, FoundItem, ItemKind, Media, identity},
    platforms::json::Lenient,
};

/// Pictures of a video, the one of a usual size first.
const PICTURES: [&str; 3] = ["high", "medium", "default"];

/// The id of a video, wherever an entry of a list has it.
pub(super) fn video_id(entry: &Value) -> Option<String> {
    let id = entry.get("id");
    let id = match id {
        Some(Value::Object(_)) => id.and_then(|id| id.text("videoId")),
        _ => entry
            .inner("contentDetails")
            .and_then(|details| details.text("videoId"))
            .or_else(|| entry.text("id")),
    }?;
    super::recognise::video_id(&id)
}

/// The place of a video in a playlist that can no longer be seen.
pub(super) fn is_withheld(entry: &Value) -> bool {
    let title = entry.inner("snippet").and_then(|snippet| snippet.text("title"));
    title.is_some_and(|title| matches!(&*title, "Private video" | "Deleted video"))
}

/// A video of `videos`, or of a playlist.
pub(super) fn video(entry: &Value) -> Option<FoundItem> {
    let id = video_id(entry)?;
    let snippet = entry.inner("snippet")?;
    let url = format!("{BASE}watch?v={id}");
    let channel = snippet.text("videoOwnerChannelId").or_else(|| snippet.text("channelId"));
    let channel = channel.and_then(|id| super::recognise::channel_id(&id));
    let name = snippet.text("videoOwnerChannelTitle").or_else(|| snippet.text("channelTitle"));
    let details = entry.inner("contentDetails");
    let picture = snippet
        .inner("thumbnails")
        .and_then(|all| PICTURES.iter().find_map(|size| all.inner(size)?.address("url", None)));
    let mut item = FoundItem {
        identity: identity::identity(Some(&id), None, "", None, ""),
        external_id: id,
        link_key: identity::link_key(&url),
        url: Some(url),
        author: Author {
            name: name.as_deref().and_then(text::name),
            url: channel.as_ref().map(|id| format!("{BASE}channel/{id}")),
            handle: channel,
            avatar: None,
        },
        title: snippet.text("title").as_deref().and_then(text::title),
        text: text::body(snippet.get("description").and_then(Value::as_str).unwrap_or_default()),
        published_at: details
            .and_then(|details| details.time("videoPublishedAt"))
            .or_else(|| snippet.time("publishedAt")),
        kind: ItemKind::Video,
        media: picture
            .into_iter()
            .map(|url| Media { url: url.into(), media_type: Some("image".into()), ..Media::default() })
            .collect(),
        ..FoundItem::default()
    };
    enrich(&mut item, entry);
    Some(item)
}

/// Exact counts, tags, language, length. The words stay as they are: the same text in another
/// spelling would look like an edit.
pub(super) fn enrich(item: &mut FoundItem, video: &Value) {
    if let Some(counts) = video.inner("statistics") {
        item.engagement = Engagement {
            likes: counts.count("likeCount"),
            views: counts.count("viewCount"),
            replies: counts.count("commentCount"),
            reposts: None,
        };
    }
    let Some(snippet) = video.inner("snippet") else { return };
    let tags = snippet.list("tags").iter().filter_map(|tag| text::name(tag.as_str()?));
    let tags: Vec<String> = tags.take(text::MAX_TAGS).collect();
    if !tags.is_empty() {
        item.tags = tags;
    }
    let language = snippet.text("defaultLanguage").or_else(|| snippet.text("defaultAudioLanguage"));
    item.language = language.as_deref().and_then(text::name).or(item.language.take());
    let duration = video.inner("contentDetails").and_then(|details| details.text("duration"));
    if let (Some(seconds), Some(media)) = (duration.as_deref().and_then(seconds), item.media.first_mut()) {
        media.duration_seconds = Some(seconds);
    }
    if let Some(state) = snippet.text("liveBroadcastContent").filter(|state| *state != "none") {
        let raw = item.raw.get_or_insert_with(|| json!({}));
        raw["live"] = json!(text::cap_bytes(&state, 40));
    }
}

/// The answers below a comment, as far as they come along, and the comment.
pub(super) fn thread(entry: &Value, video: &str, with_replies: bool) -> Vec<Option<FoundItem>> {
    let top = entry.inner("snippet").and_then(|snippet| snippet.inner("topLevelComment"));
    let replies = entry.inner("replies").map(|replies| replies.list("comments")).unwrap_or_default();
    let replies = replies.iter().filter(|_| with_replies).map(|reply| comment(reply, video, ItemKind::Reply));
    // Answers first: what stands behind the last one that is known counts as old.
    let mut all: Vec<_> = replies.collect();
    let count = entry.inner("snippet").and_then(|snippet| snippet.count("totalReplyCount"));
    all.push(top.and_then(|top| comment(top, video, ItemKind::Comment)).map(|mut item| {
        item.engagement.replies = count;
        item
    }));
    all
}

fn comment(value: &Value, video: &str, kind: ItemKind) -> Option<FoundItem> {
    let id = value.text("id").filter(|id| id.len() <= 200)?.into_owned();
    let snippet = value.inner("snippet")?;
    let words = ["textOriginal", "textDisplay"].iter().find_map(|key| snippet.get(key)?.as_str());
    let url =
        Url::parse_with_params(&format!("{BASE}watch"), [("v", video), ("lc", &id)]).ok().map(String::from);
    let channel = snippet.inner("authorChannelId").and_then(|id| id.text("value"));
    let channel = channel.and_then(|id| super::recognise::channel_id(&id));
    let (published, updated) = (snippet.time("publishedAt"), snippet.time("updatedAt"));
    Some(FoundItem {
        identity: identity::identity(Some(&id), None, "", None, ""),
        external_id: id,
        link_key: url.as_deref().and_then(identity::link_key),
        url,
        author: Author {
            name: snippet.text("authorDisplayName").as_deref().and_then(text::name),
            url: channel.as_ref().map(|id| format!("{BASE}channel/{id}")),
            handle: channel,
            avatar: snippet.address("authorProfileImageUrl", None).map(String::from),
        },
        text: text::body(words.unwrap_or_default()),
        published_at: published,
        updated_at: updated.filter(|updated| Some(*updated) != published),
        kind,
        engagement: Engagement { likes: snippet.count("likeCount"), ..Engagement::default() },
        ..FoundItem::default()
    })
}

/// `P1DT2H4M13S`.
fn seconds(text: &str) -> Option<u64> {
    let (mut total, mut number, mut is_time) = (0_u64, 0_u64, false);
    for letter in text.strip_prefix('P')?.chars() {
        let unit = match letter {
            'T' => {
                is_time = true;
                continue;
            }
            'D' => 86_400,
            'H' => 3600,
            'M' if is_time => 60,
            'S' => 1,
            digit => {
                number = number.checked_mul(10)?.checked_add(u64::from(digit.to_digit(10)?))?;
                continue;
            }
        };
        total = total.checked_add(number.checked_mul(unit)?)?;
        number = 0;
    }
    (total > 0).then_some(total)
}

#[cfg(test)]
mod tests {
    use super::seconds;

    #[test]
    fn durations_are_read() {
        for (text, read) in [("PT4M13S", Some(253)), ("P1DT2H", Some(93_600)), ("P0D", None), ("4:13", None)]
        {
            assert_eq!(seconds(text), read, "because it was {text}");
        }
    }
}
