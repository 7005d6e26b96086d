//! What is asked, and what is read from the pages.

use tidewatch_engine::model::{Cursor, ItemKind, TargetType};
use tidewatch_engine::platforms::Fetched;

use super::{CHANNEL, FIXTURE, TELEGRAM, channel, page};
use crate::scripted::{Scripted, target};

#[tokio::test(start_paused = true)]
async fn each_kind_of_message_is_read_with_all_that_it_says() {
    let web = Scripted::new();
    web.answer(CHANNEL, 200, FIXTURE);
    let page = web.page(TELEGRAM, &channel()).await;
    assert_eq!(page.title.as_deref(), Some("Harbour & Quay"));
    assert_eq!(page.target_id.as_deref(), Some("Harbour"), "because the page knows how it is written");
    assert!(!page.is_partial && page.warnings.is_empty(), "because all was read: {:?}", page.warnings);
    assert_eq!(page.hints.min_minutes, Some(10));
    let [file, poll, reply, forwarded, album] = page.items.as_slice() else {
        panic!("because the note about pinning is no message: {}", page.items.len())
    };

    assert_eq!((album.external_id.as_str(), album.identity.as_str()), ("Harbour/120", "id:harbour/120"));
    assert_eq!(album.url.as_deref(), Some("https://t.me/Harbour/120"));
    assert_eq!(album.text, "Low #tide at the quay.\nSee gauge 7 🌊");
    let html = album.html.as_deref().unwrap();
    assert!(html.contains(r#"href="https://gauges.example/7?a=1&amp;b=2""#), "{html}");
    assert!(
        html.contains(r#"href="https://t.me/s/Harbour?q=%23tide""#) && !html.contains("onclick"),
        "{html}"
    );
    assert_eq!(album.author.name.as_deref(), Some("Harbour & Quay"));
    assert_eq!(album.author.handle.as_deref(), Some("Harbour"));
    assert_eq!(album.author.avatar.as_deref(), Some("https://cdn4.example/user.jpg"));
    assert_eq!(album.tags, ["tide"]);
    assert_eq!((album.engagement.views, album.engagement.likes), (Some(12_500), Some(1_230)));
    assert_eq!(album.media.len(), 2, "because both pictures belong to one message");
    assert_eq!(album.published_at.unwrap().to_rfc3339(), "2026-11-03T08:15:00+00:00");
    assert_eq!(album.raw.as_ref().unwrap()["edited"], true);
    assert_eq!(album.raw.as_ref().unwrap()["signature"], "Ana");

    assert_eq!(forwarded.kind, ItemKind::Repost);
    assert_eq!(forwarded.author.name.as_deref(), Some("Pier News"));
    assert_eq!(forwarded.author.url.as_deref(), Some("https://t.me/pier/9"));
    assert_eq!(
        (forwarded.media[0].url.as_str(), forwarded.media[0].duration_seconds),
        ("https://cdn4.example/v.mp4?token=1", Some(66))
    );
    assert_eq!(
        forwarded.published_at.unwrap().to_rfc3339(),
        "2026-11-03T09:15:00+00:00",
        "because the other time is a length"
    );

    assert_eq!((reply.kind, reply.text.as_str()), (ItemKind::Reply, "Now it is high."));
    assert!(reply.html.as_deref().unwrap().contains("Gauge 8"), "because the card is shown");
    assert_eq!(reply.raw.as_ref().unwrap()["reply_to"], "https://t.me/Harbour/120");

    assert_eq!(poll.text, "Will it flood?\n\nYes\nNo", "because shares change with each vote");
    assert_eq!(file.text, "tide-table.pdf");
    assert_eq!(file.raw.as_ref().unwrap()["shown_in_app_only"], true);
}

#[tokio::test(start_paused = true)]
async fn forwarded_messages_can_be_left_out() {
    let web = Scripted::new();
    web.answer(CHANNEL, 200, FIXTURE);
    let all = web.page(TELEGRAM, &channel()).await;
    let mut target = channel();
    target.options.insert("forwards".into(), "false".into());
    let own = web.page(TELEGRAM, &target).await;
    assert_eq!((all.items.len(), own.items.len()), (5, 4));
    assert_eq!(all.cursor, own.cursor, "because what is left out is known all the same");
}

#[tokio::test(start_paused = true)]
async fn a_search_is_asked_with_its_words() {
    let web = Scripted::new();
    let url = format!("{CHANNEL}?q=spring+tide");
    web.answer(&url, 200, page(&[(7, "Spring tide".into())], false));
    let found = web.page(TELEGRAM, &target(TargetType::Search, &url, None)).await;
    assert_eq!(found.items.len(), 1);
    assert_eq!(web.last_headers()["accept-language"], "en-US,en;q=0.8", "because labels are translated");
}

#[tokio::test(start_paused = true)]
async fn older_pages_are_read_until_what_is_known() {
    let web = Scripted::new();
    let messages = |range: std::ops::RangeInclusive<u64>| -> Vec<(u64, String)> {
        range.map(|number| (number, format!("Message {number}"))).collect()
    };
    web.answer(CHANNEL, 200, page(&messages(81..=100), true));
    let first = web.page(TELEGRAM, &channel()).await;
    assert_eq!((first.items.len(), web.asked().len()), (20, 1), "because the first check reads one page");
    web.answer(CHANNEL, 200, page(&messages(111..=130), true));
    web.answer(&format!("{CHANNEL}?before=111"), 200, page(&messages(91..=110), true));
    let Ok(Fetched::Page(second)) = web.fetch(TELEGRAM, &channel(), &first.cursor).await else { panic!() };
    assert_eq!(web.asked().len(), 3);
    assert_eq!(second.items.first().map(|item| item.external_id.as_str()), Some("Harbour/130"));
    assert_eq!(second.items.len(), 40, "because ten of them are known");
}

#[tokio::test(start_paused = true)]
async fn a_second_address_stands_in_for_one_that_cannot_be_reached() {
    use tidewatch_engine::{model::JobStatus, ports::HttpError};

    use crate::support::{Reply, TestEngine};
    let tide = TestEngine::open().await;
    let down = HttpError::UnknownHost { host: "t.me".into() };
    tide.http.answer(CHANNEL, Reply::error(down));
    tide.http.answer("https://telegram.me/s/harbour", page(&[(7, "Low".into())], false));
    let job = tide
        .watch_with(tidewatch_engine::model::NewJob { target_url: CHANNEL.into(), ..Default::default() })
        .await;
    assert_eq!(tide.check(&job).await.new_items_downloaded, 1);
    assert_eq!(tide.again(&job).await.status, JobStatus::Active);

    let web = Scripted::new();
    assert!(web.fetch(TELEGRAM, &channel(), &Cursor::default()).await.is_err());
    assert_eq!(web.asked().len(), 1, "because an answer is an answer");
}
