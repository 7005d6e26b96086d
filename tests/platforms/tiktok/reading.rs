//! What is asked, what is read, and what many checks bring.

use std::collections::HashSet;

use serde_json::{Value, json};
use tidewatch_engine::{
    model::{Cursor, ItemKind, TargetType},
    platforms::connector,
};

use super::{QUERY, TIKTOK, VIDEOS, answer, keyed, open, profile, reads, video};
use crate::scripted::target;

#[tokio::test]
async fn a_video_is_read_with_all_that_it_says() {
    let web = open();
    web.answer(QUERY, 200, VIDEOS);
    let page = reads(&web, &profile(), &Cursor::default()).await;
    assert_eq!(web.last_headers()["authorization"], "Bearer clt.T");
    assert!(!page.is_partial && page.hints.min_minutes == Some(60), "{:?}", page.warnings);
    let [newest, as_text, silent] = page.items.as_slice() else { panic!("three videos were served") };
    assert_eq!(newest.external_id, "7400000000000000003", "because the number is not rounded");
    assert_eq!(newest.url.as_deref(), Some("https://www.tiktok.com/@ana.tides/video/7400000000000000003"));
    assert_eq!((newest.text.as_str(), newest.kind), ("Low <b> #tide at the quay", ItemKind::Video));
    assert_eq!(newest.author.handle.as_deref(), Some("ana.tides"));
    assert_eq!(newest.tags, ["tide", "quay"]);
    let counts = newest.engagement;
    assert_eq!(
        (counts.likes, counts.replies, counts.reposts, counts.views),
        (Some(2), Some(1), Some(4), Some(90))
    );
    assert_eq!(newest.published_at.unwrap().timestamp(), 1_793_693_700);
    assert_eq!(newest.raw.as_ref().unwrap()["region_code"], "DE");
    assert_eq!(as_text.external_id, "7400000000000000002");
    assert_eq!(silent.text, "");
}

#[tokio::test]
async fn each_place_asks_its_own_question_about_the_last_days() {
    for (target_type, url, field, value) in [
        (TargetType::Profile, "https://www.tiktok.com/@ana.tides", "username", "ana.tides"),
        (TargetType::Hashtag, "https://www.tiktok.com/tag/tide", "hashtag_name", "tide"),
        (TargetType::Search, "https://www.tiktok.com/search?q=spring+tide", "keyword", "spring tide"),
    ] {
        let web = open();
        web.answer(QUERY, 200, VIDEOS);
        reads(&web, &target(target_type, url, None), &Cursor::default()).await;
        let body: Value = serde_json::from_slice(&web.last_body()).unwrap();
        let condition = &body["query"]["and"][0];
        assert_eq!((&condition["field_name"], &condition["field_values"]), (&json!(field), &json!([value])));
        assert_eq!((&body["start_date"], &body["end_date"]), (&json!("20261005"), &json!("20261103")));
    }
}

#[tokio::test]
async fn the_next_page_is_asked_for_with_what_the_last_one_gave() {
    let web = open();
    web.answer(QUERY, 200, answer(&[video(1)]));
    let first = reads(&web, &profile(), &Cursor::default()).await;
    let more = json!({"data": {"videos": [], "has_more": true, "cursor": 100, "search_id": "7"}, "error": {"code": "ok"}});
    web.answer(QUERY, 200, more.to_string());
    let page = reads(&web, &profile(), &first.cursor).await;
    assert_eq!(page.cursor, first.cursor, "because an empty answer is no news");
    let body: Value = serde_json::from_slice(&web.last_body()).unwrap();
    assert_eq!((&body["cursor"], &body["search_id"]), (&json!(100), &json!("7")));
    assert_eq!(web.asked().len(), 2 + 6, "because the reading is bounded");
}

#[tokio::test]
async fn a_second_check_knows_the_old_the_edited_and_the_new() {
    let web = open();
    web.answer(QUERY, 200, answer(&[video(3), video(2), video(1)]));
    let first = reads(&web, &profile(), &Cursor::default()).await;
    let mut edited = video(2);
    edited["video_description"] = json!("Corrected");
    web.answer(QUERY, 200, answer(&[video(4), video(3), edited]));
    let second = reads(&web, &profile(), &first.cursor).await;
    let known = |identity: &str| first.items.iter().find(|item| item.identity == identity);
    let told: Vec<_> =
        second.items.iter().map(|item| known(&item.identity).map(|known| known.text == item.text)).collect();
    assert_eq!(told, [None, Some(true), Some(false)], "because one is new, one the same, one edited");
}

#[tokio::test]
async fn a_hundred_checks_bring_every_video_once() {
    let web = open();
    let (mut videos, mut made, mut state) = (Vec::<u64>::new(), 0_u64, 7_u64);
    let mut random = |below: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        (state >> 33) % below
    };
    let (mut cursor, mut kept, mut shown) = (Cursor::default(), HashSet::new(), HashSet::new());
    for run in 0..100 {
        for _ in 0..random(9) {
            made += 1;
            videos.insert(0, made);
        }
        if videos.len() > 20 {
            // One turns up late, one is deleted, two change places.
            made += 1;
            videos.insert(random(15) as usize, made);
            videos.remove(random(20) as usize);
            let at = random(10) as usize;
            videos.swap(at, at + 1);
        }
        let latest: Vec<Value> = videos.iter().take(100).map(|id| video(*id)).collect();
        shown.extend(videos.iter().take(100).map(|id| (7_400_000_000_000_000_000 + id).to_string()));
        web.answer(QUERY, 200, answer(&latest));
        let page = reads(&web, &profile(), &cursor).await;
        let mut in_page = HashSet::new();
        for item in page.items {
            assert!(in_page.insert(item.identity), "because run {run} must not bring a video twice");
            kept.insert(item.external_id);
        }
        cursor = page.cursor;
    }
    assert_eq!(shown, kept, "because all that was shown was read");
}

#[tokio::test]
async fn a_key_is_tried_by_asking_for_a_token() {
    let web = open();
    assert!(connector(TIKTOK).test_key(&keyed(&web)).await.unwrap().contains("accepts"));
    let body = String::from_utf8(web.last_body()).unwrap();
    assert_eq!(body, "client_key=CLIENT&client_secret=SECRET&grant_type=client_credentials");
    assert_eq!(connector(TIKTOK).cost(&profile(), true).unwrap().per_day, Some(1000));
}
