//! Answers that are larger than they look, or endless: refused before they fill the memory.

use std::time::Duration;

use super::{
    home::{Home, SOON},
    monitor::Monitor,
    servers::{Server, bombs, feed},
};

/// What a refused answer may cost beyond what the program has used before, in KiB.
const MOST: u64 = 64 << 10;

/// Lets a scheduler read a small feed, then this; answers what the second cost in KiB.
#[track_caller]
fn cost(what: &str, server: &Server) -> u64 {
    let home = Home::new();
    let (small, entries) = feed::growing();
    entries.add(20);
    home.add(&small.url("/a.xml"), &["--name", "Small"]);
    let mut monitor = Monitor::owner(&home, &[]);
    monitor.wait_for_event("run_finished", SOON);
    let before = monitor.peak_memory();
    home.add(&server.url("/"), &["--name", "Large"]);
    let run = monitor.wait_for_event("run_finished", SOON);
    assert_eq!(run["status"], "failed", "because {what} has to be refused");
    // The kernel counts in steps, so that the later reading may even be the smaller one.
    let cost = monitor.peak_memory().saturating_sub(before);
    let run = home.json(&["runs", "show", run["run_id"].as_str().unwrap()]);
    assert_eq!(run["error_code"], "too_large", "because of {run}");
    let message = run["error_message"].as_str().unwrap();
    assert!(
        message.starts_with("The answer of 127.0.0.1") && message.contains("15 MiB"),
        "because of {message}"
    );
    eprintln!("{what}: {} KiB beyond {before} KiB", cost);
    assert!(cost <= MOST, "because {what} cost {cost} KiB");
    // The others go on.
    entries.add(1);
    assert_eq!(home.json(&["jobs", "run", "Small"])["new_items_downloaded"], 1);
    assert!(monitor.end(Duration::from_secs(10)).success());
    home.assert_intact();
    cost
}

#[test]
fn a_body_of_two_gibibytes_is_refused_by_its_length() {
    let cost = cost("2 GiB announced", &bombs::two_gibibytes());
    assert!(cost <= MOST / 2, "because nothing of it has to be read");
}

#[test]
fn a_body_without_an_end_is_cut_at_the_limit() {
    cost("endless chunks", &bombs::endless());
}

#[test]
fn a_gzip_bomb_is_cut_at_the_limit() {
    cost("1 GiB in gzip", &bombs::gzip());
}

#[test]
fn a_brotli_bomb_is_cut_at_the_limit() {
    cost("256 MiB in brotli", &bombs::brotli());
}

#[test]
fn a_preview_of_a_bomb_ends_with_one_and_a_sentence() {
    for server in [bombs::gzip(), bombs::brotli(), bombs::endless(), bombs::two_gibibytes()] {
        let home = Home::new();
        home.run(&["preview", &server.url("/")]).ends_with(1).says("larger than 15 MiB");
        home.run(&["jobs", "add", &server.url("/")]).ends_with(1).says("larger than 15 MiB");
        assert_eq!(home.number("SELECT count(*) FROM monitoring_jobs"), 0);
    }
}
