//! Many checks of what moves meanwhile, and the token that they share.

use std::sync::atomic::{AtomicUsize, Ordering};

use tidewatch_engine::{
    model::{Cursor, FailureCode},
    platforms::Target,
};

use super::{KEY, NONE, STREAMS, TOKEN, TWITCH, USERS, VIDEOS, around, category, channel, render};
use crate::{
    keyed::{Web, with},
    lists::{List, posts},
};

fn list(target: Target) -> List {
    List {
        platform: TWITCH,
        target,
        key: KEY,
        around,
        place: VIDEOS,
        page: "after",
        size: "first",
        since: "",
        render,
    }
}

#[tokio::test]
async fn every_list_brings_each_video_once_and_keeps_its_place() {
    list(channel()).holds().await;
    list(channel()).reads_a_huge_post().await;
    list(with(category(), &[("videos", "highlight")])).holds().await;
}

#[tokio::test]
async fn each_time_that_a_channel_goes_live_is_one_entry() {
    let web = Web::new();
    around(&web);
    let live = |id: &str, title: &str| {
        format!(
            r#"{{"data":[{{"id":"{id}","user_login":"ana","user_name":"Ana","title":"{title}","game_name":"Chess"}}]}}"#
        )
    };
    let only_live = with(channel(), &[("videos", "none")]);
    let mut seen = Vec::new();
    for answer in [live("1", "Low tide"), live("1", "High tide"), NONE.into(), live("2", "Low tide")] {
        web.answer(STREAMS, 200, answer);
        let page = web.page(TWITCH, KEY, &only_live, &Cursor::default()).await;
        seen.extend(page.items.into_iter().map(|item| (item.identity, item.title.unwrap_or_default())));
    }
    let told: Vec<_> = seen.iter().map(|(id, title)| (id.as_str(), title.as_str())).collect();
    assert_eq!(
        told,
        [("id:stream 1", "Low tide"), ("id:stream 1", "High tide"), ("id:stream 2", "Low tide")]
    );
    assert_eq!(web.count(VIDEOS), 0, "because no videos were wanted");
}

#[tokio::test]
async fn one_token_serves_all_checks_until_it_is_refused() {
    let web = Web::new();
    around(&web);
    web.answer(VIDEOS, 200, render(&posts(9, 2), None).to_string());
    for _ in 0..3 {
        web.page(TWITCH, KEY, &channel(), &Cursor::default()).await;
    }
    assert_eq!(web.count(TOKEN), 1, "because it is kept across checks");
    let first = web.asked().into_iter().next().unwrap();
    assert_eq!(
        first.body.as_deref(),
        Some(&b"grant_type=client_credentials&client_id=app1&client_secret=hush"[..])
    );
    let headers = web.last().headers;
    assert_eq!(
        (&headers["authorization"], &headers["client-id"]),
        (&"Bearer t1".parse().unwrap(), &"app1".parse().unwrap())
    );

    let refusals = AtomicUsize::new(0);
    web.serve(STREAMS, move |_| match refusals.fetch_add(1, Ordering::Relaxed) {
        0 => (401, Vec::new(), br#"{"status":401,"message":"Invalid OAuth token"}"#.to_vec()),
        _ => (200, Vec::new(), NONE.into()),
    });
    web.page(TWITCH, KEY, &channel(), &Cursor::default()).await;
    assert_eq!(web.count(TOKEN), 2, "because a token that is refused is replaced once");

    web.answer(USERS, 401, r#"{"status":401,"message":"Client ID and OAuth token do not match"}"#);
    let error = web.fetch(TWITCH, KEY, &channel(), &Cursor::default()).await.unwrap_err();
    assert_eq!((error.code, error.needs_user), (FailureCode::AuthRequired, true));
    assert_eq!(web.count(TOKEN), 3, "because it is replaced once and no more");
}

#[tokio::test(start_paused = true)]
async fn a_token_is_not_used_beyond_its_life() {
    let web = Web::new();
    around(&web);
    web.answer(TOKEN, 200, r#"{"access_token":"t1","expires_in":"600"}"#);
    web.answer(VIDEOS, 200, NONE);
    for (minutes, asked) in [(0, 1), (8, 1), (2, 2)] {
        tokio::time::advance(std::time::Duration::from_secs(minutes * 60)).await;
        web.page(TWITCH, KEY, &channel(), &Cursor::default()).await;
        assert_eq!(web.count(TOKEN), asked, "because {minutes} more minutes have passed");
    }
}

#[tokio::test]
async fn checks_at_once_ask_for_one_token() {
    let web = Web::new();
    around(&web);
    web.answer(VIDEOS, 200, NONE);
    let (first, second) = (channel(), category());
    let start = Cursor::default();
    let _ = tokio::join!(web.page(TWITCH, KEY, &first, &start), web.page(TWITCH, KEY, &second, &start));
    assert_eq!(web.count(TOKEN), 1);
    let other = &[("client_id", "app2"), ("client_secret", "hush")];
    web.page(TWITCH, other, &first, &start).await;
    assert_eq!(web.count(TOKEN), 2, "because another app has a token of its own");
    assert_eq!(format!("{:?}", web.tokens), "Tokens { .. }", "because no log shows a token");
}
