//! What is asked with the user's key, what is made of the answers, and runs of a job.

use std::{collections::HashSet, sync::Arc};

use serde_json::{Value, json};
use tidewatch_engine::{
    model::{Cursor, ItemKind, Key, Platform, TargetType},
    platforms::{Access, ConnectorError, Fetched, Page, Target, connector},
};

use crate::scripted::{Scripted, target};

pub(super) const POSTS: &str = include_str!("../../fixtures/linkedin/posts.json");
pub(super) const PAGE: &str = "https://www.linkedin.com/company/harbour-watch";

pub(super) fn access() -> Access {
    Access { key: Some(Key::new([("token".into(), "abc".into())].into())), ..Access::default() }
}

pub(super) fn at(start: usize) -> String {
    format!(
        "https://api.linkedin.com/rest/posts?q=author&author=urn%3Ali%3Aorganization%3A123&count=50&start={start}&\
         sortBy=CREATED"
    )
}

pub(super) fn known() -> Target {
    target(TargetType::Page, PAGE, Some("123"))
}

pub(super) async fn fetch(
    web: &Arc<Scripted>,
    target: &Target,
    cursor: &Cursor,
) -> Result<Page, ConnectorError> {
    match connector(Platform::Linkedin).fetch(target, cursor, &web.session(access())).await? {
        Fetched::Page(page) => Ok(*page),
        other => panic!("a page was expected, not {other:?}"),
    }
}

pub(super) fn post(id: u64) -> Value {
    json!({"id": format!("urn:li:share:{id}"), "commentary": format!("Words of {id}"),
        "lifecycleState": "PUBLISHED", "createdAt": 1_793_690_000_000_u64})
}

pub(super) fn listed(ids: &[u64]) -> Value {
    json!({"elements": ids.iter().map(|id| post(*id)).collect::<Vec<_>>()})
}

#[tokio::test]
async fn a_page_is_found_by_its_name_and_read_with_all_that_its_posts_say() {
    let web = Scripted::new();
    let name = "https://api.linkedin.com/rest/organizations?q=vanityName&vanityName=harbour-watch";
    web.answer(name, 200, r#"{"elements":[{"id":123,"localizedName":"Harbour Watch"}]}"#);
    web.answer(&at(0), 200, POSTS);
    let page = fetch(&web, &target(TargetType::Page, PAGE, None), &Cursor::default()).await.unwrap();
    assert_eq!((page.title.as_deref(), page.target_id.as_deref()), (Some("Harbour Watch"), Some("123")));
    let headers = web.last_headers();
    assert_eq!(headers["linkedin-version"], "202610");
    assert_eq!(headers["x-restli-protocol-version"], "2.0.0");
    assert_eq!(headers["authorization"], "Bearer abc");
    assert!(headers["authorization"].is_sensitive() && !web.asked().iter().any(|url| url.contains("abc")));

    let [tide, shared, picture] = page.items.as_slice() else { panic!("one is a draft: {:?}", page.items) };
    assert_eq!(tide.external_id, "urn:li:share:7390000000000000003");
    assert_eq!(
        tide.url.as_deref(),
        Some("https://www.linkedin.com/feed/update/urn:li:share:7390000000000000003")
    );
    assert_eq!(tide.text, "Low #tide at (the) quay, with Ana Q");
    assert_eq!(
        (tide.tags.as_slice(), tide.title.as_deref()),
        (["tide".to_owned()].as_slice(), Some("When the tide is low"))
    );
    assert!(tide.html.as_deref().unwrap().contains("https://harbour.example/tide?a=1&amp;b=2"));
    assert_eq!(tide.published_at.map(|time| time.timestamp()), Some(1_793_693_700));
    assert_eq!(tide.updated_at.map(|time| time.timestamp()), Some(1_793_697_300));
    assert_eq!(tide.author.handle.as_deref(), Some("harbour-watch"));
    assert_eq!((shared.kind, shared.updated_at), (ItemKind::Repost, None));
    assert_eq!(picture.raw.as_ref().unwrap()["media_alt"], "The quay", "because addresses of media expire");
}

#[tokio::test]
async fn version_and_address_are_what_the_user_has_set() {
    let web = Scripted::new();
    web.answer(&at(0).replace("https://api.linkedin.com", "https://proxy.example"), 200, POSTS);
    let settings = [
        ("base_url".to_owned(), "https://proxy.example".to_owned()),
        ("api_version".to_owned(), "202612".to_owned()),
    ];
    let settings = [(Platform::Linkedin, settings.into())].into();
    let access = Access { settings: Arc::new(settings), ..access() };
    connector(Platform::Linkedin).fetch(&known(), &Cursor::default(), &web.session(access)).await.unwrap();
    assert_eq!(web.last_headers()["linkedin-version"], "202612");
}

#[tokio::test]
async fn a_key_is_tried_by_asking_which_pages_it_opens() {
    let web = Scripted::new();
    let url =
        "https://api.linkedin.com/rest/organizationAcls?q=roleAssignee&role=ADMINISTRATOR&state=APPROVED";
    for (answer, part) in [(r#"{"elements":[]}"#, "no page"), (r#"{"elements":[{},{}]}"#, "2 pages")] {
        web.answer(url, 200, answer);
        let told = connector(Platform::Linkedin).test_key(&web.session(access())).await.unwrap();
        assert!(told.contains(part), "{told}");
    }
    web.answer(url, 401, r#"{"status":401,"code":"EXPIRED_ACCESS_TOKEN"}"#);
    let error = connector(Platform::Linkedin).test_key(&web.session(access())).await.unwrap_err();
    assert!(error.needs_user && !error.message.contains("abc"), "{}", error.message);
}

#[tokio::test]
async fn a_second_check_knows_the_old_the_edited_and_the_new() {
    let web = Scripted::new();
    web.answer(&at(0), 200, listed(&[3, 2, 1]).to_string());
    let first = fetch(&web, &known(), &Cursor::default()).await.unwrap();
    let mut later = listed(&[4, 3, 1]);
    later["elements"][1]["commentary"] = json!("Other words");
    web.answer(&at(0), 200, later.to_string());
    let second = fetch(&web, &known(), &first.cursor).await.unwrap();
    let told: Vec<_> = second
        .items
        .iter()
        .map(|item| {
            let before = first.items.iter().find(|before| before.identity == item.identity);
            before.map(|before| before.text == item.text)
        })
        .collect();
    assert_eq!(told, [None, Some(false), Some(true)], "because one is new, one edited, one the same");
}

#[tokio::test]
async fn a_hundred_checks_of_a_moving_page_bring_every_post_once() {
    let web = Scripted::new();
    let (mut ids, mut made, mut state) = (Vec::<u64>::new(), 0_u64, 11_u64);
    let mut random = |below: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        (state >> 33) % below
    };
    let (mut cursor, mut shown, mut kept) = (Cursor::default(), HashSet::new(), HashSet::new());
    for run in 0..100 {
        for _ in 0..random(if run == 50 { 180 } else { 9 }) {
            made += 1;
            ids.insert(0, made);
        }
        if ids.len() > 20 {
            let at = random(8) as usize;
            ids.swap(at, at + 1);
            ids.remove(random(15) as usize);
        }
        shown.extend(ids.iter().map(|id| format!("urn:li:share:{id}")));
        let overlap = random(4) as usize;
        for start in (0..=ids.len()).step_by(50) {
            let from = if start == 0 { 0 } else { start - overlap };
            let rows: Vec<u64> = ids.iter().copied().skip(from).take(50).collect();
            web.answer(&at(start), 200, listed(&rows).to_string());
        }
        let page =
            fetch(&web, &known(), &cursor).await.unwrap_or_else(|error| panic!("{error} in run {run}"));
        let mut in_page = HashSet::new();
        for item in page.items {
            assert!(in_page.insert(item.identity.clone()), "because run {run} must not bring an item twice");
            kept.insert(item.external_id);
        }
        cursor = page.cursor;
    }
    assert_eq!(shown.symmetric_difference(&kept).count(), 0, "because all that was shown was read");
}
