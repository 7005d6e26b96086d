//! The stream of events, and a reader of it that other tests wait with.

use serde_json::Value;
use tokio::{
    io::{AsyncBufReadExt, BufReader},
    net::TcpStream,
    time::timeout,
};

use crate::{client::PATIENCE, server::Api};

/// An open stream of events.
pub struct Events {
    lines: BufReader<TcpStream>,
}

impl Events {
    /// Returns when the server has begun to answer: from then on nothing is missed.
    pub async fn follow(api: &Api) -> Self {
        let stream = api.ask("GET", "/api/events").open().await;
        let mut events = Self { lines: BufReader::new(stream) };
        let status = events.line().await.expect("a status line");
        assert!(status.starts_with("HTTP/1.1 200"), "because of {status}");
        while events.line().await.is_some_and(|line| !line.is_empty()) {}
        events
    }

    /// Nothing when the stream has ended.
    async fn line(&mut self) -> Option<String> {
        let mut line = String::new();
        let read = timeout(PATIENCE, self.lines.read_line(&mut line)).await.expect("the server goes on");
        (read.expect("the connection holds") > 0).then(|| line.trim_end().to_owned())
    }

    /// The next event with its name, or nothing when the stream has ended.
    pub async fn next(&mut self) -> Option<(String, Value)> {
        let mut name = String::new();
        loop {
            let line = self.line().await?;
            if let Some(event) = line.strip_prefix("event: ") {
                event.clone_into(&mut name);
            }
            if let Some(json) = line.strip_prefix("data: ") {
                return Some((name, serde_json::from_str(json).expect("JSON")));
            }
        }
    }

    /// Reads on until an event is the one that is waited for.
    pub async fn until(&mut self, is_it: impl Fn(&Value) -> bool) -> Value {
        loop {
            let (_, event) = self.next().await.expect("the stream goes on");
            if is_it(&event) {
                return event;
            }
        }
    }
}

#[tokio::test]
async fn a_change_is_told_by_name_and_id() {
    let api = Api::start().await;
    let mut events = Events::follow(&api).await;
    let job = api.create_job("tidewatch:sample").await;
    let (name, event) = events.next().await.expect("an event");
    assert_eq!(name, "job_created");
    assert_eq!(event, serde_json::json!({"event": "job_created", "job_id": job["id"]}));
}

#[tokio::test]
async fn a_run_is_told_from_start_to_end() {
    let api = Api::monitoring().await;
    let mut events = Events::follow(&api).await;
    let job = api.create_job("tidewatch:sample").await;
    let started = events.until(|event| event["event"] == "run_started").await;
    let finished = events.until(|event| event["event"] == "run_finished").await;
    assert_eq!(started["job_id"], job["id"]);
    assert_eq!(finished["run_id"], started["run_id"]);
    assert_eq!(finished["status"], "completed");
}

#[tokio::test]
async fn streams_end_with_the_server() {
    let api = Api::start().await;
    let mut events = Events::follow(&api).await;
    api.shutdown.cancel();
    let mut last = String::new();
    while let Some(line) = events.line().await {
        if !line.is_empty() {
            last = line;
        }
    }
    assert_eq!(last, "0", "because the stream has an end of its own and is not cut off");
    timeout(PATIENCE, api.served).await.expect("in time").expect("no panic").expect("no error");
}

#[tokio::test]
async fn the_answer_is_an_event_stream() {
    let api = Api::start().await;
    let mut stream = BufReader::new(api.ask("GET", "/api/events").open().await);
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") {
        timeout(PATIENCE, stream.read_line(&mut head)).await.expect("in time").expect("an answer");
    }
    assert!(head.contains("content-type: text/event-stream"), "because of {head}");
    assert!(head.contains("cache-control: no-store"), "because of {head}");
}
