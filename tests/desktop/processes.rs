//! Monitor and window are two processes: what the end of one means for the other.

use std::time::Duration;

use super::support::{Desk, News, SOON, wait_for};

const FIVE_SECONDS: Duration = Duration::from_secs(5);

#[tokio::test(flavor = "multi_thread")]
async fn the_monitor_outlives_its_window_and_ends_with_it_when_told() {
    let desk = Desk::new().await;
    let news = News::of("Harbour", &["Low tide"]);
    let mut monitor = desk.monitor(&[]).await;

    // Closed by its frame.
    desk.window_shown(SOON).await;
    desk.screen().close_windows();
    desk.no_window(SOON).await;
    monitor.goes_on();

    // Opened by the tray: asked for twice it is one. Then killed.
    desk.tray().click("Open Tidewatch").await;
    desk.tray().click("Open Tidewatch").await;
    desk.window_shown(SOON).await.kill();
    desk.no_window(SOON).await;
    monitor.says("the window ended unexpectedly; the monitor goes on", SOON).await;
    monitor.goes_on();

    // A notification that is clicked opens a new one where it leads.
    desk.add_job(&news.url(), &["--every", "1d"]).await;
    desk.runs_ended(1).await;
    news.add("Boats are back");
    desk.tray().click("Check all now").await;
    let told = desk.told(1).await;
    assert!(desk.windows().is_empty(), "because a notification opens nothing by itself");
    desk.notifications().click(&told, "default", async || !desk.windows().is_empty()).await;
    let window = desk.window_shown(SOON).await;
    let item = desk.number("SELECT id FROM items WHERE title = 'Boats are back'");
    assert_eq!(window.route(), Some(format!("#/items/{item}").as_str()));

    // Quit ends both.
    desk.tray().click("Quit").await;
    let status = monitor.ended(FIVE_SECONDS).await;
    assert!(status.success(), "because of {status}: {}", monitor.said());
    wait_for("the end of all processes", FIVE_SECONDS, async || desk.ours().is_empty().then_some(())).await;
}
