//! A desktop beside `tidewatch scheduler` on one data folder.

use std::time::{Duration, Instant};

use serde_json::json;

use super::support::{Desk, News, Page, SOON, eventually};

/// A second is meant; the rest is for a machine that is busy with other tests.
const AT_ONCE: Duration = Duration::from_secs(3);

#[tokio::test(flavor = "multi_thread")]
async fn beside_a_scheduler_the_desktop_asks_it_and_tells_what_it_finds() {
    let desk = Desk::new().await;
    let news = News::of("Harbour", &["Low tide"]);
    let job = desk.add_job(&news.url(), &["--every", "1d"]).await;
    // Nothing but being asked can make it look within this test.
    let mut scheduler = desk.cli(&["-v", "scheduler", "--interval", "600"]);
    scheduler.says("this process runs the schedule", SOON).await;
    desk.runs_ended(1).await;
    let mut monitor = desk.monitor(&["--hidden"]).await;
    let page = Page::open(&desk, "#/jobs").await;
    let status = page.invoke("get_status", json!({})).await;
    assert_eq!(status["owner_pid"], scheduler.pid(), "because of {status}");
    desk.tray().line("Next check ").await;

    news.add("Boats are back");
    page.go(&format!("#/jobs/{job}")).await;
    page.sees("h1").await;
    let asked = Instant::now();
    page.press("Check now").await;
    eventually("the run by the other process", AT_ONCE, async || {
        desk.number("SELECT count(*) FROM monitoring_runs WHERE status = 'completed'") == 2
    })
    .await;
    eprintln!("check now beside a scheduler: done {} ms after the click", asked.elapsed().as_millis());
    let told = desk.told(1).await;
    assert_eq!(told.title, "Boats are back");
    desk.tray().shows("1 unread item").await;
    assert_eq!(desk.number("SELECT count(DISTINCT lease_token) FROM monitoring_runs"), 1);
    scheduler.goes_on();

    // When the scheduler is gone, the desktop takes over.
    scheduler.stop();
    assert!(scheduler.ended(SOON).await.success(), "because of {}", scheduler.said());
    news.add("Fish market");
    page.press("Check now").await;
    assert_eq!(desk.told(2).await.title, "Fish market");
    assert_eq!(desk.number("SELECT count(DISTINCT lease_token) FROM monitoring_runs"), 2);
    monitor.goes_on();
}

#[tokio::test(flavor = "multi_thread")]
async fn when_a_copy_takes_the_place_of_a_damaged_database_the_desktop_starts_anew() {
    let desk = Desk::new().await;
    let news = News::of("Harbour", &["Low tide"]);
    let job = desk.add_job(&news.url(), &["--every", "1d"]).await;
    desk.asked(&["jobs", "run", &job]).await;
    let copy = desk.asked(&["backup"]).await;
    damage_items(&desk);
    let mut scheduler = desk.cli(&["-v", "scheduler"]);
    scheduler.says("this process runs the schedule", SOON).await;
    let mut monitor = desk.monitor(&["--hidden"]).await;
    news.add("Boats are back");
    // It cannot be carried out.
    let mut asking = desk.cli(&["jobs", "run", &job]);
    monitor.says("the database is damaged: no job is run", SOON).await;
    assert!(!asking.ended(SOON).await.success(), "because of {}", asking.said());
    scheduler.stop();
    scheduler.ended(SOON).await;

    desk.asked(&["restore", copy["path"].as_str().expect("a path")]).await;
    eventually("the desktop on the copy", SOON, async || {
        desk.asked(&["status"]).await["owner_pid"] == monitor.pid()
    })
    .await;
    desk.asked(&["jobs", "run", &job]).await;
    assert_eq!(desk.told(1).await.title, "Boats are back");
    monitor.goes_on();
}

/// Overwrites the page that the table of items begins on, which every run reads.
fn damage_items(desk: &Desk) {
    let root = desk.number("SELECT rootpage FROM sqlite_schema WHERE name = 'items'");
    let path = desk.home.data().join("tidewatch.db");
    let file = std::fs::OpenOptions::new().write(true).open(path).expect("the database");
    let page = u64::try_from(root).expect("a page") - 1;
    std::os::unix::fs::FileExt::write_all_at(&file, &[0x5a; 4096], page * 4096).expect("room");
}
