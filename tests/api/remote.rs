//! Mail and webhook over HTTP: set up, tried, removed; no answer holds a secret.

use serde_json::{Value, json};
use tidewatch_engine::model::SecretPlace;

use crate::server::{Api, serve_feed};

const MAIL: &str = "/api/notifications/mail";
const WEBHOOK: &str = "/api/notifications/webhook";
const SECRET: &str = "s3cr3t-of-mine";

async fn with_secrets() -> Api {
    let api = Api::start().await;
    api.engine.set_secret_place(SecretPlace::File).await.expect("a file");
    api
}

fn mail() -> Value {
    json!({
        "settings": {
            "host": "smtp.quay.example", "port": 587, "security": "starttls", "username": "ana",
            "from": "tide@quay.example", "to": "ana@shore.example",
        },
        "password": SECRET,
    })
}

#[tokio::test]
async fn mail_is_set_up_and_removed_and_the_password_never_comes_back() {
    let api = with_secrets().await;
    let answer = api.ask("PUT", MAIL).json(&mail()).send().await;
    assert!(!answer.body.contains(SECRET), "because of {}", answer.body);
    let set = answer.expect(200);
    assert_eq!((&set["host"], &set["security"]), (&json!("smtp.quay.example"), &json!("starttls")));
    let mut kept = mail();
    kept["password"] = Value::Null;
    api.ask("PUT", MAIL).json(&kept).send().await.expect(200);
    kept["settings"]["host"] = "smtp.evil.example".into();
    api.ask("PUT", MAIL).json(&kept).send().await.expect_field("mail.password");
    api.ask("DELETE", MAIL).send().await.expect(204);
    api.ask("DELETE", MAIL).send().await.expect_error(404, "not_found");
}

#[tokio::test]
async fn what_does_not_fit_is_named() {
    let api = with_secrets().await;
    let mut bad = mail();
    bad["settings"]["from"] = "ana\r\nBcc: eve@evil.example".into();
    api.ask("PUT", MAIL).json(&bad).send().await.expect_field("mail.from");
    let mut bad = mail();
    bad["settings"]["security"] = "some".into();
    api.ask("PUT", MAIL).json(&bad).send().await.expect_field("settings.security");
    let mut bad = mail();
    bad["pasword"] = "x".into();
    api.ask("PUT", MAIL).json(&bad).send().await.expect_field("pasword");
    let hook = json!({
        "settings": {"format": "json", "template": "{\"a\": \"{nobody}\"}"},
        "address": "https://hooks.example/x",
    });
    api.ask("PUT", WEBHOOK).json(&hook).send().await.expect_field("webhook.template");
    api.ask("POST", "/api/notifications/pigeon/test").send().await.expect_field("channel");
    api.ask("POST", "/api/notifications/desktop/test?to=ana@shore.example").send().await.expect_field("to");
}

#[tokio::test]
async fn a_webhook_is_tried() {
    let api = with_secrets().await;
    api.ask("POST", "/api/notifications/webhook/test").send().await.expect_error(404, "not_found");
    let address = serve_feed("200 OK", String::new()).await;
    let hook = json!({"settings": {"format": "json"}, "address": address, "signing_key": SECRET});
    let answer = api.ask("PUT", WEBHOOK).json(&hook).send().await;
    assert!(!answer.body.contains(SECRET) && !answer.body.contains("/feed"), "because of {}", answer.body);
    assert_eq!(answer.expect(200)["host"], "127.0.0.1");
    let tested = api.ask("POST", "/api/notifications/webhook/test").send().await.expect(200);
    assert_eq!(tested["message"], "A test was sent to 127.0.0.1.");
    let refusing = serve_feed("403 Forbidden", "no".to_owned()).await;
    let hook = json!({"settings": {"format": "json"}, "address": refusing});
    api.ask("PUT", WEBHOOK).json(&hook).send().await.expect(200);
    let failed = api.ask("POST", "/api/notifications/webhook/test").send().await;
    failed.expect_error(424, "unreachable");
    api.ask("DELETE", WEBHOOK).send().await.expect(204);
}
