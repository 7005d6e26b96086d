//! From names to the numbers that outlive them. Each look-up is charged, so it is kept.

use serde_json::{Value, json};
use url::Url;

use super::{
    ask::{Api, With},
    post::author,
    recognise::{name, number},
    refusal,
};
use crate::{
    model::{Author, FailureCode},
    platforms::{
        ConnectorError,
        json::Lenient,
        link::decoded,
        pages::{changed, not_valid},
    },
};

/// Lists of one owner that are looked through.
const MOST_LISTS: &str = "100";

/// An account with its number.
pub(super) struct User {
    pub(super) id: String,
    pub(super) author: Author,
    /// To be kept in the cursor.
    pub(super) raw: Value,
}

impl User {
    pub(super) fn read(value: &Value) -> Option<Self> {
        let id = value.text("id").and_then(|id| number(&id))?;
        let mut raw = serde_json::Map::new();
        for key in ["id", "username", "name", "profile_image_url"] {
            if let Some(text) = value.text(key) {
                raw.insert(key.into(), json!(text));
            }
        }
        Some(Self { id, author: author(value), raw: Value::Object(raw) })
    }

    /// By number where it is known, else by the name in the address.
    pub(super) async fn ask(api: &Api<'_>, id: Option<&str>, url: &Url) -> Result<Self, ConnectorError> {
        let document = match id {
            Some(id) => api.user(&format!("users/{id}")).await?,
            None => {
                let who = url.path_segments().and_then(|mut parts| parts.next()).and_then(name);
                api.user(&format!("users/by/username/{}", who.ok_or_else(not_valid)?)).await?
            }
        };
        document.inner("data").and_then(Self::read).ok_or_else(|| changed(super::NAME))
    }
}

/// The post that a thread was opened at, and the number of its conversation.
pub(super) async fn conversation(api: &Api<'_>, url: &Url) -> Result<(Value, String), ConnectorError> {
    let id = url.path_segments().and_then(Iterator::last).and_then(number).ok_or_else(not_valid)?;
    let response = api.posts(&format!("tweets/{id}"), &[], With::Authors).await?;
    let document = refusal::read(&response)?;
    let post = document.inner("data").ok_or_else(|| changed(super::NAME))?;
    let conversation = post.text("conversation_id").and_then(|id| number(&id)).unwrap_or(id);
    Ok((document, conversation))
}

/// The number of a list that is given by its owner and its name.
pub(super) async fn list(api: &Api<'_>, url: &Url) -> Result<String, ConnectorError> {
    let parts: Vec<&str> = url.path_segments().into_iter().flatten().collect();
    let [owner, "lists", slug] = parts[..] else { return Err(not_valid()) };
    let slug = slug_of(&decoded(slug));
    let user = User::ask(api, None, &url.join(&format!("/{owner}")).map_err(|_| not_valid())?).await?;
    let path = format!("users/{}/owned_lists", user.id);
    let document = api.get(&path, &[("max_results", MOST_LISTS)]).await?;
    let mut lists = document.list("data").iter();
    let found = lists.find(|list| list.text("name").is_some_and(|name| slug_of(&name) == slug));
    found.and_then(|list| list.text("id")).and_then(|id| number(&id)).ok_or_else(|| {
        ConnectorError::new(
            FailureCode::Gone,
            format!("X shows no public list of this name of @{owner}. Paste its address with the number (x.com/i/lists/…)."),
        )
    })
}

/// As X writes names of lists in addresses.
fn slug_of(name: &str) -> String {
    let words = name.to_lowercase();
    words.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect::<Vec<_>>().join("-")
}
