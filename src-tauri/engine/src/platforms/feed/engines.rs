//! What software a page was made with, and where that keeps its feeds.

use url::Url;

/// Where a page says what made it, at the latest.
const HEAD_BYTES: usize = 64 << 10;
/// The generator's name, and places of feeds: at the root where they begin with a slash.
const ENGINES: [(&str, &[&str]); 7] = [
    ("wix.com", &["/blog-feed.xml"]),
    ("squarespace", &["?format=rss", "/blog?format=rss"]),
    ("webflow", &["/blog/rss.xml"]),
    ("medium", &["/feed"]),
    ("blogger", &["/feeds/posts/default?alt=rss"]),
    ("wordpress", &["feed/", "/feed/"]),
    ("ghost", &["/rss/"]),
];
/// Lists within a site that have feeds of their own.
const LISTS: [&str; 3] = ["/category/", "/tag/", "/author/"];

/// Addresses to try first, where the page says what made it.
pub(super) fn places(page: &[u8], base: &Url) -> Vec<Url> {
    let head = String::from_utf8_lossy(page.get(..HEAD_BYTES).unwrap_or(page)).to_ascii_lowercase();
    let tags = head.split("<meta").skip(1).filter_map(|rest| rest.split('>').next());
    let Some(generator) = tags.into_iter().find(|tag| tag.contains("generator")) else { return Vec::new() };
    let engine = ENGINES.iter().find(|(name, _)| generator.contains(name));
    let mut folder = base.clone();
    if !folder.path().ends_with('/') {
        folder.set_path(&format!("{}/", base.path()));
    }
    let places = engine.into_iter().flat_map(|(_, places)| places.iter());
    places
        .filter_map(|place| if place.starts_with('?') { base.join(place) } else { folder.join(place) }.ok())
        .collect()
}

/// Whether this feed is of the very list that the page shows, not of the whole site.
pub(super) fn is_of_list(feed: &Url, page: &Url) -> bool {
    let list = page.path().trim_end_matches('/');
    LISTS.iter().any(|part| list.contains(part))
        && feed.origin() == page.origin()
        && feed.path().strip_prefix(list).is_some_and(|rest| rest.starts_with('/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_that_says_what_made_it_says_where_its_feed_is() {
        let base: Url = "https://a.example/blog".parse().unwrap();
        for (generator, expected) in [
            ("Wix.com Website Builder", "https://a.example/blog-feed.xml"),
            ("Squarespace 7", "https://a.example/blog?format=rss"),
            ("Webflow", "https://a.example/blog/rss.xml"),
            ("Medium", "https://a.example/feed"),
            ("blogger", "https://a.example/feeds/posts/default?alt=rss"),
            ("WordPress 6.9", "https://a.example/blog/feed/"),
            ("Ghost 6.1", "https://a.example/rss/"),
        ] {
            let page = format!("<head><meta charset=utf-8><META name=\"generator\" content=\"{generator}\">");
            assert_eq!(places(page.as_bytes(), &base)[0].as_str(), expected);
        }
        assert!(places(b"<meta name=generator content=Hugo>", &base).is_empty());
    }

    #[test]
    fn the_feed_of_a_category_is_told_from_that_of_the_site() {
        let page: Url = "https://a.example/category/sea/".parse().unwrap();
        let is = |feed: &str| is_of_list(&feed.parse().unwrap(), &page);
        assert!(is("https://a.example/category/sea/feed/") && !is("https://a.example/feed/"));
        assert!(!is("https://a.example/category/seaweed/feed/"));
    }
}
