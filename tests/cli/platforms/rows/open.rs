//! Bluesky, Mastodon, LinkedIn, Tumblr.

use super::{PLATFORM, Platform, ROW, Row, Runs, refusal};

const DID: &str = r#"{"did":"did:plc:abcdefghijklmnopqrstuvwx","handle":"ana.example","displayName":"Ana"}"#;
const SKEET: &str = r#"{"post":{"uri":"at://did:plc:abcdefghijklmnopqrstuvwx/app.bsky.feed.post/3k@id","author":{"did":"did:plc:abcdefghijklmnopqrstuvwx","handle":"ana.example","displayName":"Ana"},"record":{"text":"@text","createdAt":"2026-11-03T08:15:0@idZ"},"indexedAt":"2026-11-03T08:15:0@idZ"}}"#;

pub(in super::super) const BLUESKY: Platform = Platform {
    name: "bluesky",
    rows: &[
        Row {
            target_type: "profile",
            link: "https://bsky.app/profile/ana.example",
            answers: &[
                ("https://public.api.bsky.app/xrpc/app.bsky.actor.getProfile?actor=ana.example", DID),
                (
                    "https://public.api.bsky.app/xrpc/app.bsky.feed.getAuthorFeed?actor=did%3Aplc%3Aabcdefghijklmnopqrstuvwx&limit=100",
                    r#"{"feed":[@posts]}"#,
                ),
            ],
            post: SKEET,
            title: "Ana",
            ..ROW
        },
        Row {
            target_type: "feed",
            link: "https://bsky.app/profile/ana.example/feed/tides",
            answers: &[
                (
                    "https://public.api.bsky.app/xrpc/com.atproto.identity.resolveHandle?handle=ana.example",
                    DID,
                ),
                (
                    "https://public.api.bsky.app/xrpc/app.bsky.feed.getFeed?feed=at%3A%2F%2Fdid%3Aplc%3Aabcdefghijklmnopqrstuvwx%2Fapp.bsky.feed.generator%2Ftides&limit=100",
                    r#"{"feed":[@posts]}"#,
                ),
            ],
            post: SKEET,
            ..ROW
        },
        Row {
            target_type: "list",
            link: "https://bsky.app/starter-pack/ana.example/3pack",
            answers: &[
                (
                    "https://public.api.bsky.app/xrpc/com.atproto.identity.resolveHandle?handle=ana.example",
                    DID,
                ),
                (
                    "https://public.api.bsky.app/xrpc/app.bsky.graph.getStarterPack?starterPack=at%3A%2F%2Fdid%3Aplc%3Aabcdefghijklmnopqrstuvwx%2Fapp.bsky.graph.starterpack%2F3pack",
                    r#"{"starterPack":{"record":{"name":"Pack"},"list":{"uri":"at://did:plc:abcdefghijklmnopqrstuvwx/app.bsky.graph.list/3list"}}}"#,
                ),
                (
                    "https://public.api.bsky.app/xrpc/app.bsky.feed.getListFeed?list=at%3A%2F%2Fdid%3Aplc%3Aabcdefghijklmnopqrstuvwx%2Fapp.bsky.graph.list%2F3list&limit=100",
                    r#"{"feed":[@posts]}"#,
                ),
            ],
            post: SKEET,
            title: "Pack",
            ..ROW
        },
    ],
    also: &[
        "https://public.api.bsky.app/xrpc/app.bsky.actor.getProfile?actor=did%3Aplc%3Aabcdefghijklmnopqrstuvwx",
    ],
    usual: ["auth_required", "gone", "rate_limited", "platform_down", "blocked", "changed"],
    refusals: &[
        refusal(400, r#"{"error":"AccountTakedown"}"#, "suspended"),
        refusal(400, r#"{"error":"AccountDeactivated"}"#, "suspended"),
        refusal(400, r#"{"error":"BlockedActor"}"#, "private"),
        refusal(401, r#"{"error":"AuthMissing"}"#, "auth_required"),
        refusal(400, r#"{"error":"InvalidRequest","message":"Profile not found"}"#, "gone"),
        refusal(502, r#"{"error":"UpstreamFailure"}"#, "platform_down"),
        refusal(200, r#"{"posts":[]}"#, "changed"),
        refusal(403, r#"<html>no</html>"#, "blocked"),
    ],
};

const STATUS: &str = r#"{"id":"10@id","uri":"https://sea.example/users/ana/statuses/10@id","url":"https://sea.example/@ana/10@id","created_at":"2026-11-03T08:15:0@idZ","content":"<p>@text</p>","visibility":"public","account":{"id":"7","username":"ana","acct":"ana","display_name":"Ana"}}"#;

pub(in super::super) const MASTODON: Platform = Platform {
    name: "mastodon",
    rows: &[
        Row {
            target_type: "profile",
            link: "https://sea.example/@ana",
            answers: &[
                (
                    "https://sea.example/api/v1/accounts/lookup?acct=ana",
                    r#"{"id":"7","username":"ana","acct":"ana","display_name":"Ana"}"#,
                ),
                ("https://sea.example/api/v1/accounts/7/statuses?limit=40&exclude_replies=true", "[@posts]"),
            ],
            post: STATUS,
            title: "Ana (@ana@sea.example)",
            ..ROW
        },
        Row {
            target_type: "hashtag",
            link: "https://mastodon.social/tags/tide",
            answers: &[("https://mastodon.social/api/v1/timelines/tag/tide?limit=40", "[@posts]")],
            post: STATUS,
            title: "#tide on mastodon.social",
            ..ROW
        },
        Row {
            target_type: "timeline",
            link: "https://mastodon.social/public/local",
            answers: &[("https://mastodon.social/api/v1/timelines/public?limit=40&local=true", "[@posts]")],
            post: STATUS,
            title: "Public timeline of mastodon.social",
            ..ROW
        },
        Row {
            target_type: "thread",
            link: "https://sea.example/@ana/100",
            answers: &[
                (
                    "https://sea.example/api/v1/statuses/100",
                    r#"{"id":"100","uri":"https://sea.example/users/ana/statuses/100","created_at":"2026-11-03T08:00:00Z","content":"<p>The head</p>","visibility":"public","account":{"id":"7","username":"ana","acct":"ana","display_name":"Ana"}}"#,
                ),
                (
                    "https://sea.example/api/v1/statuses/100/context",
                    r#"{"ancestors":[],"descendants":[@posts]}"#,
                ),
            ],
            post: STATUS,
            title: "Ana: The head",
            first: "The head",
            ..ROW
        },
    ],
    also: &[
        "https://sea.example/@ana.rss",
        "https://sea.example/@ana/feed.rss",
        "https://sea.example/users/ana.atom",
        "https://sea.example/users/ana/feed.rss",
        "https://sea.example/@ana@sea.example/rss/",
    ],
    usual: ["auth_required", "gone", "rate_limited", "platform_down", "blocked", "changed"],
    refusals: &[
        refusal(403, r#"{"error":"no"}"#, "blocked"),
        refusal(410, r#"{"error":"gone"}"#, "gone"),
        refusal(422, r#"{"error":"login"}"#, "auth_required"),
        refusal(200, r#"{"posts":[]}"#, "changed"),
    ],
};

pub(in super::super) const LINKEDIN: Platform = Platform {
    name: "linkedin",
    rows: &[Row {
        target_type: "page",
        link: "https://www.linkedin.com/company/harbour",
        answers: &[
            (
                "https://api.linkedin.com/rest/organizations?q=vanityName&vanityName=harbour",
                r#"{"elements":[{"id":123,"localizedName":"Harbour"}]}"#,
            ),
            (
                "https://api.linkedin.com/rest/posts?q=author&author=urn%3Ali%3Aorganization%3A123&count=50&start=0&sortBy=CREATED",
                r#"{"paging":{"links":[]},"elements":[@posts]}"#,
            ),
        ],
        post: r#"{"id":"urn:li:share:739000000000000000@id","author":"urn:li:organization:123","commentary":"@text","lifecycleState":"PUBLISHED","createdAt":179369360000@id,"publishedAt":179369360000@id}"#,
        title: "Harbour",
        author: "",
        ..ROW
    }],
    usual: ["auth_required", "gone", "rate_limited", "platform_down", "blocked", "changed"],
    refusals: &[
        refusal(403, r#"{"message":"no"}"#, "auth_required"),
        refusal(400, r#"{}"#, "changed"),
        refusal(426, r#"{}"#, "changed"),
        refusal(999, r#""#, "blocked"),
        refusal(200, r#"{"items":[]}"#, "changed"),
    ],
    ..PLATFORM
};

const BLOGGED: &str = r#"{"type":"text","blog_name":"ana-tides","id_string":"90@id","timestamp":179369370@id,"post_url":"https://ana-tides.tumblr.com/post/90@id","body":"<p>@text</p>"}"#;

pub(in super::super) const TUMBLR: Platform = Platform {
    name: "tumblr",
    rows: &[
        Row {
            target_type: "profile",
            link: "https://ana-tides.tumblr.com/",
            answers: &[(
                "https://api.tumblr.com/v2/blog/ana-tides.tumblr.com/posts?api_key=REDACTED&limit=20&reblog_info=true&offset=0",
                r#"{"meta":{"status":200},"response":{"blog":{"title":"Tides"},"posts":[@posts],"total_posts":3}}"#,
            )],
            post: BLOGGED,
            title: "Tides",
            author: "ana-tides",
            ..ROW
        },
        Row {
            target_type: "hashtag",
            link: "https://www.tumblr.com/tagged/tide",
            answers: &[(
                "https://api.tumblr.com/v2/tagged?api_key=REDACTED&limit=20&tag=tide",
                r#"{"meta":{"status":200},"response":[@posts]}"#,
            )],
            post: BLOGGED,
            author: "ana-tides",
            runs: Runs::In("tumblr/runs.rs"),
            ..ROW
        },
    ],
    usual: ["auth_required", "gone", "rate_limited", "platform_down", "blocked", "changed"],
    refusals: &[
        refusal(403, r#"{"meta":{}}"#, "private"),
        refusal(404, r#"{"errors":[{"code":4012}]}"#, "private"),
        refusal(200, r#"{"response":{}}"#, "changed"),
    ],
    ..PLATFORM
};
