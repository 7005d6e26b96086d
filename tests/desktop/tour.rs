//! One job on each of several platforms, from the pasted link to the item in the inbox. A server
//! of the test's own answers in place of theirs.

use super::{
    servers::Server,
    support::{Desk, Page, SOON},
};

const ROW: &str = "[data-item]";

/// A link, what its platform is set to reach, the beginning of the path that is asked, the
/// answer, and words of an item in it.
struct Stop {
    platform: &'static str,
    link: &'static str,
    kind: &'static str,
    answers: &'static [(&'static str, &'static str, &'static str)],
    says: &'static str,
}

const JSON: &str = "application/json";
const ATOM: &str = "application/atom+xml";

const STOPS: [Stop; 6] = [
    Stop {
        platform: "mastodon",
        link: "https://mastodon.social/tags/tide",
        kind: "Mastodon hashtag",
        answers: &[("/api/v1/timelines/tag/tide", JSON, include_str!("../fixtures/mastodon/statuses.json"))],
        says: "Low water at",
    },
    Stop {
        platform: "bluesky",
        link: "https://bsky.app/profile/ana.example",
        kind: "Bluesky profile",
        answers: &[
            ("/xrpc/app.bsky.actor.getProfile", JSON, include_str!("../fixtures/bluesky/profile.json")),
            ("/xrpc/app.bsky.feed.getAuthorFeed", JSON, include_str!("../fixtures/bluesky/author_feed.json")),
        ],
        says: "Spring tide at the é quay",
    },
    Stop {
        platform: "reddit",
        link: "r/tides",
        kind: "Reddit community",
        answers: &[("/r/tides", ATOM, include_str!("../fixtures/reddit/community.xml"))],
        says: "Spring tide",
    },
    Stop {
        platform: "github",
        link: "https://github.com/harbour-watch/tide/releases",
        kind: "GitHub releases",
        answers: &[("/harbour-watch/tide/releases", ATOM, include_str!("../fixtures/github/releases.xml"))],
        says: "1.2.0: Spring",
    },
    Stop {
        platform: "hackernews",
        link: "https://hn.algolia.com/?q=tide",
        kind: "Hacker News search",
        answers: &[("/api/v1/search_by_date", JSON, include_str!("../fixtures/hackernews/stories.json"))],
        says: "Tides & clocks",
    },
    Stop {
        platform: "telegram",
        link: "t.me/Harbour",
        kind: "Telegram channel",
        answers: &[("/s/harbour", "text/html", include_str!("../fixtures/telegram/channel.html"))],
        says: "Surge at the pier",
    },
];

fn server(answers: &'static [(&'static str, &'static str, &'static str)]) -> Server {
    Server::start(move |request, reply| {
        let found = answers.iter().find(|(path, _, _)| request.path.starts_with(path));
        match found {
            Some((_, kind, body)) => reply.answer(200, &[("Content-Type", kind)], body.as_bytes()),
            None => reply.answer(404, &[], b""),
        }
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_of_each_platform_becomes_items_in_the_inbox() {
    let desk = Desk::new().await;
    let servers = STOPS.map(|stop| server(stop.answers));
    for (stop, server) in STOPS.iter().zip(&servers) {
        let mut set = desk.cli(&["platforms", "set", stop.platform, "base_url", &server.url("/")]);
        assert!(set.ended(SOON).await.success(), "because of {}", set.said());
    }
    let mut monitor = desk.monitor(&["--hidden"]).await;
    let page = Page::open(&desk, "#/inbox").await;
    for (number, stop) in (1..).zip(&STOPS) {
        page.go("#/jobs/new").await;
        page.write("[role=dialog] input[data-first]", stop.link).await;
        page.reads("[role=dialog] .found", stop.kind).await;
        page.reads("aside[aria-label='Latest items'] li", stop.says).await;
        page.press("Save job").await;
        page.is_at("#/inbox/job/").await;
        page.reads(ROW, stop.says).await;
        desk.runs_ended(number).await;
    }
    assert_eq!(desk.number("SELECT count(DISTINCT platform) FROM monitoring_jobs"), 6);
    assert_eq!(desk.number("SELECT count(*) FROM monitoring_runs WHERE status <> 'completed'"), 0);
    assert_eq!(desk.raised(), 0, "because first runs only say where they begin");
    monitor.goes_on();
}
