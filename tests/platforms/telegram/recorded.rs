//! Answers of the real server, where they lie beside the project.
#![allow(clippy::print_stderr, reason = "the counts are worth knowing")]

use tidewatch_engine::model::TargetType;

use super::TELEGRAM;
use crate::{
    recordings::recordings,
    scripted::{Scripted, target},
};

#[tokio::test(start_paused = true)]
async fn recorded_pages_are_read_in_full() {
    let (mut pages, mut messages) = (0, 0);
    for recording in recordings("telegram") {
        let web = Scripted::new();
        let listed = String::from_utf8_lossy(&recording.body).matches("data-post=").count();
        web.answer(&recording.url, recording.status, recording.body.clone());
        let page = web.page(TELEGRAM, &target(TargetType::Channel, &recording.url, None)).await;
        let name = &recording.name;
        assert!(
            !page.is_partial && page.title.is_some(),
            "because all of {name} is known: {:?}",
            page.warnings
        );
        assert_eq!(page.items.len(), listed, "because {name} lists them");
        for item in &page.items {
            assert!(item.url.as_deref().is_some_and(|url| url.starts_with("https://t.me/")), "{name}");
            assert!(item.author.name.is_some() && item.published_at.is_some(), "{name}: {item:?}");
            assert!(!item.text.is_empty() && item.engagement.views.is_some(), "{name}: {item:?}");
        }
        (pages, messages) = (pages + 1, messages + page.items.len());
    }
    eprintln!("telegram: {pages} pages with {messages} messages read");
}
