//! The feeds of a Nitter server.

use tidewatch_engine::{
    model::{Cursor, FailureCode, ItemKind, TargetType},
    platforms::{ConnectorError, Fetched, Target, connector},
};

use super::{KEY, X, hashtag, profile};
use crate::{
    keyed::{Web, with},
    scripted::target,
};

const FEED: &str = include_str!("../../fixtures/x/nitter.xml");
const BASE: &[(&str, &str)] = &[("base_url", "https://nitter.sea.example")];

async fn fetch(
    web: &std::sync::Arc<Web>,
    target: &Target,
    cursor: &Cursor,
) -> Result<Fetched, ConnectorError> {
    connector(X).fetch(target, cursor, &web.session(X, &[], BASE)).await
}

#[tokio::test]
async fn a_server_of_ones_own_is_read_without_a_key() {
    let web = Web::new();
    web.answer("nitter.sea.example/ana/rss", 200, FEED);
    let Ok(Fetched::Page(page)) = fetch(&web, &profile(), &Cursor::default()).await else { panic!() };
    let [post, repost, reply] = &page.items[..] else { panic!("{:?}", page.items) };
    assert_eq!((post.identity.as_str(), post.kind), ("id:1985000000000000001", ItemKind::Post));
    assert_eq!(post.url.as_deref(), Some("https://x.com/ana/status/1985000000000000001"));
    assert_eq!((post.title.as_deref(), post.text.as_str()), (None, "Low tide & high hopes"));
    assert_eq!(post.author.handle.as_deref(), Some("ana"));
    assert_eq!((repost.kind, repost.author.handle.as_deref()), (ItemKind::Repost, Some("bo")));
    assert_eq!(repost.identity, "id:1984000000000000003 by ana");
    assert_eq!(reply.kind, ItemKind::Reply);

    let again = fetch(&web, &profile(), &page.cursor).await.unwrap();
    assert!(matches!(again, Fetched::NotModified { .. }), "because nothing has changed");
}

#[tokio::test]
async fn each_target_has_its_feed() {
    let list = target(TargetType::List, "https://x.com/i/lists/9", Some("9"));
    let search = target(TargetType::Search, "https://x.com/search?q=low+tide", None);
    for (target, address) in [
        (profile(), "https://nitter.sea.example/ana/rss"),
        (with(profile(), &[("replies", "true")]), "https://nitter.sea.example/ana/with_replies/rss"),
        (list, "https://nitter.sea.example/i/lists/9/rss"),
        (hashtag(), "https://nitter.sea.example/search/rss?f=tweets&q=%23tide"),
        (search, "https://nitter.sea.example/search/rss?f=tweets&q=low+tide"),
    ] {
        let web = Web::new();
        let _ = fetch(&web, &target, &Cursor::default()).await;
        assert_eq!(web.last().url.as_str(), address);
    }
}

#[tokio::test]
async fn what_it_has_no_feed_of_needs_the_key() {
    let web = Web::new();
    let thread = target(TargetType::Thread, "https://x.com/i/status/7", None);
    let error = fetch(&web, &thread, &Cursor::default()).await.unwrap_err();
    assert_eq!((error.code, error.needs_user), (FailureCode::AuthRequired, true));
    let _ = connector(X).fetch(&thread, &Cursor::default(), &web.session(X, KEY, BASE)).await;
    assert_eq!(web.last().url.host_str(), Some("api.x.com"));
}

#[tokio::test]
async fn its_failures_are_told_apart() {
    for (status, body, code) in [
        (404, "", FailureCode::Gone),
        (429, "", FailureCode::RateLimited),
        (503, "", FailureCode::PlatformDown),
        (200, "<!doctype html><title>Instance has been rate limited.</title>", FailureCode::Blocked),
        (200, "nonsense", FailureCode::Changed),
    ] {
        let web = Web::new();
        web.answer("nitter.sea.example/ana/rss", status, body);
        let error = fetch(&web, &profile(), &Cursor::default()).await.unwrap_err();
        assert_eq!((error.code, error.needs_user), (code, false), "because of {status} {body}: {error}");
    }
}
