//! Compares what the parser reads with a reference over a folder of recorded documents.
#![allow(clippy::print_stdout, reason = "the counts are what this is run for")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde_json::Value;
use tidewatch_engine::content::{entities, plain, text};
use tidewatch_engine::model::FoundItem;
use tidewatch_engine::platforms::feed::parse::{ParsedFeed, parse};
use url::Url;

struct Recorded {
    name: String,
    body: Vec<u8>,
    expected: Value,
}

impl Recorded {
    fn base(&self) -> Url {
        let address = self.expected["assumed_headers"]["content-location"].as_str();
        Url::parse(address.unwrap_or("http://feed.test/folder/feed.xml")).unwrap()
    }

    fn parse(&self) -> Option<ParsedFeed> {
        let content_type = self.expected["assumed_headers"]["content-type"].as_str();
        parse(&self.body, content_type, &self.base()).ok()
    }

    fn has_format(&self) -> bool {
        self.expected["format"].as_str().is_some_and(|format| !format.is_empty())
    }

    fn is_malformed(&self) -> bool {
        self.expected["bozo"] == Value::Bool(true)
    }

    fn entries(&self) -> &[Value] {
        self.expected["entries"].as_array().map_or(&[], Vec::as_slice)
    }
}

/// The folder of recorded feeds beside the workspace.
fn recorded_folder(workspace: &Path) -> PathBuf {
    workspace.join("../shared/recorded/feeds")
}

fn workspace() -> PathBuf {
    let start = Path::new(env!("CARGO_MANIFEST_DIR"));
    let root = start.ancestors().find(|folder| folder.join("Cargo.lock").is_file());
    root.unwrap_or(start).to_owned()
}

fn recorded() -> Vec<Recorded> {
    let folder = recorded_folder(&workspace());
    let mut found = Vec::new();
    let mut folders = vec![folder.clone()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if let Some(name) = path.to_str().and_then(|path| path.strip_suffix(".expected.json")) {
                let expected = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
                found.push(Recorded { name: name.to_owned(), body: std::fs::read(name).unwrap(), expected });
            }
        }
    }
    if found.is_empty() {
        println!("no recorded feeds beside the workspace: not compared");
    }
    found.sort_by(|a, b| a.name.cmp(&b.name));
    found
}

fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// A reference title as plain text, in the two ways it can be meant.
fn titles(expected: &Value) -> Vec<String> {
    let mut titles = Vec::new();
    for key in ["title", "title_raw"] {
        if let Some(title) = scalar(&expected[key]) {
            // The reference undoes double encodings of Latin-1 only.
            let title = entities::undouble(&title).into_owned();
            titles.push(text::one_line(&title));
            titles.push(text::one_line(&plain::from_html(&title)));
            let html = tidewatch_engine::content::sanitise::sanitise(&title, None);
            titles.push(text::one_line(&html.text));
        }
    }
    titles
}

/// The fields of one entry in which the reference and the parser differ.
fn differences(expected: &Value, item: &FoundItem, base: &Url) -> Vec<(&'static str, String)> {
    let mut found = Vec::new();
    let mut differ =
        |kind, wanted: &str, got: Option<&str>| found.push((kind, format!("{wanted:?} but {got:?}")));
    if let Some(id) = scalar(&expected["id"]) {
        // The reference resolves relative ids; they are to be kept verbatim.
        let resolved = Url::parse(&item.external_id).is_err() && id.ends_with(&item.external_id);
        if id != item.external_id && !resolved {
            differ("id", &id, Some(&item.external_id));
        }
    }
    let wanted = titles(expected);
    if let Some(first) = wanted.first().filter(|title| !title.is_empty()) {
        let got = item.title.clone().unwrap_or_default();
        if !wanted.contains(&got) && !first.starts_with(got.trim_end_matches('…')) {
            differ("title", first, Some(&got));
        }
    }
    // The reference takes any id for a link; only web addresses are links here.
    let link = scalar(&expected["link"]).filter(|link| !link.is_empty());
    if let Some(link) =
        link.and_then(|link| base.join(&link).ok()).filter(|link| link.scheme().starts_with("http"))
    {
        let id = scalar(&expected["id"]);
        let from_id = item.url.is_none() && scalar(&expected["link"]) == id;
        if item.url.as_deref() != Some(link.as_str()) && !from_id {
            differ("link", link.as_str(), item.url.as_deref());
        }
    }
    if let Some(published) = scalar(&expected["published"]) {
        let got = item.published_at.map(|at| at.format("%Y-%m-%dT%H:%M:%SZ").to_string());
        if got.as_deref() != Some(&published) {
            differ("published", &published, got.as_deref());
        }
    }
    found
}

/// Expected entries without those that repeat an earlier one.
fn distinct<'a>(entries: &'a [Value], feed: &ParsedFeed) -> Vec<&'a Value> {
    let mut kept: Vec<&Value> = Vec::new();
    for entry in entries {
        let same = |known: &&Value| ["id", "title", "published"].iter().all(|key| known[key] == entry[key]);
        if feed.duplicates == 0 || !kept.iter().any(same) {
            kept.push(entry);
        }
    }
    kept
}

#[test]
fn well_formed_documents_give_the_entries_of_the_reference() {
    let documents = recorded();
    let sound = |document: &&Recorded| document.has_format() && !document.is_malformed();
    let (mut wrong_count, mut entries, mut agreeing) = (Vec::new(), 0, 0);
    let mut kinds: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for document in documents.iter().filter(sound) {
        let Some(feed) = document.parse() else {
            wrong_count.push(&document.name);
            continue;
        };
        if feed.items.len() + feed.duplicates != document.entries().len() {
            wrong_count.push(&document.name);
        }
        for (expected, item) in distinct(document.entries(), &feed).into_iter().zip(&feed.items) {
            let found = differences(expected, item, &document.base());
            entries += 1;
            agreeing += usize::from(found.is_empty());
            for (kind, difference) in found {
                kinds.entry(kind).or_default().push(format!("{}: {difference}", document.name));
            }
        }
    }
    println!(
        "{} documents, {} with another number of entries; {agreeing} of {entries} entries agree",
        documents.iter().filter(sound).count(),
        wrong_count.len()
    );
    for (kind, differences) in &kinds {
        println!("{kind}: {}", differences.len());
        for difference in differences {
            println!("  {difference}");
        }
    }
    assert!(wrong_count.is_empty(), "the number of entries differs in {wrong_count:?}");
    assert!(agreeing * 100 >= entries * 98, "only {agreeing} of {entries} entries agree");
}

#[test]
fn malformed_documents_give_their_entries_all_the_same() {
    let documents = recorded();
    let malformed: Vec<_> = documents
        .iter()
        .filter(|document| document.is_malformed() && document.has_format() && !document.entries().is_empty())
        .collect();
    let complete = malformed.iter().filter(|document| {
        document.parse().is_some_and(|feed| feed.items.len() + feed.duplicates == document.entries().len())
    });
    let complete = complete.count();
    println!("{complete} of {} malformed documents give all their entries", malformed.len());
    assert!(complete * 10 >= malformed.len() * 9);
}

#[test]
fn documents_of_no_format_are_refused() {
    for document in recorded().iter().filter(|document| !document.has_format()) {
        assert!(document.parse().is_none(), "{}", document.name);
    }
}

#[test]
fn the_same_bytes_give_the_same_unique_identities() {
    for document in recorded() {
        let identities = || -> Vec<String> {
            document
                .parse()
                .map(|feed| feed.items.into_iter().map(|item| item.identity).collect())
                .unwrap_or_default()
        };
        let first = identities();
        assert_eq!(first, identities(), "{}", document.name);
        let unique: std::collections::HashSet<_> = first.iter().collect();
        assert_eq!(unique.len(), first.len(), "{}", document.name);
    }
}

#[test]
fn truncated_and_damaged_documents_are_survived() {
    let documents = recorded();
    for document in documents.iter().filter(|document| document.body.len() < 3_000).step_by(40) {
        for end in 0..document.body.len() {
            let _ = parse(&document.body[..end], None, &document.base());
        }
    }
    // A small linear congruential generator: the same damage in every run.
    let mut state = 7_u64;
    let mut next = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(state >> 33).unwrap()
    };
    for document in
        documents.iter().filter(|document| !document.body.is_empty() && document.body.len() < 60_000)
    {
        for _ in 0..3 {
            let mut body = document.body.clone();
            for _ in 0..8 {
                let at = next() % body.len();
                body[at] = [b'<', b'>', b'&', b'"', 0, 0xFF, b']', b'/'][next() % 8];
            }
            let _ = parse(&body, None, &document.base());
        }
    }
}
