//! Turns the bytes of a feed of any format into items. Pure: no network, no clock.

use std::borrow::Cow;

use url::Url;

use super::around::Around;
use super::channel::Channel;
use super::detect::{Looks, looks, may_hold_feed};
use super::element::Element;
use super::entry;
use super::json;
use super::namespace::Ns;
pub use super::parsed::{Flaw, Found, MAX_ENTRIES, ParseError, ParsedFeed};
use super::xml::{Step, XmlReader};
use crate::content::decode::decode;
use crate::content::repair::repair;
use crate::model::FoundItem;

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
        Looks::Empty => {
            return Err(ParseError::NotAFeed { found: Found::Empty });
        }
        Looks::Json => json::parse(decoded.text.trim_start_matches('\u{FEFF}'), base)?,
        Looks::Html if !may_hold_feed(&decoded.text) => {
            return Err(ParseError::NotAFeed { found: Found::Html });
        }
        Looks::Html | Looks::Xml => parse_xml(&decoded.text, base)?,
        Looks::Other => {
            return Err(ParseError::NotAFeed { found: Found::Other });
        }
    };
    if decoded.lossy {
        feed.flaws.push(Flaw::Characters(decoded.charset.to_string()));
    }
    Ok(feed)
}

/// A second reading, of the mended text, only where the first had to stop.
fn parse_xml(text: &str, base: &Url) -> Result<ParsedFeed, ParseError> {
    let (feed, defect) = read(text, base)?;
    let Some(defect) = defect else {
        return feed.ok_or(ParseError::NotAFeed { found: Found::Other });
    };
    let mended = match repair(text) {
        Cow::Borrowed(_) => None,
        Cow::Owned(mended) => read(&mended, base)?.0,
    };
    let kept = feed.as_ref().map_or(0, |feed| feed.items.len());
    match mended.filter(|mended| mended.items.len() >= kept) {
        Some(mut mended) => {
            if !mended.flaws.contains(&Flaw::Repaired) {
                mended.flaws.insert(0, Flaw::Repaired);
            }
            Ok(mended)
        }
        None => {
            feed.ok_or_else(|| ParseError::Malformed(format!("the document cannot be read as XML: {defect}")))
        }
    }
}

/// The feed, if the root is one, and what in the document should be mended.
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
                let Some((_, outer)) = around.last() else {
                    break;
                };
                if reading.in_page && !reading.is_feed && !is_root(&head) {
                    continue;
                }
                if reader.depth() == 1 && !is_root(&head) {
                    if reading.is_feed {
                        // Something behind the feed.
                        break;
                    }
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
        return Ok((None, reader.defect()));
    }
    let feed = reading.finish(reader.was_repaired(), reader.truncated || reader.broken.is_some());
    Ok((Some(feed), reader.defect()))
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
        let flaws = [
            repaired.then_some(Flaw::Repaired),
            truncated.then_some(Flaw::Truncated { kept: self.items.len() }),
            self.too_many.then_some(Flaw::TooMany),
        ];
        let channel = self.channel;
        ParsedFeed {
            title: channel.title,
            link: channel.link,
            feed_id: channel.id,
            items: self.items,
            flaws: flaws.into_iter().flatten().collect(),
            hints: channel.hints.finish(),
            next: channel.next,
            moved_to: channel.moved_to,
            complete: channel.complete,
            ..ParsedFeed::default()
        }
        .inherit(channel.language.as_deref().and_then(super::draft::language), channel.author)
    }
}
