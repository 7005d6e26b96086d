//! From the answer of a server to the lines that are watched.

use std::borrow::Cow;

use http::header;
use memchr::memmem;

use super::{
    compare::Compared,
    options::Choices,
    pick::{Picked, pick},
};
use crate::{
    content::{
        decode::decode,
        emptied::{emptied, is_parsable},
        plain, text,
    },
    model::{FailureCode, PageOutline},
    platforms::ConnectorError,
    ports::HttpResponse,
};

/// A page is read this far (bytes).
const MOST_BYTES: usize = 4 << 20;
/// Where a page has to say its charset.
const HEAD_BYTES: usize = 1024;
/// Less text than this under many scripts is a page that needs a browser.
const FEW_CHARS: usize = 200;
const MANY_SCRIPTS: usize = 3;
/// What pages are called that keep programs out, and how much they say at most.
const CHALLENGES: [&str; 8] = [
    "just a moment",
    "attention required! | cloudflare",
    "making sure you're not a bot",
    "checking your browser",
    "ddos-guard",
    "are you a robot",
    "human verification",
    "verifying you are human",
];
const CHALLENGE_CHARS: usize = 2000;

/// What a page shows now.
#[derive(Debug, Default)]
pub(super) struct Seen {
    pub(super) title: Option<String>,
    pub(super) language: Option<String>,
    pub(super) compared: Compared,
    pub(super) outline: Option<PageOutline>,
    pub(super) warnings: Vec<String>,
}

enum Kind {
    Html,
    Json,
    Xml,
    Text,
}

/// # Errors
/// `changed` where nothing of it can be watched, `blocked` where people are to prove that they
/// are people.
pub(super) fn read(
    response: &HttpResponse,
    choices: &Choices,
    is_first: bool,
) -> Result<Seen, ConnectorError> {
    let host = response.url.host_str().unwrap_or("The server");
    let content_type = response.headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let label = content_type.map(|kind| labelled(kind, &response.body));
    let decoded = decode(&response.body, label.as_deref().or(meta_charset(&response.body).as_deref()));
    let whole = &*decoded.text;
    let kind = kind(content_type, whole).ok_or_else(|| {
        changed(host, "answers with a file, not with a page that can be read. Paste the address of a page.")
    })?;
    let mut warnings = Vec::new();
    let shown = text::cap_bytes(whole, MOST_BYTES);
    if shown.len() < whole.len() {
        warnings.push(format!("Only the first {} MB of the page are read.", MOST_BYTES >> 20));
    }
    let mut picked = match kind {
        Kind::Html => html(shown, host, choices, is_first, &mut warnings)?,
        _ if choices.selector.is_some() => {
            let what =
                "answers with data or plain text, in which a selector finds nothing. Remove the selector.";
            return Err(changed(host, what));
        }
        Kind::Json => plain_lines(&json(shown)),
        Kind::Xml => plain_lines(&shown.replace('<', "\n<")),
        Kind::Text => plain_lines(shown),
    };
    if let Some(pattern) = &choices.ignore_lines {
        picked.lines.retain(|line| !pattern.is_match(line));
        if picked.lines.is_empty() {
            return Err(changed(
                host,
                "shows only lines that are left out. Change the option \"Leave out lines\".",
            ));
        }
    }
    let compared = Compared::of(picked.lines, choices);
    Ok(Seen { title: picked.title, language: picked.language, compared, outline: picked.outline, warnings })
}

/// Whether an answer, whatever its status, is a page that keeps programs out.
pub(super) fn is_challenge(response: &HttpResponse) -> bool {
    let head = response.body.get(..16 << 10).unwrap_or(&response.body);
    let head = String::from_utf8_lossy(head).to_lowercase();
    response.headers.contains_key("cf-mitigated")
        || head.split_once("<title").is_some_and(|(_, rest)| {
            let title = rest.split("</title").next().unwrap_or_default();
            is_challenge_title(title)
        })
}

fn is_challenge_title(title: &str) -> bool {
    CHALLENGES.iter().any(|known| title.contains(known))
}

fn html(
    shown: &str,
    host: &str,
    choices: &Choices,
    is_first: bool,
    warnings: &mut Vec<String>,
) -> Result<Picked, ConnectorError> {
    let markup = emptied(shown);
    if !is_parsable(&markup) {
        if choices.selector.is_some() {
            return Err(changed(
                host,
                "shows a page whose markup is nested too deeply for a selector. Remove it.",
            ));
        }
        warnings.push("The page is nested too deeply to tell its main text: all of it is watched.".into());
        return Ok(plain_lines(&plain::from_html(&markup)));
    }
    let picked = pick(&markup, choices, is_first);
    let chars: usize = picked.lines.iter().map(|line| line.chars().count()).sum();
    let title = picked.title.as_deref().unwrap_or_default().to_lowercase();
    if is_challenge_title(&title) && chars < CHALLENGE_CHARS {
        return Err(blocked(host));
    }
    let needs_browser =
        chars < FEW_CHARS && memmem::find_iter(markup.as_bytes(), b"<script").count() >= MANY_SCRIPTS;
    let browser = if needs_browser {
        " It may show its text only in a browser that runs scripts, which Tidewatch does not."
    } else {
        ""
    };
    match picked.matches {
        Some(0) => {
            let what = format!(
                "shows nothing that the selector \"{}\" finds. Look whether the page has changed, and change \
                 the selector.{browser}",
                text::snippet(&choices.typed, 80)
            );
            Err(changed(host, &what))
        }
        Some(_) if picked.lines.is_empty() => {
            Err(changed(host, &format!("shows no text where the selector finds something.{browser}")))
        }
        None if picked.lines.is_empty() => {
            Err(changed(host, &format!("shows a page without any text.{browser}")))
        }
        _ => {
            if needs_browser && is_first && picked.matches.is_none() {
                warnings.push(format!("The page shows little text.{browser}"));
            }
            Ok(picked)
        }
    }
}

fn plain_lines(words: &str) -> Picked {
    let words = text::body(words);
    let lines = words.lines().filter(|line| !line.is_empty()).map(str::to_owned);
    Picked { lines: lines.collect(), ..Picked::default() }
}

/// Indented, its names in order, so that only values make a difference.
fn json(shown: &str) -> Cow<'_, str> {
    let value = serde_json::from_str::<serde_json::Value>(shown).ok();
    let pretty = value.and_then(|value| serde_json::to_string_pretty(&value).ok());
    pretty.map_or(Cow::Borrowed(shown), Cow::Owned)
}

/// By what the server says, and by looking where it says little.
fn kind(content_type: Option<&str>, shown: &str) -> Option<Kind> {
    let said = content_type.unwrap_or_default().to_ascii_lowercase();
    let said = said.split(';').next().unwrap_or_default().trim();
    let head = shown.trim_start().get(..64).unwrap_or(shown.trim_start()).to_ascii_lowercase();
    let is_page = head.starts_with("<!doctype html") || head.starts_with("<html");
    match said {
        "text/html" | "application/xhtml+xml" => Some(Kind::Html),
        _ if is_page => Some(Kind::Html),
        _ if said.ends_with("json") => Some(Kind::Json),
        _ if said.ends_with("xml") => Some(Kind::Xml),
        _ if said.starts_with("text/") => Some(Kind::Text),
        "" | "application/octet-stream" if !shown.contains('\u{FFFD}') && !head.starts_with("%pdf") => {
            Some(if head.starts_with('<') { Kind::Html } else { Kind::Text })
        }
        _ => None,
    }
}

/// The content type, with the charset that the page itself names where the server names none.
fn labelled<'a>(content_type: &'a str, body: &[u8]) -> Cow<'a, str> {
    if content_type.to_ascii_lowercase().contains("charset") {
        return Cow::Borrowed(content_type);
    }
    meta_charset(body).map_or(Cow::Borrowed(content_type), Cow::Owned)
}

/// `text/html; charset=…` as a `meta` at the start of a page says it.
fn meta_charset(body: &[u8]) -> Option<String> {
    let head = String::from_utf8_lossy(body.get(..HEAD_BYTES).unwrap_or(body)).to_ascii_lowercase();
    let meta = head.split("<meta").skip(1).find_map(|meta| {
        let tag = meta.split('>').next().unwrap_or_default();
        Some(tag.split_once("charset")?.1.trim_start().strip_prefix('=')?.trim_start().to_owned())
    })?;
    let name = meta.trim_start_matches(['"', '\'']);
    let end = name.find(|c: char| !c.is_ascii_alphanumeric() && !"-_:".contains(c)).unwrap_or(name.len());
    Some(format!("text/html; charset={}", name.get(..end)?))
}

fn changed(host: &str, what: &str) -> ConnectorError {
    ConnectorError::new(FailureCode::Changed, format!("{host} {what}"))
}

pub(super) fn blocked(host: &str) -> ConnectorError {
    let what = "wants visitors to prove that they are people, so nothing of the page could be read. If it opens in \
                a browser, it may work again later.";
    ConnectorError::new(FailureCode::Blocked, format!("{host} {what}"))
}
