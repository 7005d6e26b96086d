//! Sites whose pages are known: what a link shows, and where the feed of it lies.

mod blogs;
mod find;
mod forge;
mod media;
mod pattern;
mod sites;

use std::sync::LazyLock;

use url::Url;

use self::pattern::{Pattern, Values, fill, named};
use crate::{model::FoundItem, platforms::Link};

pub(super) use find::address;

/// One line of the tables: forms of links, where the feed is, what to call it.
///
/// - The forms stand apart by spaces; the first is the one that is kept. `{name}` takes a part
///   of the address, `{n}` digits, `{nsid}` a number as Flickr writes them, `{_}` anything, `…`
///   the rest of the path.
/// - The feed is an address with these parts in it. A part in capitals has to be found on the
///   page. [`ANYWHERE`]: the page may have one. [`NONE`]: it cannot be watched, and the last
///   column says so.
type Row = (&'static str, &'static str, &'static str);

const ANYWHERE: &str = "anywhere";
const NONE: &str = "none";

static ROWS: LazyLock<Vec<(Vec<Pattern>, &'static Row)>> = LazyLock::new(|| {
    let rows = media::ROWS.iter().chain(blogs::ROWS).chain(sites::ROWS);
    rows.map(|row| (row.0.split(' ').filter_map(Pattern::parse).collect(), row)).collect()
});
/// Sites that want to be asked rarely, and how often that is.
const RARELY: [&str; 2] = ["medium.com", "substack.com"];
const RARELY_MINUTES: u32 = 30;

/// What a link shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Site {
    /// The page in one form.
    pub(super) page: String,
    pub(super) name: String,
    pub(super) feed: Place,
}

/// Where the feed of a page lies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Place {
    At(String),
    /// An address in which a part is missing, which the page has.
    OnPage(String),
    /// Perhaps the page names one.
    Anywhere,
}

/// The site of a link; nothing where it is none that is known, or the feed itself.
///
/// # Errors
/// A sentence, where the site has no feed of this.
pub(super) fn site(link: &Link) -> Result<Option<Site>, String> {
    if is_feed(link) {
        return Ok(None);
    }
    if let Some(site) = forge::site(link) {
        return Ok(Some(site));
    }
    let found = ROWS.iter().find_map(|(patterns, row)| {
        let values = patterns.iter().find_map(|pattern| pattern.read(link))?;
        Some((patterns.first()?, *row, values))
    });
    let Some((first, (_, feed, name), values)) = found else { return Ok(None) };
    if *feed == NONE {
        return Err((*name).to_owned());
    }
    Ok(Some(Site { page: first.page(&values), name: named(name, &values), feed: place(feed, &values) }))
}

fn place(feed: &str, values: &Values) -> Place {
    if feed == ANYWHERE {
        return Place::Anywhere;
    }
    let address = fill(feed, values);
    if address.contains('{') { Place::OnPage(address) } else { Place::At(address) }
}

/// The site of a page that was recognised before.
pub(super) fn of_page(url: &Url) -> Option<Site> {
    site(&Link { url: url.clone(), address: None }).ok().flatten()
}

/// Whether nobody else's pages lie on this host.
pub(crate) fn has_host(host: &str) -> bool {
    ROWS.iter().any(|(patterns, _)| patterns.iter().any(|pattern| pattern.is_host(host)))
}

/// What a site's feeds ask for beyond what they say.
pub(super) fn min_minutes(feed: &Url) -> Option<u32> {
    let host = feed.host_str().unwrap_or_default();
    let is_of =
        |site: &&str| host == *site || host.strip_suffix(*site).is_some_and(|rest| rest.ends_with('.'));
    RARELY.iter().any(is_of).then_some(RARELY_MINUTES)
}

/// Takes out what feeds of some sites put into every entry.
pub(super) fn polish(feed: &Url, items: &mut [FoundItem]) {
    let is_pinterest = feed.host_str().is_some_and(|host| host.ends_with("pinterest.com"));
    for item in items {
        if let Some(url) = item.url.as_mut().filter(|url| url.contains("?source=rss")) {
            url.truncate(url.find("?source=rss").unwrap_or(url.len()));
        }
        if is_pinterest {
            let larger = |url: &mut String| *url = url.replace("i.pinimg.com/236x/", "i.pinimg.com/736x/");
            item.media.iter_mut().for_each(|media| larger(&mut media.url));
            item.html.as_mut().map(larger);
        }
    }
}

/// Feeds are taken as they are pasted.
fn is_feed(link: &Link) -> bool {
    let segments = link.segments();
    let last = segments.last().map(|last| last.to_ascii_lowercase()).unwrap_or_default();
    let ending = last.rsplit_once('.').map_or("", |(_, ending)| ending);
    let query = link.url.query().unwrap_or_default();
    matches!(ending, "rss" | "xml" | "atom" | "rdf" | "json" | "gne")
        || matches!(last.as_str(), "feed" | "rss")
        || matches!(segments.as_slice(), ["feed" | "feeds" | "rss", ..] | ["$", "rss", ..])
        || ["format=rss", "format=atom", "feed=rss", "feed=atom", "alt=rss"]
            .iter()
            .any(|part| query.contains(part))
}
