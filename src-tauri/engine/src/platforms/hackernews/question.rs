//! What a target asks of the search that holds all of Hacker News.

use url::Url;

use super::recognise::{KINDS, number};
use crate::model::TargetType;

/// A query and what its answer has to be checked for.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Question {
    /// What sort of thing, in the search's own notation: a comma is "and", brackets are "or".
    pub(super) tags: String,
    pub(super) query: Option<String>,
    /// Only stories that link there: the search itself matches loosely.
    pub(super) site: Option<String>,
    /// The user whose items these are.
    pub(super) user: Option<String>,
    /// Items get into these lists at any age.
    pub(super) is_ranking: bool,
    /// The list whose ids another server knows.
    pub(super) ids_from: Option<&'static str>,
}

/// The question behind a stored address; `id` is the story of a thread.
pub(super) fn question(target_type: TargetType, url: &Url, id: Option<&str>) -> Option<Question> {
    let parameter =
        |name: &str| url.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned());
    let of = |tags: &str| Question { tags: tags.to_owned(), ..Question::default() };
    let path = url.path().trim_matches('/');
    Some(match (target_type, path) {
        (TargetType::List, "news") => Question { is_ranking: true, ..of("front_page") },
        (TargetType::List, "best") => {
            Question { is_ranking: true, ids_from: Some("v0/beststories.json"), ..of("(story,job,poll)") }
        }
        (TargetType::List, "newest") => of("(story,poll)"),
        (TargetType::List, "ask") => of("ask_hn"),
        (TargetType::List, "show") => of("show_hn"),
        (TargetType::List, "jobs") => of("job"),
        (TargetType::Profile, "user" | "submitted" | "threads") => {
            let kinds = match path {
                "submitted" => "(story,poll,job)",
                "threads" => "comment",
                _ => "(story,comment,poll,job)",
            };
            let user = parameter("id")?;
            Question { user: Some(user.clone()), ..of(&format!("author_{user},{kinds}")) }
        }
        (TargetType::Thread, "item") => of(&format!("comment,story_{}", number(id?)?)),
        (TargetType::Search, "from") => {
            let site = parameter("site")?;
            Question { query: Some(site.clone()), site: Some(site), ..of("story") }
        }
        (TargetType::Search, "") => {
            let kind = parameter("type").filter(|kind| KINDS.contains(&kind.as_str()));
            let tags = kind.unwrap_or_else(|| "(story,comment,poll,job)".into());
            Question { query: Some(parameter("q")?), ..of(&tags) }
        }
        _ => return None,
    })
}

impl Question {
    /// The parameters of one page.
    pub(super) fn parameters(&self, page: usize, per_page: usize) -> Vec<(&'static str, String)> {
        let mut all = vec![
            ("tags", self.tags.clone()),
            ("hitsPerPage", per_page.to_string()),
            ("page", page.to_string()),
        ];
        if let Some(query) = &self.query {
            all.push(("query", query.clone()));
            all.push(("typoTolerance", "false".into()));
            // Quoted phrases and a leading minus mean what they do elsewhere.
            all.push(("advancedSyntax", "true".into()));
        }
        if self.site.is_some() {
            all.push(("restrictSearchableAttributes", "url".into()));
        }
        all
    }

    /// Whether a story that links to `url` is meant.
    pub(super) fn means(&self, url: Option<&Url>) -> bool {
        let Some(site) = &self.site else { return true };
        let Some(url) = url else { return false };
        let (domain, folder) = site.split_once('/').unwrap_or((site, ""));
        let host = url.host_str().unwrap_or_default();
        let is_host = host == domain || host.strip_suffix(domain).is_some_and(|rest| rest.ends_with('.'));
        let path = url.path().trim_start_matches('/').to_lowercase();
        let rest = path.strip_prefix(folder.trim_end_matches('/'));
        is_host && rest.is_some_and(|rest| folder.is_empty() || rest.is_empty() || rest.starts_with('/'))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_stories_from_the_site_itself_are_meant() {
        let from = |site: &str| Question { site: Some(site.into()), ..Question::default() };
        let means = |site, url: &str| from(site).means(url.parse().ok().as_ref());
        assert!(means("quay.example", "https://quay.example/a"));
        assert!(means("quay.example", "https://log.quay.example/"));
        assert!(means("code.example/ana", "https://code.example/Ana/tides"));
        assert!(!means("code.example/ana", "https://code.example/anabel"));
        assert!(!means("quay.example", "https://notquay.example/"));
        assert!(!means("quay.example", "https://other.example/?u=quay.example"));
        assert!(!from("quay.example").means(None), "because a text post links nowhere");
        assert!(Question::default().means(None));
    }
}
