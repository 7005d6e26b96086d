//! Feeds, from bytes to items.

// One fixture per format, field by field.
mod formats;
// Media RSS and podcast fields.
mod podcasts;
// Documents that are not well-formed, or not what their labels say.
mod broken;
// Repeated entries, sizes, prefixes, and bytes at random.
mod bounds;
// Pages that name feeds, and places to look.
mod discovery;
// Markup that attacks.
mod hostile;
// Sites whose pages lead to their feeds: links, and what is read.
mod sites;
mod sites_fetched;
mod sites_media;
mod sites_more;
// A large collection of real and hand-made documents, where it is at hand.
mod recorded;

use tidewatch_engine::platforms::feed::parse::{ParseError, ParsedFeed, parse};
use url::Url;

/// A document as if it had come from `https://site.example/dir/feed`.
fn read(document: impl AsRef<[u8]>) -> ParsedFeed {
    try_read(document).unwrap()
}

fn try_read(document: impl AsRef<[u8]>) -> Result<ParsedFeed, ParseError> {
    parse(document.as_ref(), None, &Url::parse("https://site.example/dir/feed").unwrap())
}

fn titles(feed: &ParsedFeed) -> Vec<&str> {
    feed.items.iter().map(|item| item.title.as_deref().unwrap_or_default()).collect()
}
