//! Only what the user typed may lie in a private network: pages, redirects and feeds lead to
//! none. A canary shows whether anything went there all the same.

use std::fs;

use super::{
    home::Home,
    servers::{Server, feed::rss, trouble},
};

/// Names of this machine, on a port, that nobody has typed.
fn disguises(port: u16) -> Vec<String> {
    [
        "127.0.0.1",
        "localhost",
        "127.1",
        "0x7f000001",
        "2130706433",
        "017700000001",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "0.0.0.0",
        "127.8.8.8",
        "localhost.",
        "[::]",
        "127.0.0.1.",
    ]
    .map(|host| format!("http://{host}:{port}/secret.xml"))
    .to_vec()
}

#[track_caller]
fn assert_refused(home: &Home, canary: &Server, url: &str, because: &str) {
    let done = home.run(&["--json", "preview", url]).ends_with(1);
    let message = done.error()["message"].to_string();
    // Not every resolver knows every spelling.
    let is_refused = message.contains("private network") || message.contains("could not be found");
    assert!(is_refused, "because of {because}: {message}");
    assert_eq!(canary.connections(), 0, "because {because} must not lead there");
}

/// A site that is nothing but this page.
fn only_page(page: String) -> Server {
    Server::start(move |request, reply| match request.path.as_str() {
        "/" => reply.answer(200, &[("Content-Type", "text/html")], page.as_bytes()),
        _ => reply.answer(404, &[], b""),
    })
}

#[test]
fn a_private_address_that_was_typed_is_read_by_each_of_its_names() {
    let home = Home::new();
    let server = trouble::document("application/rss+xml", rss(&["One"]));
    for url in [server.url("/"), format!("http://localhost:{}/", server.port()), server.address.to_string()] {
        assert_eq!(home.json(&["preview", &url])["items"].as_array().unwrap().len(), 1);
    }
    home.add(&server.url("/"), &[]);
    home.run(&["scheduler", "--once"]).succeeds();
    home.run(&["jobs", "run", "127.0.0.1"]).succeeds();
}

#[test]
fn a_redirect_leads_to_no_private_address() {
    let (home, canary) = (Home::new(), Server::canary());
    for to in disguises(canary.port()) {
        for status in [301, 302, 303, 307, 308] {
            let server = trouble::redirect(status, to.clone());
            assert_refused(&home, &canary, &server.url("/"), &format!("a redirect {status} to {to}"));
        }
    }
    // The same host by another name, and the same name at another port, are not what was typed.
    let server = trouble::redirect(302, format!("http://127.0.0.1:{}/", canary.port()));
    assert_refused(&home, &canary, &format!("http://localhost:{}/", server.port()), "another port");
}

#[test]
fn a_redirect_within_what_was_typed_is_followed() {
    let server = Server::start(|request, reply| match request.path.as_str() {
        "/feed.xml" => reply.answer(200, &[("Content-Type", "text/xml")], rss(&["One"]).as_bytes()),
        _ => reply.answer(302, &[("Location", "/feed.xml")], b""),
    });
    assert_eq!(Home::new().json(&["preview", &server.url("/")])["title"], "Small");
}

#[test]
fn a_redirect_to_another_scheme_is_refused() {
    let home = Home::new();
    for to in [
        "file:///etc/passwd",
        "ftp://127.0.0.1/",
        "gopher://127.0.0.1:70/_x",
        "data:text/xml,<rss/>",
        "http://",
    ] {
        let server = trouble::redirect(302, to);
        home.run(&["preview", &server.url("/")]).ends_with(1).says("not a web address");
    }
}

#[test]
fn a_feed_that_a_page_names_lies_in_no_private_network() {
    let (home, canary) = (Home::new(), Server::canary());
    for to in disguises(canary.port()) {
        let server = trouble::document("text/html", trouble::page(&to));
        assert_refused(&home, &canary, &server.url("/"), &format!("a page that names {to}"));
        let link = format!("<{to}>; rel=\"alternate\"; type=\"application/rss+xml\"");
        let server = Server::start(move |request, reply| match request.path.as_str() {
            "/" => {
                reply.answer(200, &[("Content-Type", "text/html"), ("Link", &link)], b"<!doctype html><p>Hi")
            }
            _ => reply.answer(404, &[], b""),
        });
        home.run(&["preview", &server.url("/")]).ends_with(1);
        assert_eq!(canary.connections(), 0, "because a header that names {to} must not lead there");
    }
}

#[test]
fn a_page_whose_feed_is_no_web_address_is_read_as_one_that_names_none() {
    let (home, canary) = (Home::new(), Server::canary());
    let plain = only_page("<!doctype html><title>Page</title><p>Words.".into());
    let asked = |server: &Server| -> Vec<_> {
        server.requests().into_iter().map(|request| (request.method, request.path)).collect()
    };
    home.run(&["preview", &plain.url("/")]).succeeds();
    let secret = home.path().join("secret.xml");
    fs::write(&secret, rss(&["Secret"])).unwrap();
    for to in [
        format!("file://{}", secret.display()),
        "file:///etc/passwd".into(),
        format!("ftp://127.0.0.1:{}/feed", canary.port()),
        "javascript:alert(1)".into(),
    ] {
        let server = only_page(trouble::page(&to));
        let done = home.run(&["--json", "preview", &server.url("/")]).succeeds();
        let preview = done.json();
        assert_eq!(preview["platform"], "webpage", "because {to} is no feed");
        assert!(preview["warnings"].to_string().contains("No feed was found"), "{}", done.out);
        assert!(!done.out.contains(&to) && !done.out.contains("Secret"), "because of {to}: {}", done.out);
        assert_eq!(asked(&server), asked(&plain), "because {to} leads nowhere");
        assert_eq!(canary.connections(), 0, "because {to} must not lead there");
    }
}

#[test]
fn a_feed_that_says_it_has_moved_into_a_private_network_goes_on_where_it_is() {
    let (home, canary) = (Home::new(), Server::canary());
    let to = canary.url("/moved.xml");
    let feed = move |title: &str| {
        format!(
            "<rss version=\"2.0\" xmlns:itunes=\"http://www.itunes.com/dtds/podcast-1.0.dtd\"><channel><title>F</title>\
             <itunes:new-feed-url>{to}</itunes:new-feed-url><atom:link xmlns:atom=\"http://www.w3.org/2005/Atom\" \
             rel=\"self\" href=\"{to}\"/><item><guid>{title}</guid><title>{title}</title>\
             <link>{to}</link><enclosure url=\"{to}\" type=\"image/png\" length=\"1\"/></item></channel></rss>"
        )
    };
    let count = std::sync::atomic::AtomicUsize::new(0);
    let server = Server::start(move |_, reply| {
        let number = count.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
        reply.answer(200, &[("Content-Type", "text/xml")], feed(&format!("Entry {number}")).as_bytes())
    });
    let job = home.add(&server.url("/"), &[]);
    for _ in 0..6 {
        home.run(&["jobs", "run", &job]).succeeds();
    }
    assert_eq!(canary.connections(), 0);
    assert_eq!(server.request_count(), 6);
}

#[test]
fn what_is_no_web_address_is_refused_before_anything_is_sent() {
    let (home, canary) = (Home::new(), Server::canary());
    let port = canary.port();
    for typed in [
        "file:///etc/passwd".to_owned(),
        "FILE:///etc/passwd".to_owned(),
        format!("ftp://127.0.0.1:{port}/"),
        format!("gopher://127.0.0.1:{port}/_GET"),
        "data:text/xml,<rss/>".to_owned(),
        "javascript:alert(1)".to_owned(),
        format!("http://user:secret@127.0.0.1:{port}/"),
        format!("http://127.0.0.1:{port}\\@example.org/"),
        format!("http://example.org\u{a}.127.0.0.1:{port}/"),
        "hello".to_owned(),
        String::new(),
    ] {
        for command in ["recognise", "preview"] {
            let done = home.run(&["--json", command, &typed]).ends_with(2);
            assert_eq!(done.error()["code"], "invalid_target", "because of {typed:?}");
            assert_eq!(done.error()["fields"][0]["field"], "target_url");
        }
        home.run(&["jobs", "add", "--no-check", &typed]).ends_with(2);
    }
    assert_eq!(canary.connections(), 0);
    assert_eq!(home.number("SELECT count(*) FROM monitoring_jobs"), 0);
}

#[test]
fn a_changed_link_takes_its_own_leave_and_gives_up_that_of_the_old_one() {
    let home = Home::new();
    let (old, new) = (Server::canary(), trouble::document("application/rss+xml", rss(&["One"])));
    let job = home.add(&old.url("/"), &[]);
    home.run(&["jobs", "edit", &job, "--url", &new.url("/")]).succeeds();
    home.run(&["jobs", "run", &job]).succeeds();
    let back = trouble::redirect(302, old.url("/"));
    home.run(&["jobs", "edit", &job, "--url", &back.url("/")]).succeeds();
    let run = home.run(&["--json", "jobs", "run", &job]).ends_with(1).json();
    assert_eq!(run["error_code"], "blocked");
    assert_eq!(old.connections(), 0);
}
