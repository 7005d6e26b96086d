//! What failures mean.

use std::time::Duration;

use tidewatch_engine::{model::FailureCode, platforms::RetryAfter};

use super::{COMMUNITY, FEED, REDDIT, community, start};
use crate::scripted::Scripted;

const BLOCK: &str =
    "<html><title>Blocked</title><p>whoa there, pardner! blocked by network security</p></html>";

#[tokio::test]
async fn each_refusal_has_its_code_and_a_sentence() {
    let web = Scripted::new();
    let html = vec![("content-type", "text/html")];
    for (status, headers, body, code, needs_user) in [
        (403, html.clone(), BLOCK, FailureCode::Blocked, false),
        (
            403,
            vec![],
            r#"{"reason": "private", "message": "Forbidden", "error": 403}"#,
            FailureCode::Private,
            false,
        ),
        (403, vec![], r#"{"reason": "quarantined", "error": 403}"#, FailureCode::AuthRequired, false),
        (403, vec![], r#"{"reason": "gold_only", "error": 403}"#, FailureCode::AuthRequired, false),
        (404, vec![], r#"{"reason": "banned", "message": "Not Found"}"#, FailureCode::Suspended, true),
        (404, vec![], r#"{"message": "Not Found", "error": 404}"#, FailureCode::Gone, false),
        (404, html.clone(), "<html>page not found</html>", FailureCode::Gone, false),
        (429, html.clone(), "<html>too many</html>", FailureCode::RateLimited, false),
        (451, vec![], "", FailureCode::Blocked, false),
        (500, html.clone(), "<html>you broke reddit</html>", FailureCode::PlatformDown, false),
        (503, vec![], "", FailureCode::PlatformDown, false),
        (520, vec![], "", FailureCode::PlatformDown, false),
        (200, html.clone(), "<html>you broke reddit</html>", FailureCode::PlatformDown, false),
        (200, html.clone(), BLOCK, FailureCode::Blocked, false),
        (200, vec![], "", FailureCode::Changed, false),
        (200, vec![], "{\"kind\": \"Listing\"}", FailureCode::Changed, false),
        (401, vec![], "", FailureCode::AuthRequired, true),
    ] {
        web.answer_with(FEED, status, headers, body);
        let error = web.fetch(REDDIT, &community(), &start()).await.unwrap_err();
        assert_eq!(error.code, code, "because Reddit answered {status} {body}");
        assert_eq!(error.needs_user, needs_user, "because Reddit answered {status} {body}");
        assert_eq!(error.http_status, Some(status));
        assert!(
            error.message.ends_with('.') && error.message.len() > 30,
            "because {} is shown",
            error.message
        );
    }
}

#[tokio::test]
async fn a_refused_rate_names_the_next_time() {
    let web = Scripted::new();
    for (headers, seconds) in [
        (vec![], 600),
        (vec![("retry-after", "0")], 600),
        (vec![("retry-after", "90")], 90),
        (vec![("x-ratelimit-reset", "45"), ("x-ratelimit-remaining", "0.0")], 45),
    ] {
        web.answer_with(FEED, 429, headers.clone(), "");
        let error = web.fetch(REDDIT, &community(), &start()).await.unwrap_err();
        let expected = RetryAfter::In(Duration::from_secs(seconds));
        assert_eq!(error.retry_after, Some(expected), "because the headers were {headers:?}");
    }
}

#[tokio::test]
async fn a_community_that_leads_to_the_search_is_not_there() {
    let web = Scripted::new();
    web.redirect(FEED, "https://www.reddit.com/subreddits/search?q=tides", 200, "<html>search</html>");
    let error = web.fetch(REDDIT, &community(), &start()).await.unwrap_err();
    assert_eq!((error.code, error.needs_user), (FailureCode::Gone, false));
    web.answer(FEED, 200, COMMUNITY);
    assert!(web.fetch(REDDIT, &community(), &start()).await.is_ok());
}
