//! Instagram, Facebook, Threads.

use super::{PLATFORM, Platform, ROW, Row, refusal};

const ACCOUNTS: (&str, &str) = (
    "https://graph.facebook.com/me/accounts?fields=instagram_business_account",
    r#"{"data":[{"id":"2","instagram_business_account":{"id":"17840"}}]}"#,
);
const PICTURE: &str = r#"{"id":"90@id","caption":"@text","media_type":"IMAGE","timestamp":"2026-11-03T08:15:0@id+0000","permalink":"https://www.instagram.com/p/C@id/"}"#;
const LIST: &str = r#"{"data":[@posts],"paging":{}}"#;
/// What Meta's numbers mean.
const USUAL: [&str; 6] = ["auth_required", "gone", "rate_limited", "platform_down", "blocked", "changed"];

pub(in super::super) const INSTAGRAM: Platform = Platform {
    name: "instagram",
    rows: &[
        Row {
            target_type: "profile",
            link: "https://www.instagram.com/ana.sea/",
            answers: &[
                ACCOUNTS,
                (
                    "https://graph.facebook.com/17840?fields=business_discovery.username%28ana.sea%29%7Bid%2Cusername%2Cname%2Cmedia.limit%2850%29%7Bid%2Ccaption%2Cmedia_type%2Cmedia_product_type%2Cpermalink%2Ctimestamp%2Clike_count%2Ccomments_count%7D%7D",
                    r#"{"business_discovery":{"id":"17841","username":"ana.sea","name":"Ana","media":{"data":[@posts]}},"id":"17840"}"#,
                ),
            ],
            post: PICTURE,
            title: "Ana",
            ..ROW
        },
        Row {
            target_type: "hashtag",
            link: "https://www.instagram.com/explore/tags/tide/",
            answers: &[
                ACCOUNTS,
                (
                    "https://graph.facebook.com/ig_hashtag_search?user_id=17840&q=tide",
                    r#"{"data":[{"id":"555"}]}"#,
                ),
                (
                    "https://graph.facebook.com/555/recent_media?user_id=17840&fields=id%2Ccaption%2Cmedia_type%2Cpermalink%2Ctimestamp%2Clike_count%2Ccomments_count&limit=50",
                    LIST,
                ),
            ],
            post: PICTURE,
            author: "",
            ..ROW
        },
    ],
    usual: USUAL,
    refusals: &[
        refusal(400, r#"{"error":{"code":190}}"#, "auth_required"),
        refusal(400, r#"{"error":{"code":10}}"#, "private"),
        refusal(400, r#"{"error":{"code":18}}"#, "rate_limited"),
        refusal(400, r#"{"error":{"code":110}}"#, "gone"),
        refusal(400, r#"{"error":{"code":368}}"#, "blocked"),
        refusal(400, r#"{"error":{"code":100}}"#, "changed"),
    ],
    ..PLATFORM
};

pub(in super::super) const FACEBOOK: Platform = Platform {
    name: "facebook",
    rows: &[Row {
        target_type: "profile",
        link: "https://www.facebook.com/harbour",
        answers: &[
            ("https://graph.facebook.com/harbour?fields=id%2Cname", r#"{"id":"77","name":"The Harbour"}"#),
            (
                "https://graph.facebook.com/77/posts?fields=id%2Cmessage%2Cstory%2Ccreated_time%2Cupdated_time%2Cpermalink_url%2Cfrom%2Cattachments%7Bmedia_type%2Ctitle%2Curl%7D%2Cshares%2Ccomments.summary%28true%29.limit%280%29%2Creactions.summary%28true%29.limit%280%29%2Cis_hidden&limit=50",
                LIST,
            ),
        ],
        post: r#"{"id":"77_90@id","message":"@text","created_time":"2026-11-03T08:15:0@id+0000","permalink_url":"https://www.facebook.com/77/posts/90@id","from":{"id":"77","name":"Ana"}}"#,
        title: "The Harbour",
        ..ROW
    }],
    usual: USUAL,
    refusals: &[
        refusal(400, r#"{"error":{"code":200}}"#, "private"),
        refusal(400, r#"{"error":{"code":4}}"#, "rate_limited"),
        refusal(200, r#"{"error":{"code":2}}"#, "platform_down"),
        refusal(400, r#"{"error":{"code":803}}"#, "gone"),
        refusal(200, "{}", "changed"),
    ],
    ..PLATFORM
};

macro_rules! fields {
    () => {
        "fields=id%2Ctext%2Cmedia_type%2Cpermalink%2Ctimestamp%2Cusername%2Chas_replies%2Cis_quote_post%2Cis_reply%2Ctopic_tag%2Clink_attachment_url&limit=100"
    };
}

const fn threads(
    target_type: &'static str,
    link: &'static str,
    answers: &'static [(&'static str, &'static str)],
) -> Row {
    let post = r#"{"id":"90@id","text":"@text","media_type":"TEXT_POST","permalink":"https://www.threads.com/@ana.sea/post/C@id","timestamp":"2026-11-03T08:15:0@id+0000","username":"ana.sea"}"#;
    Row { target_type, link, answers, post, author: "ana.sea", ..ROW }
}

pub(in super::super) const THREADS: Platform = Platform {
    name: "threads",
    rows: &[
        threads(
            "profile",
            "https://www.threads.com/@ana.sea",
            &[(concat!("https://graph.threads.net/v1.0/profile_posts?username=ana.sea&", fields!()), LIST)],
        ),
        threads(
            "search",
            "https://www.threads.com/search?q=low+tide",
            &[(
                concat!(
                    "https://graph.threads.net/v1.0/keyword_search?q=low+tide&search_mode=KEYWORD&search_type=RECENT&",
                    fields!()
                ),
                LIST,
            )],
        ),
        threads(
            "hashtag",
            "https://www.threads.com/search?q=%23tide",
            &[(
                concat!(
                    "https://graph.threads.net/v1.0/keyword_search?q=tide&search_mode=TAG&search_type=RECENT&",
                    fields!()
                ),
                LIST,
            )],
        ),
    ],
    usual: USUAL,
    refusals: &[
        refusal(400, r#"{"error":{"code":10}}"#, "private"),
        refusal(500, r#"{"error":{"code":1}}"#, "platform_down"),
        refusal(400, r#"{"error":{"code":100,"error_subcode":33}}"#, "gone"),
        refusal(200, "{}", "changed"),
    ],
    ..PLATFORM
};
