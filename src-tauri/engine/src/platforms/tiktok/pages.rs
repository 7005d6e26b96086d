//! Page after page until what is known. Videos turn up late, so all of the last days are asked
//! for each time.

use chrono::TimeDelta;
use serde_json::{Value, json};

use super::{
    ask::{self, Api},
    recognise::Condition,
    video,
};
use crate::{
    model::Cursor,
    platforms::{
        ConnectorError, Page,
        json::Lenient,
        walk::{MOST_PAGES, Walk},
    },
};

const PER_PAGE: u32 = 100;
/// The longest time between two days that TikTok allows.
const WINDOW: TimeDelta = TimeDelta::days(29);

/// The newest page at first; later all that is newer than what is known, within limits.
pub(super) async fn read(
    condition: &Condition,
    api: &Api<'_>,
    cursor: &Cursor,
) -> Result<Page, ConnectorError> {
    let condition =
        json!({"operation": "EQ", "field_name": condition.field, "field_values": [condition.value]});
    let day = |time: chrono::DateTime<chrono::Utc>| time.format("%Y%m%d").to_string();
    let mut question = json!({
        "query": { "and": [condition] },
        "start_date": day(api.now - WINDOW),
        "end_date": day(api.now),
        "max_count": PER_PAGE,
        "is_random": false,
    });
    let mut walk = Walk::new(cursor, true);
    for _ in 0..MOST_PAGES {
        let data = match api.query(video::FIELDS, &question).await {
            Ok(data) => data,
            Err(error) => {
                walk.failed(error)?;
                break;
            }
        };
        let Some(videos) = data.get("videos").and_then(Value::as_array) else {
            walk.failed(ask::changed())?;
            break;
        };
        for found in videos {
            match video::read(found) {
                Some(item) => walk.add(item),
                None => walk.add_unreadable(),
            }
        }
        let next = data.count("cursor").zip(data.text("search_id"));
        // Pages may be empty although more follow.
        if !walk.goes_on(data.is_true("has_more") && next.is_some()) {
            break;
        }
        if let Some((next, search)) = next {
            question["cursor"] = json!(next);
            question["search_id"] = json!(search);
        }
    }
    let mut page = walk.finish(ask::changed)?;
    if page.items.is_empty() && cursor.state.is_null() {
        page.warnings.push(
            "TikTok has no videos of the last 30 days here. It does not say whether a name is wrong.".into(),
        );
    }
    Ok(page)
}
