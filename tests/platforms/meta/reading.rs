//! From answers of Meta's interfaces to items.

use tidewatch_engine::model::{Cursor, ItemKind};

use super::{
    ACCOUNT, FACEBOOK, INSTAGRAM, KEY, PAGE, PROFILE, THREADS, around, facebook, instagram, threads,
};
use crate::keyed::{Web, with};

#[tokio::test]
async fn instagram_is_read_with_all_that_it_says() {
    let web = Web::new();
    around(&web);
    web.answer(ACCOUNT, 200, include_str!("../../fixtures/meta/instagram.json"));
    let page = web.page(INSTAGRAM, KEY, &instagram(), &Cursor::default()).await;
    let [album, reel] = &page.items[..] else { panic!("{:?}", page.items) };
    assert_eq!((album.external_id.as_str(), album.identity.as_str()), ("1790", "id:1790"));
    assert_eq!(album.text, "Low #tide\nand #潮");
    assert_eq!(album.tags, ["tide", "潮"]);
    assert_eq!(album.url.as_deref(), Some("https://www.instagram.com/p/CODE/"));
    assert_eq!(album.published_at.unwrap().to_rfc3339(), "2026-11-03T08:15:00+00:00");
    assert_eq!((album.engagement.likes, album.engagement.replies), (Some(2), Some(0)));
    assert_eq!(album.author.url.as_deref(), Some("https://www.instagram.com/ana.sea/"));
    assert!(album.media.is_empty(), "because such addresses expire");
    assert_eq!((reel.title.as_deref(), reel.kind), (Some("Reel"), ItemKind::Video));
    assert_eq!(reel.engagement.likes, None, "because hidden is not zero");
}

#[tokio::test]
async fn facebook_is_read_with_all_that_it_says() {
    let web = Web::new();
    around(&web);
    web.answer(PAGE, 200, include_str!("../../fixtures/meta/facebook.json"));
    let page = web.page(FACEBOOK, KEY, &facebook(), &Cursor::default()).await;
    assert_eq!((page.title.as_deref(), page.target_id.as_deref()), (Some("The Harbour"), Some("77")));
    let [post, story] = &page.items[..] else { panic!("{:?}", page.items) };
    assert_eq!((post.external_id.as_str(), post.text.as_str()), ("77_1", "Tables for #tide <today>"));
    let html = post.html.as_deref().unwrap();
    assert!(html.contains("&lt;today&gt;") && html.contains("https://quay.example/tables"), "{html}");
    let counts = post.engagement;
    assert_eq!((counts.likes, counts.replies, counts.reposts), (Some(9), Some(4), Some(2)));
    assert_eq!(post.author.name.as_deref(), Some("The Harbour"));
    assert!(post.published_at.is_some() && post.updated_at.is_some());
    assert_eq!(story.title.as_deref(), Some("The Harbour changed its cover picture."));
    assert_eq!(story.url.as_deref(), Some("https://www.facebook.com/77/posts/2"));
}

#[tokio::test]
async fn threads_is_read_with_all_that_it_says() {
    let web = Web::new();
    web.answer(PROFILE, 200, include_str!("../../fixtures/meta/threads.json"));
    let page = web.page(THREADS, KEY, &threads(), &Cursor::default()).await;
    let kinds: Vec<_> = page.items.iter().map(|item| item.kind).collect();
    assert_eq!(kinds, [ItemKind::Post, ItemKind::Quote, ItemKind::Reply, ItemKind::Repost]);
    let post = &page.items[0];
    assert_eq!(post.url.as_deref(), Some("https://www.threads.com/@ana.sea/post/CODE"));
    assert_eq!((post.text.as_str(), post.tags.as_slice()), ("Low tide", ["Tides".to_owned()].as_slice()));
    assert_eq!(post.author.handle.as_deref(), Some("ana.sea"));
    assert_eq!(post.raw.as_ref().unwrap()["link"], "https://quay.example/");
    assert_eq!(page.items[3].title.as_deref(), Some("Repost"));
    let without = with(threads(), &[("reposts", "false")]);
    assert_eq!(web.page(THREADS, KEY, &without, &Cursor::default()).await.items.len(), 3);
}
