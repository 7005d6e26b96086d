//! Enclosures, Media RSS and podcast fields of an entry.

use url::Url;

use super::element::Element;
use super::link::links;
use super::namespace::Ns::{self, Itunes};
use crate::content::links::resolve;
use crate::content::text::{self, MAX_URL_BYTES};
use crate::model::{Engagement, Media};

/// How many of one kind are looked at.
pub(super) const MAX_EACH: usize = 50;

/// Everything that an entry shows or plays, each address once: enclosures, then the contents
/// and thumbnails of Media RSS, then the episode's picture.
pub(crate) fn read(entry: &Element<'_>, base: &Url) -> Vec<Media> {
    let mut media: Vec<Media> = Vec::new();
    let duration = entry.text_of(Itunes, "duration").and_then(|text| duration(&text));
    let enclosures = entry.elements().filter(|element| element.ns.is_core() && element.name == "enclosure");
    for enclosure in enclosures.chain(links(entry, "enclosure")).take(MAX_EACH) {
        let address = enclosure.attribute("url").or_else(|| enclosure.attribute("href"));
        let found = Media {
            media_type: enclosure.attribute("type").and_then(text::name),
            size: enclosure.attribute("length").and_then(|size| size.parse().ok()).filter(|size| *size > 0),
            alt: enclosure.attribute("title").and_then(text::title),
            duration_seconds: duration,
            ..Media::default()
        };
        add(&mut media, address, base, found);
    }
    let groups: Vec<_> = std::iter::once(entry).chain(entry.all(Ns::Media, "group")).collect();
    for group in &groups {
        for content in group.all(Ns::Media, "content").take(MAX_EACH) {
            add(
                &mut media,
                content.attribute("url"),
                base,
                Media {
                    duration_seconds: content_duration(content).or(duration),
                    ..describe(content, group)
                },
            );
            // Thumbnails may lie within the content that they stand for.
            thumbnails(content, base, &mut media);
        }
        thumbnails(group, base, &mut media);
    }
    let pictures = entry.all(Itunes, "image").filter_map(|image| image.attribute("href"));
    for address in pictures {
        add(&mut media, Some(address), base, image());
    }
    media
}

fn describe(content: &Element<'_>, group: &Element<'_>) -> Media {
    // A value that the content leaves out is inherited from its group.
    let inherited = |name| content.text_of(Ns::Media, name).or_else(|| group.text_of(Ns::Media, name));
    Media {
        media_type: content.attribute("type").or_else(|| content.attribute("medium")).and_then(text::name),
        alt: inherited("title").and_then(|title| text::title(&title)),
        size: content.attribute("filesize").and_then(|size| size.parse().ok()).filter(|size| *size > 0),
        ..Media::default()
    }
}

fn content_duration(content: &Element<'_>) -> Option<u64> {
    content.attribute("duration").and_then(duration)
}

fn thumbnails(scope: &Element<'_>, base: &Url, media: &mut Vec<Media>) {
    for thumbnail in scope.all(Ns::Media, "thumbnail").take(MAX_EACH) {
        let text = thumbnail.text();
        let address = thumbnail.attribute("url").or((!text.is_empty()).then_some(&*text));
        add(media, address, base, image());
    }
}

pub(super) fn image() -> Media {
    Media { media_type: Some("image".to_owned()), ..Media::default() }
}

/// Adds what has a web address; a second mention of one fills in what the first left out.
pub(crate) fn add(media: &mut Vec<Media>, address: Option<&str>, base: &Url, found: Media) {
    let Some(url) = address.and_then(|address| resolve(address, Some(base))) else {
        return;
    };
    if !matches!(url.scheme(), "http" | "https") || url.as_str().len() > MAX_URL_BYTES {
        return;
    }
    match media.iter_mut().find(|known| known.url == url.as_str()) {
        Some(known) => {
            known.media_type = known.media_type.take().or(found.media_type);
            known.alt = known.alt.take().or(found.alt);
            known.size = known.size.or(found.size);
            known.duration_seconds = known.duration_seconds.or(found.duration_seconds);
        }
        None => media.push(Media { url: url.into(), ..found }),
    }
}

/// Counts of `media:community`: `starRating@count` are the likes, `statistics@views` the views.
pub(crate) fn engagement(entry: &Element<'_>) -> Engagement {
    let scopes = || {
        std::iter::once(entry)
            .chain(entry.all(Ns::Media, "group"))
            .filter_map(|scope| scope.child(Ns::Media, "community"))
    };
    let count = |name: &str, attribute: &str| {
        scopes().find_map(|community| community.child(Ns::Media, name)?.attribute(attribute)?.parse().ok())
    };
    Engagement {
        likes: count("starrating", "count"),
        views: count("statistics", "views"),
        ..Engagement::default()
    }
}

/// Seconds of `83`, `83.5`, `1:23` or `1:02:03`.
pub(crate) fn duration(text: &str) -> Option<u64> {
    let text = text.trim();
    let mut seconds = 0_u64;
    let parts: Vec<&str> = text.split(':').collect();
    if text.is_empty() || parts.len() > 3 {
        return None;
    }
    for part in parts {
        let whole: u64 = part.split('.').next()?.trim().parse().ok()?;
        seconds = seconds.checked_mul(60)?.checked_add(whole)?;
    }
    Some(seconds)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_read_in_every_notation() {
        for (text, expected) in [
            ("83", Some(83)),
            ("1:23", Some(83)),
            ("01:02:03", Some(3723)),
            ("83.9", Some(83)),
            ("", None),
            ("1h", None),
        ] {
            assert_eq!(duration(text), expected, "{text}");
        }
    }
}
