//! One entry of an XML feed. RSS and Atom are read alike, because real feeds mix them.

use chrono::{DateTime, Utc};
use serde_json::json;
use url::Url;

use super::around::{Around, core_text};
use super::draft::Draft;
use super::element::Element;
use super::link::{link, links};
use super::media;
use super::namespace::Ns::{
    self, Atom, CommentApi, Content, Dc, FeedBurner, Itunes, Rdf, Rss, Slash, Thread, Xhtml, YouTube,
};
use super::person::author;
use super::words::Words;
use crate::content::date::parse_date;
use crate::content::links::resolve;

/// Reads an `item` or `entry`.
pub(crate) fn read<'e>(entry: &'e Element<'_>, around: &Around) -> Draft<'e> {
    let around = around.within(entry);
    let id =
        core_text(entry, &["guid", "id"]).or_else(|| entry.attribute_in(Rdf, "about").map(str::to_owned));
    let mut draft = Draft {
        link: link(entry, &around),
        title: first_words(
            entry,
            &around,
            &[(Rss, "title"), (Atom, "title"), (Dc, "title"), (Ns::Media, "title"), (Itunes, "title")],
        ),
        published: first_date(
            entry,
            &[
                (Rss, "pubdate"),
                (Atom, "published"),
                (Rss, "published"),
                (Atom, "issued"),
                (Rss, "issued"),
                (Dc, "date"),
                (Dc, "issued"),
                (Dc, "created"),
                (Atom, "created"),
                (Atom, "pubdate"),
                (Rss, "date"),
            ],
        ),
        updated: first_date(
            entry,
            &[(Atom, "updated"), (Rss, "updated"), (Atom, "modified"), (Rss, "modified"), (Dc, "modified")],
        ),
        author: author(entry).unwrap_or_default(),
        language: entry
            .language()
            .map(str::to_owned)
            .or_else(|| entry.text_of(Dc, "language").map(|text| text.into_owned())),
        tags: tags(entry),
        media: media::read(entry, &around.base),
        engagement: media::engagement(entry),
        id,
        ..Draft::default()
    };
    (draft.body, draft.base) = body(entry, &around, draft.link.as_ref());
    draft.engagement.replies = entry
        .text_of(Slash, "comments")
        .or_else(|| entry.text_of(Thread, "total"))
        .and_then(|count| count.parse().ok())
        .or_else(|| {
            links(entry, "replies").find_map(|link| link.attribute_in(Thread, "count")?.parse().ok())
        });
    extras(entry, &around, &mut draft);
    draft
}

fn first_words<'e>(entry: &'e Element<'_>, around: &Around, names: &[(Ns, &str)]) -> Option<Words<'e>> {
    names
        .iter()
        .find_map(|(ns, name)| entry.all(*ns, name).find_map(|element| around.within(element).words(element)))
}

fn first_date(entry: &Element<'_>, names: &[(Ns, &str)]) -> Option<DateTime<Utc>> {
    names.iter().find_map(|(ns, name)| entry.all(*ns, name).find_map(|element| parse_date(&element.text())))
}

/// The body, and the address its links are relative to: an explicit base, else the page of the
/// entry, else the feed.
fn body<'e>(entry: &'e Element<'_>, around: &Around, link: Option<&Url>) -> (Option<Words<'e>>, Option<Url>) {
    const PLACES: [(Ns, &str); 13] = [
        (Content, "encoded"),
        (Atom, "content"),
        (Rss, "content"),
        (Xhtml, "body"),
        (Xhtml, "div"),
        (Rss, "fullitem"),
        (Rss, "description"),
        (Atom, "summary"),
        (Rss, "summary"),
        (Dc, "description"),
        (Itunes, "summary"),
        (Ns::Media, "description"),
        (Itunes, "subtitle"),
    ];
    let group = entry.child(Ns::Media, "group");
    for (ns, name) in PLACES {
        let scopes = [Some(entry), group.filter(|_| ns == Ns::Media)];
        for element in scopes.into_iter().flatten().flat_map(|scope| scope.all(ns, name)) {
            let within = around.within(element);
            let found = match ns {
                Xhtml => Some(Words::Html(element.markup(&within.base).into()))
                    .filter(|words| !words.raw().is_empty()),
                Ns::Media if element.attribute("type").is_none_or(|kind| kind == "plain") => {
                    Some(Words::Plain(element.text())).filter(|words| !words.raw().is_empty())
                }
                _ => within.words(element),
            };
            if found.is_some() {
                let base = if within.explicit_base { &within.base } else { link.unwrap_or(&within.base) };
                return (found, Some(base.clone()));
            }
        }
    }
    (None, None)
}

fn tags(entry: &Element<'_>) -> Vec<String> {
    let mut tags = Vec::new();
    for element in entry.elements() {
        match (element.ns, element.name.as_str()) {
            (Rss | Atom, "category") => {
                let label = element.attribute("label").or_else(|| element.attribute("term"));
                tags.push(label.map_or_else(|| element.text().into_owned(), str::to_owned));
            }
            (Dc, "subject") => tags.push(element.text().into_owned()),
            (Itunes, "keywords") => tags.extend(element.text().split(',').map(str::to_owned)),
            _ => {}
        }
    }
    tags
}

/// What the other fields have no place for.
fn extras(entry: &Element<'_>, around: &Around, draft: &mut Draft<'_>) {
    const TEXTS: [(Ns, &str, &str); 14] = [
        (YouTube, "videoid", "yt:videoId"),
        (YouTube, "channelid", "yt:channelId"),
        (FeedBurner, "origlink", "feedburner:origLink"),
        (CommentApi, "commentrss", "wfw:commentRss"),
        (Rss, "comments", "comments"),
        (Itunes, "episode", "itunes:episode"),
        (Itunes, "season", "itunes:season"),
        (Itunes, "episodetype", "itunes:episodeType"),
        (Itunes, "explicit", "itunes:explicit"),
        (Itunes, "duration", "itunes:duration"),
        (Itunes, "subtitle", "itunes:subtitle"),
        (Ns::Podcast, "guid", "podcast:guid"),
        (Rss, "source", "source"),
        (Dc, "rights", "dc:rights"),
    ];
    for (ns, name, key) in TEXTS {
        if let Some(text) = entry.text_of(ns, name) {
            draft.extra(key, &text);
        }
    }
    if let Some(reply) = entry.child(Thread, "in-reply-to") {
        draft.extra(
            "thr:in-reply-to",
            reply.attribute("href").or_else(|| reply.attribute("ref")).unwrap_or_default(),
        );
    }
    if let Some(source) = entry.child(Rss, "source").and_then(|source| source.attribute("url")) {
        draft.extra("source:url", source);
    }
    if let Some(content) = entry.child(Atom, "content").and_then(|content| content.attribute("src")) {
        draft
            .extra("content:src", resolve(content, Some(&around.base)).as_ref().map_or(content, Url::as_str));
    }
    let related: Vec<_> = links(entry, "related")
        .chain(links(entry, "via"))
        .filter_map(|link| link.attribute("href"))
        .take(10)
        .collect();
    if !related.is_empty() {
        draft.raw.insert("related".to_owned(), json!(related));
    }
}
