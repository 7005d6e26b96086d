//! What the user sets for all jobs: kept, refused field by field, and heeded at once.

use chrono::TimeDelta;
use serde_json::json;
use tidewatch_engine::{
    ErrorCode,
    model::{Event, NotificationKind, Role, Settings, SettingsPatch, Theme},
};

use crate::support::{Feed, Reply, TestEngine};

/// A patch from the JSON that an API client would send.
fn setting(json: serde_json::Value) -> SettingsPatch {
    serde_json::from_value(json).unwrap()
}

#[tokio::test(start_paused = true)]
async fn what_was_never_set_has_its_default() {
    let tide = TestEngine::open().await;
    let settings = tide.settings().await.unwrap();
    assert_eq!(settings, Settings::default());
    assert!(settings.notify_new_content && settings.notify_failures, "because silence is chosen, not given");
    assert!(!settings.api_enabled && !settings.start_hidden, "because nothing is opened or hidden unasked");
    assert_eq!((settings.theme, settings.time_zone, settings.api_port), (Theme::System, None, 8787));
}

#[tokio::test(start_paused = true)]
async fn a_change_names_what_it_changes_and_is_kept() {
    let tide = TestEngine::open().await;
    let first = setting(json!({"theme": "dark", "time_zone": "Europe/Berlin", "api_port": 1024}));
    tide.change_settings(first).await.unwrap();
    let changed =
        tide.change_settings(setting(json!({"start_hidden": true, "api_port": 65535}))).await.unwrap();
    let expected = Settings {
        theme: Theme::Dark,
        time_zone: Some("Europe/Berlin".into()),
        start_hidden: true,
        api_port: 65535,
        ..Settings::default()
    };
    assert_eq!(changed, expected, "because what is not named stays");
    assert_eq!(tide.change_settings(SettingsPatch::default()).await.unwrap(), expected);
    let tide = tide.restarted().await;
    assert_eq!(tide.settings().await.unwrap(), expected);
    let cleared = tide.change_settings(setting(json!({"time_zone": null}))).await.unwrap();
    assert_eq!(cleared, Settings { time_zone: None, ..expected }, "because null clears");
}

#[tokio::test(start_paused = true)]
async fn every_field_that_is_refused_is_named_and_nothing_is_changed() {
    let tide = TestEngine::open().await;
    for (input, fields) in [
        (json!({"api_port": 1023}), vec!["api_port"]),
        (json!({"api_port": 0, "theme": "dark"}), vec!["api_port"]),
        (json!({"time_zone": "Mars/Olympus"}), vec!["time_zone"]),
        (json!({"time_zone": ""}), vec!["time_zone"]),
        (json!({"api_port": 80, "time_zone": "here", "start_hidden": true}), vec!["api_port", "time_zone"]),
    ] {
        let error = tide.change_settings(setting(input.clone())).await.expect_err(&input.to_string());
        assert_eq!(error.code, ErrorCode::InvalidField);
        let refused: Vec<_> = error.fields.iter().map(|error| error.field.as_str()).collect();
        assert_eq!(refused, fields, "because of {input}");
        assert!(error.fields.iter().all(|error| error.message.ends_with('.')), "because it is a sentence");
        assert_eq!(tide.settings().await.unwrap(), Settings::default(), "because all of {input} is refused");
    }
}

#[test]
fn what_is_no_setting_is_not_taken_for_one() {
    for input in [
        json!({"api_prot": 9000}),
        json!({"api_port": 65536}),
        json!({"theme": "pink"}),
        json!({"notify_failures": "no"}),
    ] {
        assert!(serde_json::from_value::<SettingsPatch>(input.clone()).is_err(), "because of {input}");
    }
}

#[tokio::test(start_paused = true)]
async fn settings_of_another_version_are_read_as_far_as_they_are_known() {
    let tide = TestEngine::open().await;
    tide.change_settings(setting(json!({"theme": "dark"}))).await.unwrap();
    let database = rusqlite::Connection::open(tide.data_dir().join("tidewatch.db")).unwrap();
    let stored = r#"{"theme": "light", "font_size": 14}"#;
    database.execute("UPDATE settings SET value = ? WHERE key = 'settings'", [stored]).unwrap();
    assert_eq!(tide.settings().await.unwrap(), Settings { theme: Theme::Light, ..Settings::default() });
}

#[tokio::test(start_paused = true)]
async fn two_changes_at_once_are_both_made() {
    let tide = TestEngine::open().await;
    let other = tide.beside().await;
    let (one, two) = tokio::join!(
        tide.change_settings(setting(json!({"theme": "dark"}))),
        other.change_settings(setting(json!({"start_hidden": true}))),
    );
    one.unwrap();
    two.unwrap();
    let settings = tide.settings().await.unwrap();
    assert!(
        settings.start_hidden && settings.theme == Theme::Dark,
        "because a window and a terminal may be used together: {settings:?}"
    );
}

#[tokio::test(start_paused = true)]
async fn a_change_is_heard_by_other_processes() {
    let owner = TestEngine::started().await;
    let guest = owner.beside().await;
    guest.start_as(Role::Guest).await;
    owner.pass(TimeDelta::seconds(1)).await;
    let mut heard = guest.subscribe();
    owner.change_settings(setting(json!({"theme": "dark"}))).await.unwrap();
    guest.wait_for(&mut heard, |event| (event == Event::SettingsChanged).then_some(())).await;
    assert_eq!(guest.settings().await.unwrap().theme, Theme::Dark);
}

#[tokio::test(start_paused = true)]
async fn who_wants_no_news_is_told_none_until_they_do() {
    for is_desktop in [false, true] {
        let tide = TestEngine::open().await;
        if is_desktop {
            tide.notifier.become_desktop();
        }
        let job = tide.watch_source("A").await;
        tide.start_as(Role::Owner).await;
        tide.change_settings(setting(json!({"notify_new_content": false}))).await.unwrap();
        tide.has_news(&job).await;
        tide.pass(TimeDelta::hours(1)).await;
        assert_eq!(tide.notifier.tried_at().len(), 0, "because nothing is told (desktop: {is_desktop})");
        assert_eq!(tide.messages().await.len(), 1, "because it can still be read in the list");
        assert_eq!(tide.again(&job).await.items_unread, 1);
        tide.http.answer(&job.target_url, Reply::status(401));
        tide.check(&job).await;
        tide.pass(TimeDelta::seconds(1)).await;
        let kinds: Vec<_> = tide.notifier.shown().iter().map(|shown| shown.kind).collect();
        assert_eq!(kinds, [NotificationKind::Failure], "because a failure is no news");
        tide.change_settings(setting(json!({"notify_new_content": true}))).await.unwrap();
        tide.pass(TimeDelta::hours(1)).await;
        assert_eq!(tide.notifier.shown().len(), 1, "because what was kept quiet stays so");
        tide.has_news(&job).await;
        tide.pass(TimeDelta::seconds(1)).await;
        assert!(tide.notifier.titles().contains(&"Entry 3".to_owned()), "because it is wanted now");
    }
}

#[tokio::test(start_paused = true)]
async fn who_wants_no_failures_is_told_neither_those_nor_recoveries() {
    let tide = TestEngine::started().await;
    tide.change_settings(setting(json!({"notify_failures": false}))).await.unwrap();
    let job = tide.watch_source("A").await;
    tide.http.answer(&job.target_url, Reply::status(401));
    tide.check(&job).await;
    tide.http.answer(&job.target_url, Feed::up_to(2));
    tide.check(&job).await;
    tide.pass(TimeDelta::hours(1)).await;
    let kinds: Vec<_> = tide.messages().await.iter().map(|message| message.kind).collect();
    assert!(kinds.contains(&NotificationKind::Failure) && kinds.contains(&NotificationKind::Recovery));
    let shown: Vec<_> = tide.notifier.shown().iter().map(|shown| shown.kind).collect();
    assert_eq!(shown, [NotificationKind::NewItems], "because news are wanted still");
}

#[tokio::test(start_paused = true)]
async fn a_message_that_waits_for_another_try_is_given_up_when_it_is_wanted_no_more() {
    let tide = TestEngine::started().await;
    tide.notifier.fail_times(1);
    let job = tide.watch_source("A").await;
    tide.has_news(&job).await;
    tide.notifier.tried(1).await;
    tide.change_settings(setting(json!({"notify_new_content": false}))).await.unwrap();
    tide.pass(TimeDelta::hours(2)).await;
    assert_eq!(tide.notifier.tried_at().len(), 1, "because the user has decided meanwhile");
}

#[tokio::test(start_paused = true)]
async fn what_was_kept_quiet_is_not_told_elsewhere_later() {
    let terminal = TestEngine::started().await;
    let job = terminal.watch_source("A").await;
    terminal.change_settings(setting(json!({"notify_new_content": false}))).await.unwrap();
    terminal.has_news(&job).await;
    terminal.pass(TimeDelta::hours(1)).await;
    terminal.change_settings(setting(json!({"notify_new_content": true}))).await.unwrap();
    let desktop = terminal.desktop_beside().await;
    desktop.start_as(Role::Guest).await;
    terminal.pass(TimeDelta::hours(1)).await;
    assert_eq!(desktop.notifier.titles(), [] as [&str; 0], "because nobody wanted to hear it then");
    assert_eq!(terminal.messages().await[0].delivered_at, None, "because nobody has");
    terminal.has_news(&job).await;
    terminal.pass(TimeDelta::minutes(1)).await;
    assert_eq!(desktop.notifier.titles().len(), 1);
}
