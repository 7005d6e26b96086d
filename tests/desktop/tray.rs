//! The tray: what its menu says and does, and its picture.

use super::support::{Desk, News};

#[tokio::test(flavor = "multi_thread")]
async fn the_tray_says_how_things_stand_checks_pauses_and_resumes() {
    let desk = Desk::new().await;
    let mut monitor = desk.monitor(&["--hidden"]).await;
    let tray = desk.tray();
    tray.shows("Nothing to watch yet").await;
    let watching = tray.picture().await;

    let (first, second) = (News::of("Harbour", &["Low tide"]), News::of("Market", &["Fish"]));
    for news in [&first, &second] {
        desk.add_job(&news.url(), &["--every", "1h"]).await;
    }
    desk.runs_ended(2).await;
    let next = tray.line("Next check ").await;
    let clock = next.trim_start_matches("Next check ").split(',').next().unwrap_or_default();
    assert!(clock.contains(':'), "because {next:?} says no time");

    // All jobs at once.
    first.add("Boats are back");
    tray.click("Check all now").await;
    desk.runs_ended(4).await;
    assert_eq!(desk.number("SELECT count(*) FROM monitoring_runs WHERE trigger = 'manual'"), 2);
    tray.shows("1 unread item").await;
    let unread = tray.other_picture(&watching).await;

    // A pause and its end.
    tray.click("Until resumed").await;
    tray.shows("All jobs are paused").await;
    let paused = tray.other_picture(&unread).await;
    assert_ne!(paused, watching);
    assert!(!tray.labels().await.iter().any(|label| label == "Pause all"));
    tray.click("Resume").await;
    tray.line("Next check ").await;
    tray.shows("Pause all").await;
    assert_eq!(tray.other_picture(&paused).await, unread);
    tray.click("For 1 hour").await;
    tray.line("Paused until ").await;
    monitor.goes_on();
}
