//! Answers that Reddit has given, where their recordings lie beside the project.
#![allow(clippy::print_stderr, reason = "the counts are what this is run for")]

use tidewatch_engine::{
    model::{FailureCode, TargetType},
    platforms::Fetched,
};

use super::{REDDIT, start};
use crate::{
    recordings::recordings,
    scripted::{Scripted, target},
};

#[tokio::test]
async fn every_recorded_feed_is_read_whole_and_every_refusal_understood() {
    // Other recordings are of endpoints that need a key.
    let all = recordings("reddit");
    let feeds = all.iter().filter(|recording| recording.url.contains(".rss"));
    let (mut read, mut entries, mut refused) = (0, 0, 0);
    for recording in feeds {
        let web = Scripted::new();
        let url = "https://www.reddit.com/r/all/new/.rss?limit=100";
        web.answer(url, recording.status, recording.body.clone());
        let community = target(TargetType::Community, "https://www.reddit.com/r/all/", None);
        match web.fetch(REDDIT, &community, &start()).await {
            Ok(Fetched::Page(page)) => {
                let text = String::from_utf8_lossy(&recording.body);
                let listed = text.matches("<entry>").count() + text.matches("<item>").count();
                assert_eq!(page.items.len(), listed, "because {} lists them", recording.name);
                for item in &page.items {
                    assert!(
                        item.external_id.starts_with("t3_") && item.title.is_some(),
                        "in {}",
                        recording.name
                    );
                    assert!(item.url.as_deref().unwrap().starts_with("https://www.reddit.com/r/"));
                    assert!(item.published_at.is_some() && !item.tags.is_empty());
                    assert!(!item.text.contains("[link]"), "because {:?} is no text", item.text);
                    assert_eq!(
                        item.author.name.is_some(),
                        text.contains("<author>"),
                        "in {}",
                        recording.name
                    );
                    assert!(item.engagement.replies.is_some(), "because {} counts comments", recording.name);
                }
                (read, entries) = (read + 1, entries + page.items.len());
            }
            Ok(Fetched::NotModified { .. }) => panic!("nothing was known of it"),
            Err(error) => {
                assert_ne!(recording.status, 200, "because {}: {error}", recording.name);
                refused += 1;
            }
        }
    }
    // What any endpoint may answer.
    for recording in all.iter().filter(|recording| recording.status >= 400) {
        let web = Scripted::new();
        web.answer(super::FEED, recording.status, recording.body.clone());
        let error = web.fetch(REDDIT, &super::community(), &start()).await.unwrap_err();
        assert_eq!(error.code, FailureCode::Changed, "because of {}", recording.name);
        refused += 1;
    }
    eprintln!(
        "reddit: {} recordings, {read} feeds read with {entries} entries, {refused} refused",
        all.len()
    );
    assert!(all.is_empty() || entries > 0, "because the recordings hold feeds");
}
