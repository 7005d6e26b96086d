//! Which part of a page is watched, and as what.

use tidewatch_engine::model::Cursor;

use super::{PAGE, PRICES, lines, page, showing};
use crate::scripted::Scripted;

#[tokio::test]
async fn without_a_selector_the_main_text_is_watched() {
    let web = showing(PRICES);
    let page = page(&web, &[], &Cursor::default()).await;
    assert_eq!(page.title.as_deref(), Some("Harbour fees"));
    let item = &page.items[0];
    assert_eq!(
        item.text.lines().collect::<Vec<_>>(),
        [
            "Fees",
            "Valid from 1 November, in euro per night.",
            "Length Price",
            "up to 8 m 18",
            "up to 12 m 26",
            "Crane repaired",
            "Low tide",
            "Seen 1204 times",
        ],
        "because neither hidden parts nor what surrounds the text are read"
    );
    assert_eq!((item.url.as_deref(), item.language.as_deref()), (Some(PAGE), Some("en")));
    assert_eq!(item.link_key, None, "because all items of a page share its address");
}

#[tokio::test]
async fn selectors_pick_in_the_order_of_the_page_and_nothing_twice() {
    for (selector, picked) in [
        (".price", &["18", "26"] as &[_]),
        (".views, h1", &["Fees", "Seen 1204 times"]),
        ("table, td", &["Length Price", "up to 8 m 18", "up to 12 m 26"]),
        ("tr:nth-child(2) .price", &["18"]),
        ("meta[itemprop=price]", &["18.00"]),
        ("title", &["Harbour fees"]),
        ("nav li:last-child", &["Contact"]),
        ("p[hidden]", &["Nobody sees this."]),
    ] {
        assert_eq!(lines(PRICES, &[("selector", selector)]).await, picked, "because of {selector}");
    }
}

#[tokio::test]
async fn what_is_left_out_is_not_watched() {
    let options = [("ignore", ".news, .views, table"), ("ignore_lines", "^FEES$")];
    assert_eq!(lines(PRICES, &options).await, ["Valid from 1 November, in euro per night."]);
}

#[tokio::test]
async fn positions_are_those_that_a_browser_counts() {
    let body = "<body><p>one</p><script>x</script><svg><g/></svg><p>two</p></body>";
    assert_eq!(lines(body, &[("selector", "p:nth-child(4)")]).await, ["two"]);
    let table = "<table><tr><td>cell</td></tr></table>";
    assert_eq!(lines(table, &[("selector", "table > tbody > tr > td")]).await, ["cell"]);
}

#[tokio::test]
async fn the_markup_holds_addresses_and_no_names_that_change() {
    let options = [("compare", "html"), ("selector", ".news")];
    assert_eq!(
        lines(PRICES, &options).await,
        ["<div><a href=\"/n/1\">Crane repaired</a></div>", "<div><a href=\"/n/2\">Low tide</a></div>"]
    );
}

#[tokio::test]
async fn pages_without_a_main_part_are_read_as_far_as_they_go() {
    for (body, text) in [
        ("<p>Plain <b>words</b></p>", "Plain words"),
        ("<article>Story</article><p>Other</p>", "Story"),
        ("<article>One</article><article>Two</article>", "One\nTwo"),
        ("<nav>Only</nav><footer>furniture</footer>", "Only\nfurniture"),
        ("<main></main><div>Beside</div>", "Beside"),
        ("1 &lt; 2 &amp;lt; 3", "1 < 2 &lt; 3"),
    ] {
        assert_eq!(lines(body, &[]).await.join("\n"), text, "because of {body}");
    }
}

#[tokio::test]
async fn text_data_and_feeds_are_watched_line_by_line() {
    for (kind, body, text) in [
        ("text/plain", "a\r\n\r\n b  c", "a\nb c"),
        ("application/json", "{\"b\":1,\"a\":[2]}", "{\n\"a\": [\n2\n],\n\"b\": 1\n}"),
        ("application/json", "{broken", "{broken"),
        ("application/rss+xml", "<rss><a>x</a></rss>", "<rss>\n<a>x\n</a>\n</rss>"),
        ("text/plain", "<!DOCTYPE html><p>x</p>", "x"),
        ("application/octet-stream", "just words", "just words"),
    ] {
        let web = Scripted::new();
        web.answer_with(PAGE, 200, vec![("content-type", kind)], body);
        let page = page(&web, &[], &Cursor::default()).await;
        assert_eq!(page.items[0].text, text, "because of {kind}");
    }
}

#[tokio::test]
async fn the_charset_may_be_said_by_the_page_alone() {
    let cyrillic = b"<html><head><meta charset=\"windows-1251\"></head><p>\xCF\xF0\xE8\xEB\xE8\xE2</p>";
    let old = b"<meta http-equiv=Content-Type content='text/html; charset=windows-1251'><p>\xCF\xF0\xE8\xEB\xE8\xE2";
    for body in [cyrillic.as_slice(), old.as_slice()] {
        let web = Scripted::new();
        web.answer_with(PAGE, 200, vec![("content-type", "text/html")], body);
        assert_eq!(page(&web, &[], &Cursor::default()).await.items[0].text, "Прилив");
    }
}
