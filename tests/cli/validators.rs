//! What is sent back to a server so that it need not repeat itself, and to whom.

use super::{
    home::Home,
    servers::{Server, feed, trouble},
};

#[test]
fn validators_are_echoed_byte_for_byte_and_304_ends_the_run() {
    let home = Home::new();
    let (server, entries) = feed::growing();
    entries.add(2);
    let job = home.add(&server.url("/a.xml"), &[]);
    home.run(&["scheduler", "--once"]).succeeds();
    let run = home.json(&["jobs", "run", &job]);
    assert_eq!((&run["outcome"], &run["http_status"]), (&"not_modified".into(), &304.into()));
    let second = &server.requests()[1];
    assert_eq!(second.header("if-none-match"), Some("\"a-2-0\""));
    assert_eq!(second.header("if-modified-since"), Some("Tue, 03 Nov 2026 08:00:00 GMT"));
    assert!(second.header("user-agent").unwrap().starts_with("Tidewatch/"));
}

#[test]
fn the_same_bytes_without_validators_are_not_parsed_again() {
    let home = Home::new();
    let (server, entries) = feed::growing();
    entries.add(2);
    entries.hide_validators();
    let job = home.add(&server.url("/a.xml"), &[]);
    home.run(&["scheduler", "--once"]).succeeds();
    let run = home.json(&["jobs", "run", &job]);
    assert_eq!((&run["outcome"], &run["http_status"]), (&"not_modified".into(), &200.into()));
    entries.add(1);
    assert_eq!(home.json(&["jobs", "run", &job])["new_items_downloaded"], 1);
}

#[test]
fn another_origin_gets_nothing_that_was_meant_for_the_first() {
    let home = Home::new();
    let other = trouble::document("application/rss+xml", feed::rss(&["One"]));
    let moved = std::sync::Arc::new(std::sync::atomic::AtomicBool::new(false));
    let (has_moved, to) = (std::sync::Arc::clone(&moved), other.url("/there.xml"));
    let first = Server::start(move |_, reply| {
        if has_moved.load(std::sync::atomic::Ordering::SeqCst) {
            return reply.answer(302, &[("Location", &to), ("Set-Cookie", "a=b")], b"");
        }
        reply.answer(
            200,
            &[("Content-Type", "text/xml"), ("ETag", "\"secret\"")],
            feed::rss(&["Two"]).as_bytes(),
        )
    });
    let job = home.add(&first.url("/here.xml"), &[]);
    home.run(&["scheduler", "--once"]).succeeds();
    // What the user sets may be private too; that is how a test can have two origins.
    let setting = format!(
        "INSERT INTO settings VALUES ('platforms', '{{\"feed\": {{\"base_url\": \"{}\"}}}}')",
        other.url("/")
    );
    home.execute(&setting);
    moved.store(true, std::sync::atomic::Ordering::SeqCst);
    home.run(&["jobs", "run", &job]).succeeds();
    assert_eq!(first.requests()[1].header("if-none-match"), Some("\"secret\""));
    let mut names: Vec<_> = other.requests()[0].headers.iter().map(|(name, _)| name.clone()).collect();
    names.sort();
    assert_eq!(names, ["accept", "accept-encoding", "host", "user-agent"]);
}
