//! PeerTube, Twitch, TikTok.

use super::{PLATFORM, Platform, ROW, Row, refusal};

const VIDEO: &str = r#"{"id":@id,"uuid":"00000000-0000-4000-8000-00000000000@id","name":"@text","url":"https://sea.example/videos/watch/00000000-0000-4000-8000-00000000000@id","truncatedDescription":"About","publishedAt":"2026-11-03T08:15:0@id.000Z","channel":{"name":"shore","displayName":"Shore","host":"sea.example"},"account":{"name":"ana","displayName":"Ana","host":"sea.example"}}"#;
const VIDEOS: &str = r#"{"total":3,"data":[@posts]}"#;

const fn tube(
    target_type: &'static str,
    link: &'static str,
    title: &'static str,
    answers: &'static [(&'static str, &'static str)],
) -> Row {
    Row { target_type, link, answers, title, post: VIDEO, kind: "video", author: "Shore", ..ROW }
}

pub(in super::super) const PEERTUBE: Platform = Platform {
    name: "peertube",
    rows: &[
        tube(
            "channel",
            "https://sea.example/c/shore/videos",
            "Shore",
            &[(
                "https://sea.example/api/v1/video-channels/shore/videos?sort=-publishedAt&nsfw=false&start=0&count=50",
                VIDEOS,
            )],
        ),
        tube(
            "profile",
            "https://sea.example/a/ana/videos",
            "Ana",
            &[(
                "https://sea.example/api/v1/accounts/ana/videos?sort=-publishedAt&nsfw=false&start=0&count=50",
                VIDEOS,
            )],
        ),
        Row {
            post: r#"{"position":@id,"video":{"id":@id,"uuid":"00000000-0000-4000-8000-00000000000@id","name":"@text","publishedAt":"2026-11-03T08:15:0@id.000Z","channel":{"name":"shore","displayName":"Shore","host":"sea.example"}}}"#,
            ..tube(
                "playlist",
                "https://sea.example/w/p/kkGMgK9ZtnKfYAgnEtQxbv",
                "Best",
                &[
                    (
                        "https://sea.example/api/v1/video-playlists/kkGMgK9ZtnKfYAgnEtQxbv",
                        r#"{"displayName":"Best"}"#,
                    ),
                    (
                        "https://sea.example/api/v1/video-playlists/kkGMgK9ZtnKfYAgnEtQxbv/videos?start=0&count=100",
                        VIDEOS,
                    ),
                ],
            )
        },
        tube(
            "timeline",
            "https://framatube.org/videos/local",
            "",
            &[(
                "https://framatube.org/api/v1/videos?isLocal=true&sort=-publishedAt&nsfw=false&start=0&count=50",
                VIDEOS,
            )],
        ),
        tube(
            "search",
            "https://framatube.org/search?search=tide",
            "",
            &[(
                "https://framatube.org/api/v1/search/videos?search=tide&sort=-publishedAt&nsfw=false&start=0&count=50",
                VIDEOS,
            )],
        ),
        Row {
            target_type: "thread",
            link: "https://sea.example/w/kkGMgK9ZtnKfYAgnEtQxbv",
            answers: &[
                (
                    "https://sea.example/api/v1/videos/kkGMgK9ZtnKfYAgnEtQxbv",
                    r#"{"id":9,"uuid":"00000000-0000-4000-8000-000000000009","name":"Head","publishedAt":"2026-11-03T08:00:00.000Z","channel":{"name":"shore","displayName":"Shore","host":"sea.example"}}"#,
                ),
                (
                    "https://sea.example/api/v1/videos/kkGMgK9ZtnKfYAgnEtQxbv/comment-threads?sort=-createdAt&start=0&count=50",
                    r#"{"total":3,"data":[@posts]}"#,
                ),
            ],
            post: r#"{"id":3@id,"url":"https://sea.example/videos/watch/9c9de5e8/comments/3@id","text":"<p>@text</p>","threadId":3@id,"videoId":9,"createdAt":"2026-11-03T08:15:0@id.000Z","isDeleted":false,"account":{"name":"ben","displayName":"Ben","url":"https://sea.example/accounts/ben","host":"sea.example"}}"#,
            title: "Head",
            first: "Head",
            kind: "video",
            author: "Shore",
            ..ROW
        },
    ],
    usual: ["private", "gone", "rate_limited", "platform_down", "blocked", "changed"],
    refusals: &[
        refusal(403, r#"{"code":"does_not_respect_follow_constraints"}"#, "private"),
        refusal(403, r#"{"detail":"account is blocked"}"#, "suspended"),
        refusal(403, r#"{}"#, "private"),
        refusal(403, r#"<html></html>"#, "blocked"),
        refusal(404, r#"<html></html>"#, "changed"),
        refusal(200, r#"{}"#, "changed"),
    ],
    ..PLATFORM
};

const TOKEN: (&str, &str) = (
    "POST https://id.twitch.tv/oauth2/token\ngrant_type=client_credentials&client_id=REDACTED&client_secret=REDACTED",
    r#"{"access_token":"tok","expires_in":5000000,"token_type":"bearer"}"#,
);
const BROADCAST: &str = r#"{"id":"230000000@id","user_id":"12","user_login":"ana","user_name":"Ana","title":"@text","description":"","created_at":"2026-11-03T08:15:0@idZ","published_at":"2026-11-03T08:15:0@idZ","url":"https://www.twitch.tv/videos/230000000@id","viewable":"public","view_count":50,"language":"en","type":"archive","duration":"3m"}"#;
const BROADCASTS: &str = r#"{"data":[@posts],"pagination":{}}"#;

pub(in super::super) const TWITCH: Platform = Platform {
    name: "twitch",
    rows: &[
        Row {
            target_type: "channel",
            link: "https://www.twitch.tv/ana",
            answers: &[
                TOKEN,
                (
                    "https://api.twitch.tv/helix/users?login=ana",
                    r#"{"data":[{"id":"12","login":"ana","display_name":"Ana"}]}"#,
                ),
                ("https://api.twitch.tv/helix/streams?user_id=12&first=1", r#"{"data":[],"pagination":{}}"#),
                ("https://api.twitch.tv/helix/videos?user_id=12&type=all&sort=time&first=100", BROADCASTS),
            ],
            post: BROADCAST,
            title: "Ana",
            kind: "video",
            ..ROW
        },
        Row {
            target_type: "community",
            link: "https://www.twitch.tv/directory/category/low-tides",
            answers: &[
                TOKEN,
                (
                    "https://api.twitch.tv/helix/search/categories?query=low+tides&first=100",
                    r#"{"data":[{"id":"77","name":"Low Tides"}],"pagination":{}}"#,
                ),
                ("https://api.twitch.tv/helix/videos?game_id=77&type=all&sort=time&first=100", BROADCASTS),
            ],
            post: BROADCAST,
            title: "Low Tides",
            kind: "video",
            ..ROW
        },
    ],
    usual: ["auth_required", "gone", "rate_limited", "platform_down", "blocked", "changed"],
    refusals: &[
        refusal(403, r#"{}"#, "private"),
        refusal(403, r#"<html></html>"#, "blocked"),
        refusal(400, r#"{"message":"Malformed query"}"#, "changed"),
        refusal(200, r#"{}"#, "changed"),
    ],
    ..PLATFORM
};

const TIKTOK_TOKEN: (&str, &str) = (
    "POST https://open.tiktokapis.com/v2/oauth/token/\nclient_key=REDACTED&client_secret=REDACTED&grant_type=client_credentials",
    r#"{"access_token":"tok","expires_in":7200,"token_type":"Bearer"}"#,
);
const CLIP: &str = r#"{"id":740000000000000000@id,"create_time":179369370@id,"username":"ana.tides","video_description":"@text","like_count":2}"#;
const CLIPS: &str = r#"{"data":{"videos":[@posts],"cursor":100,"has_more":false,"search_id":"7"},"error":{"code":"ok","message":""}}"#;

/// A question to TikTok for a field and a value.
macro_rules! tiktok_list {
    ($field:literal, $value:literal) => {
        concat!(
            "POST https://open.tiktokapis.com/v2/research/video/query/?fields=id,video_description,create_time,region_code,username,like_count,comment_count,share_count,view_count,hashtag_names,video_duration\n",
            r#"{"end_date":"20261110","is_random":false,"max_count":100,"query":{"and":[{"field_name":""#,
            $field,
            r#"","field_values":[""#,
            $value,
            r#""],"operation":"EQ"}]},"start_date":"20261012"}"#
        )
    };
}

const fn tiktok(
    target_type: &'static str,
    link: &'static str,
    answers: &'static [(&'static str, &'static str)],
) -> Row {
    Row { target_type, link, answers, post: CLIP, kind: "video", author: "ana.tides", ..ROW }
}

pub(in super::super) const TIKTOK: Platform = Platform {
    name: "tiktok",
    rows: &[
        tiktok(
            "profile",
            "https://www.tiktok.com/@ana.tides",
            &[TIKTOK_TOKEN, (tiktok_list!("username", "ana.tides"), CLIPS)],
        ),
        tiktok(
            "hashtag",
            "https://www.tiktok.com/tag/tide",
            &[TIKTOK_TOKEN, (tiktok_list!("hashtag_name", "tide"), CLIPS)],
        ),
        tiktok(
            "search",
            "https://www.tiktok.com/search?q=spring+tide",
            &[TIKTOK_TOKEN, (tiktok_list!("keyword", "spring tide"), CLIPS)],
        ),
    ],
    usual: ["auth_required", "gone", "rate_limited", "platform_down", "blocked", "changed"],
    refusals: &[
        refusal(401, r#"{"error":{"code":"access_token_invalid"}}"#, "auth_required"),
        refusal(429, r#"{"error":{"code":"daily_quota_limit_exceeded"}}"#, "rate_limited"),
        refusal(400, r#"{"error":{"code":"invalid_params","message":"username is wrong"}}"#, "gone"),
        refusal(500, r#"{"error":{"code":"internal_error"}}"#, "platform_down"),
        refusal(400, r#"{"error":{"code":"other"}}"#, "changed"),
        refusal(200, r#"{}"#, "changed"),
        refusal(403, r#"<html></html>"#, "blocked"),
    ],
    ..PLATFORM
};
