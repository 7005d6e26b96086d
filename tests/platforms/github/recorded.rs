//! Answers that GitHub has given, where their recordings lie beside the project.
#![allow(clippy::print_stderr, reason = "the counts are what this is run for")]

use serde_json::{Value, json};
use tidewatch_engine::{
    model::{Cursor, FailureCode, TargetType},
    platforms::{Fetched, Target},
};
use url::Url;

use super::{GITHUB, ISSUES_AT, THREAD_AT, comments_at, issues, of, thread};
use crate::{
    recordings::{Recording, recordings},
    scripted::Scripted,
};

const PULLS_AT: &str =
    "https://api.github.com/repos/harbour/tide/pulls?state=all&direction=desc&sort=created&per_page=100";
const SEARCH_AT: &str = "https://api.github.com/search/issues?q=repo%3Aharbour%2Ftide+is%3Aissue+x&order=desc&sort=created&per_page=100";

/// Where the recording would be asked for and by which target; `None` for other endpoints.
fn place(recording: &Recording) -> Option<(String, Target)> {
    let pulls = || (PULLS_AT.to_owned(), of(TargetType::Issues, "harbour/tide/pulls"));
    // Recorded without its address.
    if recording.name.ends_with("pull_requests_list.json") {
        return Some(pulls());
    }
    let url = Url::parse(&recording.url).ok()?;
    let path: Vec<&str> = url.path_segments()?.collect();
    let below = match path[..] {
        ["repos", _, _, ref below @ ..] | ["repositories", _, ref below @ ..] => below,
        ["search", "issues"] => {
            return Some((SEARCH_AT.into(), of(TargetType::Issues, "harbour/tide/issues?q=is%3Aissue+x")));
        }
        _ => return None,
    };
    let is_number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    match *below {
        ["issues"] => Some((ISSUES_AT.into(), issues())),
        ["pulls"] => Some(pulls()),
        ["issues", number] if is_number(number) => Some((THREAD_AT.into(), thread())),
        ["issues", number, "comments"] if is_number(number) => Some((comments_at(1), thread())),
        ["issues", "comments"] => Some((comments_at(1), thread())),
        _ => None,
    }
}

#[tokio::test]
async fn every_recorded_list_is_read_whole_and_every_refusal_understood() {
    let all = recordings("github");
    let (mut read, mut items, mut refused) = (0, 0, 0);
    for (recording, (url, target)) in all.iter().filter_map(|recording| Some((recording, place(recording)?)))
    {
        let name = &recording.name;
        let value: Value = serde_json::from_slice(&recording.body).unwrap_or_default();
        let web = Scripted::new();
        if url == THREAD_AT {
            let pages = value["comments"].as_u64().unwrap_or(0).div_ceil(100);
            (1..=pages).for_each(|page| web.answer(&comments_at(page), 200, "[]"));
        } else if url == comments_at(1) {
            web.answer(THREAD_AT, 200, json!({"id": 1, "comments": 1}).to_string());
        }
        web.answer(&url, recording.status, recording.body.clone());
        match web.fetch(GITHUB, &target, &Cursor::default()).await {
            Ok(Fetched::Page(page)) => {
                let listed = value.get("items").unwrap_or(&value);
                let listed: Vec<&Value> =
                    listed.as_array().map_or(vec![&value], |list| list.iter().collect());
                // One recording has a null in the place of an issue.
                let (listed, odd): (Vec<&Value>, Vec<&Value>) =
                    listed.into_iter().partition(|value| value["id"].is_u64());
                assert_eq!(page.is_partial, !odd.is_empty(), "because of {name}: {:?}", page.warnings);
                let is_pull = |value: &&&Value| value["pull_request"].is_object();
                let leaves_out = if url == ISSUES_AT { listed.iter().filter(is_pull).count() } else { 0 };
                let heads = usize::from(url == comments_at(1));
                assert_eq!(page.items.len(), listed.len() - leaves_out + heads, "because {name} lists them");
                let by_id = |id: &str| listed.iter().find(|value| value["id"].as_u64() == id.parse().ok());
                for item in page.items.iter().filter(|item| item.external_id != "1") {
                    let value =
                        by_id(&item.external_id).unwrap_or_else(|| panic!("{name}: {}", item.external_id));
                    let has = |key: &str| value[key].as_str().is_some_and(|text| !text.trim().is_empty());
                    assert_eq!(item.url.as_deref(), value["html_url"].as_str(), "{name}");
                    assert_eq!(item.title.is_some(), has("title"), "{name}");
                    assert_eq!(!item.text.is_empty(), has("body"), "{name}: {:?}", value["body"]);
                    assert_eq!(item.published_at.is_some(), has("created_at"), "{name}");
                    assert_eq!(item.author.handle.as_deref(), value["user"]["login"].as_str(), "{name}");
                    assert_eq!(item.tags.len(), value["labels"].as_array().map_or(0, Vec::len), "{name}");
                    assert_eq!(item.engagement.replies, value["comments"].as_u64(), "{name}");
                }
                (read, items) = (read + 1, items + page.items.len() - heads);
            }
            Ok(Fetched::NotModified { .. }) => panic!("nothing was known of {name}"),
            Err(error) => {
                assert_ne!(recording.status, 200, "because {name}: {error}");
                assert_ne!(error.code, FailureCode::Internal, "because {name} is a refusal of GitHub's");
                refused += 1;
            }
        }
    }
    // What any endpoint may answer.
    for recording in all.iter().filter(|recording| recording.status >= 400 && place(recording).is_none()) {
        let web = Scripted::new();
        web.answer(ISSUES_AT, recording.status, recording.body.clone());
        let error = web.fetch(GITHUB, &issues(), &Cursor::default()).await.unwrap_err();
        let expected = if recording.status == 404 { FailureCode::Gone } else { FailureCode::Changed };
        assert_eq!(error.code, expected, "because of {}", recording.name);
        refused += 1;
    }
    eprintln!("github: {} recordings, {read} answers read with {items} items, {refused} refused", all.len());
    assert!(all.is_empty() || items > 0, "because the recordings hold issues");
}
