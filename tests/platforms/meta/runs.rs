//! Many checks of what moves meanwhile.

use tidewatch_engine::{
    model::{Cursor, Platform},
    platforms::{Target, connector},
};

use super::{
    FACEBOOK, INSTAGRAM, KEY, PAGE, PROFILE, RECENT, SEARCH, THREADS, around, discovered, facebook, hashtag,
    instagram, render, threads, words,
};
use crate::{
    keyed::{Web, parameter, with},
    lists::{List, posts},
};

fn list(platform: Platform, target: Target, place: &'static str) -> List {
    List { platform, target, key: KEY, around, place, page: "after", size: "limit", since: "", render }
}

#[tokio::test]
async fn every_list_brings_each_post_once_and_keeps_its_place() {
    list(INSTAGRAM, hashtag(), RECENT).holds().await;
    list(FACEBOOK, facebook(), PAGE).holds().await;
    list(THREADS, threads(), PROFILE).holds().await;
    list(INSTAGRAM, hashtag(), RECENT).reads_a_huge_post().await;
    list(FACEBOOK, facebook(), PAGE).reads_a_huge_post().await;
    list(THREADS, threads(), PROFILE).reads_a_huge_post().await;
    list(THREADS, words(), SEARCH).holds().await;
}

#[tokio::test]
async fn a_profile_on_instagram_is_read_page_after_page_through_ones_own_account() {
    let web = Web::new();
    around(&web);
    let after = |url: &url::Url| {
        let fields = parameter(url, "fields").unwrap();
        fields.split_once(".after(").map(|(_, rest)| rest.split(')').next().unwrap_or_default().to_owned())
    };
    web.serve(super::ACCOUNT, move |url| {
        let answer = match after(url).as_deref() {
            None => discovered(&posts(1030, 4), Some("QVF=".into())),
            Some("QVF=") => discovered(&posts(1026, 5), None),
            Some(_) => return (400, Vec::new(), Vec::new()),
        };
        (200, Vec::new(), answer.to_string().into())
    });
    let first = web.page(INSTAGRAM, KEY, &instagram(), &Cursor::default()).await;
    assert_eq!((first.items.len(), first.title.as_deref()), (4, Some("Ana")));
    let fields = parameter(&web.last().url, "fields").unwrap();
    assert!(fields.starts_with("business_discovery.username(ana.sea){"), "{fields}");

    web.answer(super::ACCOUNT, 200, discovered(&posts(1032, 6), Some("QVF=".into())).to_string());
    let asked = web.asked().len();
    let second = web.page(INSTAGRAM, KEY, &instagram(), &first.cursor).await;
    assert_eq!(
        (second.items.len(), web.asked().len() - asked),
        (6, 1),
        "because one's own account is known by now"
    );

    let nothing = r#"{"business_discovery":{"id":"17841","username":"ana.sea"}}"#;
    web.answer(super::ACCOUNT, 200, nothing);
    let empty = web.page(INSTAGRAM, KEY, &instagram(), &second.cursor).await;
    assert_eq!((empty.items.len(), &empty.cursor), (0, &second.cursor));
    for answer in
        ["null", "{}", r#"{"business_discovery":7}"#, r#"{"business_discovery":{"media":{"data":7}}}"#]
    {
        web.answer(super::ACCOUNT, 200, answer);
        let error = web.fetch(INSTAGRAM, KEY, &instagram(), &Cursor::default()).await.unwrap_err();
        assert_eq!(error.code.as_str(), "changed", "because the answer was {answer}");
    }
}

#[tokio::test]
async fn options_decide_what_is_asked_for() {
    let web = Web::new();
    around(&web);
    web.answer("graph.facebook.com/555/top_media", 200, render(&posts(9, 2), None).to_string());
    let page = web.page(INSTAGRAM, KEY, &with(hashtag(), &[("sort", "top")]), &Cursor::default()).await;
    assert_eq!((page.items.len(), page.target_id.as_deref()), (2, Some("555")));
    assert_eq!(parameter(&web.last().url, "user_id").as_deref(), Some("17840"));

    web.answer(SEARCH, 200, render(&posts(9, 2), None).to_string());
    let topic = crate::scripted::target(
        tidewatch_engine::model::TargetType::Hashtag,
        "https://www.threads.com/search?q=%23tide",
        None,
    );
    web.page(THREADS, KEY, &with(topic, &[("sort", "top")]), &Cursor::default()).await;
    let url = web.last().url;
    for (name, value) in [("q", "tide"), ("search_mode", "TAG"), ("search_type", "TOP")] {
        assert_eq!(parameter(&url, name).as_deref(), Some(value));
    }
    let session = web.session(FACEBOOK, KEY, &[("api_version", "v25.0")]);
    let _ = connector(FACEBOOK).fetch(&facebook(), &Cursor::default(), &session).await;
    assert_eq!(web.last().url.path(), "/v25.0/harbour");
    assert_eq!(
        web.last().headers["authorization"],
        "Bearer EAAhush",
        "because addresses are logged and headers are not"
    );
}
