//! Topics: their newest posts, and the first.

use serde_json::{Value, json};
use tidewatch_engine::{
    model::{Cursor, FailureCode, TargetType},
    platforms::Target,
};

use super::forum::{FORUM, fails, post, reads};
use crate::scripted::{Scripted, target};

fn thread() -> Target {
    target(TargetType::Thread, "https://talk.example/t/501", None)
}

/// The answer about a topic with so many posts: the first twenty, and the ids of all.
fn whole(posts: u64) -> Value {
    let ids: Vec<u64> = (9000..9000 + posts).collect();
    let first: Vec<Value> = ids.iter().take(20).map(|id| post(*id)).collect();
    json!({"id": 501, "title": "Low tide", "post_stream": {"posts": first, "stream": ids}})
}

fn chunk(web: &Scripted, ids: std::ops::Range<u64>) {
    let names: Vec<String> = ids.clone().rev().map(|id| format!("post_ids%5B%5D={id}")).collect();
    let posts: Vec<Value> = ids.map(post).collect();
    let answer = json!({"post_stream": {"posts": posts}});
    web.answer(&format!("{FORUM}/t/501/posts.json?{}", names.join("&")), 200, answer.to_string());
}

#[tokio::test]
async fn a_short_topic_takes_one_request() {
    let web = Scripted::new();
    web.answer(&format!("{FORUM}/t/501.json"), 200, whole(3).to_string());
    let page = reads(&web, &thread(), &Cursor::default()).await;
    assert_eq!((page.items.len(), web.asked().len()), (3, 1));
    assert_eq!(page.title.as_deref(), Some("Low tide"));
    assert_eq!(page.items[0].external_id, "talk.example/post/9002", "because the newest come first");
    assert_eq!(page.items[2].title.as_deref(), Some("Low tide"));
}

#[tokio::test]
async fn of_a_long_topic_the_newest_posts_are_asked_for() {
    let web = Scripted::new();
    web.answer(&format!("{FORUM}/t/501.json"), 200, whole(210).to_string());
    chunk(&web, 9190..9210);
    let first = reads(&web, &thread(), &Cursor::default()).await;
    assert_eq!((first.items.len(), web.asked().len()), (21, 2), "because the first post is there as well");
    web.answer(&format!("{FORUM}/t/501.json"), 200, whole(235).to_string());
    chunk(&web, 9215..9235);
    chunk(&web, 9195..9215);
    let second = reads(&web, &thread(), &first.cursor).await;
    let new = second.items.iter().filter(|item| !first.items.iter().any(|old| old.identity == item.identity));
    assert_eq!(new.count(), 25, "because so many were written since");
    assert!(second.warnings.is_empty(), "{:?}", second.warnings);
}

#[tokio::test]
async fn a_post_that_vanishes_between_two_answers_is_left_out() {
    let web = Scripted::new();
    web.answer(&format!("{FORUM}/t/501.json"), 200, whole(40).to_string());
    let names: Vec<String> = (9020..9040_u64).rev().map(|id| format!("post_ids%5B%5D={id}")).collect();
    let answer = json!({"post_stream": {"posts": [post(9039), post(9038)]}});
    web.answer(&format!("{FORUM}/t/501/posts.json?{}", names.join("&")), 200, answer.to_string());
    let page = reads(&web, &thread(), &Cursor::default()).await;
    assert_eq!((page.items.len(), page.is_partial), (3, false));
}

#[tokio::test]
async fn bad_topics_are_refused_clearly() {
    for answer in ["{}", "null", r#"{"post_stream":{}}"#, r#"{"post_stream":{"stream":[7],"posts":{}}}"#] {
        let web = Scripted::new();
        web.answer(&format!("{FORUM}/t/501.json"), 200, answer);
        let error = fails(&web, &thread()).await;
        assert!(matches!(error.code, FailureCode::Changed), "because it was {answer}: {error}");
    }
}
