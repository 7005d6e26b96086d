//! Every form of link to Hacker News and its search, without the network.

use url::Url;

use super::{SEARCH_SITE, SITE};
use crate::{
    content::text,
    model::{Platform, Recognised, TargetType},
    platforms::{Link, servers},
};

/// What can be searched for, as the search page's address says it.
pub(super) const KINDS: [&str; 6] = ["story", "comment", "ask_hn", "show_hn", "job", "poll"];
const MAX_QUERY_CHARS: usize = 400;

pub(super) fn recognise(link: &Link) -> Result<Vec<Recognised>, String> {
    let reading = match (link.bare_host(), link.segments().as_slice()) {
        ("hn.algolia.com", [] | ["search"]) => search(link)?,
        ("hn.algolia.com", _) => return Err(other()),
        ("news.ycombinator.com", segments) => match segments {
            [] | ["news" | "front" | "rss"] => list("news", "front page"),
            ["newest"] => list("newest", "newest stories"),
            ["best"] => list("best", "best stories"),
            ["ask" | "asknew"] => list("ask", "Ask HN"),
            ["show" | "shownew"] => list("show", "Show HN"),
            ["jobs"] => list("jobs", "jobs"),
            [page @ ("user" | "submitted" | "threads")] => user(page, link)?,
            ["item"] => item(link)?,
            ["from"] => site(link)?,
            ["active"] => {
                return Err(
                    "Hacker News gives no data for this list. Paste its front page, newest or best list."
                        .into(),
                );
            }
            _ => return Err(other()),
        },
        _ => return Ok(Vec::new()),
    };
    Ok(vec![reading])
}

fn other() -> String {
    "This page of Hacker News is not a list, a user, an item or a search. Open one of these and paste its address."
        .into()
}

fn reading(target_type: TargetType, target_url: String, display: String) -> Recognised {
    Recognised { platform: Platform::Hackernews, target_type, target_url, target_id: None, display }
}

fn list(path: &str, name: &str) -> Recognised {
    reading(TargetType::List, format!("{SITE}{path}"), format!("Hacker News: {name}"))
}

/// Names differ by case.
fn user(page: &str, link: &Link) -> Result<Recognised, String> {
    let name = link.query("id").unwrap_or_default();
    let is_name = (2..=15).contains(&name.len())
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
    if !is_name {
        return Err(
            "This link names no user of Hacker News: names have 2 to 15 letters, digits, - or _.".into()
        );
    }
    let what = match page {
        "submitted" => "stories by",
        "threads" => "comments by",
        _ => "everything by",
    };
    let url = format!("{SITE}{page}?id={name}");
    Ok(reading(TargetType::Profile, url, format!("Hacker News: {what} {name}")))
}

fn item(link: &Link) -> Result<Recognised, String> {
    let id = link.query("id").as_deref().and_then(number).ok_or("This link to Hacker News names no item.")?;
    let url = format!("{SITE}item?id={id}");
    Ok(reading(TargetType::Thread, url, format!("Hacker News: comments on item {id}")))
}

pub(super) fn number(text: &str) -> Option<u64> {
    text.parse().ok().filter(|id| (1..=9_999_999_999).contains(id))
}

fn site(link: &Link) -> Result<Recognised, String> {
    let site = link.query("site").unwrap_or_default().to_lowercase();
    let is_site = site.contains('.')
        && site.len() <= 253
        && site.chars().all(|c| c.is_alphanumeric() || matches!(c, '.' | '-' | '_' | '/' | '~' | '@'));
    if !is_site {
        return Err("This link to Hacker News names no site.".into());
    }
    let url = address(&format!("{SITE}from"), &[("site", &site)])?;
    Ok(reading(TargetType::Search, url, format!("Hacker News: stories from {site}")))
}

/// Whatever order the page shows: what is new is asked for by date.
fn search(link: &Link) -> Result<Recognised, String> {
    let query = link.query("q").or_else(|| link.query("query")).unwrap_or_default();
    let query = text::one_line(&query);
    if query.is_empty() {
        return Err(servers::no_words());
    }
    if query.chars().count() > MAX_QUERY_CHARS {
        return Err(format!("A search can have {MAX_QUERY_CHARS} characters at most."));
    }
    let kind = link.query("type").unwrap_or_else(|| "story".into());
    let kind = if KINDS.contains(&kind.as_str()) { kind.as_str() } else { "all" };
    let url = address(SEARCH_SITE, &[("q", &query), ("sort", "byDate"), ("type", kind)])?;
    Ok(reading(TargetType::Search, url, format!("Hacker News: search for {query}")))
}

fn address(start: &str, parameters: &[(&str, &str)]) -> Result<String, String> {
    Url::parse_with_params(start, parameters).map(String::from).map_err(|_| other())
}
