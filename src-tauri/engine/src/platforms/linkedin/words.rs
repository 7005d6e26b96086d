//! LinkedIn's own markup of posts: names, hashtags and escaped characters. Pure.

use crate::content::text;

/// Bytes of a name, a word or an id.
const MOST_MARKUP: usize = 300;

/// The words of a post and its hashtags.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Words {
    pub(super) text: String,
    pub(super) tags: Vec<String>,
}

/// Reads `@[Name](urn)`, `{hashtag|\#|word}` and `\(`; whatever is no markup stays as it is.
pub(super) fn words(markup: &str) -> Words {
    let markup = text::cap_bytes(markup, text::MAX_TEXT_BYTES);
    let mut out = String::with_capacity(markup.len());
    let mut tags: Vec<String> = Vec::new();
    let mut rest = markup;
    while let Some(at) = rest.find(['\\', '@', '{']) {
        let (before, tail) = rest.split_at(at);
        out.push_str(before);
        if let Some((tag, after)) = hashtag(tail) {
            out.push('#');
            out.push_str(&tag);
            if let Some(tag) =
                text::name(&tag).filter(|tag| tags.len() < text::MAX_TAGS && !tags.contains(tag))
            {
                tags.push(tag);
            }
            rest = after;
        } else if let Some((name, after)) = mention(tail) {
            out.push_str(&name);
            rest = after;
        } else {
            let escaped = tail.strip_prefix('\\').and_then(|tail| tail.chars().next());
            let shown = escaped.filter(char::is_ascii_punctuation).or_else(|| tail.chars().next());
            let is_escape = escaped.is_some_and(|letter| letter.is_ascii_punctuation());
            out.extend(shown);
            rest = tail.get(if is_escape { 2 } else { 1 }..).unwrap_or_default();
        }
    }
    out.push_str(rest);
    Words { text: text::body(&out), tags }
}

/// `{hashtag|\#|word}`.
fn hashtag(text: &str) -> Option<(String, &str)> {
    let inner = text.strip_prefix("{hashtag|")?;
    let inner = inner.strip_prefix("\\#|").or_else(|| inner.strip_prefix("#|"))?;
    let (word, after) = until(inner, '}')?;
    Some((word, after))
}

/// `@[Name](urn:li:…)`.
fn mention(text: &str) -> Option<(String, &str)> {
    let (name, after) = until(text.strip_prefix("@[")?, ']')?;
    let (_, after) = until(after.strip_prefix('(')?, ')')?;
    Some((name, after))
}

/// What stands before an unescaped `end`, without its escapes, and what follows.
fn until(text: &str, end: char) -> Option<(String, &str)> {
    // Names and words are short: a lone mark must not be looked for in the whole post.
    let head = text::cap_bytes(text, MOST_MARKUP);
    let (mut out, mut is_escaped) = (String::new(), false);
    for (at, letter) in head.char_indices() {
        match letter {
            _ if is_escaped => {
                out.push(letter);
                is_escaped = false;
            }
            '\\' => is_escaped = true,
            _ if letter == end => return Some((out, text.get(at + letter.len_utf8()..)?)),
            '\n' => return None,
            _ => out.push(letter),
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(markup: &str) -> (String, Vec<String>) {
        let words = words(markup);
        (words.text, words.tags)
    }

    #[test]
    fn names_hashtags_and_escapes_become_words() {
        let (text, tags) =
            read(r"Low {hashtag|\#|tide} at \(the\) quay with @[Ana \[Q\]](urn:li:person:1)\!");
        assert_eq!(text, "Low #tide at (the) quay with Ana [Q]!");
        assert_eq!(tags, ["tide"]);
        assert_eq!(read(r"{hashtag|\#|a} {hashtag|#|a} {hashtag|\#|b_c}").1, ["a", "b_c"]);
    }

    #[test]
    fn what_is_no_markup_stays() {
        for text in ["a@b.example", "{x}", r"C:\temp", "@[open", "{hashtag|open", "@[a](open", "ü@", "\\"] {
            assert_eq!(read(text).0, text);
        }
        assert_eq!(read(r"a\\b").0, r"a\b");
    }
}
