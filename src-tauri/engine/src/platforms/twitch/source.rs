//! What a target asks of Twitch, and what becomes of the answers.

use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};
use http::header;
use serde_json::Value;

use super::{
    NAME, OPTIONS,
    ask::{Api, entries},
    item,
    resolve::{self, Resolved},
};
use crate::{
    content::date::parse_date,
    model::{Cursor, FoundItem, TargetType},
    platforms::{
        ConnectorError, Page, Target,
        apart::apart,
        json::{self, Lenient},
        pages::{self, Row, Sheet, changed},
        walk::MOST_PAGES,
    },
    ports::HttpResponse,
};

/// The most that Twitch gives at once.
const PER_PAGE: &str = "100";
/// Clips are sorted by how often they are watched, so only recent ones are asked for.
const CLIPS_OF: TimeDelta = TimeDelta::days(7);

pub(super) async fn read(target: &Target, cursor: &Cursor, api: &Api<'_>) -> Result<Page, ConnectorError> {
    let Resolved { id, title } = match &target.id {
        Some(id) => Resolved { id: id.clone(), title: None },
        None => resolve::resolve(target.target_type, &target.url, api).await?,
    };
    let is_channel = target.target_type == TargetType::Channel;
    let owner = if is_channel { "user_id" } else { "game_id" };
    let has = |option: &str| is_channel && target.option(option, OPTIONS) == "true";
    let kind = target.option("videos", OPTIONS);
    let mut page = match kind {
        "none" => Page { cursor: cursor.clone(), ..Page::default() },
        kind => {
            let sheet = |next| videos(owner, &id, kind, next, api);
            pages::read(cursor, true, MOST_PAGES, || changed(NAME), sheet).await?
        }
    };
    let mut extra = Vec::new();
    if has("live") {
        let answer = api.get("streams", &[("user_id", &id), ("first", "1")]).await?;
        extra.extend(all(&answer, item::stream)?);
    }
    if has("clips") {
        extra.extend(clips(&id, api).await?);
    }
    // Twitch shows nothing of a channel that it has banned, and says no more than that.
    if is_channel && page.items.is_empty() && extra.is_empty() && target.id.is_some() {
        resolve::user(api, "id", &id).await?;
    }
    page.items.splice(0..0, extra);
    page.title = title;
    page.target_id = Some(id);
    Ok(page)
}

async fn videos(
    owner: &str,
    id: &str,
    kind: &str,
    next: Option<String>,
    api: &Api<'_>,
) -> Result<Sheet, ConnectorError> {
    let mut parameters = vec![(owner, id), ("type", kind), ("sort", "time"), ("first", PER_PAGE)];
    parameters.extend(next.as_deref().map(|word| ("after", word)));
    let answer = api.get("videos", &parameters).await?;
    apart(move || parse(&answer)).await?
}

/// Pure.
fn parse(answer: &HttpResponse) -> Result<Sheet, ConnectorError> {
    let document = json::read(answer)?;
    let rows: Vec<Row> = entries(&document)?.iter().map(item::video).collect();
    let next = document.inner("pagination").and_then(|place| place.text("cursor"));
    let next = next.filter(|_| !rows.is_empty()).map(|word| word.into_owned());
    Ok(Sheet { rows, next })
}

async fn clips(id: &str, api: &Api<'_>) -> Result<Vec<FoundItem>, ConnectorError> {
    // The time there is what counts, whatever this machine's clock says.
    let answer = api.get("users", &[("id", id)]).await?;
    let now = answer.headers.get(header::DATE).and_then(|value| value.to_str().ok()).and_then(parse_date);
    let Some(since) = now.and_then(|now: DateTime<Utc>| now.checked_sub_signed(CLIPS_OF)) else {
        return Ok(Vec::new());
    };
    let since = since.to_rfc3339_opts(SecondsFormat::Secs, true);
    let parameters = [("broadcaster_id", id), ("started_at", &since), ("first", PER_PAGE)];
    let answer = api.get("clips", &parameters).await?;
    all(&answer, item::clip)
}

fn all(
    answer: &HttpResponse,
    read: impl Fn(&Value) -> Option<FoundItem>,
) -> Result<Vec<FoundItem>, ConnectorError> {
    let document = json::read(answer)?;
    let listed = entries(&document)?;
    let items: Vec<FoundItem> = listed.iter().filter_map(read).collect();
    if items.is_empty() && !listed.is_empty() { Err(changed(NAME)) } else { Ok(items) }
}
