//! Each failure has its own code, and no bad answer moves the cursor.
#![allow(clippy::print_stderr, reason = "the counts are worth knowing")]

use serde_json::{Value, json};
use tidewatch_engine::{
    model::{Cursor, FailureCode},
    platforms::{Fetched, RetryAfter},
};

use super::{FEED, FEED_FIXTURE, POSTS, POSTS_FIXTURE, TUMBLR, answer, blog, fetch, post, reads, tag};
use crate::{recordings::recordings, scripted::Scripted};

#[tokio::test]
async fn each_refusal_of_the_feed_has_its_own_code() {
    use FailureCode::{Blocked, Changed, Gone, PlatformDown, Private, RateLimited};
    for (status, answer, code) in [
        (404, "", Gone),
        (410, "", Gone),
        (401, "", Private),
        (403, "<html>", Blocked),
        (429, "", RateLimited),
        (503, "", PlatformDown),
        (200, "<!doctype html><html><title>Consent</title></html>", Blocked),
        (200, "", Changed),
        (200, r#"{"a":1}"#, Changed),
        (200, &FEED_FIXTURE.replace("/79", "/x79"), Changed),
    ] {
        let web = Scripted::new();
        web.answer(FEED, status, answer);
        let error = web.fetch(TUMBLR, &blog(), &Cursor::default()).await.unwrap_err();
        assert_eq!(error.code, code, "because the answer was {status} {answer:.80}: {error}");
        assert!(error.message.ends_with('.'), "{}", error.message);
        assert_eq!(error.needs_user, status == 410, "because the others may pass");
    }
    let web = Scripted::new();
    web.redirect(FEED, "https://www.tumblr.com/login_required/ana-tides", 200, "<html></html>");
    assert_eq!(web.fetch(TUMBLR, &blog(), &Cursor::default()).await.unwrap_err().code, Private);
}

#[tokio::test]
async fn each_refusal_of_the_api_has_its_own_code() {
    use FailureCode::{AuthRequired, Blocked, Changed, Gone, PlatformDown, Private, RateLimited};
    let body = |status: u16, code: u64| {
        json!({"meta": {"status": status, "msg": "x"}, "errors": [{"code": code}]}).to_string()
    };
    for (status, answer, code) in [
        (401, body(401, 1), AuthRequired),
        (403, body(403, 1), Private),
        (403, "<html>".into(), Blocked),
        (404, body(404, 4012), Private),
        (404, body(404, 0), Gone),
        (429, body(429, 0), RateLimited),
        (500, String::new(), PlatformDown),
        (503, "<html>down for maintenance</html>".into(), PlatformDown),
        (200, "<html>".into(), Blocked),
        (200, "[]".into(), Changed),
        (200, r#"{"response":{"posts":null}}"#.into(), Changed),
        (200, r#"{"response":{"posts":[null,7,{}]}}"#.into(), Changed),
        (200, POSTS_FIXTURE[..POSTS_FIXTURE.len() / 2].into(), Changed),
    ] {
        let web = Scripted::new();
        web.answer(POSTS, status, answer.clone());
        let error = fetch(&web, &blog(), &Cursor::default()).await.unwrap_err();
        assert_eq!(error.code, code, "because the answer was {status} {answer:.80}: {error}");
        assert_eq!(error.needs_user, code == AuthRequired);
        assert!(error.message.ends_with('.') && !error.message.contains("SECRET"), "{}", error.message);
        assert_eq!(error.retry_after.is_some(), code == RateLimited);
    }
    let web = Scripted::new();
    let headers = vec![
        ("x-ratelimit-perday-remaining", "0"),
        ("x-ratelimit-perday-reset", "7200"),
        ("x-ratelimit-perhour-reset", "9"),
    ];
    web.answer_with(POSTS, 429, headers, "");
    let error = fetch(&web, &blog(), &Cursor::default()).await.unwrap_err();
    assert_eq!(error.retry_after, Some(RetryAfter::In(std::time::Duration::from_secs(7200))));
}

#[tokio::test]
async fn a_tag_of_all_blogs_asks_for_a_key() {
    let web = Scripted::new();
    let error = web.fetch(TUMBLR, &tag(), &Cursor::default()).await.unwrap_err();
    assert_eq!((error.code, error.needs_user), (FailureCode::AuthRequired, true));
    assert!(error.message.contains("secrets set tumblr"), "{}", error.message);
    assert!(web.asked().is_empty());
}

#[tokio::test]
async fn an_empty_failed_or_partial_answer_moves_no_cursor() {
    let web = Scripted::new();
    web.answer(POSTS, 200, answer(&[post(2), post(1)], 2));
    let cursor = reads(&web, &blog(), &Cursor::default()).await.cursor;
    web.answer(POSTS, 200, answer(&[], 0));
    let empty = reads(&web, &blog(), &cursor).await;
    assert_eq!((empty.items.len(), &empty.cursor), (0, &cursor));
    web.answer(POSTS, 200, answer(&[post(9)], 50));
    web.answer(&POSTS.replace("offset=0", "offset=20"), 503, "");
    let partial = reads(&web, &blog(), &cursor).await;
    assert!(partial.is_partial && partial.cursor == cursor);
    web.answer(POSTS, 200, answer(&[json!({"id": null}), post(2)], 2));
    let partial = reads(&web, &blog(), &cursor).await;
    assert!(partial.is_partial && partial.cursor == cursor);

    web.answer(FEED, 200, &FEED_FIXTURE.as_bytes()[..FEED_FIXTURE.len() - 300]);
    let Ok(Fetched::Page(page)) = web.fetch(TUMBLR, &blog(), &Cursor::default()).await else { panic!() };
    assert!(page.is_partial && page.cursor == Cursor::default(), "because the feed breaks off");
}

#[tokio::test]
async fn fields_of_another_type_are_left_out_and_the_rest_is_read() {
    let document: Value = serde_json::from_str(POSTS_FIXTURE).unwrap();
    for nothing in [json!(null), json!(7), json!("x"), json!([[]]), json!({"a": null})] {
        let mut spoilt = document.clone();
        for post in spoilt["response"]["posts"].as_array_mut().unwrap() {
            let fields = post.as_object_mut().unwrap();
            fields
                .iter_mut()
                .filter(|(key, _)| !key.starts_with("id"))
                .for_each(|(_, value)| *value = nothing.clone());
        }
        let web = Scripted::new();
        web.answer(POSTS, 200, spoilt.to_string());
        assert_eq!(
            reads(&web, &blog(), &Cursor::default()).await.items.len(),
            7,
            "because the fields are {nothing}"
        );
    }
    let mut as_text = post(790_000_000_000_000_009);
    as_text["timestamp"] = json!("2026-11-03 08:15:00 GMT");
    as_text["id_string"] = json!(790_000_000_000_000_009_u64);
    let web = Scripted::new();
    web.answer(POSTS, 200, answer(&[as_text], 1));
    let page = reads(&web, &blog(), &Cursor::default()).await;
    assert_eq!(page.items[0].external_id, "790000000000000009", "because the number is not rounded");
    assert!(page.items[0].published_at.is_some());
}

#[tokio::test]
async fn a_huge_post_is_cut_and_the_others_are_read() {
    let mut huge = post(2);
    huge["body"] = json!("tide <b>& ".repeat(1 << 20));
    let web = Scripted::new();
    web.answer(POSTS, 200, answer(&[huge, post(1)], 2));
    let page = reads(&web, &blog(), &Cursor::default()).await;
    assert_eq!(page.items.len(), 2);
    assert!((1 << 19..=1 << 20).contains(&page.items[0].text.len()));
}

#[tokio::test]
async fn recorded_answers_are_read_or_refused() {
    let (mut feeds, mut answers) = (0, 0);
    for recording in recordings("tumblr") {
        let web = Scripted::new();
        let is_api = recording.url.contains("/v2/");
        web.answer(if is_api { POSTS } else { FEED }, recording.status, recording.body.clone());
        let fetched = match is_api {
            true => fetch(&web, &blog(), &Cursor::default()).await,
            false => web.fetch(TUMBLR, &blog(), &Cursor::default()).await,
        };
        assert_eq!(fetched.is_ok(), recording.status == 200, "because of {}: {fetched:?}", recording.name);
        (feeds, answers) = (feeds + u32::from(!is_api), answers + u32::from(is_api));
    }
    eprintln!("tumblr: {feeds} feeds and {answers} answers of the API read");
}
