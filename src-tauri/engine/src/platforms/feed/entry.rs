//! One entry of an XML feed. RSS and Atom are read alike, because real feeds mix them.

use chrono::{DateTime, Utc};
use serde_json::json;
use url::Url;

use super::draft::Draft;
use super::element::Element;
use super::media;
use super::namespace::Ns::{
    self, Atom, CommentApi, Content, Dc, FeedBurner, Itunes, Rdf, Rss, Slash, Thread, Xhtml, YouTube,
};
use super::words::Words;
use crate::content::date::parse_date;
use crate::content::sanitise::resolve;
use crate::model::Author;

/// What of the document around an entry matters for it.
#[derive(Debug, Clone)]
pub(crate) struct Around {
    /// Address that relative links are resolved against.
    pub(crate) base: Url,
    /// The root is `feed`: texts are plain unless they say otherwise.
    pub(crate) is_atom: bool,
    /// An `xml:base` was given.
    pub(crate) explicit_base: bool,
}

impl Around {
    /// Within `element`, which may have a base of its own.
    pub(crate) fn within(&self, element: &Element<'_>) -> Self {
        match element.base(&self.base) {
            Some(base) => Self { base, explicit_base: true, ..*self },
            None => self.clone(),
        }
    }

    pub(crate) fn words<'e>(&self, element: &'e Element<'_>) -> Option<Words<'e>> {
        match element.ns {
            Ns::Atom => Words::atom(element, &self.base),
            Ns::Rss if self.is_atom || element.attribute("mode").is_some() => {
                Words::atom(element, &self.base)
            }
            _ => Words::rss(element, &self.base),
        }
    }
}

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

/// Texts of the core vocabularies by name.
fn core_text(entry: &Element<'_>, names: &[&str]) -> Option<String> {
    names.iter().find_map(|name| {
        let mut found = entry.elements().filter(|element| element.ns.is_core() && element.name == *name);
        found.find_map(|element| Some(element.text().into_owned()).filter(|text| !text.is_empty()))
    })
}

fn first_words<'e>(entry: &'e Element<'_>, around: &Around, names: &[(Ns, &str)]) -> Option<Words<'e>> {
    names
        .iter()
        .find_map(|(ns, name)| entry.all(*ns, name).find_map(|element| around.within(element).words(element)))
}

fn first_date(entry: &Element<'_>, names: &[(Ns, &str)]) -> Option<DateTime<Utc>> {
    names.iter().find_map(|(ns, name)| entry.all(*ns, name).find_map(|element| parse_date(&element.text())))
}

/// Links with an `href` of one relation; no relation means `alternate`.
pub(crate) fn links<'e, 'a>(
    entry: &'e Element<'a>,
    rel: &'static str,
) -> impl Iterator<Item = &'e Element<'a>> {
    entry.elements().filter(move |element| {
        element.ns.is_core()
            && element.name == "link"
            && element.attribute("href").is_some()
            && element
                .attribute("rel")
                .unwrap_or("alternate")
                .rsplit('/')
                .next()
                .is_some_and(|own| own.eq_ignore_ascii_case(rel))
    })
}

/// The page that an entry stands for: `link`, preferably to HTML, else a permanent guid.
pub(crate) fn link(entry: &Element<'_>, around: &Around) -> Option<Url> {
    let web = |address: &str, base: &Url| {
        resolve(address, Some(base)).filter(|url| matches!(url.scheme(), "http" | "https"))
    };
    let is_page = |link: &&Element<'_>| link.attribute("type").is_none_or(|kind| kind.contains("html"));
    let from_href = |link: &Element<'_>| web(link.attribute("href")?, &around.within(link).base);
    let by_text = || {
        entry.elements().filter(|element| element.ns.is_core() && element.name == "link").find_map(|link| {
            let text = link.text();
            (!text.is_empty()).then(|| web(&text, &around.within(link).base))?
        })
    };
    let by_guid = || {
        entry.elements().filter(|element| element.ns.is_core() && element.name == "guid").find_map(|guid| {
            let text = guid.text();
            let absolute = text.starts_with("http://") || text.starts_with("https://");
            match guid.attribute("ispermalink") {
                Some(flag) if flag.eq_ignore_ascii_case("true") => web(&text, &around.base),
                None if absolute => web(&text, &around.base),
                _ => None,
            }
        })
    };
    // An Atom id is no link, but where nothing else is given an address is one more often than not.
    let by_id = || {
        core_text(entry, &["id"]).filter(|id| id.starts_with("http")).and_then(|id| web(&id, &around.base))
    };
    let alternates = || links(entry, "alternate");
    let any = || alternates().find_map(from_href);
    let page = || alternates().filter(is_page).find_map(from_href);
    if around.is_atom { page().or_else(by_text).or_else(any) } else { by_text().or_else(page).or_else(any) }
        .or_else(by_guid)
        .or_else(by_id)
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

/// `dc:creator`, else `author` as a person (Atom) or as `mail (Name)` (RSS), else iTunes.
pub(crate) fn author(element: &Element<'_>) -> Option<Author> {
    let named = |name: &str| {
        Some(Author { name: crate::content::text::name(name), ..Author::default() })
            .filter(|author| author.name.is_some())
    };
    let creator = element.text_of(Dc, "creator").and_then(|name| named(&name));
    let person = || {
        element.elements().filter(|child| child.ns.is_core() && child.name == "author").find_map(|author| {
            let part = |name| core_text(author, &[name]);
            if author.has_elements() {
                let name =
                    part("name").or_else(|| part("email")).and_then(|name| named(&name)).unwrap_or_default();
                let url = part("uri").or_else(|| part("url")).or_else(|| part("homepage"));
                let url = url.filter(|url| url.starts_with("http://") || url.starts_with("https://"));
                Some(Author { url, ..name }).filter(|author| *author != Author::default())
            } else {
                named(display_name(&author.text()))
            }
        })
    };
    let source = || {
        element.child(Atom, "source").and_then(|source| {
            source.child(Atom, "author").and_then(|author| named(&author.text_of(Atom, "name")?))
        })
    };
    creator
        .or_else(person)
        .or_else(source)
        .or_else(|| element.text_of(Itunes, "author").and_then(|name| named(&name)))
}

/// The name in `mail@host (Name)` or `Name <mail@host>`.
fn display_name(text: &str) -> &str {
    let in_brackets = text
        .split_once('(')
        .and_then(|(mail, rest)| mail.contains('@').then(|| rest.trim_end().trim_end_matches(')').trim()));
    let before_mail = text
        .split_once('<')
        .and_then(|(name, rest)| rest.contains('@').then(|| name.trim().trim_matches('"')));
    in_brackets.or(before_mail).filter(|name| !name.is_empty()).unwrap_or(text)
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
