//! Search: every word that was indexed is found, whatever is typed never fails.

use proptest::prelude::*;
use tidewatch_engine::model::{ItemQuery, Job};

use crate::support::{Feed, TestEngine, paused_runtime};

const TEXTS: [(&str, &str); 8] = [
    ("Launch", "Congratulations @nasa on the #Artemis launch!"),
    ("Agents", "A multi-agent system in C++ and C# beats node.js."),
    ("Sale", "Save 50% today, only $9.99 (was $19.99)."),
    ("Quotes", "She said \"low tide\" and left; it's over."),
    ("Umlauts", "Möwen über Köln, naïve café, Ærø."),
    ("Scripts", "Привет мир. 東京タワー. שלום. Καλημέρα. नमस्ते"),
    ("Odd", "email@example.org https://example.org/a_b?c=d AND OR NOT NEAR"),
    ("Emoji", "Storm 🌊 coming 👩‍🚀 soon\u{200b}er e\u{301}tude"),
];

async fn indexed() -> (TestEngine, Job) {
    let tide = TestEngine::open().await;
    let job = tide.watch().await;
    let mut number = 0;
    let feed = Feed::up_to(8).with_each(|entry| {
        let (title, text) = TEXTS[number];
        entry.title = Some(title.into());
        entry.text = Some(text.into());
        entry.author = Some(format!("Reporter{number} O'Neil"));
        entry.tags = vec![format!("topic-{number}"), "sea & sky".into()];
        number += 1;
    });
    tide.check_with(&job, feed).await;
    (tide, job)
}

#[tokio::test(start_paused = true)]
async fn every_word_of_a_text_finds_it() {
    let (tide, _) = indexed().await;
    for (title, text) in TEXTS {
        for word in text.split_whitespace().filter(|word| word.chars().any(char::is_alphanumeric)) {
            let found = tide.find(word).await;
            assert!(
                found.contains(&title.to_owned()),
                "because {word:?} stands in {title:?}, not only in {found:?}"
            );
        }
    }
}

#[tokio::test(start_paused = true)]
async fn signs_and_quotes_mean_nothing_or_what_one_expects() {
    let (tide, _) = indexed().await;
    for (search, found) in [
        ("@nasa", vec!["Launch"]),
        ("#artemis", vec!["Launch"]),
        ("multi-agent", vec!["Agents"]),
        ("50%", vec!["Sale"]),
        ("\"low tide\"", vec!["Quotes"]),
        ("\"tide low\"", vec![]),
        ("tide low", vec!["Quotes"]),
        ("\"unfinished low", vec![]),
        ("it's", vec!["Quotes"]),
        ("storm -coming", vec![]),
        ("storm -gone", vec!["Emoji"]),
        ("-storm", vec![]),
        ("koln", vec!["Umlauts"]),
        ("MÖWEN", vec!["Umlauts"]),
        ("naive cafe", vec!["Umlauts"]),
        ("мир", vec!["Scripts"]),
        ("AND", vec!["Odd", "Scripts"]),
        ("title:launch", vec![]),
        ("launch*", vec!["Launch"]),
        ("reporter3", vec!["Quotes"]),
        ("topic-5", vec!["Scripts"]),
        ("congrat", vec!["Launch"]),
        ("congrat nasa", vec![]),
        ("example.org", vec!["Odd"]),
    ] {
        let mut titles = tide.find(search).await;
        if search == "AND" {
            titles.retain(|title| title == "Odd" || title == "Scripts");
            assert!(titles.contains(&"Odd".to_owned()), "because AND is a word here");
            continue;
        }
        titles.sort();
        assert_eq!(titles, found, "because {search:?} was typed");
    }
}

#[tokio::test(start_paused = true)]
async fn a_search_without_a_word_finds_nothing() {
    let (tide, _) = indexed().await;
    for search in ["", "   ", "%", "\"\"", "- -", "***", "()", "🌊"] {
        assert_eq!(tide.find(search).await, [] as [&str; 0], "because {search:?} names nothing");
    }
}

#[tokio::test(start_paused = true)]
async fn a_search_is_paged_and_counted_like_a_list() {
    let tide = TestEngine::open().await;
    let job = tide.watch().await;
    tide.check_with(&job, Feed::up_to(50)).await;
    let query = ItemQuery { search: Some("text".into()), limit: 20, ..ItemQuery::default() };
    let first = tide.items(query.clone()).await.unwrap();
    let second = tide.items(ItemQuery { before: first.next, ..query.clone() }).await.unwrap();
    let third = tide.items(ItemQuery { before: second.next, ..query }).await.unwrap();
    assert_eq!((first.total, second.total, third.total), (50, 50, 50));
    assert_eq!((first.items.len(), second.items.len(), third.items.len()), (20, 20, 10));
    assert_eq!(third.next, None);
    assert_eq!(third.items.last().unwrap().title.as_deref(), Some("Entry 1"));
}

#[test]
fn ten_thousand_random_searches_never_fail() {
    let runtime = paused_runtime();
    let (tide, job) = runtime.block_on(indexed());
    let mut runner = proptest::test_runner::TestRunner::new(ProptestConfig {
        cases: 10_000,
        failure_persistence: None,
        ..ProptestConfig::default()
    });
    let anything = prop_oneof![
        any::<String>(),
        "[\"*():^+\\-{}'@%#a-c \u{0}\u{1f30a}]{0,24}",
        "(AND|OR|NOT|NEAR|title:|\"|-| |\\(|\\)|tide|,|[0-9]){0,12}",
    ];
    runner
        .run(&anything, |search| {
            let query =
                ItemQuery { job_id: Some(job.id), search: Some(search), limit: 5, ..ItemQuery::default() };
            let answer = runtime.block_on(tide.items(query));
            prop_assert!(answer.is_ok(), "because a search box has no syntax errors: {:?}", answer);
            Ok(())
        })
        .unwrap();
}
