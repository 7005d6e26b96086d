//! Writes jobs as OPML 2.0: folders as nested outlines, and what only Tidewatch knows of a job
//! in attributes of its own.

use std::{io, io::Write};

use chrono::{DateTime, Utc};
use quick_xml::{
    Writer,
    events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event},
};

use crate::{
    content::{decode::is_xml, text},
    model::{DEFAULT_MAX_ITEMS, Job, Platform},
    platforms::{Target, connector},
};

/// Names Tidewatch's own attributes; nothing is found at it.
const NAMESPACE: &str = "urn:tidewatch:opml";
/// Deeper folders become one, so that an import of our own file meets its limit on nesting.
const MAX_FOLDERS: usize = 60;

/// Jobs by folder and name; `now` is the time of the document.
pub(crate) fn write(jobs: &[Job], now: DateTime<Utc>) -> io::Result<String> {
    let mut rows: Vec<Row<'_>> = jobs.iter().map(Row::of).collect();
    rows.sort_by_cached_key(Row::order);
    let mut out = Writer::new_with_indent(Vec::new(), b' ', 2);
    out.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    let root = BytesStart::new("opml").with_attributes([("version", "2.0"), ("xmlns:tidewatch", NAMESPACE)]);
    out.write_event(Event::Start(root))?;
    out.create_element("head").write_inner_content(|head| {
        head.create_element("title").write_text_content(BytesText::new("Tidewatch"))?;
        head.create_element("dateCreated").write_text_content(BytesText::new(&now.to_rfc2822()))?;
        Ok(())
    })?;
    out.write_event(Event::Start(BytesStart::new("body")))?;
    let mut open: Vec<&str> = Vec::new();
    for row in &rows {
        let shared =
            open.iter().zip(&row.folders).take_while(|(open, folder)| **open == folder.as_str()).count();
        for _ in open.drain(shared..) {
            out.write_event(Event::End(BytesEnd::new("outline")))?;
        }
        for folder in row.folders.get(shared..).unwrap_or_default() {
            let outline = BytesStart::new("outline");
            let names = [("text", folder.as_str()), ("title", folder.as_str())];
            out.write_event(Event::Start(outline.with_attributes(names)))?;
            open.push(folder);
        }
        row.write(&mut out)?;
    }
    for _ in open {
        out.write_event(Event::End(BytesEnd::new("outline")))?;
    }
    out.write_event(Event::End(BytesEnd::new("body")))?;
    out.write_event(Event::End(BytesEnd::new("opml")))?;
    let mut bytes = out.into_inner();
    bytes.push(b'\n');
    String::from_utf8(bytes).map_err(io::Error::other)
}

struct Row<'a> {
    job: &'a Job,
    folders: Vec<String>,
    name: String,
}

impl<'a> Row<'a> {
    fn of(job: &'a Job) -> Self {
        let folder = job.folder.as_deref().unwrap_or_default();
        let mut folders: Vec<String> =
            folder.split('/').map(text::one_line).filter(|name| !name.is_empty()).collect();
        let deeper = folders.split_off(folders.len().min(MAX_FOLDERS));
        if let (Some(last), false) = (folders.last_mut(), deeper.is_empty()) {
            *last = format!("{last}\u{2215}{}", deeper.join("\u{2215}"));
        }
        let name = text::name(&job.name).unwrap_or_else(|| job.target_url.clone());
        Self { job, folders, name }
    }

    /// Without regard to case first, as people sort; then exactly, so that folders stay together.
    fn order(&self) -> (Vec<(String, String)>, String, String) {
        let folders = self.folders.iter().map(|folder| (folder.to_lowercase(), folder.clone())).collect();
        (folders, self.name.to_lowercase(), self.job.target_url.clone())
    }

    fn write(&self, out: &mut Writer<impl Write>) -> io::Result<()> {
        let job = self.job;
        let target = Target::of(job);
        let feed = connector(job.platform).feed_address(&target);
        let mut outline = BytesStart::new("outline");
        let mut add = |name: &str, value: &str| {
            // Filters are the user's own words, and may hold what XML cannot.
            let value: String = value.chars().filter(|letter| is_xml(*letter)).collect();
            outline.push_attribute((name, value.as_str()));
        };
        add("text", &self.name);
        add("title", &self.name);
        add("type", "rss");
        match &feed {
            Some(feed) => {
                add("xmlUrl", feed);
                add("htmlUrl", &job.target_url);
            }
            None => add("xmlUrl", &job.target_url),
        }
        // Says as well that the page is what is watched.
        if job.platform != Platform::Feed || feed.is_some() {
            add("tidewatch:platform", job.platform.as_str());
        }
        add("tidewatch:schedule", &serde_json::to_string(&job.schedule)?);
        if let Some(filters) = &job.filters {
            add("tidewatch:filters", &serde_json::to_string(filters)?);
        }
        if job.max_items_per_run != DEFAULT_MAX_ITEMS {
            add("tidewatch:max_items_per_run", &job.max_items_per_run.to_string());
        }
        for (name, value) in [
            ("tidewatch:notify_on_new_content", job.notify_on_new_content),
            ("tidewatch:notify_on_failure", job.notify_on_failure),
        ] {
            if !value {
                add(name, "false");
            }
        }
        out.write_event(Event::Empty(outline))
    }
}
