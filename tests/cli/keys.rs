//! Keys of platforms: how they are set, tried and forgotten, and that nothing shows them.

use std::{fs, os::unix::fs::PermissionsExt, path::Path, process::Command};

use serde_json::{Value, json};

use super::{
    home::{Done, Home, SOON, finish},
    servers::Server,
};

const SECRET: &str = "ghp-s3cr3t-of-mine-77";

/// A home that keeps its keys in a file and has one.
fn with_key(platform: &str, lines: &str) -> Home {
    let home = Home::new();
    home.run(&["secrets", "use", "file"]).succeeds();
    home.run_with(&["secrets", "set", platform, "--no-test"], lines).succeeds();
    home
}

fn key_file(home: &Home) -> std::path::PathBuf {
    home.data().join("secrets.json")
}

/// A recording with one answer.
fn recording(home: &Home, url: &str, status: u16, body: &str) -> String {
    let entry = json!({
        "request": { "method": "GET", "url": url, "headers": [] },
        "response": { "status": status, "headers": [], "content": { "text": body } }
    });
    let har = json!({ "log": { "creator": { "name": "Tidewatch" }, "entries": [entry] } });
    let path = home.path().join("key.har");
    fs::write(&path, har.to_string()).unwrap();
    path.to_str().unwrap().to_owned()
}

#[track_caller]
fn assert_hidden(done: &Done) {
    assert!(
        !done.out.contains("s3cr3t") && !done.err.contains("s3cr3t"),
        "because of {}{}",
        done.out,
        done.err
    );
}

/// Looks into every file below a folder but the one for keys.
fn assert_nowhere(folder: &Path) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            assert_nowhere(&path);
        } else if path.is_file() && path.file_name().is_some_and(|name| name != "secrets.json") {
            let bytes = fs::read(&path).unwrap();
            assert!(
                !bytes.windows(6).any(|six| six == b"s3cr3t"),
                "because the key is in {}",
                path.display()
            );
        }
    }
}

#[test]
fn a_key_is_read_line_by_line_and_kept_in_a_file_of_its_users_own() {
    let home = with_key("twitch", &format!("  app-of-mine  \n\n{SECRET}\n"));
    let kept: Value = serde_json::from_slice(&fs::read(key_file(&home)).unwrap()).unwrap();
    let kept = kept.as_object().unwrap().values().next().unwrap();
    assert_eq!(kept, &json!({ "client_id": "app-of-mine", "client_secret": SECRET }));
    assert_eq!(fs::metadata(key_file(&home)).unwrap().permissions().mode() & 0o777, 0o600);
    let listed = home.run(&["secrets", "list"]).succeeds();
    assert!(listed.out.starts_with("Keys are kept in secrets.json"), "because of {}", listed.out);
    assert_hidden(&listed);
    let listed = home.json(&["secrets", "list"]);
    assert_eq!((&listed["place"], &listed["total"]), (&"file".into(), &1.into()));
    assert_eq!(
        (&listed["items"][0]["platform"], &listed["items"][0]["state"]),
        (&"twitch".into(), &"untested".into())
    );
    assert_nowhere(home.path());
}

#[test]
fn a_key_with_a_part_missing_is_refused_and_the_part_is_named() {
    let home = Home::new();
    home.run(&["secrets", "use", "file"]).succeeds();
    for (lines, part) in
        [("", "key.client_id"), ("app\n", "key.client_secret"), ("a b\nc\n", "key.client_id")]
    {
        let done = home.run_with(&["--json", "secrets", "set", "twitch"], lines).ends_with(2);
        assert_eq!(done.error()["fields"][0]["field"], part, "because of {lines:?}");
    }
    let done = home.run_with(&["secrets", "set", "telegram"], "anything\n").ends_with(2);
    done.says("telegram has no key");
    assert_eq!(home.json(&["secrets", "list"])["total"], 0);
}

#[test]
fn a_key_is_tried_when_it_is_set_and_a_wrong_one_is_a_failure() {
    let home = Home::new();
    home.run(&["secrets", "use", "file"]).succeeds();
    let limit = "https://api.github.com/rate_limit";
    for (status, state, code) in [(200, "works", 0), (401, "wrong", 1), (200, "works", 0)] {
        let har = recording(&home, limit, status, "{}");
        let set =
            home.run_with(&["--json", "--replay", &har, "secrets", "set", "github"], SECRET).ends_with(code);
        assert_hidden(&set);
        assert_eq!(set.json()["state"], state);
        let tested = home.run(&["--json", "--replay", &har, "secrets", "test", "github"]).ends_with(code);
        assert_eq!((&tested.json()["state"], tested.json()["checked_at"].is_string()), (&state.into(), true));
    }
    let har = recording(&home, limit, 500, "");
    let tested = home.run(&["--replay", &har, "secrets", "test", "github"]).succeeds();
    assert!(tested.out.contains("has a problem of its own (500)."), "because of {}", tested.out);
    assert_eq!(
        home.json(&["secrets", "list"])["items"][0]["state"],
        "works",
        "because that says nothing of the key"
    );
}

#[test]
fn a_key_that_is_forgotten_is_in_no_file_and_cannot_be_tried() {
    let home = with_key("github", SECRET);
    home.run(&["secrets", "remove", "github"]).succeeds();
    assert!(!fs::read_to_string(key_file(&home)).unwrap().contains("s3cr3t"));
    assert_eq!(home.json(&["secrets", "list"])["total"], 0);
    for command in ["test", "remove"] {
        let done = home.run(&["secrets", command, "github"]).ends_with(3);
        assert!(done.err.contains("No key is set for GitHub"), "because of {}", done.err);
    }
}

#[test]
fn a_file_that_others_can_read_is_not_used() {
    let home = with_key("github", SECRET);
    let job = home.add("https://github.com/harbour/tide/issues", &[]);
    for mode in [0o644, 0o640, 0o604] {
        fs::set_permissions(key_file(&home), fs::Permissions::from_mode(mode)).unwrap();
        for args in [&["secrets", "test", "github"][..], &["secrets", "remove", "github"]] {
            let done = home.run(args).ends_with(1);
            assert!(
                done.err.contains("Others can read the file") && done.err.contains("chmod 600"),
                "{}",
                done.err
            );
            assert_hidden(&done);
        }
        let run = home.run(&["--json", "jobs", "run", &job]).ends_with(1).json();
        assert_eq!(run["error_code"], "auth_required", "because nothing is asked without the key: {run}");
        assert!(run["error_message"].to_string().contains("chmod 600"), "because of {run}");
    }
    assert!(fs::read_to_string(key_file(&home)).unwrap().contains(SECRET), "because nothing was lost");
}

#[test]
fn no_output_no_log_no_recording_and_no_database_shows_a_key() {
    let server = Server::start(|request, reply| {
        let sent = request.header("authorization").unwrap_or_default().to_owned();
        let headers = [("Content-Type", "application/json"), ("X-Echo", sent.as_str())];
        match request.path.contains("/issues") {
            true => reply.answer(200, &headers, b"[]"),
            false => {
                reply.answer(500, &headers, format!("{{\"message\":\"{sent} {}\"}}", request.path).as_bytes())
            }
        }
    });
    for (platform, link) in
        [("github", "https://github.com/harbour/tide/issues"), ("tumblr", "https://ana-tides.tumblr.com/")]
    {
        let home = with_key(platform, SECRET);
        home.run(&["platforms", "set", platform, "base_url", &server.url("")]).succeeds();
        let job = home.add(link, &["--platform", platform]);
        let har = home.path().join("network.har");
        let record = ["-vv", "--record", har.to_str().unwrap()];
        for args in [&["jobs", "run", &job][..], &["secrets", "test", platform], &["preview", link]] {
            assert_hidden(&home.run(&[&record[..], args].concat()));
            assert_hidden(&home.run(&[&["--json"], &record[..], args].concat()));
            assert!(fs::read_to_string(&har).unwrap().contains("127.0.0.1"), "because {args:?} asked");
            assert_nowhere(home.path());
        }
        home.run(&["platforms", "set", platform, "base_url", "http://127.0.0.1:9"]).succeeds();
        assert_hidden(&home.run(&["-vv", "jobs", "run", &job]));
        assert_nowhere(home.path());
    }
    let asked = server.requests();
    assert!(asked.iter().any(|request| request.header("authorization") == Some(&format!("Bearer {SECRET}"))));
    assert!(asked.iter().any(|request| request.path.contains(&format!("api_key={SECRET}"))));
}

#[test]
fn without_a_session_bus_setting_a_key_says_what_to_do() {
    let home = Home::new();
    let run = |args: &[&str]| {
        let mut command: Command = home.command(args);
        command.env("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere/bus");
        command
    };
    let set = home.finish_with(run(&["secrets", "set", "github", "--no-test"]), SECRET).ends_with(1);
    assert!(set.err.contains("There is no keychain here"), "because of {}", set.err);
    assert!(set.err.contains("tidewatch secrets use file"), "because of {}", set.err);
    assert_hidden(&set);
    let error = home.finish_with(run(&["--json", "secrets", "set", "github"]), SECRET).ends_with(1).error();
    assert_eq!(error["code"], "secret_unavailable");
    finish(run(&["secrets", "use", "file"]), SOON).succeeds();
    home.finish_with(run(&["secrets", "set", "github", "--no-test"]), SECRET).succeeds();
    let back = finish(run(&["secrets", "use", "keychain"]), SOON).ends_with(1);
    assert!(back.err.contains("There is no keychain here"), "because of {}", back.err);
    assert_eq!(home.json(&["secrets", "list"])["place"], "file", "because all stay where they are");
}

#[test]
fn a_part_that_only_some_keys_have_may_be_left_out() {
    let home = with_key("discourse", &format!("talk.example\n{SECRET}\n"));
    let kept: Value = serde_json::from_slice(&fs::read(key_file(&home)).unwrap()).unwrap();
    let kept = kept.as_object().unwrap().values().next().unwrap();
    assert_eq!(kept, &json!({ "server": "talk.example", "key": SECRET }));
    let error =
        home.run_with(&["--json", "secrets", "set", "discourse"], "talk.example\n").ends_with(2).error();
    assert_eq!(error["fields"][0]["field"], "key.key");
}

#[test]
fn each_address_that_is_set_for_a_platform_may_be_on_this_machine() {
    for (platform, setting, lines, link) in [
        ("x", "api_url", SECRET.to_owned(), "https://x.com/ana"),
        ("twitch", "token_url", format!("app\n{SECRET}"), "https://www.twitch.tv/ana"),
        ("youtube", "api_url", SECRET.to_owned(), "https://www.youtube.com/hashtag/tide"),
    ] {
        let server = Server::start(|_, reply| reply.answer(500, &[], b""));
        let home = with_key(platform, &lines);
        home.run(&["platforms", "set", platform, setting, &server.url("/here")]).succeeds();
        let job = home.add(link, &[]);
        let run = home.run(&["--json", "jobs", "run", &job]).ends_with(1).json();
        assert_eq!(run["error_code"], "platform_down", "because the user typed that address: {run}");
        assert_eq!(server.connections(), 1, "because of {platform}");
    }
}
