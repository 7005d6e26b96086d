//! Hacker News and Stack Exchange.

use super::{PLATFORM, Platform, ROW, Row, refusal};

const HITS: &str = r#"{"hits":[@posts],"nbPages":1}"#;
const STORY: &str = r#"{"objectID":"4580000@id","title":"@text","url":"https://log.quay.example/@id","author":"ana","points":12,"num_comments":3,"created_at_i":179369370@id,"_tags":["story"]}"#;
const REMARK: &str = r#"{"objectID":"4580010@id","comment_text":"@text","author":"ana","created_at_i":179369370@id,"story_id":45800001,"_tags":["comment"]}"#;

pub(in super::super) const HACKERNEWS: Platform = Platform {
    name: "hackernews",
    rows: &[
        Row {
            target_type: "list",
            link: "https://news.ycombinator.com/newest",
            answers: &[(
                "https://hn.algolia.com/api/v1/search_by_date?tags=%28story%2Cpoll%29&hitsPerPage=100&page=0",
                HITS,
            )],
            post: STORY,
            author: "ana",
            ..ROW
        },
        Row {
            target_type: "profile",
            link: "https://news.ycombinator.com/user?id=ana",
            answers: &[(
                "https://hn.algolia.com/api/v1/search_by_date?tags=author_ana%2C%28story%2Ccomment%2Cpoll%2Cjob%29&hitsPerPage=100&page=0",
                HITS,
            )],
            post: STORY,
            author: "ana",
            ..ROW
        },
        Row {
            target_type: "thread",
            link: "https://news.ycombinator.com/item?id=45800001",
            answers: &[
                (
                    "https://hacker-news.firebaseio.com/v0/item/45800001.json",
                    r#"{"id":45800001,"type":"story","title":"Tides"}"#,
                ),
                (
                    "https://hn.algolia.com/api/v1/search_by_date?tags=comment%2Cstory_45800001&hitsPerPage=100&page=0",
                    HITS,
                ),
            ],
            post: REMARK,
            title: "Tides",
            kind: "comment",
            author: "ana",
            ..ROW
        },
        Row {
            target_type: "search",
            link: "https://hn.algolia.com/?q=tide&type=story",
            answers: &[(
                "https://hn.algolia.com/api/v1/search_by_date?tags=story&hitsPerPage=100&page=0&query=tide&typoTolerance=false&advancedSyntax=true",
                HITS,
            )],
            post: STORY,
            author: "ana",
            ..ROW
        },
    ],
    usual: ["changed", "gone", "rate_limited", "platform_down", "blocked", "changed"],
    refusals: &[
        refusal(200, r#""#, "rate_limited"),
        refusal(403, r#"{}"#, "rate_limited"),
        refusal(403, r#"<html></html>"#, "blocked"),
        refusal(400, r#"{}"#, "changed"),
        refusal(200, r#"{}"#, "changed"),
    ],
    ..PLATFORM
};

const QUESTION: &str = r#"{"question_id":7@id,"title":"@text","link":"https://stackoverflow.com/questions/7@id/x","owner":{"display_name":"Ana"},"creation_date":179369370@id,"body":"<p>Body</p>"}"#;
const ANSWER: &str = r#"{"answer_id":8@id,"question_id":77,"owner":{"display_name":"Ana"},"creation_date":179369370@id,"body":"<p>@text</p>"}"#;
const ITEMS: &str = r#"{"items":[@posts],"has_more":false,"quota_remaining":9000}"#;
const NONE: &str = r#"{"items":[],"has_more":false,"quota_remaining":9000}"#;

pub(in super::super) const STACKEXCHANGE: Platform = Platform {
    name: "stackexchange",
    rows: &[
        Row {
            target_type: "hashtag",
            link: "https://stackoverflow.com/questions/tagged/rust",
            answers: &[(
                "https://api.stackexchange.com/2.3/questions?site=stackoverflow&tagged=rust&order=desc&sort=creation&pagesize=100&filter=withbody&page=1&key=REDACTED",
                ITEMS,
            )],
            post: QUESTION,
            ..ROW
        },
        Row {
            target_type: "community",
            link: "https://stackoverflow.com/questions",
            answers: &[(
                "https://api.stackexchange.com/2.3/questions?site=stackoverflow&order=desc&sort=creation&pagesize=100&filter=withbody&page=1&key=REDACTED",
                ITEMS,
            )],
            post: QUESTION,
            ..ROW
        },
        Row {
            target_type: "profile",
            link: "https://stackoverflow.com/users/5/ana",
            answers: &[(
                "https://api.stackexchange.com/2.3/users/5/posts?site=stackoverflow&order=desc&sort=creation&pagesize=100&filter=withbody&page=1&key=REDACTED",
                ITEMS,
            )],
            post: r#"{"post_type":"question","post_id":7@id,"title":"@text","link":"https://stackoverflow.com/questions/7@id/x","owner":{"display_name":"Ana"},"creation_date":179369370@id,"body":"<p>Body</p>"}"#,
            ..ROW
        },
        Row {
            target_type: "thread",
            link: "https://stackoverflow.com/questions/77/tides",
            answers: &[
                (
                    "https://api.stackexchange.com/2.3/questions/77?site=stackoverflow&filter=withbody&key=REDACTED",
                    r#"{"items":[{"question_id":77,"title":"Tides?","link":"https://stackoverflow.com/questions/77/x","owner":{"display_name":"Bo"},"creation_date":1793693600,"body":"<p>Body</p>"}]}"#,
                ),
                (
                    "https://api.stackexchange.com/2.3/questions/77/comments?site=stackoverflow&order=desc&sort=creation&pagesize=100&filter=withbody&key=REDACTED",
                    NONE,
                ),
                (
                    "https://api.stackexchange.com/2.3/answers/@ids/comments?site=stackoverflow&order=desc&sort=creation&pagesize=100&filter=withbody&key=REDACTED",
                    NONE,
                ),
                (
                    "https://api.stackexchange.com/2.3/questions/77/answers?site=stackoverflow&order=desc&sort=creation&pagesize=100&filter=withbody&key=REDACTED",
                    ITEMS,
                ),
            ],
            post: ANSWER,
            ids: ("8@id", ";"),
            title: "Tides?",
            first: "Tides?",
            author: "Bo",
            ..ROW
        },
        Row {
            target_type: "search",
            link: "https://stackoverflow.com/search?q=low+tide",
            answers: &[(
                "https://api.stackexchange.com/2.3/search/advanced?site=stackoverflow&q=low+tide&order=desc&sort=creation&pagesize=100&filter=withbody&page=1&key=REDACTED",
                ITEMS,
            )],
            post: QUESTION,
            ..ROW
        },
    ],
    usual: ["auth_required", "gone", "rate_limited", "platform_down", "blocked", "changed"],
    refusals: &[
        refusal(
            400,
            r#"{"error_id":502,"error_message":"too many requests from this IP, more requests available in 4321 seconds"}"#,
            "rate_limited",
        ),
        refusal(400, r#"{"error_id":400,"error_message":"No site found for name"}"#, "gone"),
        refusal(400, r#"{"error_id":400,"error_message":"key is not valid"}"#, "auth_required"),
        refusal(400, r#"{"error_id":403,"error_message":"access denied"}"#, "auth_required"),
        refusal(400, r#"{"error_id":500,"error_message":"internal"}"#, "platform_down"),
        refusal(200, r#"{}"#, "changed"),
    ],
    ..PLATFORM
};
