//! What a mail says, in plain text and in HTML. Pure.

use std::fmt::Write as _;

use chrono::{DateTime, Utc};
use jiff::{Timestamp, tz::TimeZone};

use super::{
    fingerprint,
    markup::{escape, link},
    told::{Part, Told},
};
use crate::{
    model::{ToldItem, UserId},
    ports::Mail,
};

const HINT: &str = "Change what Tidewatch tells you in its settings.";
const NAMELESS: &str = "tidewatch.invalid";

/// Who writes to whom, and how times are written.
#[derive(Debug, Clone)]
pub(super) struct Envelope<'a> {
    pub(super) user: UserId,
    pub(super) from: &'a str,
    pub(super) to: &'a str,
    /// IANA name.
    pub(super) zone: &'a str,
    pub(super) now: DateTime<Utc>,
}

pub(super) fn compose(envelope: &Envelope<'_>, told: &Told) -> Mail {
    let domain = domain(envelope.from);
    let message = match told.ids.is_empty() {
        // Each test is a mail of its own.
        true => fingerprint(envelope.user, &[envelope.now.timestamp_micros()], "test"),
        false => fingerprint(envelope.user, &told.ids, envelope.to),
    };
    let thread = match (&told.job, told.ids.is_empty()) {
        (_, true) => message.clone(),
        (Some(job), _) => format!("job-{}", job.id.0),
        (None, _) => format!("jobs-{}", envelope.user.0),
    };
    let zone = TimeZone::get(envelope.zone).unwrap_or(TimeZone::UTC);
    Mail {
        from: envelope.from.to_owned(),
        to: envelope.to.to_owned(),
        subject: told.title.clone(),
        text: plain(told, &zone),
        html: html(told, &zone),
        message_id: format!("{message}@{domain}"),
        thread_id: format!("{thread}@{domain}"),
        date: envelope.now,
    }
}

/// Of the sender, in letters that an id may have.
fn domain(address: &str) -> String {
    let domain = address.rsplit_once('@').and_then(|(_, domain)| url::Host::parse(domain).ok());
    domain.map_or_else(|| NAMELESS.to_owned(), |domain| domain.to_string())
}

fn time(at: DateTime<Utc>, zone: &TimeZone) -> String {
    let at = Timestamp::from_millisecond(at.timestamp_millis()).unwrap_or_default();
    at.to_zoned(zone.clone()).strftime("%Y-%m-%d %H:%M %Z").to_string()
}

/// Who and when.
fn byline(item: &ToldItem, zone: &TimeZone) -> Option<String> {
    let at = item.published_at.map(|at| time(at, zone));
    let parts: Vec<_> = item.author.clone().into_iter().chain(at).collect();
    (!parts.is_empty()).then(|| parts.join(" · "))
}

/// Where a message comes from and when it was written.
fn source(part: &Part, zone: &TimeZone) -> Option<String> {
    let job = part.job.as_ref()?;
    Some(format!("{} on {}, {}", job.name, job.platform(), time(part.at, zone)))
}

fn plain(told: &Told, zone: &TimeZone) -> String {
    let mut text = format!("{}\n\n", told.title);
    let is_single = told.parts.len() == 1;
    let mut add = |line: &str| {
        text.push_str(line);
        text.push('\n');
    };
    for part in &told.parts {
        if !is_single {
            add(&part.heading());
            add("----");
        }
        for line in part.body.lines() {
            add(line);
        }
        for item in &part.items {
            add(&item.title);
            for line in
                byline(item, zone).iter().chain([&item.text].into_iter().filter(|text| !text.is_empty()))
            {
                add(line);
            }
            if let Some(url) = &item.url {
                add(url);
            }
            add("");
        }
        if let Some(line) = part.more() {
            add(&line);
        }
        if let Some(line) = source(part, zone) {
            add(&line);
        }
        add("");
    }
    if let Some(line) = told.more() {
        add(&line);
        add("");
    }
    add("-- ");
    add(HINT);
    text
}

fn html(told: &Told, zone: &TimeZone) -> String {
    let mut html = format!(
        "<!DOCTYPE html>\n<html><head><meta charset=\"utf-8\"><title>{0}</title></head>\n\
         <body style=\"font-family: sans-serif; line-height: 1.4\">\n<h2><bdi>{0}</bdi></h2>\n",
        escape(&told.title)
    );
    let small = |html: &mut String, text: &str| {
        let _ = writeln!(html, "<p style=\"color: #666; font-size: small\"><bdi>{}</bdi></p>", escape(text));
    };
    let is_single = told.parts.len() == 1;
    for part in &told.parts {
        if !is_single {
            let _ = writeln!(html, "<h3><bdi>{}</bdi></h3>", escape(&part.heading()));
        }
        for line in part.body.lines().filter(|line| !line.is_empty()) {
            let _ = writeln!(html, "<p><bdi>{}</bdi></p>", escape(line));
        }
        for item in &part.items {
            let _ = writeln!(html, "<p><strong>{}</strong>", link(&item.title, item.url.as_deref()));
            if let Some(line) = byline(item, zone) {
                let _ = writeln!(html, "<br><small><bdi>{}</bdi></small>", escape(&line));
            }
            if !item.text.is_empty() {
                let _ = writeln!(html, "<br><bdi>{}</bdi>", escape(&item.text));
            }
            html.push_str("</p>\n");
        }
        if let Some(line) = part.more() {
            let _ = writeln!(html, "<p>{}</p>", escape(&line));
        }
        if let Some(line) = source(part, zone) {
            small(&mut html, &line);
        }
    }
    if let Some(line) = told.more() {
        let _ = writeln!(html, "<p>{}</p>", escape(&line));
    }
    html.push_str("<hr>\n");
    small(&mut html, HINT);
    html.push_str("</body></html>\n");
    html
}
