//! Items as they are listed, paged and marked.

use chrono::{DateTime, TimeDelta, Utc};
use proptest::prelude::*;
use tidewatch_engine::{
    ErrorCode,
    model::{Item, ItemId, ItemPatch, ItemQuery, ItemState, Job, NewJob, Platform},
};

use crate::support::{Feed, TestEngine, paused_runtime};

async fn with_items(count: u32) -> (TestEngine, Job) {
    let tide = TestEngine::open().await;
    let job = tide.watch_with(NewJob { max_items_per_run: Some(1000), ..NewJob::default() }).await;
    tide.check_with(&job, Feed::up_to(count)).await;
    (tide, job)
}

/// All pages of a query, one after the other, with the total that each told.
async fn pages(tide: &TestEngine, query: ItemQuery) -> (Vec<Item>, Vec<u64>) {
    let (mut items, mut totals, mut before) = (Vec::new(), Vec::new(), None);
    loop {
        let page = tide.items(ItemQuery { before, ..query.clone() }).await.unwrap();
        assert!(page.items.len() <= query.limit as usize, "because the limit is one");
        items.extend(page.items);
        totals.push(page.total);
        match page.next {
            Some(next) => before = Some(next),
            None => return (items, totals),
        }
    }
}

#[tokio::test(start_paused = true)]
async fn paging_gives_each_of_a_thousand_items_once_newest_first() {
    let (tide, job) = with_items(1000).await;
    for limit in [1000, 333, 50, 1] {
        let (items, totals) =
            pages(&tide, ItemQuery { job_id: Some(job.id), limit, ..ItemQuery::default() }).await;
        let titles: Vec<_> = items.iter().map(|item| item.title.clone().unwrap()).collect();
        let expected: Vec<_> = (1..=1000).rev().map(|n| format!("Entry {n}")).collect();
        assert_eq!(titles, expected, "because pages of {limit} neither repeat nor skip");
        assert!(totals.iter().all(|total| *total == 1000), "because the total does not depend on the page");
    }
}

#[tokio::test(start_paused = true)]
async fn what_arrives_while_paging_shifts_nothing() {
    let (tide, job) = with_items(100).await;
    let query = ItemQuery { job_id: Some(job.id), limit: 40, ..ItemQuery::default() };
    let first = tide.items(query.clone()).await.unwrap();
    tide.check_with(&job, Feed::up_to(120)).await;
    let second = tide.items(ItemQuery { before: first.next, ..query }).await.unwrap();
    assert_eq!(
        second.items[0].title.as_deref(),
        Some("Entry 60"),
        "because the place is an item, not a number"
    );
    assert_eq!(second.total, 120);
}

#[tokio::test(start_paused = true)]
async fn an_item_is_marked_starred_and_noted_and_the_rest_of_it_stays() {
    let (tide, job) = with_items(3).await;
    let item = tide.items_of(&job).await.remove(0);
    let full = tide.item(item.id).await.unwrap();
    let marked =
        ItemPatch { state: Some(ItemState::Unread), starred: Some(true), note: Some("Check this.".into()) };
    let changed = tide.change_item(item.id, marked).await.unwrap();
    let mut expected = full.clone();
    expected.state = ItemState::Unread;
    expected.starred = true;
    expected.note = Some("Check this.".into());
    assert_eq!(changed, expected);
    assert_eq!(
        tide.change_item(item.id, ItemPatch::default()).await.unwrap(),
        expected,
        "because nothing was named"
    );
    let cleared = tide.change_item(item.id, ItemPatch { note: Some(String::new()), ..ItemPatch::default() });
    assert_eq!(cleared.await.unwrap().note, None, "because an empty note is none");
    tide.check_with(&job, Feed::up_to(3).with(3, |entry| entry.text = Some("Edited.".into()))).await;
    let edited = tide.item(item.id).await.unwrap();
    assert!(
        edited.starred && edited.state == ItemState::Unread,
        "because an edit by the source is not the user's"
    );
    assert_eq!(edited.text, "Edited.");
}

#[tokio::test(start_paused = true)]
async fn lists_are_narrowed_by_state_star_job_and_run() {
    let (tide, job) = with_items(5).await;
    let other = tide.watch().await;
    tide.check(&other).await;
    let run = tide.check_with(&job, Feed::up_to(8)).await;
    let starred = tide.items_of(&job).await.remove(4);
    tide.change_item(starred.id, ItemPatch { starred: Some(true), ..ItemPatch::default() }).await.unwrap();
    let count = |query: ItemQuery| {
        let tide = tide.clone();
        async move {
            let page = tide.items(ItemQuery { limit: 100, ..query }).await.unwrap();
            assert_eq!(page.items.len() as u64, page.total, "because all fit on one page");
            page.total
        }
    };
    assert_eq!(count(ItemQuery::default()).await, 13);
    assert_eq!(count(ItemQuery { job_id: Some(job.id), ..ItemQuery::default() }).await, 8);
    assert_eq!(count(ItemQuery { run_id: Some(run.id), ..ItemQuery::default() }).await, 3);
    assert_eq!(count(ItemQuery { state: Some(ItemState::Unread), ..ItemQuery::default() }).await, 3);
    assert_eq!(count(ItemQuery { state: Some(ItemState::Read), ..ItemQuery::default() }).await, 10);
    assert_eq!(count(ItemQuery { starred: Some(true), ..ItemQuery::default() }).await, 1);
    assert_eq!(count(ItemQuery { starred: Some(false), ..ItemQuery::default() }).await, 12);
    let search = Some("entry 7".to_owned());
    assert_eq!(count(ItemQuery { search, job_id: Some(other.id), ..ItemQuery::default() }).await, 0);
}

#[tokio::test(start_paused = true)]
async fn all_items_of_a_job_are_marked_at_once_and_counted() {
    let (tide, job) = with_items(4).await;
    let other = tide.watch().await;
    tide.check_with(&other, Feed::up_to(2)).await;
    assert_eq!(tide.mark_items(Some(job.id), ItemState::Unread).await.unwrap(), 4);
    assert_eq!(
        tide.mark_items(Some(job.id), ItemState::Unread).await.unwrap(),
        0,
        "because they are already"
    );
    assert_eq!((tide.again(&job).await.items_unread, tide.again(&other).await.items_unread), (4, 0));
    assert_eq!(tide.status().await.unwrap().items_unread, 4);
    assert_eq!(tide.mark_items(None, ItemState::Unread).await.unwrap(), 2);
    assert_eq!(tide.mark_items(None, ItemState::Read).await.unwrap(), 6);
}

#[tokio::test(start_paused = true)]
async fn items_of_a_deleted_job_are_hidden_until_it_is_restored() {
    let (tide, job) = with_items(4).await;
    let other = tide.watch().await;
    tide.check_with(&other, Feed::range(11, 12)).await;
    tide.mark_items(None, ItemState::Unread).await.unwrap();
    tide.delete_job(job.id).await.unwrap();
    let everything = ItemQuery { limit: 100, ..ItemQuery::default() };
    assert_eq!(tide.items(everything.clone()).await.unwrap().total, 2);
    assert_eq!(tide.find("entry 3").await, [] as [&str; 0], "because a search must not find them either");
    let status = tide.status().await.unwrap();
    assert_eq!(
        (status.items, status.items_unread),
        (2, 2),
        "because a counter that nobody can empty is wrong"
    );
    tide.restore_job(job.id).await.unwrap();
    assert_eq!(tide.items(everything).await.unwrap().total, 6);
}

#[tokio::test(start_paused = true)]
async fn lists_leave_out_the_html_that_one_item_shows() {
    let (tide, job) = with_items(1).await;
    let html = Feed::up_to(2).with(2, |entry| entry.text = Some("<p>Some <b>bold</b> words</p>".into()));
    tide.check_with(&job, html).await;
    let listed = tide.items_of(&job).await.remove(0);
    assert_eq!((listed.html, listed.text.as_str()), (None, "Some bold words"));
    assert!(tide.item(listed.id).await.unwrap().html.unwrap().contains("<b>bold</b>"));
}

#[tokio::test(start_paused = true)]
async fn an_item_that_does_not_exist_is_not_found() {
    let (tide, _) = with_items(1).await;
    for id in [0, -1, 2, i64::MAX] {
        assert_eq!(tide.item(ItemId(id)).await.unwrap_err().code, ErrorCode::NotFound);
        assert_eq!(tide.revisions(ItemId(id)).await.unwrap_err().code, ErrorCode::NotFound);
        let error = tide.change_item(ItemId(id), ItemPatch::default()).await.unwrap_err();
        assert_eq!(error.code, ErrorCode::NotFound);
    }
}

#[tokio::test(start_paused = true)]
async fn lists_are_narrowed_by_platform() {
    let (tide, job) = with_items(3).await;
    let channel = "https://www.youtube.com/channel/UCBR8-60-B28hp2BmDPdntcQ";
    let videos = tide.watch_with(NewJob { target_url: channel.into(), ..NewJob::default() }).await;
    assert_eq!(videos.platform, Platform::Youtube);
    let of = |platform| ItemQuery { platform: Some(platform), limit: 100, ..ItemQuery::default() };
    assert_eq!(tide.items(of(Platform::Feed)).await.unwrap().total, 3);
    assert_eq!(tide.items(of(Platform::Youtube)).await.unwrap().total, 0);
    let moved = format!("UPDATE items SET job_id = x'{}' WHERE id <= 2", videos.id.0.simple());
    rusqlite::Connection::open(tide.data_dir().join("tidewatch.db")).unwrap().execute(&moved, []).unwrap();
    let page = tide.items(of(Platform::Youtube)).await.unwrap();
    assert_eq!((page.total, page.items.len()), (2, 2));
    assert!(page.items.iter().all(|item| item.job_id == videos.id));
    let rest = ItemQuery { job_id: Some(job.id), ..of(Platform::Youtube) };
    assert_eq!(tide.items(rest).await.unwrap().total, 0, "because all that is said restricts");
}

#[tokio::test(start_paused = true)]
async fn lists_are_narrowed_by_when_items_were_first_seen() {
    let (tide, job) = with_items(2).await;
    let mut seen = vec![tide.items_of(&job).await[0].first_seen_at];
    for last in [5, 9] {
        tide.pass(TimeDelta::hours(1)).await;
        tide.check_with(&job, Feed::up_to(last)).await;
        seen.push(tide.items_of(&job).await[0].first_seen_at);
    }
    let count = async |since: Option<DateTime<Utc>>, until: Option<DateTime<Utc>>| {
        let query = ItemQuery { since, until, limit: 100, ..ItemQuery::default() };
        let page = tide.items(query).await.unwrap();
        assert_eq!(page.items.len() as u64, page.total, "because all fit on one page");
        page.total
    };
    let tick = TimeDelta::milliseconds(1);
    assert_eq!(count(Some(seen[1]), None).await, 7, "because the time itself is meant, too");
    assert_eq!(count(Some(seen[1] + tick), None).await, 4);
    assert_eq!(count(None, Some(seen[1])).await, 2, "because the end is not meant");
    assert_eq!(count(None, Some(seen[1] + tick)).await, 5);
    assert_eq!(count(Some(seen[0]), Some(seen[2])).await, 5);
    assert_eq!(count(Some(seen[2]), Some(seen[1])).await, 0, "because nothing lies between");
    let (items, totals) =
        pages(&tide, ItemQuery { since: Some(seen[1]), limit: 3, ..ItemQuery::default() }).await;
    assert_eq!((items.len(), totals), (7, vec![7, 7, 7]), "because pages keep to it");
    let days_old = tide.items_of(&job).await.iter().all(|item| item.published_at.unwrap() < seen[0]);
    assert!(days_old, "because what a source says of its times decides nothing");
}

#[test]
fn a_query_without_words_lists_the_latest_fifty() {
    assert_eq!(serde_json::from_str::<ItemQuery>("{}").unwrap(), ItemQuery::default());
    assert_eq!(ItemQuery::default().limit, 50);
    assert!(serde_json::from_str::<ItemQuery>(r#"{"sicne": null}"#).is_err(), "because it would be ignored");
}

#[tokio::test(start_paused = true)]
async fn an_item_is_read_with_its_links_and_earlier_texts() {
    let (tide, job) = with_items(1).await;
    let html = r##"<p>See <a href="/tides">the <b>tides</b></a>, <a href="https://other.test/a?b=1&amp;c=2">
        other</a>, <a href="https://news.test/tides">again</a>, <a href="mailto:a@b.test">write</a>,
        <a href="https://bare.test/"><img src="/x.png"></a>, <a href="#top">up</a>,
        <a href="javascript:alert(1)">run</a>.</p>"##;
    let edited = Feed::up_to(1).with(1, |entry| entry.text = Some(html.into()));
    tide.check_with(&job, edited).await;
    let id = tide.items_of(&job).await[0].id;
    let detail = tide.item_detail(id).await.unwrap();
    assert_eq!(detail.item, tide.item(id).await.unwrap());
    let links: Vec<_> = detail.links.iter().map(|link| (link.text.as_str(), link.url.as_str())).collect();
    let first: Vec<_> = links.iter().take(3).copied().collect();
    assert_eq!(
        first,
        [
            ("the tides", "https://news.test/tides"),
            ("other", "https://other.test/a?b=1&c=2"),
            ("https://bare.test/", "https://bare.test/"),
        ],
        "because each address is told once, in words where it has some"
    );
    assert!(
        links.iter().all(|(_, url)| url.starts_with("https://")),
        "because nothing here writes mail or runs scripts: {links:?}"
    );
    assert_eq!(detail.revisions, tide.revisions(id).await.unwrap());
    assert_eq!(detail.revisions.len(), 1, "because the text was edited once");
    assert_eq!(tide.item_detail(ItemId(99)).await.unwrap_err().code, ErrorCode::NotFound);
}

#[tokio::test(start_paused = true)]
async fn an_item_without_links_has_none_and_one_with_thousands_has_its_first() {
    let (tide, job) = with_items(1).await;
    let plain = tide.items_of(&job).await[0].id;
    assert_eq!(tide.item_detail(plain).await.unwrap().links, []);
    let many: String = (0..3000).map(|n| format!(r#"<a href="https://l.test/{n}">{n}</a> "#)).collect();
    tide.check_with(&job, Feed::up_to(2).with(2, |entry| entry.text = Some(many))).await;
    let links = tide.item_detail(tide.items_of(&job).await[0].id).await.unwrap().links;
    assert_eq!(links.len(), 200, "because nobody reads more");
    assert_eq!((links[0].text.as_str(), links[199].url.as_str()), ("0", "https://l.test/199"));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 20, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_sequence_of_limits_pages_through_everything_once(limits in proptest::collection::vec(1..60_u32, 1..40)) {
        paused_runtime().block_on(async {
            let (tide, job) = with_items(200).await;
            let (mut seen, mut before) = (Vec::new(), None);
            for limit in limits.into_iter().chain([1000]) {
                let query = ItemQuery { job_id: Some(job.id), before, limit, ..ItemQuery::default() };
                let page = tide.items(query).await.unwrap();
                seen.extend(page.items.iter().map(|item| item.id));
                before = page.next;
                if before.is_none() {
                    break;
                }
            }
            let expected: Vec<_> = (1..=200).rev().map(ItemId).collect();
            prop_assert_eq!(seen, expected);
            Ok(())
        })?;
    }
}
