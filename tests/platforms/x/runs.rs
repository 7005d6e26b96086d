//! Many checks of what moves meanwhile, and what they are charged.

use tidewatch_engine::{
    model::{Cursor, TargetType},
    platforms::{Target, connector},
};

use super::{KEY, SEARCH, TIMELINE, X, hashtag, profile, render, users};
use crate::{
    keyed::{Web, parameter, with},
    lists::{List, posts},
    scripted::target,
};

fn list(target: Target, place: &'static str, since: &'static str) -> List {
    List {
        platform: X,
        target,
        key: KEY,
        around: users,
        place,
        page: "pagination_token",
        size: "max_results",
        since,
        render,
    }
}

#[tokio::test]
async fn every_list_brings_each_post_once_and_keeps_its_place() {
    list(profile(), TIMELINE, "since_id").holds().await;
    list(profile(), TIMELINE, "since_id").reads_a_huge_post().await;
    list(hashtag(), SEARCH, "since_id").holds().await;
    let words = target(TargetType::Search, "https://x.com/search?q=low+tide", None);
    list(words, SEARCH, "since_id").holds().await;
    let thread = target(TargetType::Thread, "https://x.com/i/status/7", Some("7"));
    list(thread, SEARCH, "since_id").holds().await;
    let members = target(TargetType::List, "https://x.com/i/lists/9", Some("9"));
    list(members, "api.x.com/2/lists/9/tweets", "").holds().await;
}

#[tokio::test]
async fn no_more_is_asked_for_than_is_new() {
    let web = Web::new();
    users(&web);
    web.answer(TIMELINE, 200, render(&posts(1020, 20), Some("20".into())).to_string());
    let first = web.page(X, KEY, &profile(), &Cursor::default()).await;
    assert_eq!(web.count(TIMELINE), 1, "because the first check reads the 20 latest posts and no more");
    assert_eq!(parameter(&web.last().url, "max_results").as_deref(), Some("20"));
    assert_eq!(parameter(&web.last().url, "since_id"), None);
    assert_eq!(first.target_id.as_deref(), Some("12"));

    web.answer(TIMELINE, 200, render(&[], None).to_string());
    let resolved = Target { id: Some("12".into()), ..profile() };
    let second = web.page(X, KEY, &resolved, &first.cursor).await;
    assert_eq!(parameter(&web.last().url, "since_id").as_deref(), Some("1020"));
    assert_eq!(web.asked().len(), 3, "because who the account is was asked once");
    assert_eq!(second.cursor, first.cursor);

    web.serve(TIMELINE, |_| {
        (200, Vec::new(), render(&posts(2000, 100), Some("more".into())).to_string().into())
    });
    let before = web.count(TIMELINE);
    let most = with(resolved, &[("most", "100")]);
    let third = web.page(X, KEY, &most, &first.cursor).await;
    assert_eq!(web.count(TIMELINE) - before, 1, "because 100 posts are the most that the job may cost");
    assert!(third.warnings[0].contains("may be missing"), "{:?}", third.warnings);
}

#[tokio::test]
async fn where_the_newest_known_post_is_too_old_for_a_search_it_is_asked_without() {
    let web = Web::new();
    web.answer(SEARCH, 200, render(&posts(1003, 3), None).to_string());
    let first = web.page(X, KEY, &hashtag(), &Cursor::default()).await;
    web.serve(SEARCH, |url| match parameter(url, "since_id") {
        Some(_) => (400, Vec::new(), br#"{"errors":[{"parameters":{"since_id":["1003"]},"message":"'since_id' must be a tweet id created after a week ago."}],"title":"Invalid Request","detail":"One or more parameters to your request was invalid.","type":"https://api.twitter.com/2/problems/invalid-request"}"#.to_vec()),
        None => (200, Vec::new(), render(&posts(1009, 2), None).to_string().into()),
    });
    let second = web.page(X, KEY, &hashtag(), &first.cursor).await;
    assert_eq!(second.items.len(), 2);
}

#[test]
fn what_a_check_costs_is_told_where_a_key_is_used() {
    let cost = |target: &Target, has_key| connector(X).cost(target, has_key);
    assert_eq!(cost(&profile(), false), None, "because nothing is charged without a key");
    let told = cost(&profile(), true).unwrap();
    assert_eq!((told.unit, told.per_day), ("posts", None));
    assert!(told.note.is_some_and(|note| note.contains("charges")));
}
