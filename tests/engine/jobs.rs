//! What a user does with jobs: create, change, delete, restore.

use chrono::TimeDelta;
use serde_json::json;
use tidewatch_engine::{
    ErrorCode,
    model::{
        DEFAULT_MAX_ITEMS, Frequency, JobQuery, JobStatus, NewJob, Paging, Platform, Role, RunQuery,
        RunStatus, TargetType,
    },
};

use crate::support::{Feed, TestEngine, patch};

#[tokio::test(start_paused = true)]
async fn a_link_is_enough_for_a_job() {
    let tide = TestEngine::open().await;
    let job =
        tide.create_job(NewJob { target_url: " Example.org/Blog#top ".into(), ..NewJob::default() }).await;
    let job = job.unwrap();
    assert_eq!(job.target_url, "https://example.org/Blog");
    assert_eq!((job.platform, job.target_type), (Platform::Feed, TargetType::Feed));
    assert_eq!(job.name, "example.org/Blog", "because a job needs some name");
    assert_eq!(job.schedule.frequency, Frequency::Hourly);
    assert_eq!(job.schedule.details.minute, Some(17), "because the minute of its creation stands in");
    assert_eq!(job.schedule_text, "Every hour at :17");
    assert_eq!(job.max_items_per_run, DEFAULT_MAX_ITEMS);
    assert_eq!((job.status, job.next_run_at), (JobStatus::Active, Some(tide.now())));
    assert!(job.notify_on_new_content && job.notify_on_failure);
    assert_eq!((job.total_runs, job.items, job.last_run_at), (0, 0, None));
    assert_eq!(tide.again(&job).await, job, "because what is answered is what is stored");
}

#[tokio::test(start_paused = true)]
async fn what_is_given_is_kept() {
    let tide = TestEngine::open().await;
    let new: NewJob = serde_json::from_value(json!({
        "url": "https://example.org/feed", "name": "Tides", "folder": "Sea/North",
        "frequency": "weekly", "schedule": {"weekdays": [5, 1], "at": "07:30", "time_zone": "Europe/Berlin"},
        "max_items_per_run": 7, "max_runs": 12, "expires_at": "2026-12-24T18:00:00Z",
        "filters": {"include": [{"kind": "word", "value": "storm"}], "languages": ["de"], "min": {"likes": 3}},
        "notify_on_new_content": false, "notify_on_failure": false, "notification_email": "a@example.org",
    }))
    .unwrap();
    let job = tide.create_job(new.clone()).await.unwrap();
    assert_eq!((job.name.as_str(), job.folder.as_deref()), ("Tides", Some("Sea/North")));
    assert_eq!(job.schedule_text, "Mondays and Fridays at 07:30 (Europe/Berlin)");
    assert_eq!((job.max_items_per_run, job.max_runs, job.expires_at), (7, Some(12), new.expires_at));
    assert_eq!(job.filters, new.filters);
    assert_eq!((job.notify_on_new_content, job.notify_on_failure), (false, false));
    assert_eq!(job.notification_email.as_deref(), Some("a@example.org"));
    assert_eq!(tide.again(&job).await, job);
}

#[tokio::test(start_paused = true)]
async fn a_change_touches_what_it_names_and_null_clears() {
    let tide = TestEngine::open().await;
    let new: NewJob = serde_json::from_value(json!({
        "target_url": TestEngine::FEED, "name": "A", "folder": "F", "max_runs": 3, "notification_email": "a@b.example",
        "expires_at": "2027-01-01T00:00:00Z", "filters": {"languages": ["en"]},
        "frequency": "custom", "interval_minutes": 30,
    }))
    .unwrap();
    let job = tide.create_job(new).await.unwrap();
    tide.pass(TimeDelta::minutes(1)).await;
    let renamed = tide.change(&job, patch(json!({"name": "B"}))).await;
    assert_eq!(renamed.updated_at, tide.now());
    let mut expected = job.clone();
    expected.name = "B".into();
    expected.updated_at = renamed.updated_at;
    assert_eq!(renamed, expected, "because nothing else was named");
    let cleared = patch(json!({
        "folder": null, "max_runs": null, "notification_email": null, "expires_at": null, "filters": null,
    }));
    let cleared = tide.change(&job, cleared).await;
    assert_eq!((cleared.folder, cleared.max_runs, cleared.notification_email), (None, None, None));
    assert_eq!((cleared.expires_at, cleared.filters), (None, None));
    assert_eq!(cleared.schedule.interval_minutes, Some(30));
    let nothing = tide.change(&job, patch(json!({}))).await;
    assert_eq!(nothing.name, "B");
    let error = tide.change_job(job.id, patch(json!({"interval_minutes": null}))).await.unwrap_err();
    assert_eq!(error.fields[0].field, "interval_minutes", "because a custom schedule cannot be without");
    let hourly = tide.change(&job, patch(json!({"frequency": "hourly", "interval_minutes": null}))).await;
    assert_eq!(hourly.schedule.interval_minutes, None);
}

#[tokio::test(start_paused = true)]
async fn the_same_target_may_be_watched_twice_and_recognise_says_so() {
    let tide = TestEngine::open().await;
    let one = tide.watch().await;
    let two = tide.watch().await;
    let gone = tide.watch().await;
    tide.delete_job(gone.id).await.unwrap();
    let recognition = tide.recognise(" news.test/feed.xml#x ").await.unwrap();
    let mut existing = recognition.existing_job_ids;
    existing.sort();
    let mut expected = vec![one.id, two.id];
    expected.sort();
    assert_eq!(existing, expected, "because the deleted one watches nothing");
    assert_eq!(tide.recognise("https://other.test/").await.unwrap().existing_job_ids, []);
}

#[tokio::test(start_paused = true)]
async fn a_deleted_job_is_hidden_and_comes_back_as_it_was() {
    let tide = TestEngine::open().await;
    let job = tide.watch().await;
    tide.check_with(&job, Feed::up_to(3)).await;
    tide.delete_job(job.id).await.unwrap();
    let listed = |status| {
        let query = JobQuery { status, ..JobQuery::default() };
        let tide = tide.clone();
        async move { tide.jobs(query).await.unwrap().total }
    };
    assert_eq!((listed(None).await, listed(Some(JobStatus::Deleted)).await), (0, 1));
    let error = tide.change_job(job.id, patch(json!({"name": "x"}))).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::NotFound, "because a deleted job cannot be changed");
    assert_eq!(tide.delete_job(job.id).await.unwrap_err().code, ErrorCode::NotFound);
    assert_eq!(tide.request_run(job.id).await.unwrap_err().code, ErrorCode::NotFound);
    let back = tide.restore_job(job.id).await.unwrap();
    assert_eq!((back.status, back.next_run_at, back.deleted_at), (JobStatus::Active, Some(tide.now()), None));
    assert_eq!((back.items, back.total_runs), (3, 1), "because nothing of it was lost");
    assert_eq!(tide.restore_job(job.id).await.unwrap_err().code, ErrorCode::AlreadyExists);
}

#[tokio::test(start_paused = true)]
async fn a_paused_job_is_still_paused_after_delete_and_restore() {
    let tide = TestEngine::open().await;
    let job = tide.watch().await;
    tide.pause(&job).await;
    tide.delete_job(job.id).await.unwrap();
    let back = tide.restore_job(job.id).await.unwrap();
    assert_eq!((back.status, back.next_run_at), (JobStatus::Paused, None));
}

#[tokio::test(start_paused = true)]
async fn a_deleted_job_goes_for_good_after_thirty_days_with_all_that_it_had() {
    let tide = TestEngine::open().await;
    let kept = tide.watch().await;
    let job = tide.watch().await;
    tide.check_with(&job, Feed::up_to(60)).await;
    tide.check_with(&job, Feed::up_to(61).with(61, |entry| entry.title = Some("Wreckage".into()))).await;
    tide.delete_job(job.id).await.unwrap();
    tide.pause(&kept).await;
    tide.start_as(Role::Owner).await;
    tide.leap(TimeDelta::days(30) - TimeDelta::minutes(5)).await;
    assert!(tide.job(job.id).await.is_ok(), "because it can be restored for 30 days");
    tide.pass(TimeDelta::minutes(10)).await;
    assert_eq!(tide.job(job.id).await.unwrap_err().code, ErrorCode::NotFound);
    for table in ["monitoring_runs", "items", "known_identities", "item_revisions", "notifications"] {
        let left: u32 = tide.sql(&format!("SELECT count(*) FROM {table}"));
        assert_eq!(left, 0, "because {table} belongs to the job");
    }
    let indexed: u32 = tide.sql("SELECT count(*) FROM items_fts WHERE items_fts MATCH 'wreckage'");
    assert_eq!(indexed, 0, "because the index must not find what is gone");
    assert!(tide.job(kept.id).await.is_ok());
}

#[tokio::test(start_paused = true)]
async fn a_run_limit_completes_the_job_and_resuming_allows_one_more() {
    let tide = TestEngine::started().await;
    tide.feed(Feed::up_to(3));
    let mut events = tide.subscribe();
    let job = tide.watch_with(NewJob { max_runs: Some(2), ..NewJob::default() }).await;
    tide.ends(&mut events, job.id).await;
    tide.pass(TimeDelta::hours(5)).await;
    let done = tide.again(&job).await;
    assert_eq!((done.status, done.next_run_at, done.total_runs), (JobStatus::Completed, None, 2));
    assert_eq!(done.status_reason.as_deref(), Some("It has run as often as it was meant to."));
    tide.change(&job, patch(json!({"max_runs": null}))).await;
    tide.resume(&job).await;
    tide.pass(TimeDelta::hours(2)).await;
    assert_eq!(tide.again(&job).await.status, JobStatus::Active);
}

#[tokio::test(start_paused = true)]
async fn jobs_are_listed_by_skip_and_limit_and_filtered() {
    let tide = TestEngine::open().await;
    let mut jobs = Vec::new();
    for number in 0..7 {
        let job = tide.watch_with(NewJob { name: Some(format!("Job {number}")), ..NewJob::default() }).await;
        tide.pass(TimeDelta::seconds(1)).await;
        jobs.push(job);
    }
    tide.pause(&jobs[2]).await;
    let list = |skip, limit, status, platform| {
        let query = JobQuery { platform, status, paging: Paging { skip, limit } };
        let tide = tide.clone();
        async move {
            let listing = tide.jobs(query).await.unwrap();
            (listing.items.into_iter().map(|job| job.name).collect::<Vec<_>>(), listing.total)
        }
    };
    assert_eq!(list(2, 3, None, None).await, (vec!["Job 2".into(), "Job 3".into(), "Job 4".into()], 7));
    assert_eq!(list(6, 50, None, None).await, (vec!["Job 6".into()], 7));
    assert_eq!(list(0, 50, Some(JobStatus::Paused), None).await, (vec!["Job 2".into()], 1));
    assert_eq!(list(0, 50, None, Some(Platform::Youtube)).await, (vec![], 0));
}

#[tokio::test(start_paused = true)]
async fn the_sample_job_is_created_once() {
    let tide = TestEngine::open().await;
    tide.http.answer("tidewatch:sample", Feed::up_to(2));
    let sample = tide.create_sample_job().await.unwrap();
    assert_eq!(tide.create_sample_job().await.unwrap().id, sample.id, "because it is there already");
    assert_eq!(tide.check(&sample).await.status, RunStatus::Completed);
}

#[tokio::test(start_paused = true)]
async fn what_does_not_exist_is_not_found() {
    let tide = TestEngine::open().await;
    let job = tide.watch().await;
    let stranger = tidewatch_engine::model::JobId::new(tide.now());
    assert_eq!(tide.job(stranger).await.unwrap_err().code, ErrorCode::NotFound);
    assert_eq!(tide.request_run(stranger).await.unwrap_err().code, ErrorCode::NotFound);
    assert_eq!(tide.run_job(stranger).await.unwrap_err().code, ErrorCode::NotFound);
    assert_eq!(tide.delete_job(stranger).await.unwrap_err().code, ErrorCode::NotFound);
    assert_eq!(tide.restore_job(stranger).await.unwrap_err().code, ErrorCode::NotFound);
    let runs = RunQuery { job_id: Some(stranger), ..RunQuery::default() };
    assert_eq!(tide.runs(runs).await.unwrap_err().code, ErrorCode::NotFound);
    assert_eq!(tide.change_job(stranger, patch(json!({}))).await.unwrap_err().code, ErrorCode::NotFound);
    assert_eq!(tide.jobs(JobQuery::default()).await.unwrap().items[0].id, job.id);
}

#[tokio::test(start_paused = true)]
async fn a_typed_private_address_gets_leave_for_that_host_and_port_only() {
    let tide = TestEngine::open().await;
    tide.http.set_private("nas.test");
    let private =
        tide.create_job(NewJob { target_url: "http://nas.test:8080/rss".into(), ..NewJob::default() });
    private.await.unwrap();
    tide.watch().await;
    let grants = "SELECT group_concat(coalesce(private_grant, '-'), ' ') FROM monitoring_jobs";
    assert_eq!(tide.sql::<String>(grants), "{\"host\":\"nas.test\",\"port\":8080} -");
}
