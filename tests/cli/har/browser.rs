//! What a browser saved can be replayed too.

use std::fs;

use serde_json::{Value, json};

use super::{Home, replay};

fn entry(url: &str, response: Value) -> Value {
    json!({
        "_initiator": { "type": "other" },
        "_resourceType": "document",
        "cache": {},
        "connection": "443",
        "pageref": "page_1",
        "request": {
            "method": "GET", "url": url, "httpVersion": "h2",
            "headers": [{ "name": ":authority", "value": "site.example" }, { "name": "accept", "value": "*/*" }],
            "queryString": [], "cookies": [{ "name": "a", "value": "b", "expires": null }],
            "headersSize": -1, "bodySize": 0
        },
        "response": response,
        "serverIPAddress": "192.0.2.1",
        "startedDateTime": "2026-11-03T08:00:00.000+01:00",
        "time": 12.5,
        "timings": { "blocked": -1, "dns": -1, "ssl": -1, "connect": -1, "send": 0.1, "wait": 12, "receive": 1 }
    })
}

fn answer(status: u16, headers: Value, content: Value) -> Value {
    json!({
        "status": status, "statusText": "", "httpVersion": "h2", "headers": headers, "cookies": [],
        "content": content, "redirectURL": "", "headersSize": -1, "bodySize": -1, "_transferSize": 999,
        "_error": null
    })
}

fn saved() -> Value {
    let page = "<!doctype html><html><head><title>Site</title>\
                <link rel=\"alternate\" type=\"application/rss+xml\" href=\"/feed.xml\"></head></html>";
    let feed = "<?xml version=\"1.0\" encoding=\"iso-8859-1\"?><rss version=\"2.0\"><channel><title>Kaffee</title>\
                <item><guid isPermaLink=\"false\">1</guid><title>Café №1</title></item></channel></rss>";
    let packed = "PHJzcyB2ZXJzaW9uPSIyLjAiPjxjaGFubmVsPjx0aXRsZT5QYWNrZWQ8L3RpdGxlPjxpdGVtPjxndWlkPjE8L2d1aWQ+\n\
                  PHRpdGxlPk9uZTwvdGl0bGU+PC9pdGVtPjwvY2hhbm5lbD48L3Jzcz4=";
    let location = |to: &str| json!([{ "name": "location", "value": to }]);
    let xml = json!([
        { "name": ":status", "value": "200" },
        { "name": "content-type", "value": "application/rss+xml; charset=iso-8859-1" },
        { "name": "content-encoding", "value": "br" },
        { "name": "content-length", "value": "17" }
    ]);
    let mut not_modified =
        answer(304, json!([]), json!({ "size": 300, "mimeType": "text/xml", "text": feed }));
    not_modified["headers"] = Value::Null;
    json!({ "log": {
        "version": "1.2",
        "creator": { "name": "WebInspector", "version": "537.36" },
        "browser": { "name": "Some Browser", "version": "1" },
        "pages": [{ "id": "page_1", "title": "Site", "startedDateTime": "2026-11-03T08:00:00Z", "pageTimings": {} }],
        "entries": [
            entry("wss://site.example/live", answer(101, json!([]), json!({ "size": 0 }))),
            entry("https://site.example/#top", answer(301, location("https://www.site.example/"), json!({ "size": 0 }))),
            entry(
                "https://www.site.example/",
                answer(
                    200,
                    json!([{ "name": "content-type", "value": "text/html" }]),
                    json!({ "size": page.len(), "mimeType": "text/html", "text": page })
                )
            ),
            entry(
                "https://www.site.example/feed.xml",
                answer(200, xml, json!({ "size": 9, "mimeType": "text/xml", "text": feed, "compression": 3 }))
            ),
            entry(
                "https://www.site.example/packed.xml?key=of-the-one-who-saved-it",
                answer(
                    200,
                    json!([{ "name": "content-type", "value": "text/xml" }]),
                    json!({ "size": 9, "mimeType": "text/xml", "text": packed, "encoding": "base64" })
                )
            ),
            entry("https://www.site.example/cached.xml", not_modified),
            entry("https://www.site.example/evicted.xml", answer(200, json!([]), json!({ "size": 512 }))),
            entry("https://www.site.example/blocked.xml", answer(0, json!([]), json!({ "size": 0 }))),
        ]
    } })
}

fn home_with_saved() -> Home {
    let home = Home::new();
    // Some programs begin their files with a mark.
    fs::write(home.har(), format!("\u{feff}{}", serde_json::to_string_pretty(&saved()).unwrap())).unwrap();
    home
}

#[test]
fn redirects_and_pages_of_a_browsers_recording_are_followed_to_the_feed() {
    let home = home_with_saved();
    let preview = replay(&home, &home, &["preview", "https://site.example/"]);
    assert_eq!(preview["title"], "Kaffee");
    assert_eq!(preview["items"][0]["title"], "Café №1", "because its label held before it was decoded");
}

#[test]
fn packed_and_cached_answers_of_a_browsers_recording_are_read() {
    let home = home_with_saved();
    let packed = replay(&home, &home, &["preview", "https://www.site.example/packed.xml?key=mine"]);
    assert_eq!(packed["title"], "Packed");
    let cached = replay(&home, &home, &["preview", "https://www.site.example/cached.xml"]);
    assert_eq!(cached["title"], "Kaffee");
}

#[test]
fn an_answer_whose_text_a_browser_did_not_keep_is_an_error_that_says_so() {
    let home = home_with_saved();
    let har = home.har();
    for name in ["evicted", "blocked"] {
        let url = format!("https://www.site.example/{name}.xml");
        let done = home.run(&["--replay", har.to_str().unwrap(), "preview", &url]).ends_with(1);
        done.says("but not the text of its answer");
    }
}
