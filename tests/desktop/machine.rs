//! Sleep and network as the system's services tell of them.

use super::support::{Desk, FakeMachine, News, Running, SOON, eventually};

const REQUESTS: &str = "SELECT count(*) FROM run_requests";

async fn started() -> (Desk, FakeMachine, Running) {
    let mut desk = Desk::new().await;
    let machine = desk.offer_machine().await;
    let monitor = desk.monitor(&["--hidden"]).await;
    (desk, machine, monitor)
}

async fn is_offline(desk: &Desk) -> bool {
    !desk.asked(&["status"]).await["offline_since"].is_null()
}

/// Sets the network, and waits until the schedule knows.
async fn connect(desk: &Desk, machine: &FakeMachine, is_connected: bool) {
    eventually("what the network is", SOON, async || {
        machine.connect(is_connected).await;
        is_offline(desk).await != is_connected
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_network_is_what_its_manager_says() {
    let (desk, machine, mut monitor) = started().await;
    connect(&desk, &machine, false).await;
    desk.tray().line("No network").await;
    connect(&desk, &machine, true).await;
    monitor.goes_on();
}

#[tokio::test(flavor = "multi_thread")]
async fn before_sleep_nothing_starts_and_on_waking_it_does() {
    let (desk, machine, mut monitor) = started().await;
    let news = News::of("Harbour", &["Low tide"]);
    let job = desk.add_job(&news.url(), &["--every", "1d"]).await;
    desk.runs_ended(1).await;

    // Once the schedule knows the network it listens, and has heard what was said before.
    connect(&desk, &machine, false).await;
    machine.pretend_sleep().await;
    connect(&desk, &machine, true).await;
    desk.asked(&["jobs", "run", &job]).await;
    desk.runs_ended(2).await;

    machine.sleep(true).await;
    connect(&desk, &machine, false).await;
    let mut asking = desk.cli(&["jobs", "run", &job]);
    eventually("a run that is asked for", SOON, async || desk.number(REQUESTS) == 1).await;
    connect(&desk, &machine, true).await;
    assert_eq!(desk.number(REQUESTS), 1, "because the machine is about to sleep");
    machine.sleep(false).await;
    assert!(asking.ended(SOON).await.success(), "because of {}", asking.said());
    assert_eq!(desk.number("SELECT count(*) FROM monitoring_runs WHERE status = 'completed'"), 3);
    monitor.goes_on();
}
