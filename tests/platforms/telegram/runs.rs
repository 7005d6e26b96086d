//! Many checks of a channel that changes meanwhile: nothing twice, nothing missed.

use std::collections::{BTreeMap, HashSet};

use tidewatch_engine::model::{JobStatus, NewJob};

use super::{CHANNEL, page};
use crate::support::TestEngine;

const PER_PAGE: usize = 20;

/// Shows a channel's messages in pages, each asked for by the page before.
fn show(tide: &TestEngine, url: &str, messages: &BTreeMap<u64, String>) {
    let all: Vec<(u64, String)> = messages.iter().map(|(number, text)| (*number, text.clone())).collect();
    let (mut end, mut address) = (all.len(), url.to_owned());
    loop {
        let start = end.saturating_sub(PER_PAGE);
        tide.http.answer(&address, page(&all[start..end], start > 0));
        if start == 0 {
            return;
        }
        let joint = if url.contains('?') { '&' } else { '?' };
        address = format!("{url}{joint}before={}", all[start].0);
        end = start;
    }
}

#[tokio::test(start_paused = true)]
async fn one_new_one_edited_and_one_removed_are_told_apart() {
    for url in [CHANNEL.to_owned(), format!("{CHANNEL}?q=tide")] {
        let tide = TestEngine::open().await;
        let mut messages: BTreeMap<_, _> = (1..=5).map(|n| (n, format!("Tide {n}"))).collect();
        show(&tide, &url, &messages);
        let job = tide.watch_with(NewJob { target_url: url.clone(), ..NewJob::default() }).await;
        assert_eq!(tide.check(&job).await.new_items_downloaded, 5);
        messages.insert(6, "Tide 6".into());
        messages.insert(4, "Tide 4, corrected".into());
        messages.remove(&3);
        show(&tide, &url, &messages);
        let run = tide.check(&job).await;
        assert_eq!((run.new_items_downloaded, run.updated_items), (1, 1), "because of {url}");
        let edited =
            tide.items_of(&job).await.into_iter().find(|item| item.external_id == "Harbour/4").unwrap();
        assert_eq!((edited.text.as_str(), edited.revisions), ("Tide 4, corrected", 1));
    }
}

#[tokio::test(start_paused = true)]
async fn a_hundred_runs_of_a_moving_channel_keep_every_message_once() {
    let tide = TestEngine::open().await;
    let (mut messages, mut made, mut state) = (BTreeMap::new(), 0_u64, 5_u64);
    let mut random = |below: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        (state >> 33) % below
    };
    let new = NewJob { target_url: CHANNEL.into(), max_items_per_run: Some(1000), ..NewJob::default() };
    let job = tide.watch_with(new).await;
    let (mut counted, mut shown) = (0, HashSet::new());
    for run in 0..100 {
        for _ in 0..random(if run == 50 { 90 } else { 9 }) {
            // Numbers have gaps: albums and notes take some.
            made += 1 + random(3);
            messages.insert(made, format!("Message {made}"));
            shown.insert(made);
        }
        if messages.len() > 30 {
            let deleted = *messages.keys().rev().nth(random(20) as usize).unwrap();
            messages.remove(&deleted);
            // Deleted before anybody looked.
            if random(2) == 0 {
                made += 1;
            }
        }
        shown.retain(|number| messages.contains_key(number) || *number < made);
        show(&tide, CHANNEL, &messages);
        counted += tide.check(&job).await.new_items_downloaded;
    }
    let job = tide.again(&job).await;
    assert_eq!((job.status, job.items), (JobStatus::Active, u64::from(counted)));
    let ids: Vec<String> = tide.items_of(&job).await.into_iter().map(|item| item.external_id).collect();
    let distinct: HashSet<&String> = ids.iter().collect();
    assert_eq!(distinct.len(), ids.len(), "because no message is kept twice");
    for number in messages.keys() {
        assert!(distinct.contains(&format!("Harbour/{number}")), "because {number} was shown");
    }
}
