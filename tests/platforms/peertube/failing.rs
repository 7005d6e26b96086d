//! Each failure has its own code, and no bad answer moves the cursor.

use serde_json::{Value, json};
use tidewatch_engine::{
    model::{Cursor, FailureCode, TargetType},
    platforms::RetryAfter,
};

use super::server::{API, COMMENTS, VIDEOS, at, channel, fails, listed, reads, video};
use crate::scripted::{Scripted, target};

fn problem(code: &str, detail: &str) -> String {
    json!({"type": "about:blank", "title": "x", "detail": detail, "code": code}).to_string()
}

#[tokio::test]
async fn each_refusal_has_its_own_code() {
    use FailureCode::{Blocked, Changed, Gone, PlatformDown, Private, RateLimited, Suspended};
    for (status, answer, code) in [
        (404, problem("", "Video channel not found"), Gone),
        (404, "<html>not found</html>".into(), Changed),
        (404, String::new(), Changed),
        (401, problem("", "Unauthorized"), Private),
        (403, problem("does_not_respect_follow_constraints", "x"), Private),
        (403, problem("", "This account is blocked"), Suspended),
        (403, problem("", "x"), Private),
        (403, "<html>sorry</html>".into(), Blocked),
        (429, problem("", "Too many requests"), RateLimited),
        (200, "<!doctype html><title>Maintenance</title>".into(), Blocked),
        (503, "<html>Maintenance</html>".into(), PlatformDown),
        (400, problem("", "Invalid sort"), Changed),
    ] {
        let web = Scripted::new();
        web.answer(&at(0), status, answer.clone());
        let error = fails(&web, &channel()).await;
        assert_eq!(error.code, code, "because the answer was {status} {answer}");
        assert_eq!(error.needs_user, code == Private, "because of {answer}");
        assert_eq!(error.retry_after.is_some(), code == RateLimited);
        assert!(error.message.ends_with('.'), "{}", error.message);
    }
    let web = Scripted::new();
    web.answer_with(&at(0), 429, vec![("retry-after", "7")], "");
    let wait = fails(&web, &channel()).await.retry_after;
    assert_eq!(wait, Some(RetryAfter::In(std::time::Duration::from_secs(7))));
}

#[tokio::test]
async fn a_video_of_a_server_that_is_not_followed_is_to_be_pasted_from_there() {
    let web = Scripted::new();
    let answer = json!({"status": 403, "code": "does_not_respect_follow_constraints",
        "originUrl": "https://lake.example/videos/watch/9"});
    web.answer(&format!("{API}/videos/9"), 403, answer.to_string());
    let error = fails(&web, &target(TargetType::Thread, "https://sea.example/w/9", None)).await;
    assert!(error.message.contains("https://lake.example/videos/watch/9"), "{}", error.message);
}

#[tokio::test]
async fn what_is_not_for_everybody_is_not_kept() {
    let mut answer = listed(&[2, 1]);
    answer["data"][0]["privacy"] = json!({"id": 4, "label": "Internal"});
    let web = Scripted::new();
    web.answer(&at(0), 200, answer.to_string());
    assert_eq!(reads(&web, &channel(), &Cursor::default()).await.items.len(), 1);
    let mut closed = video(9);
    closed["privacy"] = json!({"id": 5});
    web.answer(&format!("{API}/videos/9"), 200, closed.to_string());
    let error = fails(&web, &target(TargetType::Thread, "https://sea.example/w/9", None)).await;
    assert_eq!(error.code, FailureCode::Private);
}

#[tokio::test]
async fn bad_answers_are_refused_clearly() {
    let half = &VIDEOS[..VIDEOS.len() / 2];
    for answer in
        ["", "null", "[]", "{}", r#"{"data":null}"#, r#"{"data":{}}"#, r#"{"data":[null,7,{}]}"#, half]
    {
        let web = Scripted::new();
        web.answer(&at(0), 200, answer);
        assert_eq!(fails(&web, &channel()).await.code, FailureCode::Changed, "because it was {answer:.40}");
    }
}

#[tokio::test]
async fn fields_of_another_type_are_left_out_and_the_rest_is_read() {
    fn spoil(value: &mut Value) {
        match value {
            Value::Number(number) => *value = json!(number.to_string()),
            Value::Array(list) => list.iter_mut().for_each(spoil),
            Value::Object(object) => object.values_mut().for_each(spoil),
            _ => {}
        }
    }
    for (text, target_type) in [(VIDEOS, TargetType::Channel), (COMMENTS, TargetType::Thread)] {
        let mut answer: Value = serde_json::from_str(text).unwrap();
        spoil(&mut answer);
        let web = Scripted::new();
        web.answer(&at(0), 200, answer.to_string());
        web.answer(&format!("{API}/videos/9"), 200, video(9).to_string());
        web.answer(
            &format!("{API}/videos/9/comment-threads?sort=-createdAt&start=0&count=50"),
            200,
            answer.to_string(),
        );
        let url = if target_type == TargetType::Thread {
            "https://sea.example/w/9"
        } else {
            "https://sea.example/c/shore/videos"
        };
        let page = reads(&web, &target(target_type, url, None), &Cursor::default()).await;
        assert!(!page.is_partial && page.items.len() >= 2, "because numbers come as text at times");
    }
    let web = Scripted::new();
    for nothing in [json!(null), json!(["x"]), json!({"a": 7}), json!(true), json!(-1)] {
        let mut answer = listed(&[1]);
        for field in [
            "url",
            "channel",
            "account",
            "publishedAt",
            "duration",
            "tags",
            "language",
            "category",
            "state",
            "thumbnails",
        ] {
            answer["data"][0][field] = nothing.clone();
        }
        answer["total"] = nothing.clone();
        web.answer(&at(0), 200, answer.to_string());
        let page = reads(&web, &channel(), &Cursor::default()).await;
        assert!(page.items[0].url.is_some(), "because the fields are {nothing}");
    }
}

#[tokio::test]
async fn a_huge_description_is_cut_and_the_others_are_read() {
    let mut answer = listed(&[2, 1]);
    answer["data"][0]["description"] = json!("tide <b>& ".repeat(1 << 20));
    let web = Scripted::new();
    web.answer(&at(0), 200, answer.to_string());
    let page = reads(&web, &channel(), &Cursor::default()).await;
    assert_eq!(page.items.len(), 2);
    assert!((1 << 19..=1 << 20).contains(&page.items[0].text.len()));
}

#[tokio::test]
async fn an_empty_failed_or_partial_answer_moves_no_cursor() {
    let web = Scripted::new();
    web.answer(&at(0), 200, listed(&[2, 1]).to_string());
    let cursor = reads(&web, &channel(), &Cursor::default()).await.cursor;
    assert_ne!(cursor, Cursor::default());

    web.answer(&at(0), 200, r#"{"total":42,"data":[]}"#);
    let empty = reads(&web, &channel(), &cursor).await;
    assert_eq!((empty.items.len(), &empty.cursor), (0, &cursor));

    let mut newest = listed(&[9]);
    newest["total"] = json!(60);
    web.answer(&at(0), 200, newest.to_string());
    web.answer(&at(1), 503, "");
    let partial = reads(&web, &channel(), &cursor).await;
    assert!(partial.is_partial && partial.warnings[0].contains("could not be read"));
    assert_eq!((partial.items.len(), &partial.cursor), (1, &cursor));

    let mut broken = listed(&[9, 2]);
    broken["data"][0] = json!({"id": 7});
    web.answer(&at(0), 200, broken.to_string());
    let partial = reads(&web, &channel(), &cursor).await;
    assert!(partial.is_partial);
    assert_eq!((partial.items.len(), &partial.cursor), (1, &cursor));
}
