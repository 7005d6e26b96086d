//! From what a user types to a full-text query that cannot fail.

/// An FTS5 query for all words of `text`: each quoted, so that no character has a meaning of
/// its own; `"…"` stays a phrase, a leading `-` excludes, the last word also matches its
/// beginning. Nothing when no word is left to look for.
pub(super) fn fts_query(text: &str) -> Option<String> {
    let mut wanted = Vec::new();
    let mut unwanted = Vec::new();
    let mut rest = text.trim_start();
    while !rest.is_empty() {
        let (is_excluded, start) = match rest.strip_prefix('-') {
            Some(after) => (true, after),
            None => (false, rest),
        };
        let (term, after, is_phrase) = match start.strip_prefix('"') {
            Some(quoted) => {
                let (term, after) = quoted.split_once('"').unwrap_or((quoted, ""));
                (term, after, true)
            }
            None => {
                let end = start.find(char::is_whitespace).unwrap_or(start.len());
                let (term, after) = start.split_at(end);
                (term, after, false)
            }
        };
        rest = after.trim_start();
        if !term.chars().any(char::is_alphanumeric) {
            continue;
        }
        let is_last = rest.is_empty() && !is_phrase;
        let quoted = format!("\"{}\"{}", term.replace(['"', '\0'], " "), if is_last { "*" } else { "" });
        if is_excluded { unwanted.push(quoted) } else { wanted.push(quoted) }
    }
    if wanted.is_empty() {
        return None;
    }
    let mut query = wanted.join(" AND ");
    for term in unwanted {
        query = format!("({query}) NOT {term}");
    }
    Some(query)
}

#[cfg(test)]
mod tests {
    use super::fts_query;

    #[test]
    fn every_word_is_quoted_and_the_last_one_matches_its_beginning() {
        assert_eq!(
            fts_query("multi-agent @nasa 50%").as_deref(),
            Some(r#""multi-agent" AND "@nasa" AND "50%"*"#)
        );
    }

    #[test]
    fn phrases_and_exclusions_are_kept() {
        assert_eq!(
            fts_query(r#""low tide" -storm ebb"#).as_deref(),
            Some(r#"("low tide" AND "ebb"*) NOT "storm""#)
        );
    }

    #[test]
    fn what_holds_no_word_asks_for_nothing() {
        for text in ["", "   ", "%%% \"\" - *", "-only"] {
            assert_eq!(fts_query(text), None, "because {text:?} names nothing to find");
        }
    }
}
