//! Turns the bytes of a feed of any format into items. Pure: no network, no clock.

use std::borrow::Cow;

use thiserror::Error;
use url::Url;

use super::channel::Channel;
use super::detect::{Looks, looks, may_hold_feed};
use super::element::Element;
use super::entry::{self, Around};
use super::hints::PollHints;
use super::json;
use super::namespace::Ns;
use super::xml::{Step, XmlReader};
use crate::content::decode::decode;
use crate::content::repair::repair;
use crate::model::identity::make_distinct;
use crate::model::{Author, FoundItem};

/// Entries that are read of one document.
pub const MAX_ENTRIES: usize = 5_000;

/// A feed that could be read.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ParsedFeed {
    pub title: Option<String>,
    /// The page that the feed belongs to.
    pub link: Option<Url>,
    /// BCP 47, as the feed says it.
    pub language: Option<String>,
    /// Atom `id`, JSON `feed_url` or `podcast:guid`.
    pub feed_id: Option<String>,
    /// In the order of the document; identities are unique.
    pub items: Vec<FoundItem>,
    /// Entries that said the same as an earlier one and were left out.
    pub duplicates: usize,
    /// Sentences about what had to be tolerated or left out.
    pub warnings: Vec<String>,
    /// Some of the document could not be read.
    pub is_partial: bool,
    pub hints: PollHints,
    /// Where older entries are (RFC 5005, JSON `next_url`).
    pub next: Option<Url>,
    /// Where the feed says that it lives now (`itunes:new-feed-url`).
    pub moved_to: Option<Url>,
    /// Nothing will be added any more (`itunes:complete`, JSON `expired`).
    pub complete: bool,
}

/// Why a document gave no feed.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ParseError {
    /// The document is something else.
    #[error("this is not a feed but {found}")]
    NotAFeed { found: Found },
    /// It started as a feed, but nothing of it could be read. A sentence.
    #[error("{0}")]
    Malformed(String),
}

/// What was found in place of a feed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Found {
    Html,
    Json,
    Empty,
    Other,
}

impl std::fmt::Display for Found {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str(match self {
            Self::Html => "a web page",
            Self::Json => "JSON of another kind",
            Self::Empty => "an empty document",
            Self::Other => "another kind of document",
        })
    }
}

/// Reads RSS 0.90 to 2.0, RSS 1.0, Atom 0.3 and 1.0 and JSON Feed. `content_type` is the HTTP
/// header as it came (only its charset counts), `base` the address of the document. The same
/// bytes always give the same items.
///
/// # Errors
/// [`ParseError::NotAFeed`] where the document is something else, [`ParseError::Malformed`]
/// where it breaks before anything of a feed was read.
pub fn parse(body: &[u8], content_type: Option<&str>, base: &Url) -> Result<ParsedFeed, ParseError> {
    let decoded = decode(body, content_type);
    let mut feed = match looks(&decoded.text) {
        Looks::Empty => return Err(ParseError::NotAFeed { found: Found::Empty }),
        Looks::Json => json::parse(&decoded.text, base)?,
        Looks::Html if !may_hold_feed(&decoded.text) => {
            return Err(ParseError::NotAFeed { found: Found::Html });
        }
        Looks::Html | Looks::Xml => parse_xml(&decoded.text, base)?,
        Looks::Other => return Err(ParseError::NotAFeed { found: Found::Other }),
    };
    if decoded.lossy {
        feed.warnings.push(format!("some characters could not be read as {}", decoded.charset));
    }
    Ok(feed)
}

/// A second reading, of the mended text, only where the first had to stop.
fn parse_xml(text: &str, base: &Url) -> Result<ParsedFeed, ParseError> {
    let (feed, broken) = read(text, base)?;
    if broken.is_none() {
        return feed.ok_or(ParseError::NotAFeed { found: Found::Other });
    }
    let mended = match repair(text) {
        Cow::Borrowed(_) => None,
        Cow::Owned(mended) => read(&mended, base)?.0,
    };
    match (mended, feed) {
        (Some(mended), first)
            if first.as_ref().is_none_or(|first| first.items.len() <= mended.items.len()) =>
        {
            let mut mended = mended;
            warn_once(&mut mended.warnings, "repaired");
            Ok(mended)
        }
        (_, Some(first)) => Ok(first),
        (_, None) => Err(ParseError::Malformed(format!(
            "the document cannot be read as XML: {}",
            broken.unwrap_or_default()
        ))),
    }
}

/// The feed, if the root is one, and why reading stopped early.
fn read(text: &str, base: &Url) -> Result<(Option<ParsedFeed>, Option<String>), ParseError> {
    let mut reader = XmlReader::new(text);
    let mut reading = Reading::default();
    let mut around = vec![(0, Around { base: base.clone(), is_atom: false, explicit_base: false })];
    loop {
        match reader.step() {
            Step::Open(head) => {
                while around.len() > 1 && around.last().is_some_and(|(depth, _)| *depth >= reader.depth()) {
                    around.pop();
                }
                let Some((_, outer)) = around.last() else { break };
                if reading.in_page && !reading.is_feed && !is_root(&head) {
                    continue;
                }
                if reader.depth() == 1 && !is_root(&head) {
                    if head.name != "html" {
                        return Err(ParseError::NotAFeed { found: Found::Other });
                    }
                    reading.in_page = true;
                } else if is_container(&head) {
                    let inner =
                        Around { is_atom: outer.is_atom || head.name == "feed", ..outer.within(&head) };
                    reading.enter(&head);
                    around.push((reader.depth(), inner));
                } else {
                    let (element, whole) = reader.element(head);
                    reading.take(element, whole, outer);
                }
            }
            Step::Close | Step::Text => {}
            Step::End => break,
        }
    }
    if !reading.is_feed {
        if reading.in_page {
            return Err(ParseError::NotAFeed { found: Found::Html });
        }
        return Ok((None, reader.broken));
    }
    let feed = reading.finish(reader.repaired, reader.truncated || reader.broken.is_some());
    Ok((Some(feed), reader.broken))
}

fn is_root(head: &Element<'_>) -> bool {
    match head.name.as_str() {
        "rss" | "feed" => head.ns.is_core() || head.ns == Ns::Other,
        "rdf" => true,
        "entry" => head.ns == Ns::Atom,
        _ => false,
    }
}

/// Elements that are entered rather than taken whole.
fn is_container(head: &Element<'_>) -> bool {
    matches!(head.name.as_str(), "rss" | "rdf" | "channel" | "feed") && head.ns != Ns::Xhtml
}

/// What has been read of a document.
#[derive(Debug, Default)]
struct Reading {
    is_feed: bool,
    /// The root is a web page, in whose markup a feed may stand.
    in_page: bool,
    channel: Channel,
    items: Vec<FoundItem>,
    too_many: bool,
}

impl Reading {
    fn enter(&mut self, head: &Element<'_>) {
        self.is_feed = true;
        if self.channel.language.is_none() {
            self.channel.language = head.language().map(str::to_owned);
        }
    }

    fn take(&mut self, element: Element<'_>, whole: bool, around: &Around) {
        if element.ns.is_core() && matches!(element.name.as_str(), "item" | "entry") {
            self.is_feed = true;
            if self.items.len() == MAX_ENTRIES {
                self.too_many = true;
            } else if whole {
                self.items.push(entry::read(&element, around).finish(&around.base));
            }
        } else if whole {
            self.channel.look(element, around);
        }
    }

    fn finish(self, repaired: bool, truncated: bool) -> ParsedFeed {
        let mut warnings = Vec::new();
        if repaired {
            warn_once(&mut warnings, "repaired");
        }
        if truncated {
            warnings.push(format!("truncated: {} complete entries were kept", self.items.len()));
        }
        if self.too_many {
            warnings.push(too_many());
        }
        let channel = self.channel;
        ParsedFeed {
            title: channel.title,
            link: channel.link,
            feed_id: channel.id,
            items: self.items,
            warnings,
            hints: channel.hints.finish(),
            next: channel.next,
            moved_to: channel.moved_to,
            complete: channel.complete,
            ..ParsedFeed::default()
        }
        .inherit(channel.language.as_deref().and_then(super::draft::language), channel.author)
    }
}

impl ParsedFeed {
    /// Gives entries what the feed says for all of them, and makes their identities distinct.
    pub(super) fn inherit(mut self, language: Option<String>, author: Option<Author>) -> Self {
        for item in &mut self.items {
            if item.language.is_none() {
                item.language.clone_from(&language);
            }
            if let Some(author) = author.as_ref().filter(|_| item.author == Author::default()) {
                item.author.clone_from(author);
            }
        }
        self.language = language;
        self.duplicates = make_distinct(&mut self.items, |item| &item.text);
        if self.duplicates > 0 {
            self.warnings.push(format!("{} entries occurred twice", self.duplicates));
        }
        self
    }
}

pub(super) fn too_many() -> String {
    format!("only the first {MAX_ENTRIES} entries were read")
}

fn warn_once(warnings: &mut Vec<String>, warning: &str) {
    if !warnings.iter().any(|known| known == warning) {
        warnings.insert(0, warning.to_owned());
    }
}
