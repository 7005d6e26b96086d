//! Reddit under an app of the user's.

use super::{PLATFORM, Platform, ROW, Row, refusal};

const TOKEN: (&str, &str) = (
    "POST https://www.reddit.com/api/v1/access_token\ngrant_type=client_credentials",
    r#"{"access_token":"tok","expires_in":86400}"#,
);
const LISTING: &str = r#"{"kind":"Listing","data":{"after":null,"children":[@posts]}}"#;
const LINK: &str = r#"{"kind":"t3","data":{"name":"t3_1tide0@id","id":"1tide0@id","subreddit":"tides","author":"ana_quay","title":"@text","selftext":"Words","selftext_html":"<div><p>Words</p></div>","permalink":"/r/tides/comments/1tide0@id/x/","is_self":true,"created_utc":179369370@id.0,"edited":false,"score":1,"num_comments":0}}"#;
const COMMENT: &str = r#"{"kind":"t1","data":{"name":"t1_kwater@id","id":"kwater@id","author":"ben","body":"@text","body_html":"<div><p>@text</p></div>","permalink":"/r/tides/comments/1tide09/x/kwater@id/","parent_id":"t3_1tide09","created_utc":179369380@id.0,"edited":false,"score":2,"replies":""}}"#;

pub(in super::super) const REDDIT: Platform = Platform {
    name: "reddit",
    rows: &[
        Row {
            target_type: "community",
            link: "https://www.reddit.com/r/tides/",
            answers: &[TOKEN, ("https://oauth.reddit.com/r/tides/new?limit=100&raw_json=1", LISTING)],
            post: LINK,
            title: "r/tides",
            author: "ana_quay",
            ..ROW
        },
        Row {
            target_type: "profile",
            link: "https://www.reddit.com/user/ana_quay/",
            answers: &[
                TOKEN,
                ("https://oauth.reddit.com/user/ana_quay?sort=new&limit=100&raw_json=1", LISTING),
            ],
            post: LINK,
            title: "u/ana_quay",
            author: "ana_quay",
            ..ROW
        },
        Row {
            target_type: "thread",
            link: "https://www.reddit.com/r/tides/comments/1tide09/x/",
            answers: &[
                TOKEN,
                (
                    "https://oauth.reddit.com/r/tides/comments/1tide09?sort=new&limit=100&raw_json=1",
                    r#"[{"kind":"Listing","data":{"children":[{"kind":"t3","data":{"name":"t3_1tide09","subreddit":"tides","author":"ana_quay","title":"Gauge","selftext":"","permalink":"/r/tides/comments/1tide09/x/","created_utc":1793693600.0,"edited":false}}]}},{"kind":"Listing","data":{"after":null,"children":[@posts]}}]"#,
                ),
            ],
            post: COMMENT,
            title: "Comments on post 1tide09 in r/tides",
            first: "Gauge",
            author: "ana_quay",
            ..ROW
        },
        Row {
            target_type: "search",
            link: "https://www.reddit.com/search/?q=tide",
            answers: &[
                TOKEN,
                ("https://oauth.reddit.com/search?q=tide&sort=new&limit=100&raw_json=1", LISTING),
            ],
            post: LINK,
            title: "\"tide\" on Reddit",
            author: "ana_quay",
            ..ROW
        },
        Row {
            target_type: "list",
            link: "https://www.reddit.com/user/ana_quay/m/water/",
            answers: &[
                TOKEN,
                ("https://oauth.reddit.com/user/ana_quay/m/water/new?limit=100&raw_json=1", LISTING),
            ],
            post: LINK,
            title: "Custom feed water of u/ana_quay",
            author: "ana_quay",
            ..ROW
        },
    ],
    usual: ["auth_required", "gone", "rate_limited", "platform_down", "blocked", "changed"],
    refusals: &[
        refusal(403, r#"{"reason":"private"}"#, "private"),
        refusal(403, r#"{"reason":"quarantined"}"#, "auth_required"),
        refusal(404, r#"{"reason":"banned"}"#, "suspended"),
        refusal(403, r#"{}"#, "private"),
        refusal(403, r#"<html></html>"#, "blocked"),
        refusal(451, r#"{}"#, "blocked"),
        refusal(200, r#"{"data":{}}"#, "changed"),
    ],
    ..PLATFORM
};
