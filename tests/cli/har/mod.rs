//! `--record` and `--replay`: what was fetched once is fetched again without a network.

mod browser;
mod files;
mod secrets;

use std::{path::PathBuf, time::Duration};

use rustix::process::Signal;
use serde_json::Value;

use super::{
    home::{Home, eventually},
    monitor::Monitor,
    servers::{Server, feed, trouble},
};

impl Home {
    fn har(&self) -> PathBuf {
        self.path().join("network.har")
    }

    fn recording(&self) -> String {
        std::fs::read_to_string(self.har()).expect("a recording")
    }

    /// The arguments with one more option and this home's recording.
    fn with<'a>(&self, option: &'a str, args: &[&'a str], har: &'a str) -> Vec<&'a str> {
        assert!(self.path().is_dir());
        [&[option, har], args].concat()
    }

    /// Records what a command fetches; it has to succeed.
    fn record(&self, args: &[&str]) -> Value {
        self.json(&self.with("--record", args, self.har().to_str().unwrap()))
    }
}

/// What a command prints in a home of its own that has only the recording of another.
fn replay(from: &Home, home: &Home, args: &[&str]) -> Value {
    home.json(&home.with("--replay", args, from.har().to_str().unwrap()))
}

/// Items without what every database counts for itself.
fn items(home: &Home) -> Vec<Value> {
    let mut items = home.json(&["items", "list"])["items"].as_array().unwrap().clone();
    for item in &mut items {
        for own in ["job_id", "run_id", "first_run_id", "first_seen_at", "last_seen_at"] {
            item.as_object_mut().unwrap().remove(own);
        }
    }
    items
}

#[test]
fn a_preview_is_the_same_with_the_server_gone() {
    let home = Home::new();
    let (server, entries) = feed::growing();
    entries.add(7);
    let url = server.url("/a.xml");
    let recorded = home.record(&["preview", &url]);
    drop(server);
    home.run(&["preview", &url]).ends_with(1);
    assert_eq!(replay(&home, &Home::new(), &["preview", &url]), recorded);
}

#[test]
fn a_job_keeps_the_same_items_with_the_server_gone() {
    let (first, second) = (Home::new(), Home::new());
    let (server, entries) = feed::growing();
    entries.add(7);
    let url = server.url("/a.xml");
    let job = first.add(&url, &[]);
    first.record(&["jobs", "run", &job]);
    drop(server);
    replay(&first, &second, &["jobs", "add", &url]);
    replay(&first, &second, &["scheduler", "--once"]);
    assert_eq!(items(&second), items(&first));
    assert_eq!(items(&second).len(), 7);
}

#[test]
fn nothing_leaves_the_machine_in_replay() {
    let home = Home::new();
    let server = trouble::document("application/rss+xml", feed::rss(&["One"]));
    home.record(&["preview", &server.url("/a.xml")]);
    let asked = server.connections();
    replay(&home, &home, &["jobs", "add", &server.url("/a.xml")]);
    replay(&home, &home, &["scheduler", "--once"]);
    let har = home.har();
    home.run(&["--replay", har.to_str().unwrap(), "preview", &server.url("/b.xml")]).ends_with(1);
    assert_eq!(server.connections(), asked);
}

#[test]
fn a_request_that_was_not_recorded_fails_and_is_named() {
    let home = Home::new();
    let server = trouble::document("application/rss+xml", feed::rss(&["One"]));
    home.record(&["preview", &server.url("/a.xml")]);
    let har = home.har();
    let replay = ["--replay", har.to_str().unwrap()];
    let other = server.url("/b.xml?token=s3cr3t-of-mine");
    let done = home.run(&[&replay[..], &["preview", &other]].concat()).ends_with(1);
    let expected = format!("no such request: GET {}", server.url("/b.xml?token=REDACTED"));
    let done = done.says(&expected);
    assert!(!done.err.contains("s3cr3t"), "because {:?} is shown", done.err);
    let error = home.run(&[&replay[..], &["--json", "preview", &other]].concat()).ends_with(1).error();
    assert_eq!(error["code"], "unreachable");
    assert!(error["message"].as_str().unwrap().contains(&expected), "because of {error}");
    let job = home.add(&other, &[]);
    let run = home.run(&[&replay[..], &["--json", "jobs", "run", &job]].concat()).ends_with(1).json();
    assert_eq!((&run["status"], &run["error_code"]), (&"failed".into(), &"unreachable".into()));
}

#[test]
fn answers_come_in_their_order_and_the_last_one_again_and_again() {
    let (first, second) = (Home::new(), Home::new());
    let (server, entries) = feed::growing();
    entries.grow_with_requests(2);
    entries.hide_validators();
    let url = server.url("/a.xml");
    let job = first.add(&url, &[]);
    let found = |report: &Value| -> Vec<(Value, Value)> {
        let runs = report["items"].as_array().unwrap().iter();
        runs.map(|run| (run["outcome"].clone(), run["new_items_downloaded"].clone())).collect()
    };
    let recorded = found(&first.record(&["jobs", "run", &job, &job, &job]));
    assert_eq!(recorded, [(); 3].map(|()| ("new_items".into(), 2.into())));
    drop(server);
    let job = second.add(&url, &[]);
    let replayed = found(&replay(&first, &second, &["jobs", "run", &job, &job, &job, &job, &job]));
    assert_eq!(replayed[..3], recorded);
    assert_eq!(replayed[3..], [(); 2].map(|()| ("not_modified".into(), 0.into())));
}

#[test]
fn redirects_and_refusals_are_replayed_as_they_were() {
    let home = Home::new();
    let server = Server::start(|request, reply| match request.path.as_str() {
        "/new.xml" => reply.answer(200, &[("Content-Type", "text/xml")], feed::rss(&["One"]).as_bytes()),
        "/old.xml" => reply.answer(301, &[("Location", "/new.xml")], b""),
        _ => reply.answer(403, &[("Content-Type", "text/html")], b"<html>Are you human?"),
    });
    let recorded = home.record(&["preview", &server.url("/old.xml")]);
    assert!(home.recording().contains("\"_finalUrl\"") && home.recording().contains("\"_movedTo\""));
    let har = home.har().to_str().unwrap().to_owned();
    let (old, refused) = (server.url("/old.xml"), server.url("/refused"));
    assert_eq!(replay(&home, &Home::new(), &["preview", &old]), recorded);
    let record = home.run(&["--json", "--record", &har, "preview", &refused]).ends_with(1).error();
    drop(server);
    assert_eq!(home.run(&["--json", "--replay", &har, "preview", &refused]).ends_with(1).error(), record);
    // That nobody answered is an outcome too.
    let record = home.run(&["--json", "--record", &har, "preview", &refused]).ends_with(1).error();
    let _later = Server::canary();
    assert_eq!(home.run(&["--json", "--replay", &har, "preview", &refused]).ends_with(1).error(), record);
}

#[test]
fn bytes_that_are_no_utf_8_come_back_as_they_were() {
    let home = Home::new();
    let mut document = b"<?xml version=\"1.0\" encoding=\"iso-8859-1\"?>".to_vec();
    document.extend(feed::rss(&["Caf#"]).bytes().map(|byte| if byte == b'#' { 0xe9 } else { byte }));
    let server = trouble::document("text/xml", document);
    let recorded = home.record(&["preview", &server.url("/")]);
    assert_eq!(recorded["items"][0]["title"], "Café");
    assert!(home.recording().contains("\"encoding\":\"base64\""));
    assert_eq!(replay(&home, &home, &["preview", &server.url("/")]), recorded);
}

#[test]
fn the_sample_job_can_be_replayed() {
    let (first, second) = (Home::new(), Home::new());
    first.record(&["scheduler", "--once", "--create-test"]);
    replay(&first, &second, &["scheduler", "--once", "--create-test"]);
    assert_eq!(items(&second), items(&first));
    assert!(!items(&first).is_empty());
}

#[test]
fn a_monitor_writes_while_it_runs_and_leaves_a_whole_file_when_it_is_killed() {
    let home = Home::new();
    let (server, entries) = feed::growing();
    entries.add(3);
    home.add(&server.url("/a.xml"), &[]);
    let har = home.har().to_str().unwrap().to_owned();
    let mut monitor = Monitor::start(&home, &["--record", &har]);
    monitor.wait_for_event("run_finished", Duration::from_secs(30));
    eventually("it is written", Duration::from_secs(10), || home.recording().contains("/a.xml"));
    monitor.signal(Signal::KILL);
    drop((monitor, server));
    let replayed = Home::new();
    let har: Value = serde_json::from_str(&home.recording()).expect("a whole file");
    let url = har["log"]["entries"][0]["request"]["url"].as_str().unwrap();
    replay(&home, &replayed, &["jobs", "add", url]);
    let mut monitor = Monitor::start(&replayed, &["--replay", home.har().to_str().unwrap()]);
    monitor.wait_for_event("run_finished", Duration::from_secs(30));
    assert!(monitor.end(Duration::from_secs(20)).success());
    assert_eq!(items(&replayed), items(&home));
}

#[test]
fn what_a_monitor_would_fetch_instead_is_refused() {
    let home = Home::with_sample();
    let har = home.har().to_str().unwrap().to_owned();
    home.record(&["preview", "tidewatch:sample"]);
    let _monitor = Monitor::owner(&home, &[]);
    for args in [
        &["--record", &har, "jobs", "run", "Sample"][..],
        &["--replay", &har, "jobs", "run", "Sample"],
        &["--replay", &har, "jobs", "add", "tidewatch:sample"],
        &["--record", &har, "scheduler", "--once"],
        &["--replay", &har, "scheduler", "--once"],
    ] {
        home.run(args).ends_with(4).says("A monitor runs on this data folder");
    }
    replay(&home, &home, &["preview", "tidewatch:sample"]);
}
