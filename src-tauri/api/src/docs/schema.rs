//! Shapes of the reference page: the type of a value in words, and a table for each schema.

use serde_json::Value;

/// Text as HTML that shows it.
pub(super) fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
        .replace('\'', "&#39;")
}

/// A description as paragraphs, with `code` as such.
pub(super) fn prose(description: &Value) -> String {
    let text = description.as_str().unwrap_or_default();
    text.split("\n\n")
        .filter(|paragraph| !paragraph.trim().is_empty())
        .map(|paragraph| format!("<p>{}</p>", inline(paragraph)))
        .collect()
}

fn inline(text: &str) -> String {
    let parts = text.split('`').enumerate().map(|(index, part)| match index % 2 {
        0 => escape(part),
        _ => format!("<code>{}</code>", escape(part)),
    });
    parts.collect()
}

/// One line of a table: name, type, whether it is needed, what it means.
pub(super) fn row(name: &str, kind: &str, need: &str, description: &Value) -> String {
    let need = if need.is_empty() { String::new() } else { format!("<span class=\"quiet\">{need}. </span>") };
    let description = inline(description.as_str().unwrap_or_default());
    format!("<tr><th scope=\"row\"><code>{name}</code></th><td>{kind}</td><td>{need}{description}</td></tr>")
}

/// The type of a value as a phrase of HTML; a named schema becomes a link.
pub(super) fn kind(schema: &Value) -> String {
    if let Some(reference) = schema["$ref"].as_str() {
        let name = escape(reference.rsplit('/').next().unwrap_or_default());
        return format!("<a href=\"#{name}\">{}</a>", shown(&name));
    }
    for alternatives in ["oneOf", "anyOf", "allOf"] {
        if let Some(parts) = schema[alternatives].as_array() {
            let joined = if alternatives == "allOf" { " and " } else { " or " };
            return parts.iter().map(kind).collect::<Vec<_>>().join(joined);
        }
    }
    if let Some(words) = schema["enum"].as_array() {
        return words
            .iter()
            .map(|word| format!("<code>{}</code>", escape(&literal(word))))
            .collect::<Vec<_>>()
            .join(", ");
    }
    if let Some(constant) = schema.get("const") {
        return format!("<code>{}</code>", escape(&literal(constant)));
    }
    let mut types: Vec<&str> = match &schema["type"] {
        Value::String(only) => vec![only],
        Value::Array(several) => several.iter().filter_map(Value::as_str).collect(),
        _ => return "any".to_owned(),
    };
    let is_nullable = types.len() > 1 && types.contains(&"null");
    if is_nullable {
        types.retain(|name| *name != "null");
    }
    let mut words = match types.as_slice() {
        ["array"] => format!("list of {}", kind(&schema["items"])),
        [only] => match schema["format"].as_str() {
            Some(format @ ("uuid" | "date-time")) => format.to_owned(),
            _ => (*only).to_owned(),
        },
        several => several.join(" or "),
    };
    match (schema["minimum"].as_f64(), schema["maximum"].as_f64()) {
        (Some(least), Some(most)) => words = format!("{words} {least} to {most}"),
        (Some(least), None) if least > 0.0 => words = format!("{words} from {least}"),
        _ => {}
    }
    // Defaults of other types say no more than "optional".
    if let Some(default) = schema.get("default").filter(|default| default.is_number()) {
        words = format!("{words}, else {}", escape(&literal(default)));
    }
    if is_nullable { format!("{words} or null") } else { words }
}

/// A table for each schema that has a name.
pub(super) fn section(schemas: &Value) -> String {
    let mut html = "<section id=\"schemas\"><h2>Schemas</h2>".to_owned();
    for (name, schema) in schemas.as_object().into_iter().flatten() {
        let name = escape(name);
        html.push_str(&format!(
            "<article id=\"{name}\"><h3><code>{}</code></h3>{}{}</article>",
            shown(&name),
            prose(&schema["description"]),
            body(schema)
        ));
    }
    html.push_str("</section>");
    html
}

fn body(schema: &Value) -> String {
    for alternatives in ["oneOf", "anyOf", "allOf"] {
        if let Some(parts) = schema[alternatives].as_array() {
            let intro = if alternatives == "allOf" { "All of:" } else { "One of:" };
            return parts
                .iter()
                .fold(format!("<p class=\"quiet\">{intro}</p>"), |html, part| html + &body(part));
        }
    }
    let Some(properties) = schema["properties"].as_object().filter(|all| !all.is_empty()) else {
        return format!("<p>{}</p>", kind(schema));
    };
    let required = schema["required"].as_array().map(Vec::as_slice).unwrap_or_default();
    let rows = properties.iter().map(|(name, property)| {
        let need = if required.iter().any(|needed| needed == name) { "" } else { "optional" };
        // A named schema that may be null carries the words beside its reference.
        let description = match &property["description"] {
            Value::Null => &property["oneOf"][0]["description"],
            words => words,
        };
        row(&escape(name), &kind(property), need, description)
    });
    format!("<table><tbody>{}</tbody></table>", rows.collect::<String>())
}

/// `Listing_Job` as it is in Rust.
fn shown(name: &str) -> String {
    match name.split_once('_') {
        Some((outer, inner)) => format!("{outer}&lt;{inner}&gt;"),
        None => name.to_owned(),
    }
}

fn literal(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
