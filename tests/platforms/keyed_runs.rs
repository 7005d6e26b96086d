//! Jobs on platforms that want a key, run twice by an engine: what is new is new once, what was
//! edited is a revision, what is gone stays.

use serde_json::{Value, json};
use tidewatch_engine::model::{JobStatus, NewJob, Platform, RunStatus};

use crate::support::TestEngine;

/// What a platform shows of entries: number, text, and the number that it had before an edit.
type Render = fn(&[(u64, &str, Option<u64>)]) -> Value;

struct Watched {
    platform: Platform,
    key: &'static [(&'static str, &'static str)],
    url: &'static str,
    /// Of several readings of the address, the second and so on.
    target_type: Option<tidewatch_engine::model::TargetType>,
    /// Answers beside the list.
    around: &'static [(&'static str, &'static str)],
    /// Within the address of the list.
    list: &'static str,
    render: Render,
    /// An edit has a number of its own.
    edits_renumber: bool,
}

/// Lets the job see this, wherever it asks for it, and runs it.
async fn sees(tide: &TestEngine, job: &tidewatch_engine::model::Job, list: &str, answer: &Value) -> u32 {
    tide.check(job).await;
    let asked = tide.http.asked();
    let url = asked.iter().rev().find(|asked| asked.url.contains(list)).map(|asked| asked.url.clone());
    tide.http.answer(&url.unwrap_or_else(|| panic!("{list} was not asked: {asked:?}")), answer.to_string());
    let run = tide.check(job).await;
    assert_eq!(run.status, RunStatus::Completed, "{list}: {:?}", run.error_message);
    run.new_items_downloaded
}

async fn holds(watched: &Watched) {
    let tide = TestEngine::open().await;
    let key = watched.key.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect();
    tide.set_key(watched.platform, key).await.unwrap();
    for (url, answer) in watched.around {
        tide.http.answer(url, *answer);
    }
    let new = NewJob {
        target_url: watched.url.into(),
        platform: Some(watched.platform),
        target_type: watched.target_type,
        ..NewJob::default()
    };
    let job = tide.watch_with(new).await;
    let render = watched.render;
    let shown = render(&[(1003, "Three", None), (1002, "Two", None), (1001, "One", None)]);
    assert_eq!(sees(&tide, &job, watched.list, &shown).await, 3, "{}", watched.url);
    let edited = if watched.edits_renumber {
        (1005, "Two, corrected", Some(1002))
    } else {
        (1002, "Two, corrected", None)
    };
    let shown = match watched.edits_renumber {
        true => render(&[edited, (1004, "Four", None)]),
        false => render(&[(1004, "Four", None), (1003, "Three", None), edited]),
    };
    assert_eq!(sees(&tide, &job, watched.list, &shown).await, 1, "{}", watched.url);
    let items = tide.items_of(&job).await;
    assert_eq!(items.len(), 4, "because what is gone at {} stays", watched.url);
    let revised: Vec<_> = items.iter().filter(|item| item.revisions > 0).collect();
    assert_eq!(revised.len(), 1, "because one was edited at {}", watched.url);
    assert!(format!("{:?}{}", revised[0].title, revised[0].text).contains("corrected"), "{:?}", revised[0]);
    let job = tide.again(&job).await;
    assert_eq!((job.status, job.items), (JobStatus::Active, 4));
}

const TOKEN: &str = r#"{"access_token":"t1","expires_in":86400}"#;

fn x(posts: &[(u64, &str, Option<u64>)]) -> Value {
    let rows: Vec<Value> = posts
        .iter()
        .map(|(id, text, first)| json!({"id": id.to_string(), "text": text, "edit_history_tweet_ids": [first.unwrap_or(*id).to_string(), id.to_string()]}))
        .collect();
    json!({"data": rows, "meta": {"result_count": rows.len()}})
}

fn twitch(posts: &[(u64, &str, Option<u64>)]) -> Value {
    let rows =
        posts.iter().map(|(id, text, _)| json!({"id": id.to_string(), "title": text, "user_login": "ana"}));
    json!({"data": rows.collect::<Vec<_>>(), "pagination": {}})
}

fn comments(posts: &[(u64, &str, Option<u64>)]) -> Value {
    let comment = |id: &u64, text: &str| json!({"id": id.to_string(), "snippet": {"textOriginal": text}});
    let rows = posts.iter().map(|(id, text, _)| json!({"snippet": {"topLevelComment": comment(id, text)}}));
    json!({"kind": "youtube#commentThreadListResponse", "items": rows.collect::<Vec<_>>()})
}

fn reddit(posts: &[(u64, &str, Option<u64>)]) -> Value {
    let row = |id: &u64, text: &str| json!({"kind": "t3", "data": {"name": format!("t3_{id}"), "title": "A post", "selftext": text, "permalink": format!("/r/tides/comments/{id}/a/")}});
    let rows: Vec<Value> = posts.iter().map(|(id, text, _)| row(id, text)).collect();
    json!({"kind": "Listing", "data": {"after": null, "children": rows}})
}

fn github(posts: &[(u64, &str, Option<u64>)]) -> Value {
    let row = |id: &u64, text: &str| json!({"id": id, "title": "An issue", "body": text, "html_url": format!("https://github.com/harbour/tide/issues/{id}")});
    posts.iter().map(|(id, text, _)| row(id, text)).collect()
}

fn meta(posts: &[(u64, &str, Option<u64>)]) -> Value {
    let row =
        |id: &u64, text: &str| json!({"id": id.to_string(), "caption": text, "message": text, "text": text});
    json!({"data": posts.iter().map(|(id, text, _)| row(id, text)).collect::<Vec<_>>()})
}

fn discovered(posts: &[(u64, &str, Option<u64>)]) -> Value {
    json!({"business_discovery": {"id": "1", "username": "ana", "media": meta(posts)}})
}

const X: Watched = Watched {
    platform: Platform::X,
    key: &[("token", "hush")],
    url: "https://x.com/ana",
    target_type: None,
    around: &[(
        "https://api.x.com/2/users/by/username/ana?user.fields=username%2Cname%2Cprofile_image_url%2Cverified_type%2Cprotected",
        r#"{"data":{"id":"12","username":"ana"}}"#,
    )],
    list: "/users/12/tweets",
    render: x,
    edits_renumber: true,
};

#[tokio::test(start_paused = true)]
async fn x_is_kept_once() {
    holds(&X).await;
    for url in ["https://x.com/hashtag/tide", "https://x.com/search?q=low+tide"] {
        holds(&Watched { url, around: &[], list: "/search/recent", ..X }).await;
    }
    holds(&Watched { url: "https://x.com/i/lists/9", around: &[], list: "/lists/9/tweets", ..X }).await;
}

#[tokio::test(start_paused = true)]
async fn twitch_is_kept_once() {
    let channel = Watched {
        platform: Platform::Twitch,
        key: &[("client_id", "app"), ("client_secret", "hush")],
        url: "https://www.twitch.tv/ana",
        target_type: None,
        around: &[
            ("https://id.twitch.tv/oauth2/token", TOKEN),
            ("https://api.twitch.tv/helix/users?login=ana", r#"{"data":[{"id":"12"}]}"#),
            ("https://api.twitch.tv/helix/streams?user_id=12&first=1", r#"{"data":[]}"#),
        ],
        list: "/helix/videos",
        render: twitch,
        edits_renumber: false,
    };
    holds(&channel).await;
    let around = &[
        ("https://id.twitch.tv/oauth2/token", TOKEN),
        ("https://api.twitch.tv/helix/games?name=tides", r#"{"data":[{"id":"77","name":"Tides"}]}"#),
    ];
    holds(&Watched { url: "https://www.twitch.tv/directory/game/tides", around, ..channel }).await;
}

#[tokio::test(start_paused = true)]
async fn comments_on_youtube_are_kept_once() {
    holds(&Watched {
        platform: Platform::Youtube,
        key: &[("key", "hush")],
        url: "https://www.youtube.com/watch?v=tideAAAAA01",
        target_type: Some(tidewatch_engine::model::TargetType::Thread),
        around: &[(
            "https://www.googleapis.com/youtube/v3/videos?part=snippet%2Cstatistics%2CcontentDetails&id=tideAAAAA01",
            r#"{"kind":"youtube#videoListResponse","items":[]}"#,
        )],
        list: "/commentThreads",
        render: comments,
        edits_renumber: false,
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn reddit_and_github_are_kept_once_under_a_key() {
    let community = Watched {
        platform: Platform::Reddit,
        key: &[("client_id", "app"), ("client_secret", "hush")],
        url: "https://www.reddit.com/r/tides/",
        target_type: None,
        around: &[("https://www.reddit.com/api/v1/access_token", TOKEN)],
        list: "/r/tides/new",
        render: reddit,
        edits_renumber: false,
    };
    holds(&community).await;
    holds(&Watched { url: "https://www.reddit.com/user/ana/", list: "/user/ana", ..community }).await;
    holds(&Watched { url: "https://www.reddit.com/search?q=low+tide", list: "/search?q", ..community }).await;
    holds(&Watched {
        platform: Platform::Github,
        key: &[("token", "hush")],
        url: "https://github.com/harbour/tide/issues",
        around: &[],
        list: "/repos/harbour/tide/issues",
        render: github,
        ..community
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn instagram_facebook_and_threads_are_kept_once() {
    const ACCOUNT: (&str, &str) = (
        "https://graph.facebook.com/me/accounts?fields=instagram_business_account",
        r#"{"data":[{"instagram_business_account":{"id":"17840"}}]}"#,
    );
    let profile = Watched {
        platform: Platform::Instagram,
        key: &[("token", "hush")],
        url: "https://www.instagram.com/ana/",
        target_type: None,
        around: &[ACCOUNT],
        list: "/17840?fields",
        render: discovered,
        edits_renumber: false,
    };
    holds(&profile).await;
    holds(&Watched {
        url: "https://www.instagram.com/explore/tags/tide/",
        around: &[
            ACCOUNT,
            ("https://graph.facebook.com/ig_hashtag_search?user_id=17840&q=tide", r#"{"data":[{"id":"5"}]}"#),
        ],
        list: "/5/recent_media",
        render: meta,
        ..profile
    })
    .await;
    holds(&Watched {
        platform: Platform::Facebook,
        url: "https://www.facebook.com/harbour",
        around: &[("https://graph.facebook.com/harbour?fields=id%2Cname", r#"{"id":"77","name":"Harbour"}"#)],
        list: "/77/posts",
        render: meta,
        ..profile
    })
    .await;
    for (url, list) in [
        ("https://www.threads.com/@ana", "/profile_posts"),
        ("https://www.threads.com/search?q=low+tide", "/keyword_search"),
        ("https://www.threads.com/search?q=%23tide", "/keyword_search"),
    ] {
        holds(&Watched { platform: Platform::Threads, url, around: &[], list, render: meta, ..profile })
            .await;
    }
}
