//! `kill -9` at random and at chosen points of runs and deliveries: nothing is lost, doubled, stuck
//! or damaged.

use std::{
    collections::{BTreeMap, BTreeSet},
    os::unix::process::ExitStatusExt,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use super::{
    home::{Home, SOON},
    monitor::{Line, Monitor, event},
    servers::{Server, feed::Entries},
};

const FEEDS: [&str; 4] = ["a", "b", "c", "d"];
const LATEST_KILL_MS: u64 = 300;
/// Where the program dies when it is told to, and how often at most it passes there before.
const POINTS: [(&str, u64); 4] =
    [("before_commit", 4), ("after_commit", 4), ("before_delivery", 3), ("after_delivery", 3)];
/// How long a process that is to die may have nothing to do before it is given work again.
const IDLE: Duration = Duration::from_secs(2);
const DUE: &str = "UPDATE monitoring_jobs SET next_run_at = CAST(unixepoch('subsec') * 1000 AS INTEGER)";

/// Feeds that grow by up to twelve entries with each request, more than a run takes, and answer
/// after a moment. The first answer to each holds two, which all belong to the baseline. None grows
/// so far ahead of what is kept that its oldest entries leave the document.
struct Sources {
    server: Server,
    feeds: BTreeMap<&'static str, Arc<Source>>,
}

#[derive(Default)]
struct Source {
    entries: Entries,
    kept: AtomicU64,
}

const FARTHEST_AHEAD: u64 = 100;

impl Sources {
    fn start() -> Self {
        let feeds: BTreeMap<_, _> = FEEDS.into_iter().map(|name| (name, Arc::<Source>::default())).collect();
        feeds.values().for_each(|source| source.entries.add(2));
        let known = feeds.clone();
        let turn = AtomicU64::new(0);
        let server = Server::start(move |request, reply| {
            let turn = turn.fetch_add(1, Ordering::SeqCst);
            let Source { entries, kept } = &*known[request.path.trim_matches(['/', '.', 'x', 'm', 'l'])];
            reply.pause(Duration::from_millis(turn * 7 % 40));
            let is_near = entries.count() < kept.load(Ordering::SeqCst) + FARTHEST_AHEAD;
            if turn >= FEEDS.len() as u64 && is_near {
                entries.add(turn % 4 * 4);
            }
            entries.answer(request, reply)
        });
        Self { server, feeds }
    }

    fn served(&self) -> u64 {
        self.feeds.values().map(|source| source.entries.count()).sum()
    }

    fn look_at_what_is_kept(&self, home: &Home) {
        for (name, source) in &self.feeds {
            let kept = home.number(&format!("SELECT count(*) FROM items WHERE external_id GLOB '{name}-*'"));
            source.kept.store(kept.unsigned_abs(), Ordering::SeqCst);
        }
    }
}

/// Splitmix: the same kills every time, as far as another process can be.
struct Random(u64);

impl Random {
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % end
    }
}

/// What the processes have shown.
#[derive(Debug, Default)]
struct Tally {
    told: BTreeSet<i64>,
    /// Shown and not marked as that: a kill fell in between, so they are shown again.
    unmarked: BTreeSet<i64>,
    repeats: usize,
    /// Kills that fell between showing and marking.
    between: usize,
}

impl Tally {
    /// Which messages a process has shown before it was killed. Answers whether that was before
    /// it marked one.
    fn listen(&mut self, lines: &[Line], home: &Home) -> bool {
        let shown: Vec<_> =
            lines.iter().filter_map(event).filter(|event| event["event"] == "notification").collect();
        let ids: Vec<_> = shown.iter().map(|shown| self.count(&shown["notification"])).collect();
        let is_marked = "SELECT count(*) FROM notifications WHERE state = 'delivered' AND id =";
        let unmarked = ids.into_iter().filter(|id| home.number(&format!("{is_marked} {id}")) == 0);
        let before = self.unmarked.len();
        self.unmarked.extend(unmarked);
        let has_cut = self.unmarked.len() > before;
        self.between += usize::from(has_cut);
        has_cut
    }

    /// A message is shown again only where a kill fell before it was marked, and then once.
    fn count(&mut self, notification: &serde_json::Value) -> i64 {
        let id = notification["id"].as_i64().expect("an id");
        if !self.told.insert(id) {
            assert!(self.unmarked.remove(&id), "because message {id} was shown and marked before");
            self.repeats += 1;
        }
        id
    }
}

#[test]
fn kills_lose_double_and_damage_nothing_and_repeat_only_what_was_not_marked() {
    let kills: usize =
        std::env::var("TIDEWATCH_KILLS").map_or(50, |number| number.parse().expect("a number"));
    let home = Home::new();
    let sources = Sources::start();
    for name in FEEDS {
        home.add(&sources.server.url(&format!("/{name}.xml")), &["--name", name, "--max-items", "5"]);
    }
    // The first runs are the baseline, of which nothing is told.
    home.run(&["scheduler", "--once"]).succeeds();
    let baseline = home.number("SELECT count(*) FROM items");
    let mut random = Random(20_261_124);
    let mut tally = Tally::default();
    let began = Instant::now();
    for kill in 1..=kills {
        home.execute(DUE);
        let point = (kill % 2 == 0).then(|| POINTS[kill / 2 % POINTS.len()]);
        let mut monitor = match point {
            Some((name, most)) => dies_at(&home, name, 1 + random.below(most)),
            None => killed_at_random(&home, kill % 4 == 1, random.below(LATEST_KILL_MS)),
        };
        monitor.assert_calm();
        let has_cut = tally.listen(&monitor.heard, &home);
        match point {
            Some(("after_delivery", _)) => assert!(has_cut, "because kill {kill} fell before the mark"),
            Some(("before_delivery", _)) => assert!(!has_cut, "because message by message is marked"),
            // At a commit another thread may be anywhere in a delivery.
            Some(_) | None => {}
        }
        home.assert_intact();
        assert_seen_is_kept(&home);
        sources.look_at_what_is_kept(&home);
        let stuck = home.number(
            "SELECT count(*) FROM monitoring_runs WHERE status = 'in_progress' AND lease_token < (SELECT token FROM lease)",
        );
        assert!(
            stuck == 0 || !monitor.has_owned(),
            "because runs of an earlier process are stuck after kill {kill}"
        );
    }
    let took = began.elapsed();

    // One whole run without a kill takes what is left and tells what was not told.
    home.execute(DUE);
    let last = home.run(&["--json", "scheduler", "--once"]).succeeds();
    last.json()["notifications"].as_array().unwrap().iter().for_each(|shown| {
        tally.count(shown);
    });
    assert!(tally.unmarked.is_empty(), "because of {:?}, which nobody marked", tally.unmarked);
    assert_nothing_lost_or_doubled(&home, &sources);
    assert_told(&home, baseline, &tally);
    home.assert_intact();
    let cut_off = home.number("SELECT count(*) FROM monitoring_runs WHERE outcome = 'crash'");
    eprintln!(
        "{kills} kills, {} of them at the four fail points, in {} s: {} entries served, 0 lost, 0 doubled; \
         {cut_off} runs cut off, 0 stuck, {} completed; {} messages, 0 lost, {} shown again after {} kills \
         between showing and marking; integrity ok each time",
        kills / 2,
        took.as_secs(),
        sources.served(),
        home.number("SELECT count(*) FROM monitoring_runs WHERE status = 'completed'"),
        tally.told.len(),
        tally.repeats,
        tally.between,
    );
    assert!(cut_off * 10 >= kills as i64, "because only {cut_off} runs were hit");
}

/// Lets a monitor work until it has passed this point so many times.
fn dies_at(home: &Home, point: &str, passing: u64) -> Monitor {
    let mut command = home.command(&["--json", "-v", "scheduler", "--interval", "0.2"]);
    command.env("TIDEWATCH_FAIL_POINT", format!("{point}:{passing}"));
    let mut monitor = Monitor::spawn(command);
    let mut fed = Instant::now();
    super::home::eventually("the end at a fail point", SOON, || {
        if fed.elapsed() > IDLE {
            home.execute(DUE);
            fed = Instant::now();
        }
        monitor.has_ended()
    });
    let status = monitor.wait_for_end(SOON);
    assert_eq!(status.signal(), Some(9), "because it has to die at {point}");
    monitor
}

fn killed_at_random(home: &Home, while_working: bool, after_ms: u64) -> Monitor {
    let mut monitor = Monitor::start(home, &[]);
    if while_working {
        // Killed in the middle of its work, not while it starts.
        monitor.wait_for_event("run_started", SOON);
    }
    pass(&mut monitor, Duration::from_millis(after_ms));
    monitor.kill();
    monitor
}

/// Lets time pass while the process works.
fn pass(monitor: &mut Monitor, time: Duration) {
    let end = Instant::now() + time;
    super::home::eventually("the time of the kill", SOON, || {
        monitor.drain();
        Instant::now() >= end
    });
}

/// What the next request would say has been seen is in the store: else a server that has nothing
/// newer would never be asked for the rest.
fn assert_seen_is_kept(home: &Home) {
    let db = home.db();
    let mut query = db
        .prepare("SELECT cursor, (SELECT count(*) FROM items WHERE job_id = j.id) FROM monitoring_jobs j")
        .unwrap();
    let jobs = query.query_map([], |row| Ok((row.get::<_, String>(0)?, row.get::<_, i64>(1)?))).unwrap();
    for (cursor, kept) in jobs.map(Result::unwrap) {
        let cursor: serde_json::Value = serde_json::from_str(&cursor).unwrap();
        let memory = cursor["http"].as_object().unwrap().values().next().expect("what was asked for");
        let seen = memory["etag"].as_str().unwrap().split('-').nth(1).unwrap().parse::<i64>().unwrap();
        assert!(kept >= seen, "because {seen} entries are marked as seen and {kept} are kept");
    }
}

fn assert_nothing_lost_or_doubled(home: &Home, sources: &Sources) {
    let db = home.db();
    for (name, source) in &sources.feeds {
        let mut query = db
            .prepare("SELECT external_id FROM items JOIN monitoring_jobs j ON j.id = job_id WHERE j.name = ?")
            .unwrap();
        let kept: Vec<String> =
            query.query_map([name], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
        let once: BTreeSet<_> = kept.iter().cloned().collect();
        let served: BTreeSet<_> =
            (1..=source.entries.count()).map(|number| format!("{name}-{number}")).collect();
        assert_eq!(kept.len(), once.len(), "because entries of {name} are doubled");
        let lost: Vec<_> = served.symmetric_difference(&once).take(20).collect();
        assert!(lost.is_empty(), "because of {lost:?}");
    }
    assert_eq!(home.number("SELECT count(*) FROM monitoring_runs WHERE status = 'in_progress'"), 0);
    assert_eq!(home.number("SELECT count(*) FROM run_requests"), 0);
    let found = "SELECT count(*) FROM items_fts WHERE items_fts MATCH 'entry'";
    assert_eq!(home.number(found), home.number("SELECT count(*) FROM items"), "because all can be searched");
    let counted = "SELECT count(*) FROM monitoring_jobs j WHERE total_runs <> (SELECT count(*) FROM monitoring_runs \
                   WHERE monitoring_job_id = j.id AND status IN ('completed', 'failed'))";
    assert_eq!(home.number(counted), 0, "because counters and runs are written together");
}

/// Every item after the baseline is in a message, and every message was shown.
fn assert_told(home: &Home, baseline: i64, tally: &Tally) {
    let expected = home.number("SELECT count(*) FROM items") - baseline;
    assert_eq!(home.number("SELECT sum(item_count) FROM notifications WHERE kind = 'new_items'"), expected);
    assert_eq!(home.number("SELECT count(*) FROM notifications WHERE state <> 'delivered'"), 0);
    let written = home.number("SELECT count(*) FROM notifications");
    assert_eq!(tally.told.len() as i64, written, "because a message was marked without being shown");
}
