//! Who is let in: every route of the document is asked without the token, and with it.

use serde_json::Value;
use tidewatch_api::{Access, WeakToken};

use crate::{client::Ask, server::Api};

const DOCUMENTATION: [(&str, &str); 3] = [("GET", "/"), ("GET", "/api/docs"), ("GET", "/api/openapi.json")];
const GIVEN: &str = "0123456789abcdef0123456789abcdef";

/// Method and address of every route of the document, and whether it asks for the token.
fn routes() -> Vec<(String, String, bool)> {
    let document = serde_json::to_value(tidewatch_api::openapi()).expect("JSON");
    let mut routes = Vec::new();
    for (path, item) in document["paths"].as_object().expect("paths") {
        for (method, operation) in item.as_object().expect("methods") {
            let is_open = operation["security"] == Value::Array(Vec::new());
            let path = path
                .replace("{job_id}", "0199a000-0000-7000-8000-000000000000")
                .replace("{run_id}", "0199a000-0000-7000-8000-000000000001")
                .replace("{id}", "1");
            routes.push((method.to_uppercase(), path, !is_open));
        }
    }
    routes
}

#[test]
fn only_the_documentation_is_open() {
    let mut open: Vec<_> = routes().into_iter().filter(|(.., is_guarded)| !is_guarded).collect();
    open.sort();
    let open: Vec<_> = open.iter().map(|(method, path, _)| (method.as_str(), path.as_str())).collect();
    assert_eq!(open, DOCUMENTATION);
    assert!(routes().len() >= 23, "because the document lists every route");
}

#[tokio::test]
async fn no_route_answers_without_the_token() {
    let api = Api::start().await;
    let token = api.token.clone();
    for (method, path, _) in routes().into_iter().filter(|(.., is_guarded)| *is_guarded) {
        let ask = || api.ask_without_token(&method, &path);
        let in_query = format!("{path}?token={token}&access_token={token}");
        let attempts: Vec<(&str, Ask)> = vec![
            ("no token", ask()),
            ("another token", ask().header("Authorization", format!("Bearer {}", "0".repeat(64)))),
            ("a beginning", ask().header("Authorization", format!("Bearer {}", &token[..63]))),
            ("more behind it", ask().header("Authorization", format!("Bearer {token}0"))),
            ("an empty token", ask().header("Authorization", "Bearer ")),
            ("another scheme", ask().header("Authorization", format!("Basic {token}"))),
            ("no scheme", ask().header("Authorization", token.clone())),
            ("a token in the query", api.ask_without_token(&method, &in_query)),
            ("a cookie", ask().header("Cookie", format!("token={token}"))),
            (
                "two of them",
                ask().header("Authorization", format!("Bearer {token}")).second("Authorization", "Bearer x"),
            ),
        ];
        for (what, attempt) in attempts {
            let answer = attempt.send().await;
            assert_eq!(answer.status, 401, "because {method} {path} with {what} must be refused");
            answer.expect_error(401, "unauthorized");
            assert_eq!(answer.header("WWW-Authenticate"), Some("Bearer"));
        }
    }
}

#[tokio::test]
async fn every_route_answers_with_the_token() {
    let api = Api::start().await;
    for (method, path, _) in routes() {
        if path == "/api/events" {
            continue; // Does not end; `events` reads it.
        }
        let answer = api.ask(&method, &path).send().await;
        assert_ne!(answer.status, 401, "because {method} {path} came with the token");
        assert_ne!(answer.status, 405, "because {method} {path} is in the document");
        let is_about_the_route = answer.status == 404 && answer.body.contains("route");
        assert!(!is_about_the_route, "because {method} {path} is in the document");
    }
}

#[tokio::test]
async fn without_the_token_nobody_learns_which_paths_exist() {
    let api = Api::start().await;
    for path in ["/api/nothing", "/api/docs/", "/api/openapi.json/x", "//api/status", "/API/status"] {
        api.ask_without_token("GET", path).send().await.expect_error(401, "unauthorized");
        api.ask("GET", path).send().await.expect_error(404, "not_found");
    }
    api.ask_without_token("PATCH", "/api/status").send().await.expect_error(401, "unauthorized");
    let answer = api.ask("PATCH", "/api/status").send().await;
    answer.expect_error(405, "method_not_allowed");
    assert_eq!(answer.header("Allow"), Some("GET,HEAD"));
}

#[tokio::test]
async fn head_is_asked_for_the_token_too() {
    let api = Api::start().await;
    assert_eq!(api.ask_without_token("HEAD", "/api/status").send().await.status, 401);
    assert_eq!(api.ask("HEAD", "/api/status").send().await.status, 200);
}

#[tokio::test]
async fn a_new_token_replaces_the_old_one_at_once() {
    let api = Api::start().await;
    let new = api.engine.create_api_token().await.expect("a token");
    api.ask("GET", "/api/status").send().await.expect_error(401, "unauthorized");
    let ask = api.ask("GET", "/api/status").header("Authorization", format!("bearer {new}"));
    ask.send().await.expect(200);
}

#[tokio::test]
async fn a_given_token_counts_instead_of_the_stored_one() {
    let api = Api::start_with(Some(GIVEN)).await;
    api.get("/api/status").await;
    let stored = api.engine.create_api_token().await.expect("a token");
    let ask = api.ask("GET", "/api/status").header("Authorization", format!("Bearer {stored}"));
    ask.send().await.expect_error(401, "unauthorized");
}

#[test]
fn a_token_that_could_be_guessed_is_refused() {
    for weak in
        ["", "secret", &GIVEN[1..], "0123456789abcdef 0123456789abcdef", "ä123456789abcdef0123456789abcdef"]
    {
        assert_eq!(Access::token(weak).err(), Some(WeakToken), "because of {weak:?}");
    }
    assert!(Access::token(&format!("{GIVEN}\n")).is_ok(), "because credential files end with a line break");
}

#[test]
fn a_given_token_is_not_printed() {
    let access = Access::token(GIVEN).expect("a strong token");
    assert_eq!(format!("{access:?}"), "Access(given)");
}
