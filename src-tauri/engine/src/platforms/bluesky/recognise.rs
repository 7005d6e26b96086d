//! Every form of link to a profile, feed or list of Bluesky, without the network.

use crate::{
    model::{Platform, Recognised, TargetType},
    platforms::Link,
};

/// The app and others that show the same under the same paths.
const HOSTS: [&str; 7] = [
    "bsky.app",
    "main.bsky.dev",
    "deer.social",
    "blacksky.community",
    "skyview.social",
    "bskye.app",
    "psky.app",
];
/// Who has no domain of their own is called `name.bsky.social`.
const OWN_DOMAIN: &str = ".bsky.social";

pub(super) fn recognise(link: &Link) -> Result<Vec<Recognised>, String> {
    let host = link.url.host_str().unwrap_or_default();
    if let Some(name) = host.strip_suffix(OWN_DOMAIN).filter(|name| !name.contains('.') && *name != "www") {
        return if name.is_empty() { Ok(Vec::new()) } else { Ok(vec![profile(host)]) };
    }
    if host == "go.bsky.app" {
        return Err(
            "This is a short link. Open it in a browser and paste the address that it leads to.".into()
        );
    }
    if !HOSTS.contains(&link.bare_host()) {
        return Ok(Vec::new());
    }
    let reading = match link.segments().as_slice() {
        ["profile", who, "feed" | "app.bsky.feed.generator", key, ..] => feed(&actor(who)?, &record(key)?),
        ["profile", who, "lists" | "app.bsky.graph.list", key, ..] => list(&actor(who)?, &record(key)?),
        ["profile", who, ..] => profile(&actor(who)?),
        ["starter-pack" | "start", who, key, ..] => starter_pack(&actor(who)?, &record(key)?),
        ["search", ..] | ["hashtag", ..] => {
            return Err(
                "Bluesky answers searches and hashtags only to people who are logged in, which Tidewatch \
                        cannot be yet. Paste a profile, a feed or a list."
                    .into(),
            );
        }
        _ => {
            return Err(
                "This page of Bluesky is not a profile, a feed or a list. Open one of these and paste \
                        its address."
                    .into(),
            );
        }
    };
    Ok(vec![reading])
}

fn profile(who: &str) -> Recognised {
    Recognised {
        platform: Platform::Bluesky,
        target_type: TargetType::Profile,
        target_url: format!("{}profile/{who}", super::SITE),
        target_id: is_did(who).then(|| who.to_owned()),
        display: format!("{} on Bluesky", shown(who)),
    }
}

fn feed(who: &str, key: &str) -> Recognised {
    Recognised {
        platform: Platform::Bluesky,
        target_type: TargetType::Feed,
        target_url: format!("{}profile/{who}/feed/{key}", super::SITE),
        target_id: is_did(who).then(|| format!("at://{who}/app.bsky.feed.generator/{key}")),
        display: format!("Bluesky feed {key} by {}", shown(who)),
    }
}

fn list(who: &str, key: &str) -> Recognised {
    Recognised {
        platform: Platform::Bluesky,
        target_type: TargetType::List,
        target_url: format!("{}profile/{who}/lists/{key}", super::SITE),
        target_id: is_did(who).then(|| format!("at://{who}/app.bsky.graph.list/{key}")),
        display: format!("Bluesky list {key} by {}", shown(who)),
    }
}

/// The people of a starter pack are a list, which only Bluesky can name.
fn starter_pack(who: &str, key: &str) -> Recognised {
    Recognised {
        target_url: format!("{}starter-pack/{who}/{key}", super::SITE),
        target_id: None,
        display: format!("Bluesky starter pack {key} by {}", shown(who)),
        ..list(who, key)
    }
}

/// The handle or DID in a path: lower case, however it was written.
fn actor(text: &str) -> Result<String, String> {
    let text = text.replace("%3A", ":").replace("%3a", ":").replace("%40", "@");
    let text = text.strip_prefix('@').unwrap_or(&text);
    if is_did(text) {
        return Ok(text.to_owned());
    }
    let handle = text.to_ascii_lowercase();
    if handle == "handle.invalid" {
        return Err("This account's handle is broken at present. Paste the link that its DID is part of \
                    (bsky.app/profile/did:plc:…)."
            .into());
    }
    let is_label = |label: &str| {
        !label.is_empty()
            && label.len() <= 63
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    if handle.len() <= 253 && handle.contains('.') && handle.split('.').all(is_label) {
        return Ok(handle);
    }
    let short: String = handle.chars().take(60).collect();
    Err(format!("\"{short}\" is not a name on Bluesky: these look like name.bsky.social or example.org."))
}

/// The last part of a record's address.
fn record(text: &str) -> Result<String, String> {
    let text = text.replace("%3A", ":").replace("%3a", ":");
    let is_key = (1..=512).contains(&text.len())
        && !matches!(text.as_str(), "." | "..")
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.:~".contains(&byte));
    if is_key { Ok(text) } else { Err("This link to Bluesky is not complete. Copy it again.".into()) }
}

pub(super) fn is_did(text: &str) -> bool {
    let is_plc = |id: &str| {
        id.len() == 24 && id.bytes().all(|byte| byte.is_ascii_lowercase() || matches!(byte, b'2'..=b'7'))
    };
    let is_host = |host: &str| {
        host.contains('.')
            && host.len() <= 253
            && host.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-'))
    };
    text.strip_prefix("did:plc:").is_some_and(is_plc) || text.strip_prefix("did:web:").is_some_and(is_host)
}

fn shown(who: &str) -> String {
    if is_did(who) { who.to_owned() } else { format!("@{who}") }
}
