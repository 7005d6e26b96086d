//! Telegram.

use std::fmt::Write;

use tidewatch_engine::{
    model::{Platform, TargetType},
    platforms::Target,
};

use crate::scripted::target;

// What breaks, and what is not taken for more than it is.
mod failing;
// What is asked and what is read.
mod reading;
// Every form of link.
mod recognising;
// Answers of the real server, where they are at hand.
mod recorded;
// Many checks of a channel that changes meanwhile.
mod runs;

const TELEGRAM: Platform = Platform::Telegram;
const CHANNEL: &str = "https://t.me/s/harbour";
const FIXTURE: &str = include_str!("../../fixtures/telegram/channel.html");

fn channel() -> Target {
    target(TargetType::Channel, CHANNEL, None)
}

/// A page with these messages, oldest first, as Telegram writes them.
fn page(messages: &[(u64, String)], has_older: bool) -> String {
    let mut html =
        String::from("<html><body><div class=\"tgme_channel_info_header_title\"><span>Harbour</span></div>");
    let lowest = messages.iter().map(|(number, _)| *number).min().unwrap_or_default();
    if has_older {
        let _ = write!(html, "<a class=\"tme_messages_more\" data-before=\"{lowest}\"></a>");
    }
    for (number, text) in messages {
        let _ = write!(
            html,
            "<div class=\"tgme_widget_message_wrap js-widget_message_wrap\"><div class=\"tgme_widget_message \
             js-widget_message\" data-post=\"Harbour/{number}\"><div class=\"tgme_widget_message_text \
             js-message_text\">{text}</div><a class=\"tgme_widget_message_date\" href=\"#\"><time \
             datetime=\"2026-11-03T08:15:00+00:00\">08:15</time></a></div></div>"
        );
    }
    html + "</body></html>"
}
