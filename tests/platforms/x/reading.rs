//! From answers of X to items.

use serde_json::{Value, json};
use tidewatch_engine::model::{Cursor, ItemKind, TargetType};

use super::{KEY, POSTS, SEARCH, TIMELINE, X, hashtag, profile, users};
use crate::{
    keyed::{Web, parameter, with},
    scripted::target,
};

#[tokio::test]
async fn posts_are_read_with_all_that_they_say() {
    let web = Web::new();
    users(&web);
    web.answer(TIMELINE, 200, POSTS);
    let page = web.page(X, KEY, &profile(), &Cursor::default()).await;
    assert_eq!((page.title.as_deref(), page.target_id.as_deref()), (Some("Ana of the Sea"), Some("12")));
    let [repost, post, reply] = &page.items[..] else { panic!("{:?}", page.items) };

    assert_eq!(post.external_id, "1985000000000000005");
    assert_eq!(
        post.identity, "id:1985000000000000001",
        "because an edit keeps the number of the first version"
    );
    assert_eq!(post.url.as_deref(), Some("https://x.com/ana/status/1985000000000000005"));
    assert_eq!(post.text, "Low #tide <today> https://quay.example/tables?x=1&y=2");
    let html = post.html.as_deref().unwrap();
    assert!(html.contains("&lt;today&gt;") && html.contains(">quay.example/tables</a>"), "{html}");
    assert!(html.contains("<blockquote><p>What is quoted</p></blockquote>"), "{html}");
    assert_eq!((post.kind, post.tags.as_slice()), (ItemKind::Quote, ["tide".to_owned()].as_slice()));
    assert_eq!(post.language.as_deref(), Some("en"));
    assert_eq!(post.published_at.unwrap().to_rfc3339(), "2026-11-03T08:15:00+00:00");
    let counts = post.engagement;
    assert_eq!(
        (counts.likes, counts.reposts, counts.replies, counts.views),
        (Some(2), Some(1), Some(4), Some(90))
    );
    let media: Vec<_> = post.media.iter().map(|media| (media.url.as_str(), media.duration_seconds)).collect();
    let picture = ("https://pbs.twimg.example/media/x.jpg", None);
    assert_eq!(media, [picture, ("https://video.twimg.example/large.mp4", Some(65))]);
    assert_eq!(post.author.name.as_deref(), Some("Ana of the Sea"));
    assert_eq!(post.author.avatar.as_deref(), Some("https://pbs.twimg.example/a.jpg"));

    assert_eq!((repost.kind, repost.author.handle.as_deref()), (ItemKind::Repost, Some("bo")));
    assert_eq!(repost.text, "The harbour is & stays open for all of us, whatever the weather does");
    assert_eq!(repost.raw.as_ref().unwrap()["reposted_by"], "ana");
    assert_eq!(repost.link_key, None, "because it leads to the same post as others do");
    assert_eq!((reply.kind, reply.language.as_deref()), (ItemKind::Reply, None));
    assert!(reply.text.ends_with("because the note holds all of it"));
}

#[tokio::test]
async fn the_names_that_x_is_changing_to_are_understood() {
    let renamed = POSTS
        .replace("referenced_tweets", "referenced_posts")
        .replace("edit_history_tweet_ids", "edit_history_post_ids")
        .replace("note_tweet", "note_post")
        .replace("retweet_count", "repost_count")
        .replace("\"tweets\":", "\"posts\":");
    let web = Web::new();
    users(&web);
    web.answer(TIMELINE, 200, POSTS);
    let earlier = web.page(X, KEY, &profile(), &Cursor::default()).await;
    web.serve(TIMELINE, move |url| match parameter(url, "tweet.fields") {
        Some(_) => (400, Vec::new(), br#"{"errors":[{"parameters":{"tweet.fields":["x"]},"message":"The query parameter [tweet.fields] is not one of [post.fields]"}],"type":"https://api.x.com/2/problems/invalid-request"}"#.to_vec()),
        None => (200, Vec::new(), renamed.clone().into()),
    });
    let now = web.page(X, KEY, &profile(), &Cursor::default()).await;
    assert_eq!(now.items, earlier.items);
    let asked = web.asked().len();
    let _ = web.page(X, KEY, &profile(), &now.cursor).await;
    assert_eq!(web.asked().len() - asked, 1, "because what was learnt is remembered");
}

#[tokio::test]
async fn options_decide_what_is_asked_for() {
    let web = Web::new();
    users(&web);
    web.answer(TIMELINE, 200, POSTS);
    for (options, excluded) in [
        (&[][..], Some("replies")),
        (&[("replies", "true")], None),
        (&[("reposts", "false")], Some("replies,retweets")),
    ] {
        web.page(X, KEY, &with(profile(), options), &Cursor::default()).await;
        let url = web.last().url;
        assert_eq!(parameter(&url, "exclude").as_deref(), excluded, "because the options are {options:?}");
    }
    assert_eq!(web.last().headers["authorization"], "Bearer AAAA%2Fbbbb%3D", "because it is sent as given");
}

#[tokio::test]
async fn searches_ask_who_wrote_each_post() {
    let web = Web::new();
    web.answer(SEARCH, 200, POSTS);
    let page = web.page(X, KEY, &hashtag(), &Cursor::default()).await;
    assert_eq!(parameter(&web.last().url, "query").as_deref(), Some("#tide"));
    assert!(parameter(&web.last().url, "expansions").unwrap().ends_with(",author_id"));
    assert_eq!(page.items[1].author.handle.as_deref(), Some("ana"));
}

#[tokio::test]
async fn a_thread_is_the_post_and_the_answers_to_its_conversation() {
    let web = Web::new();
    let all: Value = serde_json::from_str(POSTS).unwrap();
    web.answer(
        "api.x.com/2/tweets/1985000000000000005",
        200,
        json!({"data": all["data"][1], "includes": all["includes"]}).to_string(),
    );
    web.answer(SEARCH, 200, json!({"data": [all["data"][2]], "meta": {"result_count": 1}}).to_string());
    let thread = target(TargetType::Thread, "https://x.com/i/status/1985000000000000005", None);
    let page = web.page(X, KEY, &thread, &Cursor::default()).await;
    assert_eq!(page.target_id.as_deref(), Some("1985000000000000001"));
    assert_eq!(parameter(&web.last().url, "query").as_deref(), Some("conversation_id:1985000000000000001"));
    assert_eq!(page.items.len(), 2, "because the post itself is one of them");
}

#[tokio::test]
async fn a_list_is_found_by_the_name_in_its_address() {
    let web = Web::new();
    users(&web);
    web.answer(
        "api.x.com/2/users/12/owned_lists",
        200,
        r#"{"data":[{"id":"8","name":"Boats"},{"id":"9","name":"Low  Tides!"}]}"#,
    );
    web.answer("api.x.com/2/lists/9/tweets", 200, POSTS);
    let list = target(TargetType::List, "https://x.com/ana/lists/low-tides", None);
    let page = web.page(X, KEY, &list, &Cursor::default()).await;
    assert_eq!(page.target_id.as_deref(), Some("9"));
}

#[tokio::test]
async fn an_account_given_by_number_is_asked_for_its_name() {
    let web = Web::new();
    web.answer("api.x.com/2/users/12", 200, USER_BY_NUMBER);
    web.answer(TIMELINE, 200, POSTS);
    let account = target(TargetType::Profile, "https://x.com/i/user/12", Some("12"));
    let page = web.page(X, KEY, &account, &Cursor::default()).await;
    assert_eq!(page.items[1].author.handle.as_deref(), Some("ana_now"));
}

const USER_BY_NUMBER: &str = r#"{"data":{"id":12,"username":"ana_now","name":null}}"#;
