//! What is asked, and what is read from feeds and answers.

use serde_json::json;
use tidewatch_engine::{
    model::{Cursor, ItemKind, TargetType},
    platforms::{Fetched, connector},
};

use super::{
    API, LIST, QUESTION_FIXTURE, QUESTIONS_FIXTURE, SITE, STACK, TAG_FEED, TAG_FIXTURE, answer, keyed, of,
    question, reads, tag, tagged,
};
use crate::scripted::{Scripted, target};

#[tokio::test]
async fn without_a_key_a_tag_is_read_from_its_feed() {
    let web = Scripted::new();
    web.answer(TAG_FEED, 200, TAG_FIXTURE);
    let page = web.page(STACK, &tag()).await;
    assert_eq!(page.title.as_deref(), Some("Newest questions tagged rust - Stack Overflow"));
    assert!(page.warnings.is_empty() && page.hints.min_minutes == Some(30), "{:?}", page.warnings);
    let [newest, older] = page.items.as_slice() else { panic!("two questions were served") };
    assert_eq!(
        (newest.external_id.as_str(), newest.identity.as_str()),
        ("q/79000002", "id:stackoverflow.com/q/79000002")
    );
    assert_eq!(newest.title.as_deref(), Some("Is Vec<T> low & fast?"));
    assert_eq!(newest.text, "The gauge says Vec<T>.");
    assert_eq!(newest.url.as_deref(), Some("https://stackoverflow.com/questions/79000002/is-vec-low"));
    assert_eq!(newest.tags, ["rust", "tide"]);
    assert_eq!(newest.author.name.as_deref(), Some("Ana"));
    assert!(newest.published_at.is_some() && newest.kind == ItemKind::Post);
    assert_eq!(older.external_id, "q/79000001");
    let again = web.fetch(STACK, &tag(), &page.cursor).await.unwrap();
    assert!(matches!(again, Fetched::NotModified { .. }), "because the bytes are the same");
}

#[tokio::test]
async fn with_a_key_the_api_says_more() {
    let web = Scripted::new();
    web.answer(&tagged(), 200, QUESTIONS_FIXTURE);
    let page = reads(&web, &tag(), &Cursor::default()).await;
    assert_eq!(page.hints.min_minutes, Some(10));
    let [newest, older] = page.items.as_slice() else { panic!("two questions were served") };
    assert_eq!(newest.identity, "id:stackoverflow.com/q/79000002", "because it is the same as in the feed");
    assert_eq!(newest.title.as_deref(), Some("Is Vec<T> low & fast?"));
    assert_eq!(newest.text, "The gauge says Vec<T>. See this.");
    let html = newest.html.as_deref().unwrap();
    assert!(html.contains("https://stackoverflow.com/q/1") && !html.contains("script"), "{html}");
    assert_eq!(newest.author.name.as_deref(), Some("Ana & Co"));
    assert_eq!(newest.author.url.as_deref(), Some("https://stackoverflow.com/users/5/ana"));
    assert_eq!((newest.engagement.views, newest.engagement.replies), (Some(90), Some(2)));
    assert_eq!(newest.engagement.likes, None, "because fewer than nobody can like it");
    let raw = newest.raw.as_ref().unwrap();
    assert_eq!((&raw["score"], &raw["closed_reason"]), (&json!(-1), &json!("Duplicate")));
    assert_eq!(newest.updated_at.unwrap().timestamp(), 1_793_693_800);
    assert_eq!((older.author.name.as_deref(), older.author.url.as_deref()), (Some("user6"), None));
}

#[tokio::test]
async fn a_question_is_read_with_its_answers_and_comments() {
    let web = Scripted::new();
    let feed = format!("{SITE}/feeds/question/79000001");
    web.answer(&feed, 200, QUESTION_FIXTURE);
    let mut thread = of(TargetType::Thread, "questions/79000001");
    let page = web.page(STACK, &thread).await;
    let told: Vec<_> = page.items.iter().map(|item| (item.external_id.as_str(), item.kind)).collect();
    let (question, reply) = (("q/79000001", ItemKind::Post), ("a/79000003", ItemKind::Reply));
    assert_eq!(told, [question, reply, ("c/79000003", ItemKind::Comment)]);
    assert_eq!(page.items[1].title, None, "because the thread says it already");
    thread.options.insert("comments".into(), "false".into());
    assert_eq!(web.page(STACK, &thread).await.items.len(), 2);
}

#[tokio::test]
async fn with_a_key_a_thread_is_four_lists() {
    let web = Scripted::new();
    let at = |path: &str, rest: &str| format!("{API}/{path}?site=stackoverflow&{rest}&key=K");
    web.answer(&at("questions/7", "filter=withbody"), 200, answer(&[question(7)], false));
    let reply = json!({"answer_id": 8, "question_id": 7, "is_accepted": true, "owner": {"display_name": "Bo"}, "creation_date": 9, "body": "<p>One.</p>"});
    web.answer(&at("questions/7/answers", LIST), 200, answer(&[reply], false));
    let comment =
        |id: u64, post: u64| json!({"comment_id": id, "post_id": post, "creation_date": 9, "body": "Why?"});
    web.answer(&at("questions/7/comments", LIST), 200, answer(&[comment(8, 7)], false));
    web.answer(&at("answers/8/comments", LIST), 200, answer(&[comment(9, 8)], false));
    web.answer(
        &format!("{API}/answers/8?site=stackoverflow&key=K"),
        200,
        answer(&[json!({"question_id": 7})], false),
    );
    for path in ["questions/7", "a/8"] {
        let page = reads(&web, &of(TargetType::Thread, path), &Cursor::default()).await;
        let ids: Vec<_> = page.items.iter().map(|item| item.external_id.as_str()).collect();
        assert_eq!(ids, ["q/7", "a/8", "c/8", "c/9"], "because comments are numbered apart");
        assert_eq!((page.title.as_deref(), page.target_id.as_deref()), (Some("Question 7"), Some("7")));
        assert_eq!(page.items[1].url.as_deref(), Some("https://stackoverflow.com/a/8"));
        assert_eq!(page.items[3].url.as_deref(), Some("https://stackoverflow.com/posts/8/#comment9_8"));
    }
    // Found once, the question is asked at once.
    web.answer(&format!("{API}/answers/8?site=stackoverflow&key=K"), 500, "");
    let known = target(TargetType::Thread, &format!("{SITE}/a/8"), Some("7"));
    assert_eq!(reads(&web, &known, &Cursor::default()).await.items.len(), 4);

    web.answer(&at("answers/8/comments", LIST), 503, "");
    let page = reads(&web, &of(TargetType::Thread, "questions/7"), &Cursor::default()).await;
    assert!(page.is_partial && page.items.len() == 3 && page.cursor == Cursor::default());
}

#[tokio::test]
async fn each_place_asks_its_own_question() {
    for (target_type, path, with_key, asked) in [
        (TargetType::Community, "questions?tab=Newest", false, format!("{SITE}/feeds")),
        (
            TargetType::Hashtag,
            "questions/tagged/c%2B%2B",
            false,
            format!("{SITE}/feeds/tag?tagnames=c%2B%2B&sort=newest"),
        ),
        (
            TargetType::Hashtag,
            "questions/tagged/a+or+b",
            true,
            format!("{SITE}/feeds/tag?tagnames=a+or+b&sort=newest"),
        ),
        (
            TargetType::Hashtag,
            "questions/tagged/a+b",
            false,
            format!("{API}/questions?site=stackoverflow&tagged=a%3Bb&{LIST}&page=1"),
        ),
        (TargetType::Profile, "users/5", false, format!("{SITE}/feeds/user/5")),
        (
            TargetType::Profile,
            "users/5",
            true,
            format!("{API}/users/5/posts?site=stackoverflow&{LIST}&page=1&key=K"),
        ),
        (
            TargetType::Profile,
            "users/5?tab=answers",
            true,
            format!("{API}/users/5/answers?site=stackoverflow&{LIST}&page=1&key=K"),
        ),
        (
            TargetType::Profile,
            "users/5?tab=questions",
            true,
            format!("{API}/users/5/questions?site=stackoverflow&{LIST}&page=1&key=K"),
        ),
        (
            TargetType::Community,
            "questions?tab=Newest",
            true,
            format!("{API}/questions?site=stackoverflow&{LIST}&page=1&key=K"),
        ),
        (
            TargetType::Search,
            "search?q=spring+tide",
            false,
            format!("{API}/search/advanced?site=stackoverflow&q=spring+tide&{LIST}&page=1"),
        ),
    ] {
        let web = Scripted::new();
        let (target, start) = (of(target_type, path), Cursor::default());
        let _ = match with_key {
            true => super::fetch(&web, &target, &start).await,
            false => web.fetch(STACK, &target, &start).await,
        };
        assert_eq!(web.asked()[0], asked, "because of {path}");
    }
}

#[tokio::test]
async fn questions_by_activity_come_from_the_api() {
    let web = Scripted::new();
    let url = format!("{API}/questions?site=stackoverflow&tagged=rust&{LIST}&page=1")
        .replace("creation", "activity");
    web.answer(&url, 200, QUESTIONS_FIXTURE);
    let mut target = tag();
    target.options.insert("sort".into(), "activity".into());
    assert_eq!(web.page(STACK, &target).await.items.len(), 2);
    assert_eq!(connector(STACK).cost(&target, false).unwrap().per_day, Some(300));
    assert_eq!(connector(STACK).cost(&tag(), false), None, "because a feed is not counted");
    assert_eq!(connector(STACK).cost(&tag(), true).unwrap().per_day, Some(10_000));
    assert_eq!(connector(STACK).feed_address(&tag()).as_deref(), Some(TAG_FEED));
}

#[tokio::test]
async fn where_the_feed_is_guarded_the_api_is_asked() {
    let web = Scripted::new();
    web.answer(TAG_FEED, 403, "<html>Just a moment</html>");
    web.answer(
        &format!("{API}/questions?site=stackoverflow&tagged=rust&{LIST}&page=1"),
        200,
        QUESTIONS_FIXTURE,
    );
    assert_eq!(web.page(STACK, &tag()).await.items.len(), 2);
}

#[tokio::test]
async fn the_next_page_is_read_only_where_no_pause_is_wanted() {
    let web = Scripted::new();
    let rows = |ids: std::ops::RangeInclusive<u64>| ids.rev().map(question).collect::<Vec<_>>();
    web.answer(&tagged(), 200, answer(&rows(1..=5), true));
    let first = reads(&web, &tag(), &Cursor::default()).await;
    web.answer(&tagged(), 200, answer(&rows(8..=9), true));
    web.answer(&tagged().replace("page=1", "page=2"), 200, answer(&rows(4..=7), true));
    assert_eq!(reads(&web, &tag(), &first.cursor).await.items.len(), 6);
    let paused = json!({"items": rows(8..=9), "has_more": true, "backoff": 90}).to_string();
    web.answer(&tagged(), 200, paused);
    let page = reads(&web, &tag(), &first.cursor).await;
    assert!(page.is_partial && page.cursor == first.cursor, "because the rest is read next time");
    assert_eq!(page.items.len(), 2);
}

#[tokio::test]
async fn a_key_is_tried_with_one_request() {
    let web = Scripted::new();
    let url = format!("{API}/info?site=stackoverflow&key=K");
    web.answer(&url, 200, answer(&[json!({})], false));
    assert!(connector(STACK).test_key(&keyed(&web)).await.unwrap().contains("9000"));
    web.answer(
        &url,
        400,
        r#"{"error_id":400,"error_name":"bad_parameter","error_message":"`key` is not valid"}"#,
    );
    assert!(connector(STACK).test_key(&keyed(&web)).await.unwrap_err().needs_user);
}
