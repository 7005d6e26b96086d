//! Filters: what they let through, why, and what they would have told.

use std::time::{Duration, Instant};

use chrono::TimeDelta;
use serde_json::{Value, json};
use tidewatch_engine::model::{
    BackTestRequest, Engagement, Filters, FoundItem, NewJob, PreviewRequest, RunStatus,
};

use crate::support::{Feed, TestEngine};

const GERMAN: &str =
    "Heute Nacht steigt das Wasser an der ganzen Küste, und die Häfen bereiten sich auf die Sturmflut vor.";
const ENGLISH: &str =
    "Tonight the water rises along the whole coast, and the harbours are preparing for the storm surge.";

fn filters(json: Value) -> Filters {
    serde_json::from_value(json).unwrap()
}

fn item(text: &str, likes: Option<u64>) -> FoundItem {
    let engagement = Engagement { likes, ..Engagement::default() };
    FoundItem { text: text.into(), engagement, ..FoundItem::default() }
}

fn words(include: &[&str], exclude: &[&str]) -> Value {
    let rules =
        |words: &[&str]| words.iter().map(|word| json!({"kind": "word", "value": word})).collect::<Vec<_>>();
    json!({"include": rules(include), "exclude": rules(exclude)})
}

#[test]
fn every_judgement_has_its_reason() {
    for (rules, item, expected) in [
        (json!({}), item("Calm.", None), (true, "No filter holds it back.")),
        (words(&["tide"], &[]), item("A tide.", None), (true, "It has the word “tide”.")),
        (
            words(&["tide"], &[]),
            item("Tides.", None),
            (false, "It has none of the words and patterns that are looked for."),
        ),
        (words(&[], &["ad"]), item("An ad.", None), (false, "It has the word “ad”, which is left out.")),
        (json!({"languages": ["de"]}), item(GERMAN, None), (true, "It is in German.")),
        (json!({"languages": ["de-AT"]}), item(GERMAN, None), (true, "It is in German.")),
        (json!({"languages": ["de"]}), item(ENGLISH, None), (false, "It is in English.")),
        (json!({"languages": ["de"]}), item("42", None), (true, "What language it is in is not known.")),
        (json!({"min": {"likes": 50}}), item("", Some(12)), (false, "12 likes are fewer than 50.")),
        (json!({"min": {"likes": 50}}), item("", Some(1)), (false, "1 like is fewer than 50.")),
        (json!({"min": {"likes": 50}}), item("", Some(50)), (true, "No filter holds it back.")),
        (
            json!({"min": {"likes": 50}}),
            item("", None),
            (false, "It shows no number of likes, and at least 50 are wanted."),
        ),
    ] {
        let (is_told, reason) = filters(rules.clone()).compile().explain(&item);
        assert_eq!((is_told, reason.as_str()), expected, "because of {rules}");
    }
}

#[test]
fn what_the_source_says_of_the_language_counts_before_what_the_text_looks_like() {
    let says = FoundItem { language: Some("de-DE".into()), ..item(ENGLISH, None) };
    assert!(filters(json!({"languages": ["de"]})).compile().explain(&says).0);
    let norwegian = FoundItem { language: Some("nb".into()), ..item("", None) };
    assert!(filters(json!({"languages": ["no"]})).compile().explain(&norwegian).0);
}

#[test]
fn no_pattern_explodes() {
    let text = "a".repeat(1 << 20);
    for pattern in ["(a+)+$x", "(a|a)*b", "(a*)*b", "(.*a){12}b", "(?:a?){60}a{60}b"] {
        let rules = filters(json!({"include": [{"kind": "regex", "value": pattern}]}));
        assert_eq!(rules.validate(), Ok(()), "because {pattern} is a pattern");
        let (compiled, begun) = (rules.compile(), Instant::now());
        assert!(!compiled.explain(&item(&text, None)).0);
        // Generous: this is no release build, and others work on the machine.
        assert!(begun.elapsed() < Duration::from_secs(20), "because of {pattern}: {:?}", begun.elapsed());
    }
    for pattern in [r"\w{500}{50}", "(((x{100}){100}){100}){100}", "(", "a{2,1}", &"a".repeat(1001)] {
        let rules = filters(json!({"include": [{"kind": "regex", "value": pattern}]}));
        assert!(rules.validate().is_err(), "because {pattern} is none that can be used");
    }
}

#[test]
fn languages_that_do_not_exist_are_refused_by_their_place() {
    let faults = filters(json!({"languages": ["en", "german", "pt-BR", "xx"]})).validate().unwrap_err();
    let fields: Vec<_> = faults.iter().map(|fault| fault.field.as_str()).collect();
    assert_eq!(fields, ["filters.languages[1]", "filters.languages[3]"]);
}

/// A job with ten items at first and five of the day after.
async fn watched() -> (TestEngine, tidewatch_engine::model::Job) {
    let tide = TestEngine::open().await;
    let job = tide.watch_with(NewJob::default()).await;
    tide.check_with(&job, Feed::up_to(10)).await;
    tide.clock.suspend(TimeDelta::days(1));
    tide.check_with(&job, Feed::up_to(12)).await;
    let run = tide.check_with(&job, Feed::up_to(15)).await;
    assert_eq!(run.status, RunStatus::Completed);
    (tide, job)
}

#[tokio::test(start_paused = true)]
async fn a_back_test_says_what_would_have_been_told_and_why() {
    let (tide, job) = watched().await;
    let rules = json!({"include": [{"kind": "regex", "value": "Entry (3|11|14|15)$"}]});
    let request = BackTestRequest { filters: Some(filters(rules)), days: 3, ..BackTestRequest::of(job.id) };
    let test = tide.back_test(request).await.unwrap();
    assert_eq!((test.items, test.told, test.messages), (15, 4, 2), "because the first check tells nothing");
    let days: Vec<_> = test.days.iter().map(|day| (day.day.as_str(), day.items, day.told)).collect();
    assert_eq!(days, [("2026-03-02", 0, 0), ("2026-03-03", 10, 1), ("2026-03-04", 5, 3)]);
    assert_eq!(test.latest.len(), 15);
    assert_eq!((test.latest[0].title.as_str(), test.latest[0].is_told), ("Entry 15", true));
    let first = test.latest.iter().find(|item| item.title == "Entry 3").unwrap();
    assert!(first.reason.ends_with("It was there at the first check, which tells nothing."));
    assert_eq!(tide.messages().await.len(), 2, "because a test tells nobody");
}

#[tokio::test(start_paused = true)]
async fn a_back_test_reads_no_further_than_it_is_asked_to() {
    let (tide, job) = watched().await;
    let today = BackTestRequest { days: 1, ..BackTestRequest::of(job.id) };
    assert_eq!(tide.back_test(today).await.unwrap().items, 5);
    for days in [0, 91, u32::MAX] {
        let refused = tide.back_test(BackTestRequest { days, ..BackTestRequest::of(job.id) }).await;
        assert_eq!(refused.unwrap_err().fields[0].field, "days");
    }
    let broken = filters(json!({"include": [{"kind": "regex", "value": "("}]}));
    let request = BackTestRequest { filters: Some(broken), ..BackTestRequest::of(job.id) };
    assert_eq!(tide.back_test(request).await.unwrap_err().fields[0].field, "filters.include[0]");
}

#[tokio::test(start_paused = true)]
async fn a_preview_tries_filters_before_there_is_a_job() {
    let tide = TestEngine::open().await;
    tide.feed(Feed::up_to(3));
    let rules = json!({"include": [{"kind": "regex", "value": "Entry 2$"}]});
    let asked = PreviewRequest { filters: Some(filters(rules)), ..PreviewRequest::of(TestEngine::FEED, 10) };
    let told: Vec<_> =
        tide.preview(asked).await.unwrap().items.into_iter().map(|item| item.is_told).collect();
    assert_eq!(told, [Some(false), Some(true), Some(false)]);
    let plain = tide.preview(PreviewRequest::of(TestEngine::FEED, 10)).await.unwrap();
    assert!(plain.items.iter().all(|item| item.is_told.is_none() && item.reason.is_none()));
}
