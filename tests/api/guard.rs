//! Web pages are kept out, by name rebinding too.

use crate::{client::send_bytes, server::Api};

const ROUTES: [&str; 5] = ["/api/status", "/api/openapi.json", "/api/docs", "/", "/nothing"];

#[tokio::test]
async fn other_hosts_are_refused_on_every_route() {
    let api = Api::start().await;
    let port = api.address.port();
    let foreign = [
        "evil.example".to_owned(),
        format!("evil.example:{port}"),
        "127.0.0.1".to_owned(),
        format!("127.0.0.1:{}", port ^ 1),
        format!("127.0.0.1.evil.example:{port}"),
        format!("localhost.:{port}"),
        format!("127.1:{port}"),
        format!("0.0.0.0:{port}"),
        format!("user@127.0.0.1:{port}"),
        String::new(),
    ];
    for route in ROUTES {
        for host in &foreign {
            let answer = api.ask("GET", route).header("Host", host.clone()).send().await;
            assert_eq!(answer.status, 403, "because {route} was asked of {host:?}");
            answer.expect_error(403, "forbidden");
        }
    }
}

#[tokio::test]
async fn the_three_names_of_this_machine_are_answered() {
    let api = Api::start().await;
    let port = api.address.port();
    for host in [format!("127.0.0.1:{port}"), format!("localhost:{port}"), format!("[::1]:{port}")] {
        api.ask("GET", "/api/status").header("Host", host).send().await.expect(200);
    }
}

#[tokio::test]
async fn a_request_with_no_host_or_two_is_refused() {
    let api = Api::start().await;
    api.ask("GET", "/api/status").without("Host").send().await.expect_error(403, "forbidden");
    let two = api.ask("GET", "/api/status").second("Host", "evil.example");
    two.send().await.expect_error(403, "forbidden");
}

#[tokio::test]
async fn a_full_address_in_the_request_line_must_be_ours_too() {
    let api = Api::start().await;
    let answer = api.ask("GET", "http://evil.example/api/status").send().await;
    answer.expect_error(403, "forbidden");
    let ours = format!("http://{}/api/status", api.address);
    api.ask("GET", &ours).send().await.expect(200);
}

#[tokio::test]
async fn web_pages_are_refused_on_every_route() {
    let api = Api::start().await;
    let own = format!("http://{}", api.address);
    for route in ROUTES {
        for origin in ["https://evil.example", "null", &own] {
            let answer = api.ask("GET", route).header("Origin", origin).send().await;
            answer.expect_error(403, "forbidden");
            assert_eq!(answer.header("Access-Control-Allow-Origin"), None);
        }
    }
    let preflight = api
        .ask_without_token("OPTIONS", "/api/monitoring/jobs")
        .header("Origin", "https://evil.example")
        .header("Access-Control-Request-Method", "POST");
    preflight.send().await.expect_error(403, "forbidden");
}

#[tokio::test]
async fn every_answer_forbids_storing_sniffing_and_loading() {
    let api = Api::start().await;
    let answers = [
        api.ask("GET", "/api/status").send().await,
        api.ask("GET", "/api/docs").send().await,
        api.ask("GET", "/api/nothing").send().await,
        api.ask_without_token("GET", "/api/status").send().await,
        api.ask("GET", "/api/status").header("Host", "evil.example").send().await,
    ];
    for answer in answers {
        assert_eq!(answer.header("Cache-Control"), Some("no-store"));
        assert_eq!(answer.header("X-Content-Type-Options"), Some("nosniff"));
        assert_eq!(answer.header("Referrer-Policy"), Some("no-referrer"));
        let policy = answer.header("Content-Security-Policy").expect("a policy");
        assert!(policy.starts_with("default-src 'none'"), "because of {policy}");
        assert!(policy.contains("frame-ancestors 'none'"), "because of {policy}");
        assert_eq!(answer.header("Server"), None);
    }
}

#[tokio::test]
async fn reading_changes_nothing() {
    let api = Api::start().await;
    let job = api.create_job("tidewatch:sample").await;
    let path = format!("/api/monitoring/jobs/{}", job["id"].as_str().expect("an id"));
    let job = api.get(&path).await;
    for change in ["execute", "restore"] {
        let answer = api.ask("GET", &format!("{path}/{change}")).send().await;
        answer.expect_error(405, "method_not_allowed");
    }
    let overridden = api.ask("GET", &path).header("X-HTTP-Method-Override", "DELETE");
    assert_eq!(overridden.send().await.expect(200), job);
    assert_eq!(api.get(&path).await, job);
}

#[tokio::test]
async fn what_is_not_http_is_refused_and_hurts_nobody() {
    let api = Api::start().await;
    let answer = send_bytes(api.address, b"\x16\x03\x01\x02\x00\x01 what\r\n\r\n").await;
    assert_eq!(answer.status, 400);
    api.get("/api/status").await;
}
