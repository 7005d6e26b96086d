//! Runs, status and health over HTTP.

use serde_json::Value;

use crate::{
    events::Events,
    server::{Api, feed, serve_feed},
};

#[tokio::test]
async fn a_run_that_was_asked_for_has_the_id_that_was_answered() {
    let api = Api::monitoring().await;
    let job = api.create_run_job("tidewatch:sample").await;
    let id = job["id"].as_str().expect("an id");
    let mut events = Events::follow(&api).await;
    let answer = api.ask("POST", &format!("/api/monitoring/jobs/{id}/execute")).send().await.expect(202);
    assert_eq!(answer.as_object().map(|all| all.len()), Some(1), "because of {answer}");
    let run_id = answer["run_id"].as_str().expect("an id");
    events.until(|event| event["event"] == "run_finished" && event["run_id"] == run_id).await;

    let run = api.get(&format!("/api/monitoring/runs/{run_id}")).await;
    assert_eq!((&run["id"], &run["job_id"]), (&answer["run_id"], &job["id"]));
    assert_eq!((run["trigger"].as_str(), run["status"].as_str()), (Some("manual"), Some("completed")));
    let runs = api.get(&format!("/api/monitoring/jobs/{id}/runs")).await;
    assert_eq!(runs["total"], 2);
    assert_eq!(runs["items"][0], run, "because the newest run comes first");
}

#[tokio::test]
async fn asking_twice_before_the_run_begins_answers_the_same_run() {
    let api = Api::start().await;
    let job = api.create_job("tidewatch:sample").await;
    let path = format!("/api/monitoring/jobs/{}/execute", job["id"].as_str().expect("an id"));
    let first = api.ask("POST", &path).send().await.expect(202);
    let second = api.ask("POST", &path).send().await.expect(202);
    assert_eq!(first, second, "because one run satisfies both");
    let run = format!("/api/monitoring/runs/{}", first["run_id"].as_str().expect("an id"));
    api.ask("GET", &run).send().await.expect_error(404, "not_found");
}

#[tokio::test]
async fn the_runs_of_all_jobs_are_listed_in_parts() {
    let api = Api::monitoring().await;
    let first = api.create_run_job("tidewatch:sample").await;
    let second = api.create_run_job(&serve_feed("200 OK", feed(2)).await).await;
    let runs = api.get("/api/monitoring/runs").await;
    let jobs: Vec<&Value> =
        runs["items"].as_array().expect("runs").iter().map(|run| &run["job_id"]).collect();
    assert_eq!(jobs, [&second["id"], &first["id"]], "because the newest run comes first");
    let part = api.get("/api/monitoring/runs?skip=1&limit=1").await;
    assert_eq!((&part["total"], &part["items"][0]), (&runs["total"], &runs["items"][1]));
    assert_eq!(part["items"].as_array().map(Vec::len), Some(1));
}

#[tokio::test]
async fn a_failed_run_says_why() {
    let api = Api::monitoring().await;
    let job = api.create_run_job(&serve_feed("410 Gone", String::new()).await).await;
    let id = job["id"].as_str().expect("an id");
    let run = &api.get(&format!("/api/monitoring/jobs/{id}/runs")).await["items"][0];
    assert_eq!((run["status"].as_str(), run["error_code"].as_str()), (Some("failed"), Some("gone")));
    assert!(run["error_message"].is_string(), "because of {run}");
}

#[tokio::test]
async fn health_is_whether_the_schedule_is_run() {
    let quiet = Api::start().await;
    let health = quiet.ask("GET", "/api/health").send().await.expect(503);
    assert_eq!(health["is_healthy"], false);
    assert_eq!(health["problem"], "No process runs the schedule.");

    let running = Api::monitoring().await;
    let health = running.get("/api/health").await;
    assert_eq!(health["is_healthy"], true);
    assert!(health["heartbeat_at"].is_string(), "because of {health}");
    running.engine.shutdown().await;
    let health = running.ask("GET", "/api/health").send().await.expect(503);
    let problem = health["problem"].as_str().expect("a sentence");
    let words = "No process runs the schedule; the last one showed that it lives ";
    assert!(problem.starts_with(words) && problem.ends_with(" seconds ago."), "because of {problem}");
    assert!(health["heartbeat_at"].is_string(), "because of {health}");
}

#[tokio::test]
async fn status_counts_what_the_store_holds() {
    let api = Api::monitoring().await;
    api.create_run_job("tidewatch:sample").await;
    let status = api.get("/api/status").await;
    assert_eq!((&status["monitor_running"], &status["role"]), (&Value::Bool(true), &Value::from("owner")));
    assert_eq!((&status["jobs_active"], &status["items"]), (&Value::from(1), &Value::from(3)));
}
