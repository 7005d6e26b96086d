//! The lists of a forum: how each is asked for, page by page, and what an answer holds. Pure.

use serde_json::Value;
use url::Url;

use super::{
    api::{self, changed},
    options,
    place::Place,
    post::{Entry, post},
    topic::{people, topic},
};
use crate::{
    platforms::{ConnectorError, Target, json::Lenient, link::decoded, walk::in_order},
    ports::HttpResponse,
};

/// As many as one answer about a user holds.
const ACTIONS: usize = 30;

/// A list of a forum.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum List {
    Topics {
        path: String,
        parameters: Vec<(&'static str, String)>,
        is_ranking: bool,
    },
    Posts {
        replies: bool,
    },
    /// What a user has written: topics, replies or both, in the forum's own numbers.
    Actions {
        user: String,
        kinds: &'static str,
    },
    Group(String),
    Search(String),
}

/// One answer, read.
pub(super) struct Sheet {
    /// Those of the second kind stand above the others and are older than all of them.
    pub(super) entries: Vec<(Entry, bool)>,
    pub(super) has_more: bool,
    /// Where the next page begins, for lists that are asked for by a number.
    pub(super) next: Option<u64>,
}

impl List {
    /// The list behind a place; `id` is the category's number.
    pub(super) fn of(place: &Place, target: &Target, id: Option<u64>) -> Option<Self> {
        let created = || vec![("order", "created".to_owned())];
        let topics = |path: String| Self::Topics { path, parameters: created(), is_ranking: false };
        Some(match place {
            Place::Latest => Self::Topics {
                path: "latest.json".into(),
                parameters: created().into_iter().chain([("no_definitions", "true".to_owned())]).collect(),
                is_ranking: false,
            },
            Place::Hot => Self::Topics { path: "hot.json".into(), parameters: Vec::new(), is_ranking: true },
            Place::Top(period) => Self::Topics {
                path: "top.json".into(),
                parameters: vec![("period", period.clone())],
                is_ranking: true,
            },
            Place::Category { slugs, .. } => topics(format!("c/{slugs}/{}/l/latest.json", id?)),
            Place::Tag(name) => topics(format!("tag/{name}.json")),
            Place::Posts => Self::Posts { replies: options::replies(target) },
            Place::User(name) => Self::Actions { user: name.clone(), kinds: options::kinds(target) },
            Place::Group(name) => Self::Group(name.clone()),
            Place::Search(words) => Self::Search(words.clone()),
            Place::Topic(_) => return None,
        })
    }

    pub(super) fn is_by_time(&self) -> bool {
        match self {
            Self::Topics { is_ranking, .. } => !is_ranking,
            Self::Search(words) => !words.contains("order:"),
            _ => true,
        }
    }

    /// Path and parameters of a page; `next` is what the page before named.
    pub(super) fn page(&self, number: usize, next: Option<u64>) -> (String, Vec<(&'static str, String)>) {
        match self {
            Self::Topics { path, parameters, .. } => {
                let mut parameters = parameters.clone();
                if number > 0 {
                    parameters.push(("page", number.to_string()));
                }
                (path.clone(), parameters)
            }
            Self::Posts { .. } => {
                ("posts.json".into(), next.map(|id| ("before", id.to_string())).into_iter().collect())
            }
            Self::Actions { user, kinds } => (
                "user_actions.json".into(),
                vec![
                    ("username", decoded(user)),
                    ("filter", (*kinds).to_owned()),
                    ("offset", (number * ACTIONS).to_string()),
                ],
            ),
            Self::Group(name) => (format!("groups/{name}/posts.json"), Vec::new()),
            Self::Search(words) => {
                let words = if self.is_by_time() { format!("{words} order:latest") } else { words.clone() };
                ("search.json".into(), vec![("q", words), ("page", (number + 1).to_string())])
            }
        }
    }

    pub(super) fn read(&self, response: &HttpResponse, forum: &Url) -> Result<Sheet, ConnectorError> {
        let document = api::read(response)?;
        let array =
            |value: Option<&Value>| value.and_then(Value::as_array).cloned().ok_or_else(|| changed(forum));
        if let Self::Topics { .. } = self {
            let list = document.inner("topic_list").ok_or_else(|| changed(forum))?;
            let topics = array(list.get("topics"))?;
            let people = people(&document, forum);
            let is_pinned = |topic: &Value| topic.is_true("pinned") || topic.is_true("pinned_globally");
            let entries: Vec<&Value> = topics.iter().collect();
            let entries = match self.is_by_time() {
                true => in_order(entries, is_pinned, |topic| topic.count("id")),
                false => entries.into_iter().map(|topic| (topic, false)).collect(),
            };
            return Ok(Sheet {
                entries: entries
                    .into_iter()
                    .map(|(value, old)| (topic(value, &people, forum), old))
                    .collect(),
                has_more: !topics.is_empty() && list.text("more_topics_url").is_some(),
                next: None,
            });
        }
        let (posts, has_more) = match self {
            Self::Posts { .. } => {
                let posts = array(document.get("latest_posts"))?;
                let has_more = !posts.is_empty();
                (posts, has_more)
            }
            Self::Actions { .. } => {
                let posts = array(document.get("user_actions"))?;
                let has_more = posts.len() >= ACTIONS;
                (posts, has_more)
            }
            // Older versions answer with the list alone.
            Self::Group(_) => (array(document.get("posts").or(Some(&document)))?, true),
            _ => {
                let more = document.inner("grouped_search_result");
                let has_more = more.is_some_and(|more| more.is_true("more_full_page_results"));
                match document.get("posts") {
                    // Nothing found.
                    None if more.is_some() => (Vec::new(), false),
                    posts => (array(posts)?, has_more),
                }
            }
        };
        let entry = |value: &Value| {
            let is_reply = value.count("post_number").is_some_and(|number| number > 1);
            if *self == (Self::Posts { replies: false }) && is_reply {
                return Entry::Other;
            }
            post(value, title_of(value, &document).as_deref(), forum)
        };
        let next = posts.iter().filter_map(|post| post.count("id")).min().filter(|id| *id > 1);
        let is_asked_by_number = matches!(self, Self::Posts { .. });
        Ok(Sheet {
            entries: posts.iter().map(|value| (entry(value), false)).collect(),
            has_more: has_more && (!is_asked_by_number || next.is_some()),
            next,
        })
    }
}

/// The title of a post's topic, which searches give beside the posts, groups within them.
fn title_of(post: &Value, document: &Value) -> Option<String> {
    let own = post.inner("topic").and_then(|topic| topic.text("title"));
    let id = post.count("topic_id");
    let beside = || {
        let topics = document.list("topics").iter();
        topics.into_iter().find(|topic| id.is_some() && topic.count("id") == id)?.text("title")
    };
    own.or_else(beside).map(|title| title.into_owned())
}
