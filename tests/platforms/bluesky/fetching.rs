//! What is asked, and what is read from the answers.

use serde_json::{Value, json};
use tidewatch_engine::{
    model::{Cursor, FoundItem, ItemKind, Platform, TargetType},
    platforms::{Fetched, Page, Target},
};

use crate::scripted::{Scripted, target};

pub(super) const DID: &str = "did:plc:aaaaaaaaaaaaaaaaaaaaaaaa";
pub(super) const POSTS: &str = "https://public.api.bsky.app/xrpc/app.bsky.feed.getAuthorFeed?actor=did%3Aplc%3Aaaaaaaaaaaaaaaaaaaaaaaaa&limit=100";
pub(super) const PROFILE: &str =
    "https://public.api.bsky.app/xrpc/app.bsky.actor.getProfile?actor=did%3Aplc%3Aaaaaaaaaaaaaaaaaaaaaaaaa";
pub(super) const FEED: &str = include_str!("../../fixtures/bluesky/author_feed.json");

pub(super) fn profile() -> Target {
    target(TargetType::Profile, "https://bsky.app/profile/ana.example", Some(DID))
}

pub(super) fn posts(keys: &[&str]) -> Value {
    let rows: Vec<Value> = keys
        .iter()
        .map(|key| {
            json!({"post": {"uri": format!("at://{DID}/app.bsky.feed.post/{key}"), "author": {"did": DID},
                "record": {"text": format!("Post {key}"), "createdAt": "1990-01-01T00:00:00Z"},
                "indexedAt": "2026-11-03T08:00:00Z"}})
        })
        .collect();
    json!({"feed": rows})
}

fn item<'a>(page: &'a Page, key: &str) -> &'a FoundItem {
    page.items.iter().find(|item| item.external_id.ends_with(key)).unwrap()
}

#[tokio::test]
async fn a_post_is_read_with_all_that_it_says() {
    let web = Scripted::new();
    web.answer(POSTS, 200, FEED);
    let page = web.page(Platform::Bluesky, &profile()).await;
    assert_eq!(page.title.as_deref(), Some("Ana of the Quay"));
    assert!(!page.is_partial && page.warnings.is_empty(), "because all was read: {:?}", page.warnings);
    let post = &page.items[0];
    assert_eq!(post.external_id, format!("at://{DID}/app.bsky.feed.post/3m9"));
    assert_eq!(post.identity, format!("id:at://{DID}/app.bsky.feed.post/3m9"));
    assert_eq!(post.url, Some(format!("https://bsky.app/profile/{DID}/post/3m9")), "because handles change");
    assert_eq!(post.text, "Spring tide at the é quay: quay.example/spring… @bo.bsky.social #tide");
    let html = post.html.as_deref().unwrap();
    assert!(html.contains(r#"é quay: <a href="https://quay.example/spring?tide=7&amp;high=1""#), "{html}");
    assert!(html.contains("https://bsky.app/profile/did:plc:bbbbbbbbbbbbbbbbbbbbbbbb"), "{html}");
    assert_eq!(post.tags, ["tide", "Harbour"], "because a tag is kept once, whatever its case");
    assert_eq!(post.language.as_deref(), Some("en"));
    assert_eq!((post.kind, post.title.as_deref()), (ItemKind::Post, None));
    let media: Vec<_> = post.media.iter().map(|media| (media.url.as_str(), media.alt.as_deref())).collect();
    assert_eq!(
        media,
        [("https://cdn.bsky.app/f1", Some("The top step under water")), ("https://cdn.bsky.app/f2", None)]
    );
    let engagement = post.engagement;
    assert_eq!((engagement.likes, engagement.reposts, engagement.replies), (Some(3), Some(2), Some(1)));
    assert_eq!(engagement.views, None, "because Bluesky counts no views");
    assert_eq!(post.author.name.as_deref(), Some("Ana of the Quay"));
    assert_eq!(post.author.handle.as_deref(), Some("ana.example"));
    assert_eq!(post.author.url, Some(format!("https://bsky.app/profile/{DID}")));
    assert!(post.author.avatar.is_some() && post.published_at.is_some());
}

#[tokio::test]
async fn replies_and_reposts_are_left_out_where_they_are_not_wanted() {
    let web = Scripted::new();
    web.answer(POSTS, 200, FEED);
    let options = ["replies", "reposts"].map(|name| (name.to_owned(), "false".to_owned())).into();
    let all = web.page(Platform::Bluesky, &profile()).await;
    let chosen = web.page(Platform::Bluesky, &Target { options, ..profile() }).await;
    use ItemKind::{Post, Quote, Video};
    let kinds: Vec<_> = chosen.items.iter().map(|item| item.kind).collect();
    assert_eq!(kinds, [Post, Quote, Video, Post, Quote, Post, Post]);
    assert_eq!(chosen.cursor, all.cursor, "because what is known does not depend on what is kept");
}

#[tokio::test]
async fn each_kind_of_post_is_told_apart() {
    let web = Scripted::new();
    web.answer(POSTS, 200, FEED);
    let page = web.page(Platform::Bluesky, &profile()).await;
    let kinds: Vec<_> = page.items.iter().map(|item| item.kind).collect();
    use ItemKind::{Post, Quote, Reply, Repost, Video};
    assert_eq!(kinds, [Post, Repost, Reply, Quote, Video, Post, Quote, Post, Post]);

    let repost = item(&page, "app.bsky.feed.repost/3m8");
    assert_eq!(repost.author.name.as_deref(), Some("Cy"), "because the words are Cy's");
    assert_eq!(repost.raw.as_ref().unwrap()["reposted_by"]["handle"], "ana.example");
    assert_eq!(repost.published_at.unwrap().to_rfc3339(), "2026-11-03T07:00:00+00:00");
    assert_eq!(repost.link_key, None, "because the post itself may be an item too");

    let quote = item(&page, "3m6");
    assert_eq!(quote.text, "So it is.", "because what is quoted may vanish without an edit");
    assert!(quote.html.as_deref().unwrap().contains("The pier &lt;closes&gt; at nine."), "{:?}", quote.html);
    assert_eq!(item(&page, "3m5").media[0].media_type.as_deref(), Some("video"));
    let card = item(&page, "3m4");
    assert_eq!(card.text, "The log of tides", "because the card is all that it says");
    assert!(card.html.as_deref().unwrap().contains("https://log.example/tides"));
    assert_eq!(
        item(&page, "3m3").media[0].alt.as_deref(),
        Some("Both"),
        "because pictures may stand by a quote"
    );
    assert_eq!(
        item(&page, "3m2").published_at.unwrap().to_rfc3339(),
        "2026-11-03T01:00:00+00:00",
        "because nobody posts in the future"
    );
}

#[tokio::test]
async fn a_pinned_post_is_one_item_and_stands_in_its_place() {
    let web = Scripted::new();
    web.answer(POSTS, 200, FEED);
    let page = web.page(Platform::Bluesky, &profile()).await;
    let pinned: Vec<_> =
        page.items.iter().enumerate().filter(|(_, item)| item.external_id.ends_with("3mpin")).collect();
    assert_eq!(pinned.len(), 1);
    assert_eq!(pinned[0].0, page.items.len() - 1);
}

#[tokio::test]
async fn a_handle_is_resolved_once() {
    let web = Scripted::new();
    let by_handle = "https://public.api.bsky.app/xrpc/app.bsky.actor.getProfile?actor=ana.example";
    web.answer(by_handle, 200, include_str!("../../fixtures/bluesky/profile.json"));
    web.answer(POSTS, 200, posts(&["1"]).to_string());
    let unresolved = target(TargetType::Profile, "https://bsky.app/profile/ana.example", None);
    let page = web.page(Platform::Bluesky, &unresolved).await;
    assert_eq!(page.target_id.as_deref(), Some(DID), "because the DID is kept: handles change");
    assert_eq!(page.title.as_deref(), Some("Ana of the Quay"));
    assert_eq!(web.asked(), [by_handle, POSTS]);
}

#[tokio::test]
async fn feeds_lists_and_starter_packs_are_asked_by_their_address() {
    let at = |path: &str| format!("https://public.api.bsky.app/xrpc/{path}");
    let did = "did%3Aplc%3Aaaaaaaaaaaaaaaaaaaaaaaaa";
    let web = Scripted::new();
    web.answer(
        &at("com.atproto.identity.resolveHandle?handle=ana.example"),
        200,
        json!({"did": DID}).to_string(),
    );
    web.answer(
        &at(&format!(
            "app.bsky.graph.getStarterPack?starterPack=at%3A%2F%2F{did}%2Fapp.bsky.graph.starterpack%2F3pack"
        )),
        200,
        include_str!("../../fixtures/bluesky/starter_pack.json"),
    );
    let feed = at(&format!(
        "app.bsky.feed.getFeed?feed=at%3A%2F%2F{did}%2Fapp.bsky.feed.generator%2Ftides&limit=100"
    ));
    let list = at(&format!(
        "app.bsky.feed.getListFeed?list=at%3A%2F%2F{did}%2Fapp.bsky.graph.list%2F3list&limit=100"
    ));
    web.answer(&feed, 200, posts(&["1", "2"]).to_string());
    web.answer(&list, 200, posts(&["1", "2", "3"]).to_string());
    for (target_type, path, id, items) in [
        (TargetType::Feed, "profile/ana.example/feed/tides", "app.bsky.feed.generator/tides", 2),
        (TargetType::List, "profile/ana.example/lists/3list", "app.bsky.graph.list/3list", 3),
        (TargetType::List, "starter-pack/ana.example/3pack", "app.bsky.graph.list/3list", 3),
    ] {
        let page = web
            .page(Platform::Bluesky, &target(target_type, &format!("https://bsky.app/{path}"), None))
            .await;
        assert_eq!(page.target_id, Some(format!("at://{DID}/{id}")), "because {path} was given");
        assert_eq!(page.items.len(), items);
    }
}

#[tokio::test]
async fn later_checks_read_on_until_a_known_post() {
    let web = Scripted::new();
    web.answer(POSTS, 200, posts(&["3", "2", "1"]).to_string());
    let first = web.page(Platform::Bluesky, &profile()).await;
    let mut newest = posts(&["8", "7", "6"]);
    newest["cursor"] = json!("p2");
    let mut older = posts(&["5", "4", "3", "2", "1"]);
    older["cursor"] = json!("p3");
    web.answer(POSTS, 200, newest.to_string());
    web.answer(&format!("{POSTS}&cursor=p2"), 200, older.to_string());
    let asked = web.asked().len();
    let Fetched::Page(page) = web.fetch(Platform::Bluesky, &profile(), &first.cursor).await.unwrap() else {
        panic!("a page was served")
    };
    let texts: Vec<_> = page.items.iter().map(|item| item.text.as_str()).collect();
    assert_eq!(texts, ["Post 8", "Post 7", "Post 6", "Post 5", "Post 4", "Post 3", "Post 2", "Post 1"]);
    assert_eq!(web.asked().len() - asked, 2, "because posts 3 to 1 were known");
    assert!(page.warnings.is_empty());
}

#[tokio::test]
async fn a_flood_ends_after_five_pages_and_is_told() {
    let web = Scripted::new();
    web.answer(POSTS, 200, posts(&["1"]).to_string());
    let first = web.page(Platform::Bluesky, &profile()).await;
    for page in 0..9 {
        let mut answer = posts(&[&format!("p{page}")]);
        answer["cursor"] = json!(format!("c{page}"));
        let url = if page == 0 { POSTS.to_owned() } else { format!("{POSTS}&cursor=c{}", page - 1) };
        web.answer(&url, 200, answer.to_string());
    }
    let Fetched::Page(page) = web.fetch(Platform::Bluesky, &profile(), &first.cursor).await.unwrap() else {
        panic!("a page was served")
    };
    assert_eq!(page.items.len(), 5);
    assert!(page.warnings[0].contains("may be missing"), "{:?}", page.warnings);
    assert_ne!(page.cursor, first.cursor, "because it would be read again for ever");
}

#[tokio::test]
async fn people_who_want_no_strangers_are_left_out() {
    let mut feed = posts(&["2", "1"]);
    feed["feed"][0]["post"]["author"] = json!({"did": "did:plc:dddddddddddddddddddddddd",
        "labels": [{"src": "did:plc:dddddddddddddddddddddddd", "val": "!no-unauthenticated"}]});
    let web = Scripted::new();
    web.answer(POSTS, 200, feed.to_string());
    let page = web.page(Platform::Bluesky, &profile()).await;
    assert_eq!(page.items.len(), 1);
    assert!(!page.is_partial, "because nothing failed");

    feed["feed"][0]["post"]["author"]["did"] = json!(DID);
    web.answer(POSTS, 200, feed.to_string());
    let error = web.fetch(Platform::Bluesky, &profile(), &Cursor::default()).await.unwrap_err();
    assert_eq!(error.code, tidewatch_engine::model::FailureCode::Private);
}
