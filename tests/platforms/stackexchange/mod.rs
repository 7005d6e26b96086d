//! Stack Exchange.

use std::{collections::BTreeMap, sync::Arc};

use serde_json::{Value, json};
use tidewatch_engine::{
    model::{Cursor, Key, Platform, TargetType},
    platforms::{Access, ConnectorError, Fetched, Page, Session, Target, connector},
};

use crate::scripted::{Scripted, target};

// What breaks, and what is not taken for more than it is.
mod failing;
// What is asked and what is read.
mod reading;
// Every form of link.
mod recognising;
// Answers of the real server, where they are at hand.
mod recorded;
// Many checks of a list that changes meanwhile.
mod runs;

const STACK: Platform = Platform::Stackexchange;
const SITE: &str = "https://stackoverflow.com";
const API: &str = "https://api.stackexchange.com/2.3";
const LIST: &str = "order=desc&sort=creation&pagesize=100&filter=withbody";
const TAG_FEED: &str = "https://stackoverflow.com/feeds/tag?tagnames=rust&sort=newest";
const TAG_FIXTURE: &str = include_str!("../../fixtures/stackexchange/tag.xml");
const QUESTION_FIXTURE: &str = include_str!("../../fixtures/stackexchange/question.xml");
const QUESTIONS_FIXTURE: &str = include_str!("../../fixtures/stackexchange/questions.json");

fn of(target_type: TargetType, path: &str) -> Target {
    target(target_type, &format!("{SITE}/{path}"), None)
}

fn tag() -> Target {
    of(TargetType::Hashtag, "questions/tagged/rust")
}

/// The first page of a list, as it is asked with a key.
fn tagged() -> String {
    format!("{API}/questions?site=stackoverflow&tagged=rust&{LIST}&page=1&key=K")
}

/// A session with a key.
fn keyed(web: &Arc<Scripted>) -> Session {
    let key = Key::new(BTreeMap::from([("key".to_owned(), "K".to_owned())]));
    web.session(Access { key: Some(key), ..Access::default() })
}

async fn fetch(web: &Arc<Scripted>, target: &Target, cursor: &Cursor) -> Result<Fetched, ConnectorError> {
    connector(STACK).fetch(target, cursor, &keyed(web)).await
}

async fn reads(web: &Arc<Scripted>, target: &Target, cursor: &Cursor) -> Page {
    match fetch(web, target, cursor).await {
        Ok(Fetched::Page(page)) => *page,
        other => panic!("a page was expected, not {other:?}"),
    }
}

fn question(id: u64) -> Value {
    json!({"question_id": id, "title": format!("Question {id}"), "link": format!("{SITE}/questions/{id}/x"),
        "owner": {"display_name": "Ana"}, "creation_date": 1_793_693_700, "body": format!("<p>Body {id}</p>")})
}

fn answer(items: &[Value], has_more: bool) -> String {
    json!({"items": items, "has_more": has_more, "quota_remaining": 9000}).to_string()
}
