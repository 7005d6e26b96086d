//! From what an address names to the number that outlives the name.

use url::Url;

use super::ask::Api;
use crate::{
    content::text,
    model::{FailureCode, TargetType},
    platforms::{ConnectorError, json::Lenient, link::decoded, pages::not_valid},
};

/// The number to ask with, and the name where it came along.
pub(super) struct Resolved {
    pub(super) id: String,
    pub(super) title: Option<String>,
}

pub(super) async fn resolve(
    target_type: TargetType,
    url: &str,
    api: &Api<'_>,
) -> Result<Resolved, ConnectorError> {
    let url = Url::parse(url).map_err(|_| not_valid())?;
    let parts: Vec<&str> = url.path_segments().into_iter().flatten().collect();
    match (target_type, parts.as_slice()) {
        (TargetType::Community, ["directory", form, name]) => category(form, &decoded(name), api).await,
        (_, ["videos", id]) => of_owner(api, "videos", id, "user_id", "user_name").await,
        (_, [slug]) if url.host_str() == Some("clips.twitch.tv") => {
            of_owner(api, "clips", slug, "broadcaster_id", "broadcaster_name").await
        }
        (_, [name]) => user(api, "login", name).await,
        _ => Err(not_valid()),
    }
}

/// By name or by number. Twitch answers the same for names that nobody has and for those it
/// has taken away.
pub(super) async fn user(api: &Api<'_>, key: &str, value: &str) -> Result<Resolved, ConnectorError> {
    let found = api.first("users", &[(key, value)]).await?;
    let name = found.as_ref().and_then(|user| user.text("display_name").or_else(|| user.text("login")));
    let title = name.as_deref().and_then(text::title);
    match found.as_ref().and_then(|user| user.text("id")) {
        Some(id) => Ok(Resolved { id: id.into_owned(), title }),
        None => Err(gone(
            "Twitch knows no such channel: it may be renamed, banned or misspelt. Open it in a browser to see.",
        )),
    }
}

async fn of_owner(
    api: &Api<'_>,
    path: &str,
    id: &str,
    owner: &str,
    name: &str,
) -> Result<Resolved, ConnectorError> {
    let found = api.first(path, &[("id", id)]).await?;
    let title = found.as_ref().and_then(|one| one.text(name)).as_deref().and_then(text::title);
    match found.as_ref().and_then(|one| one.text(owner)) {
        Some(id) => Ok(Resolved { id: id.into_owned(), title }),
        None => Err(gone("Twitch finds no such video or clip any more. Paste the address of its channel.")),
    }
}

async fn category(form: &str, name: &str, api: &Api<'_>) -> Result<Resolved, ConnectorError> {
    let found = match form {
        "game" => api.first("games", &[("name", name)]).await?,
        _ => {
            let words = name.replace('-', " ");
            let answer = api.get("search/categories", &[("query", &words), ("first", "100")]).await?;
            let document = crate::platforms::json::read(&answer)?;
            let entries = super::ask::entries(&document)?;
            let is_it = |name: &str| slug_of(name) == slug_of(&words);
            entries.iter().find(|one| one.text("name").is_some_and(|name| is_it(&name))).cloned()
        }
    };
    let title = found.as_ref().and_then(|one| one.text("name")).as_deref().and_then(text::title);
    match found.as_ref().and_then(|one| one.text("id")) {
        Some(id) => Ok(Resolved { id: id.into_owned(), title }),
        None => {
            Err(gone("Twitch knows no category of this name. Open it in a browser and paste its address."))
        }
    }
}

/// As Twitch writes names of categories in addresses.
fn slug_of(name: &str) -> String {
    let words = name.to_lowercase().replace(['\'', '’', '.'], "");
    words.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect::<Vec<_>>().join("-")
}

fn gone(message: &str) -> ConnectorError {
    ConnectorError::new(FailureCode::Gone, message)
}
