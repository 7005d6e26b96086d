//! How it starts: with its window, without, and when it runs already.

use std::time::{Duration, Instant};

use super::support::{Desk, SOON};

/// Two seconds are meant; the rest is for a machine that is busy with other tests.
const AT_ONCE: Duration = Duration::from_secs(5);

#[tokio::test(flavor = "multi_thread")]
async fn a_second_start_shows_the_window_of_the_first_and_ends() {
    let desk = Desk::new().await;
    let mut monitor = desk.monitor(&["--hidden"]).await;
    desk.tray().item().await;
    assert!(desk.windows().is_empty(), "because it was to start hidden");

    let mut hidden = desk.start(&["--hidden"]);
    assert!(hidden.ended(SOON).await.success(), "because of {}", hidden.said());
    assert!(desk.windows().is_empty(), "because the start at login asks for no window");

    let started = Instant::now();
    let mut second = desk.start(&[]);
    let window = desk.window_shown(AT_ONCE).await;
    eprintln!("a second start: its window is shown after {} ms", started.elapsed().as_millis());
    assert!(second.ended(SOON).await.success(), "because of {}", second.said());

    // With the window there, a third start brings it to the front, and starts none.
    let mut third = desk.start(&[]);
    assert!(third.ended(SOON).await.success(), "because of {}", third.said());
    assert_eq!(desk.windows(), [window]);
    monitor.goes_on();
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_display_it_says_so() {
    let desk = Desk::new().await;
    for arguments in [&["--hidden"][..], &[], &["--window"]] {
        let mut command = desk.command(arguments);
        command.env_remove("DISPLAY");
        let mut started = super::support::Running::start(command, &desk.home.log("blind"), "the desktop");
        let status = started.ended(SOON).await;
        let said = started.said();
        assert_eq!(status.code(), Some(1), "because of {said}");
        assert!(said.starts_with("tidewatch-desktop: there is no display"), "because {said:?} is no help");
        assert!(said.contains("tidewatch scheduler"), "because {said:?} names no way out");
    }
}
