//! Events that were recorded, where they lie beside the project.
#![allow(clippy::print_stderr, reason = "a test that had nothing to read should say so")]

use nostr::{event::Event, nips::nip19::ToBech32};
use serde_json::Value;
use tidewatch_engine::{
    model::{Cursor, TargetType},
    platforms::Target,
};

use super::net::{Does, Net, ONE, THREE, TWO, target};
use crate::recordings::recordings;

/// The events of a recording, from frames or as they are.
fn events(body: &[u8]) -> Vec<Value> {
    let values = serde_json::Deserializer::from_slice(body).into_iter::<Value>();
    let values = values.map(|value| value.expect("a recording is JSON"));
    values
        .map(|value| value.as_array().map_or(value.clone(), |frame| frame.last().unwrap().clone()))
        .collect()
}

#[tokio::test]
async fn recorded_events_are_read_or_refused() {
    let (mut files, mut read, mut refused, mut forged) = (0, 0, 0, 0);
    for recording in recordings("nostr") {
        files += 1;
        let name = &recording.name;
        for value in events(&recording.body) {
            let Ok(event) = serde_json::from_value::<Event>(value.clone()) else {
                panic!("{name} holds an event that cannot be read");
            };
            let net = Net::new();
            let frame = serde_json::json!(["EVENT", "tidewatch", value]).to_string();
            let texts = vec![frame, r#"["EOSE","tidewatch"]"#.to_owned()];
            [ONE, TWO, THREE].iter().for_each(|relay| net.set(relay, Does::Says(texts.clone())));
            let url = format!("https://njump.me/{}", event.id.to_bech32().unwrap());
            let post: Target = target(TargetType::Thread, &url);
            let page = net.fetch(&post, &Cursor::default()).await.unwrap();
            if event.verify().is_err() {
                forged += 1;
                assert!(
                    page.items.is_empty() && page.warnings.iter().any(|text| text.contains("signatures"))
                );
                continue;
            }
            let [item] = page.items.as_slice() else {
                refused += 1;
                continue;
            };
            read += 1;
            assert_eq!(item.external_id, event.id.to_hex());
            assert!(item.url.is_some() && item.published_at.is_some() && item.author.handle.is_some());
            assert_eq!(item.text.is_empty(), event.content.trim().is_empty(), "because of {name}");
        }
    }
    eprintln!("{files} files: {read} events read, {refused} of other kinds, {forged} with wrong signatures");
}
