//! Many checks of relays that lag, lose and re-order: nothing twice, nothing missed.

use std::{collections::HashSet, sync::Arc};

use nostr::{event::Event, nips::nip19::ToBech32};
use tidewatch_engine::{
    Engine, EngineOptions, Ports,
    model::{Cursor, ItemQuery, JobStatus, NewJob, RunOutcome, TargetType},
};

use super::{
    fetching::profile,
    net::{Does, INDEX, Net, ONE, THREE, TWO, target},
    people::Person,
};
use crate::support::{FakeMachine, FakeMail, FakeSecrets, TestClock};

struct Watching {
    engine: Engine,
    net: Arc<Net>,
    _folder: tempfile::TempDir,
}

impl Watching {
    async fn open() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let net = Net::new();
        let secrets = FakeSecrets::stores(&Arc::default(), &Arc::default());
        let ports = Ports {
            clock: Arc::new(TestClock::new()),
            http: net.clone(),
            secrets,
            mail: Arc::new(FakeMail::default()),
            machine: Arc::new(FakeMachine::default()),
            notifier: None,
        };
        let engine = Engine::open(EngineOptions::new(folder.path().join("data")), ports).await.unwrap();
        Self { engine, net, _folder: folder }
    }
}

/// Watched twice: one post is new then, one is edited where that is possible, one is gone.
async fn twice(link: &str, before: &[Event], after: &[Event], edits: u32) {
    let tide = Watching::open().await;
    tide.net.all_have(before);
    tide.net.has("wss://nostr.wine/", before);
    let new = NewJob { target_url: link.to_owned(), ..NewJob::default() };
    let job = tide.engine.create_job(new).await.unwrap();
    let first = tide.engine.run_job(job.id).await.unwrap().run;
    assert_eq!(first.outcome, Some(RunOutcome::NewItems), "because of {link}: {first:?}");
    tide.net.all_have(after);
    tide.net.has("wss://nostr.wine/", after);
    let second = tide.engine.run_job(job.id).await.unwrap().run;
    assert_eq!((second.new_items_downloaded, second.updated_items), (1, edits), "because of {link}");
    let third = tide.engine.run_job(job.id).await.unwrap().run;
    assert_eq!((third.new_items_downloaded, third.updated_items), (0, 0), "because of {link}");
    let job = tide.engine.job(job.id).await.unwrap();
    assert_eq!(job.status, JobStatus::Active);
    let query = ItemQuery { job_id: Some(job.id), limit: 1000, ..ItemQuery::default() };
    let items = tide.engine.items(query).await.unwrap().items;
    assert_eq!(items.iter().map(|item| item.revisions).sum::<u32>(), edits);
    tide.engine.shutdown().await;
}

#[tokio::test(start_paused = true)]
async fn of_each_kind_of_target_a_second_run_brings_what_is_new_and_what_was_edited() {
    let (ana, ben) = (Person::new(1), Person::new(2));
    let article = |age, text: &str, tag: &[&str]| {
        ana.writes(30_023, age, text, &[&["d", "tide"], &["title", "On tides"], tag])
    };
    let tag: &[&str] = &["t", "tide"];
    let tagged = |age, text: &str| ana.writes(1, age, text, &[tag]);
    let before = [tagged(90, "a"), tagged(80, "b"), article(70, "first", tag)];
    let after = [tagged(90, "a"), article(20, "second", tag), tagged(10, "c")];
    twice(&ana.npub(), &before, &after, 1).await;
    twice("https://snort.social/t/tide", &before, &after, 1).await;
    twice("wss://nos.lol", &before, &after, 1).await;
    twice("https://primal.net/search/tide", &before, &after, 0).await;

    let root = ben.notes(99, "root");
    let id = root.id.to_hex();
    let answer = |age, text: &str| ana.writes(1, age, text, &[&["e", &id, "", "root"]]);
    let before = [root.clone(), answer(90, "a"), answer(80, "b")];
    let after = [root.clone(), answer(90, "a"), answer(10, "c")];
    twice(&root.id.to_bech32().unwrap(), &before, &after, 0).await;
}

/// A small source of chance, the same at every run of the test.
struct Chance(u64);

impl Chance {
    fn below(&mut self, limit: u64) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        usize::try_from((self.0 >> 33) % limit).unwrap()
    }
}

#[tokio::test]
async fn a_hundred_checks_of_relays_that_differ_bring_every_post_once() {
    let (ana, net, mut chance) = (Person::new(1), Net::new(), Chance(5));
    net.has(INDEX, &[]);
    let mut posts: Vec<Event> = Vec::new();
    let (mut cursor, mut kept, mut shown) = (Cursor::default(), HashSet::new(), HashSet::new());
    let mut age = 1_000_000;
    for run in 0..100 {
        for _ in 0..chance.below(if run == 50 { 160 } else { 7 }) + usize::from(run == 0) {
            age -= 1 + chance.below(3) as i64;
            // Some write as if it had been a little earlier.
            let shift = if chance.below(10) == 0 { 30 } else { 0 };
            posts.push(ana.notes(age + shift, &format!("post {} of run {run}", posts.len())));
        }
        if posts.len() > 30 && chance.below(3) == 0 {
            let at = posts.len() - 1 - chance.below(20);
            posts.remove(at);
        }
        shown.extend(posts.iter().map(|post| post.id.to_hex()));
        // One has all; one loses some; one is dead every few runs, or caps what it sends.
        net.has(ONE, &posts);
        let lossy: Vec<Event> = posts.iter().filter(|_| chance.below(4) > 0).cloned().collect();
        net.has(TWO, &lossy);
        match chance.below(3) {
            0 => net.set(THREE, Does::Says(Vec::new())),
            _ => net.set(THREE, Does::Has(posts.clone(), 60)),
        }
        let page = net.fetch(&profile(&ana), &cursor).await.unwrap();
        let mut in_page = HashSet::new();
        for item in page.items {
            assert!(in_page.insert(item.identity.clone()), "because run {run} must not bring a post twice");
            kept.insert(item.external_id);
        }
        cursor = page.cursor;
    }
    assert_eq!(shown.symmetric_difference(&kept).count(), 0, "because all that was shown was read");
}

#[tokio::test]
async fn many_posts_of_one_second_do_not_stop_the_pages() {
    let (ana, net) = (Person::new(1), Net::new());
    let tag: &[&str] = &["t", "tide"];
    let old: Vec<Event> = (0..10).map(|n| ana.writes(1, 10_000 + n, &format!("old {n}"), &[tag])).collect();
    net.all_have(&old);
    let hashtag = target(TargetType::Hashtag, "https://snort.social/t/tide");
    let first = net.page(&hashtag).await;
    let same = (0..90).map(|n| ana.writes(1, 100, &format!("same {n}"), &[tag]));
    let more = (0..40).map(|n| ana.writes(1, 50 + n / 10, &format!("more {n}"), &[tag]));
    let all: Vec<Event> = old.into_iter().chain(same).chain(more).collect();
    net.all_have(&all);
    let second = net.fetch(&hashtag, &first.cursor).await.unwrap();
    assert_eq!(second.items.len(), 140, "because of {:?}", second.warnings);
}
