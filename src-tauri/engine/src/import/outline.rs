//! One outline of an OPML document: what it is called, where it points, which folder it is in.

use quick_xml::events::BytesStart;

use crate::content::{entities::decode_entities, text};

/// More than any program writes.
const MAX_ATTRIBUTES: usize = 64;
/// As a job allows.
const MAX_FOLDER_CHARS: usize = 200;
/// Stands for a `/` within the name of a folder, since `/` separates folders.
const SLASH_WITHIN: &str = "\u{2215}";
const OWN_PREFIX: &str = "tidewatch:";

/// The attributes that matter. Texts are as they stand there, references resolved.
#[derive(Debug, Default)]
pub(super) struct Outline {
    pub(super) name: Option<String>,
    pub(super) address: String,
    pub(super) folder: Option<String>,
    /// Tidewatch's own attributes, in lower case, without their prefix.
    pub(super) own: Vec<(String, String)>,
    kind: String,
    category: String,
    /// The address is one of a feed, not only of whatever the outline is about.
    has_feed_address: bool,
}

/// What an open outline means to those within it.
#[derive(Debug)]
pub(super) enum Level {
    Folder(String),
    Feed,
}

impl Level {
    pub(super) fn is_feed(&self) -> bool {
        matches!(self, Level::Feed)
    }
}

/// Whether an outline is watched. Within a feed only other feeds are: some programs list its
/// episodes there.
pub(super) fn level(outline: &Outline, within_feed: bool) -> Level {
    let is_plain = matches!(outline.kind.as_str(), "" | "rss" | "atom" | "feed" | "link") && !within_feed;
    if !outline.address.is_empty() && (outline.has_feed_address || is_plain) {
        Level::Feed
    } else {
        Level::Folder(outline.name.clone().unwrap_or_default())
    }
}

impl Outline {
    pub(super) fn read(start: &BytesStart<'_>) -> Self {
        let mut outline = Self::default();
        let (mut title, mut text) = (None, None);
        let (mut feed, mut url, mut page) = (None, None, None);
        // Quotes may be missing, and names may occur twice: then the first counts.
        for attribute in start.html_attributes().with_checks(false).take(MAX_ATTRIBUTES).flatten() {
            let key = attribute.key.into_inner().to_ascii_lowercase();
            let value = decode_entities(&attribute.value).trim().to_owned();
            let slot = match key.as_str() {
                _ if value.is_empty() => continue,
                "title" => &mut title,
                "text" => &mut text,
                "xmlurl" => &mut feed,
                "url" => &mut url,
                "htmlurl" => &mut page,
                "type" => {
                    outline.kind = value.to_ascii_lowercase();
                    continue;
                }
                "category" => {
                    outline.category = value;
                    continue;
                }
                _ => {
                    if let Some(own) = key.strip_prefix(OWN_PREFIX) {
                        outline.own.push((own.to_owned(), value));
                    }
                    continue;
                }
            };
            slot.get_or_insert(value);
        }
        outline.name = title.or(text).map(|name| without_cdata(&name).to_owned());
        outline.has_feed_address = feed.is_some();
        // Bookmarks of a program's own pages are no feeds; its feeds without an address may be found there.
        let page =
            page.filter(|_| outline.is_ours() || matches!(outline.kind.as_str(), "rss" | "atom" | "feed"));
        // What Tidewatch wrote has the link that is watched there, and a feed for other programs.
        let (first, last) = if outline.is_ours() { (page, feed) } else { (feed, page) };
        outline.address = first.or(url).or(last).unwrap_or_default();
        outline
    }

    /// Written by Tidewatch, for something that has its own kind of link.
    fn is_ours(&self) -> bool {
        self.own.iter().any(|(name, _)| name == "platform")
    }

    /// The outline has the entries of another document, as OPML 2.0 has it.
    pub(super) fn points_to_opml(&self) -> bool {
        let path = self.address.split(['?', '#']).next().unwrap_or_default().to_ascii_lowercase();
        !self.has_feed_address
            && !self.address.is_empty()
            && (self.kind == "include" || (self.kind == "link" && path.ends_with(".opml")))
    }

    pub(super) fn shown_name(&self) -> String {
        self.name.as_deref().and_then(text::name).or_else(|| text::name(&self.address)).unwrap_or_default()
    }

    /// The first category, such as `/Sea/North`, where the outline stands in no folder.
    pub(super) fn category_folder(&self) -> Option<String> {
        let first = self.category.split(',').find(|category| !category.trim().is_empty())?;
        joined(first.split('/'))
    }
}

/// The folder that these levels make, outermost first; feeds are none.
pub(super) fn folder<'a>(levels: impl Iterator<Item = &'a Level>) -> Option<String> {
    joined(levels.filter_map(|level| match level {
        Level::Folder(name) => Some(name.as_str()),
        Level::Feed => None,
    }))
}

fn joined<'a>(names: impl Iterator<Item = &'a str>) -> Option<String> {
    let names = names.map(|name| text::one_line(name).replace('/', SLASH_WITHIN));
    let mut folder = names.filter(|name| !name.is_empty()).collect::<Vec<_>>().join("/");
    if let Some((cut, _)) = folder.char_indices().nth(MAX_FOLDER_CHARS) {
        folder.truncate(cut);
        folder.truncate(folder.trim_end_matches(['/', ' ']).len());
    }
    (!folder.is_empty()).then_some(folder)
}

/// Some programs write the mark of text that is not markup into attributes as well.
fn without_cdata(name: &str) -> &str {
    name.strip_prefix("<![CDATA[").and_then(|name| name.strip_suffix("]]>")).unwrap_or(name).trim()
}
