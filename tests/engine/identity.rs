//! The same item stays the same, whatever its source does to it.

use chrono::TimeDelta;
use tidewatch_engine::model::{Job, Run};

use crate::support::{Feed, TestEngine};

pub async fn known(count: u32) -> (TestEngine, Job) {
    let tide = TestEngine::open().await;
    let job = tide.watch().await;
    tide.check_with(&job, Feed::up_to(count)).await;
    (tide, job)
}

#[track_caller]
fn assert_nothing_new(run: &Run, because: &str) {
    assert_eq!((run.new_items_downloaded, run.updated_items), (0, 0), "because {because}");
}

#[tokio::test(start_paused = true)]
async fn an_edited_entry_gets_one_revision_and_is_not_new() {
    let (tide, job) = known(5).await;
    let edited = Feed::up_to(5).with(3, |entry| entry.title = Some("Entry 3, corrected".into()));
    let run = tide.check_with(&job, edited.clone()).await;
    assert_eq!((run.new_items_downloaded, run.updated_items), (0, 1));
    tide.check_with(&job, edited.saying("<!-- other bytes -->")).await;
    let item = tide.items_of(&job).await.into_iter().find(|item| item.revisions > 0).unwrap();
    assert_eq!(item.title.as_deref(), Some("Entry 3, corrected"));
    let revisions = tide.revisions(item.id).await.unwrap();
    assert_eq!(revisions.len(), 1, "because it was edited once and seen twice");
    assert_eq!(revisions[0].title.as_deref(), Some("Entry 3"));
    assert_eq!(Some(revisions[0].replaced_at), run.end_time);
    assert_eq!(tide.find("corrected").await, ["Entry 3, corrected"], "because the index follows");
}

#[tokio::test(start_paused = true)]
async fn a_feed_that_gives_every_entry_a_new_guid_has_nothing_new() {
    let (tide, job) = known(40).await;
    let rekeyed =
        Feed::up_to(40).with_each(|entry| entry.guid = entry.guid.take().map(|guid| format!("v2:{guid}")));
    assert_nothing_new(&tide.check_with(&job, rekeyed.clone()).await, "links and titles are the same");
    let again = rekeyed.saying("<!-- other bytes -->");
    assert_nothing_new(&tide.check_with(&job, again).await, "the new guids are known now");
    assert_nothing_new(&tide.check_with(&job, Feed::up_to(40)).await, "the old guids were not forgotten");
    assert_eq!(tide.again(&job).await.items, 40);
    assert_eq!(tide.messages().await, []);
}

#[tokio::test(start_paused = true)]
async fn an_old_guid_that_comes_back_is_known_even_under_another_link() {
    let (tide, job) = known(10).await;
    let rekeyed =
        Feed::up_to(10).with_each(|entry| entry.guid = entry.guid.take().map(|guid| format!("v2:{guid}")));
    tide.check_with(&job, rekeyed).await;
    let back = Feed::up_to(10).with_each(|entry| {
        entry.link = entry.link.take().map(|link| format!("{link}/moved"));
        entry.title = entry.title.take().map(|title| format!("{title}, again"));
    });
    let run = tide.check_with(&job, back).await;
    assert_eq!(run.new_items_downloaded, 0, "because the guids were known before the feed gave others");
}

#[tokio::test(start_paused = true)]
async fn random_guids_at_every_check_bring_nothing_new() {
    let (tide, job) = known(10).await;
    for round in 0..10 {
        let random = Feed::up_to(10).with_each(|entry| {
            entry.guid = entry.guid.take().map(|guid| format!("{guid}?{round}"));
        });
        assert_nothing_new(&tide.check_with(&job, random).await, "only the guids differ");
    }
    let kept: u32 = tide.sql("SELECT count(*) FROM known_identities");
    assert_eq!(kept, 30, "because after three times no old guid is waited for");
}

#[tokio::test(start_paused = true)]
async fn a_site_that_moves_and_gives_new_guids_and_links_to_nearly_all_has_no_news() {
    let (tide, job) = known(40).await;
    let moved = Feed::up_to(43).with_each(|entry| {
        let number: u32 = entry.guid.as_deref().unwrap().rsplit(':').next().unwrap().parse().unwrap();
        entry.guid = Some(format!("tag:new:{number}"));
        entry.link = Some(format!("https://elsewhere.test/{number}"));
    });
    let run = tide.check_with(&job, moved.clone()).await;
    assert_eq!((run.new_items_downloaded, run.updated_items), (3, 0), "because forty say what they said");
    let told = tide.messages().await;
    assert_eq!((told.len(), told[0].item_count), (1, 3));
    let links = tide.items_of(&job).await;
    assert!(links.iter().all(|item| item.url.as_deref().unwrap().starts_with("https://elsewhere.test/")));
    assert_nothing_new(&tide.check_with(&job, moved.saying("<!-- again -->")).await, "it is known now");
}

#[tokio::test(start_paused = true)]
async fn new_entries_of_which_one_says_what_an_old_one_said_are_all_new() {
    let open_thread = |feed: Feed, number| {
        feed.with(number, |entry| {
            entry.title = Some("Open thread".into());
            entry.text = Some("What is on your mind?".into());
        })
    };
    let tide = TestEngine::open().await;
    let job = tide.watch().await;
    tide.check_with(&job, open_thread(Feed::up_to(10), 3)).await;
    let run = tide.check_with(&job, open_thread(Feed::range(11, 20), 14)).await;
    assert_eq!(run.new_items_downloaded, 10, "because a thread of every week is a new one");
}

#[tokio::test(start_paused = true)]
async fn what_is_not_kept_is_known_under_one_id_of_a_source_that_always_gives_new_ones() {
    let (tide, job) = known(60).await;
    let mut kept = Vec::new();
    for round in 0..8 {
        let random = Feed::up_to(60).with_each(|entry| {
            entry.guid = entry.guid.take().map(|guid| format!("{guid}?{round}"));
            entry.link = entry.link.take().map(|link| format!("{link}/{round}"));
        });
        assert_nothing_new(&tide.check_with(&job, random).await, "all say what they said");
        kept.push(tide.sql::<u32>("SELECT count(*) FROM known_identities"));
    }
    assert!(kept[0] >= 10, "because ten lie beyond the cap: {kept:?}");
    assert!(kept[3..].iter().all(|count| *count == kept[3]), "because nothing gathers: {kept:?}");
}

#[tokio::test(start_paused = true)]
async fn entries_that_say_the_same_are_not_taken_for_each_other() {
    let (tide, job) = known(6).await;
    let same = Feed::range(7, 20).with_each(|entry| {
        entry.title = Some("Picture".into());
        entry.text = None;
    });
    let run = tide.check_with(&job, same).await;
    assert_eq!(run.new_items_downloaded, 14, "because nothing tells which of them would be which");
}

#[tokio::test(start_paused = true)]
async fn a_source_that_gives_new_ids_three_times_is_said_to_be_unstable() {
    let (tide, job) = known(10).await;
    for round in 1..=4 {
        let rekeyed = Feed::up_to(10)
            .with_each(|entry| entry.guid = entry.guid.take().map(|guid| format!("{guid}?{round}")));
        let run = tide.check_with(&job, rekeyed).await;
        let hints = run.error_message.is_some_and(|message| message.contains("new ids"));
        assert_eq!(hints, round >= 3, "because of round {round}");
    }
    let calm = tide.check_with(&job, Feed::up_to(11)).await;
    assert_eq!(tide.messages().await.len(), 1, "because only the eleventh is new: {calm:?}");
}

#[tokio::test(start_paused = true)]
async fn a_feed_that_turns_to_https_or_adds_tracking_has_nothing_new() {
    let (tide, job) = known(10).await;
    let moved = Feed::up_to(10).with_each(|entry| {
        entry.guid = None;
        let link = entry.link.take().unwrap().replace("https://", "http://www.");
        entry.link = Some(format!("{link}/?utm_source=rss"));
    });
    assert_nothing_new(&tide.check_with(&job, moved).await, "the pages are the same");
}

#[tokio::test(start_paused = true)]
async fn new_dates_and_another_order_bring_nothing_new() {
    let (tide, job) = known(30).await;
    let dated =
        Feed::up_to(30).with_each(|entry| entry.date = entry.date.map(|date| date + TimeDelta::days(400)));
    assert_nothing_new(&tide.check_with(&job, dated).await, "a date makes no entry");
    let undated = Feed::up_to(30).with_each(|entry| entry.date = None);
    assert_nothing_new(&tide.check_with(&job, undated).await, "a date makes no entry");
    let mut turned = Feed::up_to(30);
    turned.entries.reverse();
    turned.entries.swap(3, 17);
    assert_nothing_new(&tide.check_with(&job, turned).await, "an order makes no entry");
}

#[tokio::test(start_paused = true)]
async fn another_title_and_guid_under_the_same_link_is_a_new_item() {
    let (tide, job) = known(5).await;
    let reused = Feed::up_to(5).with(2, |entry| {
        entry.guid = Some("urn:other".into());
        entry.title = Some("Live: something else".into());
        entry.text = Some("Nothing of the old text.".into());
    });
    let run = tide.check_with(&job, reused).await;
    assert_eq!((run.new_items_downloaded, run.updated_items), (1, 0));
    assert_eq!(tide.again(&job).await.items, 6);
}

#[tokio::test(start_paused = true)]
async fn two_entries_that_share_a_link_are_two_items() {
    let (tide, job) = known(1).await;
    let shared = || Feed::range(2, 5).with_each(|entry| entry.link = Some("https://news.test/status".into()));
    let run = tide.check_with(&job, shared()).await;
    assert_eq!(run.new_items_downloaded, 4, "because each has a guid of its own");
    let without_guids = shared().with_each(|entry| entry.guid = None);
    let job = tide.watch().await;
    let run = tide.check_with(&job, without_guids.clone()).await;
    assert_eq!(run.new_items_downloaded, 4, "because each says something else");
    let run = tide.check_with(&job, without_guids.saying("<!-- other bytes -->")).await;
    assert_nothing_new(&run, "the same entries are the same items");
}

#[tokio::test(start_paused = true)]
async fn one_guid_for_all_entries_makes_them_no_single_item() {
    let tide = TestEngine::open().await;
    let job = tide.watch().await;
    let careless = || Feed::up_to(6).with_each(|entry| entry.guid = Some("post".into()));
    assert_eq!(tide.check_with(&job, careless()).await.new_items_downloaded, 6);
    let run = tide.check_with(&job, careless().saying("<!-- other bytes -->")).await;
    assert_nothing_new(&run, "guid and link together are the same");
}

#[tokio::test(start_paused = true)]
async fn entries_without_guid_and_link_are_known_by_what_they_say() {
    let tide = TestEngine::open().await;
    let job = tide.watch().await;
    let bare = |last| {
        Feed::up_to(last).with_each(|entry| {
            entry.guid = None;
            entry.link = None;
        })
    };
    assert_eq!(tide.check_with(&job, bare(8)).await.new_items_downloaded, 8);
    assert_eq!(tide.check_with(&job, bare(9)).await.new_items_downloaded, 1);
    let edited = bare(9).with_each(|entry| entry.text = Some("Corrected.".into()));
    let run = tide.check_with(&job, edited).await;
    assert_eq!((run.new_items_downloaded, run.updated_items), (0, 9), "because title and date stayed");
}

#[tokio::test(start_paused = true)]
async fn an_entry_that_disappears_and_comes_back_is_known() {
    let (tide, job) = known(10).await;
    tide.check_with(&job, Feed::range(8, 10)).await;
    assert_nothing_new(&tide.check_with(&job, Feed::up_to(10)).await, "all of them were there before");
}

#[tokio::test(start_paused = true)]
async fn an_entry_edited_a_hundred_times_keeps_its_latest_fifty_texts() {
    let (tide, job) = known(1).await;
    for version in 1..=100 {
        let edited = Feed::up_to(1).with(1, |entry| entry.text = Some(format!("Version {version}.")));
        tide.check_with(&job, edited).await;
    }
    let item = tide.items_of(&job).await.remove(0);
    assert_eq!((item.text.as_str(), item.revisions), ("Version 100.", 50));
    let texts: Vec<_> = tide.revisions(item.id).await.unwrap().into_iter().map(|old| old.text).collect();
    assert_eq!((texts[0].as_str(), texts[49].as_str()), ("Version 99.", "Version 50."));
}

#[tokio::test(start_paused = true)]
async fn when_an_entry_was_last_seen_is_known_to_the_day() {
    let (tide, job) = known(2).await;
    let seen = async |tide: &TestEngine| tide.items_of(&job).await.pop().unwrap().last_seen_at;
    let first = seen(&tide).await;
    tide.clock.suspend(TimeDelta::hours(2));
    tide.check_with(&job, Feed::up_to(3)).await;
    assert_eq!(seen(&tide).await, first, "because a write for every entry at every run is too much");
    tide.clock.suspend(TimeDelta::hours(23));
    tide.check_with(&job, Feed::up_to(4)).await;
    assert_eq!(seen(&tide).await, tide.now(), "because a day has passed");
}
