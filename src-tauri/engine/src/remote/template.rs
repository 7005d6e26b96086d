//! JSON of the user's with placeholders. It is read as JSON first and filled in afterwards, so
//! nothing that is filled in can break out of its string, nor is it looked through again. Pure.

use serde_json::Value;

use super::told::Told;

/// Bytes of a template.
const MOST_BYTES: usize = 16 << 10;
const MOST_PLACEHOLDERS: usize = 100;
const NAMES: [&str; 8] = ["title", "body", "job", "platform", "url", "count", "kind", "items"];

/// # Errors
/// A sentence on what is wrong with it.
pub(crate) fn check(template: &str) -> Result<(), String> {
    if template.len() > MOST_BYTES {
        return Err("A template can have 16 KiB at most.".into());
    }
    let value = read(template)?;
    let mut names = Vec::new();
    strings(&value, &mut |text| {
        names.extend(pieces(text).filter_map(|piece| piece.err().map(str::to_owned)))
    });
    if names.len() > MOST_PLACEHOLDERS {
        return Err(format!("A template can have {MOST_PLACEHOLDERS} placeholders at most."));
    }
    match names.iter().find(|name| !NAMES.contains(&name.as_str())) {
        Some(unknown) => {
            let known = NAMES.map(|name| format!("{{{name}}}")).join(", ");
            let unknown: String = unknown.chars().take(40).collect();
            Err(format!("There is no placeholder {{{unknown}}}; known: {known}."))
        }
        None => Ok(()),
    }
}

/// # Errors
/// A sentence where it is no template any more.
pub(super) fn fill(template: &str, told: &Told) -> Result<Value, String> {
    let mut value = read(template)?;
    let names = |texts: Vec<String>| texts.join(", ");
    let platforms = |told: &Told| {
        let mut words: Vec<String> = Vec::new();
        for word in told.jobs().iter().map(|job| job.platform.to_string()) {
            if !words.contains(&word) {
                words.push(word);
            }
        }
        words
    };
    let items = told.parts.iter().flat_map(|part| &part.items).map(|item| match &item.url {
        Some(url) => format!("{} {url}", item.title),
        None => item.title.clone(),
    });
    let values = [
        told.title.clone(),
        told.text(),
        names(told.jobs().iter().map(|job| job.name.clone()).collect()),
        names(platforms(told)),
        told.url().unwrap_or_default().to_owned(),
        told.item_count.to_string(),
        told.event.to_owned(),
        items.collect::<Vec<_>>().join("\n"),
    ];
    replace(&mut value, &|name| {
        NAMES.iter().position(|known| *known == name).and_then(|at| values.get(at).map(String::as_str))
    });
    Ok(value)
}

fn read(template: &str) -> Result<Value, String> {
    serde_json::from_str(template).map_err(|error| format!("The template is not JSON: {error}."))
}

fn strings<'a>(value: &'a Value, see: &mut impl FnMut(&'a str)) {
    match value {
        Value::String(text) => see(text),
        Value::Array(values) => values.iter().for_each(|value| strings(value, see)),
        Value::Object(values) => values.values().for_each(|value| strings(value, see)),
        _ => {}
    }
}

fn replace<'v>(value: &mut Value, find: &impl Fn(&str) -> Option<&'v str>) {
    match value {
        Value::String(text) => {
            let filled = pieces(text).map(|piece| match piece {
                Ok(text) => text.to_owned(),
                Err(name) => find(name).map_or_else(|| format!("{{{name}}}"), str::to_owned),
            });
            *text = filled.collect();
        }
        Value::Array(values) => values.iter_mut().for_each(|value| replace(value, find)),
        Value::Object(values) => values.values_mut().for_each(|value| replace(value, find)),
        _ => {}
    }
}

/// The text between placeholders, and the names in them as errors. Braces around anything but a
/// word are text.
fn pieces(text: &str) -> impl Iterator<Item = Result<&str, &str>> {
    let mut rest = text;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let mut from = 0;
        while let Some(open) = rest.get(from..).and_then(|text| text.find('{')).map(|at| from + at) {
            let inside = rest.get(open + 1..).unwrap_or_default();
            let end = inside.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).unwrap_or(inside.len());
            if end == 0 || !inside.get(end..).is_some_and(|after| after.starts_with('}')) {
                from = open + 1;
                continue;
            }
            if open > 0 {
                let (before, placeholder) = rest.split_at(open);
                rest = placeholder;
                return Some(Ok(before));
            }
            let (name, after) = inside.split_at(end);
            rest = after.get(1..).unwrap_or_default();
            return Some(Err(name));
        }
        Some(Ok(std::mem::take(&mut rest)))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_known_word_in_braces_is_a_placeholder() {
        for good in ["{}", r#"{"a": "{title}"}"#, r#"["{ title }", "{", "}", "{}", "{{", "a{b c}"]"#, "1"] {
            assert_eq!(check(good), Ok(()), "because of {good}");
        }
        for (bad, because) in [
            (r#"{"a": "{nobody}"}"#, "no placeholder {nobody}"),
            (r#"{"a": ["x{titel}"]}"#, "no placeholder {titel}"),
            (r#"{"a": "{{x}}"}"#, "no placeholder {x}"),
            (r#"{"a": {title}}"#, "not JSON"),
            ("", "not JSON"),
            (r#"{"a": "{title}"#, "not JSON"),
        ] {
            let refused = check(bad).unwrap_err();
            assert!(refused.contains(because), "because {bad} is refused with {refused}");
        }
        assert!(check(&format!("\"{}\"", "x".repeat(17 << 10))).unwrap_err().contains("16 KiB"));
        assert!(check(&format!("\"{}\"", "{title}".repeat(101))).unwrap_err().contains("100"));
    }

    #[test]
    fn what_is_filled_in_is_not_looked_through_again() {
        let pieces: Vec<_> = pieces("a{title}{{body}}é{").collect();
        assert_eq!(pieces, [Ok("a"), Err("title"), Ok("{"), Err("body"), Ok("}é{")]);
        let mut value = serde_json::json!({"{title}": ["{title}{title}", 7, {"x": "{body}"}]});
        replace(&mut value, &|name| Some(if name == "title" { "\"{body}\\" } else { "b" }));
        assert_eq!(value, serde_json::json!({"{title}": ["\"{body}\\\"{body}\\", 7, {"x": "b"}]}));
    }
}
