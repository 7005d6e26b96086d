//! Pure: a post or comment of Reddit's interface as an item, named as its feeds name it.

use serde_json::{Map, Value, json};
use url::Url;

use super::{ORIGIN, entry::is_id};
use crate::{
    content::{sanitise::sanitise, text},
    model::{Author, Engagement, FoundItem, ItemKind, Media, identity},
    platforms::{json::Lenient, pages::Row},
};

/// What stands for words that were taken away.
const TAKEN: [&str; 3] = ["[deleted]", "[removed]", "[ Removed by Reddit ]"];

/// `on` is the post that all comments are below, where the comments do not say so.
pub(super) fn row(thing: &Value, on: Option<&str>) -> Row {
    let Some(data) = thing.inner("data") else { return Row::Unreadable };
    let is_taken = |key: &str| data.text(key).is_some_and(|words| TAKEN.contains(&&*words));
    match thing.text("kind").as_deref() {
        // What is known of it stays as it was.
        Some("t1") if is_taken("body") => Row::Other,
        Some("t3") if is_taken("selftext") || data.text("removed_by_category").is_some() => Row::Other,
        Some("t1") => comment(data, on).into(),
        Some("t3") => post(data).into(),
        Some("more" | "t2" | "t4" | "t5" | "t6") => Row::Other,
        _ => Row::Unreadable,
    }
}

fn post(data: &Value) -> Option<FoundItem> {
    let mut item = common(data, "t3_", "selftext_html", "selftext")?;
    item.title = data.text("title").as_deref().and_then(text::title);
    item.kind = match () {
        () if data.text("crosspost_parent").is_some() => ItemKind::Repost,
        () if data.is_true("is_video") => ItemKind::Video,
        () => ItemKind::Post,
    };
    item.engagement.replies = data.count("num_comments");
    item.media = media(data);
    item.tags =
        ["subreddit", "link_flair_text"].iter().filter_map(|key| text::name(&data.text(key)?)).collect();
    if let Some(subreddit) = item.tags.first_mut().filter(|_| data.text("subreddit").is_some()) {
        *subreddit = format!("r/{subreddit}");
    }
    let link = data.address("url", None).filter(|url| !data.is_true("is_self") && !is_reddit(url));
    let mut raw = Map::new();
    if let Some(link) = link {
        raw.insert("link".into(), json!(link.as_str()));
    }
    for key in ["over_18", "spoiler", "locked", "stickied"] {
        if data.is_true(key) {
            raw.insert(key.into(), json!(true));
        }
    }
    item.raw = (!raw.is_empty()).then_some(Value::Object(raw));
    Some(item)
}

fn comment(data: &Value, on: Option<&str>) -> Option<FoundItem> {
    let mut item = common(data, "t1_", "body_html", "body")?;
    item.kind = ItemKind::Comment;
    // As the feeds call it.
    let on = data.text("link_title").or(on.map(Into::into));
    item.title = match (&item.author.name, on) {
        (Some(name), Some(on)) => text::title(&format!("/u/{name} on {on}")),
        (None, on) => on.as_deref().and_then(text::title),
        (Some(_), None) => None,
    };
    item.raw = data.text("parent_id").map(|id| json!({ "parent": text::cap_bytes(&id, 20) }));
    Some(item)
}

fn common(data: &Value, start: &str, html: &str, plain: &str) -> Option<FoundItem> {
    let id = data.text("name").or_else(|| data.text("id").map(|id| format!("{start}{id}").into()))?;
    id.strip_prefix(start).filter(|id| is_id(id))?;
    let path = data.text("permalink").filter(|path| path.starts_with('/')).map(|path| path.into_owned());
    let path = path.or_else(|| own_path(&id, data));
    let url = path.and_then(|path| Url::parse(ORIGIN).ok()?.join(&path).ok()).map(|mut url| {
        url.set_query(None);
        String::from(url)
    });
    let (html, words) = match data.get(html).and_then(Value::as_str) {
        Some(html) => {
            let base = Url::parse(ORIGIN).ok();
            let body = sanitise(html, base.as_ref());
            (body.html, body.text)
        }
        None => (None, text::body(data.get(plain).and_then(Value::as_str).unwrap_or_default())),
    };
    let author = data.text("author").filter(|name| !TAKEN.contains(&&**name)).as_deref().and_then(text::name);
    Some(FoundItem {
        identity: identity::identity(Some(&id), None, "", None, ""),
        link_key: url.as_deref().and_then(identity::link_key),
        url,
        author: Author {
            url: author.as_ref().filter(|name| is_name(name)).map(|name| format!("{ORIGIN}/user/{name}")),
            handle: author.clone(),
            name: author,
            avatar: None,
        },
        text: words,
        html,
        published_at: time(data, "created_utc"),
        // `false` where it was never edited.
        updated_at: time(data, "edited"),
        engagement: Engagement { likes: data.count("score"), ..Engagement::default() },
        external_id: id.into_owned(),
        ..FoundItem::default()
    })
}

/// Where Reddit does not say where it is.
fn own_path(id: &str, data: &Value) -> Option<String> {
    match id.split_once('_')? {
        ("t3", id) => Some(format!("/comments/{id}/")),
        (_, id) => {
            let post = data.text("link_id")?;
            let post = post.strip_prefix("t3_").filter(|post| is_id(post))?;
            Some(format!("/comments/{post}/_/{id}/"))
        }
    }
}

/// Seconds, with a fraction that says nothing.
pub(super) fn time(data: &Value, key: &str) -> Option<chrono::DateTime<chrono::Utc>> {
    let seconds = match data.get(key)? {
        Value::Number(number) => number.as_f64()?,
        Value::String(text) => text.parse().ok()?,
        _ => return None,
    };
    (0.0..1e11).contains(&seconds).then(|| chrono::DateTime::from_timestamp(seconds as i64, 0))?
}

fn is_name(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
}

fn is_reddit(url: &Url) -> bool {
    url.host_str().is_some_and(|host| host == "reddit.com" || host.ends_with(".reddit.com"))
}

fn media(data: &Value) -> Vec<Media> {
    let of =
        |url: Url, class: &str| Media { url: url.into(), media_type: Some(class.into()), ..Media::default() };
    let video = ["media", "secure_media"]
        .iter()
        .find_map(|key| data.inner(key)?.inner("reddit_video")?.address("fallback_url", None));
    let gallery = data.inner("gallery_data").map(|gallery| gallery.list("items")).unwrap_or_default();
    let pictures = gallery.iter().take(20).filter_map(|one| {
        let about = data.inner("media_metadata")?.inner(&one.text("media_id")?)?.inner("s")?;
        about.address("u", None).or_else(|| about.address("gif", None))
    });
    let own =
        data.address("url", None).filter(|url| matches!(url.host_str(), Some("i.redd.it" | "i.imgur.com")));
    let mut all: Vec<Media> = video.map(|url| of(url, "video")).into_iter().collect();
    all.extend(pictures.chain(own).map(|url| of(url, "image")));
    all
}
