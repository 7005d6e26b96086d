//! Many checks of a list that changes meanwhile: nothing twice, nothing missed.

use std::collections::{HashMap, HashSet};

use serde_json::json;
use tidewatch_engine::model::Cursor;

use super::fetching::{NEWEST, at_page, hits, newest, reads};
use crate::scripted::Scripted;

/// Shows `ids`, newest first, in pages of 100; between two pages `shift` new ones arrive.
fn show(web: &Scripted, ids: &[u64], shift: usize) {
    let pages = ids.len().div_ceil(100);
    for page in 0..pages.max(1) {
        let from = (page * 100).saturating_sub(page * shift).min(ids.len());
        let to = (from + 100).min(ids.len());
        web.answer(&at_page(page), 200, hits(&ids[from..to], pages).to_string());
    }
}

#[tokio::test]
async fn a_second_check_knows_the_old_the_edited_and_the_new() {
    let web = Scripted::new();
    web.answer(NEWEST, 200, hits(&[2, 1], 1).to_string());
    let first = reads(&web, &newest(), &Cursor::default()).await;
    let mut later = hits(&[3, 2, 1], 1);
    later["hits"][1]["title"] = json!("Story 2, corrected");
    web.answer(NEWEST, 200, later.to_string());
    let second = reads(&web, &newest(), &first.cursor).await;
    let before: HashMap<_, _> = first.items.iter().map(|item| (&item.identity, &item.title)).collect();
    let told: Vec<_> = second
        .items
        .iter()
        .map(|item| before.get(&item.identity).map(|title| **title == item.title))
        .collect();
    assert_eq!(told, [None, Some(false), Some(true)], "because one is new, one edited, one the same");
}

#[tokio::test]
async fn a_hundred_checks_of_a_moving_list_bring_every_story_once() {
    let web = Scripted::new();
    let (mut ids, mut made, mut state) = (Vec::<u64>::new(), 0_u64, 11_u64);
    let mut random = |below: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        (state >> 33) % below
    };
    let mut kept = HashSet::new();
    let (mut cursor, mut shown, mut new) = (Cursor::default(), HashSet::new(), 0);
    for run in 0..100 {
        for _ in 0..random(if run == 50 { 350 } else { 12 }) {
            made += 1;
            ids.insert(0, made);
        }
        // Neighbours change places, a story is deleted, one is indexed late.
        if ids.len() > 20 {
            let at = random(10) as usize;
            ids.swap(at, at + 1);
            ids.remove(random(20) as usize);
            made += 1;
            ids.insert(random(15) as usize, made);
        }
        shown.extend(ids.iter().map(|id| format!("id:{id}")));
        show(&web, &ids, random(5) as usize);
        let page = reads(&web, &newest(), &cursor).await;
        let mut in_page = HashSet::new();
        for item in page.items {
            assert!(in_page.insert(item.identity.clone()), "because run {run} must not bring an item twice");
            new += usize::from(kept.insert(item.identity));
        }
        cursor = page.cursor;
    }
    assert_eq!(new, kept.len(), "because each item is new once");
    assert_eq!(shown.difference(&kept).count(), 0, "because all that was shown was read");
}
