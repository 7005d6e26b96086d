//! Conversations over real connections: what is heard, what ends them, where they may not go,
//! and how they are recorded.

use std::{sync::Arc, time::Duration};

use tidewatch_engine::{
    adapters::{Recorder, Replayer, ReqwestClient},
    model::{Cursor, Grant, Platform},
    platforms::{Access, ConnectorError, Fetched, Pacer, Page, Session, connector},
    ports::{Conversation, Heard, HttpClient, HttpError},
};

use super::{
    fetching::profile,
    people::{NOW, Person},
    relay::{Manner, Relay},
};
use crate::{scripted::Scripted, support::TestClock};

const QUESTION: &str = r#"["REQ","tidewatch",{"kinds":[1]}]"#;

fn conversation(relay: &Relay) -> Conversation {
    Conversation {
        url: relay.url().parse().unwrap(),
        says: vec![QUESTION.to_owned()],
        is_last: |text| text.contains("EOSE"),
        grants: vec![Grant { host: "127.0.0.1".into(), port: relay.port() }],
        max_text_bytes: 1 << 20,
        max_bytes: 4 << 20,
        max_texts: 1000,
        deadline: Duration::from_secs(20),
    }
}

async fn talk(conversation: Conversation) -> Result<Heard, HttpError> {
    ReqwestClient::default().converse(conversation).await
}

#[tokio::test]
async fn texts_are_collected_until_the_last_one_and_the_other_side_is_told() {
    let ana = Person::new(1);
    let relay = Relay::start(Manner::Has(vec![ana.notes(10, "one"), ana.notes(20, "two")])).await;
    let heard = talk(conversation(&relay)).await.unwrap();
    assert_eq!((heard.texts.len(), heard.cut_short), (3, None));
    assert!(heard.texts[0].contains("\"one\"") && heard.texts[2].contains("EOSE"));
    tokio::time::sleep(Duration::from_millis(100)).await;
    let said = relay.said.lock().unwrap().clone();
    assert!(said.iter().any(|text| text == QUESTION));
    assert!(said.iter().any(|text| text == "pong"), "because a ping wants an answer: {said:?}");
    assert!(said.iter().any(|text| text == "goodbye"), "because of {said:?}");
}

#[tokio::test]
async fn nobody_goes_to_a_private_address_without_leave() {
    let relay = Relay::start(Manner::Silent).await;
    let port = relay.port();
    for (url, grants) in [
        (format!("ws://127.0.0.1:{port}/"), vec![]),
        (format!("ws://localhost:{port}/"), vec![]),
        (format!("wss://127.0.0.1:{port}/"), vec![]),
        (format!("ws://127.0.0.1:{port}/"), vec![Grant { host: "127.0.0.1".into(), port: port ^ 1 }]),
        (format!("ws://127.0.0.1:{port}/"), vec![Grant { host: "localhost".into(), port }]),
    ] {
        let asked = Conversation { url: url.parse().unwrap(), grants, ..conversation(&relay) };
        let error = talk(asked).await.unwrap_err();
        assert!(matches!(error, HttpError::PrivateAddress { .. }), "because of {url}: {error}");
    }
    assert_eq!(relay.connections(), 0);
}

#[tokio::test]
async fn what_ends_a_conversation_early_is_told_apart() {
    let silent = Relay::start(Manner::Silent).await;
    let short = Conversation { deadline: Duration::from_millis(300), ..conversation(&silent) };
    let heard = talk(short).await.unwrap();
    assert!(matches!(heard.cut_short, Some(HttpError::Timeout { .. })), "{:?}", heard.cut_short);

    let closing = Relay::start(Manner::Closes).await;
    let heard = talk(conversation(&closing)).await.unwrap();
    assert!(matches!(heard.cut_short, Some(HttpError::Broken { .. })), "{:?}", heard.cut_short);

    let flood = Relay::start(Manner::Floods("x".repeat(100))).await;
    let heard = talk(conversation(&flood)).await.unwrap();
    assert!(matches!(heard.cut_short, Some(HttpError::TooLarge { .. })), "{:?}", heard.cut_short);
    assert_eq!(heard.texts.len(), 1000, "because no more are taken");

    let huge = Relay::start(Manner::Floods("x".repeat(2 << 20))).await;
    let heard = talk(conversation(&huge)).await.unwrap();
    assert_eq!(
        heard.cut_short.map(|error| error.to_string()).unwrap().split(" is ").nth(1),
        Some("larger than 1 MiB")
    );
    assert!(heard.texts.is_empty());
}

#[tokio::test]
async fn a_server_that_opens_no_conversation_is_no_relay() {
    for (reply, word) in [
        ("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n", "403"),
        ("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n<html>", "200"),
        ("HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n", "302"),
        (
            "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\
             Sec-WebSocket-Accept: wrong\r\n\r\n",
            "WebSocket",
        ),
    ] {
        let relay = Relay::start(Manner::Http(reply)).await;
        let error = talk(conversation(&relay)).await.unwrap_err();
        assert!(error.to_string().contains(word), "because of {reply}: {error}");
    }
    let relay = Relay::start(Manner::Silent).await;
    let secure = relay.url().replace("ws://", "wss://");
    let asked = Conversation {
        url: secure.parse().unwrap(),
        deadline: Duration::from_secs(2),
        ..conversation(&relay)
    };
    assert!(talk(asked).await.is_err(), "because that relay speaks no TLS");
    let other = Conversation { url: "https://a.example/".parse().unwrap(), ..conversation(&relay) };
    assert!(matches!(talk(other).await, Err(HttpError::InvalidUrl(_))));
}

#[tokio::test]
async fn a_network_without_websockets_says_so() {
    let relay = Relay::start(Manner::Silent).await;
    let error = Scripted::new().converse(conversation(&relay)).await.unwrap_err();
    assert!(error.to_string().contains("no WebSockets"), "{error}");
}

/// Reads a profile through a network on which only these relays are asked.
async fn read(client: Arc<dyn HttpClient>, person: &Person, relays: &str) -> Result<Page, ConnectorError> {
    let set = [("relays".to_owned(), relays.to_owned())];
    let access = Access { settings: Arc::new([(Platform::Nostr, set.into())].into()), ..Access::default() };
    let session = Session::new(client, Arc::new(Pacer::off()), access, Vec::new(), Duration::from_secs(20))
        .at(chrono::DateTime::from_timestamp(NOW as i64, 0).unwrap());
    let fetched = connector(Platform::Nostr).fetch(&profile(person), &Cursor::default(), &session).await;
    match fetched? {
        Fetched::Page(page) => {
            assert!(session.traffic().requests > 1 && session.traffic().bytes > 100);
            Ok(*page)
        }
        Fetched::NotModified { .. } => panic!("relays have no validators"),
    }
}

#[tokio::test]
async fn a_profile_is_read_from_real_relays_recorded_and_replayed() {
    let ana = Person::new(1);
    let one = Relay::start(Manner::Has(vec![ana.notes(10, "one"), ana.is_called("Ana")])).await;
    let two = Relay::start(Manner::Has(vec![ana.notes(20, "two")])).await;
    let dead = Relay::start(Manner::Http("HTTP/1.1 503 No\r\nContent-Length: 0\r\n\r\n")).await;
    let relays = format!("{} {}, {}", one.url(), two.url(), dead.url());
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.har");
    let recorder = Arc::new(
        Recorder::create(&path, Arc::new(ReqwestClient::default()), Arc::new(TestClock::new())).unwrap(),
    );
    let page = read(recorder.clone(), &ana, &relays).await.unwrap();
    assert_eq!((page.items.len(), page.title.as_deref()), (2, Some("Ana")));
    assert!(page.warnings.iter().any(|warning| warning.contains("503")), "{:?}", page.warnings);

    recorder.finish().await.unwrap();
    let har: serde_json::Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
    let entry = &har["log"]["entries"][0];
    assert_eq!(entry["_resourceType"], "websocket");
    let messages = entry["_webSocketMessages"].as_array().unwrap();
    assert_eq!((&messages[0]["type"], &messages[0]["opcode"]), (&"send".into(), &1.into()));
    assert_eq!(messages.last().unwrap()["type"], "receive");

    drop((one, two, dead));
    let replayer = Arc::new(Replayer::open(&path).unwrap());
    let again = read(replayer.clone(), &ana, &relays).await.unwrap();
    assert_eq!((again.items, again.warnings), (page.items, page.warnings));
    let other = read(replayer, &Person::new(2), &relays).await.unwrap_err();
    assert!(other.message.contains("recording"), "because it was not recorded: {}", other.message);
}
