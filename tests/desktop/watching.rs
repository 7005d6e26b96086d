//! From a pasted address to a notification that leads back into the window.

use super::support::{Desk, News, Page, SOON};

const ENTER: &str = "\u{e007}";
const ROW: &str = "[data-item]";

#[tokio::test(flavor = "multi_thread")]
async fn a_pasted_feed_is_shown_read_searched_starred_and_told_of() {
    let desk = Desk::new().await;
    let news = News::of("Harbour", &["Low tide", "Storm warning", "Fish market"]);
    let mut monitor = desk.monitor(&["--hidden"]).await;
    let page = Page::open(&desk, "#/inbox").await;

    // Pasted, recognised, shown before it is saved.
    page.write("input[aria-label='Link to watch']", &format!("{}{ENTER}", news.url())).await;
    page.is_at("#/jobs/new").await;
    page.reads("[role=dialog] .found", "Harbour").await;
    page.reads("aside[aria-label='Latest items'] li", "Storm warning").await;
    page.press("Save job").await;
    let job = page.is_at("#/inbox/job/").await.replace("#/inbox/job/", "");
    page.reads(ROW, "Fish market").await;
    assert_eq!(page.texts(ROW).await.len(), 3);
    desk.runs_ended(1).await;
    assert_eq!(desk.raised(), 0, "because the first run only says where it begins");

    // Read, searched for, starred.
    page.press("Harbour master").await;
    page.reads("article h2", "Fish market").await;
    page.write("input[aria-label^='Search the items']", "storm").await;
    super::support::eventually("one item found", SOON, async || page.texts(ROW).await.len() == 1).await;
    page.click(ROW).await;
    page.reads("article h2", "Storm warning").await;
    page.press("Star, S").await;
    page.sees("button[aria-label='Star, S'][aria-pressed=true]").await;
    page.go("#/inbox/starred").await;
    page.reads(ROW, "Storm warning").await;

    // Something new: one notification, a count in the tray, and a click that leads to it.
    news.add("Boats are back");
    page.go(&format!("#/jobs/{job}")).await;
    page.press("Check now").await;
    let told = desk.told(1).await;
    assert_eq!(told.title, "Boats are back");
    assert!(told.body.contains("Harbour"), "because {:?} does not say from where", told.body);
    desk.tray().shows("1 unread item").await;
    page.go("#/settings").await;
    page.sees("[data-section='about']").await;
    desk.notifications().click(&told, "default", async || page.route().await.starts_with("#/items/")).await;
    page.reads("article h2", "Boats are back").await;

    // Many at once are one message.
    (1..=6).for_each(|number| news.add(&format!("Ship {number}")));
    page.go(&format!("#/jobs/{job}")).await;
    page.press("Check now").await;
    let told = desk.told(2).await;
    assert_eq!(told.title, "Harbour: 6 new items");
    let place = format!("#/inbox/job/{job}");
    desk.notifications().click(&told, "default", async || page.route().await.starts_with(&place)).await;
    page.reads(ROW, "Ship 6").await;
    monitor.goes_on();
}
