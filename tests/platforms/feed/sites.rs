//! Pages of sites whose feeds are known: every form of link, what it is called, where the feed is.

use tidewatch_engine::{
    model::{Platform, Recognised, TargetType},
    platforms::{connector, recognise},
};

use crate::scripted::target;

pub(super) fn read(pasted: &str) -> Recognised {
    let readings = recognise(pasted).unwrap_or_else(|error| panic!("{pasted}: {}", error.message));
    assert_eq!(readings[0].platform, Platform::Feed, "because of {pasted}: {readings:?}");
    assert_eq!(readings[0].target_type, TargetType::Feed);
    readings.into_iter().next().unwrap()
}

pub(super) fn feed_of(page: &str) -> Option<String> {
    connector(Platform::Feed).feed_address(&target(TargetType::Feed, page, None))
}

/// Every form leads to one page, one name, one feed.
pub(super) fn all(forms: &[&str], name: &str, feed: &str) {
    let first = read(forms[0]);
    assert_eq!(first.display, name, "because of {}", forms[0]);
    assert_eq!(feed_of(&first.target_url).as_deref(), Some(feed), "because of {}", forms[0]);
    for form in forms {
        assert_eq!(read(form), first, "because {form} is the same");
        let full = format!("{form}{}utm_source=x#top", if form.contains('?') { "&" } else { "?" });
        assert_eq!(read(&full), first, "because {full} is the same");
    }
    assert_eq!(read(&first.target_url), first, "because the page is in its one form already");
    assert_eq!(read(feed).target_url, feed, "because a feed is taken as it is");
}

pub(super) fn refused(forms: &[&str]) {
    for form in forms {
        let message = recognise(form).expect_err(form).message;
        assert!(message.ends_with('.') && message.len() > 25, "because of {form}: {message}");
    }
}

#[test]
fn medium() {
    all(
        &["https://medium.com/@ana", "medium.com/@ana/about", "https://www.medium.com/@ana/a-story-1a2b3c"],
        "@ana on Medium",
        "https://medium.com/feed/@ana",
    );
    all(
        &["https://harbour.medium.com/", "https://harbour.medium.com/a-story-1a2b"],
        "harbour on Medium",
        "https://harbour.medium.com/feed",
    );
    all(
        &["https://medium.com/harbour", "medium.com/harbour/archive"],
        "harbour on Medium",
        "https://medium.com/feed/harbour",
    );
    all(
        &["https://medium.com/harbour/tagged/tide"],
        "tide in harbour on Medium",
        "https://medium.com/feed/harbour/tagged/tide",
    );
    all(
        &["https://medium.com/tag/tide", "https://medium.com/tag/tide/archive"],
        "tide on Medium",
        "https://medium.com/feed/tag/tide",
    );
    refused(&[
        "https://medium.com/search?q=tide",
        "https://medium.com/p/1a2b3c",
        "https://medium.com/me/stories",
    ]);
}

#[test]
fn substack() {
    all(
        &[
            "https://tides.substack.com",
            "https://tides.substack.com/archive",
            "https://tides.substack.com/p/low-water",
            "https://open.substack.com/pub/tides/p/low-water?r=1&showWelcome=true",
        ],
        "tides on Substack",
        "https://tides.substack.com/feed",
    );
    let person = read("https://substack.com/@ana");
    assert_eq!((person.display.as_str(), feed_of(&person.target_url)), ("ana on Substack", None));
    refused(&[
        "https://substack.com/@ana/note/c-1",
        "https://substack.com/home",
        "https://substack.com/search/tide",
    ]);
}

#[test]
fn dev_and_lobsters() {
    all(&["https://dev.to/"], "DEV", "https://dev.to/feed");
    all(&["https://dev.to/latest"], "Latest on DEV", "https://dev.to/feed/latest");
    all(&["https://dev.to/ana"], "ana on DEV", "https://dev.to/feed/ana");
    all(
        &["https://dev.to/t/rust", "https://dev.to/t/rust/latest"],
        "#rust on DEV",
        "https://dev.to/feed/tag/rust",
    );
    refused(&["https://dev.to/search?q=tide"]);
    all(&["https://lobste.rs", "https://lobste.rs/page/2"], "Lobsters", "https://lobste.rs/rss");
    all(&["https://lobste.rs/newest"], "Newest on Lobsters", "https://lobste.rs/newest.rss");
    all(&["https://lobste.rs/comments"], "Comments on Lobsters", "https://lobste.rs/comments.rss");
    all(&["https://lobste.rs/top/1m"], "Top of 1m on Lobsters", "https://lobste.rs/top/1m/rss");
    all(&["https://lobste.rs/top"], "Top of the week on Lobsters", "https://lobste.rs/top/1w/rss");
    all(&["https://lobste.rs/t/rust,web"], "rust,web on Lobsters", "https://lobste.rs/t/rust,web.rss");
    all(
        &["https://lobste.rs/~ana", "https://lobste.rs/u/ana", "https://lobste.rs/~ana/stories"],
        "ana on Lobsters",
        "https://lobste.rs/~ana/stories.rss",
    );
    all(
        &["https://lobste.rs/domains/sea.example", "https://lobste.rs/origins/sea.example"],
        "sea.example on Lobsters",
        "https://lobste.rs/domains/sea.example.rss",
    );
    refused(&["https://lobste.rs/s/abc123/low_water"]);
}

#[test]
fn blogs() {
    let on = |host: &str, path: &str| format!("https://{host}{path}");
    for (forms, name, feed) in [
        (
            &["https://tides.wordpress.com", "https://tides.wordpress.com/2026/01/02/low/"][..],
            "tides on WordPress",
            on("tides.wordpress.com", "/feed/"),
        ),
        (
            &["https://tides.wordpress.com/category/sea/"],
            "sea in tides on WordPress",
            on("tides.wordpress.com", "/category/sea/feed/"),
        ),
        (
            &["https://tides.wordpress.com/tag/sea/page/2/"],
            "sea in tides on WordPress",
            on("tides.wordpress.com", "/tag/sea/feed/"),
        ),
        (
            &["https://tides.wordpress.com/author/ana/"],
            "ana in tides on WordPress",
            on("tides.wordpress.com", "/author/ana/feed/"),
        ),
        (
            &["https://tides.wordpress.com/comments/"],
            "Comments in tides on WordPress",
            on("tides.wordpress.com", "/comments/feed/"),
        ),
        (
            &["https://tides.wordpress.com/?s=low"],
            "low in tides on WordPress",
            on("tides.wordpress.com", "/?s=low&feed=rss2"),
        ),
        (
            &[
                "https://tides.blogspot.com",
                "https://tides.blogspot.de/2026/01/low.html",
                "https://tides.blogspot.co.uk",
            ],
            "tides on Blogger",
            on("tides.blogspot.com", "/feeds/posts/default?alt=rss"),
        ),
        (
            &["https://tides.blogspot.com/search/label/Low%20water"],
            "Low water in tides on Blogger",
            on("tides.blogspot.com", "/feeds/posts/default/-/Low%20water?alt=rss"),
        ),
        (
            &["https://tides.ghost.io", "https://tides.ghost.io/low-water/"],
            "tides",
            on("tides.ghost.io", "/rss/"),
        ),
        (&["https://tides.ghost.io/tag/sea/"], "sea in tides", on("tides.ghost.io", "/tag/sea/rss/")),
        (&["https://tides.ghost.io/author/ana/"], "ana in tides", on("tides.ghost.io", "/author/ana/rss/")),
        (
            &["https://tides.squarespace.com/news/low"],
            "news of tides",
            on("tides.squarespace.com", "/news?format=rss"),
        ),
        (&["https://tides.squarespace.com/"], "tides", on("tides.squarespace.com", "/blog?format=rss")),
        (
            &["https://ana.wixsite.com/tides/blog"],
            "tides by ana",
            on("ana.wixsite.com", "/tides/blog-feed.xml"),
        ),
        (&["https://tides.webflow.io/"], "tides", on("tides.webflow.io", "/blog/rss.xml")),
        (&["https://ana.micro.blog/"], "ana on Micro.blog", on("ana.micro.blog", "/feed.json")),
        (
            &["https://write.as/ana/", "https://write.as/ana/low-water"],
            "ana on Write.as",
            on("write.as", "/ana/feed/"),
        ),
        (&["https://ana.bearblog.dev/blog/"], "ana on Bear Blog", on("ana.bearblog.dev", "/feed/")),
        (&["https://ana.hashnode.dev/low-water"], "ana on Hashnode", on("ana.hashnode.dev", "/rss.xml")),
        (
            &["https://buttondown.com/ana", "https://buttondown.email/ana/archive/"],
            "ana on Buttondown",
            on("buttondown.com", "/ana/rss"),
        ),
    ] {
        all(forms, name, &feed);
    }
    assert_eq!(read("https://tides.beehiiv.com/p/low").target_url, "https://tides.beehiiv.com/");
}
