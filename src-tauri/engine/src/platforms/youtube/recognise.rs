//! Every form of link to a channel, playlist or video, without the network.

use url::form_urlencoded;

use crate::{
    content::text,
    model::{Platform, Recognised, TargetType},
    platforms::{Link, link},
};

const HOSTS: [&str; 6] = [
    "youtube.com",
    "music.youtube.com",
    "gaming.youtube.com",
    "youtube-nocookie.com",
    "youtubekids.com",
    "youtu.be",
];
/// Other ways to look at the same videos, with the same paths.
const MIRRORS: [&str; 3] = ["yewtu.be", "piped.video", "inv.nadeko.net"];
/// First parts of a path that are YouTube's own and no channel's name.
const OWN_PAGES: [&str; 29] = [
    "about",
    "account",
    "ads",
    "attribution_link",
    "clip",
    "creators",
    "explore",
    "feed",
    "feeds",
    "gaming",
    "howyoutubeworks",
    "iframe_api",
    "kids",
    "learning",
    "live_dashboard",
    "logout",
    "movies",
    "new",
    "oembed",
    "post",
    "premium",
    "redirect",
    "reporthistory",
    "signin",
    "sports",
    "t",
    "trending",
    "upload",
    "yt",
];

pub(super) fn recognise(link: &Link) -> Result<Vec<Recognised>, String> {
    let host = link.bare_host();
    let is_mirror = MIRRORS.contains(&host)
        || host.split('.').next().is_some_and(|name| matches!(name, "invidious" | "piped"));
    if !HOSTS.contains(&host) && !is_mirror {
        return Ok(Vec::new());
    }
    let segments = link.segments();
    if host == "youtu.be" {
        let video = segments.first().and_then(|id| video_id(id)).ok_or_else(other)?;
        return with_list(link, Some(video));
    }
    match segments.as_slice() {
        ["channel", id, ..] => Ok(vec![channel_by_id(channel_id(id).ok_or_else(|| {
            format!(
                "\"{id}\" is not the id of a YouTube channel: these have 24 characters and start with UC."
            )
        })?)]),
        ["user", name, ..] => Ok(vec![channel_by_page(&format!("user/{name}"), name)]),
        ["c", name, ..] => Ok(vec![channel_by_page(&format!("c/{name}"), name)]),
        ["watch"] => {
            let video = link.query("v").as_deref().and_then(video_id);
            with_list(link, video)
        }
        ["playlist"] => with_list(link, None),
        ["shorts" | "live" | "embed" | "v", id, ..] if *id != "videoseries" => {
            let video = video_id(id).ok_or_else(other)?;
            Ok(vec![channel_of_video(&video), comments(&video)])
        }
        ["embed", ..] => with_list(link, None),
        ["feeds", "videos.xml"] => feed(link),
        ["results" | "search"] => search(link.query("search_query").or_else(|| link.query("q"))),
        ["hashtag", tag, ..] => hashtag(&decoded(tag)),
        [name, ..] if name.starts_with('@') || name.starts_with("%40") => {
            let handle = name.replacen("%40", "@", 1);
            Ok(vec![channel_by_page(&handle, &handle)])
        }
        [name, ..] if !OWN_PAGES.contains(name) => Ok(vec![channel_by_page(name, name)]),
        _ => Err(other()),
    }
}

fn other() -> String {
    "This page of YouTube is not a channel, a playlist, a video, a search or a hashtag. Open one of these and paste its address."
        .into()
}

/// What the feed's own address says.
fn feed(link: &Link) -> Result<Vec<Recognised>, String> {
    if let Some(id) = link.query("channel_id").as_deref().and_then(channel_id) {
        return Ok(vec![channel_by_id(id)]);
    }
    if let Some(name) = link.query("user") {
        return Ok(vec![channel_by_page(&format!("user/{name}"), &name)]);
    }
    match link.query("playlist_id") {
        Some(id) => Ok(vec![playlist(&id)?]),
        None => Err(other()),
    }
}

/// A video within a playlist is most likely about the playlist.
fn with_list(link: &Link, video: Option<String>) -> Result<Vec<Recognised>, String> {
    let of_video = video.as_deref().map(|video| [channel_of_video(video), comments(video)]);
    match (link.query("list").map(|id| playlist(&id)), of_video) {
        (Some(Ok(playlist)), video) => {
            Ok([playlist].into_iter().chain(video.into_iter().flatten()).collect())
        }
        (Some(Err(_)) | None, Some(video)) => Ok(video.into()),
        (Some(Err(reason)), None) => Err(reason),
        (None, None) => Err(other()),
    }
}

fn playlist(id: &str) -> Result<Recognised, String> {
    let is_personal = id.starts_with("RD") || matches!(id, "WL" | "LL" | "LM");
    if is_personal {
        return Err("This list is YouTube's own mix for you, or one that only you can see; it has no feed. Paste a playlist \
                    or a channel."
            .into());
    }
    let is_id = (10..=64).contains(&id.len()) && id.bytes().all(is_id_byte);
    if !is_id {
        return Err(format!(
            "\"{}\" is not the id of a YouTube playlist.",
            id.chars().take(40).collect::<String>()
        ));
    }
    Ok(Recognised {
        platform: Platform::Youtube,
        target_type: TargetType::Playlist,
        target_url: format!("{}playlist?list={id}", super::BASE),
        target_id: Some(id.to_owned()),
        display: format!("YouTube playlist {id}"),
    })
}

fn search(words: Option<String>) -> Result<Vec<Recognised>, String> {
    let Some(words) = words.as_deref().and_then(text::title) else {
        return Err(
            "This search on YouTube has no words. Search for something and paste the address of the results."
                .into(),
        );
    };
    let query = form_urlencoded::Serializer::new(String::new()).append_pair("search_query", &words).finish();
    let target_url = format!("{}results?{query}", super::BASE);
    Ok(vec![Recognised {
        target_type: TargetType::Search,
        target_url,
        ..channel("", format!("\"{words}\" on YouTube"))
    }])
}

fn hashtag(tag: &str) -> Result<Vec<Recognised>, String> {
    let tag = tag.trim_start_matches('#').to_lowercase();
    let is_tag =
        (1..=100).contains(&tag.chars().count()) && tag.chars().all(|c| c.is_alphanumeric() || c == '_');
    if !is_tag {
        return Err(other());
    }
    let path: String = form_urlencoded::byte_serialize(tag.as_bytes()).collect();
    let display = format!("#{tag} on YouTube");
    Ok(vec![Recognised { target_type: TargetType::Hashtag, ..channel(&format!("hashtag/{path}"), display) }])
}

/// They need a key, so the channel comes first.
fn comments(video: &str) -> Recognised {
    Recognised {
        target_type: TargetType::Thread,
        target_id: Some(video.to_owned()),
        ..channel(&format!("watch?v={video}"), format!("Comments on YouTube video {video}"))
    }
}

fn channel_by_id(id: String) -> Recognised {
    let display = format!("YouTube channel {id}");
    Recognised { target_id: Some(id.clone()), ..channel(&format!("channel/{id}"), display) }
}

fn channel_by_page(path: &str, name: &str) -> Recognised {
    channel(path, format!("{} on YouTube", decoded(name)))
}

fn channel_of_video(video: &str) -> Recognised {
    channel(&format!("watch?v={video}"), format!("YouTube channel of video {video}"))
}

fn channel(path: &str, display: String) -> Recognised {
    Recognised {
        platform: Platform::Youtube,
        target_type: TargetType::Channel,
        target_url: format!("{}{path}", super::BASE),
        target_id: None,
        display,
    }
}

/// `UC` and 22 more characters.
pub(super) fn channel_id(text: &str) -> Option<String> {
    (text.len() == 24 && text.starts_with("UC") && text.bytes().all(is_id_byte)).then(|| text.to_owned())
}

pub(super) fn video_id(text: &str) -> Option<String> {
    (text.len() == 11 && text.bytes().all(is_id_byte)).then(|| text.to_owned())
}

fn is_id_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_')
}

/// Handles may be in any script; addresses carry them percent-encoded.
pub(super) fn decoded(name: &str) -> String {
    text::name(&link::decoded(name)).unwrap_or_else(|| name.to_owned())
}
