//! Feeds for tests: numbered entries, newest first, each of which can be altered.

use std::fmt::Write;

use chrono::{DateTime, TimeDelta, Utc};

/// One entry; what is absent is left out of the document.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    pub guid: Option<String>,
    pub link: Option<String>,
    pub title: Option<String>,
    pub text: Option<String>,
    pub date: Option<DateTime<Utc>>,
    pub author: Option<String>,
    pub tags: Vec<String>,
}

impl Entry {
    /// The `n`-th entry that the source ever had: an hour after the one before it.
    pub fn number(n: u32) -> Self {
        let first: DateTime<Utc> = "2025-01-01T00:00:00Z".parse().unwrap();
        Self {
            guid: Some(format!("urn:entry:{n}")),
            link: Some(format!("https://news.test/entries/{n}")),
            title: Some(format!("Entry {n}")),
            text: Some(format!("Text of entry {n}.")),
            date: Some(first + TimeDelta::hours(i64::from(n))),
            author: None,
            tags: Vec::new(),
        }
    }

    fn write(&self, xml: &mut String) {
        xml.push_str("<item>");
        let mut element = |name: &str, attributes: &str, text: &str| {
            write!(xml, "<{name}{attributes}>{}</{name}>", escape(text)).unwrap();
        };
        if let Some(guid) = &self.guid {
            element("guid", r#" isPermaLink="false""#, guid);
        }
        if let Some(link) = &self.link {
            element("link", "", link);
        }
        if let Some(title) = &self.title {
            element("title", "", title);
        }
        if let Some(text) = &self.text {
            element("description", "", text);
        }
        if let Some(date) = &self.date {
            element("pubDate", "", &date.to_rfc2822());
        }
        if let Some(author) = &self.author {
            element("dc:creator", "", author);
        }
        for tag in &self.tags {
            element("category", "", tag);
        }
        xml.push_str("</item>\n");
    }
}

/// An RSS document.
#[derive(Debug, Clone, PartialEq)]
pub struct Feed {
    /// In the order of the document.
    pub entries: Vec<Entry>,
    channel: String,
}

impl Feed {
    pub fn of(entries: Vec<Entry>) -> Self {
        Self { entries, channel: String::new() }
    }

    /// Entries `1` to `last`, the newest first.
    pub fn up_to(last: u32) -> Self {
        Self::of((1..=last).rev().map(Entry::number).collect())
    }

    /// Entries `first` to `last`, the newest first.
    pub fn range(first: u32, last: u32) -> Self {
        Self::of((first..=last).rev().map(Entry::number).collect())
    }

    /// Alters every entry.
    pub fn with_each(mut self, change: impl FnMut(&mut Entry)) -> Self {
        self.entries.iter_mut().for_each(change);
        self
    }

    /// Alters entry number `n`.
    pub fn with(self, n: u32, change: impl FnOnce(&mut Entry)) -> Self {
        let guid = format!("urn:entry:{n}");
        let mut change = Some(change);
        let feed = self.with_each(|entry| {
            if entry.guid.as_deref() == Some(&guid)
                && let Some(change) = change.take()
            {
                change(entry);
            }
        });
        assert!(change.is_none(), "because entry {n} must be there to be altered");
        feed
    }

    /// Adds elements to the channel, such as `<ttl>90</ttl>`.
    pub fn saying(mut self, xml: &str) -> Self {
        self.channel.push_str(xml);
        self
    }

    pub fn xml(&self) -> String {
        let mut xml = format!(
            "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n\
             <rss version=\"2.0\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\"><channel>\
             <title>Test news</title><link>https://news.test/</link>{}\n",
            self.channel
        );
        self.entries.iter().for_each(|entry| entry.write(&mut xml));
        xml.push_str("</channel></rss>\n");
        xml
    }
}

impl From<Feed> for String {
    fn from(feed: Feed) -> Self {
        feed.xml()
    }
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
