//! What a target asks of X, no more of it than is new, and what becomes of the answers.

use serde_json::{Value, json};
use url::Url;

use super::{
    NAME, OPTIONS,
    ask::{Api, With},
    lookup::{self, User},
    post, refusal,
};
use crate::{
    model::{Author, Cursor, TargetType},
    platforms::{
        ConnectorError, Page, Target,
        apart::apart,
        json::Lenient,
        link::decoded,
        pages::{self, Row, Sheet, changed, not_valid},
        walk::MOST_PAGES,
    },
    ports::HttpResponse,
};

/// Posts at first, and at once of what cannot be asked for what is new only.
pub(super) const FIRST: u32 = 20;
/// The most that X gives at once.
const PER_PAGE: u32 = 100;

/// What the connector keeps in the cursor beside what it has seen.
const NEWEST: &str = "newest";
const USER: &str = "user";
const RENAMED: &str = "renamed";

struct Question {
    path: String,
    own: Vec<(&'static str, String)>,
    /// Only what is newer than this post.
    since: Option<String>,
    /// Whose posts all of them are.
    author: Option<Author>,
}

pub(super) async fn read(target: &Target, cursor: &Cursor, api: &Api<'_>) -> Result<Page, ConnectorError> {
    api.remember(cursor.state.is_true(RENAMED));
    let url = Url::parse(&target.url).map_err(|_| not_valid())?;
    let newest = cursor.state.text(NEWEST).map(|id| id.into_owned());
    let mut question = Question { path: String::new(), own: Vec::new(), since: newest.clone(), author: None };
    let (mut id, mut title, mut user, mut head) = (target.id.clone(), None, None, None);
    let by_query = |question: &mut Question, words: String| {
        question.path = "tweets/search/recent".into();
        question.own.push(("query", words));
    };
    match target.target_type {
        TargetType::Profile => {
            let known = match cursor.state.inner(USER).and_then(User::read) {
                Some(known) => known,
                None => User::ask(api, target.id.as_deref(), &url).await?,
            };
            question.path = format!("users/{}/tweets", known.id);
            let exclude: Vec<&str> = [("replies", "replies"), ("reposts", "retweets")]
                .iter()
                .filter(|(option, _)| target.option(option, OPTIONS) != "true")
                .map(|(_, word)| *word)
                .collect();
            if !exclude.is_empty() {
                question.own.push(("exclude", exclude.join(",")));
            }
            title.clone_from(&known.author.name);
            question.author = Some(known.author);
            id = Some(known.id);
            user = Some(known.raw);
        }
        TargetType::List => {
            let list = match &target.id {
                Some(id) => id.clone(),
                None => lookup::list(api, &url).await?,
            };
            question.path = format!("lists/{list}/tweets");
            question.since = None;
            id = Some(list);
        }
        TargetType::Thread => {
            let conversation = match &target.id {
                Some(id) => id.clone(),
                None => {
                    let (document, conversation) = lookup::conversation(api, &url).await?;
                    head = post::head(&document);
                    conversation
                }
            };
            by_query(&mut question, format!("conversation_id:{conversation}"));
            id = Some(conversation);
        }
        TargetType::Hashtag => {
            let tag = url.path_segments().and_then(Iterator::last).map(decoded);
            by_query(&mut question, format!("#{}", tag.ok_or_else(not_valid)?));
        }
        _ => {
            let words = url.query_pairs().find(|(key, _)| key == "q").map(|(_, words)| words.into_owned());
            by_query(&mut question, words.ok_or_else(not_valid)?);
        }
    }
    let most: u32 = target.option("most", OPTIONS).parse().unwrap_or(PER_PAGE);
    let mut page = match walk(&question, most, cursor, api).await {
        // A search reaches back seven days and refuses what is newer than something older.
        Err(error) if question.since.is_some() && error.message.contains("since_id") => {
            walk(&Question { since: None, ..question }, most, cursor, api).await?
        }
        page => page?,
    };
    // A post that was opened within the conversation is found there as well.
    page.items.extend(head.filter(|head| page.items.iter().all(|item| item.identity != head.identity)));
    page.title = title;
    page.target_id = id;
    keep(&mut page, cursor, newest, user, api.is_renamed());
    Ok(page)
}

/// Only where the posts themselves were kept.
fn keep(page: &mut Page, cursor: &Cursor, newest: Option<String>, user: Option<Value>, is_renamed: bool) {
    if page.cursor == *cursor || !page.cursor.state.is_object() {
        return;
    }
    let ids = page.items.iter().map(|item| item.external_id.clone());
    // Numbers too long for 64 bits are compared by length, then as text.
    if let Some(newest) = ids.chain(newest).max_by_key(|id| (id.len(), id.clone())) {
        page.cursor.state[NEWEST] = json!(newest);
    }
    if let Some(user) = user {
        page.cursor.state[USER] = user;
    }
    if is_renamed {
        page.cursor.state[RENAMED] = json!(true);
    }
}

async fn walk(
    question: &Question,
    most: u32,
    cursor: &Cursor,
    api: &Api<'_>,
) -> Result<Page, ConnectorError> {
    let per_page = if question.since.is_some() { most.min(PER_PAGE) } else { most.min(FIRST) };
    let pages = usize::try_from(most.div_ceil(per_page)).unwrap_or(MOST_PAGES).min(MOST_PAGES);
    let sheet = |next| sheet(question, per_page, next, api);
    pages::read(cursor, true, pages, || changed(NAME), sheet).await
}

async fn sheet(
    question: &Question,
    per_page: u32,
    next: Option<String>,
    api: &Api<'_>,
) -> Result<Sheet, ConnectorError> {
    let mut own = question.own.clone();
    own.push(("max_results", per_page.to_string()));
    own.extend(question.since.clone().map(|id| ("since_id", id)));
    own.extend(next.map(|word| ("pagination_token", word)));
    let with = if question.author.is_some() { With::Nothing } else { With::Authors };
    let response = api.posts(&question.path, &own, with).await?;
    let author = question.author.clone();
    apart(move || parse(&response, author.as_ref())).await?
}

/// Pure.
fn parse(response: &HttpResponse, author: Option<&Author>) -> Result<Sheet, ConnectorError> {
    let document = refusal::read(response)?;
    let meta = document.inner("meta").ok_or_else(|| changed(NAME))?;
    let around = post::Around::of(&document);
    let rows = match document.get("data") {
        Some(Value::Array(posts)) => {
            posts.iter().map(|value| Row::from(post::post(value, &around, author))).collect()
        }
        None if meta.count("result_count").unwrap_or(0) == 0 => Vec::new(),
        _ => return Err(changed(NAME)),
    };
    Ok(Sheet { rows, next: meta.text("next_token").map(|word| word.into_owned()) })
}
