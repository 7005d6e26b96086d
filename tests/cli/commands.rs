//! Every command, as people read it and as programs do.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{
    home::Home,
    servers::{Server, feed},
};

#[track_caller]
fn assert_keys(value: &Value, expected: &[&str]) {
    let keys: BTreeSet<_> =
        value.as_object().unwrap_or_else(|| panic!("{value} is no object")).keys().collect();
    let expected: BTreeSet<String> = expected.iter().map(|key| (*key).to_owned()).collect();
    assert_eq!(keys, expected.iter().collect());
}

#[track_caller]
fn assert_list(value: &Value, length: usize) -> &Vec<Value> {
    let items = value["items"].as_array().unwrap_or_else(|| panic!("{value} is no list"));
    assert_eq!((items.len(), &value["total"]), (length, &length.into()));
    items
}

#[test]
fn recognise_tells_what_a_link_stands_for_and_sends_nothing() {
    let (home, canary) = (Home::new(), Server::canary());
    let recognised = home.json(&["recognise", &canary.url("/blog/")]);
    assert_keys(
        &recognised,
        &["platform", "target_type", "target_url", "display", "alternatives", "existing_job_ids"],
    );
    assert_eq!((&recognised["platform"], &recognised["target_type"]), (&"feed".into(), &"feed".into()));
    let channel = home.json(&["recognise", "https://www.youtube.com/channel/UCLA_DiR1FfKNvjuUpBHmylQ"]);
    assert_eq!((&channel["platform"], &channel["target_type"]), (&"youtube".into(), &"channel".into()));
    assert_eq!(channel["target_id"], "UCLA_DiR1FfKNvjuUpBHmylQ");
    let text = home.run(&["recognise", "example.org/blog"]).succeeds();
    assert_eq!(
        text.out,
        "example.org/blog\n  feed\n  https://example.org/blog\n\
         or example.org/blog\n  web page\n  https://example.org/blog\n"
    );
    assert_eq!(canary.connections(), 0);
}

#[test]
fn preview_shows_items_and_keeps_nothing() {
    let home = Home::new();
    let (server, entries) = feed::growing();
    entries.add(12);
    let url = server.url("/a.xml");
    let preview = home.json(&["preview", &url, "--limit", "3"]);
    assert_keys(
        &preview,
        &[
            "platform",
            "target_type",
            "target_url",
            "target_id",
            "display",
            "title",
            "items",
            "outcome",
            "warnings",
        ],
    );
    let items = preview["items"].as_array().unwrap();
    assert_eq!((items.len(), &preview["title"]), (3, &"Feed a".into()));
    assert_keys(
        &items[0],
        &[
            "external_id",
            "url",
            "title",
            "text",
            "author",
            "published_at",
            "kind",
            "media",
            "engagement",
            "is_told",
            "reason",
        ],
    );
    for key in ["name", "handle", "url"] {
        assert!(items[0]["author"].get(key).is_some(), "because an author has a {key}, if only null");
    }
    assert_eq!((&items[0]["external_id"], &items[0]["kind"]), (&"a-12".into(), &"post".into()));
    assert_eq!(home.json(&["preview", &url])["items"].as_array().unwrap().len(), 10);
    let text = home.run(&["preview", &url]).succeeds();
    assert!(
        text.out.starts_with("Feed a (feed)\n") && text.out.contains("Entry 12"),
        "because of {}",
        text.out
    );
    assert_eq!(
        home.number("SELECT count(*) FROM items") + home.number("SELECT count(*) FROM monitoring_jobs"),
        0
    );
}

#[test]
fn a_job_is_added_listed_shown_and_changed() {
    let home = Home::new();
    let (server, entries) = feed::growing();
    entries.add(2);
    let url = server.url("/a.xml");
    let added = home.run(&["jobs", "add", &url, "--every", "20m", "--folder", "News/World"]).succeeds();
    assert!(
        added.out.contains("Entry 2") && added.out.contains("Added Feed a ("),
        "because of {}",
        added.out
    );
    assert!(added.out.contains("Every 20 minutes"), "because of {}", added.out);

    let listed = home.json(&["jobs", "list"]);
    let job = &assert_list(&listed, 1)[0];
    assert_eq!((&job["name"], &job["folder"]), (&"Feed a".into(), &"News/World".into()));
    let id = job["id"].as_str().unwrap();
    let short = &id[id.len() - 8..];
    assert!(home.run(&["jobs", "list"]).succeeds().out.contains(short));

    for name in [id, short, "Feed a", "feed A"] {
        let shown = home.json(&["jobs", "show", name]);
        assert_eq!((&shown["id"], shown["next_times"].as_array().unwrap().len()), (&job["id"], 5));
    }
    assert!(home.run(&["jobs", "show", short]).succeeds().out.contains("Every 20 minutes"));

    let changed = home.json(&["jobs", "edit", short, "--name", "Renamed", "--at", "08:30", "--folder", ""]);
    assert_eq!((&changed["name"], &changed["frequency"]), (&"Renamed".into(), &"daily".into()));
    assert_eq!(changed["folder"], Value::Null);
    let text =
        home.run(&["jobs", "edit", "Renamed", "--cron", "30 6 * * 1-5", "--time-zone", "Europe/Berlin"]);
    assert!(text.succeeds().out.starts_with("Changed Renamed ("));
}

#[test]
fn all_jobs_are_paused_and_resumed_together_and_each_stays_as_it_is() {
    let home = Home::new();
    home.add("https://feed.example/one", &["--name", "One"]);
    assert_eq!(home.json(&["jobs", "pause", "--all"])["pause"]["until"], serde_json::Value::Null);
    assert!(home.run(&["scheduler", "--once"]).succeeds().out.contains("All jobs are paused"));
    assert!(home.run(&["status"]).succeeds().out.contains("All jobs are paused"));
    assert_eq!(home.json(&["jobs", "show", "One"])["status"], "active", "because it is held, not changed");
    assert_eq!(home.json(&["jobs", "resume", "--all"])["pause"], serde_json::Value::Null);
    assert!(!home.run(&["status"]).succeeds().out.contains("paused;"));
}

#[test]
fn jobs_are_paused_resumed_removed_and_restored() {
    let home = Home::new();
    for name in ["One", "Two"] {
        home.add(&format!("https://feed.example/{name}"), &["--name", name]);
    }
    assert_list(&home.json(&["jobs", "pause", "One", "Two"]), 2);
    assert_list(&home.json(&["jobs", "list", "--status", "paused"]), 2);
    assert_eq!(home.json(&["scheduler", "--once"])["total"], 0, "because both are paused");
    let resumed = home.run(&["jobs", "resume", "One"]).succeeds();
    assert!(
        resumed.out.starts_with("Resumed One (") && resumed.out.contains("due now"),
        "because of {}",
        resumed.out
    );
    assert_eq!(home.json(&["jobs", "pause", "One"])["status"], "paused");

    let removed = home.json(&["jobs", "remove", "One"]);
    assert_eq!(assert_list(&removed, 1)[0]["name"], "One");
    let text = home.run(&["jobs", "remove", "Two"]).succeeds().out;
    assert!(text.contains("jobs restore"), "because {text} does not say how to undo it");
    assert_list(&home.json(&["jobs", "list"]), 0);
    assert_eq!(
        home.run(&["jobs", "list"]).succeeds().out,
        "No jobs. `tidewatch jobs add LINK` watches something.\n"
    );
    assert_list(&home.json(&["jobs", "list", "--status", "deleted"]), 2);
    assert_eq!(home.json(&["jobs", "show", "One"])["status"], "deleted");

    assert_eq!(home.json(&["jobs", "restore", "One"])["status"], "paused", "because it was so before");
    assert!(home.run(&["jobs", "restore", "Two"]).succeeds().out.starts_with("Restored Two ("));
    assert_list(&home.json(&["jobs", "list", "--platform", "feed"]), 2);
    assert_list(&home.json(&["jobs", "list", "--platform", "youtube"]), 0);
}

#[test]
fn items_are_listed_searched_shown_and_marked() {
    let home = Home::with_sample();
    let listed = home.json(&["items", "list", "--job", "Sample"]);
    let items = assert_list(&listed, 3);
    assert!(items[0].get("html").is_none(), "because lists leave it out");
    let page = home.json(&["items", "list", "--limit", "2"]);
    let rest = home.json(&["items", "list", "--before", &page["next"].to_string()]);
    assert_eq!((page["items"].as_array().unwrap().len(), rest["items"].as_array().unwrap().len()), (2, 1));

    let found = home.json(&["items", "search", "notification", "--not", "welcome", "--limit", "5"]);
    assert_eq!(found["items"][0]["external_id"], "tidewatch-sample-3");
    assert!(home.run(&["items", "search", "notification"]).succeeds().out.contains("What a notification"));
    assert_eq!(home.run(&["items", "search", "xyzzy"]).succeeds().out, "No items.\n");
    for odd in ["\"", "*", "AND", "NEAR(", "a OR", "-", "50%", "@nasa", "multi-agent", "'; DROP TABLE items"]
    {
        home.run(&["items", "search", odd]).succeeds();
    }

    let id = items[0]["id"].to_string();
    let shown = home.json(&["items", "show", &id]);
    assert_eq!(shown["earlier"], serde_json::json!([]));
    assert!(shown["html"].is_string());
    assert!(home.run(&["items", "show", &id]).succeeds().out.contains("What a notification looks like"));

    let marked = home.json(&["items", "mark", &id, "--unread", "--star", "--note", "Look again"]);
    let item = &assert_list(&marked, 1)[0];
    assert_eq!((&item["state"], &item["starred"]), (&"unread".into(), &true.into()));
    assert_eq!(item["note"], "Look again");
    assert_list(&home.json(&["items", "list", "--starred", "--state", "unread"]), 1);
    assert_eq!(home.run(&["items", "mark", &id, "--unstar"]).succeeds().out, "Marked 1 item.\n");
    assert_eq!(home.json(&["items", "mark", "--all", "--read"])["changed"], 1);
    assert!(home.run(&["items", "list"]).succeeds().out.contains("Welcome to Tidewatch"));
}

#[test]
fn runs_are_listed_and_shown() {
    let home = Home::with_sample();
    let listed = home.json(&["runs", "list", "--job", "Sample"]);
    let run = &assert_list(&listed, 1)[0];
    let id = run["id"].as_str().unwrap();
    assert_eq!(&home.json(&["runs", "show", id]), run);
    assert_eq!(&home.json(&["runs", "show", &id[id.len() - 8..]]), run);
    assert!(home.run(&["runs", "show", id]).succeeds().out.contains("3 found, 3 new, 0 changed"));
    assert!(home.run(&["runs", "list"]).succeeds().out.contains("new items"));
    let text = home.run(&["jobs", "run", "Sample"]).succeeds();
    assert_eq!(text.out, "Sample: unchanged.\n");
    let page = home.run(&["runs", "list", "--limit", "1"]).succeeds();
    assert!(page.out.ends_with("1 of 2. More: --skip 1\n"), "because of {}", page.out);
}

#[test]
fn platforms_status_and_token() {
    let home = Home::with_sample();
    let platforms = home.json(&["platforms"]);
    for platform in assert_list(&platforms, tidewatch_engine::model::Platform::ALL.len()) {
        let keys = ["platform", "name", "target_types", "keyless", "examples", "limits", "key", "options"];
        assert_keys(platform, &[&keys[..], &["settings", "key_state"]].concat());
    }
    let told = home.run(&["platforms"]).succeeds().out;
    assert!(told.contains("YouTube") && told.contains("needed, not set"), "{told}");

    let status = home.json(&["status"]);
    assert_eq!((&status["items"], &status["monitor_running"]), (&3.into(), &false.into()));
    assert_eq!(status["data_dir"], home.data().canonicalize().unwrap().to_str().unwrap());
    assert!(home.run(&["status"]).succeeds().out.contains("3 (0 unread)"));

    let (first, second) = (home.run(&["api", "token"]).succeeds(), home.json(&["api", "token"]));
    let (first, second) = (first.out.trim(), second["token"].as_str().unwrap());
    assert!(first.len() == 64 && first != second && second.chars().all(|c| c.is_ascii_hexdigit()));
    for token in [first, second] {
        let kept = format!("SELECT count(*) FROM settings WHERE instr(value, '{token}')");
        assert_eq!(home.number(&kept), 0, "because only a hash is kept");
    }
}

#[test]
fn completions_for_each_shell_know_the_commands() {
    let home = Home::new();
    for shell in ["bash", "zsh", "fish"] {
        let done = home.run(&["completions", shell]).succeeds();
        for word in ["recognise", "preview", "scheduler", "create-test", "completions"] {
            assert!(done.out.contains(word), "because {shell} does not complete {word}");
        }
    }
    assert!(!home.data().exists(), "because completions need no data folder");
}
