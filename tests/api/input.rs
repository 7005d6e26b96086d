//! Bodies, parameters and ids that do not fit are refused by name.

use serde_json::json;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::timeout,
};

use crate::{client::PATIENCE, server::Api};

const JOBS: &str = "/api/monitoring/jobs";

#[tokio::test]
async fn a_field_that_does_not_fit_is_named_with_its_path() {
    let api = Api::start().await;
    let cases = [
        (json!({"target_url": 7}), "target_url"),
        (json!({"target_url": "tidewatch:sample", "max_items_per_run": "many"}), "max_items_per_run"),
        (json!({"target_url": "tidewatch:sample", "max_items_per_run": -1}), "max_items_per_run"),
        (json!({"target_url": "tidewatch:sample", "max_items_per_run": 1001}), "max_items_per_run"),
        (json!({"target_url": "tidewatch:sample", "frequency": "yearly"}), "frequency"),
        (json!({"target_url": "tidewatch:sample", "interval": 5}), "interval"),
        (
            json!({"target_url": "tidewatch:sample", "schedule": {"weekdays": [1, "x"]}}),
            "schedule.weekdays[1]",
        ),
        (json!({"target_url": "tidewatch:sample", "schedule": {"hour": 1}}), "schedule.hour"),
        (json!({"target_url": "tidewatch:sample", "schedule": {"minute": 60}}), "schedule.minute"),
        (
            json!({"target_url": "tidewatch:sample", "filters": {"include": [{"kind": "word"}]}}),
            "filters.include[0].value",
        ),
        (
            json!({"target_url": "tidewatch:sample", "filters": {"include": [{"kind": "regex", "value": "("}]}}),
            "filters.include[0]",
        ),
        (json!({"target_url": "tidewatch:sample", "expires_at": "tomorrow"}), "expires_at"),
        (json!({"target_url": "ftp://example.org"}), "target_url"),
        (json!({}), "target_url"),
    ];
    for (body, field) in cases {
        api.ask("POST", JOBS).json(&body).send().await.expect_field(field);
    }
    assert_eq!(api.get(JOBS).await["total"], 0, "because nothing that was refused is kept");
}

#[tokio::test]
async fn a_doubled_field_and_a_missing_one_are_named() {
    let api = Api::start().await;
    api.ask("POST", JOBS).text(r#"{"name": "a", "name": "b"}"#).send().await.expect_field("name");
    api.ask("POST", "/api/preview").json(&json!({"limit": 1})).send().await.expect_field("url");
}

#[tokio::test]
async fn the_sentence_says_what_was_expected() {
    let api = Api::start().await;
    let send = async |body| api.ask("POST", JOBS).json(&body).send().await.expect(422)["message"].clone();
    assert_eq!(
        send(json!({"frequency": "yearly"})).await,
        "frequency: \"yearly\" is not one of hourly, daily, weekly, monthly, custom, cron."
    );
    assert_eq!(
        send(json!({"max_items_per_run": "x"})).await,
        "max_items_per_run: Expected a whole number from zero on, found string \"x\"."
    );
}

#[tokio::test]
async fn what_is_no_json_object_is_refused() {
    let api = Api::start().await;
    for body in ["", "{", "{\"name\": }", "{} {}", "nonsense", "{\"name\": \"\\ud800\"}"] {
        api.ask("POST", JOBS).text(body).send().await.expect_error(400, "malformed_json");
    }
    for body in ["[]", "null", "7", "\"text\""] {
        api.ask("POST", JOBS).text(body).send().await.expect_field("body");
    }
}

#[tokio::test]
async fn a_list_is_not_taken_for_an_object_nor_an_object_for_a_word() {
    let api = Api::start().await;
    for (body, field) in [
        (json!({"target_url": "tidewatch:sample", "schedule": []}), "schedule"),
        (json!({"target_url": "tidewatch:sample", "schedule": [5]}), "schedule"),
        (json!({"target_url": "tidewatch:sample", "frequency": {"daily": null}}), "frequency"),
        (json!({"target_url": "tidewatch:sample", "filters": {"min": [1, 2, 3, 4]}}), "filters.min"),
        (
            json!({"target_url": "tidewatch:sample", "filters": {"include": [["word", "x"]]}}),
            "filters.include[0]",
        ),
    ] {
        api.ask("POST", JOBS).json(&body).send().await.expect_field(field);
    }
    api.ask("PUT", "/api/items/7").json(&json!(["read", true, ""])).send().await.expect_field("body");
}

#[tokio::test]
async fn a_body_must_say_that_it_is_json() {
    let api = Api::start().await;
    let body = json!({"target_url": "tidewatch:sample"}).to_string();
    let ask = || api.ask("POST", JOBS).body(&body);
    for other in ["text/plain", "application/x-www-form-urlencoded", "application/jsonp", "text/json", ""] {
        ask().header("Content-Type", other).send().await.expect_error(415, "unsupported_media_type");
    }
    ask().send().await.expect_error(415, "unsupported_media_type");
    ask().header("Content-Type", "Application/JSON; charset=utf-8").send().await.expect(201);
    let path = format!("{JOBS}/0199a000-0000-7000-8000-000000000000/execute");
    api.ask("POST", &path).body("a=b").send().await.expect_error(415, "unsupported_media_type");
}

#[tokio::test]
async fn a_body_of_more_than_a_mebibyte_is_refused() {
    let api = Api::start().await;
    let head = api.ask("POST", JOBS).header("Content-Type", "application/json");
    let announced = head.clone().header("Content-Length", (1024 * 1024 + 1).to_string());
    announced.send().await.expect_error(413, "payload_too_large");

    let mut chunked = head.header("Transfer-Encoding", "chunked").bytes();
    for _ in 0..17 {
        chunked.extend(format!("{:x}\r\n{}\r\n", 1 << 16, " ".repeat(1 << 16)).bytes());
    }
    let mut stream = TcpStream::connect(api.address).await.expect("a connection");
    let (mut reader, mut writer) = stream.split();
    // The server may close while the rest is being sent.
    let (_, mut answer) = (writer.write_all(&chunked).await, [0; 64]);
    let read = timeout(PATIENCE, reader.read(&mut answer)).await.expect("in time").expect("an answer");
    let answer = String::from_utf8_lossy(&answer[..read]).into_owned();
    assert!(answer.starts_with("HTTP/1.1 413"), "because of {answer}");
}

#[tokio::test]
async fn a_parameter_that_does_not_fit_is_named() {
    let api = Api::start().await;
    let cases = [
        ("/api/monitoring/jobs?limit=0", "limit"),
        ("/api/monitoring/jobs?limit=1001", "limit"),
        ("/api/monitoring/jobs?limit=ten", "limit"),
        ("/api/monitoring/jobs?skip=-1", "skip"),
        ("/api/monitoring/jobs?skip=2147483648", "skip"),
        ("/api/monitoring/jobs?status=sleeping", "status"),
        ("/api/monitoring/jobs?platform=", "platform"),
        ("/api/monitoring/jobs?page=2", "page"),
        ("/api/monitoring/jobs?limit=1&limit=2", "limit"),
        ("/api/monitoring/runs?limit=0", "limit"),
        ("/api/items?starred=perhaps", "starred"),
        ("/api/items?job_id=7", "job_id"),
        ("/api/items?limit=0", "limit"),
        ("/api/search", "q"),
        ("/api/recognise", "url"),
        ("/api/recognise?url=ftp://example.org", "url"),
        ("/api/monitoring/jobs/7", "job_id"),
        ("/api/monitoring/jobs/7/runs", "job_id"),
        ("/api/monitoring/runs/x", "run_id"),
        ("/api/items/first", "id"),
        ("/api/items/%FF", "id"),
    ];
    for (target, field) in cases {
        api.ask("GET", target).send().await.expect_field(field);
    }
}

#[tokio::test]
async fn what_is_not_there_is_said_to_be_missing() {
    let api = Api::start().await;
    let id = "0199a000-0000-7000-8000-000000000000";
    let gets = ["/api/items/7", "/api/items/-1", "/api/items/7/revisions"].map(str::to_owned);
    let of_job = ["", "/runs"].map(|rest| format!("{JOBS}/{id}{rest}"));
    for target in gets
        .into_iter()
        .chain(of_job)
        .chain([format!("/api/monitoring/runs/{id}"), format!("/api/items?job_id={id}")])
    {
        api.ask("GET", &target).send().await.expect_error(404, "not_found");
    }
    for change in ["execute", "restore"] {
        api.ask("POST", &format!("{JOBS}/{id}/{change}")).send().await.expect_error(404, "not_found");
    }
    api.ask("DELETE", &format!("{JOBS}/{id}")).send().await.expect_error(404, "not_found");
    for target in [format!("{JOBS}/{id}"), "/api/items/7".to_owned()] {
        api.ask("PUT", &target).json(&json!({})).send().await.expect_error(404, "not_found");
    }
}

#[tokio::test]
async fn a_head_of_too_many_lines_is_refused() {
    let api = Api::start().await;
    let ask = (0..200).fold(api.ask("GET", "/api/status"), |ask, n| ask.second(&format!("X-{n}"), "x"));
    assert_eq!(ask.send().await.status, 431);
}
