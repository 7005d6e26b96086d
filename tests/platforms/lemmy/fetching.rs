//! What is asked of a server, and what is made of its answers.

use serde_json::{Value, json};
use tidewatch_engine::{
    model::{Cursor, ItemKind, Key, Platform, TargetType},
    platforms::{Access, connector},
};

use super::server::{
    COMMENTS, HOST, LIST, POSTS, POSTS_V4, REPLIES, SITE, community, listed, new_sea, reads, sea, with,
};
use crate::scripted::{Scripted, target};

#[tokio::test]
async fn a_community_is_read_with_all_that_its_posts_say() {
    let web = sea();
    web.answer(LIST, 200, POSTS);
    let page = reads(&web, &community(), &Cursor::default()).await;
    assert_eq!(page.title.as_deref(), Some("Tides (!tide@sea.example)"));
    assert_eq!(page.target_id.as_deref(), Some("v3"));
    let [quay, seals] = page.items.as_slice() else { panic!("the third was taken down: {:?}", page.items) };
    assert_eq!(quay.external_id, "https://sea.example/post/502");
    assert_eq!(quay.identity, "id:https://sea.example/post/502", "because numbers are each server's own");
    assert_eq!(quay.title.as_deref(), Some("Spring tide on Friday"));
    assert_eq!(quay.text, "Bring *boots*.\n\nAnd a <b>lamp</b>.");
    let html = quay.html.as_deref().unwrap();
    assert!(html.contains("https://pictures.example/quay.webp") && !html.contains("<b>"), "{html}");
    assert_eq!(quay.author.handle.as_deref(), Some("@ana@sea.example"));
    assert_eq!(quay.author.name.as_deref(), Some("Ana"));
    assert_eq!(quay.language.as_deref(), Some("en"));
    assert!(quay.updated_at > quay.published_at);
    assert_eq!((quay.engagement.likes, quay.engagement.replies), (Some(10), Some(2)));
    assert_eq!(quay.media.len(), 1, "because the thumbnail shows the same");
    assert_eq!(quay.media[0].alt.as_deref(), Some("The quay at low water"));
    assert_eq!(seals.author.name.as_deref(), Some("ben"));
    assert!(seals.published_at.is_some(), "because older servers leave the zone out");
    assert_eq!((seals.language.as_deref(), seals.text.as_str()), (None, ""));
    assert_eq!(seals.raw.as_ref().unwrap()["nsfw"], true);

    let known = target(TargetType::Community, &community().url, Some("v3"));
    let again = reads(&web, &known, &page.cursor).await;
    assert_eq!(again.items[0].language.as_deref(), Some("en"), "because the cursor keeps the names");
    assert_eq!(web.asked().last().unwrap(), LIST, "because the version is known");
}

#[tokio::test]
async fn the_newer_version_is_preferred_and_read_as_well() {
    let web = new_sea();
    let list = format!(
        "{HOST}/api/v4/post/list?community_name=tide&type_=all&community_name_or_id=tide&sort=new&limit=50"
    );
    web.answer(&list, 200, POSTS_V4);
    let page = reads(&web, &community(), &Cursor::default()).await;
    assert_eq!(page.target_id.as_deref(), Some("v4"));
    let [item] = page.items.as_slice() else { panic!("one post was served") };
    assert_eq!(item.external_id, "https://sea.example/post/502");
    assert_eq!(item.author.handle.as_deref(), Some("@ana@sea.example"));
    assert_eq!((item.engagement.likes, item.engagement.replies), (Some(10), Some(2)));
    assert!(item.published_at.is_some() && item.updated_at.is_some());
    assert_eq!(item.tags, ["News"]);
}

#[tokio::test]
async fn a_server_that_moves_to_the_newer_version_is_followed() {
    let web = sea();
    web.answer(LIST, 200, POSTS);
    let first = reads(&web, &community(), &Cursor::default()).await;
    let web = Scripted::new();
    web.answer(&format!("{HOST}/api/v4/site"), 200, SITE);
    let list = format!(
        "{HOST}/api/v4/post/list?community_name=tide&type_=all&community_name_or_id=tide&sort=new&limit=50"
    );
    web.answer(&list, 200, POSTS_V4);
    let known = target(TargetType::Community, &community().url, Some("v3"));
    let page = reads(&web, &known, &first.cursor).await;
    assert_eq!(page.target_id.as_deref(), Some("v4"));
    assert_eq!(page.items[0].identity, first.items[0].identity);
}

#[tokio::test]
async fn people_are_read_with_their_comments_unless_these_are_not_wanted() {
    let person = target(TargetType::Profile, "https://sea.example/u/ana", None);
    let url = format!("{HOST}/api/v3/user?username=ana&sort=New&limit=50");
    let mut answer: Value = serde_json::from_str(POSTS).unwrap();
    answer["comments"] = serde_json::from_str::<Value>(COMMENTS).unwrap()["comments"].clone();
    answer["next_page"] = Value::Null;
    answer["person_view"] = json!({"person": {"name": "ana"}});
    let web = sea();
    web.answer(&url, 200, answer.to_string());
    let page = reads(&web, &person, &Cursor::default()).await;
    let kinds: Vec<_> = page.items.iter().map(|item| item.kind).collect();
    assert_eq!(kinds, [ItemKind::Post, ItemKind::Post, ItemKind::Comment]);
    assert_eq!(page.title.as_deref(), Some("Ana (@ana@sea.example)"));
    let page = reads(&web, &with(person, "comments", "false"), &Cursor::default()).await;
    assert_eq!(page.items.len(), 2);

    let web = new_sea();
    let url =
        |kind: &str| format!("{HOST}/api/v4/person/content?username=ana&type_={kind}&sort=new&limit=50");
    web.answer(&url("posts"), 200, POSTS_V4);
    web.answer(&url("comments"), 200, COMMENTS);
    let person = target(TargetType::Profile, "https://sea.example/u/ana", None);
    assert_eq!(reads(&web, &person, &Cursor::default()).await.items.len(), 2);
}

#[tokio::test]
async fn a_thread_is_its_post_and_the_comments_on_it() {
    let web = sea();
    let view: Value = serde_json::from_str::<Value>(POSTS).unwrap()["posts"][0].clone();
    web.answer(&format!("{HOST}/api/v3/post?id=502"), 200, json!({"post_view": view}).to_string());
    let comments = format!("{HOST}/api/v3/comment/list?post_id=502&type_=All&sort=New&limit=50");
    web.answer(&comments, 200, COMMENTS);
    let comment = json!({"comment_view": {"comment": {"id": 34, "post_id": 502}}});
    web.answer(&format!("{HOST}/api/v3/comment?id=34"), 200, comment.to_string());
    for (url, asked) in [("https://sea.example/post/502", 4), ("https://sea.example/comment/34", 5)] {
        let before = web.asked().len();
        let page = reads(&web, &target(TargetType::Thread, url, None), &Cursor::default()).await;
        assert_eq!(web.asked().len() - before, asked, "because of {url}: {:?}", web.asked());
        assert_eq!(page.title.as_deref(), Some("Spring tide on Friday"));
        assert_eq!(page.target_id.as_deref(), Some("v3:502"));
        let [post, comment] = page.items.as_slice() else { panic!("{:?}", page.items) };
        assert_eq!((post.kind, comment.kind), (ItemKind::Post, ItemKind::Comment));
        assert_eq!(comment.external_id, "https://lake.example/comment/34");
        assert_eq!(comment.text, "I will **come**.");
        assert_eq!(comment.engagement.likes, Some(4));
        let raw = comment.raw.as_ref().unwrap();
        assert_eq!((&raw["parent_id"], &raw["post_title"]), (&json!("12"), &json!("Spring tide on Friday")));
    }
}

#[tokio::test]
async fn front_pages_and_searches_are_asked_as_they_are_called() {
    for (target_type, url, list) in [
        (TargetType::Timeline, "https://sea.example/", "post/list?type_=Local&sort=New&limit=50"),
        (
            TargetType::Timeline,
            "https://sea.example/?listingType=All",
            "post/list?type_=All&sort=New&limit=50",
        ),
        (
            TargetType::Search,
            "https://sea.example/search?q=low+tide&type=Posts",
            "search?q=low+tide&type_=Posts&listing_type=All&sort=New&limit=50",
        ),
    ] {
        let web = sea();
        web.answer(&format!("{HOST}/api/v3/{list}"), 200, listed(&[2, 1]).to_string());
        let page = reads(&web, &target(target_type, url, None), &Cursor::default()).await;
        assert_eq!(page.items.len(), 2, "because of {url}: {:?}", web.asked());
    }
}

#[tokio::test]
async fn options_change_what_is_asked() {
    for (option, value, list) in [
        ("sort", "top_day", LIST.replace("New", "TopDay")),
        ("sort", "active", LIST.replace("New", "Active")),
        ("nsfw", "true", LIST.replace("&sort", "&show_nsfw=true&sort")),
    ] {
        let web = sea();
        web.answer(&list, 200, listed(&[1]).to_string());
        reads(&web, &with(community(), option, value), &Cursor::default()).await;
    }
    let web = new_sea();
    let list = format!(
        "{HOST}/api/v4/post/list?community_name=tide&type_=all&community_name_or_id=tide&sort=top&\
         time_range_seconds=86400&limit=50"
    );
    web.answer(&list, 200, listed(&[1]).to_string());
    reads(&web, &with(community(), "sort", "top_day"), &Cursor::default()).await;
    let web = sea();
    web.answer(LIST, 200, listed(&[502]).to_string());
    web.answer(REPLIES, 200, COMMENTS);
    let both = with(community(), "comments", "true");
    assert_eq!(reads(&web, &both, &Cursor::default()).await.items.len(), 2);
}

#[tokio::test]
async fn entries_of_other_communities_are_never_taken_for_this_ones() {
    let web = sea();
    let mut answer = listed(&[2, 1]);
    answer["posts"][0]["community"]["name"] = json!("boats");
    web.answer(LIST, 200, answer.to_string());
    let page = reads(&web, &community(), &Cursor::default()).await;
    assert_eq!(page.items.len(), 1, "because a server that passes over the name lists everything");
}

#[tokio::test]
async fn a_login_is_sent_to_its_own_server_only() {
    let key =
        |server: &str| Key::new([("server".into(), server.into()), ("token".into(), "abc".into())].into());
    let web = sea();
    web.answer(LIST, 200, POSTS);
    for (server, sent) in [
        ("sea.example", true),
        ("https://sea.example/", true),
        ("lake.example", false),
        ("http://sea.example", false),
    ] {
        let session = web.session(Access { key: Some(key(server)), ..Access::default() });
        connector(Platform::Lemmy).fetch(&community(), &Cursor::default(), &session).await.unwrap();
        assert_eq!(web.last_headers().contains_key("authorization"), sent, "because it is from {server}");
        assert!(!web.asked().iter().any(|url| url.contains("abc")));
    }
    let session = web.session(Access { key: Some(key("sea.example")), ..Access::default() });
    let error = connector(Platform::Lemmy).test_key(&session).await.unwrap_err();
    assert!(error.needs_user && !error.message.contains("abc"), "{}", error.message);
    let mut site: Value = serde_json::from_str(SITE).unwrap();
    site["my_user"] = json!({"local_user_view": {"person": {"name": "ana"}}});
    web.answer(&format!("{HOST}/api/v3/site"), 200, site.to_string());
    let told = connector(Platform::Lemmy).test_key(&session).await.unwrap();
    assert_eq!(told, "Logged in as ana on sea.example.");
}

#[test]
fn other_programs_are_given_a_feed_in_order_of_time() {
    let feed = connector(Platform::Lemmy).feed_address(&community());
    assert_eq!(feed.as_deref(), Some("https://sea.example/feeds/c/tide.xml?sort=New"));
}
