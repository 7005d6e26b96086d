//! Files that cannot be read or written as a recording, and options that do not go together.

use std::{fs, os::unix::fs::PermissionsExt};

use super::{Home, feed::rss, trouble};

#[test]
fn a_recording_is_its_users_alone_and_a_har_of_version_1_2() {
    let home = Home::new();
    let server = trouble::document("application/rss+xml", rss(&["One"]));
    home.record(&["preview", &server.url("/a.xml?x=1")]);
    assert_eq!(fs::metadata(home.har()).unwrap().permissions().mode() & 0o777, 0o600);
    assert_eq!(fs::read_dir(home.path()).unwrap().count(), 2, "because nothing else is left beside the data");
    let log: serde_json::Value = serde_json::from_str(&home.recording()).unwrap();
    let log = &log["log"];
    assert_eq!((&log["version"], &log["creator"]["name"]), (&"1.2".into(), &"Tidewatch".into()));
    let entry = &log["entries"][0];
    assert!(entry["startedDateTime"].as_str().unwrap().ends_with('Z'), "because of {entry}");
    for (part, fields) in [
        ("request", &["method", "url", "httpVersion", "cookies", "headers", "queryString"][..]),
        (
            "response",
            &["status", "statusText", "httpVersion", "cookies", "headers", "content", "redirectURL"],
        ),
        ("timings", &["send", "wait", "receive"]),
    ] {
        for field in fields {
            assert!(entry[part].get(field).is_some(), "because the format demands {part}.{field} in {entry}");
        }
    }
    assert_eq!(entry["request"]["queryString"][0], serde_json::json!({ "name": "x", "value": "1" }));
    assert_eq!((&entry["response"]["status"], &entry["response"]["statusText"]), (&200.into(), &"OK".into()));
}

#[test]
fn a_recording_is_replaced_and_nothing_else_is() {
    let home = Home::new();
    let server = trouble::document("application/rss+xml", rss(&["One"]));
    home.record(&["preview", &server.url("/a.xml")]);
    home.record(&["preview", &server.url("/b.xml")]);
    assert!(!home.recording().contains("/a.xml") && home.recording().contains("/b.xml"));
    let notes = home.path().join("notes.txt");
    fs::write(&notes, "dear diary").unwrap();
    let before = server.connections();
    for (file, words) in [
        (notes.to_str().unwrap(), "is no recording"),
        (home.path().to_str().unwrap(), "no file that could be replaced"),
        ("/dev/null", "no file that could be replaced"),
        ("/nowhere/at/all.har", "cannot be written"),
    ] {
        let args = ["--record", file, "preview", &server.url("/a.xml")];
        home.run(&args).ends_with(2).says(words);
    }
    assert_eq!(server.connections(), before, "because that is said before anything is fetched");
    assert_eq!(fs::read_to_string(notes).unwrap(), "dear diary");
}

#[test]
fn a_damaged_recording_is_refused_in_a_sentence() {
    let home = Home::new();
    let server = trouble::document("application/rss+xml", rss(&["One"]));
    home.record(&["preview", &server.url("/a.xml")]);
    let whole = home.recording();
    let har = home.har();
    for (text, words) in [
        (&whole[..whole.len() / 2], "ends early"),
        ("", "ends early"),
        ("<html>", "no recording (HAR)"),
        ("{\"log\": {\"entries\": {}}}", "no recording (HAR)"),
        ("{\"log\": {}}", "missing field `entries`"),
        ("[]", "no recording (HAR)"),
        ("\u{0}\u{1}", "no recording (HAR)"),
    ] {
        fs::write(&har, text).unwrap();
        let replay = ["--replay", har.to_str().unwrap(), "preview", &server.url("/a.xml")];
        home.run(&replay).ends_with(2).says(words);
        let error = home.run(&[&["--json"], &replay[..]].concat()).ends_with(2).error();
        assert_eq!(
            (&error["code"], &error["fields"][0]["field"]),
            (&"invalid_field".into(), &"replay".into())
        );
    }
    home.run(&["--replay", "/nowhere.har", "preview", "example.org"]).ends_with(2).says("cannot be read");
    home.run(&["--replay", "/", "preview", "example.org"]).ends_with(2).says("cannot be read");
}

#[test]
fn both_options_at_once_are_wrong_usage_wherever_they_stand() {
    let home = Home::new();
    for args in [
        &["--record", "a.har", "--replay", "b.har", "preview", "example.org"][..],
        &["preview", "example.org", "--record", "a.har", "--replay", "b.har"],
        &["--record", "a.har", "preview", "example.org", "--replay", "b.har"],
        &["--replay", "a.har", "jobs", "--record", "b.har", "add", "example.org"],
    ] {
        home.run(args).ends_with(2);
        let error = home.run(&[&["--json"], args].concat()).ends_with(2).error();
        assert_eq!(error["code"], "invalid_field", "because of {error}");
        let message = error["message"].as_str().unwrap();
        assert!(message.contains("cannot be used") && message.contains("--replay"), "because of {message:?}");
    }
    assert!(!home.data().exists());
}

#[test]
fn commands_that_fetch_nothing_take_neither_option() {
    let home = Home::new();
    for command in [
        &["status"][..],
        &["recognise", "example.org"],
        &["jobs", "list"],
        &["items", "list"],
        &["platforms"],
        &["export"],
    ] {
        for option in ["--record", "--replay"] {
            let file = home.path().join("none.har");
            let args = [&[option, file.to_str().unwrap()], command].concat();
            home.run(&args).ends_with(2).says("nothing else fetches");
            assert!(!file.exists());
        }
    }
}
