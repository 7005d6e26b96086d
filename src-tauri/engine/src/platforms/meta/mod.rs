//! Instagram, Facebook and Threads, which one company owns and one kind of interface serves.

mod ask;
mod facebook;
mod instagram;
mod threads;

use std::collections::HashSet;

use serde_json::Value;

use super::{
    ConnectorError,
    json::Lenient,
    link::decoded,
    pages::{Row, Sheet, changed},
};
use crate::{
    content::text,
    model::{KeyField, OptionAbout, OptionValue, SettingAbout, TargetType},
};

pub use facebook::Facebook;
pub use instagram::Instagram;
pub use threads::Threads;

/// What all three want.
const TOKEN: &[KeyField] = &[KeyField::secret("token", "Access token")];

const fn version(default: &'static str, help: &'static str) -> SettingAbout {
    SettingAbout { name: "api_version", label: "Version of the interface", help, default }
}

/// Which posts of a search or hashtag are read.
const fn sort(help: &'static str, target_types: &'static [TargetType]) -> OptionAbout {
    const VALUES: &[OptionValue] = &[
        OptionValue { value: "recent", label: "Latest" },
        OptionValue { value: "top", label: "Most popular" },
    ];
    OptionAbout::choice("sort", "Posts", help, VALUES, "recent", target_types)
}

/// The rows of a list and where the next page is.
fn sheet(list: &Value, name: &'static str, row: impl Fn(&Value) -> Row) -> Result<Sheet, ConnectorError> {
    let rows = list.get("data").and_then(Value::as_array).ok_or_else(|| changed(name))?;
    let cursors = list.inner("paging").and_then(|paging| paging.inner("cursors"));
    // The last page names a place behind itself where nothing is.
    let next = cursors.and_then(|cursors| cursors.text("after")).filter(|_| !rows.is_empty());
    Ok(Sheet { rows: rows.iter().map(row).collect(), next: next.map(|word| word.into_owned()) })
}

/// Hashtags stand only in the words.
fn tags(words: &str) -> Vec<String> {
    let mut known = HashSet::new();
    let starts = words.split('#').skip(1);
    let tags = starts.filter_map(|rest| {
        let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
        text::name(&rest[..end])
    });
    tags.take(500).filter(|tag| known.insert(tag.to_lowercase())).take(text::MAX_TAGS).collect()
}

/// Names of people and pages: letters, digits, dots and underscores.
fn name(text: &str, most: usize) -> Option<String> {
    let name = text.trim_start_matches('@');
    let is_name = (1..=most).contains(&name.len())
        && name.bytes().any(|byte| byte.is_ascii_alphanumeric())
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_'));
    is_name.then(|| name.to_ascii_lowercase())
}

fn encoded(text: &str) -> String {
    url::form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>().replace('+', "%20")
}

/// A hashtag in small letters.
fn tag(text: &str) -> Option<String> {
    let tag = text.trim_start_matches('#').to_lowercase();
    let is_tag =
        (1..=100).contains(&tag.chars().count()) && tag.chars().all(|c| c.is_alphanumeric() || c == '_');
    is_tag.then_some(tag)
}

#[cfg(test)]
mod tests {
    use super::tags;

    #[test]
    fn hashtags_are_found_in_the_words() {
        assert_eq!(tags("Low #tide, #Tide and #潮_1. # no #"), ["tide", "潮_1"]);
    }
}
