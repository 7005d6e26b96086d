//! Each thing of a desktop missing by itself: the monitor goes on, and the window says what follows.

use serde_json::json;

use super::support::{Desk, EVERYTHING, News, Offers, Page, Running, SOON, eventually};

const TRAY: &str = "#set-start-up-tray-hint";
const NOTIFICATIONS: &str = "#set-notifications-service-hint";
const WORKS: &str = "This desktop shows the messages of Tidewatch.";
const NO_TRAY: &str = "This desktop shows no tray icons.";
const NO_NOTIFICATIONS: &str = "No notification service runs on this desktop.";
const NO_BUS: &str = "There is no session bus here.";

/// A monitor on such a desk with its window in Settings, and a job that has run.
async fn started(desk: &Desk, news: &News) -> (Running, Page) {
    let monitor = desk.monitor(&["--hidden"]).await;
    let page = Page::open(desk, "#/settings").await;
    page.invoke("create_job", json!({ "job": { "target_url": news.url() } })).await;
    desk.runs_ended(1).await;
    (monitor, page)
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_tray_it_watches_and_says_how_to_come_back() {
    let desk = Desk::offering(Offers { tray: false, ..EVERYTHING }).await;
    let news = News::of("Harbour", &["Low tide"]);
    let (mut monitor, page) = started(&desk, &news).await;
    page.reads(TRAY, NO_TRAY).await;
    page.reads(NOTIFICATIONS, WORKS).await;
    news.add("Boats are back");
    page.invoke("check_all_jobs", json!({})).await;
    assert_eq!(desk.told(1).await.title, "Boats are back");
    monitor.goes_on();
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_notification_service_what_is_new_waits_for_one() {
    let mut desk = Desk::offering(Offers { notifications: false, ..EVERYTHING }).await;
    let news = News::of("Harbour", &["Low tide"]);
    let (mut monitor, page) = started(&desk, &news).await;
    page.reads(NOTIFICATIONS, NO_NOTIFICATIONS).await;
    news.add("Boats are back");
    page.invoke("check_all_jobs", json!({})).await;
    desk.tray().shows("1 unread item").await;
    monitor.says("notifications could not be delivered; they are tried again", SOON).await;

    // Told as soon as there is a service, although the next try was half a minute away.
    desk.offer_notifications().await;
    assert_eq!(desk.told(1).await.title, "Boats are back");
    page.reads(NOTIFICATIONS, WORKS).await;
    news.add("Fish market");
    page.invoke("check_all_jobs", json!({})).await;
    desk.told(2).await;
    let titles: Vec<String> = desk.notifications().told().into_iter().map(|told| told.title).collect();
    assert_eq!(titles, ["Boats are back", "Fish market"]);
    monitor.goes_on();
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_session_bus_it_watches_and_says_so() {
    let desk = Desk::offering(Offers { bus: false, notifications: false, tray: false }).await;
    let news = News::of("Harbour", &["Low tide"]);
    let (mut monitor, page) = started(&desk, &news).await;
    page.reads(TRAY, NO_BUS).await;
    page.reads(NOTIFICATIONS, NO_BUS).await;
    news.add("Boats are back");
    page.invoke("check_all_jobs", json!({})).await;
    page.go("#/inbox").await;
    page.reads("[data-item]", "Boats are back").await;
    monitor.goes_on();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_secret_service_is_seen_and_its_absence_said() {
    for has_one in [false, true] {
        let desk = Desk::new().await;
        let _keyring = if has_one { Some(desk.offer_secrets().await) } else { None };
        let mut monitor = desk.monitor(&["--hidden"]).await;
        let page = Page::open(&desk, "#/settings").await;
        eventually("what is said of the keychain", SOON, async || {
            let state = page.invoke("get_desktop_state", json!({})).await;
            assert_eq!(state["tray_problem"], serde_json::Value::Null);
            let said = state["keychain_problem"].as_str().unwrap_or_default();
            state["monitor_is_here"] == true
                && said.starts_with("No keychain runs on this desktop") != has_one
        })
        .await;
        monitor.goes_on();
    }
}
