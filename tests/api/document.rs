//! The OpenAPI document is valid and complete, and the reference page tells all of it.

use std::collections::{BTreeSet, HashSet};

use serde_json::Value;

use crate::server::Api;

fn document() -> Value {
    serde_json::to_value(tidewatch_api::openapi()).expect("JSON")
}

fn operations(document: &Value) -> Vec<(String, &Value)> {
    let paths = document["paths"].as_object().expect("paths");
    let of = |(path, item): (&String, _)| -> Vec<(String, &Value)> {
        let item: &Value = item;
        let methods = item.as_object().expect("an object").iter();
        methods.map(|(method, operation)| (format!("{method} {path}"), operation)).collect()
    };
    paths.iter().flat_map(of).collect()
}

/// Every `$ref` below a value.
fn references<'a>(value: &'a Value, found: &mut Vec<&'a str>) {
    match value {
        Value::Object(all) => {
            found.extend(all.get("$ref").and_then(Value::as_str));
            all.values().for_each(|value| references(value, found));
        }
        Value::Array(all) => all.iter().for_each(|value| references(value, found)),
        _ => {}
    }
}

#[test]
fn it_has_the_parts_that_openapi_asks_for() {
    let document = document();
    assert_eq!(document["openapi"], "3.1.0");
    assert_eq!(document["info"]["title"], "Tidewatch API");
    assert_eq!(document["info"]["version"], env!("CARGO_PKG_VERSION"));
    assert_eq!(document["components"]["securitySchemes"]["bearer"]["scheme"], "bearer");
    assert_eq!(document["security"], serde_json::json!([{"bearer": []}]));
}

#[test]
fn it_lists_exactly_these_routes() {
    let document = document();
    let routes: BTreeSet<_> = operations(&document).into_iter().map(|(route, _)| route).collect();
    let expected = [
        "delete /api/monitoring/jobs/{job_id}",
        "delete /api/notifications/mail",
        "delete /api/notifications/webhook",
        "get /",
        "get /api/backups",
        "get /api/coverage",
        "get /api/docs",
        "get /api/doctor",
        "get /api/events",
        "get /api/health",
        "get /api/items",
        "get /api/items/{id}",
        "get /api/items/{id}/revisions",
        "get /api/monitoring/jobs",
        "get /api/monitoring/jobs/{job_id}",
        "get /api/monitoring/jobs/{job_id}/coverage",
        "get /api/monitoring/jobs/{job_id}/runs",
        "get /api/monitoring/runs",
        "get /api/monitoring/runs/{run_id}",
        "get /api/notifications",
        "get /api/notifications/channels",
        "get /api/openapi.json",
        "get /api/platforms",
        "get /api/recognise",
        "get /api/search",
        "get /api/status",
        "post /api/backup",
        "post /api/monitoring/jobs",
        "post /api/monitoring/jobs/{job_id}/back-test",
        "post /api/monitoring/jobs/{job_id}/execute",
        "post /api/monitoring/jobs/{job_id}/restore",
        "post /api/notifications/{channel}/test",
        "post /api/preview",
        "put /api/items/{id}",
        "put /api/monitoring/jobs/{job_id}",
        "put /api/notifications/mail",
        "put /api/notifications/webhook",
    ];
    assert_eq!(routes, expected.map(str::to_owned).into());
}

#[test]
fn every_reference_leads_somewhere() {
    let document = document();
    let mut found = Vec::new();
    references(&document, &mut found);
    assert!(!found.is_empty());
    for reference in found {
        let pointer = reference.strip_prefix('#').expect("a reference within the document");
        assert!(document.pointer(pointer).is_some(), "because nothing is at {reference}");
    }
}

#[test]
fn every_operation_is_named_once_described_and_grouped() {
    let document = document();
    let tags: HashSet<_> =
        document["tags"].as_array().expect("tags").iter().map(|tag| &tag["name"]).collect();
    let mut ids = HashSet::new();
    for (route, operation) in operations(&document) {
        assert!(ids.insert(&operation["operationId"]), "because {route} has the name of another");
        assert!(operation["summary"].is_string(), "because {route} says nothing of itself");
        assert_eq!(operation["tags"].as_array().map(Vec::len), Some(1), "because of {route}");
        assert!(tags.contains(&operation["tags"][0]), "because {route} is in a group of its own");
    }
}

#[test]
fn every_parameter_of_a_path_is_declared_and_required() {
    for (route, operation) in operations(&document()) {
        let in_path: BTreeSet<_> =
            route.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}')).collect();
        let parameters = operation["parameters"].as_array().cloned().unwrap_or_default();
        let declared = parameters.iter().filter(|parameter| parameter["in"] == "path");
        let declared: BTreeSet<_> = declared
            .inspect(|parameter| assert_eq!(parameter["required"], true, "because of {route}"))
            .filter_map(|parameter| parameter["name"].as_str())
            .collect();
        assert_eq!(declared, in_path, "because of {route}");
        let are_described = parameters.iter().all(|parameter| parameter["description"].is_string());
        assert!(are_described, "because a parameter of {route} says nothing of itself");
    }
}

#[test]
fn every_operation_says_how_it_can_be_refused() {
    let error = Value::from("#/components/schemas/Error");
    for (route, operation) in operations(&document()) {
        let responses = operation["responses"].as_object().expect("responses");
        assert!(responses.keys().any(|status| status.starts_with('2')), "because {route} never succeeds");
        let is_open = operation["security"] == Value::Array(Vec::new());
        let mut expected = if is_open { vec!["403"] } else { vec!["401", "403", "500", "503"] };
        if operation.get("requestBody").is_some() {
            expected.extend(["400", "413", "415", "422"]);
        }
        if operation.get("parameters").is_some() {
            expected.push("422");
        }
        for status in expected {
            assert!(responses.contains_key(status), "because {route} can answer {status}");
        }
        for (status, response) in responses.iter().filter(|(status, _)| status.starts_with('4')) {
            let schema = &response["content"]["application/json"]["schema"]["$ref"];
            assert_eq!(schema, &error, "because {route} answers {status} with the error body");
        }
    }
}

#[test]
fn every_default_is_a_value_that_would_be_taken() {
    let document = document();
    let schemas = document["components"]["schemas"].as_object().expect("schemas");
    for (name, schema) in schemas {
        for (field, property) in schema["properties"].as_object().into_iter().flatten() {
            let (default, least) = (&property["default"], property["minLength"].as_u64().unwrap_or(0));
            let is_long_enough = default.as_str().is_none_or(|text| text.len() as u64 >= least);
            assert!(is_long_enough, "because of {name}.{field}");
        }
    }
}

#[tokio::test]
async fn the_document_is_served_as_it_is() {
    let api = Api::start().await;
    let answer = api.ask_without_token("GET", "/api/openapi.json").send().await;
    assert_eq!(answer.expect(200), document());
    assert_eq!(answer.header("Content-Type"), Some("application/json"));
}

#[tokio::test]
async fn the_page_tells_every_route_and_shape_and_loads_nothing() {
    let api = Api::start().await;
    let page = api.ask_without_token("GET", "/api/docs").send().await;
    assert_eq!(page.status, 200);
    assert_eq!(page.header("Content-Type"), Some("text/html; charset=utf-8"));
    assert_eq!(api.ask_without_token("GET", "/").send().await.body, page.body);

    let document = document();
    for (route, operation) in operations(&document) {
        let (_, path) = route.split_once(' ').expect("a method");
        assert!(page.body.contains(&format!("<code>{path}</code>")), "because {route} is missing");
        let summary = operation["summary"].as_str().expect("a summary");
        assert!(page.body.contains(&format!("<strong>{summary}</strong>")), "because of {route}");
    }
    for name in document["components"]["schemas"].as_object().expect("schemas").keys() {
        assert!(page.body.contains(&format!("<article id=\"{name}\">")), "because {name} is missing");
    }
    for forbidden in ["<script", "<link", "<img", "@import", "url(", " style=", " onclick", "https://"] {
        assert!(!page.body.contains(forbidden), "because the page must not hold {forbidden}");
    }
    let mut ids = HashSet::new();
    for (id, _) in page.body.split(" id=\"").skip(1).filter_map(|rest| rest.split_once('"')) {
        assert!(ids.insert(id), "because a link to {id} could lead to two places");
    }
    let targets = page.body.split("href=\"#").skip(1).filter_map(|rest| rest.split_once('"'));
    for (target, _) in targets {
        assert!(page.body.contains(&format!("id=\"{target}\"")), "because #{target} leads nowhere");
    }
}

#[tokio::test]
async fn the_policy_of_the_page_admits_its_style_only() {
    let api = Api::start().await;
    let page = api.ask_without_token("GET", "/").send().await;
    let policy = page.header("Content-Security-Policy").expect("a policy");
    assert!(policy.starts_with("default-src 'none'; style-src 'sha256-"), "because of {policy}");
    assert!(!policy.contains("unsafe"), "because of {policy}");
    assert_eq!(page.body.matches("<style>").count(), 1);
}
