//! Reads OPML as feed readers really write it: attributes in any case, folders as nested
//! outlines or as categories, markup with flaws. Entities of a document's own stay unread.

use std::borrow::Cow;

use quick_xml::{
    Reader,
    events::{BytesStart, Event},
};

use super::outline::{Level, Outline, folder, level};
use crate::{
    content::{decode::decode, repair::repair},
    model::{ImportProblem, MAX_OPML_BYTES},
};

const MAX_OUTLINES: usize = 20_000;
const MAX_NESTING: usize = 64;
/// Open elements of any kind: `opml`, `body` and those of other namespaces besides outlines.
const MAX_OPEN: usize = 2 * MAX_NESTING;

/// What stands in a document, in its order.
#[derive(Debug, Default)]
pub(super) struct Document {
    /// Those with an address.
    pub(super) outlines: Vec<Outline>,
    pub(super) problems: Vec<ImportProblem>,
    /// Why the document should be read again after a repair.
    is_broken: bool,
}

/// # Errors
/// A sentence: it is not OPML, or out of bounds.
pub(super) fn read(bytes: &[u8]) -> Result<Document, String> {
    if bytes.len() > MAX_OPML_BYTES {
        return Err(format!(
            "This file is larger than {} MiB, which no list of feeds is.",
            MAX_OPML_BYTES >> 20
        ));
    }
    let decoded = decode(bytes, None);
    let text = decoded.text.trim();
    if text.is_empty() {
        return Err("This file is empty.".into());
    }
    // JSON may hold markup in its texts.
    let start =
        text.find('<').filter(|_| !text.starts_with(['{', '['])).ok_or_else(|| not_opml("something else"))?;
    let text = text.get(start..).unwrap_or_default();
    let mut document = parse(text)?;
    if document.is_broken {
        if let Cow::Owned(mended) = repair(text)
            && let Ok(mended) = parse(&mended)
            && mended.outlines.len() > document.outlines.len()
        {
            document = mended;
        }
        document.problems.push(ImportProblem {
            name: "The file".into(),
            reason: "Parts of it are damaged and were passed over. Entries may be missing.".into(),
        });
    }
    Ok(document)
}

fn parse(text: &str) -> Result<Document, String> {
    let mut reader = Reader::from_str(text);
    let config = reader.config_mut();
    config.allow_dangling_amp = true;
    config.allow_unmatched_ends = true;
    config.check_end_names = false;
    config.expand_empty_elements = true;
    let mut reading = Reading::default();
    loop {
        match reader.read_event() {
            Ok(Event::Start(start)) => reading.open(&start)?,
            Ok(Event::End(end)) => reading.close(end.name().into_inner()),
            Ok(Event::Eof) => {
                reading.document.is_broken |= !reading.open.is_empty();
                break;
            }
            // A DOCTYPE declares nothing here: what it calls an entity stays a word.
            Ok(_) => {}
            Err(_) => {
                reading.document.is_broken = true;
                break;
            }
        }
    }
    if reading.root.is_some() { Ok(reading.document) } else { Err(not_opml("something else")) }
}

#[derive(Debug, Default)]
struct Reading {
    document: Document,
    /// Prefix of the root; elements with another one are not OPML's.
    root: Option<String>,
    /// Raw names of open elements; outlines with what they mean to those within.
    open: Vec<(String, Option<Level>)>,
    outlines: usize,
}

impl Reading {
    fn open(&mut self, start: &BytesStart<'_>) -> Result<(), String> {
        // A quote that never closes, or a stray `<`, swallows what follows.
        self.document.is_broken |= start.attributes_raw().contains("<outline");
        let name = start.name();
        let (prefix, local) = name.into_inner().rsplit_once(':').unwrap_or(("", name.into_inner()));
        let Some(root) = &self.root else {
            if !local.eq_ignore_ascii_case("opml") {
                return Err(not_opml(local));
            }
            self.root = Some(prefix.to_owned());
            self.open.push((name.into_inner().to_owned(), None));
            return Ok(());
        };
        let is_outline = local.eq_ignore_ascii_case("outline") && prefix == root;
        let levels = self.open.iter().filter(|(_, level)| level.is_some()).count();
        if self.open.len() >= MAX_OPEN || (is_outline && levels >= MAX_NESTING) {
            return Err(format!(
                "This file nests more than {MAX_NESTING} folders, which no list of feeds does."
            ));
        }
        let meaning = if is_outline { Some(self.outline(start)?) } else { None };
        self.open.push((name.into_inner().to_owned(), meaning));
        Ok(())
    }

    fn outline(&mut self, start: &BytesStart<'_>) -> Result<Level, String> {
        self.outlines += 1;
        if self.outlines > MAX_OUTLINES {
            return Err(format!("This file has more than {MAX_OUTLINES} entries. Split it into several."));
        }
        let levels = || self.open.iter().filter_map(|(_, level)| level.as_ref());
        let mut outline = Outline::read(start);
        let within_feed = levels().any(Level::is_feed);
        let level = level(&outline, within_feed);
        if outline.points_to_opml() {
            self.document.problems.push(ImportProblem {
                name: outline.shown_name(),
                reason:
                    "This entry stands for another OPML file, which is not read. Import that one as well."
                        .into(),
            });
        } else if level.is_feed() {
            outline.folder = folder(levels()).or_else(|| outline.category_folder());
            self.document.outlines.push(outline);
        }
        Ok(level)
    }

    /// Closes the innermost open element of that name and all within it.
    fn close(&mut self, name: &str) {
        if let Some(index) = self.open.iter().rposition(|(open, _)| open == name) {
            self.open.truncate(index);
        }
    }
}

/// What to do with `root`, which is no list of feeds.
fn not_opml(root: &str) -> String {
    match root.to_ascii_lowercase().as_str() {
        "html" => "This is a web page, not an OPML file. Download the file itself and import that.",
        "rss" | "feed" | "rdf" => "This is a feed, not a list of feeds. Add its address as a job instead.",
        _ => "This is not an OPML file. Export the list of feeds as OPML from the other program and import that.",
    }
    .into()
}
