//! Sites of software, papers, games and others whose feeds are known.

use tidewatch_engine::{model::Platform, platforms::recognise};

use super::sites::{all, feed_of, read, refused};

#[test]
fn software() {
    for (forms, name, feed) in [
        (
            &["https://gitlab.com/sea/tools/tide"][..],
            "sea/tools/tide on gitlab.com",
            "https://gitlab.com/sea/tools/tide.atom",
        ),
        (&["https://gitlab.com/ana"], "ana on gitlab.com", "https://gitlab.com/ana.atom"),
        (
            &["https://gitlab.com/sea/tide/-/tags"],
            "Tags of sea/tide on gitlab.com",
            "https://gitlab.com/sea/tide/-/tags?format=atom",
        ),
        (
            &["https://git.sea.example/sea/tide/-/releases"],
            "Releases of sea/tide on git.sea.example",
            "https://git.sea.example/sea/tide/-/releases.atom",
        ),
        (
            &["https://gitlab.com/sea/tide/-/commits/main", "https://gitlab.com/sea/tide/-/tree/main"],
            "Commits of sea/tide on gitlab.com",
            "https://gitlab.com/sea/tide/-/commits/main?format=atom",
        ),
        (&["https://codeberg.org/sea/tide"], "sea/tide on codeberg.org", "https://codeberg.org/sea/tide.rss"),
        (
            &["https://codeberg.org/sea/tide/releases"],
            "Releases of sea/tide on codeberg.org",
            "https://codeberg.org/sea/tide/releases.rss",
        ),
        (
            &["https://codeberg.org/sea/tide/tags"],
            "Tags of sea/tide on codeberg.org",
            "https://codeberg.org/sea/tide/tags.rss",
        ),
        (
            &[
                "https://codeberg.org/sea/tide/src/branch/main",
                "https://codeberg.org/sea/tide/commits/branch/main",
            ],
            "Commits of sea/tide on codeberg.org",
            "https://codeberg.org/sea/tide/rss/branch/main",
        ),
        (&["https://codeberg.org/ana"], "ana on codeberg.org", "https://codeberg.org/ana.rss"),
    ] {
        for form in forms {
            let reading = read(form);
            assert_eq!(
                (reading.display.as_str(), feed_of(&reading.target_url).as_deref()),
                (name, Some(feed))
            );
            assert_eq!(reading.target_url, read(forms[0]).target_url);
        }
    }
    for page in [
        "https://gitlab.com/explore",
        "https://codeberg.org/user/login",
        "https://gitlab.com/sea/tide/-/issues",
    ] {
        assert_eq!(feed_of(page), None, "because {page} has none that is known");
    }
}

#[test]
fn others() {
    let art = "https://backend.deviantart.com/rss.xml?type=deviation&q=";
    all(
        &["https://www.deviantart.com/ana", "https://ana.deviantart.com"],
        "ana on DeviantArt",
        &format!("{art}by:ana%20sort:time"),
    );
    all(
        &["https://www.deviantart.com/ana/gallery/all"],
        "Gallery of ana on DeviantArt",
        &format!("{art}gallery:ana%20sort:time"),
    );
    all(&["https://www.deviantart.com/tag/sea"], "sea on DeviantArt", &format!("{art}tag:sea%20sort:time"));
    all(
        &["https://letterboxd.com/ana/", "https://letterboxd.com/ana/films/diary/"],
        "ana on Letterboxd",
        "https://letterboxd.com/ana/rss/",
    );
    all(
        &["https://www.goodreads.com/user/show/123-ana", "https://www.goodreads.com/user/show/123"],
        "Reader 123 on Goodreads",
        "https://www.goodreads.com/user/updates_rss/123",
    );
    all(
        &["https://www.behance.net/ana"],
        "ana on Behance",
        "https://www.behance.net/feeds/user?username=ana",
    );
    all(&["https://www.producthunt.com/"], "Product Hunt", "https://www.producthunt.com/feed");
    all(
        &[
            "https://www.kickstarter.com/projects/ana/tide",
            "https://www.kickstarter.com/projects/ana/tide/posts",
        ],
        "tide on Kickstarter",
        "https://www.kickstarter.com/projects/ana/tide/posts.atom",
    );
    all(
        &[
            "https://arxiv.org/list/cs.CL/recent",
            "https://arxiv.org/list/cs.CL/new",
            "https://arxiv.org/archive/cs.CL",
        ],
        "cs.CL on arXiv",
        "https://rss.arxiv.org/rss/cs.CL",
    );
    all(
        &[
            "https://en.wikipedia.org/wiki/Low_tide",
            "https://en.m.wikipedia.org/wiki/Low_tide",
            "https://en.wikipedia.org/w/index.php?title=Low_tide",
        ],
        "Changes to Low_tide on Wikipedia",
        "https://en.wikipedia.org/w/index.php?title=Low_tide&action=history&feed=atom",
    );
    all(
        &["https://news.google.com/search?q=low%20tide&hl=de"],
        "low tide on Google News",
        "https://news.google.com/rss/search?q=low%20tide&hl=en-US&gl=US&ceid=US:en",
    );
    all(
        &[
            "https://store.steampowered.com/app/440/Name/",
            "https://store.steampowered.com/news/app/440",
            "https://steamcommunity.com/app/440/news",
        ],
        "News of app 440 on Steam",
        "https://store.steampowered.com/feeds/news/app/440",
    );
    all(
        &["https://ana.itch.io/tide", "https://ana.itch.io/tide/devlog"],
        "tide by ana on itch.io",
        "https://ana.itch.io/tide/devlog.rss",
    );
    refused(&[
        "https://www.deviantart.com/ana/art/low-1",
        "https://letterboxd.com/film/low-tide/",
        "https://www.goodreads.com/book/show/1",
        "https://www.behance.net/gallery/1/x",
        "https://arxiv.org/abs/2601.00001",
        "https://ko-fi.com/ana",
        "https://www.patreon.com/ana",
        "https://ana.gumroad.com/l/x",
    ]);
}

#[test]
fn other_pages_stay_as_they_are() {
    for page in [
        "https://example.org/blog",
        "https://medium.com/feed/@ana",
        "https://lobste.rs/t/rust.rss",
        "https://notmedium.com/@ana/x",
    ] {
        let readings = recognise(page).unwrap();
        let own = readings.iter().find(|reading| reading.platform == Platform::Feed).unwrap();
        assert_eq!((own.target_url.as_str(), feed_of(page)), (page, None));
    }
    let odd = "https://medium.com/@%7Btag%7D%2F..%2Fx";
    assert_eq!(read(odd).target_url, odd, "because such a name would be part of another address");
}
