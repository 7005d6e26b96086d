//! Names and tags alone, `@name` and `#tag`: many platforms have them, so the user chooses.

use url::Url;

/// Where such a name may be somebody's, those that need no key first; `?` stands for it.
const NAMES: [&str; 9] = [
    "https://www.youtube.com/@?",
    "https://bsky.app/profile/?.bsky.social",
    "https://mastodon.social/@?",
    "https://t.me/?",
    "https://x.com/?",
    "https://www.instagram.com/?/",
    "https://www.threads.com/@?",
    "https://www.tiktok.com/@?",
    "https://www.twitch.tv/?",
];
/// Where such a tag may be watched; Nostr reads it as it is.
const TAGS: [&str; 6] = [
    "https://mastodon.social/tags/?",
    "https://www.tumblr.com/tagged/?",
    "https://www.youtube.com/hashtag/?",
    "https://x.com/hashtag/?",
    "https://www.instagram.com/explore/tags/?/",
    "https://www.tiktok.com/tag/?",
];
const MOST_CHARS: usize = 50;

/// The links that such a text may be short for; none where it is another text.
pub(super) fn links(text: &str) -> Vec<String> {
    let text = text.trim();
    let (patterns, word): (&[&str], _) = match (text.strip_prefix('@'), text.strip_prefix('#')) {
        // With a dot it is a handle of Bluesky.
        (Some(name), _) if name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_') => {
            (&NAMES, name)
        }
        (_, Some(tag)) if tag.chars().all(|c| c.is_alphanumeric() || c == '_') => (&TAGS, tag),
        _ => return Vec::new(),
    };
    if word.is_empty() || word.chars().count() > MOST_CHARS {
        return Vec::new();
    }
    let links = patterns.iter().filter_map(|pattern| Url::parse(&pattern.replace('?', word)).ok());
    links.map(String::from).collect()
}
