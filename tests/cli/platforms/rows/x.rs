//! X with a key of the user's.

use super::{PLATFORM, Platform, ROW, Row, Runs, refusal};

macro_rules! fields {
    () => {
        "tweet.fields=created_at%2Cauthor_id%2Cconversation_id%2Cin_reply_to_user_id%2Clang%2Centities%2Cattachments%2Cpublic_metrics%2Creferenced_tweets%2Cpossibly_sensitive%2Cnote_tweet%2Cwithheld&media.fields=type%2Curl%2Cpreview_image_url%2Cvariants%2Calt_text%2Cduration_ms"
    };
}
/// A question for posts that come with their authors.
macro_rules! with_authors {
    ($start:literal) => {
        concat!(
            "https://api.x.com/2/",
            $start,
            fields!(),
            "&user.fields=username%2Cname%2Cprofile_image_url%2Cverified_type%2Cprotected&expansions=attachments.media_keys%2Creferenced_tweets.id%2Cauthor_id"
        )
    };
}

const POST: &str = r#"{"id":"198500000000000000@id","text":"@text","author_id":"12","conversation_id":"1985000000000000009","created_at":"2026-11-03T09:15:0@id.000Z","public_metrics":{"like_count":0}}"#;
const POSTS: &str = r#"{"data":[@posts],"includes":{"users":[{"id":"12","username":"ana","name":"Ana"}]},"meta":{"result_count":3}}"#;

/// Later checks ask for what is newer than the newest, so an edit is never seen.
const fn row(
    target_type: &'static str,
    link: &'static str,
    answers: &'static [(&'static str, &'static str)],
) -> Row {
    Row { target_type, link, answers, post: POST, runs: Runs::In("x/runs.rs"), ..ROW }
}

pub(in super::super) const X: Platform = Platform {
    name: "x",
    rows: &[
        Row {
            title: "Ana",
            ..row(
                "profile",
                "https://x.com/ana",
                &[
                    (
                        "https://api.x.com/2/users/by/username/ana?user.fields=username%2Cname%2Cprofile_image_url%2Cverified_type%2Cprotected",
                        r#"{"data":{"id":"12","username":"ana","name":"Ana"}}"#,
                    ),
                    (
                        concat!(
                            "https://api.x.com/2/users/12/tweets?exclude=replies&max_results=20&",
                            fields!(),
                            "&expansions=attachments.media_keys%2Creferenced_tweets.id"
                        ),
                        POSTS,
                    ),
                ],
            )
        },
        row(
            "hashtag",
            "https://x.com/hashtag/tide",
            &[(with_authors!("tweets/search/recent?query=%23tide&max_results=20&"), POSTS)],
        ),
        row(
            "search",
            "https://x.com/search?q=tide",
            &[(with_authors!("tweets/search/recent?query=tide&max_results=20&"), POSTS)],
        ),
        Row {
            runs: Runs::Here,
            ..row(
                "list",
                "https://x.com/i/lists/55",
                &[(with_authors!("lists/55/tweets?max_results=20&"), POSTS)],
            )
        },
        row(
            "thread",
            "https://x.com/ana/status/1985000000000000009",
            &[
                (
                    with_authors!("tweets/1985000000000000009?"),
                    r#"{"data":{"id":"1985000000000000009","text":"Head","author_id":"12","conversation_id":"1985000000000000009","created_at":"2026-11-03T08:15:00.000Z"},"includes":{"users":[{"id":"12","username":"ana","name":"Ana"}]}}"#,
                ),
                (
                    with_authors!(
                        "tweets/search/recent?query=conversation_id%3A1985000000000000009&max_results=20&"
                    ),
                    POSTS,
                ),
            ],
        ),
    ],
    usual: ["auth_required", "gone", "rate_limited", "platform_down", "blocked", "changed"],
    refusals: &[
        refusal(
            200,
            r#"{"errors":[{"type":"https://api.twitter.com/2/problems/resource-not-found"}]}"#,
            "gone",
        ),
        refusal(
            200,
            r#"{"errors":[{"type":"https://api.twitter.com/2/problems/not-authorized-for-resource"}]}"#,
            "private",
        ),
        refusal(403, r#"{"title":"Forbidden","detail":"User has been suspended"}"#, "suspended"),
        refusal(403, r#"{"type":"https://api.twitter.com/2/problems/client-forbidden"}"#, "auth_required"),
        refusal(402, r#"{"title":"CreditsDepleted"}"#, "rate_limited"),
        refusal(429, r#"{"errors":[{"code":88}]}"#, "rate_limited"),
        refusal(400, r#"{"title":"Invalid Request"}"#, "changed"),
        refusal(403, r#"<html></html>"#, "blocked"),
        refusal(200, r#"{}"#, "changed"),
    ],
    ..PLATFORM
};
