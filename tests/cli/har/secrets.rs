//! No secret is in a recording, wherever it came from or came back.

use super::{Home, Server, feed::rss, replay};

const SECRET: &str = "s3cr3t&of+mine";

/// Repeats what it is asked in a header, a link and a text, as servers do.
fn echoing() -> Server {
    Server::start(|request, reply| {
        let path = request.path.replace('&', "&amp;");
        let title = format!("{SECRET} at {path}").replace("f&o", "f&amp;o");
        let link = format!("<http://feed.example{}>; rel=\"self\"", request.path);
        let headers = [
            ("Content-Type", "application/rss+xml"),
            ("Set-Cookie", "session=c00kie-of-yours; HttpOnly"),
            ("X-Auth-Token", "t0ken-of-yours"),
            ("Link", &link),
            ("X-Next", "/list?page=2&api_key=an0ther-of-mine"),
        ];
        reply.answer(200, &headers, rss(&[&title.replace("&of", "&amp;of"), "Plain"]).as_bytes())
    })
}

#[test]
fn secrets_of_addresses_headers_and_answers_are_in_no_recording() {
    let home = Home::new();
    let server = echoing();
    let url = server.url("/feed.xml?page=1&Access_Token=s3cr3t%26of%2Bmine&key=k3y-of-mine");
    let preview = home.record(&["preview", &url]);
    let recording = home.recording();
    for secret in ["s3cr3t", "k3y-of-mine", "c00kie-of-yours", "t0ken-of-yours", "an0ther-of-mine"] {
        assert!(!recording.contains(secret), "because {secret} is in {recording}");
    }
    assert!(recording.contains("/feed.xml?page=1&Access_Token=REDACTED&key=REDACTED"));
    assert!(recording.contains("/list?page=2&api_key=REDACTED"));
    drop(server);
    for token in [&url, &url.replace("of-mine", "of-another")] {
        let replayed = replay(&home, &home, &["preview", token]);
        assert_eq!(replayed["items"][1], preview["items"][1], "because secrets do not tell requests apart");
    }
    let other = url.replace("page=1", "page=2");
    let har = home.har();
    home.run(&["--replay", har.to_str().unwrap(), "preview", &other]).ends_with(1);
}
