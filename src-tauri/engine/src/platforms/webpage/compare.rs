//! What has changed between two texts, line by line, and how that is written down.

use std::{
    borrow::Cow,
    collections::HashMap,
    time::{Duration, Instant},
};

use similar::{Algorithm, DiffTag, capture_diff_slices_deadline};

use super::options::Choices;
use crate::digest::sha256_hex;

/// Longer comparisons give a coarser answer.
const LONGEST: Duration = Duration::from_secs(2);
/// Changed lines, and bytes of each, that are written down.
const MOST_LINES: usize = 400;
const MOST_LINE_BYTES: usize = 4 << 10;

/// The lines of a page and what counts of them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Compared {
    pub(super) lines: Vec<String>,
    pub(super) hash: String,
}

impl Compared {
    pub(super) fn of(lines: Vec<String>, choices: &Choices) -> Self {
        let mut keys: Vec<Cow<'_, str>> = lines.iter().map(|line| key(line, choices)).collect();
        if choices.ignores_order {
            keys.sort_unstable();
        }
        let hash = sha256_hex(keys.join("\n").as_bytes());
        Self { lines, hash }
    }
}

/// What counts of a line.
fn key<'a>(line: &'a str, choices: &Choices) -> Cow<'a, str> {
    let mut key = Cow::Borrowed(line);
    if choices.ignores_case {
        key = Cow::Owned(key.to_lowercase());
    }
    if choices.ignores_numbers {
        let mut plain = String::with_capacity(key.len());
        for letter in key.chars() {
            if !letter.is_numeric() {
                plain.push(letter);
            } else if !plain.ends_with('#') {
                plain.push('#');
            }
        }
        key = Cow::Owned(plain);
    }
    key
}

/// Lines that belong together: removed, then added.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Place<'a> {
    pub(super) removed: Vec<&'a str>,
    pub(super) added: Vec<&'a str>,
}

/// The places at which two texts differ, in their order.
pub(super) fn places<'a>(old: &[&'a str], new: &[&'a str], choices: &Choices) -> Vec<Place<'a>> {
    let old_keys: Vec<_> = old.iter().map(|line| key(line, choices)).collect();
    let new_keys: Vec<_> = new.iter().map(|line| key(line, choices)).collect();
    if choices.ignores_order {
        let place =
            Place { removed: without(old, &old_keys, &new_keys), added: without(new, &new_keys, &old_keys) };
        return if place == Place::default() { Vec::new() } else { vec![place] };
    }
    let deadline = Instant::now() + LONGEST;
    let steps = capture_diff_slices_deadline(Algorithm::Myers, &old_keys, &new_keys, Some(deadline));
    let changed = steps.into_iter().filter(|step| step.tag() != DiffTag::Equal);
    let place = |step: similar::DiffOp| Place {
        removed: old.get(step.old_range()).unwrap_or_default().to_vec(),
        added: new.get(step.new_range()).unwrap_or_default().to_vec(),
    };
    changed.map(place).collect()
}

/// The lines that the other side has not, or not as often.
fn without<'a>(lines: &[&'a str], keys: &[Cow<'_, str>], other: &[Cow<'_, str>]) -> Vec<&'a str> {
    let mut there: HashMap<&str, usize> = HashMap::new();
    for key in other {
        *there.entry(key).or_default() += 1;
    }
    let is_missing = |key: &str| match there.get_mut(key) {
        Some(count) if *count > 0 => {
            *count -= 1;
            false
        }
        _ => true,
    };
    let mut is_missing = is_missing;
    lines.iter().zip(keys).filter(|(_, key)| is_missing(key)).map(|(line, _)| *line).collect()
}

/// Places written down, as text and as markup.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Written {
    pub(super) text: String,
    pub(super) html: String,
}

/// Removed lines with `-`, added ones with `+`, places apart.
pub(super) fn written(places: &[Place<'_>]) -> Written {
    let mut out = Written::default();
    let mut left = MOST_LINES;
    for place in places {
        if left == 0 {
            break;
        }
        if !out.text.is_empty() {
            out.text.push('\n');
        }
        let removed = place.removed.iter().map(|line| ("-", "del", line));
        let added = place.added.iter().map(|line| ("+", "ins", line));
        let mut marked = Vec::new();
        for (sign, tag, line) in removed.chain(added).take(left) {
            let line = crate::content::text::cap_bytes(line, MOST_LINE_BYTES);
            out.text.push_str(&format!("{sign} {line}\n"));
            marked.push(format!("<{tag}>{sign} {}</{tag}>", escaped(line)));
        }
        left -= marked.len();
        out.html.push_str(&format!("<p>{}</p>", marked.join("<br>")));
    }
    let all: usize = places.iter().map(|place| place.removed.len() + place.added.len()).sum();
    if all > MOST_LINES {
        let more = format!("… and {} more lines.", all - MOST_LINES);
        out.text.push_str(&format!("\n{more}"));
        out.html.push_str(&format!("<p>{more}</p>"));
    }
    out.text.truncate(out.text.trim_end().len());
    out
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
