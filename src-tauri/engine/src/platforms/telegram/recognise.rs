//! Every form of link to a channel, without the network.

use std::borrow::Cow;

use url::Url;

use super::ORIGIN;
use crate::{
    content::text,
    model::{Platform, Recognised, TargetType},
    platforms::Link,
};

const HOSTS: [&str; 3] = ["t.me", "telegram.me", "telegram.dog"];
/// First parts of a path that are no channel's name.
const OWN_PAGES: [&str; 23] = [
    "addemoji",
    "addlist",
    "addstickers",
    "addstyle",
    "addtheme",
    "auction",
    "bg",
    "boost",
    "call",
    "confirmphone",
    "contact",
    "giftcode",
    "invoice",
    "iv",
    "login",
    "msg",
    "newbot",
    "nft",
    "proxy",
    "setlanguage",
    "share",
    "socks",
    "stickers",
];
const MAX_QUERY_CHARS: usize = 200;

/// `tg://resolve?domain=name`, as programs hand links to each other.
pub(in crate::platforms) fn written_out(text: &str) -> Option<String> {
    let rest = text.get(..3).filter(|start| start.eq_ignore_ascii_case("tg:")).map(|_| &text[3..])?;
    let query =
        rest.trim_start_matches('/').strip_prefix("resolve")?.trim_start_matches('/').strip_prefix('?')?;
    let mut pairs = url::form_urlencoded::parse(query.as_bytes());
    let name = pairs.find(|(key, _)| key == "domain").map(|(_, name)| name)?;
    Some(format!("{ORIGIN}/{name}"))
}

pub(super) fn recognise(link: &Link) -> Result<Vec<Recognised>, String> {
    let host = link.bare_host();
    if host == "web.telegram.org" {
        return Err("This is Telegram's app in the browser. Paste the channel's own address, such as \
                    https://t.me/telegram."
            .into());
    }
    let segments: Vec<Cow<'_, str>> = link.segments().into_iter().map(decoded).collect();
    let mut path: Vec<&str> = segments.iter().map(|part| part.trim()).collect();
    let below = host.strip_suffix(".t.me").filter(|name| !name.contains('.'));
    match below {
        Some(name) => path.insert(0, name),
        None if HOSTS.contains(&host) => {}
        None => return Ok(Vec::new()),
    }
    if let ["s", rest @ ..] = path.as_slice() {
        path = rest.to_vec();
    }
    Ok(vec![reading(&path, link)?])
}

fn reading(path: &[&str], link: &Link) -> Result<Recognised, String> {
    let Some(&first) = path.first() else { return Err(other()) };
    if first == "c" {
        return Err("This is a message in a private channel, which only its members can read. Paste the address of a \
                    public channel, such as https://t.me/telegram."
            .into());
    }
    if first == "joinchat" || first.starts_with('+') {
        return Err("This link is an invitation, which needs an account. Paste the address of a public channel, such as \
                    https://t.me/telegram."
            .into());
    }
    let name = first.strip_prefix('@').unwrap_or(first);
    if OWN_PAGES.contains(&&*name.to_lowercase()) || !is_name(name) {
        return Err(other());
    }
    if name.to_lowercase().ends_with("bot") {
        return Err("This is a bot, and what it writes is seen only by those who write to it. Paste the address of a \
                    public channel."
            .into());
    }
    let url = format!("{ORIGIN}/s/{}", name.to_lowercase());
    let words = link.query("q").map(|words| text::one_line(&words)).filter(|words| !words.is_empty());
    let Some(words) = words else {
        return Ok(target(TargetType::Channel, url, format!("@{name} on Telegram")));
    };
    if words.chars().count() > MAX_QUERY_CHARS {
        return Err(format!("A search on Telegram can have {MAX_QUERY_CHARS} characters at most."));
    }
    let url = Url::parse_with_params(&url, [("q", &words)]).map_err(|_| other())?;
    Ok(target(TargetType::Search, url.into(), format!("\"{words}\" in @{name} on Telegram")))
}

fn target(target_type: TargetType, target_url: String, display: String) -> Recognised {
    Recognised { platform: Platform::Telegram, target_type, target_url, target_id: None, display }
}

fn other() -> String {
    "This page of Telegram is not a public channel. Open the channel's information in the app and paste its link, such \
     as https://t.me/telegram."
        .into()
}

fn is_name(name: &str) -> bool {
    (4..=32).contains(&name.len())
        && name.starts_with(|first: char| first.is_ascii_alphabetic())
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

/// Copied links end in encoded blanks at times.
fn decoded(part: &str) -> Cow<'_, str> {
    if part.contains("%20") { Cow::Owned(part.replace("%20", " ")) } else { Cow::Borrowed(part) }
}
