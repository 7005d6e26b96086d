//! YouTube with a key of the user's.

use super::{Platform, ROW, Row, refusal};

const FEED: &str = r#"<feed xmlns:yt="http://www.youtube.com/xml/schemas/2015" xmlns="http://www.w3.org/2005/Atom"><title>Harbour Watch</title>@posts</feed>"#;
const ENTRY: &str = r#"<entry><id>yt:video:tideAAAAA0@id</id><yt:videoId>tideAAAAA0@id</yt:videoId><yt:channelId>UCharbourharbourharbour1</yt:channelId><title>@text</title><link rel="alternate" href="https://www.youtube.com/watch?v=tideAAAAA0@id"/><author><name>Ana</name></author><published>2026-11-01T10:00:0@id+00:00</published></entry>"#;
const VIDEO: &str = r#"{"kind":"youtube#video","id":"tideAAAAA0@id","snippet":{"publishedAt":"2026-11-01T10:00:0@idZ","channelId":"UCharbourharbourharbour1","channelTitle":"Ana","title":"@text","description":""},"contentDetails":{"duration":"PT4M13S"},"statistics":{"viewCount":"1234"}}"#;
const VIDEOS: (&str, &str) = (
    "https://www.googleapis.com/youtube/v3/videos?part=snippet%2Cstatistics%2CcontentDetails&id=@ids",
    r#"{"kind":"youtube#videoListResponse","items":[@more]}"#,
);
const FOUND: &str = r#"{"kind":"youtube#searchListResponse","items":[@posts]}"#;
const HIT: &str = r#"{"id":{"kind":"youtube#video","videoId":"tideAAAAA0@id"},"snippet":{"title":"@text"}}"#;
const TUBE: Row = Row { more: VIDEO, ids: ("tideAAAAA0@id", "%2C"), kind: "video", ..ROW };

pub(in super::super) const YOUTUBE: Platform = Platform {
    name: "youtube",
    rows: &[
        Row {
            target_type: "channel",
            link: "https://www.youtube.com/channel/UCharbourharbourharbour1",
            answers: &[
                VIDEOS,
                ("https://www.youtube.com/feeds/videos.xml?channel_id=UCharbourharbourharbour1", FEED),
            ],
            post: ENTRY,
            between: "",
            title: "Harbour Watch",
            ..TUBE
        },
        Row {
            target_type: "playlist",
            link: "https://www.youtube.com/playlist?list=PLharbourharbourharbourharbourha01",
            answers: &[
                VIDEOS,
                (
                    "https://www.youtube.com/feeds/videos.xml?playlist_id=PLharbourharbourharbourharbourha01",
                    FEED,
                ),
            ],
            post: ENTRY,
            between: "",
            title: "Harbour Watch",
            ..TUBE
        },
        Row {
            target_type: "search",
            link: "https://www.youtube.com/results?search_query=tide",
            answers: &[
                VIDEOS,
                (
                    "https://www.googleapis.com/youtube/v3/search?part=snippet&type=video&order=date&q=tide&maxResults=50",
                    FOUND,
                ),
            ],
            post: HIT,
            ..TUBE
        },
        Row {
            target_type: "hashtag",
            link: "https://www.youtube.com/hashtag/tide",
            answers: &[
                VIDEOS,
                (
                    "https://www.googleapis.com/youtube/v3/search?part=snippet&type=video&order=date&q=%23tide&maxResults=50",
                    FOUND,
                ),
            ],
            post: HIT,
            ..TUBE
        },
        Row {
            target_type: "thread",
            link: "https://www.youtube.com/watch?v=tideAAAAA01",
            answers: &[
                (
                    "https://www.googleapis.com/youtube/v3/videos?part=snippet%2Cstatistics%2CcontentDetails&id=tideAAAAA01",
                    r#"{"kind":"youtube#videoListResponse","items":[{"id":"tideAAAAA01","snippet":{"publishedAt":"2026-11-01T10:00:00Z","title":"Head"}}]}"#,
                ),
                (
                    "https://www.googleapis.com/youtube/v3/commentThreads?part=snippet&videoId=tideAAAAA01&order=time&maxResults=100&textFormat=plainText",
                    r#"{"kind":"youtube#commentThreadListResponse","items":[@posts]}"#,
                ),
            ],
            post: r#"{"id":"Ugx@id","snippet":{"videoId":"tideAAAAA01","totalReplyCount":0,"topLevelComment":{"id":"Ugx@id","snippet":{"authorDisplayName":"@bo","textOriginal":"@text","textDisplay":"@text","publishedAt":"2026-11-01T11:00:0@idZ","updatedAt":"2026-11-01T11:00:0@idZ"}}}}"#,
            title: "Comments on Head",
            kind: "comment",
            author: "@bo",
            ..ROW
        },
    ],
    also: &[
        "https://www.googleapis.com/youtube/v3/playlistItems?part=snippet%2CcontentDetails&playlistId=UUharbourharbourharbour1&maxResults=15",
    ],
    usual: ["auth_required", "gone", "rate_limited", "platform_down", "changed", ""],
    refusals: &[
        refusal(500, r#"{"error":{"errors":[{"reason":"quotaExceeded"}]}}"#, "rate_limited"),
        refusal(404, r#"{"error":{"errors":[{"reason":"channelSuspended"}]}}"#, "suspended"),
        refusal(404, r#"{"error":{"errors":[{"reason":"channelForbidden"}]}}"#, "private"),
        refusal(404, r#"{"error":{"errors":[{"reason":"keyInvalid"}]}}"#, "auth_required"),
        refusal(404, r#"{"error":{"errors":[{"reason":"accessNotConfigured"}]}}"#, "auth_required"),
        refusal(403, r#""#, "blocked"),
    ],
};
