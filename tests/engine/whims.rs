//! Whatever a source does to its pages from check to check, each entry is held once.

use chrono::TimeDelta;
use proptest::prelude::*;

use super::identity::known;
use crate::support::{Entry, Feed, paused_runtime};

#[derive(Debug, Clone)]
enum Whim {
    Rekey,
    Redate,
    Reorder,
    Drop(usize),
    Pin(usize),
}

fn whims() -> impl Strategy<Value = Vec<Whim>> {
    let whim = prop_oneof![
        Just(Whim::Rekey),
        Just(Whim::Redate),
        Just(Whim::Reorder),
        (0..20_usize).prop_map(Whim::Drop),
        (0..20_usize).prop_map(Whim::Pin),
    ];
    proptest::collection::vec(whim, 0..4)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn overlapping_pages_with_pins_deletions_and_new_orders_hold_each_entry_once(
        pages in proptest::collection::vec((0..4_u32, whims()), 25)
    ) {
        let outcome: Result<(), TestCaseError> = paused_runtime().block_on(async {
            let (tide, job) = known(20).await;
            let mut last = 20;
            for (round, (added, whims)) in pages.into_iter().enumerate() {
                last += added;
                let page = whimsical(Feed::range(last - 19, last), &whims, round);
                let run = tide.check_with(&job, page).await;
                let shown = tide.again(&job).await.items;
                prop_assert!(run.new_items_downloaded <= last, "because no entry is new twice");
                prop_assert!(shown <= u64::from(last), "because {shown} items of {last} entries hold doubles");
            }
            let mut titles = tide.titles_of(&job).await;
            titles.sort();
            let all = titles.len();
            titles.dedup();
            prop_assert_eq!(titles.len(), all, "because each entry is one item");
            Ok(())
        });
        outcome?;
    }
}

fn whimsical(mut feed: Feed, whims: &[Whim], round: usize) -> Feed {
    for whim in whims {
        match *whim {
            Whim::Rekey => {
                feed =
                    feed.with_each(|entry| entry.guid = entry.guid.take().map(|id| format!("{id}~{round}")));
            }
            Whim::Redate => {
                feed = feed.with_each(|entry| entry.date = entry.date.map(|date| date + TimeDelta::hours(5)));
            }
            Whim::Reorder => feed.entries.reverse(),
            Whim::Drop(at) if at < feed.entries.len() => {
                feed.entries.remove(at);
            }
            Whim::Drop(_) => {}
            Whim::Pin(at) if at < feed.entries.len() => {
                let pinned: Entry = feed.entries.remove(at);
                feed.entries.insert(0, pinned);
            }
            Whim::Pin(_) => {}
        }
    }
    feed
}
