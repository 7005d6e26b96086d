//! The forms that receivers of webhooks understand: each says what its address looks like and
//! what is sent there. Pure.

mod discord;
mod json;
mod matrix;
mod ntfy;
mod slack;

use http::Method;
use serde_json::Value;
use url::Url;

use super::told::{Line, Told};
use crate::model::WebhookFormat;

/// What a message looks like on its way.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Post {
    pub(super) method: Method,
    pub(super) url: Url,
    pub(super) body: Value,
}

/// What a form may need beside the message.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ask<'a> {
    pub(super) address: &'a Url,
    pub(super) template: Option<&'a str>,
    /// The same for each try.
    pub(super) fingerprint: &'a str,
    /// When it is sent, as RFC 3339.
    pub(super) sent_at: &'a str,
}

/// # Errors
/// A sentence on an address or a template that is not what it has to be.
pub(super) fn post(format: WebhookFormat, ask: Ask<'_>, told: &Told) -> Result<Post, String> {
    check_address(format, ask.address)?;
    let here = |body| Post { method: Method::POST, url: ask.address.clone(), body };
    match format {
        WebhookFormat::Json => json::body(ask, told).map(here),
        WebhookFormat::Discord => Ok(here(discord::body(told))),
        WebhookFormat::Slack => Ok(here(slack::body(told))),
        WebhookFormat::Ntfy => ntfy::post(ask.address, told),
        WebhookFormat::Matrix => matrix::post(ask, told),
    }
}

/// # Errors
/// A sentence on what the address has to look like.
pub(crate) fn check_address(format: WebhookFormat, address: &Url) -> Result<(), String> {
    if !matches!(address.scheme(), "http" | "https") || !address.has_host() {
        return Err("This is not a web address, such as https://example.org/hook.".into());
    }
    if !address.username().is_empty() || address.password().is_some() {
        return Err("The address must hold no user name and no password; give a token beside it.".into());
    }
    match format {
        WebhookFormat::Json | WebhookFormat::Slack => Ok(()),
        WebhookFormat::Discord if address.path().contains("/webhooks/") => Ok(()),
        WebhookFormat::Discord => {
            Err("An address of Discord looks like https://discord.com/api/webhooks/ID/TOKEN.".into())
        }
        WebhookFormat::Ntfy => ntfy::topic(address).map(drop),
        WebhookFormat::Matrix => matrix::check(address),
    }
}

/// Whether nothing can be sent without a token.
pub(crate) fn needs_token(format: WebhookFormat) -> bool {
    format == WebhookFormat::Matrix
}

/// As many lines as fit, in the units that `size` counts; the last says that there were more.
fn fitted(lines: &[String], most: usize, size: fn(&str) -> usize) -> String {
    const MORE: &str = "…";
    let mut text = String::new();
    for line in lines {
        let separator = if text.is_empty() { "" } else { "\n" };
        // Room for the mark stays.
        if size(&text) + size(separator) + size(line) + size("\n") + size(MORE) > most {
            text.push_str(separator);
            text.push_str(MORE);
            return text;
        }
        text.push_str(separator);
        text.push_str(line);
    }
    text
}

/// Each line in a form of its own.
fn written(lines: Vec<Line>, write: impl FnMut(Line) -> String) -> Vec<String> {
    lines.into_iter().map(write).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_fit_is_left_out_by_the_line() {
        let lines: Vec<_> = (0..5).map(|n| format!("line {n}")).collect();
        assert_eq!(fitted(&lines, 1000, str::len), "line 0\nline 1\nline 2\nline 3\nline 4");
        let cut = fitted(&lines, 20, str::len);
        assert_eq!(cut, "line 0\nline 1\n…");
        assert!(cut.len() <= 20);
    }

    #[test]
    fn an_address_has_to_be_one_of_its_form() {
        let check = |format, address: &str| check_address(format, &address.parse().unwrap()).is_ok();
        for (format, good, bad) in [
            (WebhookFormat::Json, "https://a.example/x?y=z", "ftp://a.example/"),
            (WebhookFormat::Slack, "http://a.example/", "https://me:pass@a.example/"),
            (
                WebhookFormat::Discord,
                "https://discord.com/api/webhooks/1/x",
                "https://discord.com/channels/1",
            ),
            (WebhookFormat::Ntfy, "https://ntfy.sh/tides", "https://ntfy.sh/"),
            (
                WebhookFormat::Matrix,
                "https://m.example/_matrix/client/v3/rooms/!a:m.example/send/m.room.message",
                "https://m.example/_matrix/client/v3/rooms/!a:m.example/send",
            ),
        ] {
            assert!(check(format, good), "because {good} is right for {format}");
            assert!(!check(format, bad), "because {bad} is wrong for {format}");
        }
    }
}
