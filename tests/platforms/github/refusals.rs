//! What failures mean.

use std::time::{Duration, SystemTime};

use tidewatch_engine::{
    model::{Cursor, FailureCode, TargetType},
    platforms::RetryAfter,
};

use super::{GITHUB, ISSUES_AT, RELEASES_AT, THREAD_AT, comments_at, failure, issue, issues, of, thread};
use crate::scripted::Scripted;

#[tokio::test]
async fn each_refusal_of_the_interface_has_its_code() {
    let web = Scripted::new();
    let message = |text: &str| format!(r#"{{"message": "{text}", "documentation_url": "x"}}"#);
    for (status, headers, body, code, needs_user) in [
        (404, vec![], message("Not Found"), FailureCode::Gone, false),
        (410, vec![], message("Issues are disabled for this repo"), FailureCode::Gone, true),
        (401, vec![], message("Bad credentials"), FailureCode::AuthRequired, true),
        (
            403,
            vec![("x-ratelimit-remaining", "0")],
            message("API rate limit"),
            FailureCode::RateLimited,
            false,
        ),
        (403, vec![], message("You have exceeded a secondary rate limit."), FailureCode::RateLimited, false),
        (429, vec![], String::new(), FailureCode::RateLimited, false),
        (403, vec![], message("Repository access blocked"), FailureCode::Suspended, false),
        (403, vec![("x-github-sso", "required")], message("SAML"), FailureCode::AuthRequired, true),
        (403, vec![], "<html>unicorn</html>".into(), FailureCode::Blocked, false),
        (422, vec![], message("Validation Failed"), FailureCode::Changed, false),
        (451, vec![], message("Repository access blocked"), FailureCode::Suspended, false),
        (500, vec![], String::new(), FailureCode::PlatformDown, false),
        (503, vec![], "<html>unicorn</html>".into(), FailureCode::PlatformDown, false),
        (200, vec![], "<html>sign in</html>".into(), FailureCode::Blocked, false),
        (200, vec![], "[{\"id\": 1".into(), FailureCode::Changed, false),
        (200, vec![], String::new(), FailureCode::Changed, false),
        (200, vec![], "{\"id\": 1}".into(), FailureCode::Changed, false),
        (200, vec![], "null".into(), FailureCode::Changed, false),
    ] {
        web.answer_with(ISSUES_AT, status, headers, body.clone());
        let (found, error) = failure(&web, &issues()).await;
        assert_eq!(found, code, "because GitHub answered {status} {body}");
        assert_eq!(error.needs_user, needs_user, "because GitHub answered {status} {body}");
    }
}

#[tokio::test]
async fn a_used_up_quota_names_the_next_time() {
    let web = Scripted::new();
    let at = SystemTime::UNIX_EPOCH + Duration::from_secs(1_793_692_800);
    for (status, headers, expected) in [
        (403, vec![("x-ratelimit-remaining", "0"), ("x-ratelimit-reset", "1793692800")], RetryAfter::At(at)),
        (429, vec![("retry-after", "120")], RetryAfter::In(Duration::from_secs(120))),
        (429, vec![], RetryAfter::In(Duration::from_secs(60))),
    ] {
        web.answer_with(ISSUES_AT, status, headers.clone(), "{}");
        let (_, error) = failure(&web, &issues()).await;
        assert_eq!(error.retry_after, Some(expected), "because the headers were {headers:?}");
    }
}

#[tokio::test]
async fn each_refusal_of_a_feed_has_its_code() {
    let web = Scripted::new();
    let releases = of(TargetType::Releases, "harbour/tide/releases");
    for (status, body, code) in [
        (404, "Not Found", FailureCode::Gone),
        (406, "", FailureCode::Gone),
        (429, "", FailureCode::RateLimited),
        (502, "<html>unicorn</html>", FailureCode::PlatformDown),
        (200, "<html>Sign in to GitHub</html>", FailureCode::Blocked),
        (200, "{}", FailureCode::Changed),
        (200, "", FailureCode::Changed),
    ] {
        web.answer(RELEASES_AT, status, body);
        assert_eq!(failure(&web, &releases).await.0, code, "because GitHub answered {status} {body}");
    }
    let discussions = of(TargetType::Discussions, "harbour/tide/discussions");
    let (code, error) = failure(&web, &discussions).await;
    assert!(code == FailureCode::Gone && !error.needs_user, "because private and absent look the same");
    assert!(error.message.contains("discussions"), "because {} should say what is missing", error.message);
}

#[tokio::test]
async fn comments_that_cannot_be_had_fail_the_run() {
    let web = Scripted::new();
    web.answer(THREAD_AT, 200, issue(2));
    for (status, body, code) in [
        (404, "{}", FailureCode::Gone),
        (200, "<html>", FailureCode::Blocked),
        (200, "[{", FailureCode::Changed),
        (503, "", FailureCode::PlatformDown),
    ] {
        web.answer(&comments_at(1), status, body);
        let error = web.fetch(GITHUB, &thread(), &Cursor::default()).await.unwrap_err();
        assert_eq!(error.code, code, "because the comments answered {status} {body}");
    }
}
