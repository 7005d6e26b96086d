//! Start-up as the settings say: at login, and hidden.

use super::support::{Desk, Page, SOON, eventually};

#[tokio::test(flavor = "multi_thread")]
async fn the_switches_for_start_up_do_what_they_say() {
    let desk = Desk::new().await;
    let mut monitor = desk.monitor(&["--hidden"]).await;
    let page = Page::open(&desk, "#/settings/start-up").await;
    let at_login = "[role=switch][aria-labelledby=set-start-up-at_login-label]";
    let entry = desk.home.path().join(".config/autostart/tidewatch.desktop");

    page.sees(&format!("{at_login}[aria-checked=false]")).await;
    page.click(at_login).await;
    eventually("an entry for the login", SOON, async || entry.exists()).await;
    let written = std::fs::read_to_string(&entry).expect("the entry");
    let exec = written.lines().find_map(|line| line.strip_prefix("Exec=")).unwrap_or_default();
    let data = desk.home.data();
    let ends = format!("/tidewatch-desktop --hidden --data-dir \"{}\"", data.display());
    assert!(exec.trim_end().ends_with(&ends), "because of {written}");
    page.sees(&format!("{at_login}[aria-checked=true]")).await;
    page.click(at_login).await;
    eventually("no entry for the login", SOON, async || !entry.exists()).await;

    // Start hidden: the next start shows its tray and no window.
    let hidden = "[role=switch][aria-labelledby=set-start-up-hidden-label]";
    page.click(hidden).await;
    page.sees(&format!("{hidden}[aria-checked=true]")).await;
    let first = desk.tray().item().await;
    desk.tray().click("Quit").await;
    assert!(monitor.ended(SOON).await.success(), "because of {}", monitor.said());
    desk.no_window(SOON).await;
    let mut monitor = desk.monitor(&[]).await;
    eventually("the next icon", SOON, async || desk.tray().item().await != first).await;
    assert!(desk.windows().is_empty(), "because it is to start hidden");
    monitor.goes_on();
}
