//! Pure: questions, answers and comments of the API as items.

use serde_json::{Map, Value, json};
use url::Url;

use crate::{
    content::{entities::decode_entities, sanitise::sanitise, text},
    model::{Author, Engagement, FoundItem, ItemKind, identity},
    platforms::json::Lenient,
};

/// What a post is. Comments are numbered apart from questions and answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sort {
    Question,
    Answer,
    Comment,
}

impl Sort {
    /// As short links write it.
    fn letter(self) -> char {
        match self {
            Self::Question => 'q',
            Self::Answer => 'a',
            Self::Comment => 'c',
        }
    }

    pub(super) fn kind(self) -> ItemKind {
        match self {
            Self::Question => ItemKind::Post,
            Self::Answer => ItemKind::Reply,
            Self::Comment => ItemKind::Comment,
        }
    }
}

/// The id of the source and what makes the item one: numbers are counted by each site.
pub(super) fn names(host: &str, sort: Sort, id: u64) -> (String, String) {
    let external_id = format!("{}/{id}", sort.letter());
    let identity = identity::identity(Some(&format!("{host}/{external_id}")), None, "", None, "");
    (external_id, identity)
}

/// `None` without what makes a post.
pub(super) fn read(post: &Value, host: &str) -> Option<FoundItem> {
    let (sort, id) = sort_of(post)?;
    let (external_id, identity) = names(host, sort, id);
    let base = Url::parse(&format!("https://{host}/")).ok();
    let url = post.address("link", base.as_ref()).map(String::from).or_else(|| address(post, host, sort, id));
    let body = sanitise(post.get("body").and_then(Value::as_str).unwrap_or_default(), base.as_ref());
    // Titles and names hold entities.
    let plain = |value: &Value, key: &str| value.text(key).map(|text| decode_entities(&text).into_owned());
    let title = plain(post, "title").as_deref().and_then(text::title);
    let owner = post.inner("owner");
    let name = owner.and_then(|owner| plain(owner, "display_name")).as_deref().and_then(text::name);
    Some(FoundItem {
        identity,
        external_id,
        link_key: url.as_deref().and_then(identity::link_key).filter(|_| sort == Sort::Question),
        url,
        author: Author {
            name,
            handle: None,
            url: owner.and_then(|owner| owner.address("link", base.as_ref())).map(String::from),
            avatar: owner.and_then(|owner| owner.address("profile_image", None)).map(String::from),
        },
        title,
        text: body.text,
        html: body.html,
        published_at: post.time("creation_date"),
        updated_at: post.time("last_edit_date"),
        kind: sort.kind(),
        engagement: Engagement {
            likes: post.count("score"),
            replies: post.count("answer_count"),
            views: post.count("view_count"),
            reposts: None,
        },
        tags: post
            .list("tags")
            .iter()
            .filter_map(Value::as_str)
            .filter_map(text::name)
            .take(text::MAX_TAGS)
            .collect(),
        raw: Some(raw(post)),
        ..FoundItem::default()
    })
}

fn sort_of(post: &Value) -> Option<(Sort, u64)> {
    let of = |key: &str| post.count(key).filter(|id| *id > 0);
    if let Some(id) = of("comment_id") {
        return Some((Sort::Comment, id));
    }
    if let Some(id) = of("answer_id") {
        return Some((Sort::Answer, id));
    }
    if let Some(id) = of("question_id") {
        return Some((Sort::Question, id));
    }
    match post.text("post_type").as_deref() {
        Some("question") => Some((Sort::Question, of("post_id")?)),
        Some("answer") => Some((Sort::Answer, of("post_id")?)),
        _ => None,
    }
}

/// Where the answer names no link.
fn address(post: &Value, host: &str, sort: Sort, id: u64) -> Option<String> {
    Some(match sort {
        Sort::Question => format!("https://{host}/q/{id}"),
        Sort::Answer => format!("https://{host}/a/{id}"),
        Sort::Comment => {
            let post = post.count("post_id")?;
            format!("https://{host}/posts/{post}/#comment{id}_{post}")
        }
    })
}

/// What the fields of an item have no place for.
fn raw(post: &Value) -> Value {
    let mut raw = Map::new();
    for key in ["question_id", "post_id", "accepted_answer_id", "score"] {
        if let Some(Value::Number(number)) = post.get(key) {
            raw.insert(key.to_owned(), json!(number));
        }
    }
    for key in ["is_answered", "is_accepted"] {
        if let Some(Value::Bool(flag)) = post.get(key) {
            raw.insert(key.to_owned(), json!(flag));
        }
    }
    for key in ["closed_reason", "content_license"] {
        if let Some(value) = post.text(key) {
            raw.insert(key.to_owned(), json!(text::cap_bytes(&value, 200)));
        }
    }
    Value::Object(raw)
}
