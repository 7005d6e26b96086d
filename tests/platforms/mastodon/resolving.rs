//! From a handle to the server that has its posts.

use tidewatch_engine::{
    model::{Cursor, FailureCode, Platform, TargetType},
    platforms::connector,
};

use super::server::{ACCOUNT, LOOKUP, PAGE, POSTS, STATUSES, fetch, page};
use crate::scripted::{Scripted, target};

const FINGER: &str = "https://kelp.example/.well-known/webfinger?resource=acct%3Aana%40kelp.example";
const WEBFINGER: &str = include_str!("../../fixtures/mastodon/webfinger.json");

#[tokio::test]
async fn a_handle_may_name_another_server_than_the_one_that_answers_for_it() {
    let web = Scripted::new();
    web.answer(FINGER, 200, WEBFINGER);
    web.answer(LOOKUP, 200, ACCOUNT);
    web.answer(POSTS, 200, STATUSES);
    let handle = target(TargetType::Profile, "https://kelp.example/@ana", None);
    for (status, body) in [(404, "<html>nothing here</html>"), (200, "<html>welcome</html>"), (404, "{}")] {
        web.answer("https://kelp.example/api/v1/accounts/lookup?acct=ana", status, body);
        let found = page(&web, &handle, &Cursor::default()).await;
        assert_eq!(found.target_id.as_deref(), Some(POSTS), "because kelp.example answers {status} {body}");
    }
}

#[tokio::test]
async fn a_handle_does_not_lead_away_from_encryption() {
    let web = Scripted::new();
    web.answer(FINGER, 200, WEBFINGER.replace("\"https://sea", "\"http://sea"));
    let handle = target(TargetType::Profile, "https://kelp.example/@ana", None);
    assert!(fetch(&web, &handle, &Cursor::default()).await.is_err());
    assert!(web.asked().iter().all(|url| url.starts_with("https://kelp.example/")), "{:?}", web.asked());
}

#[tokio::test]
async fn an_account_that_nobody_knows_is_told_with_the_next_step() {
    let web = Scripted::new();
    web.answer(LOOKUP, 404, r#"{"error":"Record not found"}"#);
    let error = fetch(&web, &target(TargetType::Profile, PAGE, None), &Cursor::default()).await.unwrap_err();
    assert_eq!(error.code, FailureCode::Gone);
    assert!(error.message.contains("@ana") && error.message.contains("Check"), "{}", error.message);
    assert!(!error.needs_user, "because one answer is no proof");
    assert_eq!(web.asked().len(), 2, "because a server that knows its accounts has no feed of others");
}

#[tokio::test]
async fn a_site_of_another_kind_is_told_as_such() {
    let web = Scripted::new();
    let site = target(TargetType::Profile, PAGE, None);
    let error = fetch(&web, &site, &Cursor::default()).await.unwrap_err();
    assert_eq!(error.code, FailureCode::NotAFeed);
    assert!(error.message.contains("does not answer as a server"), "{}", error.message);
    assert!(web.asked().len() <= 7, "because a site is not to be searched through: {:?}", web.asked());
}

#[tokio::test]
async fn a_suspended_account_and_one_that_has_moved_are_told() {
    let web = Scripted::new();
    let profile = target(TargetType::Profile, PAGE, None);
    web.answer(LOOKUP, 200, r#"{"id":"7","username":"ana","suspended":true}"#);
    let error = fetch(&web, &profile, &Cursor::default()).await.unwrap_err();
    assert_eq!(error.code, FailureCode::Suspended);

    web.answer(LOOKUP, 200, ACCOUNT);
    web.answer(POSTS, 200, "[]");
    let account = "https://sea.example/api/v1/accounts/7";
    web.answer(account, 200, r#"{"id":"7","suspended":true}"#);
    assert_eq!(fetch(&web, &profile, &Cursor::default()).await.unwrap_err().code, FailureCode::Suspended);

    web.answer(account, 200, r#"{"id":"7","moved":{"acct":"ana@lake.example","username":"ana"}}"#);
    let empty = page(&web, &profile, &Cursor::default()).await;
    assert_eq!(empty.warnings, ["This account has moved to @ana@lake.example."]);
    web.answer(
        POSTS,
        200,
        STATUSES.replacen("\"bot\"", "\"moved\": {\"acct\": \"ana@lake.example\"}, \"bot\"", 1),
    );
    assert_eq!(page(&web, &profile, &Cursor::default()).await.warnings, empty.warnings);
}

#[tokio::test]
async fn an_account_under_a_new_id_is_found_again() {
    let web = Scripted::new();
    web.answer(LOOKUP, 200, ACCOUNT);
    web.answer(POSTS, 200, STATUSES);
    let old = "https://sea.example/api/v1/accounts/3/statuses?limit=40&exclude_replies=true";
    web.answer(old, 404, r#"{"error":"Record not found"}"#);
    let found = page(&web, &target(TargetType::Profile, PAGE, Some(old)), &Cursor::default()).await;
    assert_eq!(found.target_id.as_deref(), Some(POSTS), "because a server that was set up anew counts anew");
}

#[test]
fn other_programs_are_given_the_feed_of_the_server_that_answers() {
    for (url, id, feed) in [
        (PAGE, None, Some("https://sea.example/@ana.rss")),
        ("https://kelp.example/@ana", Some(POSTS), Some("https://sea.example/@ana.rss")),
        ("https://sea.example/@ana/media", Some(POSTS), Some("https://sea.example/@ana/media.rss")),
        (
            PAGE,
            Some("https://sea.example/api/v1/accounts/AbCdEf9/statuses"),
            Some("https://sea.example/users/ana/feed.rss"),
        ),
        (PAGE, Some("https://sea.example/users/ana.atom"), Some("https://sea.example/users/ana.atom")),
        ("https://sea.example/tags/tide", None, Some("https://sea.example/tags/tide.rss")),
        ("https://sea.example/public", None, None),
    ] {
        let found = connector(Platform::Mastodon).feed_address(&target(TargetType::Profile, url, id));
        assert_eq!(found.as_deref(), feed, "because {url} is watched at {id:?}");
    }
}

#[tokio::test]
async fn where_asking_by_name_needs_a_login_the_search_for_accounts_may_not() {
    let web = Scripted::new();
    web.answer(LOOKUP, 401, r#"{"error":"This API requires an authenticated user"}"#);
    let search = "https://sea.example/api/v2/search?q=%40ana%40sea.example&type=accounts&limit=1";
    web.answer(search, 200, format!(r#"{{"accounts":[{ACCOUNT}],"statuses":[],"hashtags":[]}}"#));
    web.answer(POSTS, 200, STATUSES);
    let profile = target(TargetType::Profile, PAGE, None);
    assert_eq!(page(&web, &profile, &Cursor::default()).await.target_id.as_deref(), Some(POSTS));

    web.answer(search, 200, r#"{"accounts":[{"id":"8","acct":"anabel"}]}"#);
    let error = fetch(&web, &profile, &Cursor::default()).await.unwrap_err();
    assert_eq!(error.code, FailureCode::AuthRequired, "because somebody else is not her");
}
