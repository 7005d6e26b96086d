//! What the answer to a message means, in a sentence that says what to do.

use http::header;

use crate::{
    content::text::{cap_bytes, one_line},
    ports::HttpResponse,
};

const MOST_SAID: usize = 300;

/// # Errors
/// A sentence that holds none of these secrets; the message is tried again.
pub(super) fn judge(host: &str, response: &HttpResponse, secrets: &[&str]) -> Result<(), String> {
    let status = response.status;
    let what = match status {
        200..=299 => return Ok(()),
        300..=399 => {
            return Err(format!(
                "{host} sends messages on to another address ({status}), where Tidewatch does not follow: set the address \
                 that they belong to."
            ));
        }
        429 => match wait(response) {
            Some(seconds) => format!("{host} asks to be left alone for {seconds} seconds (429)."),
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
    Err(if said.is_empty() { what } else { format!("{what} It says: {said}{end}") })
}

fn wait(response: &HttpResponse) -> Option<u64> {
    response.headers.get(header::RETRY_AFTER)?.to_str().ok()?.trim().parse().ok()
}

/// The beginning of its text; pages for people say nothing here.
fn said(response: &HttpResponse, secrets: &[&str]) -> String {
    let text = String::from_utf8_lossy(&response.body);
    let mut said = one_line(cap_bytes(&text, 4 << 10));
    if said.starts_with('<') {
        return String::new();
    }
    for secret in secrets.iter().filter(|secret| !secret.is_empty()) {
        said = said.replace(secret, "…");
    }
    match said.char_indices().nth(MOST_SAID) {
        Some((cut, _)) => format!("{}…", said.get(..cut).unwrap_or_default()),
        None => said,
    }
}
