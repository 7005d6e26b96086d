//! What the answer to a message means, in a sentence that says what to do.

use std::{cmp::Reverse, iter};

use chrono::{DateTime, Utc};
use url::Url;

use crate::{
    content::text::{cap_bytes, one_line},
    platforms::{decoded, retry_after},
    ports::{HttpResponse, Undelivered},
};

const MOST_SAID: usize = 300;
/// Characters of a part of an address that may be a secret; shorter ones are mostly words.
const FEWEST_OF_PART: usize = 8;

/// What of an address must not be repeated, as it is written and as it is meant: whole, without
/// its server, and part by part.
pub(super) fn traces(address: &Url) -> Vec<String> {
    let (path, query) = (address.path(), address.query().unwrap_or_default());
    let values = address.query_pairs().map(|(_, value)| value.into_owned()).collect::<Vec<_>>();
    let segments = address.path_segments().into_iter().flatten();
    let parts = segments.chain(query.split(['&', '='])).chain(values.iter().map(String::as_str));
    let parts = parts.filter(|part| part.chars().count() >= FEWEST_OF_PART);
    let whole = [address.as_str(), path, query].into_iter().filter(|text| !matches!(*text, "" | "/"));
    let written = whole.chain(parts);
    written.flat_map(|text| iter::once(text.to_owned()).chain(iter::once(one_line(&decoded(text))))).collect()
}

/// # Errors
/// Why not, with none of these secrets; the message is tried again.
pub(super) fn judge(
    host: &str,
    response: &HttpResponse,
    secrets: &[String],
    now: DateTime<Utc>,
) -> Result<(), Undelivered> {
    let status = response.status;
    let not_before = retry_after(&response.headers).filter(|_| matches!(status, 429 | 503));
    let not_before = not_before.and_then(|wanted| wanted.at(now));
    let what = match status {
        200..=299 => return Ok(()),
        300..=399 => {
            let what = format!(
                "{host} sends messages on to another address ({status}), where Tidewatch does not follow: set the address \
                 that they belong to."
            );
            return Err(what.into());
        }
        429 => match not_before {
            Some(at) => {
                let seconds = (at - now).num_milliseconds().div_euclid(1000).max(1);
                format!("{host} asks to be left alone for {seconds} seconds (429).")
            }
            None => format!("{host} asks to be left alone for a while (429)."),
        },
        401 | 403 => format!("{host} does not let Tidewatch in ({status}): check address and token."),
        404 | 410 => format!("{host} does not know this address ({status}): set the one it gives you."),
        405 => format!("{host} takes no messages at this address ({status}): check address and format."),
        413 => format!("{host} finds the message too long ({status})."),
        400..=499 => format!("{host} does not understand the message ({status}): check format and template."),
        500..=599 => format!("{host} has a problem of its own ({status})."),
        _ => format!("{host} answers with something that is no answer ({status})."),
    };
    let said = said(response, secrets);
    let end = if said.ends_with(['.', '!', '?', '…']) { "" } else { "." };
    let reason = if said.is_empty() { what } else { format!("{what} It says: {said}{end}") };
    Err(Undelivered { reason, not_before })
}

/// The beginning of its text; pages for people say nothing here.
fn said(response: &HttpResponse, secrets: &[String]) -> String {
    let text = String::from_utf8_lossy(&response.body);
    let mut said = one_line(cap_bytes(&text, 4 << 10));
    if said.starts_with('<') {
        return String::new();
    }
    let mut secrets: Vec<_> = secrets.iter().filter(|secret| !secret.is_empty()).collect();
    // A part that goes first would leave the rest of the whole.
    secrets.sort_unstable_by_key(|secret| Reverse(secret.len()));
    for secret in secrets {
        said = said.replace(secret.as_str(), "…");
    }
    match said.char_indices().nth(MOST_SAID) {
        Some((cut, _)) => format!("{}…", said.get(..cut).unwrap_or_default()),
        None => said,
    }
}
