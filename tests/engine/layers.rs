//! The guard of the architecture: who may name whom, read from the source.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

/// Split sooner; beyond this nobody holds a file in their head.
const MOST_LINES: usize = 300;

/// What a part of the source may not name.
struct Rule {
    /// Whether it is about this file, by its path from `src-tauri`.
    concerns: fn(&str) -> bool,
    /// A path such as `crate::store`, or a name such as `rusqlite`.
    forbids: &'static [&'static str],
    because: &'static str,
}

const RULES: &[Rule] = &[
    Rule {
        concerns: |file| file.starts_with("engine/src/model/"),
        forbids: &[
            "crate::adapters",
            "crate::backoff",
            "crate::content",
            "crate::core",
            "crate::digest",
            "crate::engine",
            "crate::error",
            "crate::outbox",
            "crate::owner",
            "crate::platforms",
            "crate::ports",
            "crate::remote",
            "crate::runner",
            "crate::scheduler",
            "crate::settle",
            "crate::store",
            "crate::Error",
            "tokio",
            "std::fs",
            "std::net",
        ],
        because: "model is values: it imports nothing of the crate and does no input or output",
    },
    Rule {
        concerns: |file| file.ends_with(".rs") && !file.starts_with("engine/src/store/"),
        forbids: &["rusqlite", "rusqlite_migration"],
        because: "only store knows SQL",
    },
    Rule {
        concerns: |file| file.starts_with("engine/src/platforms/") || file.starts_with("engine/src/content/"),
        forbids: &["crate::store", "crate::adapters", "crate::engine", "crate::owner", "crate::core"],
        because: "platforms and content turn bytes into values and touch no store",
    },
    Rule {
        concerns: |file| file.starts_with("engine/src/store/"),
        forbids: &["crate::platforms", "crate::adapters", "crate::engine", "crate::ports", "tokio"],
        because: "store knows its tables and nothing of where the values come from",
    },
    Rule {
        concerns: |file| {
            !["engine/src/adapters/", "src/monitor/desktop/"].iter().any(|folder| file.starts_with(folder))
        },
        forbids: &["reqwest", "rustls", "keyring", "zbus", "ksni", "notify_rust", "lettre"],
        because: "only adapters name what the outside is reached with",
    },
    Rule {
        concerns: |file| {
            let has_its_own_rule = [
                "engine/src/adapters/",
                "engine/src/model/",
                "engine/src/store/",
                "engine/src/platforms/",
                "engine/src/content/",
            ];
            file.starts_with("engine/src/") && !has_its_own_rule.iter().any(|folder| file.starts_with(folder))
        },
        forbids: &["crate::adapters", "super::adapters"],
        because: "the engine works with ports; start-up code chooses the adapters",
    },
    Rule {
        concerns: |file| {
            let starts_up = ["cli/src/commands/mod.rs", "cli/src/main.rs", "src/start.rs"];
            !file.starts_with("engine/") && !starts_up.contains(&file)
        },
        forbids: &["tidewatch_engine::adapters", "adapters::ReqwestClient", "adapters::SystemClock"],
        because: "only start-up code names adapters",
    },
    Rule {
        concerns: |file| !file.starts_with("api/"),
        forbids: &["axum"],
        because: "only api knows how the HTTP API is served",
    },
    Rule {
        concerns: |file| !file.starts_with("cli/"),
        forbids: &["clap", "comfy_table", "indicatif"],
        because: "only cli knows the command line",
    },
    Rule {
        concerns: |file| !file.starts_with("src/") && file != "build.rs",
        forbids: &["tauri"],
        because: "only the desktop knows Tauri",
    },
    Rule {
        concerns: |file| file.starts_with("src/") && !file.starts_with("src/window/"),
        forbids: &["tauri", "tauri_plugin_autostart", "tauri_plugin_dialog", "tauri_plugin_window_state"],
        because: "the monitor waits for days and must not be linked with a web view",
    },
];

/// What is wrong with one file, in sentences.
fn faults(file: &str, text: &str) -> Vec<String> {
    let paths = paths_in(text);
    let mut faults = Vec::new();
    for rule in RULES.iter().filter(|rule| (rule.concerns)(file)) {
        for forbidden in rule.forbids {
            let named = paths.iter().find(|path| {
                path.strip_prefix(forbidden).is_some_and(|rest| rest.is_empty() || rest.starts_with("::"))
            });
            if let Some(path) = named {
                faults.push(format!("{file} names {path}, but {}", rule.because));
            }
        }
    }
    let lines = text.lines().count();
    if lines > MOST_LINES {
        faults.push(format!("{file} has {lines} lines; split what is more than {MOST_LINES}"));
    }
    faults
}

/// Every path that a source text names: `use` trees unfolded, and paths within the code.
fn paths_in(text: &str) -> Vec<String> {
    let code = without_comments_and_strings(text);
    let mut paths = Vec::new();
    let mut rest = code.as_str();
    while let Some(start) = rest.find(|c: char| c.is_alphabetic() || c == '_') {
        let word_end = |text: &str| {
            text.find(|c: char| !(c.is_alphanumeric() || c == '_' || c == ':')).unwrap_or(text.len())
        };
        let after = &rest[start..];
        let end = word_end(after);
        let word = &after[..end];
        rest = &after[end..];
        if word == "use" {
            let statement = rest.split(';').next().unwrap_or_default();
            unfold("", statement, &mut paths);
            rest = &rest[statement.len()..];
        } else if word.contains("::") {
            paths.push(word.trim_matches(':').to_owned());
        }
    }
    paths
}

/// `a::{b, c::{d, e}}` into `a::b`, `a::c::d`, `a::c::e`.
fn unfold(prefix: &str, tree: &str, paths: &mut Vec<String>) {
    let tree = tree.trim().trim_start_matches("::");
    match tree.find('{') {
        Some(open) => {
            let prefix = format!("{prefix}{}", tree[..open].trim());
            let inner = tree[open + 1..].rsplit_once('}').map_or("", |(inner, _)| inner);
            for part in split_at_commas(inner) {
                unfold(&prefix, part, paths);
            }
        }
        None => {
            let path = tree.split(" as ").next().unwrap_or_default().trim();
            if !path.is_empty() {
                paths.push(format!("{prefix}{path}"));
            }
        }
    }
}

fn split_at_commas(list: &str) -> Vec<&str> {
    let (mut parts, mut depth, mut begin) = (Vec::new(), 0, 0);
    for (at, c) in list.char_indices() {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 => {
                parts.push(&list[begin..at]);
                begin = at + 1;
            }
            _ => {}
        }
    }
    parts.push(&list[begin..]);
    parts
}

fn without_comments_and_strings(text: &str) -> String {
    let lines = text.lines().map(|line| {
        let code = line.find("//").map_or(line, |comment| &line[..comment]);
        // Text between quotes, roughly: a path in a message is no import.
        code.split('"').step_by(2).collect::<Vec<_>>().join(" ")
    });
    lines.collect::<Vec<_>>().join("\n")
}

fn sources(root: &Path) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let mut folders: Vec<PathBuf> =
        ["src", "engine/src", "api/src", "cli/src"].map(|dir| root.join(dir)).into();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let name = path.strip_prefix(root).unwrap().to_str().unwrap().to_owned();
                found.insert(name, fs::read_to_string(&path).unwrap());
            }
        }
    }
    found
}

#[test]
fn every_part_names_only_what_lies_below_it() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let sources = sources(root);
    assert!(sources.len() > 80, "because a guard that reads {} files guards nothing", sources.len());
    let faults: Vec<_> = sources.iter().flat_map(|(file, text)| faults(file, text)).collect();
    assert_eq!(faults, [] as [&str; 0]);
}

#[test]
fn the_guard_sees_what_it_guards_against() {
    for (file, text) in [
        ("engine/src/model/job.rs", "use crate::store::Store;"),
        ("engine/src/model/job.rs", "use crate::{\n    model::JobId,\n    ports::{Clock, HttpClient},\n};"),
        ("engine/src/model/job.rs", "fn now() { tokio::time::Instant::now(); }"),
        ("engine/src/runner.rs", "use rusqlite::Connection;"),
        ("engine/src/engine/jobs.rs", "fn f(c: &rusqlite::Connection) {}"),
        ("engine/src/platforms/feed/mod.rs", "use crate::{model::Url, store::Store};"),
        ("engine/src/platforms/feed/mod.rs", "use crate::adapters::ReqwestClient;"),
        ("engine/src/store/jobs.rs", "use crate::platforms::Page;"),
        ("engine/src/outbox.rs", "use reqwest::Client;"),
        ("engine/src/core.rs", "let _ = rustls::crypto::ring::default_provider();"),
        ("engine/src/engine/mod.rs", "use crate::{core::Core, adapters::{SystemClock, Other}};"),
        ("api/src/jobs.rs", "use rusqlite::params;"),
        ("api/src/jobs.rs", "use tidewatch_engine::{Engine, adapters::SystemClock};"),
        ("cli/src/commands/jobs.rs", "use axum::Router;"),
        ("cli/src/commands/jobs.rs", "use tidewatch_engine::adapters::ReqwestClient as Client;"),
        ("engine/src/lib.rs", "use clap::Parser;"),
        ("api/src/lib.rs", "use tauri::Manager;"),
        ("src/monitor/main.rs", "use tauri::Manager;"),
        ("src/window/link.rs", "use zbus::Connection;"),
        ("cli/src/main.rs", &"\n".repeat(301)),
    ] {
        assert_eq!(
            faults(file, text).len(),
            1,
            "because {file} may not hold {text:?}: {:?}",
            faults(file, text)
        );
    }
}

#[test]
fn the_guard_lets_pass_what_is_allowed() {
    for (file, text) in [
        (
            "engine/src/model/job.rs",
            "use super::ids::JobId;\nuse crate::model::Run; // not crate::store::Store",
        ),
        ("engine/src/store/jobs.rs", "use rusqlite::{Connection, params};\nuse crate::model::Job;"),
        ("engine/src/platforms/feed/mod.rs", "const HINT: &str = \"see crate::store::Store\";"),
        ("engine/src/adapters/reqwest_client.rs", "use reqwest::Client;\nuse crate::ports::HttpClient;"),
        (
            "cli/src/commands/mod.rs",
            "use tidewatch_engine::{Engine, adapters::{ReqwestClient, SystemClock}};",
        ),
        ("api/src/lib.rs", "use axum::Router;\nfn tauri_like() {}"),
        ("cli/src/main.rs", &"\n".repeat(300)),
    ] {
        assert_eq!(faults(file, text), [] as [&str; 0], "because {file} may hold {text:?}");
    }
}
