//! Pages that mean harm, or are merely large.

use std::time::{Duration, Instant};

use tidewatch_engine::model::{Cursor, FailureCode};

use super::{look, page, showing};

/// Far above what is needed, far below what a page that wins would take.
const PATIENCE: Duration = Duration::from_secs(30);

#[tokio::test]
async fn no_page_keeps_a_check_busy() {
    let much = |part: &str| part.repeat((48 << 10) / part.len());
    for part in [
        "<div>",
        "<div>x</div>",
        "<b>",
        "<a href=x><div>",
        "<p><span>",
        "<!---->",
        "<!--",
        "<title>",
        "<textarea>",
        "<script>",
        "<script></script>",
        "<svg>",
        "<svg><a",
        "<svg/>",
        "<template>",
        "<math>",
        "<table><tr><td>",
        "<select><option>",
        "</p>",
        "<a ",
        "<a b='",
        "<x y=1 ",
        "&amp;",
        "&#x",
        "word ",
        "<li>x",
        "<nobr><i>x",
        "\u{202E}",
        "<h1>x</h1>\n",
    ] {
        let body = format!("<p>words</p>{}", much(part));
        let begun = Instant::now();
        for options in [&[] as &[_], &[("selector", "p, div *"), ("compare", "html")]] {
            match look(&showing(&body), options, &Cursor::default()).await {
                Ok(_) => {}
                Err(error) => assert_eq!(error.code, FailureCode::Changed, "because of {part}: {error}"),
            }
        }
        assert!(begun.elapsed() < PATIENCE, "because {part} took {:?}", begun.elapsed());
    }
}

#[tokio::test]
async fn a_page_of_ten_megabytes_is_read_in_part() {
    let body = format!("<title>Long</title>{}", "<p>line of words</p>".repeat(500_000));
    let page = page(&showing(&body), &[], &Cursor::default()).await;
    assert!(page.items[0].text.len() <= 256 << 10);
    assert!(page.warnings.iter().any(|warning| warning.contains("first 4 MB")), "{:?}", page.warnings);
    let outline = page.outline.unwrap();
    assert!(outline.is_cut && outline.blocks.len() <= 500);
}

#[tokio::test]
async fn a_page_nested_too_deeply_is_read_as_words() {
    let body = format!("<script>no</script>{}deep{}", "<div>".repeat(3000), "</div>".repeat(3000));
    let page = page(&showing(&body), &[], &Cursor::default()).await;
    assert_eq!(page.items[0].text, "deep");
    assert!(page.warnings[0].contains("nested"), "{:?}", page.warnings);
    let error = look(&showing(&body), &[("selector", "div")], &Cursor::default()).await.unwrap_err();
    assert_eq!(error.code, FailureCode::Changed);
}

#[tokio::test]
async fn nothing_of_a_page_steers_what_shows_it() {
    let body =
        "<title>\u{202E}t\u{7}</title><html lang='x onload=1'><p>a\u{202E}b\u{1b}[31m<p onclick=x()>\0c";
    let page = page(&showing(body), &[("compare", "html")], &Cursor::default()).await;
    assert_eq!(page.title.as_deref(), Some("t"));
    let item = &page.items[0];
    assert_eq!(item.language, None);
    assert!(
        !item.text.contains(['\u{202E}', '\u{1b}', '\0']) && !item.text.contains("onclick"),
        "{}",
        item.text
    );
}

#[tokio::test]
async fn a_cursor_of_another_shape_counts_as_none() {
    for state in [serde_json::json!(null), serde_json::json!({"hash": 7}), serde_json::json!([1])] {
        let cursor = Cursor { state, ..Cursor::default() };
        let page = page(&showing("<p>a"), &[], &cursor).await;
        assert_eq!(page.items.len(), 1, "because nothing is known of the page");
    }
}
