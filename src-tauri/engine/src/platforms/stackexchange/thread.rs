//! A question with its answers and comments, through the API.

use super::{
    ask::{self, Api, Reply},
    item, not_valid,
    place::Place,
};
use crate::{
    model::{Cursor, FailureCode},
    platforms::{ConnectorError, Page, Target, json::Lenient, walk::Walk},
};

/// The latest of each list; few questions have more.
const LATEST: [(&str, &str); 4] =
    [("order", "desc"), ("sort", "creation"), ("pagesize", "100"), ("filter", "withbody")];

pub(super) async fn read(
    place: &Place,
    target: &Target,
    api: &Api<'_>,
    with_comments: bool,
    cursor: &Cursor,
) -> Result<Page, ConnectorError> {
    let id = match place {
        Place::Question(id) => *id,
        Place::Answer(answer) => {
            let found = api.ask(&format!("answers/{answer}"), &[]).await?;
            let question = found.items.first().ok_or_else(gone)?.count("question_id");
            question.ok_or_else(ask::changed)?
        }
        _ => return Err(not_valid()),
    };
    let question = api.ask(&format!("questions/{id}"), &[("filter", "withbody")]).await?;
    let first = question.items.first().ok_or_else(gone)?;
    let title = item::read(first, &api.host).and_then(|item| item.title);
    // A question may be merged into another, whose number it then has.
    let id = first.count("question_id").unwrap_or(id);
    let mut walk = Walk::new(cursor, false);
    add(&mut walk, &question, api);
    let mut answers = Vec::new();
    let mut lists = vec![format!("questions/{id}/answers")];
    if with_comments {
        lists.push(format!("questions/{id}/comments"));
    }
    while !lists.is_empty() {
        let path = lists.remove(0);
        match api.ask(&path, &LATEST).await {
            Ok(reply) => {
                if path.ends_with("/answers") {
                    answers = reply.items.iter().filter_map(|answer| answer.count("answer_id")).collect();
                }
                add(&mut walk, &reply, api);
            }
            Err(error) => {
                walk.failed(error)?;
                return finish(walk, title, id);
            }
        }
        if lists.is_empty() && with_comments && !answers.is_empty() {
            let ids: Vec<String> = std::mem::take(&mut answers).iter().map(u64::to_string).collect();
            lists.push(format!("answers/{}/comments", ids.join(";")));
        }
    }
    walk.goes_on(false);
    // What an answer's link led to is kept for the next run.
    let id = target.id.as_deref().and_then(super::place::number).unwrap_or(id);
    finish(walk, title, id)
}

fn finish(walk: Walk<'_>, title: Option<String>, id: u64) -> Result<Page, ConnectorError> {
    Ok(Page { title, target_id: Some(id.to_string()), ..walk.finish(ask::changed)? })
}

fn add(walk: &mut Walk<'_>, reply: &Reply, api: &Api<'_>) {
    for post in &reply.items {
        match item::read(post, &api.host) {
            Some(item) => walk.add(item),
            None => walk.add_unreadable(),
        }
    }
}

fn gone() -> ConnectorError {
    ConnectorError::new(FailureCode::Gone, ask::GONE)
}
