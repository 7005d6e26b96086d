//! Many checks of a list that changes meanwhile: nothing twice, nothing missed.

use std::{collections::HashSet, fmt::Write};

use tidewatch_engine::model::{Cursor, JobStatus, NewJob};

use super::{API, LIST, SITE, TAG_FEED, answer, question, reads, tag, tagged};
use crate::{scripted::Scripted, support::TestEngine};

/// A feed of these questions, newest first.
fn feed(questions: &[(u64, &str)]) -> String {
    let mut xml = String::from("<feed xmlns=\"http://www.w3.org/2005/Atom\"><title>rust</title><id>x</id>");
    for (id, text) in questions {
        let _ = write!(
            xml,
            "<entry><id>{SITE}/q/{id}</id><title>Question {id}</title><author><name>Ana</name></author>\
             <link href=\"{SITE}/questions/{id}/x\"/><published>2026-11-03T08:15:00Z</published>\
             <summary type=\"html\">{text}</summary></entry>"
        );
    }
    xml + "</feed>"
}

#[tokio::test(start_paused = true)]
async fn one_new_one_edited_and_one_removed_are_told_apart() {
    let search = format!("{API}/search/advanced?site=stackoverflow&q=tide&{LIST}&page=1");
    for (path, address) in [
        ("questions?tab=Newest", format!("{SITE}/feeds")),
        ("questions/tagged/rust", TAG_FEED.to_owned()),
        ("users/5", format!("{SITE}/feeds/user/5")),
        ("questions/1", format!("{SITE}/feeds/question/1")),
        ("search?q=tide", search),
    ] {
        let tide = TestEngine::open().await;
        let show = |questions: &[(u64, &str)]| {
            if !address.starts_with(API) {
                return feed(questions);
            }
            let rows = questions.iter().map(|(id, text)| {
                let mut row = question(*id);
                row["body"] = (*text).into();
                row
            });
            answer(&rows.collect::<Vec<_>>(), false)
        };
        tide.http.answer(&address, show(&[(3, "Three"), (2, "Two"), (1, "One")]));
        let target_url = format!("{SITE}/{path}");
        let job = tide.watch_with(NewJob { target_url, ..NewJob::default() }).await;
        assert_eq!(tide.check(&job).await.new_items_downloaded, 3, "because of {path}");
        tide.http.answer(&address, show(&[(4, "Four"), (3, "Three, corrected"), (1, "One")]));
        let run = tide.check(&job).await;
        assert_eq!((run.new_items_downloaded, run.updated_items), (1, 1), "because of {path}");
    }
}

fn random(state: &mut u64, below: u64) -> usize {
    *state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
    usize::try_from((*state >> 33) % below).unwrap()
}

/// New ones come, neighbours change places, one is deleted.
fn change(questions: &mut Vec<u64>, made: &mut u64, state: &mut u64, most: u64) {
    for _ in 0..random(state, most) {
        *made += 1;
        questions.insert(0, *made);
    }
    if questions.len() > 20 {
        let at = random(state, 10);
        questions.swap(at, at + 1);
        let deleted = random(state, 15);
        questions.remove(deleted);
    }
}

#[tokio::test(start_paused = true)]
async fn a_hundred_runs_of_a_moving_feed_keep_every_question_once() {
    let tide = TestEngine::open().await;
    let new = NewJob {
        target_url: format!("{SITE}/questions/tagged/rust"),
        max_items_per_run: Some(1000),
        ..NewJob::default()
    };
    let job = tide.watch_with(new).await;
    let (mut questions, mut made, mut state) = (vec![1], 1, 5);
    let (mut counted, mut shown) = (0, HashSet::new());
    for _ in 0..100 {
        change(&mut questions, &mut made, &mut state, 9);
        let latest: Vec<(u64, &str)> = questions.iter().take(30).map(|id| (*id, "Tide")).collect();
        shown.extend(latest.iter().map(|(id, _)| format!("q/{id}")));
        tide.http.answer(TAG_FEED, feed(&latest));
        counted += tide.check(&job).await.new_items_downloaded;
    }
    let job = tide.again(&job).await;
    assert_eq!((job.status, job.items), (JobStatus::Active, u64::from(counted)));
    let ids: HashSet<String> = tide.items_of(&job).await.into_iter().map(|item| item.external_id).collect();
    assert_eq!(ids.len(), counted as usize, "because nothing is kept twice");
    assert_eq!(ids, shown, "because all that was shown was kept");
}

#[tokio::test]
async fn a_hundred_checks_with_a_key_bring_every_question_once() {
    let web = Scripted::new();
    let (mut questions, mut made, mut state) = (Vec::new(), 0, 7);
    let (mut cursor, mut kept) = (Cursor::default(), HashSet::new());
    for run in 0..100 {
        change(&mut questions, &mut made, &mut state, if run == 50 { 350 } else { 12 });
        for page in 1..=5 {
            let shift = if page > 1 { random(&mut state, 4) } else { 0 };
            let from = (page - 1) * 100 - shift;
            let rows: Vec<_> = questions.iter().skip(from).take(100).map(|id| question(*id)).collect();
            let has_more = questions.len() > from + 100;
            web.answer(&tagged().replace("page=1", &format!("page={page}")), 200, answer(&rows, has_more));
        }
        let page = reads(&web, &tag(), &cursor).await;
        let mut in_page = HashSet::new();
        for item in page.items {
            assert!(in_page.insert(item.identity), "because run {run} must not bring a question twice");
            kept.insert(item.external_id);
        }
        cursor = page.cursor;
    }
    for id in &questions {
        assert!(kept.contains(&format!("q/{id}")), "because {id} was shown");
    }
}

#[tokio::test]
async fn a_gap_between_two_checks_of_a_feed_is_told() {
    let web = Scripted::new();
    let all =
        |ids: std::ops::RangeInclusive<u64>| feed(&ids.rev().map(|id| (id, "Tide")).collect::<Vec<_>>());
    web.answer(TAG_FEED, 200, all(1..=30));
    let first = web.page(super::STACK, &tag()).await;
    assert!(first.warnings.is_empty());
    web.answer(TAG_FEED, 200, all(50..=79));
    let second = web.fetch(super::STACK, &tag(), &first.cursor).await.unwrap();
    let tidewatch_engine::platforms::Fetched::Page(second) = second else { panic!("because all are new") };
    assert!(second.warnings[0].contains("may be missing"), "{:?}", second.warnings);
}
