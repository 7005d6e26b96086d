//! Every form of link to a site, tag, user, question or search, without the network.

use super::{
    place::{Part, Place, number},
    site,
};
use crate::{
    content::text,
    model::{Platform, Recognised, TargetType},
    platforms::Link,
};

const MOST_TAGS: usize = 20;
const MAX_QUERY_CHARS: usize = 240;

pub(super) fn recognise(link: &Link) -> Result<Vec<Recognised>, String> {
    let Some((host, place)) = place(link)? else { return Ok(Vec::new()) };
    let (target_type, display) = match &place {
        Place::Newest => (TargetType::Community, format!("New questions on {host}")),
        Place::Tags(tags) => (TargetType::Hashtag, format!("[{}] on {host}", tags.join("] ["))),
        Place::AnyTag(tags) => (TargetType::Hashtag, format!("[{}] on {host}", tags.join("] or ["))),
        Place::User { id, part } => {
            let what = match part {
                Part::All => "Posts",
                Part::Questions => "Questions",
                Part::Answers => "Answers",
            };
            (TargetType::Profile, format!("{what} of user {id} on {host}"))
        }
        Place::Question(id) => (TargetType::Thread, format!("Question {id} on {host}")),
        Place::Answer(id) => (TargetType::Thread, format!("Question of answer {id} on {host}")),
        Place::Search(words) => (TargetType::Search, format!("\"{words}\" on {host}")),
    };
    let target_url = place.url(&host).ok_or_else(other)?.into();
    Ok(vec![Recognised {
        platform: Platform::Stackexchange,
        target_type,
        target_url,
        target_id: None,
        display,
    }])
}

/// The site and what is meant on it; nothing where it is not Stack Exchange's.
pub(super) fn place(link: &Link) -> Result<Option<(String, Place)>, String> {
    let host = link.bare_host();
    if !site::is_own(host) {
        return Ok(None);
    }
    if site::name(host).is_none() {
        return Err("This page is about all of Stack Exchange or no site of its own. Paste a page of one site, such as \
                    https://stackoverflow.com/questions/tagged/rust."
            .into());
    }
    let segments: Vec<String> = link.segments().into_iter().map(decoded).collect();
    let segments: Vec<&str> = segments.iter().map(String::as_str).collect();
    let segments = if let ["feeds", rest @ ..] = segments.as_slice() { feed(rest) } else { segments.clone() };
    on_site(&segments, link).map(|place| Some((host.to_owned(), place)))
}

/// Feeds stand for what they are of.
fn feed<'a>(rest: &[&'a str]) -> Vec<&'a str> {
    match rest {
        ["tag", tags @ ..] => ["questions", "tagged"].iter().chain(tags).copied().collect(),
        ["user", id] => vec!["users", id],
        ["question", id] => vec!["questions", id],
        [] => Vec::new(),
        _ => vec!["feeds"],
    }
}

fn on_site(segments: &[&str], link: &Link) -> Result<Place, String> {
    let id = |text: &str| number(text).ok_or_else(other);
    match segments {
        [] | ["questions"] => Ok(Place::Newest),
        ["questions", "tagged"] => tags(&link.query("tagnames").unwrap_or_default()),
        ["questions", "tagged", names, ..] | ["tags", names, ..] => tags(names),
        ["questions", question, ..] => Ok(Place::Question(id(question)?)),
        ["q", question, ..] => Ok(Place::Question(id(question)?)),
        ["a", answer, ..] => Ok(Place::Answer(id(answer)?)),
        ["users", user, ..] => Ok(Place::User { id: id(user)?, part: part(link) }),
        ["search"] => search(&link.query("q").unwrap_or_default()),
        _ => Err(other()),
    }
}

fn part(link: &Link) -> Part {
    match link.query("tab").as_deref() {
        Some("answers") => Part::Answers,
        Some("questions") => Part::Questions,
        _ => Part::All,
    }
}

/// `a b` is "a and b", `a or b` is what it says.
fn tags(text: &str) -> Result<Place, String> {
    let words: Vec<String> = text.to_lowercase().split_whitespace().map(str::to_owned).collect();
    let is_any = words.iter().any(|word| word == "or");
    let mut tags: Vec<String> = words.into_iter().filter(|word| word != "or" && word != "and").collect();
    let is_tag = |tag: &String| {
        tag.len() <= 35
            && tag.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '.' | '+' | '#' | '_'))
    };
    if tags.is_empty() || tags.len() > MOST_TAGS || !tags.iter().all(is_tag) {
        return Err("This link names no tag.".into());
    }
    tags.dedup();
    Ok(if is_any && tags.len() > 1 { Place::AnyTag(tags) } else { Place::Tags(tags) })
}

fn search(words: &str) -> Result<Place, String> {
    let words = text::one_line(words);
    let tag = words.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
    if let Some(tag) = tag.filter(|tag| !tag.contains(['[', ']', ' '])) {
        return tags(tag);
    }
    match words.chars().count() {
        0 => {
            Err("This search has no words. Search for something and paste the address of the results.".into())
        }
        1..=MAX_QUERY_CHARS => Ok(Place::Search(words)),
        _ => Err(format!("A search can have {MAX_QUERY_CHARS} characters at most.")),
    }
}

/// A part of a path without its encoding; one plus separates, two are part of a name (`c++`).
fn decoded(part: &str) -> String {
    let pair = format!("p={}", part.replace('&', "%26").replace("++", "%2B%2B"));
    url::form_urlencoded::parse(pair.as_bytes())
        .next()
        .map(|(_, value)| value.into_owned())
        .unwrap_or_default()
}

fn other() -> String {
    "This page is not a list of questions, a tag, a user, a question or a search. Open one of these and paste its address."
        .into()
}
