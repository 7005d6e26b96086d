//! Terminal and desktop each tell every message once, and neither waits for the other.

use std::time::Duration;

use chrono::TimeDelta;
use serde_json::json;
use tidewatch_engine::model::{Channel, Platform, Role};

use crate::support::{Feed, Reply, TestEngine, patch};

/// A terminal that runs the schedule, and a desktop beside it.
async fn terminal_and_desktop() -> (TestEngine, TestEngine) {
    let terminal = TestEngine::started().await;
    let desktop = terminal.desktop_beside().await;
    desktop.start_as(Role::Guest).await;
    (terminal, desktop)
}

fn ids(told: &[i64]) -> Vec<Vec<i64>> {
    told.iter().map(|id| vec![*id]).collect()
}

#[tokio::test(start_paused = true)]
async fn each_channel_tells_each_message_once() {
    let (terminal, desktop) = terminal_and_desktop().await;
    let job = terminal.watch_source("A").await;
    for _ in 0..3 {
        terminal.has_news(&job).await;
        terminal.pass(TimeDelta::minutes(2)).await;
    }
    terminal.pass(TimeDelta::hours(2)).await;
    assert_eq!(terminal.notifier.told(), ids(&[1, 2, 3]));
    assert_eq!(desktop.notifier.told(), ids(&[1, 2, 3]), "because a Guest's desktop tells by itself");
}

#[tokio::test(start_paused = true)]
async fn of_two_terminals_only_the_one_that_runs_the_schedule_tells() {
    let terminal = TestEngine::started().await;
    let second = terminal.beside().await;
    second.start_as(Role::Guest).await;
    let job = terminal.watch_source("A").await;
    terminal.has_news(&job).await;
    terminal.pass(TimeDelta::hours(1)).await;
    // Both print to the same place.
    assert_eq!(terminal.notifier.told(), ids(&[1]), "because a second telling would be a repetition");
}

#[tokio::test(start_paused = true)]
async fn a_desktop_that_fails_holds_up_no_terminal() {
    let (terminal, desktop) = terminal_and_desktop().await;
    desktop.notifier.fail_times(3);
    let job = terminal.watch_source("A").await;
    terminal.has_news(&job).await;
    terminal.pass(TimeDelta::seconds(1)).await;
    assert_eq!(terminal.notifier.told(), ids(&[1]));
    assert_eq!(desktop.notifier.told(), ids(&[]));
    terminal.pass(TimeDelta::hours(1)).await;
    assert_eq!(terminal.notifier.tried_at().len(), 1, "because it has told its own");
    assert_eq!(desktop.notifier.told(), ids(&[1]), "because it still owes it");
    assert_eq!(desktop.notifier.tried_at().len(), 4);
}

#[tokio::test(start_paused = true)]
async fn a_terminal_that_hangs_holds_up_no_desktop() {
    let (terminal, desktop) = terminal_and_desktop().await;
    terminal.notifier.hang(true);
    let job = terminal.watch_source("A").await;
    terminal.has_news(&job).await;
    terminal.pass(TimeDelta::seconds(1)).await;
    assert_eq!(desktop.notifier.told(), ids(&[1]));
    terminal.notifier.hang(false);
    terminal.pass(TimeDelta::hours(1)).await;
    assert_eq!(terminal.notifier.told(), ids(&[1]));
}

#[tokio::test(start_paused = true)]
async fn a_desktop_that_is_opened_later_repeats_nothing() {
    let terminal = TestEngine::started().await;
    let job = terminal.watch_source("A").await;
    terminal.has_news(&job).await;
    terminal.has_news(&job).await;
    terminal.pass(TimeDelta::minutes(1)).await;
    assert_eq!(terminal.notifier.told(), ids(&[1, 2]));
    let desktop = terminal.desktop_beside().await;
    desktop.start_as(Role::Guest).await;
    terminal.pass(TimeDelta::hours(1)).await;
    assert_eq!(desktop.notifier.told(), ids(&[]), "because the user has read it in the terminal");
    terminal.has_news(&job).await;
    terminal.pass(TimeDelta::minutes(1)).await;
    assert_eq!(desktop.notifier.told(), ids(&[3]));
}

#[tokio::test(start_paused = true)]
async fn what_nobody_has_told_yet_a_later_desktop_tells_and_only_that() {
    let terminal = TestEngine::started().await;
    let job = terminal.watch_source("A").await;
    terminal.notifier.fail_times(1);
    terminal.has_news(&job).await;
    terminal.notifier.tried(1).await;
    terminal.has_news(&job).await;
    terminal.notifier.tried(2).await;
    terminal.pass(TimeDelta::seconds(1)).await;
    assert_eq!(terminal.notifier.told(), ids(&[2]), "because the first waits for another try");
    let desktop = terminal.desktop_beside().await;
    desktop.start_as(Role::Guest).await;
    terminal.pass(TimeDelta::hours(1)).await;
    assert_eq!(terminal.notifier.told(), ids(&[2, 1]));
    assert_eq!(desktop.notifier.told(), ids(&[1]), "because the second was told before it came");
}

#[tokio::test(start_paused = true)]
async fn a_desktop_that_was_away_tells_what_came_meanwhile() {
    let (terminal, desktop) = terminal_and_desktop().await;
    let job = terminal.watch_source("A").await;
    terminal.has_news(&job).await;
    terminal.pass(TimeDelta::minutes(1)).await;
    desktop.shutdown().await;
    terminal.has_news(&job).await;
    terminal.has_news(&job).await;
    terminal.pass(TimeDelta::hours(1)).await;
    assert_eq!(desktop.notifier.told(), ids(&[1]), "because it is closed");
    let desktop = desktop.restarted().await;
    desktop.start_as(Role::Guest).await;
    terminal.pass(TimeDelta::minutes(1)).await;
    assert_eq!(desktop.notifier.told(), ids(&[1, 2, 3]));
    assert_eq!(terminal.notifier.told(), ids(&[1, 2, 3]));
}

#[tokio::test(start_paused = true)]
async fn a_desktop_goes_on_telling_when_it_takes_over_the_schedule() {
    let (terminal, desktop) = terminal_and_desktop().await;
    let job = terminal.watch_source("A").await;
    terminal.has_news(&job).await;
    terminal.pass(TimeDelta::minutes(1)).await;
    terminal.shutdown().await;
    desktop.becomes(Role::Owner).await;
    desktop.has_news(&job).await;
    desktop.pass(TimeDelta::hours(1)).await;
    assert_eq!(desktop.notifier.told(), ids(&[1, 2]), "because a change of roles repeats and loses nothing");
    assert_eq!(terminal.notifier.told(), ids(&[1]), "because it has ended");
}

#[tokio::test(start_paused = true)]
async fn what_an_owner_that_died_told_nobody_is_told_when_a_desktop_takes_over() {
    let silent = TestEngine::builder().without_notifier().open().await;
    silent.start_as(Role::Owner).await;
    let job = silent.watch_source("A").await;
    let desktop = TestEngine::builder().open_in(silent.folder()).await.unwrap();
    desktop.notifier.become_desktop();
    desktop.start_as(Role::Guest).await;
    desktop.pass(TimeDelta::minutes(1)).await;
    // A run of the Owner that it committed and died before it could speak of it.
    let database = rusqlite::Connection::open(silent.data_dir().join("tidewatch.db")).unwrap();
    database
        .execute(
            "INSERT INTO notifications (job_id, run_id, kind, title, body, state, created_at) \
             VALUES (?1, randomblob(16), 'new_items', 'Unspoken', '', 'pending', 0)",
            [job.id.0],
        )
        .unwrap();
    silent.shutdown().await;
    desktop.becomes(Role::Owner).await;
    desktop.pass(TimeDelta::minutes(1)).await;
    assert_eq!(desktop.notifier.titles(), ["Unspoken"], "because the next message may be days away");
}

#[tokio::test(start_paused = true)]
async fn a_desktop_that_ends_tells_what_its_last_runs_have_found() {
    let tide = TestEngine::open().await;
    tide.notifier.become_desktop();
    let job = tide.watch().await;
    tide.check_with(&job, Feed::up_to(1)).await;
    tide.start_as(Role::Owner).await;
    let asked = tide.http.count();
    tide.feed(Reply::ok(Feed::up_to(2)).after(Duration::from_secs(3)));
    tide.request_run(job.id).await.unwrap();
    tide.http.arrived(asked + 1).await;
    tide.shutdown().await;
    assert_eq!(tide.messages().await.len(), 1, "because a run may come to its end");
    assert_eq!(tide.notifier.titles(), ["Entry 2"], "because the next start may be days away");
}

#[tokio::test(start_paused = true)]
async fn a_message_is_delivered_when_the_first_channel_has_told_it() {
    let (terminal, desktop) = terminal_and_desktop().await;
    desktop.notifier.fail_times(1);
    let job = terminal.watch_source("A").await;
    terminal.has_news(&job).await;
    terminal.pass(TimeDelta::seconds(5)).await;
    let first = terminal.messages().await[0].delivered_at;
    assert!(first.is_some(), "because the terminal has told it");
    terminal.pass(TimeDelta::hours(1)).await;
    assert_eq!(desktop.notifier.told(), ids(&[1]));
    assert_eq!(terminal.messages().await[0].delivered_at, first, "because the first telling counts");
}

#[tokio::test(start_paused = true)]
async fn a_message_names_its_job_as_that_is_called_now() {
    let tide = TestEngine::open().await;
    let job = tide.watch_source("A").await;
    tide.has_news(&job).await;
    tide.change(&job, patch(json!({"name": "Harbour"}))).await;
    let message = tide.messages().await.remove(0);
    assert_eq!((message.job_name.as_str(), message.platform), ("Harbour", Platform::Feed));
    tide.start_as(Role::Owner).await;
    tide.has_news(&job).await;
    tide.pass(TimeDelta::seconds(1)).await;
    assert_eq!(tide.notifier.shown().pop().unwrap().job_name, "Harbour");
}

#[tokio::test(start_paused = true)]
async fn a_job_that_is_gone_for_good_takes_its_messages_with_it() {
    let (terminal, desktop) = terminal_and_desktop().await;
    desktop.notifier.fail_times(u32::MAX);
    let job = terminal.watch_source("A").await;
    terminal.has_news(&job).await;
    terminal.pass(TimeDelta::minutes(1)).await;
    terminal.delete_job(job.id).await.unwrap();
    terminal.leap(TimeDelta::days(60)).await;
    terminal.pass(TimeDelta::minutes(3)).await;
    assert_eq!(terminal.sql::<u32>("SELECT count(*) FROM notifications"), 0);
    desktop.notifier.fail_times(0);
    let other = terminal.watch_source("B").await;
    terminal.has_news(&other).await;
    terminal.pass(TimeDelta::hours(2)).await;
    assert_eq!(desktop.notifier.told(), ids(&[2]), "because what is left is told on");
    // Who runs the schedule after such a leap, and so tells in the terminal, is open.
    assert_eq!(terminal.notifier.told()[0], ids(&[1])[0]);
}

#[tokio::test(start_paused = true)]
async fn what_was_told_is_not_looked_at_again() {
    let (terminal, desktop) = terminal_and_desktop().await;
    let job = terminal.watch_source("A").await;
    for _ in 0..30 {
        terminal.has_news(&job).await;
        terminal.pass(TimeDelta::minutes(2)).await;
    }
    assert_eq!(desktop.notifier.told().len(), 30);
    let lowest = "SELECT min(told_up_to) FROM notification_channels";
    assert_eq!(terminal.sql::<i64>(lowest), 30, "because one mark for each channel stands for all below it");
}

#[tokio::test(start_paused = true)]
async fn what_could_not_be_told_is_tried_at_once_when_something_has_changed() {
    let tide = TestEngine::started().await;
    tide.notifier.fail_times(1);
    let job = tide.watch_source("A").await;
    tide.has_news(&job).await;
    tide.notifier.tried(1).await;
    tide.pass(TimeDelta::seconds(1)).await;
    assert_eq!(tide.notifier.tried_at().len(), 1, "because the next try is half a minute away");
    tide.retry_deliveries(Channel::Terminal).await.unwrap();
    tide.notifier.tried(2).await;
    assert_eq!(tide.notifier.titles().len(), 1);
}
