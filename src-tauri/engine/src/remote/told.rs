//! Messages as one: what mails and webhooks say, before either has its form. Everything is plain
//! text in lines of its own, within bounds. Pure.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use url::Url;

use crate::{
    content::text::{body, cap_bytes, one_line, snippet},
    model::{JobId, Notification, NotificationKind, Platform, ToldItem},
    platforms::connector,
};

/// Messages that are shown; the rest is counted.
const MOST_PARTS: usize = 40;
/// Items of each message, where there are several messages.
const FEW_ITEMS: usize = 5;
const MOST_ITEMS: usize = 10;
const TITLE: usize = 200;
const TEXT: usize = 400;
const MOST_BODY: usize = 4000;

/// What is told at once.
#[derive(Debug, Clone)]
pub(super) struct Told {
    /// A word: the kind of the messages, `summary` where they are of several, or `test`.
    pub(super) event: &'static str,
    pub(super) title: String,
    /// The job that all messages are about.
    pub(super) job: Option<JobName>,
    /// By job, in the order of their first messages.
    pub(super) parts: Vec<Part>,
    /// Messages that are not among the parts.
    pub(super) left_out: usize,
    pub(super) item_count: u32,
    /// Of all messages.
    pub(super) ids: Vec<i64>,
}

/// One message.
#[derive(Debug, Clone)]
pub(super) struct Part {
    /// Absent for a test.
    pub(super) job: Option<JobName>,
    pub(super) title: String,
    /// Empty where the items say all.
    pub(super) body: String,
    pub(super) items: Vec<ToldItem>,
    /// Items that are not among these.
    pub(super) left_out: u32,
    pub(super) at: DateTime<Utc>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct JobName {
    pub(super) id: JobId,
    pub(super) name: String,
    pub(super) platform: Platform,
}

impl JobName {
    fn new(message: &Notification) -> Self {
        let name = snippet(&message.job_name, TITLE);
        Self { id: message.job_id, name, platform: message.platform }
    }

    /// As people call its platform.
    pub(super) fn platform(&self) -> &'static str {
        connector(self.platform).about().name
    }
}

/// A line of a short form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Line {
    pub(super) is_heading: bool,
    pub(super) text: String,
    pub(super) url: Option<String>,
}

impl Told {
    pub(super) fn new(messages: &[Notification]) -> Self {
        let mut kinds: BTreeSet<&'static str> = BTreeSet::new();
        kinds.extend(messages.iter().map(|message| message.kind.as_str()));
        let event = match (kinds.first(), kinds.len()) {
            (Some(kind), 1) => kind,
            _ => "summary",
        };
        let mut order: Vec<JobId> = Vec::new();
        for message in messages {
            if !order.contains(&message.job_id) && order.len() < MOST_PARTS {
                order.push(message.job_id);
            }
        }
        let of_job = |job| messages.iter().filter(move |message| message.job_id == job);
        let by_job = order.iter().flat_map(|job| of_job(*job));
        let most_items = if messages.len() == 1 { MOST_ITEMS } else { FEW_ITEMS };
        let parts: Vec<_> = by_job.take(MOST_PARTS).map(|message| Part::new(message, most_items)).collect();
        Self {
            event,
            title: title(messages),
            job: messages
                .first()
                .filter(|first| messages.iter().all(|message| message.job_id == first.job_id))
                .map(JobName::new),
            left_out: messages.len() - parts.len(),
            parts,
            item_count: messages.iter().map(|message| message.item_count).sum(),
            ids: messages.iter().map(|message| message.id).collect(),
        }
    }

    /// What shows that a channel works.
    pub(super) fn test(now: DateTime<Utc>) -> Self {
        let part = Part {
            job: None,
            title: String::new(),
            body: "This is a test. What Tidewatch finds will look like this.".into(),
            items: Vec::new(),
            left_out: 0,
            at: now,
        };
        Self {
            event: "test",
            title: "A test of Tidewatch".into(),
            job: None,
            parts: vec![part],
            left_out: 0,
            item_count: 0,
            ids: Vec::new(),
        }
    }

    /// All jobs that are named, each once.
    pub(super) fn jobs(&self) -> Vec<&JobName> {
        let mut jobs: Vec<&JobName> = Vec::new();
        for job in self.parts.iter().filter_map(|part| part.job.as_ref()) {
            if !jobs.iter().any(|known| known.id == job.id) {
                jobs.push(job);
            }
        }
        jobs
    }

    /// The address of the first item that has one.
    pub(super) fn url(&self) -> Option<&str> {
        self.parts.iter().flat_map(|part| &part.items).find_map(|item| item.url.as_deref())
    }

    /// A short form, without the title.
    pub(super) fn lines(&self) -> Vec<Line> {
        let plain = |text: String| Line { is_heading: false, text, url: None };
        let is_single = self.parts.len() == 1;
        let mut lines = Vec::new();
        for part in &self.parts {
            if !is_single {
                lines.push(Line { is_heading: true, text: part.heading(), url: None });
            }
            match part.items.as_slice() {
                // Its title is that of the message.
                [only] if is_single && part.left_out == 0 => {
                    lines.extend(part.about(only).map(plain));
                    lines.extend(Some(only.text.clone()).filter(|text| !text.is_empty()).map(plain));
                    lines.extend(only.url.clone().map(|url| Line {
                        is_heading: false,
                        text: String::new(),
                        url: Some(url),
                    }));
                }
                items => {
                    lines.extend(part.body.lines().map(|line| plain(line.to_owned())));
                    lines.extend(items.iter().map(|item| Line {
                        is_heading: false,
                        text: item.title.clone(),
                        url: item.url.clone(),
                    }));
                }
            }
            lines.extend(part.more().map(plain));
        }
        lines.extend(self.more().map(plain));
        lines
    }

    /// The same as text.
    pub(super) fn text(&self) -> String {
        let lines = self.lines().into_iter().map(|line| match (line.text.as_str(), line.url) {
            (_, None) => line.text,
            ("", Some(url)) => url,
            (text, Some(url)) => format!("{text} {url}"),
        });
        lines.collect::<Vec<_>>().join("\n")
    }

    pub(super) fn more(&self) -> Option<String> {
        match self.left_out {
            0 => None,
            1 => Some("One more message is in Tidewatch.".into()),
            more => Some(format!("{more} more messages are in Tidewatch.")),
        }
    }
}

impl Part {
    fn new(message: &Notification, most_items: usize) -> Self {
        let items: Vec<_> = message.items.iter().take(most_items).map(tidied).collect();
        let shown = u32::try_from(items.len()).unwrap_or(u32::MAX);
        let says_all = message.kind == NotificationKind::NewItems && !items.is_empty();
        Self {
            job: Some(JobName::new(message)),
            title: snippet(&message.title, TITLE),
            body: if says_all { String::new() } else { body(cap_bytes(&message.body, MOST_BODY)) },
            left_out: if items.is_empty() { 0 } else { message.item_count.saturating_sub(shown) },
            items,
            at: message.created_at,
        }
    }

    /// What it is about, among others.
    pub(super) fn heading(&self) -> String {
        let job = self.job.as_ref().map(|job| job.name.as_str()).unwrap_or_default();
        // The title of a single item says nothing of the job, and the item repeats it.
        if self.items.len() == 1 && self.left_out == 0 { job.to_owned() } else { self.title.clone() }
    }

    /// Who wrote an item, where that is not what the job is called.
    fn about(&self, item: &ToldItem) -> Option<String> {
        let job = self.job.as_ref().map(|job| job.name.as_str()).unwrap_or_default();
        match item.author.as_deref() {
            Some(author) if author != job => Some(format!("{author} · {job}")),
            _ => Some(job.to_owned()).filter(|job| !job.is_empty()),
        }
    }

    pub(super) fn more(&self) -> Option<String> {
        (self.left_out > 0).then(|| format!("… and {} more", self.left_out))
    }
}

fn tidied(item: &ToldItem) -> ToldItem {
    ToldItem {
        title: snippet(&item.title, TITLE),
        url: item.url.as_deref().and_then(web_address),
        author: item.author.as_deref().map(|author| snippet(author, 100)).filter(|author| !author.is_empty()),
        text: snippet(&item.text, TEXT),
        published_at: item.published_at,
    }
}

/// As an address without blanks and marks that could end it; nothing where it is none of the web.
fn web_address(text: &str) -> Option<String> {
    let url = Url::parse(text).ok().filter(|url| matches!(url.scheme(), "http" | "https"))?;
    let address = url.as_str().replace('\'', "%27").replace('|', "%7C").replace('`', "%60");
    (address.len() <= 2000).then_some(address)
}

/// One line that says what there is.
fn title(messages: &[Notification]) -> String {
    if let [only] = messages {
        let (title, job) = (one_line(&only.title), one_line(&only.job_name));
        return match () {
            () if title.is_empty() => snippet(&job, TITLE),
            () if job.is_empty() || title.contains(&job) => snippet(&title, TITLE),
            () => snippet(&format!("{job}: {title}"), TITLE),
        };
    }
    let count = |kind| messages.iter().filter(|message| message.kind == kind).count();
    let items: u32 = messages.iter().map(|message| message.item_count).sum();
    let (failures, recoveries) = (count(NotificationKind::Failure), count(NotificationKind::Recovery));
    let jobs: BTreeSet<_> = messages.iter().map(|message| message.job_id.0).collect();
    let from = match messages {
        [first, ..] if jobs.len() == 1 => snippet(&first.job_name, 100),
        _ => format!("{} jobs", jobs.len()),
    };
    let mut said = Vec::new();
    let mut say = |number: usize, one: &str, many: &str| match number {
        0 => {}
        1 => said.push(format!("1 {one}")),
        number => said.push(format!("{number} {many}")),
    };
    say(items as usize, "new item", "new items");
    say(failures, "failure", "failures");
    say(recoveries, "recovery", "recoveries");
    if said.is_empty() {
        return format!("{} messages from {from}", messages.len());
    }
    format!("{} from {from}", said.join(", "))
}
