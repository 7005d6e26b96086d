//! What Telegram means when it shows no channel.

use scraper::Html;

use super::dom::{first, words};
use crate::{content::prescan::is_modest, model::FailureCode, platforms::ConnectorError};

/// Telegram leads from the list of messages to this page where it does not show them.
pub(super) fn no_preview(page: &str) -> ConnectorError {
    let (extra, description) = if is_modest(page) {
        let page = Html::parse_document(page);
        let of = |class| first(page.root_element(), class).and_then(words).unwrap_or_default().to_lowercase();
        (of("tgme_page_extra"), of("tgme_page_description"))
    } else {
        Default::default()
    };
    let said =
        |code, message: &str| ConnectorError { http_status: Some(200), ..ConnectorError::new(code, message) };
    let is_closed =
        ["be displayed", "violat", "copyright", "unavailable"].iter().any(|word| description.contains(word));
    match () {
        () if is_closed => said(
            FailureCode::Suspended,
            "Telegram has closed this channel or hides it. It may come back; if not, delete the job.",
        ),
        () if extra.contains("subscriber") => said(
            FailureCode::Private,
            "Telegram shows the messages of this channel only in its app: the channel is restricted or its owner has \
             turned the preview off.",
        ),
        () if extra.contains("member") => said(
            FailureCode::Private,
            "This is a group, and Telegram shows groups only to those who log in. Watch a public channel instead.",
        ),
        () => said(
            FailureCode::Gone,
            "Telegram shows no public channel of this name: it may be misspelt, renamed, deleted, or the name of a person \
             or a bot. Open the link in a browser to see.",
        ),
    }
}

/// Neither what a channel's page has nor what other pages of Telegram have.
pub(super) fn neither_channel_nor_messages(page: &str) -> ConnectorError {
    if page.trim().is_empty() {
        return ConnectorError::new(
            FailureCode::RateLimited,
            "Telegram answers with nothing, as it does when it is asked too often.",
        );
    }
    ConnectorError::new(
        FailureCode::Blocked,
        "Telegram's address answers with another page than a channel's, perhaps because this network keeps Telegram \
         out. Open the link in a browser to see.",
    )
}

pub(super) fn changed() -> ConnectorError {
    ConnectorError::new(
        FailureCode::Changed,
        "Telegram shows messages in a form that Tidewatch does not know. It is tried again; if it stays so, look for a \
         newer version.",
    )
}
