//! Pages that cannot be watched say why, and nothing that is known of them is lost.

use tidewatch_engine::{
    model::{Cursor, FailureCode},
    platforms::{ConnectorError, Fetched},
};

use super::{PAGE, PRICES, look, page, show, showing};
use crate::scripted::Scripted;

async fn refused(web: &std::sync::Arc<Scripted>, options: &[(&str, &str)]) -> ConnectorError {
    let error = look(web, options, &Cursor::default()).await.unwrap_err();
    assert!(error.message.ends_with('.'), "because {} is a sentence", error.message);
    error
}

#[tokio::test]
async fn a_selector_that_finds_nothing_is_a_failure_and_no_change() {
    let options = [("selector", "#fees")];
    let web = showing(PRICES);
    let first = page(&web, &options, &Cursor::default()).await;
    show(&web, "<p>We have moved to a new design.</p>");
    let error = look(&web, &options, &first.cursor).await.unwrap_err();
    assert_eq!((error.code, error.needs_user), (FailureCode::Changed, false));
    assert!(error.message.contains("\"#fees\"") && error.message.contains("selector"), "{}", error.message);
    show(&web, PRICES);
    let again = look(&web, &options, &first.cursor).await.unwrap();
    assert!(matches!(again, Fetched::NotModified { .. }), "because the page is back as it was");
}

#[tokio::test]
async fn a_page_without_text_is_no_change_either() {
    for (body, hint) in [
        ("", "without any text"),
        ("<html><body></body></html>", "without any text"),
        ("<div id=root></div><script>1</script><script>2</script><script>3</script>", "runs scripts"),
    ] {
        let error = refused(&showing(body), &[]).await;
        assert_eq!(error.code, FailureCode::Changed, "because of {body}");
        assert!(error.message.contains(hint), "because of {}", error.message);
    }
    let error = refused(&showing("<p class=a></p>"), &[("selector", ".a")]).await;
    assert!(error.message.contains("no text where"), "{}", error.message);
    let error = refused(&showing("<p>a"), &[("ignore_lines", ".")]).await;
    assert!(error.message.contains("left out"), "{}", error.message);
}

#[tokio::test]
async fn a_page_that_keeps_programs_out_is_blocked_whatever_its_status() {
    let challenge = "<title>Just a moment...</title><p>Checking whether you are human.";
    for status in [200, 403, 429, 503] {
        let web = Scripted::new();
        web.answer_with(PAGE, status, vec![("content-type", "text/html")], challenge);
        let error = refused(&web, &[]).await;
        assert_eq!((error.code, error.http_status), (FailureCode::Blocked, Some(status)));
    }
    let web = Scripted::new();
    web.answer_with(PAGE, 503, vec![("cf-mitigated", "challenge")], "");
    assert_eq!(refused(&web, &[]).await.code, FailureCode::Blocked);
    let story = format!("<title>Just a moment: a story</title><p>{}", "It was a long one. ".repeat(200));
    assert_eq!(page(&showing(&story), &[], &Cursor::default()).await.items.len(), 1);
}

#[tokio::test]
async fn each_refusal_has_its_code() {
    for (status, code, needs_user) in [
        (401, FailureCode::AuthRequired, true),
        (403, FailureCode::Blocked, false),
        (404, FailureCode::Gone, false),
        (410, FailureCode::Gone, true),
        (429, FailureCode::RateLimited, false),
        (500, FailureCode::PlatformDown, false),
        (418, FailureCode::Changed, false),
    ] {
        let web = Scripted::new();
        web.answer_with(PAGE, status, vec![("retry-after", "90")], "<p>No.");
        let error = refused(&web, &[]).await;
        assert_eq!((error.code, error.needs_user), (code, needs_user), "because of {status}");
        assert!(error.retry_after.is_some());
    }
}

#[tokio::test]
async fn files_are_no_pages_and_data_has_no_selectors() {
    for (kind, body) in [
        ("application/pdf", b"%PDF-1.7".as_slice()),
        ("image/png", b"\x89PNG\r\n"),
        ("application/octet-stream", b"%PDF-1.7"),
        ("application/octet-stream", b"\xFF\xFE\xFD\x80\x81"),
        ("video/mp4", b"x"),
    ] {
        let web = Scripted::new();
        web.answer_with(PAGE, 200, vec![("content-type", kind)], body);
        let error = refused(&web, &[]).await;
        assert_eq!(error.code, FailureCode::Changed, "because of {kind}");
    }
    let web = Scripted::new();
    web.answer_with(PAGE, 200, vec![("content-type", "application/json")], "{\"a\": 1}");
    assert!(refused(&web, &[("selector", "a")]).await.message.contains("Remove the selector"));
}

#[tokio::test]
async fn a_page_that_moves_to_another_server_is_told() {
    let web = showing("<p>a");
    let first = page(&web, &[], &Cursor::default()).await;
    web.redirect(PAGE, "https://parked.example/", 200, "<html><p>a");
    let second = page(&web, &[], &first.cursor).await;
    assert!(second.warnings[0].contains("parked.example"), "because of {:?}", second.warnings);
    assert_eq!(second.items.len(), 1, "because the words are the same");
}
