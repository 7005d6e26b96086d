//! GitHub, without a key and with one.

mod bounds;
mod feeds;
mod issues;
mod keyed;
mod recognising;
mod recorded;
mod refusals;

use tidewatch_engine::{
    model::{Cursor, FailureCode, Platform, TargetType},
    platforms::{ConnectorError, Fetched, Page, Target},
};

use crate::scripted::{Scripted, target};

const GITHUB: Platform = Platform::Github;
const RELEASES: &str = include_str!("../../fixtures/github/releases.xml");
const ISSUES: &str = include_str!("../../fixtures/github/issues.json");
const COMMENTS: &str = include_str!("../../fixtures/github/comments.json");
const RELEASES_AT: &str = "https://github.com/harbour/tide/releases.atom";
const ISSUES_AT: &str =
    "https://api.github.com/repos/harbour/tide/issues?state=all&direction=desc&sort=created&per_page=100";
const THREAD_AT: &str = "https://api.github.com/repos/harbour/tide/issues/33";

fn of(target_type: TargetType, path: &str) -> Target {
    target(target_type, &format!("https://github.com/{path}"), None)
}

fn issues() -> Target {
    of(TargetType::Issues, "harbour/tide/issues")
}

fn thread() -> Target {
    of(TargetType::Thread, "harbour/tide/issues/33")
}

/// The first issue of the list, alone.
fn issue(comments: u64) -> String {
    let all: serde_json::Value = serde_json::from_str(ISSUES).unwrap();
    let mut issue = all[0].clone();
    issue["comments"] = comments.into();
    issue.to_string()
}

fn comments_at(page: u64) -> String {
    format!("{THREAD_AT}/comments?per_page=100&page={page}")
}

async fn page(web: &std::sync::Arc<Scripted>, target: &Target, cursor: &Cursor) -> Page {
    match web.fetch(GITHUB, target, cursor).await {
        Ok(Fetched::Page(page)) => *page,
        other => panic!("a page was expected, not {other:?}"),
    }
}

async fn failure(web: &std::sync::Arc<Scripted>, target: &Target) -> (FailureCode, ConnectorError) {
    let error = web.fetch(GITHUB, target, &Cursor::default()).await.unwrap_err();
    assert!(error.message.ends_with('.') && error.message.len() > 30, "because {} is shown", error.message);
    (error.code, error)
}
