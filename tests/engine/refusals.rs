//! Input that is refused: every field by its name, nothing changed.

use serde_json::{Value, json};
use tidewatch_engine::{
    Error, ErrorCode,
    model::{Job, NewJob},
};

use crate::support::{TestEngine, patch};

fn merged(base: Value, more: &Value) -> Value {
    let mut base = base;
    base.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    base
}

async fn refused_at_creation(tide: &TestEngine, input: &Value) -> Error {
    let new: NewJob = serde_json::from_value(merged(json!({"target_url": TestEngine::FEED}), input)).unwrap();
    tide.create_job(new).await.expect_err(&input.to_string())
}

async fn refused_as_change(tide: &TestEngine, job: &Job, input: &Value) -> Error {
    tide.change_job(job.id, patch(input.clone())).await.expect_err(&input.to_string())
}

fn rules(count: usize, value: &str) -> Value {
    json!(vec![json!({"kind": "regex", "value": value}); count])
}

#[tokio::test(start_paused = true)]
async fn every_field_that_is_refused_is_named_at_creation_and_at_change() {
    let tide = TestEngine::open().await;
    let job = tide.watch().await;
    let long = "x".repeat(201);
    let cases = [
        (json!({"name": long}), "name"),
        (json!({"folder": long}), "folder"),
        (json!({"max_items_per_run": 0}), "max_items_per_run"),
        (json!({"max_items_per_run": 1001}), "max_items_per_run"),
        (json!({"max_runs": 0}), "max_runs"),
        (json!({"expires_at": "2020-01-01T00:00:00Z"}), "expires_at"),
        (json!({"notification_email": "nobody"}), "notification_email"),
        (json!({"notification_email": "a@b.example,c@d.example"}), "notification_email"),
        (json!({"notification_email": "a@b.example\r\nBcc: c@d.example"}), "notification_email"),
        (json!({"frequency": "custom"}), "interval_minutes"),
        (json!({"frequency": "custom", "interval_minutes": 0}), "interval_minutes"),
        (json!({"frequency": "custom", "interval_minutes": 525_601}), "interval_minutes"),
        (json!({"frequency": "daily", "schedule": {"at": "25:00"}}), "schedule.at"),
        (json!({"frequency": "hourly", "schedule": {"minute": 60}}), "schedule.minute"),
        (json!({"frequency": "weekly", "schedule": {"weekdays": []}}), "schedule.weekdays"),
        (json!({"frequency": "weekly", "schedule": {"weekdays": [0]}}), "schedule.weekdays"),
        (json!({"frequency": "monthly", "schedule": {"month_day": 32}}), "schedule.month_day"),
        (json!({"frequency": "cron", "schedule": {"cron": "whenever"}}), "schedule.cron"),
        (json!({"frequency": "cron"}), "schedule.cron"),
        (json!({"schedule": {"time_zone": "Mars/Olympus"}}), "schedule.time_zone"),
        (json!({"filters": {"include": rules(1, "(")}}), "filters.include[0]"),
        (json!({"filters": {"exclude": [{"kind": "word", "value": " "}]}}), "filters.exclude[0]"),
        (json!({"filters": {"include": rules(101, "x")}}), "filters.include"),
        (json!({"filters": {"include": rules(1, &"x".repeat(1001))}}), "filters.include[0]"),
        (json!({"filters": {"include": rules(1, "(a{1000}){1000}")}}), "filters.include[0]"),
    ];
    for (input, field) in cases {
        let errors = [refused_at_creation(&tide, &input).await, refused_as_change(&tide, &job, &input).await];
        for error in errors {
            let fields: Vec<_> = error.fields.iter().map(|error| error.field.as_str()).collect();
            assert_eq!(fields, [field], "because only that is wrong in {input}");
            let message = &error.fields[0].message;
            assert!(message.ends_with('.') && message.len() > 15, "because it is a sentence: {message}");
        }
    }
    assert_eq!(tide.again(&job).await, job, "because what was refused changes nothing");
    assert_eq!(tide.sql::<u32>("SELECT count(*) FROM monitoring_jobs"), 1);
}

#[tokio::test(start_paused = true)]
async fn several_wrong_fields_are_all_named() {
    let tide = TestEngine::open().await;
    let job = tide.watch().await;
    let input = json!({
        "name": "x".repeat(201), "max_items_per_run": 0, "notification_email": "?",
        "filters": {"include": [{"kind": "regex", "value": "["}]},
    });
    for error in [refused_at_creation(&tide, &input).await, refused_as_change(&tide, &job, &input).await] {
        let fields: Vec<_> = error.fields.iter().map(|error| error.field.as_str()).collect();
        assert_eq!(fields, ["name", "max_items_per_run", "notification_email", "filters.include[0]"]);
        assert_eq!((error.code, error.message.as_str()), (ErrorCode::InvalidField, "4 fields were refused."));
    }
}

#[tokio::test(start_paused = true)]
async fn a_wrong_schedule_does_not_hide_the_other_wrong_fields() {
    let tide = TestEngine::open().await;
    let job = tide.watch().await;
    let input = json!({"max_items_per_run": 0, "frequency": "daily", "schedule": {"at": "noon"}});
    for error in [refused_at_creation(&tide, &input).await, refused_as_change(&tide, &job, &input).await] {
        let mut fields: Vec<_> = error.fields.iter().map(|error| error.field.as_str()).collect();
        fields.sort_unstable();
        assert_eq!(
            fields,
            ["max_items_per_run", "schedule.at"],
            "because a form is corrected once, not twice"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn a_link_that_cannot_be_watched_is_refused_as_the_target() {
    let tide = TestEngine::open().await;
    let job = tide.watch().await;
    for url in
        ["", "hello", "ftp://example.org/", "file:///etc/passwd", "https://u:p@example.org/", "a b.example"]
    {
        let input = json!({"target_url": url});
        for error in [refused_at_creation(&tide, &input).await, refused_as_change(&tide, &job, &input).await]
        {
            assert_eq!(
                (error.code, error.fields[0].field.as_str()),
                (ErrorCode::InvalidTarget, "target_url"),
                "{url}"
            );
        }
        assert_eq!(tide.recognise(url).await.unwrap_err().code, ErrorCode::InvalidTarget);
    }
    let error = refused_at_creation(&tide, &json!({"platform": "youtube"})).await;
    assert_eq!(error.fields[0].field, "platform", "because this link leads to no video site");
    let error = refused_at_creation(&tide, &json!({"target_type": "playlist"})).await;
    assert_eq!(error.fields[0].field, "target_type");
}

#[tokio::test(start_paused = true)]
async fn only_active_and_paused_can_be_set() {
    let tide = TestEngine::open().await;
    let job = tide.watch().await;
    for status in ["completed", "failed", "deleted"] {
        let error = refused_as_change(&tide, &job, &json!({"status": status})).await;
        assert_eq!(error.fields[0].field, "status", "because {status} comes about by itself");
    }
    assert_eq!(tide.again(&job).await, job);
}

#[tokio::test(start_paused = true)]
async fn an_unknown_field_is_refused_and_not_ignored() {
    for input in [json!({"target_url": "x.example", "frequenzy": "daily"}), json!({"schedule": {"hour": 3}})]
    {
        assert!(serde_json::from_value::<NewJob>(input.clone()).is_err(), "because {input} holds a slip");
    }
}

#[tokio::test(start_paused = true)]
async fn a_name_of_spaces_is_no_name() {
    let tide = TestEngine::open().await;
    let job = tide.create_job(NewJob {
        target_url: TestEngine::FEED.into(),
        name: Some("  ".into()),
        ..NewJob::default()
    });
    assert_eq!(job.await.unwrap().name, "news.test/feed.xml");
    let job = tide.watch().await;
    let error = refused_as_change(&tide, &job, &json!({"name": "  "})).await;
    assert_eq!(error.fields[0].field, "name");
}
