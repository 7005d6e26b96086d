//! What a first look at a target shows.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{
    Home, all, each, recording, replay,
    row::{BEFORE, HALF, Platform, Row, refusal},
};

#[test]
fn every_platform_and_target_type_has_a_row() {
    let platforms = Home::new().json(&["platforms"]);
    let mut expected = BTreeSet::new();
    for platform in platforms["items"].as_array().unwrap() {
        for target_type in platform["target_types"].as_array().unwrap() {
            expected.insert((text(&platform["platform"]).to_owned(), text(target_type).to_owned()));
        }
    }
    let rows = all().into_iter().flat_map(|platform| platform.rows.iter().map(move |row| (platform, row)));
    let there: BTreeSet<_> =
        rows.map(|(platform, row)| (platform.name.to_owned(), row.target_type.to_owned())).collect();
    let missing: Vec<_> = expected.difference(&there).collect();
    let useless: Vec<_> = there.difference(&expected).collect();
    assert!(
        missing.is_empty() && useless.is_empty(),
        "because {missing:?} have no row, {useless:?} nothing but one"
    );
}

#[test]
fn every_target_shows_its_items() {
    each(&all(), |platform| {
        let home = platform.rows.first().expect("a row").home(platform.name);
        platform.rows.iter().flat_map(|row| previewed(&home, platform, row)).collect()
    });
}

#[test]
fn half_an_answer_that_can_be_read_in_part_is_shown() {
    for platform in
        all().into_iter().filter(|platform| platform.name != "nostr" && platform.usual[5].is_empty())
    {
        let row = platform.rows.first().expect("a row");
        let home = Home::new();
        let har =
            recording::write(&home, "half.har", platform.name, &platform.refusing(&refusal(200, HALF, "")));
        let done = replay(&home, &har, &row.command(platform.name, &["preview"])).succeeds();
        assert!(
            !done.json()["items"].as_array().expect("items").is_empty(),
            "{}: say in usual[5] what half an answer means, or show it: {}",
            platform.name,
            done.out
        );
    }
}

/// What is wrong with the preview of a row.
fn previewed(home: &Home, platform: &Platform, row: &Row) -> Vec<String> {
    let har = recording::write(home, "preview.har", platform.name, &row.network(BEFORE));
    let done = replay(home, &har, &row.command(platform.name, &["preview"]));
    let name = format!("{} {}", platform.name, row.target_type);
    if done.code != Some(0) || done.err.contains("panicked") {
        return vec![format!("{name}: {:?} {}", done.code, done.err.trim())];
    }
    let preview = done.json();
    let item = &preview["items"][0];
    let words = format!("{} {}", text(&item["title"]), text(&item["text"]));
    let found = [
        ("platform", text(&preview["platform"]), platform.name),
        ("type", text(&preview["target_type"]), row.target_type),
        ("title", text(&preview["title"]), row.title),
        ("kind", text(&item["kind"]), row.kind),
        ("author", text(&item["author"]["name"]), row.author),
    ];
    let mut wrong: Vec<String> = found
        .iter()
        .filter(|(_, found, expected)| found != expected)
        .map(|(what, found, expected)| format!("{name}: {what} is {found:?}, not {expected:?}"))
        .collect();
    if !words.contains(row.first) {
        wrong.push(format!("{name}: the first item says {words:?}, not {:?}", row.first));
    }
    if preview["warnings"].as_array().is_none_or(|warnings| !warnings.is_empty()) {
        wrong.push(format!("{name}: {}", preview["warnings"]));
    }
    wrong
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}
