//! Discourse and Lemmy.

use super::{PLATFORM, Platform, ROW, Row, refusal};

const TOPIC: &str = r#"{"id":50@id,"title":"@text","slug":"tide","posts_count":1,"created_at":"2026-11-03T08:15:0@id.000Z","pinned":false,"posters":[{"user_id":5}]}"#;
const TOPICS: &str = r#"{"users":[{"id":5,"username":"ana","name":"Ana"}],"topic_list":{"topics":[@posts]}}"#;
const POST: &str = r#"{"id":900@id,"topic_id":501,"topic_slug":"low-tide","topic_title":"Low tide","post_number":@id,"username":"ana","name":"Ana","created_at":"2026-11-03T08:15:0@id.000Z","cooked":"<p>@text</p>","version":1,"post_type":1}"#;
const META: &str = "https://meta.discourse.org";

pub(in super::super) const DISCOURSE: Platform = Platform {
    name: "discourse",
    rows: &[
        Row {
            target_type: "list",
            link: META,
            answers: &[("https://meta.discourse.org/latest.json?order=created&no_definitions=true", TOPICS)],
            post: TOPIC,
            ..ROW
        },
        Row {
            target_type: "community",
            link: "https://meta.discourse.org/c/bug/1",
            answers: &[("https://meta.discourse.org/c/bug/1/l/latest.json?order=created", TOPICS)],
            post: TOPIC,
            ..ROW
        },
        Row {
            target_type: "hashtag",
            link: "https://meta.discourse.org/tag/sea",
            answers: &[("https://meta.discourse.org/tag/sea.json?order=created", TOPICS)],
            post: TOPIC,
            ..ROW
        },
        Row {
            target_type: "thread",
            link: "https://meta.discourse.org/t/low-tide/501",
            answers: &[(
                "https://meta.discourse.org/t/501.json",
                r#"{"title":"Low tide","post_stream":{"posts":[@posts],"stream":[@ids]}}"#,
            )],
            post: POST,
            ids: ("900@id", ","),
            title: "Low tide",
            kind: "reply",
            ..ROW
        },
        Row {
            target_type: "timeline",
            link: "https://meta.discourse.org/posts",
            options: &["replies=true"],
            answers: &[
                ("https://meta.discourse.org/posts.json?before=9001", r#"{"latest_posts":[]}"#),
                ("https://meta.discourse.org/posts.json?before=9002", r#"{"latest_posts":[]}"#),
                ("https://meta.discourse.org/posts.json", r#"{"latest_posts":[@posts]}"#),
            ],
            post: POST,
            kind: "reply",
            ..ROW
        },
        Row {
            target_type: "profile",
            link: "https://meta.discourse.org/u/ana",
            answers: &[(
                "https://meta.discourse.org/user_actions.json?username=ana&filter=4%2C5&offset=0",
                r#"{"user_actions":[@posts]}"#,
            )],
            post: r#"{"action_type":5,"created_at":"2026-11-03T08:15:0@id.000Z","excerpt":"@text","slug":"low-tide","topic_id":501,"post_number":1@id,"post_id":900@id,"username":"ana","acting_username":"ana","acting_name":"Ana","title":"Low tide","deleted":false,"hidden":false,"post_type":1}"#,
            kind: "reply",
            ..ROW
        },
        Row {
            target_type: "search",
            link: "https://meta.discourse.org/search?q=low%20tide",
            answers: &[(
                "https://meta.discourse.org/search.json?q=low+tide+order%3Alatest&page=1",
                r#"{"posts":[@posts],"topics":[{"id":501,"title":"Low tide","slug":"low-tide"}],"grouped_search_result":{"more_full_page_results":null}}"#,
            )],
            post: r#"{"id":900@id,"name":"Ana","username":"ana","created_at":"2026-11-03T08:15:0@id.000Z","blurb":"@text","post_number":1@id,"topic_id":501}"#,
            kind: "reply",
            ..ROW
        },
    ],
    usual: ["auth_required", "gone", "rate_limited", "platform_down", "blocked", "changed"],
    refusals: &[
        refusal(403, r#"{"error_type":"not_logged_in"}"#, "auth_required"),
        refusal(403, r#"{"error_type":"invalid_access"}"#, "private"),
        refusal(422, r#"{"error_type":"rate_limit","extras":{"wait_seconds":9}}"#, "rate_limited"),
        refusal(404, r#"<html></html>"#, "changed"),
        refusal(400, r#"{}"#, "changed"),
        refusal(403, r#"<html></html>"#, "blocked"),
        refusal(200, r#"{"topics":[]}"#, "changed"),
    ],
    ..PLATFORM
};

const SITE: (&str, &str) =
    ("https://sea.example/api/v4/site", r#"{"site_view":{"site":{"name":"Sea"}},"version":"1.0.0"}"#);
const PIECE: &str = r#"{"type_":"post","post":{"id":50@id,"name":"@text","body":"Boots.","ap_id":"https://sea.example/post/50@id","published_at":"2026-11-03T08:15:0@idZ","removed":false,"deleted":false},"creator":{"name":"ana","display_name":"Ana","ap_id":"https://sea.example/u/ana"},"community":{"name":"tide","title":"Tides","ap_id":"https://sea.example/c/tide"}}"#;
const COMMENT: &str = r#"{"type_":"comment","comment":{"id":3@id,"post_id":502,"content":"@text","ap_id":"https://sea.example/comment/3@id","published_at":"2026-11-03T08:15:0@idZ","path":"0.3@id","removed":false,"deleted":false},"creator":{"name":"ana","display_name":"Ana","ap_id":"https://sea.example/u/ana"},"post":{"id":502,"name":"Head","ap_id":"https://sea.example/post/502"},"community":{"name":"tide","title":"Tides","ap_id":"https://sea.example/c/tide"}}"#;
const LIST: &str = r#"{"items":[@posts],"next_page":null}"#;

pub(in super::super) const LEMMY: Platform = Platform {
    name: "lemmy",
    rows: &[
        Row {
            target_type: "community",
            link: "https://sea.example/c/tide",
            answers: &[
                SITE,
                (
                    "https://sea.example/api/v4/post/list?community_name=tide&type_=all&community_name_or_id=tide&sort=new&limit=50",
                    LIST,
                ),
            ],
            post: PIECE,
            title: "Tides (!tide@sea.example)",
            ..ROW
        },
        Row {
            target_type: "profile",
            link: "https://sea.example/u/ana",
            answers: &[
                SITE,
                (
                    "https://sea.example/api/v4/person/content?username=ana&type_=comments&sort=new&limit=50",
                    r#"{"items":[]}"#,
                ),
                (
                    "https://sea.example/api/v4/person/content?username=ana&type_=posts&sort=new&limit=50",
                    LIST,
                ),
            ],
            post: PIECE,
            title: "Ana (@ana@sea.example)",
            ..ROW
        },
        Row {
            target_type: "thread",
            link: "https://sea.example/post/502",
            answers: &[
                SITE,
                (
                    "https://sea.example/api/v4/post?id=502",
                    r#"{"post_view":{"post":{"id":502,"name":"Head","ap_id":"https://sea.example/post/502","published_at":"2026-11-03T08:00:00Z"},"creator":{"name":"ana","display_name":"Ana","ap_id":"https://sea.example/u/ana"},"community":{"name":"tide","title":"Tides","ap_id":"https://sea.example/c/tide"}}}"#,
                ),
                ("https://sea.example/api/v4/comment/list?post_id=502&type_=all&sort=new&limit=50", LIST),
            ],
            post: COMMENT,
            title: "Head",
            first: "Head",
            ..ROW
        },
        Row {
            target_type: "timeline",
            link: "https://lemmy.world/",
            answers: &[
                ("https://lemmy.world/api/v4/site", SITE.1),
                ("https://lemmy.world/api/v4/post/list?type_=local&sort=new&limit=50", LIST),
            ],
            post: PIECE,
            ..ROW
        },
        Row {
            target_type: "search",
            link: "https://lemmy.world/search?q=tide",
            answers: &[
                ("https://lemmy.world/api/v4/site", SITE.1),
                (
                    "https://lemmy.world/api/v4/search?q=tide&type_=posts&listing_type=all&search_term=tide&sort=new&limit=50",
                    LIST,
                ),
            ],
            post: PIECE,
            ..ROW
        },
    ],
    usual: ["auth_required", "gone", "rate_limited", "platform_down", "blocked", "changed"],
    refusals: &[
        refusal(400, r#"{"error":"instance_is_private"}"#, "auth_required"),
        refusal(400, r#"{"error":"rate_limit_error"}"#, "rate_limited"),
        refusal(404, r#"{"error":"couldnt_find_community"}"#, "gone"),
        refusal(400, r#"{"error":"private_community"}"#, "private"),
        refusal(400, r#"{"error":"deleted"}"#, "gone"),
        refusal(403, r#"<html></html>"#, "blocked"),
        refusal(200, r#"{"nothing":1}"#, "changed"),
    ],
    ..PLATFORM
};
