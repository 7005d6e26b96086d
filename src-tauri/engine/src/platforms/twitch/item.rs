//! Pure: broadcasts, videos and clips as items.

use serde_json::{Map, Value, json};

use super::{SITE, recognise};
use crate::{
    content::text,
    model::{Author, Engagement, FoundItem, ItemKind, Media, identity},
    platforms::{json::Lenient, pages::Row},
};

/// The size at which pictures are asked for.
const PICTURE: [(&str, &str); 4] =
    [("%{width}", "640"), ("%{height}", "360"), ("{width}", "640"), ("{height}", "360")];

/// A broadcast that runs now. Each has a number of its own, all have one address.
pub(super) fn stream(value: &Value) -> Option<FoundItem> {
    let id = value.text("id")?;
    let author = author(value, "user_login", "user_name");
    let title = value.text("title").as_deref().and_then(text::title);
    let game = value.text("game_name").as_deref().and_then(text::name);
    let text = game.as_ref().map_or_else(|| "Live now.".to_owned(), |game| format!("Live now: {game}."));
    Some(FoundItem {
        identity: identity::identity(Some(&format!("stream {id}")), None, "", None, ""),
        url: author.url.clone(),
        // All broadcasts of a channel have one address and are not one.
        link_key: None,
        external_id: id.into_owned(),
        title: title.or_else(|| author.name.as_ref().map(|name| format!("{name} is live"))),
        text,
        author,
        language: language(value),
        published_at: value.time("started_at"),
        kind: ItemKind::Video,
        media: picture(value),
        engagement: Engagement { views: value.count("viewer_count"), ..Engagement::default() },
        tags: value
            .list("tags")
            .iter()
            .filter_map(|tag| text::name(tag.as_str()?))
            .take(text::MAX_TAGS)
            .collect(),
        raw: Some(raw(value, &["type", "game_id", "started_at"], "live")),
        ..FoundItem::default()
    })
}

pub(super) fn video(value: &Value) -> Row {
    if value.text("viewable").is_some_and(|who| who != "public") {
        return Row::Other;
    }
    let id = value.text("id").filter(|id| !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_digit()));
    let Some(id) = id else { return Row::Unreadable };
    let url = format!("{SITE}videos/{id}");
    Row::Item(Box::new(FoundItem {
        identity: identity::identity(Some(&id), None, "", None, ""),
        external_id: id.into_owned(),
        link_key: identity::link_key(&url),
        url: Some(url),
        author: author(value, "user_login", "user_name"),
        title: value.text("title").as_deref().and_then(text::title),
        text: text::body(value.get("description").and_then(Value::as_str).unwrap_or_default()),
        language: language(value),
        published_at: value.time("published_at").or_else(|| value.time("created_at")),
        kind: ItemKind::Video,
        media: picture(value),
        engagement: Engagement { views: value.count("view_count"), ..Engagement::default() },
        raw: Some(raw(value, &["type", "duration", "stream_id"], "video")),
        ..FoundItem::default()
    }))
}

pub(super) fn clip(value: &Value) -> Option<FoundItem> {
    let id = value.text("id").filter(|id| recognise::is_slug(id))?;
    let url = format!("https://clips.twitch.tv/{id}");
    let name = value.text("broadcaster_name").as_deref().and_then(text::name);
    let login = name.as_deref().and_then(recognise::login);
    Some(FoundItem {
        identity: identity::identity(Some(&format!("clip {id}")), None, "", None, ""),
        external_id: id.into_owned(),
        link_key: identity::link_key(&url),
        url: Some(url),
        author: Author {
            url: login.as_ref().map(|login| format!("{SITE}{login}")),
            handle: login,
            name,
            avatar: None,
        },
        title: value.text("title").as_deref().and_then(text::title),
        language: language(value),
        published_at: value.time("created_at"),
        kind: ItemKind::Video,
        media: picture(value),
        engagement: Engagement { views: value.count("view_count"), ..Engagement::default() },
        raw: Some(raw(value, &["creator_name", "video_id", "game_id", "duration"], "clip")),
        ..FoundItem::default()
    })
}

fn author(value: &Value, login: &str, name: &str) -> Author {
    let login = value.text(login).and_then(|login| recognise::login(&login));
    Author {
        name: value.text(name).as_deref().and_then(text::name).or_else(|| login.clone()),
        url: login.as_ref().map(|login| format!("{SITE}{login}")),
        handle: login,
        avatar: None,
    }
}

fn language(value: &Value) -> Option<String> {
    value.text("language").filter(|language| *language != "other").as_deref().and_then(text::name)
}

/// Absent while a broadcast still runs.
fn picture(value: &Value) -> Vec<Media> {
    let address = value.text("thumbnail_url").map(|pattern| {
        PICTURE.iter().fold(pattern.into_owned(), |url, (place, size)| url.replacen(place, size, 1))
    });
    let address = address.and_then(|url| json!({ "url": url }).address("url", None));
    let media = address.map(|url| Media {
        url: url.into(),
        media_type: Some("image".into()),
        duration_seconds: value.text("duration").and_then(|duration| seconds(&duration)),
        ..Media::default()
    });
    media.into_iter().collect()
}

/// `3h8m33s`, or a number of seconds.
fn seconds(text: &str) -> Option<u64> {
    if let Ok(seconds) = text.parse::<f64>() {
        return (0.0..1e9).contains(&seconds).then(|| seconds.round() as u64);
    }
    let (mut total, mut number) = (0_u64, 0_u64);
    for letter in text.chars() {
        let unit = match letter {
            'h' => 3600,
            'm' => 60,
            's' => 1,
            digit => {
                number = number.checked_mul(10)?.checked_add(u64::from(digit.to_digit(10)?))?;
                continue;
            }
        };
        total = total.checked_add(number.checked_mul(unit)?)?;
        number = 0;
    }
    (number == 0 && total > 0).then_some(total)
}

fn raw(value: &Value, keys: &[&str], what: &str) -> Value {
    let mut raw = Map::from_iter([("what".to_owned(), json!(what))]);
    for key in keys {
        if let Some(text) = value.text(key) {
            raw.insert((*key).to_owned(), json!(text::cap_bytes(&text, 200)));
        }
    }
    Value::Object(raw)
}

#[cfg(test)]
mod tests {
    use super::seconds;

    #[test]
    fn durations_are_read_in_both_notations() {
        for (text, read) in [
            ("3h8m33s", Some(11_313)),
            ("45s", Some(45)),
            ("27.6", Some(28)),
            ("soon", None),
            ("", None),
            ("3h8", None),
        ] {
            assert_eq!(seconds(text), read, "because it was {text:?}");
        }
    }
}
