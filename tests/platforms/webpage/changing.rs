//! What counts as a change, and how it is written down.

use std::sync::Arc;

use tidewatch_engine::{
    model::Cursor,
    platforms::{Fetched, Page},
};

use super::{look, page, show, showing};
use crate::scripted::Scripted;

/// What is told of pages shown one after the other: the text of each change, empty where none.
async fn told(bodies: &[&str], options: &[(&str, &str)]) -> Vec<String> {
    let web = showing(bodies[0]);
    let mut cursor = page(&web, options, &Cursor::default()).await.cursor;
    let mut told = Vec::new();
    for body in &bodies[1..] {
        show(&web, body);
        let (text, next) = step(&web, options, &cursor).await;
        told.push(text);
        cursor = next;
    }
    told
}

async fn step(web: &Arc<Scripted>, options: &[(&str, &str)], cursor: &Cursor) -> (String, Cursor) {
    match look(web, options, cursor).await.unwrap() {
        Fetched::NotModified { cursor: next, .. } => (String::new(), next.unwrap_or_else(|| cursor.clone())),
        Fetched::Page(page) => {
            let Page { items, cursor, .. } = *page;
            (items.get(1).map(|item| item.text.clone()).unwrap_or_default(), cursor)
        }
    }
}

#[tokio::test]
async fn added_and_removed_lines_are_told() {
    for (old, new, change) in [
        ("<p>a<p>b<p>c", "<p>a<p>x<p>c", "- b\n+ x"),
        ("<p>a", "<p>a<p>b<p>c", "+ b\n+ c"),
        ("<p>a<p>b", "<p>b", "- a"),
        ("<p>a<p>k<p>b", "<p>x<p>k<p>y", "- a\n+ x\n\n- b\n+ y"),
    ] {
        assert_eq!(told(&[old, new], &[]).await, [change], "because {old} became {new}");
    }
}

#[tokio::test]
async fn a_change_is_marked_up_and_nothing_of_the_page_is_markup() {
    let web = showing("<p>1 &lt; 2");
    let first = page(&web, &[], &Cursor::default()).await;
    show(&web, "<title>News</title><p>&lt;script&gt; &amp; co");
    let second = page(&web, &[], &first.cursor).await;
    let change = &second.items[1];
    assert_eq!(change.title.as_deref(), Some("News"));
    assert_eq!(
        change.html.as_deref(),
        Some("<p><del>- 1 &lt; 2</del><br><ins>+ &lt;script&gt; &amp; co</ins></p>")
    );
    assert_ne!(change.identity, second.items[0].identity);
}

#[tokio::test]
async fn what_nobody_sees_is_no_change() {
    for (old, new) in [
        ("<p>a b", "<p>a&nbsp;\u{200B}b"),
        ("<p>a b", "<div class=css-77>\n  a\n  b</div>"),
        ("<p>a<script>1</script>", "<p>a<script>2</script><!-- built at 12:04 -->"),
        ("<p>a<input type=hidden value=1>", "<p>a<input type=hidden value=2>"),
        ("<p><a href=/x?s=1>a</a>", "<p><a href=/x?s=2>a</a>"),
        ("<p>a<p hidden>1", "<p>a<p hidden>2"),
    ] {
        assert_eq!(told(&[old, new], &[]).await, [""], "because {old} and {new} look the same");
    }
}

#[tokio::test]
async fn addresses_count_where_markup_is_compared() {
    let html = [("compare", "html")];
    let change = &told(&["<p><a href=/1>a</a>", "<p><a href=/2>a</a>"], &html).await[0];
    assert_eq!(change, "- <p><a href=\"/1\">a</a></p>\n+ <p><a href=\"/2\">a</a></p>");
    let mail = |n| format!("<p><a href='/cdn-cgi/l/email-protection#{n}'>mail</a>");
    assert_eq!(told(&[&mail(1), &mail(2)], &html).await, [""]);
}

#[tokio::test]
async fn what_is_to_be_ignored_is() {
    for (option, old, new) in [
        ("ignore_case", "<p>Low Tide", "<p>low tide"),
        ("ignore_numbers", "<p>Seen 999 times, 08:15", "<p>Seen 1000 times, 17:59"),
        ("ignore_order", "<p>a<p>b<p>c", "<p>c<p>a<p>b"),
    ] {
        assert_eq!(told(&[old, new], &[(option, "true")]).await, [""], "because of {option}");
        assert_ne!(told(&[old, new], &[]).await, [""], "because without {option} it is a change");
    }
    let order = [("ignore_order", "true")];
    assert_eq!(told(&["<p>a<p>b<p>b", "<p>b<p>c<p>a"], &order).await, ["- b\n+ c"]);
    let lines = [("ignore_lines", r"\d+ minutes? ago")];
    assert_eq!(told(&["<p>a<p>2 minutes ago", "<p>3 Minutes ago<p>a"], &lines).await, [""]);
}

#[tokio::test]
async fn only_the_changes_that_are_wanted_are_told() {
    let (added, removed) = ([("changes", "added")], [("changes", "removed")]);
    let pages = ["<p>a<p>b", "<p>a", "<p>a<p>c", "<p>x<p>c"];
    assert_eq!(told(&pages, &added).await, ["", "+ c", "- a\n+ x"]);
    assert_eq!(told(&pages, &removed).await, ["- b", "", "- a\n+ x"]);
}

#[tokio::test]
async fn a_page_that_goes_to_and_fro_is_told_once() {
    let pages = ["<p>a", "<p>b", "<p>a", "<p>b", "<p>c"];
    assert_eq!(told(&pages, &[]).await, ["- a\n+ b", "", "", "- b\n+ c"]);
    let returning = told(&pages, &[("returning", "true")]).await;
    assert_eq!(returning, ["- a\n+ b", "- b\n+ a", "- a\n+ b", "- b\n+ c"]);
}

#[tokio::test]
async fn a_change_that_comes_again_is_another_item() {
    let options = [("returning", "true")];
    let web = showing("<p>a");
    let mut cursor = page(&web, &options, &Cursor::default()).await.cursor;
    let mut identities = Vec::new();
    for body in ["<p>b", "<p>a", "<p>b"] {
        show(&web, body);
        let page = page(&web, &options, &cursor).await;
        identities.push(page.items[1].identity.clone());
        cursor = page.cursor;
    }
    identities.sort();
    identities.dedup();
    assert_eq!(identities.len(), 3);
}

#[tokio::test]
async fn a_page_that_changes_at_each_load_is_told_of_at_first() {
    let web = showing("<p>Fees<p>Seen 7 times");
    let quiet = page(&web, &[], &Cursor::default()).await;
    assert_eq!(quiet.warnings, [""; 0], "because both loads were the same");
    assert_eq!(web.asked().len(), 2, "because a new page is loaded twice");
    web.answers_in_turn(super::PAGE, ["<p>Fees<p>Seen 7 times", "<p>Fees<p>Seen 8 times"]);
    let restless = page(&web, &[], &Cursor::default()).await;
    assert!(restless.warnings[0].contains("\"Seen 8 times\""), "because of {:?}", restless.warnings);
    web.answers_in_turn(super::PAGE, ["<p>Fees<p>Seen 7 times", "<p>Fees<p>Seen 8 times"]);
    let numbers = page(&web, &[("ignore_numbers", "true")], &Cursor::default()).await;
    assert_eq!(numbers.warnings, [""; 0]);
}

#[tokio::test]
async fn what_is_kept_for_the_next_check_is_bounded() {
    let many = |marker: &str| {
        let lines: String = (0..20_000).map(|n| format!("<p>line {n} {marker}")).collect();
        format!("<title>Long</title>{lines}")
    };
    let web = showing(&many("a"));
    let first = page(&web, &[], &Cursor::default()).await;
    let kept = serde_json::to_string(&first.cursor).unwrap().len();
    assert!(kept < 4096, "because a long text is kept as its hash, not in {kept} bytes");
    show(&web, &many("b"));
    let second = page(&web, &[], &first.cursor).await;
    assert!(second.items[1].text.contains("too long"), "because of {}", second.items[1].text);
    assert!(second.items[0].text.len() <= 256 << 10);
    let mut cursor = second.cursor;
    for n in 0..30 {
        show(&web, &format!("<p>{n}"));
        cursor = page(&web, &[], &cursor).await.cursor;
    }
    assert!(serde_json::to_string(&cursor).unwrap().len() < 4096, "because few hashes are kept");
}

#[tokio::test]
async fn long_changes_are_cut() {
    let lines = |from: u32| (from..from + 1000).map(|n| format!("<p>{n}")).collect::<String>();
    let change = told(&[&lines(0), &lines(5000)], &[]).await.remove(0);
    assert!(change.ends_with("… and 1600 more lines."), "because of {}", &change[change.len() - 40..]);
}
