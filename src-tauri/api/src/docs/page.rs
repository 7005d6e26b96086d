//! The reference page: one HTML file made from the OpenAPI document, without scripts.

use base64::{Engine as _, prelude::BASE64_STANDARD};
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::{
    document::EVERYWHERE,
    schema::{self, escape},
};

const STYLE: &str = include_str!("page.css");
const METHODS: [&str; 4] = ["get", "post", "put", "delete"];
const EXAMPLE: &str = "curl -H \"Authorization: Bearer $TIDEWATCH_API_TOKEN\" \\\n     \
     http://127.0.0.1:8787/api/monitoring/jobs";

/// Nothing may be loaded or run; the one style sheet is known by its hash.
pub(super) fn content_security_policy() -> String {
    let hash = BASE64_STANDARD.encode(Sha256::digest(STYLE));
    format!(
        "default-src 'none'; style-src 'sha256-{hash}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )
}

pub(super) fn render(document: &Value) -> String {
    let title = text(&document["info"]["title"]);
    let version = text(&document["info"]["version"]);
    let introduction = schema::prose(&document["info"]["description"]);
    let tags = list(&document["tags"]);
    let links: String = tags
        .iter()
        .map(|tag| text(&tag["name"]))
        .chain(["schemas".to_owned()])
        .map(|name| format!("<li><a href=\"#{name}\">{}</a></li>", capital(&name)))
        .collect();
    let sections: String = tags.iter().map(|tag| section(document, tag)).collect();
    let schemas = schema::section(&document["components"]["schemas"]);
    format!(
        "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <title>{title}</title><style>{STYLE}</style></head><body>\
         <header><h1>{title}</h1><p class=\"quiet\">Version {version} · \
         <a href=\"/api/openapi.json\">OpenAPI document</a></p>{introduction}<pre>{example}</pre>{shared}</header>\
         <nav aria-label=\"Parts\"><ul>{links}</ul></nav>\
         <main>{sections}{schemas}</main></body></html>\n",
        example = escape(EXAMPLE),
        shared = shared_answers(),
    )
}

fn section(document: &Value, tag: &Value) -> String {
    let name = text(&tag["name"]);
    let mut html =
        format!("<section id=\"{name}\"><h2>{}</h2>{}", capital(&name), schema::prose(&tag["description"]));
    for (path, item) in object(&document["paths"]) {
        for method in METHODS {
            let operation = &item[method];
            if list(&operation["tags"]).contains(&tag["name"]) {
                html.push_str(&article(path, method, operation));
            }
        }
    }
    html.push_str("</section>");
    html
}

fn article(path: &str, method: &str, operation: &Value) -> String {
    format!(
        "<article id=\"route-{id}\"><h3 class=\"route\"><span class=\"method\">{method}</span>\
         <code>{path}</code></h3><p><strong>{summary}</strong></p>{description}{parameters}{body}{answers}</article>",
        id = text(&operation["operationId"]),
        method = method.to_uppercase(),
        path = escape(path),
        summary = text(&operation["summary"]),
        description = schema::prose(&operation["description"]),
        parameters = parameters(list(&operation["parameters"])),
        body = operation
            .pointer("/requestBody/content/application~1json/schema")
            .map(|body| format!("<h4>Body</h4><p>JSON: {}</p>", schema::kind(body)))
            .unwrap_or_default(),
        answers = answers(&operation["responses"]),
    )
}

fn parameters(parameters: &[Value]) -> String {
    let rows = parameters.iter().map(|parameter| {
        let need = match (parameter["in"].as_str(), parameter["required"].as_bool()) {
            (Some("path"), _) => "in the path",
            (_, Some(true)) => "required",
            _ => "",
        };
        let kind = schema::kind(&parameter["schema"]);
        schema::row(&text(&parameter["name"]), &kind, need, &parameter["description"])
    });
    match rows.collect::<String>() {
        rows if rows.is_empty() => rows,
        rows => format!("<h4>Parameters</h4><table><tbody>{rows}</tbody></table>"),
    }
}

fn answers(responses: &Value) -> String {
    let is_told_once = |status: &str, response: &Value| {
        EVERYWHERE
            .iter()
            .any(|shared| *shared == (status, response["description"].as_str().unwrap_or_default()))
    };
    let rows = object(responses).filter(|(status, response)| !is_told_once(status, response)).map(
        |(status, response)| {
            let kinds = object(&response["content"]).map(|(media, content)| match media.as_str() {
                "application/json" => schema::kind(&content["schema"]),
                other => escape(other),
            });
            schema::row(status, &kinds.collect::<Vec<_>>().join(", "), "", &response["description"])
        },
    );
    format!("<h4>Answers</h4><table><tbody>{}</tbody></table>", rows.collect::<String>())
}

/// What nearly every route can answer, told once.
fn shared_answers() -> String {
    let rows = EVERYWHERE.iter().map(|(status, meaning)| {
        schema::row(status, "<a href=\"#Error\">Error</a>", "", &Value::from(*meaning))
    });
    format!(
        "<h4>What every route can answer besides</h4><table><tbody>{}</tbody></table>",
        rows.collect::<String>()
    )
}

fn text(value: &Value) -> String {
    escape(value.as_str().unwrap_or_default())
}

fn capital(name: &str) -> String {
    let mut chars = name.chars();
    chars.next().map(|first| first.to_uppercase().to_string()).unwrap_or_default() + chars.as_str()
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn object(value: &Value) -> impl Iterator<Item = (&String, &Value)> {
    value.as_object().into_iter().flatten()
}
