//! Each failure has its own code, and no bad answer moves the cursor.

use serde_json::{Value, json};
use tidewatch_engine::{
    model::{Cursor, FailureCode, TargetType},
    platforms::RetryAfter,
};

use super::server::{COMMENTS, HOST, LIST, POSTS, REPLIES, community, fails, listed, reads, sea, with};
use crate::scripted::{Scripted, target};

fn body(error: &str) -> String {
    json!({"error": error}).to_string()
}

#[tokio::test]
async fn each_refusal_has_its_own_code() {
    use FailureCode::{AuthRequired, Blocked, Changed, Gone, PlatformDown, Private, RateLimited};
    for (status, answer, code) in [
        (404, body("couldnt_find_community"), Gone),
        (400, body("couldnt_find_community"), Gone),
        (404, body("not_found"), Gone),
        (400, body("deleted"), Gone),
        (400, body("instance_is_private"), AuthRequired),
        (401, body("not_logged_in"), AuthRequired),
        (401, body("incorrect_login"), AuthRequired),
        (403, body("private_community"), Private),
        (400, body("rate_limit_error"), RateLimited),
        (429, String::new(), RateLimited),
        (403, "<html>sorry</html>".into(), Blocked),
        (200, "<!doctype html><title>Making sure you are no robot</title>".into(), Blocked),
        (400, body("unknown"), Changed),
        (502, "<html>bad gateway</html>".into(), PlatformDown),
        (522, String::new(), PlatformDown),
    ] {
        let web = sea();
        web.answer(LIST, status, answer.clone());
        let error = fails(&web, &community()).await;
        assert_eq!(error.code, code, "because the answer was {status} {answer}");
        assert_eq!(error.needs_user, code == AuthRequired, "because {answer} may pass by itself or not");
        assert_eq!(error.retry_after.is_some(), code == RateLimited);
        assert!(error.message.ends_with('.'), "{}", error.message);
    }
    let web = sea();
    web.answer_with(LIST, 429, vec![("retry-after", "7")], "");
    let wait = fails(&web, &community()).await.retry_after;
    assert_eq!(wait, Some(RetryAfter::In(std::time::Duration::from_secs(7))));
}

#[tokio::test]
async fn what_is_no_server_of_lemmy_is_told_so() {
    let error = fails(&Scripted::new(), &community()).await;
    assert_eq!(error.code, FailureCode::Changed);
    assert!(error.message.contains("another reading"), "{}", error.message);
    for (status, answer, code) in [
        (503, "", FailureCode::PlatformDown),
        (429, "", FailureCode::RateLimited),
        (200, "<html>a blog</html>", FailureCode::Blocked),
    ] {
        let web = Scripted::new();
        for version in ["v3", "v4"] {
            web.answer(&format!("{HOST}/api/{version}/site"), status, answer);
        }
        assert_eq!(fails(&web, &community()).await.code, code, "because the server answered {status}");
    }
}

#[tokio::test]
async fn why_nothing_is_listed_is_asked() {
    use FailureCode::{Gone, Private, Suspended};
    for (view, code) in [
        (json!({"visibility": "Private"}), Some(Private)),
        (json!({"removed": true}), Some(Gone)),
        (json!({"visibility": "Public"}), None),
    ] {
        let web = sea();
        web.answer(LIST, 200, r#"{"posts":[]}"#);
        let answer = json!({"community_view": {"community": view}});
        web.answer(&format!("{HOST}/api/v3/community?name=tide"), 200, answer.to_string());
        let told =
            web.fetch(tidewatch_engine::model::Platform::Lemmy, &community(), &Cursor::default()).await;
        assert_eq!(told.err().map(|error| error.code), code, "because it says {view}");
    }
    let person = target(TargetType::Profile, "https://sea.example/u/ana", None);
    for (view, code) in [(json!({"banned": true}), Suspended), (json!({"deleted": true}), Gone)] {
        let web = sea();
        let answer = json!({"posts": [], "comments": [], "person_view": {"person": view}}).to_string();
        web.answer(&format!("{HOST}/api/v3/user?username=ana&sort=New&limit=50"), 200, answer.clone());
        web.answer(&format!("{HOST}/api/v3/user?username=ana"), 200, answer);
        assert_eq!(fails(&web, &person).await.code, code);
    }
    let web = sea();
    let removed = json!({"post_view": {"post": {"id": 7, "name": "x", "removed": true}}});
    web.answer(&format!("{HOST}/api/v3/post?id=7"), 200, removed.to_string());
    let thread = target(TargetType::Thread, "https://sea.example/post/7", None);
    let error = fails(&web, &thread).await;
    assert_eq!((error.code, error.needs_user), (Gone, false), "because moderators may put it back");
}

#[tokio::test]
async fn bad_answers_are_refused_clearly() {
    let half = &POSTS[..POSTS.len() / 2];
    for answer in
        ["", "null", "[]", "{}", r#"{"posts":null}"#, r#"{"posts":{}}"#, r#"{"posts":[null,7,{}]}"#, half]
    {
        let web = sea();
        web.answer(LIST, 200, answer);
        assert_eq!(fails(&web, &community()).await.code, FailureCode::Changed, "because it was {answer:.40}");
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
    let mut answer: Value = serde_json::from_str(POSTS).unwrap();
    spoil(&mut answer);
    let web = sea();
    web.answer(LIST, 200, answer.to_string());
    let page = reads(&web, &community(), &Cursor::default()).await;
    assert_eq!(page.items[0].engagement.likes, Some(10), "because numbers come as text at times");
    for nothing in [json!(null), json!(["x"]), json!({"a": 7}), json!(true), json!(-1)] {
        let mut answer = listed(&[1]);
        for field in ["url", "body", "published", "updated", "language_id", "thumbnail_url", "ap_id"] {
            answer["posts"][0]["post"][field] = nothing.clone();
        }
        for field in ["creator", "counts", "tags"] {
            answer["posts"][0][field] = nothing.clone();
        }
        answer["next_page"] = nothing.clone();
        web.answer(LIST, 200, answer.to_string());
        let page = reads(&web, &community(), &Cursor::default()).await;
        let url = page.items[0].url.as_deref();
        assert_eq!(url, Some("https://sea.example/post/1"), "because the fields are {nothing}");
    }
}

#[tokio::test]
async fn a_huge_post_is_cut_and_the_others_are_read() {
    let mut answer = listed(&[2, 1]);
    answer["posts"][0]["post"]["body"] = json!("tide <b>& ".repeat(1 << 20));
    let web = sea();
    web.answer(LIST, 200, answer.to_string());
    let page = reads(&web, &community(), &Cursor::default()).await;
    assert_eq!(page.items.len(), 2);
    assert!((1 << 19..=1 << 20).contains(&page.items[0].text.len()));
}

#[tokio::test]
async fn hostile_addresses_and_markup_are_made_safe() {
    let mut answer = listed(&[1]);
    let post = &mut answer["posts"][0]["post"];
    post["url"] = json!("https://a.example/\"><script>x()</script>");
    post["body"] = json!("<script>x()</script> [a](javascript:x())");
    post["thumbnail_url"] = json!("javascript:x()");
    answer["posts"][0]["creator"]["actor_id"] = json!("javascript:x()");
    let web = sea();
    web.answer(LIST, 200, answer.to_string());
    let page = reads(&web, &community(), &Cursor::default()).await;
    let item = &page.items[0];
    assert!(!item.html.as_deref().unwrap().contains("<script"), "{:?}", item.html);
    assert_eq!((item.author.url.as_deref(), item.media.len()), (None, 0));
}

#[tokio::test]
async fn an_empty_failed_or_partial_answer_moves_no_cursor() {
    let web = sea();
    web.answer(LIST, 200, listed(&[2, 1]).to_string());
    let cursor = reads(&web, &community(), &Cursor::default()).await.cursor;
    assert_ne!(cursor, Cursor::default());
    let known = target(TargetType::Community, &community().url, Some("v3"));
    let community_answer = json!({"community_view": {"community": {}}});
    web.answer(&format!("{HOST}/api/v3/community?name=tide"), 200, community_answer.to_string());

    web.answer(LIST, 200, r#"{"posts":[]}"#);
    let empty = reads(&web, &known, &cursor).await;
    assert_eq!((empty.items.len(), &empty.cursor), (0, &cursor));

    let mut newest = listed(&[9]);
    newest["next_page"] = json!("p2");
    web.answer(LIST, 200, newest.to_string());
    web.answer(&format!("{LIST}&page_cursor=p2"), 503, "");
    let partial = reads(&web, &known, &cursor).await;
    assert!(partial.is_partial && partial.warnings[0].contains("could not be read"));
    assert_eq!((partial.items.len(), &partial.cursor), (1, &cursor));

    let mut broken = listed(&[9, 2]);
    broken["posts"][0] = json!({"post": 7});
    web.answer(LIST, 200, broken.to_string());
    let partial = reads(&web, &known, &cursor).await;
    assert!(partial.is_partial);
    assert_eq!((partial.items.len(), &partial.cursor), (1, &cursor));
}

#[tokio::test]
async fn a_list_that_fails_beside_another_leaves_the_other_one_read() {
    let web = sea();
    web.answer(LIST, 200, listed(&[2, 1]).to_string());
    web.answer(REPLIES, 503, "");
    let both = with(community(), "comments", "true");
    let first = reads(&web, &both, &Cursor::default()).await;
    assert!(first.is_partial && first.warnings[0].contains("comments could not be read"));
    assert!(first.cursor.state["posts"].is_object() && first.cursor.state["comments"].is_null());
    web.answer(REPLIES, 200, COMMENTS);
    let second = reads(&web, &both, &first.cursor).await;
    assert_eq!((second.is_partial, second.items.len()), (false, 3));
}
