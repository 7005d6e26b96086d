//! What is asked of a forum, and what is made of its answers.

use serde_json::json;
use tidewatch_engine::{
    model::{Cursor, ItemKind, Key, Platform, TargetType},
    platforms::{Access, connector},
};

use super::forum::{ACTIONS, FORUM, LATEST, LIST, POSTS, SEARCH, latest, listed, reads};
use crate::scripted::{Scripted, target};

#[tokio::test]
async fn new_topics_are_read_with_all_that_the_list_says() {
    let web = Scripted::new();
    web.answer(LIST, 200, LATEST);
    web.answer(&format!("{LIST}&page=1"), 200, listed(&[400]).to_string());
    let page = reads(&web, &latest(), &Cursor::default()).await;
    assert_eq!(web.asked(), [LIST], "because a first check reads one page");
    let [tide, quay, welcome] = page.items.as_slice() else { panic!("{:?}", page.items) };
    assert_eq!(tide.external_id, "talk.example/topic/501", "because numbers are each forum's own");
    assert_eq!(tide.url.as_deref(), Some("https://talk.example/t/low-tide/501"));
    assert_eq!(tide.title.as_deref(), Some("Low tide & <seals>"));
    assert_eq!(tide.author.name.as_deref(), Some("Ana"), "because she opened it");
    assert_eq!(tide.author.url.as_deref(), Some("https://talk.example/u/ana"));
    assert_eq!(
        tide.author.avatar.as_deref(),
        Some("https://talk.example/user_avatar/talk.example/ana/96/1.png")
    );
    assert_eq!(
        (tide.engagement.likes, tide.engagement.replies, tide.engagement.views),
        (Some(2), Some(2), Some(90))
    );
    assert_eq!(tide.tags, ["sea", "seals"]);
    assert_eq!(tide.media[0].url, "https://talk.example/uploads/seal.jpg");
    assert_eq!(quay.tags, ["harbour"], "because tags are objects in newer versions");
    assert_eq!(quay.author.avatar.as_deref(), Some("https://pictures.example/ben/96.png"));
    assert_eq!(welcome.text, "Read this first…", "because it is pinned on top and older than all");
    assert_eq!(welcome.raw.as_ref().unwrap()["closed"], true);
}

#[tokio::test]
async fn every_list_is_asked_as_it_is_called() {
    use TargetType::{Community, Hashtag, List};
    for (target_type, url, list) in [
        (List, "hot", "hot.json"),
        (List, "top?period=monthly", "top.json?period=monthly"),
        (Community, "c/shore/4", "c/shore/4/l/latest.json?order=created"),
        (Community, "c/a/b/12", "c/a/b/12/l/latest.json?order=created"),
        (Hashtag, "tag/sea", "tag/sea.json?order=created"),
        (Hashtag, "tag/sea/14", "tag/sea/14.json?order=created"),
    ] {
        let web = Scripted::new();
        web.answer(&format!("{FORUM}/{list}"), 200, LATEST);
        let page =
            reads(&web, &target(target_type, &format!("{FORUM}/{url}"), None), &Cursor::default()).await;
        assert_eq!(page.items.len(), 3, "because of {url}");
    }
    let web = Scripted::new();
    web.answer("https://sea.example/forum/latest.json?order=created&no_definitions=true", 200, LATEST);
    let page = reads(&web, &target(List, "https://sea.example/forum/latest", None), &Cursor::default()).await;
    assert_eq!(page.items[0].url.as_deref(), Some("https://sea.example/forum/t/low-tide/501"));
    assert_eq!(page.items[0].author.url.as_deref(), Some("https://sea.example/forum/u/ana"));
    assert_eq!(page.items[0].external_id, "sea.example/forum/topic/501");
}

#[tokio::test]
async fn a_category_without_a_number_is_looked_up_once() {
    let web = Scripted::new();
    let site = json!({"categories": [{"id": 3, "slug": "boats"}, {"id": 4, "slug": "shore"}]});
    web.answer(&format!("{FORUM}/site.json"), 200, site.to_string());
    web.answer(&format!("{FORUM}/c/shore/4/l/latest.json?order=created"), 200, LATEST);
    let category = |id| target(TargetType::Community, &format!("{FORUM}/c/shore"), id);
    let page = reads(&web, &category(None), &Cursor::default()).await;
    assert_eq!((page.items.len(), page.target_id.as_deref()), (3, Some("4")));
    reads(&web, &category(Some("4")), &page.cursor).await;
    assert_eq!(web.asked().iter().filter(|url| url.contains("site.json")).count(), 1);
}

#[tokio::test]
async fn all_posts_are_read_without_those_that_are_nobodys_words() {
    let web = Scripted::new();
    web.answer(&format!("{FORUM}/posts.json"), 200, POSTS);
    let mut all = target(TargetType::Timeline, &format!("{FORUM}/posts"), None);
    let page = reads(&web, &all, &Cursor::default()).await;
    let [reply, first] = page.items.as_slice() else { panic!("{:?}", page.items) };
    assert_eq!(reply.external_id, "talk.example/post/9003");
    assert_eq!(reply.url.as_deref(), Some("https://talk.example/t/low-tide/501/3"));
    assert_eq!((reply.kind, reply.title.as_deref()), (ItemKind::Reply, None));
    let html = reply.html.as_deref().unwrap();
    assert!(html.contains("https://talk.example/t/501") && !html.contains("script"), "{html}");
    assert_eq!((reply.engagement.likes, reply.engagement.replies), (Some(3), Some(1)));
    assert_eq!(reply.raw.as_ref().unwrap()["reply_to_post_number"], 2);
    assert_eq!(
        (first.kind, first.title.as_deref(), first.text.as_str()),
        (ItemKind::Post, Some("Low tide"), "hi")
    );
    assert!(first.updated_at.is_some() && reply.updated_at.is_none(), "because only one was edited");
    assert_eq!(first.engagement.likes, Some(0));
    all.options.insert("replies".into(), "false".into());
    assert_eq!(reads(&web, &all, &Cursor::default()).await.items.len(), 1);
}

#[tokio::test]
async fn users_groups_and_searches_are_read() {
    let web = Scripted::new();
    let actions = |kinds: &str| format!("{FORUM}/user_actions.json?username=ben&filter={kinds}&offset=0");
    web.answer(&actions("4%2C5"), 200, ACTIONS);
    web.answer(&actions("4"), 200, r#"{"user_actions":[]}"#);
    web.answer(&format!("{FORUM}/u/ben.json"), 200, r#"{"user":{"username":"ben"}}"#);
    let mut ben = target(TargetType::Profile, &format!("{FORUM}/u/ben"), None);
    let page = reads(&web, &ben, &Cursor::default()).await;
    let [reply, topic] = page.items.as_slice() else { panic!("{:?}", page.items) };
    assert_eq!(reply.text, "I saw two of them…");
    assert_eq!(reply.author.handle.as_deref(), Some("ben"), "because ana is who was answered");
    assert_eq!(topic.external_id, "talk.example/topic/500/1");
    assert_eq!((topic.title.as_deref(), topic.kind), (Some("Quay closed"), ItemKind::Post));
    ben.options.insert("show".into(), "topics".into());
    assert!(reads(&web, &ben, &Cursor::default()).await.items.is_empty());

    let posts = json!({"posts": [{"id": 9, "topic_id": 501, "post_number": 1, "excerpt": "Words",
        "created_at": "2026-11-03T08:15:00.000Z", "topic": {"title": "Low tide"}, "user": {"username": "ana"}}]});
    for answer in [posts.clone(), posts["posts"].clone()] {
        web.answer(&format!("{FORUM}/groups/staff/posts.json"), 200, answer.to_string());
        let group = target(TargetType::Profile, &format!("{FORUM}/g/staff"), None);
        let page = reads(&web, &group, &Cursor::default()).await;
        assert_eq!(page.items[0].author.handle.as_deref(), Some("ana"));
        assert_eq!(page.items[0].title.as_deref(), Some("Low tide"));
    }

    web.answer(&format!("{FORUM}/search.json?q=low+tide+order%3Alatest&page=1"), 200, SEARCH);
    let search = target(TargetType::Search, &format!("{FORUM}/search?q=low+tide"), None);
    let page = reads(&web, &search, &Cursor::default()).await;
    assert_eq!(page.items[0].text, "...the low tide on Friday...");
    assert_eq!(page.items[0].raw.as_ref().unwrap()["topic_title"], "Low tide");
    assert_eq!(page.items[0].url.as_deref(), Some("https://talk.example/t/-/501/3"));
    let nothing = r#"{"grouped_search_result":{"post_ids":[]}}"#;
    web.answer(&format!("{FORUM}/search.json?q=low+tide+order%3Alatest&page=1"), 200, nothing);
    assert!(reads(&web, &search, &Cursor::default()).await.items.is_empty());
}

#[tokio::test]
async fn a_key_is_sent_to_its_own_forum_only() {
    let key = |server: &str, name: &str| {
        let values = [("server", server), ("key", "abc"), ("username", name)];
        Key::new(values.map(|(name, value)| (name.into(), value.into())).into())
    };
    let web = Scripted::new();
    web.answer(LIST, 200, LATEST);
    for (server, name, header) in [
        ("talk.example", "", Some("user-api-key")),
        ("https://talk.example/", "system", Some("api-key")),
        ("other.example", "", None),
        ("http://talk.example", "", None),
    ] {
        let session = web.session(Access { key: Some(key(server, name)), ..Access::default() });
        connector(Platform::Discourse).fetch(&latest(), &Cursor::default(), &session).await.unwrap();
        let sent = web.last_headers();
        for one in ["user-api-key", "api-key"] {
            assert_eq!(
                sent.contains_key(one),
                header == Some(one),
                "because the key is of {server}, {name:?}"
            );
        }
        assert_eq!(sent.contains_key("api-username"), header == Some("api-key"));
    }
    let session = web.session(Access { key: Some(key("talk.example", "")), ..Access::default() });
    let error = connector(Platform::Discourse).test_key(&session).await.unwrap_err();
    assert!(error.needs_user && !error.message.contains("abc"), "{}", error.message);
    web.answer(&format!("{FORUM}/session/current.json"), 200, r#"{"current_user":{"username":"ana"}}"#);
    let told = connector(Platform::Discourse).test_key(&session).await.unwrap();
    assert_eq!(told, "Logged in as ana on talk.example.");
}

#[test]
fn other_programs_are_given_a_feed() {
    let topic = target(TargetType::Thread, "https://talk.example/t/501", None);
    for (target, feed) in
        [(latest(), "https://talk.example/latest.rss"), (topic, "https://talk.example/t/501.rss")]
    {
        assert_eq!(connector(Platform::Discourse).feed_address(&target).as_deref(), Some(feed));
    }
}
