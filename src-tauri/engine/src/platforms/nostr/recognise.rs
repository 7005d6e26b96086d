//! Every form of link to somebody or something on Nostr, without the network.

use nostr::{key::PublicKey, nips::nip19::ToBech32};
use url::{Url, form_urlencoded};

use super::{
    SITE,
    body::short,
    name::Name,
    subject::{ARTICLE, Named, Subject, public_relay},
};
use crate::{
    content::text,
    model::{Platform, Recognised, TargetType},
    platforms::{Connector, Link, Target, feed::Feed, link::decoded, mastodon::Mastodon},
};

/// Pages that show what relays have, under the codes of posts and people.
const HOSTS: [&str; 13] = [
    "njump.me",
    "nostr.com",
    "primal.net",
    "snort.social",
    "iris.to",
    "coracle.social",
    "app.coracle.social",
    "yakihonne.com",
    "habla.news",
    "nostrudel.ninja",
    "jumble.social",
    "nosta.me",
    "nostr.band",
];
const CODES: [&str; 5] = ["npub1", "nprofile1", "note1", "nevent1", "naddr1"];
const HASHTAGS: &str = "https://snort.social/t/";
const SEARCHES: &str = "https://primal.net/search/";
const RELAY_PAGE: &str = "r";
const MOST_CHARS: usize = 200;

pub(super) fn recognise(link: &Link) -> Result<Vec<Recognised>, String> {
    if let Some(name) = link.address.as_deref().and_then(Name::parse) {
        // Written so, it may be somebody on Mastodon just as well.
        let mut readings = Mastodon.recognise(link)?;
        readings.push(profile_by(&name));
        return Ok(readings);
    }
    if let Some(name) = Name::of_file(link) {
        return Ok(vec![profile_by(&name)]);
    }
    let segments: Vec<String> = link.segments().iter().map(|segment| decoded(segment)).collect();
    let segments: Vec<&str> = segments.iter().map(String::as_str).collect();
    let is_known = HOSTS.contains(&link.bare_host());
    if let Some(code) = segments.iter().map(|segment| bare(segment)).find(|segment| is_code(segment)) {
        let mut readings = vec![reading(&code.to_ascii_lowercase())?];
        if !is_known {
            readings.extend(Feed.recognise(link)?);
        }
        return Ok(readings);
    }
    if !is_known {
        return Ok(Vec::new());
    }
    let subject = match (link.bare_host(), segments.as_slice()) {
        (_, [code]) if is_key(code) => Some(key(code)?),
        ("njump.me", [RELAY_PAGE, relay @ ..]) if !relay.is_empty() => {
            public_relay(&format!("wss://{}", relay.join("/"))).map(Subject::Relay)
        }
        ("snort.social", ["t", tag]) => hashtag(tag),
        ("primal.net" | "snort.social", ["search", words]) => match words.strip_prefix('#') {
            Some(tag) => hashtag(tag),
            None => text::title(words).map(Subject::Search),
        },
        _ => None,
    };
    subject.map(|subject| vec![recognised(&Named::of(subject))]).ok_or_else(|| {
        "This page does not say whom or what it shows. Paste the code of the person or the post, which begins \
         with npub1, note1 or nevent1."
            .into()
    })
}

/// Short forms that stand for an address here.
pub(crate) fn written_out(text: &str) -> Option<String> {
    let lower = text.to_ascii_lowercase();
    let code = lower.strip_prefix("web+nostr:").or_else(|| lower.strip_prefix("nostr:")).unwrap_or(&lower);
    let code = code.strip_prefix("//").unwrap_or(code).trim_start_matches('@');
    if is_code(code) || is_private(code) || (is_key(code) && !text.contains('/')) {
        return Some(format!("{SITE}{code}"));
    }
    if let Some(tag) = text.strip_prefix('#') {
        return hashtag(tag).map(|subject| url(&subject));
    }
    let relay = lower.starts_with("wss://").then(|| public_relay(text)).flatten()?;
    Some(url(&Subject::Relay(relay)))
}

/// What a target stands for, by its id or its address.
pub(super) fn named(target: &Target) -> Option<Named> {
    if let Some(named) = known(target) {
        return Some(named);
    }
    let link = Link { url: Url::parse(&target.url).ok()?, address: None };
    let segments: Vec<String> = link.segments().iter().map(|segment| decoded(segment)).collect();
    let subject = match (target.target_type, segments.as_slice()) {
        (TargetType::Timeline, [page, relay @ ..]) if page == RELAY_PAGE => {
            Subject::Relay(public_relay(&format!("wss://{}", relay.join("/")))?)
        }
        (TargetType::Hashtag, [.., tag]) => hashtag(tag)?,
        (TargetType::Search, [.., words]) => Subject::Search(text::title(words)?),
        (TargetType::Profile | TargetType::Thread, [.., code]) => return Named::of_code(code),
        _ => return None,
    };
    Some(Named::of(subject))
}

/// What an earlier run resolved it to, or its link says besides.
pub(super) fn known(target: &Target) -> Option<Named> {
    let named = Named::of_code(target.id.as_deref()?)?;
    (target_type(&named.subject) == target.target_type).then_some(named)
}

/// A code as it stands in a link.
fn reading(code: &str) -> Result<Recognised, String> {
    let named = Named::of_code(code)
        .ok_or_else(|| format!("\"{}\" is not complete or was mistyped. Copy it again.", short(code)))?;
    match &named.subject {
        Subject::Article(place) if place.kind.as_u16() != ARTICLE => Err(
            "This is a list or something else that changes, not an article. Paste a person, a post or an article."
                .into(),
        ),
        _ => Ok(recognised(&named)),
    }
}

fn recognised(named: &Named) -> Recognised {
    Recognised {
        platform: Platform::Nostr,
        target_type: target_type(&named.subject),
        target_url: url(&named.subject),
        target_id: named.id().filter(|_| !named.hints.is_empty()),
        display: display(&named.subject),
    }
}

fn profile_by(name: &Name) -> Recognised {
    Recognised {
        platform: Platform::Nostr,
        target_type: TargetType::Profile,
        target_url: name.url(),
        target_id: None,
        display: format!("{} on Nostr", name.display()),
    }
}

fn target_type(subject: &Subject) -> TargetType {
    match subject {
        Subject::Profile(_) => TargetType::Profile,
        Subject::Post(_) | Subject::Article(_) => TargetType::Thread,
        Subject::Hashtag(_) => TargetType::Hashtag,
        Subject::Search(_) => TargetType::Search,
        Subject::Relay(_) => TargetType::Timeline,
    }
}

fn url(subject: &Subject) -> String {
    let with = |base: &str, part: &str| {
        let part: String = form_urlencoded::byte_serialize(part.as_bytes()).collect();
        format!("{base}{}", part.replace('+', "%20"))
    };
    match subject {
        Subject::Hashtag(tag) => with(HASHTAGS, tag),
        Subject::Search(words) => with(SEARCHES, words),
        Subject::Relay(relay) => {
            let port = relay.port().map(|port| format!(":{port}")).unwrap_or_default();
            let path = relay.path().trim_end_matches('/');
            format!("{SITE}{RELAY_PAGE}/{}{port}{path}", relay.host_str().unwrap_or_default())
        }
        // Without relays: two links to one person are one address.
        _ => format!("{SITE}{}", Named::of(subject.clone()).id().unwrap_or_default()),
    }
}

fn display(subject: &Subject) -> String {
    match subject {
        Subject::Profile(key) => format!("{} on Nostr", short(&key.to_bech32().unwrap_or_default())),
        Subject::Post(id) => {
            format!("Post {} on Nostr and its replies", short(&id.to_bech32().unwrap_or_default()))
        }
        Subject::Article(place) if place.identifier.trim().is_empty() => "Article on Nostr".into(),
        Subject::Article(place) => {
            format!("Article {} on Nostr", text::snippet(&place.identifier, 60))
        }
        Subject::Hashtag(tag) => format!("#{tag} on Nostr"),
        Subject::Search(words) => format!("\"{words}\" on Nostr"),
        Subject::Relay(relay) => format!("Nostr relay {}", relay.host_str().unwrap_or_default()),
    }
}

fn hashtag(tag: &str) -> Option<Subject> {
    let tag = decoded(tag).to_lowercase();
    let is_tag = (1..=MOST_CHARS).contains(&tag.chars().count())
        && tag.chars().all(|letter| letter.is_alphanumeric() || matches!(letter, '_' | '-'));
    is_tag.then_some(Subject::Hashtag(tag))
}

/// 64 digits may be a post as well, but people are pasted so.
fn key(code: &str) -> Result<Subject, String> {
    if is_private(code) {
        return Err("This is a private key (nsec): whoever has it can write in your name. Never paste it \
                    anywhere. The public one begins with npub1."
            .into());
    }
    PublicKey::from_hex(code).map(Subject::Profile).map_err(|_| "This is not a key of Nostr.".into())
}

fn bare(segment: &str) -> &str {
    let segment = segment.trim_start_matches('@');
    segment.strip_prefix("nostr:").unwrap_or(segment)
}

fn is_code(text: &str) -> bool {
    let text = text.to_ascii_lowercase();
    text.len() > 20
        && CODES.iter().any(|code| text.starts_with(code))
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

fn is_private(text: &str) -> bool {
    let is_short = text.len() > 20 && text.bytes().all(|byte| byte.is_ascii_alphanumeric());
    is_short && ["nsec1", "ncryptsec1"].iter().any(|start| text.starts_with(start))
}

/// A key as 64 digits, or a private one, which has to be refused.
fn is_key(text: &str) -> bool {
    let is_hex = |byte: u8| byte.is_ascii_digit() || matches!(byte, b'a'..=b'f');
    is_private(text) || (text.len() == 64 && text.bytes().all(is_hex))
}
