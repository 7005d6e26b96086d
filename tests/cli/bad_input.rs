//! Links that lead to nothing good: a clear sentence, the right exit code, nothing kept.

use std::time::Duration;

use super::{
    home::{Done, Home},
    servers::{
        Server,
        feed::rss,
        tls::Authority,
        trouble::{self, document},
    },
};

/// Looks at a link, fails, and has not kept anything. Answers what `--json` says.
#[track_caller]
fn fails(url: &str, code: &str, words: &str) {
    fails_in(&Home::new(), url, code, words, |home, args| home.run(args));
}

#[track_caller]
fn fails_in(home: &Home, url: &str, code: &str, words: &str, run: impl Fn(&Home, &[&str]) -> Done) {
    run(home, &["preview", url]).ends_with(1).says(words);
    let done = run(home, &["--json", "preview", url]).ends_with(1);
    assert_eq!(done.error()["code"], code, "because of {}", done.err);
    assert_eq!(done.out, "", "because there is nothing to show");
    // Adding it says the same and saves nothing.
    run(home, &["jobs", "add", url]).ends_with(1).says(words);
    assert_eq!(home.number("SELECT count(*) FROM monitoring_jobs"), 0);
}

#[test]
fn a_refused_connection_is_told() {
    let port = std::net::TcpListener::bind(("127.0.0.1", 0)).unwrap().local_addr().unwrap().port();
    fails(&format!("http://127.0.0.1:{port}/feed"), "unreachable", "refuses the connection");
}

#[test]
fn a_name_that_does_not_exist_is_told() {
    fails("https://nothing.invalid/feed", "unreachable", "nothing.invalid could not be found");
}

#[test]
fn a_status_that_is_no_success_is_told_each_in_its_own_words() {
    for (status, code, words) in [
        (401, "unauthorized", "asks for a login (401)"),
        (403, "blocked", "refuses access (403)"),
        (404, "unreachable", "finds nothing at this address (404)"),
        (410, "unreachable", "removed for good (410)"),
        (429, "rate_limited", "asked too often (429)"),
        (500, "unreachable", "a problem of its own (500)"),
        (503, "unreachable", "a problem of its own (503)"),
        (418, "malformed_response", "an unexpected answer (418)"),
    ] {
        let server = trouble::status(status);
        fails(&server.url("/"), code, words);
    }
}

#[test]
fn a_page_without_a_feed_is_told_and_one_with_a_feed_is_read_from_there() {
    let server = trouble::page_without_feed();
    fails(&server.url("/"), "malformed_response", "the page names no feed");

    let (home, server) = (Home::new(), trouble::page_with_feed());
    let preview = home.json(&["preview", &server.url("/")]);
    assert_eq!(preview["target_id"], server.url("/feed.xml"));
    assert_eq!(preview["items"].as_array().unwrap().len(), 2);
}

#[test]
fn what_is_no_feed_is_told() {
    for (content_type, body, words) in [
        ("application/pdf", b"%PDF-1.7 ...".as_slice(), "not with a feed"),
        ("application/rss+xml", b"", "an empty document, not with a feed"),
        ("application/json", b"{\"a\": 1}", "not with a feed"),
        ("application/rss+xml", b"\x00\x01\x02\x03\xff\xfe\xfd", "not with a feed"),
        ("application/rss+xml", b"<rss", "The feed of 127.0.0.1 cannot be read"),
    ] {
        let server = document(content_type, body);
        let done = Home::new().run(&["preview", &server.url("/")]).ends_with(1);
        assert!(done.err.contains(words), "because {:?} says nothing of {words:?}", done.err);
    }
}

#[test]
fn a_server_that_hangs_is_given_up_at_the_deadline() {
    for server in [trouble::hangs_before_answering(), trouble::hangs_after_headers(), trouble::drips()] {
        let home = Home::new();
        let done = home.run(&["--deadline", "1", "preview", &server.url("/")]).ends_with(1);
        assert!(done.took < Duration::from_secs(10), "because it took {:?}", done.took);
        done.says("127.0.0.1 did not answer in full within 1 seconds");
        home.add(&server.url("/"), &[]);
        home.run(&["--deadline", "1", "scheduler", "--once"]).ends_with(1);
        assert_eq!(home.number("SELECT count(*) FROM monitoring_runs WHERE error_code = 'timeout'"), 1);
        home.assert_intact();
    }
}

#[test]
fn the_deadline_is_a_minute_unless_told_otherwise() {
    let help = Home::new().run(&["preview", "--deadline", "0.01", "x"]).ends_with(2);
    assert!(help.err.contains("0.1"), "because {:?} does not say what is possible", help.err);
    // A hung server must not hold the others up.
    let (hung, home) = (trouble::hangs_before_answering(), Home::new());
    let good = document("application/rss+xml", rss(&["One"]));
    home.add(&hung.url("/"), &["--name", "Hung"]);
    home.add(&good.url("/"), &["--name", "Good"]);
    let done = home.run(&["--json", "--deadline", "3", "scheduler", "--once"]).ends_with(1);
    let order: Vec<_> =
        done.json()["items"].as_array().unwrap().iter().map(|run| run["job_name"].to_string()).collect();
    assert_eq!(order, ["\"Good\"", "\"Hung\""], "because the first to end is the one that works");
}

#[test]
fn an_answer_that_breaks_off_is_told_and_nothing_of_it_is_kept() {
    for (server, words) in [
        (trouble::truncated(), "the answer ended early"),
        (trouble::header_flood(), "127.0.0.1"),
        (trouble::gibberish(), "127.0.0.1"),
    ] {
        let home = Home::new();
        home.run(&["preview", &server.url("/")]).ends_with(1).says(words);
        home.add(&server.url("/"), &[]);
        home.run(&["scheduler", "--once"]).ends_with(1);
        assert_eq!(home.number("SELECT count(*) FROM monitoring_runs WHERE status = 'failed'"), 1);
        assert_eq!(home.number("SELECT count(*) FROM items"), 0);
    }
}

#[test]
fn a_body_that_is_longer_than_announced_is_read_to_where_it_was_to_end() {
    let server = trouble::longer_than_announced();
    let preview = Home::new().json(&["preview", &server.url("/")]);
    assert_eq!((&preview["outcome"], &preview["items"]), (&"partial".into(), &serde_json::json!([])));
    assert!(preview["warnings"][0].as_str().unwrap().contains("ends in the middle"), "because of {preview}");
}

#[test]
fn redirects_in_a_circle_or_without_end_are_told() {
    let words = "redirects in a circle or more than 10 times";
    let server = trouble::redirect_circle();
    fails(&server.url("/a"), "unreachable", words);
    let server = trouble::redirect_for_ever();
    fails(&server.url("/"), "unreachable", words);
    assert_eq!(server.request_count(), 3 * 11, "because ten redirects are followed each time");
}

#[test]
fn certificates_are_checked_and_each_fault_is_told() {
    let (trusted, stranger) = (Authority::create("Ours"), Authority::create("Strange"));
    let home = Home::new();
    let roots = home.path().join("roots.pem");
    trusted.write(&roots);
    let run = |home: &Home, args: &[&str]| {
        let mut command = home.command(args);
        command.env("SSL_CERT_FILE", &roots);
        super::home::finish(command, super::home::SOON)
    };
    let serve = |config| {
        Server::start_tls(config, |_, reply| {
            reply.answer(200, &[("Content-Type", "application/rss+xml")], rss(&["One"]).as_bytes())
        })
    };
    let good = serve(trusted.server("127.0.0.1"));
    run(&home, &["preview", &good.url("/")]).succeeds();
    let bad = [
        (serve(trusted.expired_server("127.0.0.1")), "its certificate has expired"),
        (serve(trusted.server("other.example")), "its certificate is for another name"),
        (serve(stranger.server("127.0.0.1")), "issued by somebody this computer does not trust"),
    ];
    for (server, words) in &bad {
        fails_in(&home, &server.url("/"), "unreachable", words, run);
        assert_eq!(server.request_count(), 0, "because no request may be sent");
    }
    home.add(&bad[0].0.url("/"), &[]);
    run(&home, &["scheduler", "--once"]).ends_with(1);
    assert_eq!(home.number("SELECT count(*) FROM monitoring_runs WHERE error_code = 'tls'"), 1);
}
