//! Jobs over HTTP.

use serde_json::{Value, json};

use crate::server::Api;

const JOBS: &str = "/api/monitoring/jobs";

fn path_of(job: &Value) -> String {
    format!("{JOBS}/{}", job["id"].as_str().expect("an id"))
}

#[tokio::test]
async fn a_job_is_created_with_what_was_given_and_defaults_for_the_rest() {
    let api = Api::start().await;
    let body = json!({
        "target_url": "https://example.org/feed.xml",
        "name": "Example",
        "frequency": "weekly",
        "schedule": {"weekdays": [5, 1], "at": "08:30", "time_zone": "Europe/Berlin"},
        "filters": {"include": [{"kind": "word", "value": "tide"}]},
    });
    let answer = api.ask("POST", JOBS).json(&body).send().await;
    let job = answer.expect(201);
    assert_eq!(answer.header("Location"), Some(path_of(&job).as_str()));
    assert_eq!(job["name"], "Example");
    assert_eq!(job["platform"], "feed");
    assert_eq!(job["status"], "active");
    assert_eq!(job["frequency"], "weekly");
    assert_eq!(job["schedule"]["weekdays"], json!([1, 5]));
    assert_eq!(job["filters"]["include"], json!([{"kind": "word", "value": "tide"}]));
    assert_eq!(job["max_items_per_run"], 50);
    assert_eq!(job["notify_on_new_content"], true);
    let read = api.get(&path_of(&job)).await;
    assert_eq!((&read["id"], &read["schedule"]), (&job["id"], &job["schedule"]));
}

#[tokio::test]
async fn jobs_are_listed_by_platform_status_and_part() {
    let api = Api::start().await;
    let feed = api.create_job("https://example.org/feed.xml").await;
    let channel = api.create_job("https://www.youtube.com/@nasa").await;
    api.create_job("https://example.org/other.xml").await;
    api.ask("PUT", &path_of(&feed)).json(&json!({"status": "paused"})).send().await.expect(200);

    let all = api.get(JOBS).await;
    assert_eq!((all["total"].as_u64(), all["items"].as_array().map(Vec::len)), (Some(3), Some(3)));
    let of = async |query: &str| {
        let listing = api.get(&format!("{JOBS}?{query}")).await;
        let items = listing["items"].as_array().expect("items").clone();
        (
            listing["total"].as_u64().expect("a total"),
            items.iter().map(|job| job["id"].clone()).collect::<Vec<_>>(),
        )
    };
    assert_eq!(of("platform=youtube").await, (1, vec![channel["id"].clone()]));
    assert_eq!(of("status=paused").await, (1, vec![feed["id"].clone()]));
    assert_eq!(of("platform=youtube&status=paused").await, (0, vec![]));
    let (total, second) = of("skip=1&limit=1").await;
    assert_eq!((total, second), (3, vec![all["items"][1]["id"].clone()]));
    assert_eq!(of("skip=2147483647&limit=1000").await, (3, vec![]));
}

#[tokio::test]
async fn a_change_touches_what_it_names_and_null_clears() {
    let api = Api::start().await;
    let body = json!({"target_url": "tidewatch:sample", "folder": "Work", "max_runs": 3, "name": "A"});
    let job = api.ask("POST", JOBS).json(&body).send().await.expect(201);
    let put = async |body: Value| api.ask("PUT", &path_of(&job)).json(&body).send().await.expect(200);

    let renamed = put(json!({"name": "B"})).await;
    assert_eq!(
        (&renamed["name"], &renamed["folder"], &renamed["max_runs"]),
        (&json!("B"), &json!("Work"), &json!(3))
    );
    let cleared = put(json!({"folder": null})).await;
    assert_eq!(
        (&cleared["name"], &cleared["folder"], &cleared["max_runs"]),
        (&json!("B"), &Value::Null, &json!(3))
    );
    assert_eq!(put(json!({"status": "paused"})).await["status"], "paused");
    assert_eq!(put(json!({"status": "active"})).await["status"], "active");
}

#[tokio::test]
async fn a_refused_change_changes_nothing() {
    let api = Api::start().await;
    let job = api.create_job("tidewatch:sample").await;
    let job = api.get(&path_of(&job)).await;
    let put = |body: Value| api.ask("PUT", &path_of(&job)).json(&body).send();
    put(json!({"name": "", "status": "paused"})).await.expect_field("name");
    put(json!({"status": "completed"})).await.expect_field("status");
    put(json!({"frequency": "custom"})).await.expect_field("interval_minutes");
    put(json!({"total_runs": 7})).await.expect_field("total_runs");
    assert_eq!(api.get(&path_of(&job)).await, job);
}

#[tokio::test]
async fn a_deleted_job_is_hidden_and_can_be_restored_once() {
    let api = Api::start().await;
    let job = api.create_job("tidewatch:sample").await;
    let restore = || api.ask("POST", &format!("{}/restore", path_of(&job))).send();
    restore().await.expect_error(409, "already_exists");

    let deleted = api.ask("DELETE", &path_of(&job)).send().await;
    assert_eq!((deleted.status, deleted.body.as_str()), (204, ""));
    assert_eq!(api.get(JOBS).await["total"], 0);
    assert_eq!(api.get(&format!("{JOBS}?status=deleted")).await["items"][0]["id"], job["id"]);
    api.ask("DELETE", &path_of(&job)).send().await.expect_error(404, "not_found");
    api.ask("PUT", &path_of(&job)).json(&json!({})).send().await.expect_error(404, "not_found");
    let execute = format!("{}/execute", path_of(&job));
    api.ask("POST", &execute).send().await.expect_error(404, "not_found");

    assert_eq!(restore().await.expect(200)["status"], "active");
    assert_eq!(api.get(JOBS).await["items"][0]["id"], job["id"]);
}
