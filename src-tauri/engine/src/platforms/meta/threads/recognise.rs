//! Every form of link to a profile, search or topic, without the network.

use super::{
    super::{decoded, name, tag},
    SITE,
};
use crate::{
    content::text,
    model::{Platform, Recognised, TargetType},
    platforms::Link,
};

pub(super) fn recognise(link: &Link) -> Result<Vec<Recognised>, String> {
    if !matches!(link.bare_host(), "threads.net" | "threads.com") {
        return Ok(Vec::new());
    }
    let reading = match *link.segments().as_slice() {
        [who, ..] if who.starts_with('@') || who.starts_with("%40") => {
            let name = name(&decoded(who), 30).ok_or_else(other)?;
            Ok(target(TargetType::Profile, format!("{SITE}@{name}"), format!("@{name} on Threads")))
        }
        ["search", ..] => search(link),
        ["t", ..] => {
            Err("Threads tells programs nothing of a single post. Paste the address of its profile.".into())
        }
        _ => Err(other()),
    };
    Ok(vec![reading?])
}

fn other() -> String {
    "This page of Threads is not a profile or a search. Open one of these and paste its address.".into()
}

fn search(link: &Link) -> Result<Recognised, String> {
    let Some(words) = link.query("q").as_deref().and_then(text::title) else {
        return Err(
            "This search on Threads has no words. Search for something and paste the address of the results."
                .into(),
        );
    };
    let is_topic =
        link.query("serp_type").is_some_and(|kind| kind.starts_with("tag")) || words.starts_with('#');
    let query =
        |words: &str| url::form_urlencoded::Serializer::new(String::new()).append_pair("q", words).finish();
    if let Some(tag) = tag(&words).filter(|_| is_topic) {
        let url = format!("{SITE}search?{}", query(&format!("#{tag}")));
        return Ok(target(TargetType::Hashtag, url, format!("#{tag} on Threads")));
    }
    Ok(target(
        TargetType::Search,
        format!("{SITE}search?{}", query(&words)),
        format!("\"{words}\" on Threads"),
    ))
}

fn target(target_type: TargetType, target_url: String, display: String) -> Recognised {
    Recognised { platform: Platform::Threads, target_type, target_url, target_id: None, display }
}
