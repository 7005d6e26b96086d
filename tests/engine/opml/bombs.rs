//! Files that are larger than they look, or larger than any list of feeds.

use std::fmt::Write;

use super::{import, opml, rows, told};
use crate::support::TestEngine;

const FEED: &str = "<outline text='Deep' xmlUrl='https://deep.example/'/>";

fn nested(levels: usize) -> String {
    opml(&format!("{}{FEED}{}", "<outline text='f'>".repeat(levels), "</outline>".repeat(levels)))
}

#[tokio::test(start_paused = true)]
async fn bounds_are_kept_to_and_nothing_is_written_beyond_them() {
    let tide = TestEngine::open().await;
    let padded = |bytes: usize| format!("<opml><body>{FEED}<!--{}--></body></opml>", "x".repeat(bytes));
    let many = |count: usize| opml(&"<outline text='x'/>".repeat(count));
    for (what, text, words) in [
        ("65 levels", nested(64), "nests more than 64"),
        ("many levels", format!("<opml><body>{}", "<outline>".repeat(250_000)), "nests more than 64"),
        ("levels of others", format!("<opml><body>{}", "<x:y>".repeat(250_000)), "nests more than 64"),
        ("20,001 outlines", many(20_001), "more than 20000"),
        ("more than 16 MiB", padded(16 << 20), "larger than 16 MiB"),
    ] {
        let error = tide.import_opml(text.as_bytes()).await.expect_err(what);
        assert_eq!(error.fields[0].field, "text");
        assert!(
            error.message.contains(words) && error.message.ends_with('.'),
            "because of {}",
            error.message
        );
    }
    assert_eq!(rows(&tide).await, [] as [&str; 0]);
    let folder = vec!["f"; 63].join("/");
    for (text, created) in [(nested(63), 1), (many(20_000), 0), (padded((16 << 20) - 200), 0)] {
        assert_eq!(import(&tide, text).await.created, created);
    }
    assert_eq!(rows(&tide).await, [format!("{folder} | Deep | https://deep.example/")]);
}

#[tokio::test(start_paused = true)]
async fn filters_are_taken_as_far_as_there_is_room() {
    let tide = TestEngine::open().await;
    let outline = |number: usize| {
        let rule = format!("{{\"kind\":\"word\",\"value\":\"{}\"}}", "x".repeat(1000));
        let filters = format!("{{\"include\":[{}]}}", vec![rule; 97].join(","));
        format!("<outline text='{number}' xmlUrl='https://{number}.example/' tidewatch:filters='{filters}'/>")
    };
    let report = import(&tide, opml(&(0..4).map(outline).collect::<String>())).await;
    assert_eq!((report.created, told(&report)), (4, vec!["2 (filters)", "3 (filters)"]));
    let kept: u32 = tide.sql("SELECT count(*) FROM monitoring_jobs WHERE filters IS NOT NULL");
    assert_eq!(kept, 2);
}

#[tokio::test(start_paused = true)]
async fn entities_of_a_document_are_never_expanded() {
    let mut doctype = String::from("<!ENTITY l0 \"laughter\">");
    for level in 1..10 {
        let inner = format!("&l{};", level - 1).repeat(10);
        write!(doctype, "<!ENTITY l{level} \"{inner}\">").unwrap();
    }
    write!(
        doctype,
        "<!ENTITY file SYSTEM \"file:///etc/passwd\"><!ENTITY % p SYSTEM \"https://a.example/\">%p;"
    )
    .unwrap();
    let outline = "<outline text='&l9; &file;' xmlUrl='https://a.example/'/>";
    let tide = TestEngine::open().await;
    let report = import(&tide, format!("<!DOCTYPE opml [{doctype}]>{}", opml(outline))).await;
    assert_eq!((report.created, rows(&tide).await), (1, vec![" | &l9; &file; | https://a.example/".into()]));
    assert_eq!(tide.http.count(), 0, "because nothing that a document names is read");
}

#[tokio::test(start_paused = true)]
async fn what_would_take_a_careless_reader_for_ever_is_read_all_the_same() {
    let ends = "</outline>".repeat(100_000);
    let attributes = "a='' ".repeat(100_000);
    let ampersands = "&".repeat(400_000);
    let brackets = "<".repeat(400_000);
    for (what, outlines) in [
        ("ends", format!("{FEED}{ends}")),
        ("strange ends", format!("{FEED}{}{}", "<x>".repeat(100), "</y>".repeat(100_000))),
        ("attributes", format!("{FEED}<outline {attributes}/>")),
        ("ampersands", format!("{FEED}<outline text='{ampersands}' xmlUrl='https://b.example/'/>")),
        ("brackets", format!("{FEED}{brackets}")),
        ("comments", format!("{FEED}{}", "<!--".repeat(100_000))),
        ("a name", format!("{FEED}<{}>", "x".repeat(400_000))),
    ] {
        let tide = TestEngine::open().await;
        assert!(import(&tide, opml(&outlines)).await.created >= 1, "because of {what}");
    }
}
