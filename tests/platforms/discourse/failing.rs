//! Each failure has its own code, and no bad answer moves the cursor.

use std::time::Duration;

use serde_json::{Value, json};
use tidewatch_engine::{
    model::{Cursor, FailureCode, TargetType},
    platforms::RetryAfter,
};

use super::forum::{ACTIONS, FORUM, LATEST, LIST, POSTS, fails, latest, listed, reads};
use crate::scripted::{Scripted, target};

fn body(kind: &str) -> String {
    json!({"errors": ["x"], "error_type": kind}).to_string()
}

#[tokio::test]
async fn each_refusal_has_its_own_code() {
    use FailureCode::{AuthRequired, Blocked, Changed, Gone, PlatformDown, Private, RateLimited};
    for (status, answer, code, needs_user) in [
        (404, body("not_found"), Gone, false),
        (410, body("not_found"), Gone, true),
        (404, "<html>a blog</html>".to_owned(), Changed, false),
        (403, body("not_logged_in"), AuthRequired, true),
        (403, body("invalid_access"), Private, true),
        (403, "<html>Just a moment</html>".into(), Blocked, false),
        (200, "<!doctype html>".into(), Blocked, false),
        (422, body("invalid_parameters"), Changed, false),
        (429, body("rate_limit"), RateLimited, false),
        (429, String::new(), RateLimited, false),
        (502, "<html>rebuilding</html>".into(), PlatformDown, false),
        (503, String::new(), PlatformDown, false),
    ] {
        let web = Scripted::new();
        web.answer(LIST, status, answer.clone());
        let error = fails(&web, &latest()).await;
        assert_eq!((error.code, error.needs_user), (code, needs_user), "because it was {status} {answer}");
        assert_eq!(error.retry_after.is_some(), code == RateLimited);
        assert!(error.message.ends_with('.'), "{}", error.message);
    }
}

#[tokio::test]
async fn the_pause_that_the_forum_wants_is_kept() {
    let web = Scripted::new();
    let answer = json!({"errors": ["x"], "error_type": "rate_limit", "extras": {"wait_seconds": 12}});
    web.answer(LIST, 429, answer.to_string());
    assert_eq!(fails(&web, &latest()).await.retry_after, Some(RetryAfter::In(Duration::from_secs(12))));
    web.answer_with(LIST, 429, vec![("retry-after", "7")], answer.to_string());
    assert_eq!(fails(&web, &latest()).await.retry_after, Some(RetryAfter::In(Duration::from_secs(7))));
}

#[tokio::test]
async fn a_forum_for_members_sends_everybody_else_to_its_door() {
    let web = Scripted::new();
    web.redirect(LIST, "https://talk.example/login", 200, "<html>Log in</html>");
    let error = fails(&web, &latest()).await;
    assert_eq!((error.code, error.needs_user), (FailureCode::AuthRequired, true));
    assert!(error.message.contains("tidewatch secrets set discourse"), "{}", error.message);
}

#[tokio::test]
async fn why_a_user_is_silent_is_asked() {
    use FailureCode::{Private, Suspended};
    let ben = target(TargetType::Profile, &format!("{FORUM}/u/ben"), None);
    for (user, code) in [
        (json!({"suspended_till": "2027-01-01T00:00:00.000Z"}), Suspended),
        (json!({"profile_hidden": true}), Private),
    ] {
        let web = Scripted::new();
        web.answer(
            &format!("{FORUM}/user_actions.json?username=ben&filter=4%2C5&offset=0"),
            200,
            r#"{"user_actions":[]}"#,
        );
        web.answer(&format!("{FORUM}/u/ben.json"), 200, json!({"user": user}).to_string());
        assert_eq!(fails(&web, &ben).await.code, code);
    }
}

#[tokio::test]
async fn bad_answers_are_refused_clearly() {
    let half = &LATEST[..LATEST.len() / 2];
    let list = |topics: &str| format!(r#"{{"topic_list":{{"topics":{topics}}}}}"#);
    for answer in ["", "null", "[]", "{}", &list("null"), &list("{}"), &list("[null,7,{}]"), half] {
        let web = Scripted::new();
        web.answer(LIST, 200, answer);
        assert_eq!(fails(&web, &latest()).await.code, FailureCode::Changed, "because it was {answer:.60}");
    }
    for (url, list) in [
        ("posts", "posts.json"),
        ("u/ben", "user_actions.json?username=ben&filter=4%2C5&offset=0"),
        ("g/staff", "groups/staff/posts.json"),
        ("search?q=a", "search.json?q=a+order%3Alatest&page=1"),
    ] {
        for answer in ["null", "{}", r#"{"posts":7}"#] {
            let web = Scripted::new();
            web.answer(&format!("{FORUM}/{list}"), 200, answer);
            let target = target(TargetType::Timeline, &format!("{FORUM}/{url}"), None);
            assert_eq!(fails(&web, &target).await.code, FailureCode::Changed, "because {url} was {answer}");
        }
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
    for (text, url, list) in [
        (LATEST, "latest", LIST.to_owned()),
        (POSTS, "posts", format!("{FORUM}/posts.json")),
        (ACTIONS, "u/ben", format!("{FORUM}/user_actions.json?username=ben&filter=4%2C5&offset=0")),
    ] {
        let mut answer: Value = serde_json::from_str(text).unwrap();
        spoil(&mut answer);
        let web = Scripted::new();
        web.answer(&list, 200, answer.to_string());
        let page =
            reads(&web, &target(TargetType::Profile, &format!("{FORUM}/{url}"), None), &Cursor::default())
                .await;
        assert!(!page.is_partial && page.items.len() >= 2, "because numbers come as text at times");
        assert!(page.items.iter().any(|item| item.author.handle.is_some()));
    }
    let web = Scripted::new();
    for nothing in [json!(null), json!(["x"]), json!({"a": 7}), json!(true), json!(-1)] {
        let mut answer = listed(&[1]);
        for field in ["slug", "posters", "tags", "excerpt", "image_url", "created_at", "views", "archetype"] {
            answer["topic_list"]["topics"][0][field] = nothing.clone();
        }
        answer["users"] = nothing.clone();
        answer["topic_list"]["more_topics_url"] = json!(null);
        web.answer(LIST, 200, answer.to_string());
        let page = reads(&web, &latest(), &Cursor::default()).await;
        assert!(page.items[0].url.is_some(), "because the fields are {nothing}");
    }
}

#[tokio::test]
async fn a_huge_post_is_cut_and_the_others_are_read() {
    let mut answer: Value = serde_json::from_str(POSTS).unwrap();
    answer["latest_posts"][0]["cooked"] = json!("<p>tide &amp; ".repeat(1 << 20));
    let web = Scripted::new();
    web.answer(&format!("{FORUM}/posts.json"), 200, answer.to_string());
    let all = target(TargetType::Timeline, &format!("{FORUM}/posts"), None);
    let page = reads(&web, &all, &Cursor::default()).await;
    assert_eq!(page.items.len(), 2);
    assert!(page.items[0].text.len() <= 1 << 20);
}

#[tokio::test]
async fn an_address_cannot_leave_the_forum() {
    let mut answer = listed(&[1]);
    answer["topic_list"]["topics"][0]["slug"] = json!("../../evil");
    answer["topic_list"]["topics"][0]["image_url"] = json!("javascript:x()");
    answer["users"][0]["username"] = json!("../x");
    let web = Scripted::new();
    web.answer(LIST, 200, answer.to_string());
    let page = reads(&web, &latest(), &Cursor::default()).await;
    assert_eq!(page.items[0].url.as_deref(), Some("https://talk.example/t/-/1"));
    assert_eq!(page.items[0].author.url.as_deref(), Some("https://talk.example/u/..%2Fx"));
    assert!(page.items[0].media.is_empty());
}

#[tokio::test]
async fn an_empty_failed_or_partial_answer_moves_no_cursor() {
    let web = Scripted::new();
    web.answer(LIST, 200, listed(&[2, 1]).to_string());
    let cursor = reads(&web, &latest(), &Cursor::default()).await.cursor;
    assert_ne!(cursor, Cursor::default());

    web.answer(LIST, 200, r#"{"topic_list":{"topics":[]}}"#);
    let empty = reads(&web, &latest(), &cursor).await;
    assert_eq!((empty.items.len(), &empty.cursor), (0, &cursor));

    let mut newest = listed(&[9]);
    newest["topic_list"]["more_topics_url"] = json!("/latest?page=1");
    web.answer(LIST, 200, newest.to_string());
    web.answer(&format!("{LIST}&page=1"), 503, "");
    let partial = reads(&web, &latest(), &cursor).await;
    assert!(partial.is_partial && partial.warnings[0].contains("could not be read"));
    assert_eq!((partial.items.len(), &partial.cursor), (1, &cursor));

    let mut broken = listed(&[9, 2]);
    broken["topic_list"]["topics"][0] = json!({"id": 7});
    web.answer(LIST, 200, broken.to_string());
    let partial = reads(&web, &latest(), &cursor).await;
    assert!(partial.is_partial);
    assert_eq!((partial.items.len(), &partial.cursor), (1, &cursor));
}
