//! Every web address can be watched as a page; options are checked before they are kept.

use tidewatch_engine::{
    ErrorCode,
    model::{JobPatch, NewJob, Platform, TargetType},
    platforms::recognise,
};

use crate::support::TestEngine;

#[test]
fn every_address_that_nobody_else_knows_is_a_page_besides() {
    for (link, url) in [
        ("example.org", "https://example.org/"),
        ("https://EXAMPLE.org/Prices?b=2&a=1#top", "https://example.org/Prices?b=2&a=1"),
        ("https://example.org/x?utm_source=mail&id=7&fbclid=z", "https://example.org/x?id=7"),
        ("https://example.org/x?gclid=1", "https://example.org/x"),
        ("http://localhost:8000/status", "http://localhost:8000/status"),
        ("https://www.example.org/a%20b/", "https://www.example.org/a%20b/"),
    ] {
        let readings = recognise(link).unwrap();
        let kinds: Vec<_> = readings.iter().map(|reading| (reading.platform, reading.target_type)).collect();
        let both = [(Platform::Feed, TargetType::Feed), (Platform::Webpage, TargetType::Page)];
        assert_eq!(kinds, both, "because {link} may be either");
        assert_eq!(readings[1].target_url, url);
        assert!(!readings[1].display.is_empty() && !readings[1].display.starts_with("www."));
    }
}

#[test]
fn what_a_platform_is_sure_of_is_not_offered_as_a_page() {
    for link in ["https://www.youtube.com/@nasa", "r/rust", "tidewatch:sample", "bsky.app/profile/a.example"]
    {
        let readings = recognise(link).unwrap();
        assert!(readings.iter().all(|reading| reading.platform != Platform::Webpage), "because of {link}");
    }
}

#[tokio::test]
async fn a_selector_that_is_none_is_refused_by_name() {
    let tide = TestEngine::open().await;
    for (name, value) in [
        ("selector", "div["),
        ("selector", "a,"),
        ("selector", "::before"),
        ("selector", "p:contains(x)"),
        ("ignore", ">>"),
        ("ignore_lines", "("),
        ("ignore_lines", "x{1000}{1000}"),
        ("compare", "pictures"),
        ("ignore_case", "yes"),
        ("colour", "red"),
    ] {
        let new = NewJob {
            target_url: super::PAGE.into(),
            platform: Some(Platform::Webpage),
            options: [(name.to_owned(), value.to_owned())].into(),
            ..NewJob::default()
        };
        let error = tide.create_job(new).await.unwrap_err();
        assert_eq!(error.code, ErrorCode::InvalidField, "because {name} is {value}");
        assert_eq!(error.fields[0].field, format!("options.{name}"));
        assert!(error.fields[0].message.ends_with('.'), "because {} is a sentence", error.fields[0].message);
    }
}

#[tokio::test]
async fn selectors_of_many_kinds_are_taken() {
    let tide = TestEngine::open().await;
    for selector in [
        "#fees",
        "main h2, .news > a[href^='/n']",
        "tr:nth-child(2) td:last-child",
        "div:has(> a):not(.old)",
        "article:is(.a, .b) *",
        "h1 + p ~ ul",
        "[data-id]",
    ] {
        let new = NewJob {
            target_url: super::PAGE.into(),
            options: [("selector".to_owned(), format!("  {selector} "))].into(),
            ..NewJob::default()
        };
        let job = tide.create_job(new).await.unwrap();
        assert_eq!(job.platform, Platform::Webpage, "because only pages have selectors");
        assert_eq!(job.options["selector"], selector);
    }
}

#[tokio::test]
async fn a_job_keeps_watching_pages_when_its_link_changes() {
    let tide = TestEngine::open().await;
    let new =
        NewJob { target_url: super::PAGE.into(), platform: Some(Platform::Webpage), ..NewJob::default() };
    let job = tide.create_job(new).await.unwrap();
    let patch = JobPatch { target_url: Some("https://other.example/".into()), ..JobPatch::default() };
    let job = tide.change_job(job.id, patch).await.unwrap();
    assert_eq!((job.platform, job.target_url.as_str()), (Platform::Webpage, "https://other.example/"));
    let bad = JobPatch { options: Some([("selector".into(), "!".into())].into()), ..JobPatch::default() };
    let error = tide.change_job(job.id, bad).await.unwrap_err();
    assert_eq!(error.fields[0].field, "options.selector");
}
