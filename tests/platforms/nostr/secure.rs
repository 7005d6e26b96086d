//! Relays behind TLS: certificates are checked as those of web servers are.

use std::{
    process::{Command, Output},
    time::Duration,
};

use tidewatch_engine::{
    adapters::ReqwestClient,
    model::Grant,
    ports::{Conversation, Heard, HttpClient, HttpError},
};

use super::{
    people::Person,
    relay::{Manner, Relay},
};

#[path = "../../servers/tls.rs"]
mod tls;

/// The ports of the two relays, for the process that talks to them.
const PORTS: &str = "TIDEWATCH_TEST_PORTS";

#[tokio::test]
async fn a_relay_is_reached_over_tls_if_its_certificate_is_right() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("root.pem");
    let authority = tls::Authority::create("Sea");
    authority.write(&root);
    let has = || Manner::Has(vec![Person::new(1).notes(10, "one")]);
    let good = Relay::start_tls(has(), authority.server("127.0.0.1")).await;
    let expired = Relay::start_tls(has(), authority.expired_server("127.0.0.1")).await;
    let ports = format!("{} {}", good.port(), expired.port());
    // Roots are read once in a process, and this one has the system's.
    let talking = tokio::task::spawn_blocking(move || -> Output {
        Command::new(std::env::current_exe().unwrap())
            .args(["nostr::secure::with_another_root", "--exact", "--ignored"])
            .env("SSL_CERT_FILE", root)
            .env(PORTS, ports)
            .output()
            .unwrap()
    });
    let output = talking.await.unwrap();
    let told = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success() && told.contains("1 passed"), "{told}");
    let error = talk(good.port()).await.unwrap_err();
    assert!(matches!(error, HttpError::Tls { .. }), "because this process knows no such root: {error}");
}

async fn talk(port: u16) -> Result<Heard, HttpError> {
    let conversation = Conversation {
        url: format!("wss://127.0.0.1:{port}/").parse().unwrap(),
        says: vec![r#"["REQ","tidewatch",{"kinds":[1]}]"#.to_owned()],
        is_last: |text| text.contains("EOSE"),
        grants: vec![Grant { host: "127.0.0.1".into(), port }],
        max_text_bytes: 1 << 20,
        max_bytes: 4 << 20,
        max_texts: 1000,
        deadline: Duration::from_secs(20),
    };
    ReqwestClient::default().converse(conversation).await
}

#[tokio::test]
#[ignore = "the test above runs it in a process of its own"]
async fn with_another_root() {
    let ports = std::env::var(PORTS).unwrap();
    let [good, expired] = ports.split(' ').map(|port| port.parse().unwrap()).collect::<Vec<u16>>()[..] else {
        panic!("two ports were expected, not {ports}");
    };
    assert_eq!(talk(good).await.unwrap().texts.len(), 2);
    let error = talk(expired).await.unwrap_err();
    assert!(error.to_string().contains("expired"), "because of {error}");
}
