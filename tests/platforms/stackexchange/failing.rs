//! Each failure has its own code, and no bad answer moves the cursor.

use serde_json::{Value, json};
use tidewatch_engine::{
    model::{Cursor, FailureCode, TargetType},
    platforms::RetryAfter,
};

use super::{
    API, QUESTIONS_FIXTURE, SITE, STACK, TAG_FEED, TAG_FIXTURE, answer, fetch, of, question, reads, tag,
    tagged,
};
use crate::scripted::Scripted;

#[tokio::test]
async fn each_refusal_of_the_api_has_its_own_code() {
    use FailureCode::{AuthRequired, Blocked, Changed, Gone, PlatformDown, RateLimited};
    let body = |id: u64, message: &str| {
        json!({"error_id": id, "error_name": "x", "error_message": message}).to_string()
    };
    for (status, answer, code) in [
        (
            400,
            body(502, "too many requests from this IP, more requests available in 4321 seconds"),
            RateLimited,
        ),
        (400, body(400, "No site found for name `x`"), Gone),
        (400, body(400, "`key` doesn't match a known application"), AuthRequired),
        (400, body(403, "access_denied"), AuthRequired),
        (400, body(405, "key_required"), AuthRequired),
        (400, body(400, "page"), Changed),
        (404, body(404, "no method found with this name"), Changed),
        (500, body(500, "internal error"), PlatformDown),
        (503, body(503, "unavailable"), PlatformDown),
        (503, String::new(), PlatformDown),
        (429, String::new(), RateLimited),
        (403, "<html>Just a moment</html>".into(), Blocked),
        (200, "<html>".into(), Blocked),
        (200, String::new(), Changed),
        (200, "[]".into(), Changed),
        (200, r#"{"items":null}"#.into(), Changed),
        (200, r#"{"items":[null,7,{}]}"#.into(), Changed),
        (200, QUESTIONS_FIXTURE[..QUESTIONS_FIXTURE.len() / 2].into(), Changed),
    ] {
        let web = Scripted::new();
        web.answer(&tagged(), status, answer.clone());
        let error = fetch(&web, &tag(), &Cursor::default()).await.unwrap_err();
        assert_eq!(error.code, code, "because the answer was {status} {answer:.80}: {error}");
        assert_eq!(error.needs_user, code == AuthRequired);
        assert!(error.message.ends_with('.'), "{}", error.message);
    }
    let web = Scripted::new();
    web.answer(
        &tagged(),
        400,
        body(502, "too many requests from this IP, more requests available in 4321 seconds"),
    );
    let error = fetch(&web, &tag(), &Cursor::default()).await.unwrap_err();
    assert_eq!(error.retry_after, Some(RetryAfter::In(std::time::Duration::from_secs(4321))));
}

#[tokio::test]
async fn each_refusal_of_a_feed_has_its_own_code() {
    use FailureCode::{Blocked, Changed, Gone, PlatformDown, RateLimited};
    let any = of(TargetType::Hashtag, "questions/tagged/a+or+b");
    let feed = format!("{SITE}/feeds/tag?tagnames=a+or+b&sort=newest");
    let nameless = TAG_FIXTURE.replace("/q/79", "/x/79").replace("/questions/79", "/x/79");
    for (status, answer, code) in [
        (404, "", Gone),
        (403, "<html>", Blocked),
        (429, "", RateLimited),
        (502, "", PlatformDown),
        (200, "<!doctype html><html>Just a moment</html>", Blocked),
        (200, "", Changed),
        (200, "{}", Changed),
        (200, &*nameless, Changed),
    ] {
        let web = Scripted::new();
        web.answer(&feed, status, answer);
        let error = web.fetch(STACK, &any, &Cursor::default()).await.unwrap_err();
        assert_eq!(error.code, code, "because the answer was {status} {answer:.80}: {error}");
        assert!(!error.needs_user && error.message.ends_with('.'), "{}", error.message);
    }
}

#[tokio::test]
async fn a_question_that_the_api_does_not_know_is_gone() {
    let web = Scripted::new();
    web.answer(
        &format!("{API}/questions/7?site=stackoverflow&filter=withbody&key=K"),
        200,
        answer(&[], false),
    );
    let error = fetch(&web, &of(TargetType::Thread, "questions/7"), &Cursor::default()).await.unwrap_err();
    assert_eq!((error.code, error.needs_user), (FailureCode::Gone, false));
}

#[tokio::test]
async fn an_empty_failed_or_partial_answer_moves_no_cursor() {
    let web = Scripted::new();
    web.answer(&tagged(), 200, answer(&[question(2), question(1)], false));
    let cursor = reads(&web, &tag(), &Cursor::default()).await.cursor;
    web.answer(&tagged(), 200, answer(&[], false));
    let empty = reads(&web, &tag(), &cursor).await;
    assert_eq!((empty.items.len(), &empty.cursor), (0, &cursor));
    web.answer(&tagged(), 200, answer(&[question(9)], true));
    web.answer(&tagged().replace("page=1", "page=2"), 503, "");
    let partial = reads(&web, &tag(), &cursor).await;
    assert!(partial.is_partial && partial.cursor == cursor);
    web.answer(&tagged(), 200, answer(&[json!({"question_id": null}), question(2)], false));
    let partial = reads(&web, &tag(), &cursor).await;
    assert!(partial.is_partial && partial.cursor == cursor);

    web.answer(TAG_FEED, 200, &TAG_FIXTURE.as_bytes()[..TAG_FIXTURE.len() - 100]);
    let page = web.page(STACK, &tag()).await;
    assert!(page.is_partial && page.cursor == Cursor::default(), "because the feed breaks off");
    assert_eq!(page.items.len(), 1);
}

#[tokio::test]
async fn fields_of_another_type_are_left_out_and_the_rest_is_read() {
    let document: Value = serde_json::from_str(QUESTIONS_FIXTURE).unwrap();
    for nothing in [json!(null), json!(7), json!("x"), json!([[]]), json!({"a": null})] {
        let mut spoilt = document.clone();
        for post in spoilt["items"].as_array_mut().unwrap() {
            let fields = post.as_object_mut().unwrap();
            fields
                .iter_mut()
                .filter(|(key, _)| *key != "question_id")
                .for_each(|(_, value)| *value = nothing.clone());
            post["question_id"] = json!(post["question_id"].to_string());
        }
        let web = Scripted::new();
        web.answer(&tagged(), 200, spoilt.to_string());
        let page = reads(&web, &tag(), &Cursor::default()).await;
        assert_eq!(page.items[0].external_id, "q/79000002", "because the fields are {nothing}");
        assert!(page.items[0].url.is_some());
    }
}

#[tokio::test]
async fn a_huge_post_is_cut_and_the_others_are_read() {
    let mut huge = question(2);
    huge["body"] = json!("tide <b>& ".repeat(1 << 20));
    let web = Scripted::new();
    web.answer(&tagged(), 200, answer(&[huge, question(1)], false));
    let page = reads(&web, &tag(), &Cursor::default()).await;
    assert_eq!(page.items.len(), 2);
    assert!((1 << 19..=1 << 20).contains(&page.items[0].text.len()));
}
