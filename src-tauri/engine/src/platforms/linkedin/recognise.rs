//! Every form of link to LinkedIn, without the network. Most of it gives nothing to programs.

use super::SITE;
use crate::{
    model::{Platform, Recognised, TargetType},
    platforms::Link,
};

const MOST_NAME: usize = 100;

pub(super) fn recognise(link: &Link) -> Result<Vec<Recognised>, String> {
    let host = link.bare_host();
    if host == "lnkd.in" {
        return Err(
            "This is a short link. Open it in a browser and paste the address that it leads to.".into()
        );
    }
    // Countries have addresses of their own for the same.
    if host != "linkedin.com" && !host.ends_with(".linkedin.com") {
        return Ok(Vec::new());
    }
    let segments = link.segments();
    let segments = match segments.as_slice() {
        ["mwlite" | "m", rest @ ..] => rest,
        all => all,
    };
    match segments {
        [kind @ ("company" | "showcase" | "school"), name, ..] => Ok(vec![page(kind, name)?]),
        // Articles are open to all, and the page itself may be watched.
        ["pulse", ..] | ["newsletters", ..] => Ok(Vec::new()),
        ["in" | "pub" | "profile", ..] => Err(refused("people's profiles and posts")),
        ["groups", ..] => Err(refused("groups")),
        ["search", ..] => Err(refused("searches")),
        ["feed", "hashtag", ..] => Err(refused("hashtags")),
        ["feed", ..] | ["posts", ..] | ["embed", ..] => Err(refused("single posts and the feed of your account")),
        ["jobs", ..] => Err(refused("jobs")),
        ["events", ..] => Err(refused("events")),
        _ => Err("This page of LinkedIn cannot be watched. Paste the page of a company that you administer, such as \
                  https://www.linkedin.com/company/name."
            .into()),
    }
}

fn refused(what: &str) -> String {
    format!(
        "LinkedIn gives {what} to no program. Paste the page of a company that you administer, or the address of a feed \
         that a bridge of yours makes."
    )
}

fn page(kind: &str, name: &str) -> Result<Recognised, String> {
    let is_name = (1..=MOST_NAME).contains(&name.len())
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.%&'".contains(&byte))
        && !name.to_ascii_lowercase().contains("%2f");
    if !is_name {
        return Err("This link to LinkedIn names no page.".into());
    }
    let name = name.to_ascii_lowercase();
    Ok(Recognised {
        platform: Platform::Linkedin,
        target_type: TargetType::Page,
        target_url: format!("{SITE}{kind}/{name}"),
        target_id: name.bytes().all(|byte| byte.is_ascii_digit()).then(|| name.clone()),
        display: format!("LinkedIn: {name}"),
    })
}
