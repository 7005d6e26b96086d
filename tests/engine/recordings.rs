//! Recordings below the engine: requests with bodies, values hidden later, order, bounds.

use std::{path::PathBuf, sync::Arc, time::Duration};

use http::{HeaderMap, Method, header};
use tempfile::TempDir;
use tidewatch_engine::{
    adapters::{Recorder, Replayer},
    ports::{HttpClient, HttpError, HttpRequest},
};

use crate::support::{FakeHttp, Reply, TestClock};

struct Taping {
    folder: TempDir,
    http: Arc<FakeHttp>,
    recorder: Recorder,
}

impl Taping {
    fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let clock = Arc::new(TestClock::new());
        let http = Arc::new(FakeHttp::new(Arc::clone(&clock)));
        let recorder = Recorder::create(&folder.path().join("a.har"), http.clone(), clock).unwrap();
        Self { folder, http, recorder }
    }

    fn path(&self) -> PathBuf {
        self.folder.path().join("a.har")
    }

    /// What is written by now.
    async fn text(&self) -> String {
        self.recorder.finish().await.unwrap();
        std::fs::read_to_string(self.path()).unwrap()
    }

    async fn replayer(&self) -> Replayer {
        self.recorder.finish().await.unwrap();
        Replayer::open(&self.path()).unwrap()
    }
}

fn get(url: &str) -> HttpRequest {
    HttpRequest {
        method: Method::GET,
        url: url.parse().unwrap(),
        headers: HeaderMap::new(),
        body: None,
        grants: Vec::new(),
        follows_redirects: true,
        needs_whole_body: true,
        max_bytes: 15 << 20,
        deadline: Duration::from_secs(60),
    }
}

fn post(url: &str, body: &'static str) -> HttpRequest {
    HttpRequest { method: Method::POST, body: Some(body.into()), ..get(url) }
}

async fn body(network: &impl HttpClient, request: HttpRequest) -> Result<String, HttpError> {
    network.send(request).await.map(|response| String::from_utf8(response.body.to_vec()).unwrap())
}

#[tokio::test]
async fn requests_are_told_apart_by_method_and_body_but_not_by_their_secrets() {
    let tape = Taping::start();
    let url = "https://api.test/graph";
    tape.http.answers(url, ["one", "two", "three"].map(Reply::ok));
    let one = r#"{"q": 1, "api_key": "mine-is-this"}"#;
    for request in [post(url, one), post(url, r#"{"q": 2}"#), get(url)] {
        tape.recorder.send(request).await.unwrap();
    }
    assert!(!tape.text().await.contains("mine-is-this"));
    let replayer = tape.replayer().await;
    assert_eq!(body(&replayer, get(url)).await.unwrap(), "three");
    assert_eq!(body(&replayer, post(url, r#"{"q": 2}"#)).await.unwrap(), "two");
    assert_eq!(body(&replayer, post(url, r#"{"q": 1, "api_key": "yours"}"#)).await.unwrap(), "one");
    let error = body(&replayer, post(url, r#"{"q": 3}"#)).await.unwrap_err();
    assert_eq!(error, HttpError::NotRecorded { method: "POST".into(), url: url.into() });
    assert!(!replayer.is_private(&"http://192.168.0.1/".parse().unwrap()).await);
}

#[tokio::test]
async fn a_value_that_is_hidden_later_is_taken_out_of_what_was_recorded_before() {
    let tape = Taping::start();
    let url = "https://api.test/bot/hunter2/updates";
    tape.http.answer(url, Reply::bytes(b"\xffhunter2\xff".to_vec()).header(header::ETAG, "\"hunter2\""));
    tape.http.answer("https://api.test/", "I am hunter2");
    tape.recorder.send(get(url)).await.unwrap();
    tape.recorder.hide(&["hunter2".into(), String::new()]);
    tape.recorder.send(get("https://api.test/")).await.unwrap();
    let text = tape.text().await;
    assert!(!text.contains("hunter2") && text.contains("/bot/REDACTED/updates"), "because of {text}");
    let replayer = tape.replayer().await;
    let response = replayer.send(get("https://api.test/bot/REDACTED/updates")).await.unwrap();
    assert_eq!(&response.body[..], b"\xffREDACTED\xff");
}

#[tokio::test]
async fn credentials_that_are_sent_are_taken_out_of_the_answers_that_repeat_them() {
    let tape = Taping::start();
    tape.http.answer("https://api.test/", "hello t0p-secret-token and 8f2c-session");
    let mut request = get("https://api.test/");
    request.headers.insert(header::AUTHORIZATION, "Bearer t0p-secret-token".parse().unwrap());
    request.headers.insert(header::COOKIE, "lang=en; id=8f2c-session".parse().unwrap());
    tape.recorder.send(request).await.unwrap();
    let text = tape.text().await;
    assert!(text.contains("hello REDACTED and REDACTED"), "because of {text}");
}

#[tokio::test(start_paused = true)]
async fn what_was_asked_first_comes_first_whenever_it_was_answered() {
    let tape = Taping::start();
    let url = "https://slow.test/";
    tape.http.answers(url, [Reply::ok("slow").after(Duration::from_secs(9)), Reply::ok("quick")]);
    let _both = tokio::join!(tape.recorder.send(get(url)), tape.recorder.send(get(url)));
    let replayer = tape.replayer().await;
    for expected in ["slow", "quick", "quick"] {
        assert_eq!(body(&replayer, get(url)).await.unwrap(), expected);
    }
}

#[tokio::test]
async fn failures_are_replayed_as_they_were() {
    let tape = Taping::start();
    let url = "https://gone.test/";
    let error = HttpError::Tls { host: "gone.test".into(), reason: "its certificate has expired".into() };
    tape.http.answers(url, [Reply::error(error.clone()), Reply::ok("back")]);
    for _ in 0..2 {
        let _ = tape.recorder.send(get(url)).await;
    }
    let replayer = tape.replayer().await;
    assert_eq!(body(&replayer, get(url)).await, Err(error));
    assert_eq!(body(&replayer, get(url)).await.unwrap(), "back");
}

#[tokio::test]
async fn unchanged_is_answered_only_to_who_asks_what_has_changed() {
    let tape = Taping::start();
    let url = "https://feed.test/";
    tape.http.answer(url, Reply::ok("all of it").etag("\"1\""));
    let mut conditional = get(url);
    conditional.headers.insert(header::IF_NONE_MATCH, "\"1\"".parse().unwrap());
    assert_eq!(tape.recorder.send(conditional.clone()).await.unwrap().status, 304);
    let replayer = tape.replayer().await;
    let error = body(&replayer, get(url)).await.unwrap_err();
    assert_eq!(error, HttpError::NoBodyRecorded { method: "GET".into(), url: url.into() });
    tape.recorder.send(get(url)).await.unwrap();
    let replayer = tape.replayer().await;
    assert_eq!(replayer.send(conditional).await.unwrap().status, 304);
    assert_eq!(body(&replayer, get(url)).await.unwrap(), "all of it");
}

#[tokio::test]
async fn a_recording_that_is_full_takes_no_more_and_says_so() {
    let tape = Taping::start();
    let url = "https://large.test/";
    tape.http.answer(url, Reply::bytes(vec![b'x'; 15 << 20]));
    for _ in 0..5 {
        tape.recorder.send(get(url)).await.unwrap();
    }
    let text = tape.text().await;
    assert_eq!(text.matches("\"startedDateTime\"").count(), 4);
    assert!(text.len() <= 65 << 20 && text.contains("Ends at 64 MiB"));
    let limited = HttpRequest { max_bytes: 1 << 20, ..get(url) };
    let error = tape.replayer().await.send(limited).await.unwrap_err();
    assert_eq!(error, HttpError::TooLarge { host: "large.test".into(), limit_mib: 1 });
}
