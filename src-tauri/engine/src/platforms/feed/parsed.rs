//! What reading a feed gives, or why it gave nothing.

use thiserror::Error;
use url::Url;

use super::hints::PollHints;
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
    /// What had to be tolerated or left out.
    pub flaws: Vec<Flaw>,
    pub hints: PollHints,
    /// Where older entries are (RFC 5005, JSON `next_url`).
    pub next: Option<Url>,
    /// Where the feed says that it lives now (`itunes:new-feed-url`).
    pub moved_to: Option<Url>,
    /// Nothing will be added any more (`itunes:complete`, JSON `expired`).
    pub complete: bool,
}

/// Something about a document that is not as it should be. Shown as a sentence.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Flaw {
    #[error("The feed is not well-formed; what could be understood was kept.")]
    Repaired,
    #[error("The feed ends in the middle; its {kept} complete entries were kept.")]
    Truncated { kept: usize },
    #[error("Entries that could not be read were left out: {0}.")]
    Unreadable(usize),
    #[error("Only the first {MAX_ENTRIES} entries were read.")]
    TooMany,
    #[error("Some characters could not be read as {0}.")]
    Characters(String),
    #[error("Entries that occur twice were taken once: {0}.")]
    Twice(usize),
}

impl Flaw {
    /// Whether entries are missing because of it.
    pub fn is_loss(&self) -> bool {
        matches!(self, Self::Truncated { .. } | Self::Unreadable(_) | Self::TooMany)
    }
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
            self.flaws.push(Flaw::Twice(self.duplicates));
        }
        self
    }
}
