//! What runs keep of a list that changes.

use serde_json::Value;

use super::{
    all, each, recording, replay,
    row::{AFTER, BEFORE, Platform, Row, Runs},
};

#[test]
fn a_run_finds_what_is_new_and_what_was_edited_and_loses_nothing() {
    each(&all(), |platform| {
        platform.rows.iter().filter(|row| row.runs == Runs::Here).flat_map(|row| ran(platform, row)).collect()
    });
}

#[test]
fn what_is_not_run_here_is_run_in_a_file_that_is_there() {
    let tests = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/platforms");
    for row in all().into_iter().flat_map(|platform| platform.rows) {
        if let Runs::In(file) = row.runs {
            assert!(tests.join(file).is_file(), "because {file} is named for {}", row.link);
        }
    }
}

/// What is wrong with the runs of a row.
fn ran(platform: &Platform, row: &Row) -> Vec<String> {
    let home = row.home(platform.name);
    let write = |file, posts| recording::write(&home, file, platform.name, &row.network(posts));
    let (before, after) = (write("1.har", BEFORE), write("2.har", AFTER));
    let name = format!("{} {}", platform.name, row.target_type);
    let added = replay(&home, &before, &row.command(platform.name, &["jobs", "add"]));
    if added.code != Some(0) {
        return vec![format!("{name} is not added: {}", added.err.trim())];
    }
    let job = added.json()["id"].as_str().unwrap_or_default().to_owned();
    let mut wrong = Vec::new();
    let mut expect = |har, what: &str, new: Option<u64>, edited: i64| {
        let done = replay(&home, har, &["jobs", "run", &job]);
        let run: Value = serde_json::from_str(&done.out).unwrap_or_default();
        let (found, revisions) =
            (run["new_items_downloaded"].as_u64(), home.number("SELECT count(*) FROM item_revisions"));
        let is_as_it_should_be = done.code == Some(0)
            && new.is_none_or(|new| found == Some(new))
            && revisions == edited
            && run["outcome"] != "partial";
        if !is_as_it_should_be {
            wrong.push(format!("{name}: the {what} run has {revisions} revisions: {}{}", done.out, done.err));
        }
    };
    expect(&before, "first", None, 0);
    expect(&after, "second", Some(1), 1);
    expect(&after, "third", Some(0), 1);
    let items = home.json(&["items", "list"]);
    let items = items["items"].as_array().expect("items");
    let of = |words: &str| {
        let says = |item: &&Value| {
            item["title"].to_string().contains(words) || item["text"].to_string().contains(words)
        };
        items.iter().find(says).and_then(|item| item["id"].as_i64())
    };
    for words in ["Tide 1", "Tide 3", "Tide 4"] {
        if of(words).is_none() {
            wrong.push(format!("{name}: {words} is not kept"));
        }
    }
    match of("Tide 2, edited") {
        None => wrong.push(format!("{name}: the edited text is not kept")),
        Some(id) => {
            let shown = home.json(&["items", "show", &id.to_string()]);
            if shown["earlier"].as_array().map(Vec::len) != Some(1) {
                wrong.push(format!("{name}: {} are the earlier texts", shown["earlier"]));
            }
        }
    }
    wrong
}
