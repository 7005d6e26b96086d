//! Answers that are broken, empty or far too large.

use serde_json::{Value, json};
use tidewatch_engine::{
    model::{Cursor, FailureCode, TargetType},
    platforms::Fetched,
};

use super::{GITHUB, ISSUES, ISSUES_AT, RELEASES, RELEASES_AT, issues, of, page};
use crate::scripted::Scripted;

#[tokio::test]
async fn a_truncated_answer_is_an_error_or_a_partial_page_and_moves_no_cursor() {
    let web = Scripted::new();
    web.answer(ISSUES_AT, 200, ISSUES);
    let known = page(&web, &issues(), &Cursor::default()).await.cursor;
    for cut in (0..ISSUES.len() - 2).step_by(61) {
        web.answer(ISSUES_AT, 200, &ISSUES[..cut]);
        assert!(web.fetch(GITHUB, &issues(), &known).await.is_err(), "because it ends after {cut} bytes");
    }
    let releases = of(TargetType::Releases, "harbour/tide/releases");
    for cut in (0..RELEASES.len()).step_by(61) {
        web.answer(RELEASES_AT, 200, &RELEASES[..cut]);
        if let Ok(Fetched::Page(page)) = web.fetch(GITHUB, &releases, &known).await {
            assert_eq!(page.cursor, known, "because the feed ends after {cut} bytes");
        }
    }
}

#[tokio::test]
async fn an_empty_list_is_no_failure_and_moves_no_cursor() {
    let web = Scripted::new();
    web.answer(ISSUES_AT, 200, ISSUES);
    let known = page(&web, &issues(), &Cursor::default()).await.cursor;
    web.answer(ISSUES_AT, 200, "[]");
    let empty = page(&web, &issues(), &known).await;
    assert!(empty.items.is_empty() && !empty.is_partial);
    assert_eq!(empty.cursor, known);
}

#[tokio::test]
async fn fields_of_any_form_are_read_or_left_out() {
    let web = Scripted::new();
    let odd: [Value; 5] = [json!(null), json!(7), json!("text"), json!([null]), json!({"a": {"b": null}})];
    let whole: Value = serde_json::from_str(ISSUES).unwrap();
    for field in whole[0].as_object().unwrap().keys() {
        for value in &odd {
            let mut list = whole.clone();
            list[0][field.as_str()] = value.clone();
            web.answer(ISSUES_AT, 200, list.to_string());
            let read = page(&web, &issues(), &Cursor::default()).await;
            assert!(read.items.len() >= 2 || read.is_partial, "because {field} was {value}");
            assert_eq!(read.is_partial, read.cursor == Cursor::default(), "because {field} was {value}");
        }
    }
    let text =
        ISSUES.replace("\"comments\": 4", "\"comments\": \"4\"").replace("\"id\": 9003", "\"id\": \"9003\"");
    web.answer(ISSUES_AT, 200, text);
    let read = page(&web, &issues(), &Cursor::default()).await;
    assert_eq!((read.items[0].external_id.as_str(), read.items[0].engagement.replies), ("9003", Some(4)));
    web.answer(ISSUES_AT, 200, json!([null, 1, "x", [], {}]).to_string());
    let error = web.fetch(GITHUB, &issues(), &Cursor::default()).await.unwrap_err();
    assert_eq!(error.code, FailureCode::Changed, "because nothing of it has a known form");
}

#[tokio::test]
async fn a_text_of_ten_megabytes_is_cut() {
    let web = Scripted::new();
    for field in ["body", "body_html", "title"] {
        let mut list: Value = serde_json::from_str(ISSUES).unwrap();
        list[2][field] = "Water ".repeat((10 << 20) / 6).into();
        web.answer(ISSUES_AT, 200, list.to_string());
        let read = page(&web, &issues(), &Cursor::default()).await;
        assert_eq!(read.items.len(), 2);
        assert!(read.items[1].text.len() <= 1 << 20);
        assert!(read.items[1].title.as_ref().unwrap().len() < 4096);
    }
}
