//! Pure: the markup of one message as an item.

use std::{collections::HashSet, fmt::Write};

use quick_xml::escape::escape;
use scraper::{ElementRef, Html};
use serde_json::{Map, Value, json};
use url::Url;

use super::{
    ORIGIN,
    dom::{address, all, count, first, has, is_within, picture, sources, words},
};
use crate::{
    content::{date::parse_date, prescan::is_modest, sanitise::sanitise, text},
    model::{Author, Engagement, FoundItem, ItemKind, Media, identity},
};

const MOST_MEDIA: usize = 20;
const MOST_TAGS: usize = text::MAX_TAGS;

/// What a part of the page is.
pub(super) enum Part {
    Message(Box<Message>),
    /// A note of Telegram's, such as that something was pinned.
    Note,
    Unreadable,
}

pub(super) struct Message {
    /// The channel as it writes its name.
    pub(super) channel: String,
    /// Ascends with time in one channel.
    pub(super) number: u64,
    pub(super) item: FoundItem,
}

pub(super) fn read(markup: &str) -> Part {
    if !is_modest(markup) {
        return Part::Unreadable;
    }
    let fragment = Html::parse_fragment(markup);
    let root = fragment.root_element();
    let Some(message) = root.descendent_elements().find(|element| element.attr("data-post").is_some()) else {
        return if first(root, "service_message").is_some() { Part::Note } else { Part::Unreadable };
    };
    if has(&message, "service_message") {
        return Part::Note;
    }
    let post = message.attr("data-post").unwrap_or_default();
    let place =
        post.split_once('/').and_then(|(channel, number)| Some((channel, number.parse::<u64>().ok()?)));
    let Some((channel, number)) = place.filter(|(channel, _)| is_channel(channel)) else {
        return Part::Unreadable;
    };
    let item = item(message, channel, number);
    Part::Message(Box::new(Message { channel: channel.to_owned(), number, item }))
}

fn is_channel(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

fn item(message: ElementRef<'_>, channel: &str, number: u64) -> FoundItem {
    let url = format!("{ORIGIN}/{channel}/{number}");
    let key = format!("{}/{number}", channel.to_lowercase());
    let base = Url::parse(&format!("{ORIGIN}/s/{channel}")).ok();
    let own = own_words(message);
    let (html, text) = body(message, own, base.as_ref());
    let from = first(message, "tgme_widget_message_forwarded_from_name");
    let date = first(message, "tgme_widget_message_date");
    let time = date.and_then(|date| date.descendent_elements().find_map(|part| part.attr("datetime")));
    let media = media(message);
    let views = first(message, "tgme_widget_message_views").and_then(words);
    FoundItem {
        identity: identity::identity(Some(&key), None, "", None, ""),
        external_id: format!("{channel}/{number}"),
        link_key: identity::link_key(&url),
        url: Some(url),
        author: from.map_or_else(|| owner(message, channel), author_of),
        text,
        html,
        published_at: time.and_then(parse_date),
        kind: kind(message, from.is_some(), &media),
        media,
        engagement: Engagement {
            likes: reactions(message),
            views: views.as_deref().and_then(count),
            ..Engagement::default()
        },
        tags: own.map(tags).unwrap_or_default(),
        raw: Some(raw(message, from.is_some(), channel)),
        ..FoundItem::default()
    }
}

/// The message's own text: a quoted one is marked up alike.
fn own_words(message: ElementRef<'_>) -> Option<ElementRef<'_>> {
    all(message, "tgme_widget_message_text").find(|element| {
        !is_within(*element, "tgme_widget_message_reply") && !has(element, "js-message_reply_text")
    })
}

/// Markup with all that is shown, and the words: the message's own, else what stands for them.
fn body(
    message: ElementRef<'_>,
    own: Option<ElementRef<'_>>,
    base: Option<&Url>,
) -> (Option<String>, String) {
    let (mut html, mut rest) = (own.map(|own| own.inner_html()).unwrap_or_default(), String::new());
    if let Some(question) = first(message, "tgme_widget_message_poll_question").and_then(words) {
        let _ = write!(html, "<p><b>{}</b></p><ul>", escape(&question));
        // Without shares, which change with each vote.
        for option in all(message, "tgme_widget_message_poll_option_text").filter_map(words) {
            let _ = write!(html, "<li>{}</li>", escape(&option));
        }
        html.push_str("</ul>");
    }
    for title in all(message, "tgme_widget_message_document_title").filter_map(words) {
        let _ = write!(rest, "<p>{}</p>", escape(&title));
    }
    let preview = first(message, "tgme_widget_message_link_preview")
        .or_else(|| first(message, "tgme_widget_message_location_wrap"));
    if let Some((link, preview)) =
        preview.and_then(|preview| Some((address(preview.attr("href")?, base)?, preview)))
    {
        let title = first(preview, "link_preview_title").or_else(|| first(preview, "link_preview_site_name"));
        let title = title.and_then(words).unwrap_or_else(|| link.clone());
        let _ = write!(rest, "<p><a href=\"{}\">{}</a></p>", escape(&link), escape(&title));
    }
    let own = sanitise(&html, base);
    if rest.is_empty() {
        return (own.html, own.text);
    }
    let shown = sanitise(&format!("{html}{rest}"), base);
    (shown.html, if own.text.is_empty() { shown.text } else { own.text })
}

fn owner(message: ElementRef<'_>, channel: &str) -> Author {
    let name = first(message, "tgme_widget_message_owner_name").and_then(words);
    let picture = first(message, "tgme_widget_message_user_photo");
    Author {
        name: name.as_deref().and_then(text::name).or_else(|| Some(channel.to_owned())),
        handle: Some(channel.to_owned()),
        url: Some(format!("{ORIGIN}/{channel}")),
        avatar: picture.and_then(|picture| address(sources(picture, "img").next()?, None)),
    }
}

/// Who wrote what was passed on; people may hide behind their name.
fn author_of(from: ElementRef<'_>) -> Author {
    let link = from.attr("href").and_then(|href| address(href, None));
    Author { name: words(from).as_deref().and_then(text::name), url: link, ..Author::default() }
}

fn kind(message: ElementRef<'_>, is_forwarded: bool, media: &[Media]) -> ItemKind {
    let is = |class: &str| media.first().is_some_and(|media| media.media_type.as_deref() == Some(class));
    match () {
        () if is_forwarded => ItemKind::Repost,
        () if first(message, "tgme_widget_message_reply").is_some() => ItemKind::Reply,
        () if is("video") || first(message, "tgme_widget_message_video_player").is_some() => ItemKind::Video,
        () if is("audio") => ItemKind::Audio,
        () => ItemKind::Post,
    }
}

/// The addresses work for some hours only.
fn media(message: ElementRef<'_>) -> Vec<Media> {
    let duration = first(message, "message_video_duration").and_then(words).and_then(|text| seconds(&text));
    let of = |class: &str, url: String, duration_seconds| Media {
        url,
        media_type: Some(class.to_owned()),
        duration_seconds,
        ..Media::default()
    };
    let pictures =
        all(message, "tgme_widget_message_photo_wrap").chain(all(message, "tgme_widget_message_sticker"));
    let pictures = pictures.filter_map(picture).map(|url| of("image", url, None));
    let videos = sources(message, "video").filter_map(|src| address(src, None));
    let videos = videos.map(|url| of("video", url, duration));
    let sounds = sources(message, "audio").filter_map(|src| address(src, None));
    let sounds = sounds.map(|url| of("audio", url, None));
    let mut known = HashSet::new();
    let all = videos.chain(sounds).chain(pictures);
    all.filter(|media| known.insert(media.url.clone())).take(MOST_MEDIA).collect()
}

/// `0:06` or `1:02:03`.
fn seconds(text: &str) -> Option<u64> {
    text.split(':').try_fold(0_u64, |sum, part| sum.checked_mul(60)?.checked_add(part.trim().parse().ok()?))
}

/// All reactions together; each is a sign and a count.
fn reactions(message: ElementRef<'_>) -> Option<u64> {
    let counts = all(message, "tgme_reaction").filter_map(words).filter_map(|words| {
        let at = words.find(|letter: char| letter.is_ascii_digit())?;
        count(words.get(at..)?)
    });
    counts.reduce(u64::saturating_add)
}

/// Hashtags lead to a search for themselves.
fn tags(own: ElementRef<'_>) -> Vec<String> {
    let links = own.descendent_elements().filter_map(|element| element.attr("href"));
    let tags = links.filter_map(|href| {
        let (_, query) = href.split_once('?')?;
        let (_, value) = url::form_urlencoded::parse(query.as_bytes()).find(|(key, _)| key == "q")?;
        text::name(value.strip_prefix('#')?)
    });
    let mut known = HashSet::new();
    tags.filter(|tag| known.insert(tag.to_lowercase())).take(MOST_TAGS).collect()
}

/// What the fields of an item have no place for.
fn raw(message: ElementRef<'_>, is_forwarded: bool, channel: &str) -> Value {
    let mut raw = Map::new();
    let meta = first(message, "tgme_widget_message_meta").and_then(words).unwrap_or_default();
    if meta.starts_with("edited") {
        raw.insert("edited".into(), json!(true));
    }
    if let Some(signature) = first(message, "tgme_widget_message_from_author").and_then(words) {
        raw.insert("signature".into(), json!(signature));
    }
    let reply =
        first(message, "tgme_widget_message_reply").and_then(|reply| address(reply.attr("href")?, None));
    if let Some(reply) = reply {
        raw.insert("reply_to".into(), json!(reply));
    }
    if is_forwarded {
        raw.insert("reposted_by".into(), json!({ "handle": channel }));
    }
    let has_media = sources(message, "video").chain(sources(message, "audio")).next().is_some();
    if !has_media && first(message, "message_media_not_supported_wrap").is_some() {
        raw.insert("shown_in_app_only".into(), json!(true));
    }
    Value::Object(raw)
}
