//! Everything else.

use super::{NONE, Row};

#[rustfmt::skip]
pub(super) static ROWS: &[Row] = &[
    ("lobste.rs/s/…", NONE, "Lobsters has no feed of the comments on one story. Paste a list, a tag or a person."),
    ("lobste.rs lobste.rs/active lobste.rs/page/{_}", "https://lobste.rs/rss", "Lobsters"),
    ("lobste.rs/newest lobste.rs/newest/page/{_} lobste.rs/recent", "https://lobste.rs/newest.rss", "Newest on Lobsters"),
    ("lobste.rs/comments", "https://lobste.rs/comments.rss", "Comments on Lobsters"),
    ("lobste.rs/top/{span}", "https://lobste.rs/top/{span}/rss", "Top of {span} on Lobsters"),
    ("lobste.rs/top", "https://lobste.rs/top/1w/rss", "Top of the week on Lobsters"),
    ("lobste.rs/t/{tags}", "https://lobste.rs/t/{tags}.rss", "{tags} on Lobsters"),
    ("lobste.rs/~{user} lobste.rs/~{user}/stories lobste.rs/u/{user} lobste.rs/newest/{user}", "https://lobste.rs/~{user}/stories.rss", "{user} on Lobsters"),
    ("lobste.rs/domains/{domain} lobste.rs/origins/{domain}", "https://lobste.rs/domains/{domain}.rss", "{domain} on Lobsters"),

    ("deviantart.com/{_}/art/… deviantart.com/search/…", NONE, "A single work and searches on DeviantArt have no feed. Paste an artist, a gallery or a tag."),
    ("www.deviantart.com/tag/{tag}", "https://backend.deviantart.com/rss.xml?type=deviation&q=tag:{tag}%20sort:time", "{tag} on DeviantArt"),
    ("www.deviantart.com/{user}/gallery deviantart.com/{user}/gallery/… {user}.deviantart.com/gallery {user}.deviantart.com/gallery/…", "https://backend.deviantart.com/rss.xml?type=deviation&q=gallery:{user}%20sort:time", "Gallery of {user} on DeviantArt"),
    ("www.deviantart.com/{user} deviantart.com/{user}/posts deviantart.com/{user}/about {user}.deviantart.com", "https://backend.deviantart.com/rss.xml?type=deviation&q=by:{user}%20sort:time", "{user} on DeviantArt"),

    ("letterboxd.com/film/… letterboxd.com/films/… letterboxd.com/search/… letterboxd.com/lists/… letterboxd.com/journal/… letterboxd.com/actor/… letterboxd.com/director/…", NONE, "Letterboxd has a feed only of what a person does. Paste that person's page."),
    ("letterboxd.com/{user} letterboxd.com/{user}/…", "https://letterboxd.com/{user}/rss/", "{user} on Letterboxd"),

    ("www.goodreads.com/user/show/{n} goodreads.com/user/show/{n}-{_}", "https://www.goodreads.com/user/updates_rss/{n}", "Reader {n} on Goodreads"),
    ("goodreads.com/book/… goodreads.com/author/… goodreads.com/search/… goodreads.com/list/…", NONE, "Goodreads has a feed only of what a reader does. Paste that reader's page."),

    ("behance.net/gallery/… behance.net/search/…", NONE, "A single project and searches on Behance have no feed. Paste a person."),
    ("www.behance.net/{user} behance.net/{user}/…", "https://www.behance.net/feeds/user?username={user}", "{user} on Behance"),

    ("www.producthunt.com", "https://www.producthunt.com/feed", "Product Hunt"),
    ("www.kickstarter.com/projects/{creator}/{project} kickstarter.com/projects/{creator}/{project}/…", "https://www.kickstarter.com/projects/{creator}/{project}/posts.atom", "{project} on Kickstarter"),

    ("arxiv.org/abs/… arxiv.org/pdf/… arxiv.org/html/…", NONE, "A single paper has no feed. Paste the list of a subject, such as arxiv.org/list/cs.CL/recent."),
    ("arxiv.org/list/{subject}/recent arxiv.org/list/{subject} arxiv.org/list/{subject}/{_} arxiv.org/archive/{subject}", "https://rss.arxiv.org/rss/{subject}", "{subject} on arXiv"),

    ("{lang}.wikipedia.org/wiki/{title} {lang}.m.wikipedia.org/wiki/{title} {lang}.wikipedia.org/w/index.php?title={title} {lang}.m.wikipedia.org/w/index.php?title={title}", "https://{lang}.wikipedia.org/w/index.php?title={title}&action=history&feed=atom", "Changes to {title} on Wikipedia"),

    ("news.google.com/search?q={words}", "https://news.google.com/rss/search?q={words}&hl=en-US&gl=US&ceid=US:en", "{words} on Google News"),
    ("news.google.com news.google.com/home", "https://news.google.com/rss?hl=en-US&gl=US&ceid=US:en", "Google News"),

    ("store.steampowered.com/app/{n} store.steampowered.com/app/{n}/… store.steampowered.com/news/app/{n} store.steampowered.com/news/app/{n}/… steamcommunity.com/app/{n} steamcommunity.com/app/{n}/… steamcommunity.com/games/{n} steamcommunity.com/games/{n}/…", "https://store.steampowered.com/feeds/news/app/{n}", "News of app {n} on Steam"),
    ("{user}.itch.io/{game} {user}.itch.io/{game}/devlog {user}.itch.io/{game}/devlog/…", "https://{user}.itch.io/{game}/devlog.rss", "{game} by {user} on itch.io"),

    ("ko-fi.com/…", NONE, "Ko-fi has no public feeds."),
    ("patreon.com patreon.com/…", NONE, "Patreon has no public feeds. If you are given a private address for a podcast there, paste that."),
    ("gumroad.com/… {_}.gumroad.com {_}.gumroad.com/…", NONE, "Gumroad has no public feeds."),
];
