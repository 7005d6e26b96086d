//! Page after page of a list through the API until what is known.

use super::{
    ask::{self, Api},
    item,
    place::{Part, Place},
};
use crate::{
    model::Cursor,
    platforms::{
        ConnectorError, Page,
        walk::{MOST_PAGES, Walk},
    },
};

/// The most that the API gives at once.
const PER_PAGE: &str = "100";

/// The newest page at first; later all that is newer than what is known, within limits.
pub(super) async fn read(
    place: &Place,
    by_activity: bool,
    api: &Api<'_>,
    cursor: &Cursor,
) -> Result<Page, ConnectorError> {
    let (path, mut parameters) = question(place);
    parameters.extend([
        ("order", "desc".to_owned()),
        ("sort", if by_activity { "activity" } else { "creation" }.to_owned()),
        ("pagesize", PER_PAGE.to_owned()),
        ("filter", "withbody".to_owned()),
    ]);
    let mut walk = Walk::new(cursor, !by_activity);
    let mut wait = 0;
    for number in 1..=MOST_PAGES {
        let number = number.to_string();
        let mut all: Vec<(&str, &str)> =
            parameters.iter().map(|(key, value)| (*key, value.as_str())).collect();
        all.push(("page", &number));
        let reply = match api.ask(&path, &all).await {
            Ok(reply) => reply,
            Err(error) => {
                walk.failed(error)?;
                break;
            }
        };
        for post in &reply.items {
            match item::read(post, &api.host) {
                Some(item) => walk.add(item),
                None => walk.add_unreadable(),
            }
        }
        wait = reply.backoff.unwrap_or(0);
        if !walk.goes_on(reply.has_more && !reply.items.is_empty()) {
            break;
        }
        if wait > 0 {
            walk.failed(ask::wants_pause(wait))?;
            break;
        }
    }
    let mut page = walk.finish(ask::changed)?;
    page.hints.min_minutes = u32::try_from(wait.div_ceil(60)).ok().filter(|minutes| *minutes > 0);
    Ok(page)
}

/// What a place asks of the API.
fn question(place: &Place) -> (String, Vec<(&'static str, String)>) {
    match place {
        Place::Tags(tags) | Place::AnyTag(tags) => ("questions".into(), vec![("tagged", tags.join(";"))]),
        Place::Search(words) => ("search/advanced".into(), vec![("q", words.clone())]),
        Place::User { id, part } => {
            let list = match part {
                Part::All => "posts",
                Part::Questions => "questions",
                Part::Answers => "answers",
            };
            (format!("users/{id}/{list}"), Vec::new())
        }
        Place::Newest | Place::Question(_) | Place::Answer(_) => ("questions".into(), Vec::new()),
    }
}
