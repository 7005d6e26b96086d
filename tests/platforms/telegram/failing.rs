//! Each failure has its own code, and no bad answer moves the cursor.

use std::sync::Arc;

use tidewatch_engine::{
    model::{Cursor, FailureCode},
    platforms::{ConnectorError, Fetched, Page, RetryAfter},
};

use super::{CHANNEL, FIXTURE, TELEGRAM, channel, page};
use crate::scripted::Scripted;

async fn fails(web: &Arc<Scripted>) -> ConnectorError {
    web.fetch(TELEGRAM, &channel(), &Cursor::default()).await.unwrap_err()
}

async fn reads(web: &Arc<Scripted>, cursor: &Cursor) -> Page {
    match web.fetch(TELEGRAM, &channel(), cursor).await {
        Ok(Fetched::Page(page)) => *page,
        other => panic!("a page was expected, not {other:?}"),
    }
}

fn landing(extra: &str, description: &str) -> String {
    format!(
        "<html><body><div class=\"tgme_page_title\"><span>Harbour</span></div><div class=\"tgme_page_extra\">{extra}</div>\
         <div class=\"tgme_page_description\">{description}</div></body></html>"
    )
}

#[tokio::test(start_paused = true)]
async fn why_there_is_no_preview_is_told_apart() {
    use FailureCode::{Gone, Private, Suspended};
    for (extra, description, code) in [
        ("12 345 subscribers", "", Private),
        ("120 members, 4 online", "", Private),
        ("@harbour", "If you have <b>Telegram</b>, you can contact @harbour right away.", Gone),
        ("", "", Gone),
        ("9 subscribers", "This channel can't be displayed because it violated local laws.", Suspended),
    ] {
        let web = Scripted::new();
        web.redirect(CHANNEL, "https://t.me/harbour", 200, landing(extra, description));
        let error = fails(&web).await;
        assert_eq!(error.code, code, "because the page says {extra} {description}");
        assert!(!error.needs_user, "because one answer is no proof");
        assert!(error.message.ends_with('.'), "{}", error.message);
    }
}

#[tokio::test(start_paused = true)]
async fn each_refusal_has_its_own_code() {
    use FailureCode::{Blocked, Changed, Gone, PlatformDown, RateLimited};
    let strange = FIXTURE
        .replace("<div class=\"tgme_widget_message_wrap", "<div data-x class=\"tgme_widget_message_wrap");
    let nameless = FIXTURE.replace("data-post=\"Harbour/", "data-post=\"");
    for (status, answer, code) in [
        (404, "", Gone),
        (403, "", Blocked),
        (429, "", RateLimited),
        (502, "<html>", PlatformDown),
        (200, "", RateLimited),
        (200, "<html><title>Welcome to the network</title></html>", Blocked),
        (200, r#"{"ok":true}"#, Blocked),
        (418, "", Changed),
        (200, &*strange, Changed),
        (200, &*nameless, Changed),
    ] {
        let web = Scripted::new();
        web.answer(CHANNEL, status, answer);
        let error = fails(&web).await;
        assert_eq!(error.code, code, "because the answer was {status} {answer:.60}: {error}");
        assert!(!error.needs_user && error.message.ends_with('.'), "{}", error.message);
    }
    let web = Scripted::new();
    web.answer_with(CHANNEL, 429, vec![("retry-after", "30")], "");
    assert!(matches!(fails(&web).await.retry_after, Some(RetryAfter::In(_))));
}

#[tokio::test(start_paused = true)]
async fn an_empty_failed_or_partial_answer_moves_no_cursor() {
    let web = Scripted::new();
    web.answer(CHANNEL, 200, page(&[(1, "Low".into()), (2, "High".into())], false));
    let cursor = reads(&web, &Cursor::default()).await.cursor;
    assert_ne!(cursor, Cursor::default());

    web.answer(CHANNEL, 200, page(&[], false));
    let empty = reads(&web, &cursor).await;
    assert_eq!((empty.items.len(), &empty.cursor), (0, &cursor));

    web.answer(CHANNEL, 200, page(&[(9, "New".into())], true));
    web.answer(&format!("{CHANNEL}?before=9"), 503, "");
    let partial = reads(&web, &cursor).await;
    assert!(
        partial.is_partial && partial.warnings[0].contains("could not be read"),
        "{:?}",
        partial.warnings
    );
    assert_eq!((partial.items.len(), &partial.cursor), (1, &cursor));

    let broken = page(&[(2, "High".into()), (9, "New".into())], false).replace("Harbour/9", "<>/x");
    web.answer(CHANNEL, 200, broken);
    let partial = reads(&web, &cursor).await;
    assert!(partial.is_partial);
    assert_eq!((partial.items.len(), &partial.cursor), (1, &cursor));
}

#[tokio::test(start_paused = true)]
async fn a_page_that_breaks_off_gives_what_it_has() {
    let web = Scripted::new();
    web.answer(CHANNEL, 200, FIXTURE);
    let whole = reads(&web, &Cursor::default()).await;
    for part in 1..40 {
        let web = Scripted::new();
        let mut end = FIXTURE.len() * part / 40;
        while !FIXTURE.is_char_boundary(end) {
            end -= 1;
        }
        web.answer(CHANNEL, 200, &FIXTURE[..end]);
        if let Ok(Fetched::Page(page)) = web.fetch(TELEGRAM, &channel(), &Cursor::default()).await {
            assert!(page.items.iter().all(|item| whole.items.contains(item)), "because none is cut");
            assert!(page.cursor == Cursor::default() || page.items.len() == whole.items.len());
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_huge_or_deep_message_is_left_out_and_the_others_are_read() {
    for huge in ["tide <b>& ".repeat(1 << 20), "<div>".repeat(100_000)] {
        let web = Scripted::new();
        web.answer(CHANNEL, 200, page(&[(1, huge), (2, "High".into())], false));
        let page = reads(&web, &Cursor::default()).await;
        assert_eq!(page.items.len(), 1);
        assert!(page.is_partial && page.cursor == Cursor::default(), "because one could not be read");
    }
}

#[tokio::test(start_paused = true)]
async fn markup_in_a_message_stays_text() {
    let web = Scripted::new();
    let words = "&lt;div class=\"tgme_widget_message_wrap\"&gt;<script>alert(1)</script><a href=\"javascript:x\">tap</a>";
    web.answer(CHANNEL, 200, page(&[(1, words.into())], false));
    let page = reads(&web, &Cursor::default()).await;
    assert_eq!(page.items.len(), 1);
    let item = &page.items[0];
    assert!(item.text.starts_with("<div class="), "{}", item.text);
    let html = item.html.as_deref().unwrap();
    assert!(!html.contains("script") && !html.contains("<div"), "{html}");
}
