//! An engine in a temporary folder with a fake outside, and the steps that tests are made of.

use std::{
    ops::Deref,
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use chrono::{DateTime, TimeDelta, Utc};
use tempfile::TempDir;
use tidewatch_engine::{
    Engine,
    model::{
        Event, Frequency, Item, ItemQuery, Job, JobId, JobPatch, JobStatus, NewJob, Notification, Role, Run,
        RunId, RunQuery, RunStatus,
    },
    ports::Clock,
};
use tokio::sync::broadcast;

use super::{FakeHttp, FakeNotifier, Feed, Reply, TestClock, TestEngineBuilder};

/// Waiting for what never comes ends here: generous, because it only ends failing tests.
const PATIENCE: Duration = Duration::from_secs(400 * 24 * 3600);
const REAL_PATIENCE: Duration = Duration::from_secs(60);

/// An engine that a test drives.
#[derive(Debug, Clone)]
pub struct TestEngine {
    pub engine: Engine,
    pub http: Arc<FakeHttp>,
    pub clock: Arc<TestClock>,
    pub notifier: Arc<FakeNotifier>,
    pub(super) folder: Arc<TempDir>,
    pub(super) beats: Arc<AtomicU64>,
    pub(super) builder: TestEngineBuilder,
}

impl TestEngine {
    /// The address that most tests watch.
    pub const FEED: &'static str = "https://news.test/feed.xml";

    pub fn builder() -> TestEngineBuilder {
        TestEngineBuilder::default()
    }

    /// Opened, running no schedule: runs happen when they are asked for.
    pub async fn open() -> Self {
        Self::builder().open().await
    }

    /// Runs the schedule.
    pub async fn started() -> Self {
        let engine = Self::open().await;
        engine.start_as(Role::Owner).await;
        engine
    }

    /// Another engine on the same folder, with the same outside.
    pub async fn beside(&self) -> Self {
        let (clock, http) = (Arc::clone(&self.clock), Arc::clone(&self.http));
        let notifier = Arc::clone(&self.notifier);
        self.builder.clone().open_with(Arc::clone(&self.folder), clock, http, notifier).await.unwrap()
    }

    /// A desktop on the same folder that shows messages by itself.
    pub async fn desktop_beside(&self) -> Self {
        let notifier = Arc::new(FakeNotifier::new(Arc::clone(&self.clock)));
        notifier.become_desktop();
        let (clock, http) = (Arc::clone(&self.clock), Arc::clone(&self.http));
        self.builder.clone().open_with(Arc::clone(&self.folder), clock, http, notifier).await.unwrap()
    }

    /// A job on an address of its own, checked daily, after its first run.
    pub async fn watch_source(&self, name: &str) -> Job {
        let target_url = format!("https://{}.test/feed.xml", name.to_lowercase());
        self.http.answer(&target_url, Feed::up_to(1));
        let name = Some(name.to_owned());
        let new = NewJob { name, target_url, frequency: Some(Frequency::Daily), ..NewJob::default() };
        let job = self.watch_with(new).await;
        self.check(&job).await;
        job
    }

    /// Lets the job's address show one entry more than is kept, and runs the job.
    pub async fn has_news(&self, job: &Job) -> Run {
        let items = u32::try_from(self.again(job).await.items).unwrap();
        self.http.answer(&job.target_url, Feed::up_to(items + 1));
        self.check(job).await
    }

    /// Ends this engine and opens another on its folder.
    pub async fn restarted(self) -> Self {
        self.engine.shutdown().await;
        self.beside().await
    }

    pub async fn start_as(&self, role: Role) {
        self.engine.start();
        self.becomes(role).await;
    }

    pub async fn becomes(&self, role: Role) {
        let mut roles = self.engine.role();
        let becoming = roles.wait_for(|now| *now == role);
        let became = tokio::time::timeout(self.patience(), becoming).await;
        assert!(became.is_ok(), "because this engine should have become {role}");
    }

    pub fn patience(&self) -> Duration {
        if self.builder.is_real_time { REAL_PATIENCE } else { PATIENCE }
    }

    pub fn data_dir(&self) -> &Path {
        self.engine.data_dir()
    }

    pub fn folder(&self) -> Arc<TempDir> {
        Arc::clone(&self.folder)
    }

    /// How often the engine has told a supervisor that it lives.
    pub fn heartbeats(&self) -> u64 {
        self.beats.load(Ordering::Relaxed)
    }

    pub fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }

    /// Lets simulated time pass; what is due meanwhile happens.
    pub async fn pass(&self, time: TimeDelta) {
        tokio::time::sleep(time.to_std().unwrap()).await;
    }

    /// Lets much simulated time pass: between due times the machine sleeps, so that a month
    /// costs no more than what happens in it.
    pub async fn leap(&self, time: TimeDelta) {
        const AWAKE: TimeDelta = TimeDelta::seconds(12);
        let end = self.now() + time;
        loop {
            let mut status = self.engine.status().await.unwrap();
            if status.next_run_at.is_none() {
                // A run may have begun between the two halves of that answer.
                status = self.engine.status().await.unwrap();
            }
            // A job that runs at this very moment has no due time yet.
            let due =
                if status.runs_in_progress > 0 { self.now() } else { status.next_run_at.unwrap_or(end) };
            let sleep = due.min(end - AWAKE) - TimeDelta::seconds(1) - self.now();
            if sleep > TimeDelta::zero() {
                self.clock.suspend(sleep);
            }
            self.pass(AWAKE.min(end - self.now()).max(TimeDelta::milliseconds(1))).await;
            if self.now() >= end {
                return;
            }
        }
    }

    /// The feed shows this from now on.
    pub fn feed(&self, reply: impl Into<Reply>) {
        self.http.answer(Self::FEED, reply);
    }

    /// A job on [`Self::FEED`], every hour.
    pub async fn watch(&self) -> Job {
        self.watch_with(NewJob::default()).await
    }

    pub async fn watch_with(&self, new: NewJob) -> Job {
        let target_url =
            if new.target_url.is_empty() { Self::FEED.to_owned() } else { new.target_url.clone() };
        let name = new.name.clone().or_else(|| Some("News".into()));
        self.engine.create_job(NewJob { target_url, name, ..new }).await.unwrap()
    }

    /// Runs the job now; answers its run, or the first of several.
    pub async fn check(&self, job: &Job) -> Run {
        self.engine.run_job(job.id).await.unwrap().run
    }

    /// Shows the feed and runs the job.
    pub async fn check_with(&self, job: &Job, reply: impl Into<Reply>) -> Run {
        self.feed(reply);
        self.check(job).await
    }

    pub async fn again(&self, job: &Job) -> Job {
        self.engine.job(job.id).await.unwrap()
    }

    pub async fn change(&self, job: &Job, patch: JobPatch) -> Job {
        self.engine.change_job(job.id, patch).await.unwrap()
    }

    pub async fn pause(&self, job: &Job) -> Job {
        self.change(job, JobPatch { status: Some(JobStatus::Paused), ..JobPatch::default() }).await
    }

    pub async fn resume(&self, job: &Job) -> Job {
        self.change(job, JobPatch { status: Some(JobStatus::Active), ..JobPatch::default() }).await
    }

    /// Runs of a job, oldest first.
    pub async fn runs_of(&self, job: &Job) -> Vec<Run> {
        let query = RunQuery { job_id: Some(job.id), limit: 1000, ..RunQuery::default() };
        let mut runs = self.engine.runs(query).await.unwrap().items;
        runs.reverse();
        runs
    }

    /// Items of a job, newest first.
    pub async fn items_of(&self, job: &Job) -> Vec<Item> {
        let query = ItemQuery { job_id: Some(job.id), limit: 1000, ..ItemQuery::default() };
        self.engine.items(query).await.unwrap().items
    }

    /// Titles of a job's items, oldest first.
    pub async fn titles_of(&self, job: &Job) -> Vec<String> {
        let mut titles: Vec<_> =
            self.items_of(job).await.into_iter().map(|item| item.title.unwrap_or_default()).collect();
        titles.reverse();
        titles
    }

    /// Titles of what a search finds, oldest first.
    pub async fn find(&self, search: &str) -> Vec<String> {
        let query = ItemQuery { search: Some(search.into()), limit: 1000, ..ItemQuery::default() };
        let found = self.engine.items(query).await.unwrap().items;
        found.into_iter().rev().map(|item| item.title.unwrap_or_default()).collect()
    }

    /// Everything in the outbox, oldest first.
    pub async fn messages(&self) -> Vec<Notification> {
        let mut messages = self.engine.notifications(1000).await.unwrap();
        messages.reverse();
        messages
    }

    /// Waits until a run of this job begins.
    pub async fn begins(&self, events: &mut broadcast::Receiver<Event>, job: JobId) -> RunId {
        self.wait_for(events, |event| match event {
            Event::RunStarted { job_id, run_id } if job_id == job => Some(run_id),
            _ => None,
        })
        .await
    }

    /// Waits until a run of this job ends.
    pub async fn ends(&self, events: &mut broadcast::Receiver<Event>, job: JobId) -> RunStatus {
        self.wait_for(events, |event| match event {
            Event::RunFinished { job_id, status, .. } if job_id == job => Some(status),
            _ => None,
        })
        .await
    }

    /// Waits for an event that means something to the test.
    pub async fn wait_for<T>(
        &self,
        events: &mut broadcast::Receiver<Event>,
        meant: impl Fn(Event) -> Option<T>,
    ) -> T {
        let waiting = async {
            loop {
                if let Some(found) = events.recv().await.ok().and_then(&meant) {
                    return found;
                }
            }
        };
        tokio::time::timeout(self.patience(), waiting).await.expect("what was waited for never happened")
    }

    /// Writes these settings beside the engine; what is left out has its default.
    pub fn write_settings(&self, settings: serde_json::Value) {
        let sql = "INSERT OR REPLACE INTO settings (key, value) VALUES ('settings', ?)";
        self.database().execute(sql, [settings.to_string()]).unwrap();
    }

    /// The database as another process has it, beside the engine.
    pub fn database(&self) -> rusqlite::Connection {
        rusqlite::Connection::open(self.data_dir().join("tidewatch.db")).unwrap()
    }

    /// Looks into the database.
    pub fn sql<T: rusqlite::types::FromSql>(&self, query: &str) -> T {
        self.database().query_row(query, [], |row| row.get(0)).unwrap()
    }
}

impl Deref for TestEngine {
    type Target = Engine;
    fn deref(&self) -> &Engine {
        &self.engine
    }
}

/// A patch from the JSON that an API client would send.
pub fn patch(json: serde_json::Value) -> JobPatch {
    serde_json::from_value(json).unwrap()
}

/// A runtime whose time passes as fast as nothing happens, for tests that are no async functions.
pub fn paused_runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread().enable_all().start_paused(true).build().unwrap()
}
