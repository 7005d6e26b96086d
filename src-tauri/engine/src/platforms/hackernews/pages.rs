//! Page after page until what is known, and what becomes of them.

use std::sync::Arc;

use serde_json::Value;

use super::{
    Servers, ask,
    hit::{Hit, hit},
    question::Question,
};
use crate::{
    model::Cursor,
    platforms::{
        ConnectorError, Page, Session,
        apart::apart,
        json::Lenient,
        walk::{MOST_PAGES, Walk},
    },
};

const PER_PAGE: usize = 100;
/// Of a list of ids: as many as one question can name.
const MOST_RANKED: usize = 60;

/// One page, read.
struct Sheet {
    hits: Vec<Hit>,
    is_last: bool,
}

/// The newest page at first; later all that is newer than what is known, within limits.
pub(super) async fn read(
    mut question: Question,
    servers: &Servers,
    cursor: &Cursor,
    session: &Session,
) -> Result<Page, ConnectorError> {
    if let Some(list) = question.ids_from {
        let ids = ask::read(&ask::get(&servers.lists, list, &[], session).await?)?;
        let ids = ids.as_array().ok_or_else(ask::changed)?.iter().filter_map(Value::as_u64);
        let ids: Vec<String> = ids.take(MOST_RANKED).map(|id| format!("story_{id}")).collect();
        if ids.is_empty() {
            return Ok(Page { cursor: cursor.clone(), ..Page::default() });
        }
        question.tags = format!("{},({})", question.tags, ids.join(","));
    }
    let question = Arc::new(question);
    let mut walk = Walk::new(cursor, !question.is_ranking);
    for number in 0..MOST_PAGES {
        let sheet = match sheet(&question, number, servers, session).await {
            Ok(sheet) => sheet,
            Err(error) => {
                walk.failed(error)?;
                break;
            }
        };
        for hit in sheet.hits {
            match hit {
                Hit::Item(item) => walk.add(*item),
                Hit::Other => {}
                Hit::Unreadable => walk.add_unreadable(),
            }
        }
        if !walk.goes_on(!sheet.is_last) {
            break;
        }
    }
    walk.finish(ask::changed)
}

async fn sheet(
    question: &Arc<Question>,
    number: usize,
    servers: &Servers,
    session: &Session,
) -> Result<Sheet, ConnectorError> {
    let parameters = question.parameters(number, PER_PAGE);
    let answer = ask::get(&servers.search, "api/v1/search_by_date", &parameters, session).await?;
    let question = Arc::clone(question);
    apart(move || {
        let document = ask::read(&answer)?;
        let hits = document.get("hits").and_then(Value::as_array).ok_or_else(ask::changed)?;
        let pages = document.count("nbPages").unwrap_or(0);
        let is_last = hits.is_empty() || number as u64 + 1 >= pages;
        Ok(Sheet { hits: hits.iter().map(|value| hit(value, &question)).collect(), is_last })
    })
    .await?
}
