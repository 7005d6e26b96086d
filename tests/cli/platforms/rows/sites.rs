//! Feeds, web pages, Telegram.

use super::{PLATFORM, Platform, ROW, Row, Runs, refusal, refusal_at};

pub(in super::super) const FEED: Platform = Platform {
    name: "feed",
    rows: &[Row {
        target_type: "feed",
        link: "https://harbour.example/feed.xml",
        answers: &[(
            "https://harbour.example/feed.xml",
            r#"<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>Harbour</title>@posts</channel></rss>"#,
        )],
        post: r#"<item><guid isPermaLink="false">tide-@id</guid><link>https://harbour.example/@id</link><title>@text</title><dc:creator>Ana</dc:creator><pubDate>Tue, 03 Nov 2026 08:15:0@id GMT</pubDate></item>"#,
        between: "",
        title: "Harbour",
        ..ROW
    }],
    usual: ["auth_required", "gone", "rate_limited", "platform_down", "not_a_feed", ""],
    refusals: &[
        refusal(403, r#""#, "blocked"),
        refusal(410, r#""#, "gone"),
        refusal(407, r#""#, "auth_required"),
        refusal(418, r#""#, "changed"),
        refusal(200, r#"{"a":1}"#, "not_a_feed"),
        refusal(200, r#""#, "not_a_feed"),
    ],
    ..PLATFORM
};

pub(in super::super) const WEBPAGE: Platform = Platform {
    name: "webpage",
    rows: &[Row {
        target_type: "page",
        link: "https://harbour.example/prices",
        options: &["selector=#tides"],
        answers: &[(
            "https://harbour.example/prices",
            r#"<html><head><title>Prices</title></head><body><div id="tides">@posts</div></body></html>"#,
        )],
        post: "<p>@text</p>",
        between: "",
        title: "Prices",
        author: "",
        runs: Runs::In("webpage/runs.rs"),
        ..ROW
    }],
    usual: ["auth_required", "gone", "rate_limited", "platform_down", "changed", "changed"],
    refusals: &[
        refusal(403, r#"<html></html>"#, "blocked"),
        refusal(410, r#""#, "gone"),
        refusal(200, r#""#, "changed"),
    ],
    ..PLATFORM
};

const PAGE: &str = r#"<html><body><div class="tgme_channel_info_header_title"><span>Harbour</span></div>@posts</body></html>"#;
const MESSAGE: &str = r##"<div class="tgme_widget_message_wrap js-widget_message_wrap"><div class="tgme_widget_message js-widget_message" data-post="Harbour/9@id"><div class="tgme_widget_message_text js-message_text">@text</div><a class="tgme_widget_message_date" href="#"><time datetime="2026-11-03T08:15:0@id+00:00">08:15</time></a></div></div>"##;

pub(in super::super) const TELEGRAM: Platform = Platform {
    name: "telegram",
    rows: &[
        Row {
            target_type: "channel",
            link: "https://t.me/harbour",
            answers: &[("https://t.me/s/harbour", PAGE)],
            post: MESSAGE,
            between: "",
            title: "Harbour",
            author: "Harbour",
            ..ROW
        },
        Row {
            target_type: "search",
            link: "https://t.me/s/harbour?q=tide",
            answers: &[("https://t.me/s/harbour?q=tide", PAGE)],
            post: MESSAGE,
            between: "",
            title: "Harbour",
            author: "Harbour",
            ..ROW
        },
    ],
    also: &["https://telegram.me/s/harbour"],
    usual: ["auth_required", "gone", "rate_limited", "platform_down", "blocked", ""],
    refusals: &[
        refusal(200, r#""#, "rate_limited"),
        refusal_at(
            "https://t.me/harbour",
            r#"<html><body><div class="tgme_page_extra">9 members</div></body></html>"#,
            "private",
        ),
        refusal_at(
            "https://t.me/harbour",
            r#"<html><body><div class="tgme_page_extra">9 subscribers</div></body></html>"#,
            "private",
        ),
        refusal_at(
            "https://t.me/harbour",
            r#"<html><body><div class="tgme_page_description">This channel cannot be displayed: it violated rules</div></body></html>"#,
            "suspended",
        ),
        refusal_at(
            "https://t.me/harbour",
            r#"<html><body><div class="tgme_page_title">x</div></body></html>"#,
            "gone",
        ),
    ],
};
