//! What a decoder says of a value it cannot take, as a field and a sentence.

use serde_json::Value;
use serde_path_to_error::Path;
use tidewatch_engine::model::FieldError;

/// The field at `path` (or, for a missing or doubled one, the one that is named) and why it
/// was refused.
pub(super) fn of(path: &Path, decoder_says: &str) -> FieldError {
    // serde_json adds where in the text it was, which says less than the field's name.
    let says = decoder_says.rsplit_once(" at line ").map_or(decoder_says, |(says, _)| says);
    let at = match path.to_string().as_str() {
        "." => String::new(),
        path => path.to_owned(),
    };
    let below = |name: &str| if at.is_empty() { name.to_owned() } else { format!("{at}.{name}") };
    if let Some(name) = quoted_after(says, "missing field ") {
        return FieldError::new(below(name), "This field is missing.");
    }
    if let Some(name) = quoted_after(says, "duplicate field ") {
        return FieldError::new(below(name), "This field is given twice.");
    }
    if quoted_after(says, "unknown field ").is_some() {
        let known = says.split_once(", expected ").map_or("none", |(_, known)| known);
        return FieldError::new(at, format!("There is no such field; known: {}.", names(known)));
    }
    if let Some(given) = quoted_after(says, "unknown variant ") {
        let known = says.split_once(", expected ").map_or("none", |(_, known)| known);
        return FieldError::new(named(at), format!("\"{given}\" is not one of {}.", names(known)));
    }
    if let Some((given, expected)) = says.split_once(", expected ") {
        let given = given.trim_start_matches("invalid type: ").trim_start_matches("invalid value: ");
        let message = format!("Expected {}, found {}.", kind(expected), given.replace('`', ""));
        return FieldError::new(named(at), message);
    }
    FieldError::new(named(at), sentence(says))
}

/// Where a value was read as one of another kind: decoders take a list for an object whose names
/// were left out, and an object for a word.
pub(super) fn misread(given: &Value, understood: &Value, at: String) -> Option<FieldError> {
    match (given, understood) {
        (Value::Object(given), Value::Object(understood)) => given.iter().find_map(|(name, value)| {
            let at = if at.is_empty() { name.clone() } else { format!("{at}.{name}") };
            misread(value, understood.get(name)?, at)
        }),
        (Value::Array(given), Value::Array(understood)) => given
            .iter()
            .zip(understood)
            .enumerate()
            .find_map(|(index, (given, understood))| misread(given, understood, format!("{at}[{index}]"))),
        (Value::Array(_) | Value::Object(_), understood) => {
            let expected = if understood.is_object() { "an object" } else { "a single value" };
            Some(FieldError::new(named(at), format!("Expected {expected}.")))
        }
        _ => None,
    }
}

/// A value that is wrong as a whole has no name of its own.
fn named(at: String) -> String {
    if at.is_empty() { "body".to_owned() } else { at }
}

fn quoted_after<'a>(text: &'a str, start: &str) -> Option<&'a str> {
    text.strip_prefix(start)?.strip_prefix('`')?.split_once('`').map(|(name, _)| name)
}

/// "one of `a`, `b`" and "`a` or `b`" as "a, b".
fn names(known: &str) -> String {
    known.trim_start_matches("one of ").replace("` or `", ", ").replace('`', "")
}

/// Rust's name of a type as JSON's.
fn kind(expected: &str) -> &str {
    match expected {
        "u8" | "u16" | "u32" | "u64" | "i64" => "a whole number from zero on",
        text if text.starts_with("struct ") => "an object",
        text if text.starts_with("a formatted date") => "a date and time such as 2026-01-31T08:00:00Z",
        text => text,
    }
}

fn sentence(text: &str) -> String {
    let mut chars = text.trim_end_matches('.').chars();
    let first = chars.next().map(|first| first.to_uppercase().to_string()).unwrap_or_default();
    format!("{first}{}.", chars.as_str())
}
